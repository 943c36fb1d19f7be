/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures in files, through GdkPixbuf: picture.c reads, picture-write.c writes. */

#ifndef FV_PICTURE_H
#define FV_PICTURE_H

#include "featvis.h"

/* A picture as it is shown, upright and in sRGB.
 *
 * image: R, G, B in 0…255; what is transparent altogether has the mean color of the rest,
 *   so that no network sees what people do not
 * alpha: (nullable): height × width values in 0…1; NULL if nothing is transparent
 * hidden: (nullable): the picture with the colors that the file has there */
typedef struct
{
  FvImage *image;
  gfloat *alpha;
  FvImage *hidden;
} FvPicture;

FvPicture *fv_picture_new (FvImage *image);
void fv_picture_free (FvPicture *picture);
FvPicture *fv_picture_read (const gchar *file, GError **error);
FvImage *fv_picture_read_image (const gchar *file, GError **error);
gboolean fv_picture_resize_alpha (FvPicture *picture, gint width, gint height,
                                  GError **error);
gboolean fv_picture_mask (const FvPicture *picture, gfloat **mask, GError **error);

gboolean fv_picture_check_output (const gchar *file, const FvPicture *source,
                                  GError **error);
gchar *fv_picture_number_file (const gchar *file, gint number, gint n_digits);
gboolean fv_picture_encode (const gchar *file, const guint8 *bytes, gint width,
                            gint height, const FvPicture *source, const gchar *record,
                            gchar **contents, gsize *length, GError **error);
gboolean fv_picture_write (const gchar *file, const guint8 *bytes, gint width,
                           gint height, const FvPicture *source, const gchar *record,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPicture, fv_picture_free)

#endif /* FV_PICTURE_H */
