/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a view of a picture is drawn: what was before, what came after it, or one beside
 * the other with a line between them. */

#include "picture-view-private.h"
#include "gimp/host/toolkit.h"

#include <math.h>

/* From the picture's pixels to the area's */
static gdouble
to_area_x (const PictureView *view, gdouble x)
{
  return floor (view->size / 2.0 + (x - view->x) * view->scale + 0.5);
}

static gdouble
to_area_y (const PictureView *view, gdouble y)
{
  return floor (view->size / 2.0 + (y - view->y) * view->scale + 0.5);
}

/* Makes the sheet's pixels the source, whose unit is one of them then. */
static void
set_source (const PictureView *view, const PictureSheet *sheet, cairo_t *cairo)
{
  gdouble left = to_area_x (view, sheet->region.x);
  gdouble top = to_area_y (view, sheet->region.y);
  gdouble right = to_area_x (view, sheet->region.x + sheet->region.width);
  gdouble bottom = to_area_y (view, sheet->region.y + sheet->region.height);
  gdouble scale_x = (right - left) / gdk_pixbuf_get_width (sheet->pixbuf);
  gdouble scale_y = (bottom - top) / gdk_pixbuf_get_height (sheet->pixbuf);

  cairo_translate (cairo, left, top);
  cairo_scale (cairo, scale_x, scale_y);
  gdk_cairo_set_source_pixbuf (cairo, sheet->pixbuf, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cairo), scale_x > PICTURE_VIEW_MAXIMUM_FIT
                                                          ? CAIRO_FILTER_NEAREST
                                                          : CAIRO_FILTER_GOOD);
}

static void
fill (cairo_t *cairo, cairo_extend_t extend, gdouble x, gdouble y, gdouble width,
      gdouble height)
{
  cairo_pattern_set_extend (cairo_get_source (cairo), extend);
  cairo_rectangle (cairo, x, y, width, height);
  cairo_fill (cairo);
}

static void
draw_tile (cairo_t *cairo, gdouble x, gdouble y, gdouble width, gdouble height)
{
  cairo_matrix_t matrix;

  cairo_matrix_init_translate (&matrix, -x, -y);
  cairo_pattern_set_matrix (cairo_get_source (cairo), &matrix);
  fill (cairo, CAIRO_EXTEND_PAD, x, y, width, height);
}

/* What is beside a tile's edge is mixed into it, as in one large picture: else there
 * would be the seam that is not there. Where the picture ends, nothing is mixed into its
 * edges. */
static void
draw_tiles (const PictureView *view, gdouble width, gdouble height, cairo_t *cairo)
{
  gdouble margin = MAX (1.0, 1.0 / view->scale);
  gdouble margin_x = view->n_across > 1 ? 0.0 : margin;
  gdouble margin_y = view->n_down > 1 ? 0.0 : margin;

  for (gint row = view->n_down - 1; row >= 0; row--)
    for (gint column = view->n_across - 1; column >= 0; column--)
      draw_tile (cairo, column * width, row * height, width, height);
  fill (cairo, CAIRO_EXTEND_REPEAT, margin_x, margin_y,
        width * view->n_across - 2.0 * margin_x, height * view->n_down - 2.0 * margin_y);
}

static void
draw_sheet (const PictureView *view, const PictureSheet *sheet, cairo_t *cairo)
{
  gint width, height;

  if (!sheet->pixbuf)
    return;

  width = gdk_pixbuf_get_width (sheet->pixbuf);
  height = gdk_pixbuf_get_height (sheet->pixbuf);
  cairo_save (cairo);
  set_source (view, sheet, cairo);
  if (view->n_across > 1 || view->n_down > 1)
    draw_tiles (view, width, height, cairo);
  else
    draw_tile (cairo, 0, 0, width, height);
  cairo_restore (cairo);
}

/* Whether both are seen, side by side. */
gboolean
picture_view_is_split (const PictureView *view)
{
  return view->before.pixbuf && view->after.pixbuf && view->split > 0.0 &&
         !view->shows_before;
}

/* A dark line with a bright one at its side is seen on any picture. */
static void
draw_split (const PictureView *view, cairo_t *cairo)
{
  gdouble x = floor (view->split * view->size);

  cairo_save (cairo);
  cairo_rectangle (cairo, 0, 0, x, view->size);
  cairo_clip (cairo);
  draw_sheet (view, &view->before, cairo);
  cairo_restore (cairo);

  cairo_set_line_width (cairo, 1.0);
  cairo_set_source_rgb (cairo, 0.0, 0.0, 0.0);
  cairo_move_to (cairo, x + 0.5, 0);
  cairo_line_to (cairo, x + 0.5, view->size);
  cairo_stroke (cairo);
  cairo_set_source_rgb (cairo, 1.0, 1.0, 1.0);
  cairo_move_to (cairo, x - 0.5, 0);
  cairo_line_to (cairo, x - 0.5, view->size);
  cairo_stroke (cairo);
}

/* Draws the whole area. */
gboolean
picture_view_draw (PictureView *view, gpointer event)
{
  cairo_t *cairo = toolkit_begin_drawing (view->area, event);

  cairo_rectangle (cairo, 0, 0, view->size, view->size);
  cairo_clip (cairo);
  toolkit_set_color (cairo, view->area, TOOLKIT_BACKGROUND);
  cairo_paint (cairo);
  draw_sheet (view, &view->before, cairo);
  if (!view->shows_before || !view->before.pixbuf)
    draw_sheet (view, &view->after, cairo);
  if (picture_view_is_split (view))
    draw_split (view, cairo);
  if (gtk_widget_has_focus (view->area))
    toolkit_draw_focus (cairo, view->area, view->size, view->size);
  cairo_destroy (cairo);
  return TRUE;
}
