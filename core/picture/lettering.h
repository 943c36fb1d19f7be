/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LETTERING_H
#define FV_LETTERING_H

#include <glib.h>

gboolean fv_lettering_draw (const gchar *text, guint8 *bytes, gsize row_size, gint width,
                            gint height, GError **error);

#endif /* FV_LETTERING_H */
