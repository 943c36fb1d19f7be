/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SOURCE_H
#define PLUG_IN_SOURCE_H

#include <featvis.h>

/* What the procedure was called on, as it was when it was last looked at. */
typedef struct
{
  gint32 image;
  gint32 drawable;
  gboolean is_open;      /* the image is there */
  gboolean has_drawable; /* and the drawable in it */
  gboolean has_floating; /* and a floating selection */
  gint image_width;
  gint image_height;
  gboolean is_gray;
  gint precision;         /* as GIMP numbers it */
  gboolean has_region;    /* whether the selection overlaps the drawable */
  gboolean has_selection; /* whether anything is selected */
  gint x;                 /* the region: the part of the drawable in the selection's */
  gint y;                 /* bounding box; its origin in the drawable, */
  gint offset_x;          /* and the drawable's origin in the image */
  gint offset_y;
  FvImage extent; /* the region's size, without pixels */
  gint width;     /* the drawable's */
  gint height;
} Source;

void source_init (Source *source, gint32 image, gint32 drawable);
void source_look (Source *source);
gboolean source_check (const Source *source, GError **error);
gint32 source_find_mask (gint32 drawable);
gboolean source_check_image (gint32 image, GError **error);
gboolean source_check_drawable (const Source *source, GError **error);
gboolean source_check_region (const Source *source, GError **error);
gboolean source_check_writable (const Source *source, GError **error);

#endif /* PLUG_IN_SOURCE_H */
