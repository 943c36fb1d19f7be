/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a record is as text. */

#ifndef PLUG_IN_RECORD_TEXT_H
#define PLUG_IN_RECORD_TEXT_H

#include <glib.h>

void record_add_text (GString *record, const gchar *key, const gchar *value);
GHashTable *record_text_parse (const gchar *bytes, gsize n_bytes);

#endif /* PLUG_IN_RECORD_TEXT_H */
