/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GEOMETRY_H
#define FV_GEOMETRY_H

#include "architecture.h"

/* Of a node's map; 0 × 0 where the picture is too small for it, or its inputs do not fit
 * together */
typedef struct
{
  gint width;
  gint height;
} FvShape;

FvShape *fv_geometry_get_shapes (const FvArchitecture *architecture, gint width,
                                 gint height);
gint fv_geometry_get_stride (const FvArchitecture *architecture, gint node);
gint fv_geometry_get_receptive_field (const FvArchitecture *architecture, gint node);
gint fv_geometry_get_smallest (const FvArchitecture *architecture, gint node,
                               gboolean is_column);

#endif /* FV_GEOMETRY_H */
