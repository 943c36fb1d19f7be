/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PIXELS_H
#define PLUG_IN_PIXELS_H

#include "source.h"

/* GEGL's, for those who hand it on and know nothing else of GEGL */
typedef struct _GeglBuffer GeglBuffer;

/* Colors for a layer, row by row. Either bytes or values may be missing. */
typedef struct
{
  gint width;
  gint height;
  const guint8 *bytes;  /* R, G, B */
  const gfloat *values; /* R, G, B in 0…255, not rounded */
  const gfloat *alpha;  /* 0…1, NULL if it is opaque */
  gint x;               /* where the layer lies in the image */
  gint y;
} Raster;

gboolean pixels_read_drawable (const Source *source, FvImage **picture, gfloat **alpha,
                               GError **error);
gboolean pixels_select (const Source *source, gfloat **factors, GError **error);
gint32 pixels_new_layer (gint32 image, const gchar *name, const Raster *raster);

#endif /* PLUG_IN_PIXELS_H */
