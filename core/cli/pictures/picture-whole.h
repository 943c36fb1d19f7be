/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PICTURE_WHOLE_H
#define FV_PICTURE_WHOLE_H

#include <gdk-pixbuf/gdk-pixbuf.h>

gboolean fv_picture_check_whole (const gchar *file, GdkPixbufFormat *format,
                                 GError **error);

#endif /* FV_PICTURE_WHOLE_H */
