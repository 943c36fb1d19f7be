/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_OPTIONS_H
#define PLUG_IN_OPTIONS_H

#include <glib.h>

gchar *options_take (const gchar *options, const gchar *key, gchar **rest);
gchar *options_put (const gchar *options, const gchar *key, const gchar *value);

#endif /* PLUG_IN_OPTIONS_H */
