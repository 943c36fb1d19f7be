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

/* Of the columns: networks whose windows are not square are told of as if they were.
 *
 * stride: columns of the picture from one position of a map to the next
 * field: columns of the picture that one position sees; 0 for all of them */
typedef struct
{
  gint stride;
  gint field;
} FvSight;

FvShape *fv_geometry_get_shapes (const FvArchitecture *architecture, gint width,
                                 gint height);
gint fv_geometry_get_stride (const FvArchitecture *architecture, gint node);
gint fv_geometry_get_receptive_field (const FvArchitecture *architecture, gint node);
gint fv_geometry_get_smallest (const FvArchitecture *architecture, gint node,
                               gboolean is_column);
FvSight *fv_geometry_list_sights (const FvArchitecture *architecture);
gint *fv_geometry_list_smallest (const FvArchitecture *architecture, gboolean is_column);

#endif /* FV_GEOMETRY_H */
