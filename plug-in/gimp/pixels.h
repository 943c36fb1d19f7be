/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PIXELS_H
#define PLUG_IN_PIXELS_H

#include "source.h"

#include <gegl.h>

/* Colors for a layer, row by row. Either bytes or values may be missing. */
typedef struct
{
  gint width;
  gint height;
  const guint8 *bytes;  /* R, G, B */
  const gfloat *values; /* R, G, B in 0…255, not rounded */
  const gfloat *alpha;  /* 0…1, NULL if it is opaque */
} Raster;

gboolean pixels_read_drawable (const Source *source, FvImage **picture, gfloat **alpha,
                               GError **error);
gboolean pixels_select (const Source *source, gfloat **factors, GError **error);
gboolean pixels_copy (GeglBuffer *from, gint from_x, gint from_y, GeglBuffer *to,
                      gint to_x, gint to_y, gint width, gint height, GError **error);
GeglBuffer *pixels_copy_region (const Source *source, gint32 drawable, GError **error);

gboolean pixels_are_made_of_bytes (const Babl *format);
GimpImageType pixels_get_layer_type (gint32 image, gboolean with_alpha);
gint32 pixels_new_layer (gint32 image, const gchar *name, const Raster *raster);
gint32 pixels_new_channel (gint32 image, const gchar *name,
                           const GeglRectangle *rectangle, const gfloat *values);

#endif /* PLUG_IN_PIXELS_H */
