/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_JSON_H
#define FV_JSON_H

#include <glib.h>

gboolean fv_json_is_shallow (const gchar *json, gsize length, gint most);

#endif /* FV_JSON_H */
