/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LARGEST_RECTANGLE_H
#define PLUG_IN_LARGEST_RECTANGLE_H

#include <glib.h>

/* In pixels; empty, with no width, where there is none. */
typedef struct
{
  gint x;
  gint y;
  gint width;
  gint height;
} PixelRectangle;

PixelRectangle largest_rectangle_find (const gfloat *factors, gint width, gint height);

#endif /* PLUG_IN_LARGEST_RECTANGLE_H */
