/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PHOTO_H
#define PLUG_IN_PHOTO_H

#include "layer-mask.h"

/* A photo that is to be changed. */
typedef struct
{
  FvImage *picture;   /* the source's region, as the network is to see it */
  gfloat *mask;       /* how much of a change each pixel takes, 0…1; NULL: all of it */
  GeglBuffer *pixels; /* the region to the last bit, or in colors */
  LayerMask layer_mask; /* of the drawable, if that is a layer */
  gboolean has_alpha;   /* the drawable has */
} Photo;

gboolean photo_read (Photo *photo, const Source *source, gboolean is_in_colors,
                     GError **error);
void photo_clear (Photo *photo);
gboolean photo_read_with_alpha (const Source *source, FvImage **picture, gfloat **alpha,
                                GError **error);
FvImage *photo_read_opaque (const Source *source, GError **error);

GeglBuffer *photo_develop (const Photo *photo, const FvImage *picture,
                           const guint8 *bytes, gboolean is_new, GError **error);
gint32 photo_new_layer (const Photo *photo, gint32 image, const gchar *name,
                        GeglBuffer *pixels, const gchar *record, GError **error);

#endif /* PLUG_IN_PHOTO_H */
