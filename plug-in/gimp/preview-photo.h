/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PREVIEW_PHOTO_H
#define PLUG_IN_PREVIEW_PHOTO_H

#include "picture-region.h"
#include "source.h"

guint8 *preview_photo_read (gint32 drawable, gint x, gint y, gint width, gint height,
                            gint *shown_width, gint *shown_height);
FvImage *preview_photo_read_image (gint32 drawable, gint x, gint y, gint width,
                                   gint height, gint shown_width, gint shown_height);
gfloat *preview_photo_read_alpha (const Source *source, const PictureRegion *region,
                                  gint width, gint height);
gfloat *preview_photo_read_mask (const Source *source, const PictureRegion *region,
                                 gint width, gint height, const gfloat *alpha);

#endif /* PLUG_IN_PREVIEW_PHOTO_H */
