/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PICTURE_VIEW_PRIVATE_H
#define PLUG_IN_PICTURE_VIEW_PRIVATE_H

#include "picture-view.h"

#define PICTURE_VIEW_MAXIMUM_FIT                                                         \
  3.0 /* a small picture is enlarged, but not to blocks                                  \
       */

typedef struct
{
  GdkPixbuf *pixbuf; /* NULL for none */
  PictureRegion region;
} PictureSheet;

typedef enum
{
  DRAG_NONE,
  DRAG_PICTURE,
  DRAG_SPLIT
} Drag;

struct _PictureView
{
  GtkWidget *area;
  gint size; /* of the area, which is square */
  PictureViewFunc func;
  gpointer user_data;

  gint width; /* of the whole picture */
  gint height;
  gint n_across; /* how often it is shown beside itself */
  gint n_down;
  gdouble scale;
  gdouble x; /* of the picture in the view's middle */
  gdouble y;
  PictureSheet before;
  PictureSheet after;
  gdouble split; /* 0…1: at the left of it is what was before */
  gboolean shows_before;

  Drag drag;
  gboolean has_moved; /* since the button was pressed */
  gdouble last_x;
  gdouble last_y;
};

gboolean picture_view_is_split (const PictureView *view);
gboolean picture_view_draw (PictureView *view, gpointer event);

#endif /* PLUG_IN_PICTURE_VIEW_PRIVATE_H */
