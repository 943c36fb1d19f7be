/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SESSION_DATA_H
#define PLUG_IN_SESSION_DATA_H

#include <glib.h>

void session_keep (const gchar *name, gconstpointer bytes, gsize size);
gboolean session_recall (const gchar *name, gpointer bytes, gsize size);

#endif /* PLUG_IN_SESSION_DATA_H */
