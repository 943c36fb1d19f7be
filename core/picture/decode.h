/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_DECODE_H
#define FV_DECODE_H

#include "featvis.h"

/* The rule by which values of any range become 0…255 */
typedef struct
{
  gdouble mean;
  gdouble deviation;
  gdouble contrast;
  gdouble epsilon;
} FvDecoder;

void fv_decoder_init_tensor (FvDecoder *decoder, const FvImage *tensor,
                             const gfloat mean[3], FvColors colors, gdouble contrast,
                             gdouble epsilon);
void fv_decoder_apply (const FvDecoder *decoder, FvImage *picture);

void fv_picture_to_tensor (FvImage *image, const gfloat mean[3], FvColors colors);
void fv_tensor_to_picture (FvImage *image, const gfloat mean[3], FvColors colors);
void fv_picture_decode (FvImage *picture, gdouble contrast, gdouble epsilon);
guint8 *fv_picture_decode_to_bytes (const FvImage *picture, gdouble contrast,
                                    gdouble epsilon, GError **error);
void fv_picture_normalise (FvImage *picture, gdouble contrast, gdouble epsilon);
FvImage *fv_picture_resize_decoded (const FvImage *picture, gint width, gint height,
                                    gdouble contrast, gdouble epsilon, gboolean in_place,
                                    GError **error);

#endif /* FV_DECODE_H */
