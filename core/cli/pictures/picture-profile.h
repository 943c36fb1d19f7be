/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PICTURE_PROFILE_H
#define FV_PICTURE_PROFILE_H

#include "featvis.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

gboolean fv_picture_convert_colors (const gchar *file, const GdkPixbuf *pixbuf,
                                    FvImage *image, GError **error);

#endif /* FV_PICTURE_PROFILE_H */
