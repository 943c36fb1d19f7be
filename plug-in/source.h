/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SOURCE_H
#define PLUG_IN_SOURCE_H

#include <featvis.h>

#include <libgimp/gimp.h>

/* What the procedure was called on. */
typedef struct
{
  gint32 image;
  gint32 drawable;
  gint image_width;
  gint image_height;
  GimpImageBaseType base_type;
  GimpPrecision precision;
  gboolean has_region;    /* whether the selection overlaps the drawable */
  gboolean has_selection; /* whether anything is selected */
  gint x;                 /* the region: the part of the drawable in the selection's */
  gint y;                 /* bounding box; its origin in the drawable, */
  gint offset_x;          /* and the drawable's origin in the image */
  gint offset_y;
  FvImage extent; /* the region's size, without pixels */
} Source;

gboolean source_init (Source *source, gint32 image, gint32 drawable, GError **error);
gboolean source_check_image (gint32 image, GError **error);
gboolean source_check_region (const Source *source, GError **error);
gboolean source_check_writable (const Source *source, GError **error);

#endif /* PLUG_IN_SOURCE_H */
