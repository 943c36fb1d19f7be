/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files beside this one share of pixels in GEGL's and GIMP's own types. */

#ifndef PLUG_IN_PIXELS_PRIVATE_H
#define PLUG_IN_PIXELS_PRIVATE_H

#include "pixels.h"

#include <gegl.h>

gboolean pixels_copy (GeglBuffer *from, gint from_x, gint from_y, GeglBuffer *to,
                      gint to_x, gint to_y, gint width, gint height, GError **error);
GeglBuffer *pixels_copy_region (const Source *source, gint32 drawable, GError **error);

const Babl *pixels_get_format (gboolean is_gray, gboolean has_alpha, gint precision,
                               const Babl *space);
gboolean pixels_are_made_of_bytes (const Babl *format);
gint32 pixels_new_channel (gint32 image, const gchar *name,
                           const GeglRectangle *rectangle, const gfloat *values);

#endif /* PLUG_IN_PIXELS_PRIVATE_H */
