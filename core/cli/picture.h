/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PICTURE_H
#define FV_PICTURE_H

#include "featvis.h"

FvImage *fv_picture_read (const gchar *file, GError **error);
gboolean fv_picture_encode (const guint8 *bytes, gint width, gint height,
                            const gchar *record, gchar **contents, gsize *length,
                            GError **error);
gboolean fv_picture_write (const gchar *file, const guint8 *bytes, gint width,
                           gint height, const gchar *record, GError **error);

#endif /* FV_PICTURE_H */
