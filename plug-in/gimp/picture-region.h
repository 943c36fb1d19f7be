/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PICTURE_REGION_H
#define PLUG_IN_PICTURE_REGION_H

#include <glib.h>

/* A part of a picture, in its pixels. */
typedef struct
{
  gdouble x;
  gdouble y;
  gdouble width;
  gdouble height;
} PictureRegion;

#endif /* PLUG_IN_PICTURE_REGION_H */
