/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A view of a picture before and after a change, once, or as tiles beside each other. The
 * scale is that of the view's pixels to the picture's; what is seen of the picture is a
 * region of it, or all of it where there are tiles. Bytes that are shown
 * may be of any region and resolution, so that a draft stays to be seen, if coarsely,
 * while another one is made. */

#include "picture-view-private.h"
#include "gimp/host/toolkit.h"

#include <gdk/gdkkeysyms.h>

#include <featvis.h>

#include <math.h>

#define MAXIMUM_SCALE 8.0
#define SPLIT_REACH   6 /* pixels from the line where it can be taken */
#define CLICK_REACH   4 /* a shorter way of the pointer is a click */
#define KEY_WAY       32

/* Where things are */

/* The size of all tiles */

static gint
get_width (const PictureView *view)
{
  return view->width * view->n_across;
}

static gint
get_height (const PictureView *view)
{
  return view->height * view->n_down;
}

static gdouble
get_fit_scale (const PictureView *view)
{
  gint longest = MAX (MAX (get_width (view), get_height (view)), 1);

  return MIN (PICTURE_VIEW_MAXIMUM_FIT, (gdouble)view->size / longest);
}

static gdouble
limit_center (gdouble center, gdouble length, gdouble seen)
{
  return seen >= length ? length / 2.0 : CLAMP (center, seen / 2.0, length - seen / 2.0);
}

static void
notify (PictureView *view)
{
  gtk_widget_queue_draw (view->area);
  view->func (view, view->user_data);
}

/* Keeps the picture in the view. */
static void
look_at (PictureView *view, gdouble x, gdouble y, gdouble scale)
{
  view->scale = CLAMP (scale, get_fit_scale (view), MAXIMUM_SCALE);
  view->x = limit_center (x, get_width (view), view->size / view->scale);
  view->y = limit_center (y, get_height (view), view->size / view->scale);
  notify (view);
}

/* The pointer: a drag moves the picture or the split, a click shows what was before */

static gboolean
is_at_split (const PictureView *view, gdouble x)
{
  return picture_view_is_split (view) &&
         fabs (x - view->split * view->size) <= SPLIT_REACH;
}

static gboolean
button_pressed (PictureView *view, const GdkEventButton *event)
{
  gtk_widget_grab_focus (view->area);
  if (event->button != 1)
    return FALSE;

  view->drag = is_at_split (view, event->x) ? DRAG_SPLIT : DRAG_PICTURE;
  view->has_moved = FALSE;
  view->last_x = event->x;
  view->last_y = event->y;
  return TRUE;
}

static gboolean
pointer_moved (PictureView *view, const GdkEventMotion *event)
{
  gdouble way_x = event->x - view->last_x;
  gdouble way_y = event->y - view->last_y;

  if (view->drag == DRAG_NONE || (!view->has_moved && hypot (way_x, way_y) < CLICK_REACH))
    return FALSE;

  view->has_moved = TRUE;
  view->last_x = event->x;
  view->last_y = event->y;
  if (view->drag == DRAG_SPLIT)
    picture_view_set_split (view, event->x / view->size);
  else
    look_at (view, view->x - way_x / view->scale, view->y - way_y / view->scale,
             view->scale);
  return TRUE;
}

static gboolean
button_released (PictureView *view, const GdkEventButton *event)
{
  if (event->button != 1)
    return FALSE;

  if (view->drag == DRAG_PICTURE && !view->has_moved)
    picture_view_show_before (view, !view->shows_before);
  view->drag = DRAG_NONE;
  return TRUE;
}

/* What is under the pointer stays there. */
static gboolean
scrolled (PictureView *view, const GdkEventScroll *event)
{
  gdouble factor = event->direction == GDK_SCROLL_UP ? 2.0 : 0.5;
  gdouble scale = CLAMP (view->scale * factor, get_fit_scale (view), MAXIMUM_SCALE);
  gdouble from_middle_x = event->x - view->size / 2.0;
  gdouble from_middle_y = event->y - view->size / 2.0;

  look_at (view, view->x + from_middle_x / view->scale - from_middle_x / scale,
           view->y + from_middle_y / view->scale - from_middle_y / scale, scale);
  return TRUE;
}

/* The keyboard does the same. */
static gboolean
key_pressed (PictureView *view, const GdkEventKey *event)
{
  gdouble way = KEY_WAY / view->scale;

  switch (event->keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      picture_view_zoom (view, 2.0);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      picture_view_zoom (view, 0.5);
      return TRUE;
    case GDK_KEY_Left:
      look_at (view, view->x - way, view->y, view->scale);
      return TRUE;
    case GDK_KEY_Right:
      look_at (view, view->x + way, view->y, view->scale);
      return TRUE;
    case GDK_KEY_Up:
      look_at (view, view->x, view->y - way, view->scale);
      return TRUE;
    case GDK_KEY_Down:
      look_at (view, view->x, view->y + way, view->scale);
      return TRUE;
    case GDK_KEY_space:
      picture_view_show_before (view, !view->shows_before);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Making it */

/* A square view of that size, without a picture. */
PictureView *
picture_view_new (gint size, PictureViewFunc func, gpointer user_data)
{
  PictureView *view = g_new0 (PictureView, 1);
  GtkWidget *area = gtk_drawing_area_new ();

  view->area = area;
  view->size = size;
  view->scale = 1.0;
  view->n_across = view->n_down = 1;
  view->func = func;
  view->user_data = user_data;
  gtk_widget_set_size_request (area, size, size);
  gtk_widget_set_can_focus (area, TRUE);
  gtk_widget_add_events (area, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK |
                                   GDK_BUTTON1_MOTION_MASK | GDK_SCROLL_MASK |
                                   GDK_KEY_PRESS_MASK);
  g_signal_connect_swapped (area, toolkit_get_draw_signal (),
                            G_CALLBACK (picture_view_draw), view);
  g_signal_connect_swapped (area, "button-press-event", G_CALLBACK (button_pressed),
                            view);
  g_signal_connect_swapped (area, "button-release-event", G_CALLBACK (button_released),
                            view);
  g_signal_connect_swapped (area, "motion-notify-event", G_CALLBACK (pointer_moved),
                            view);
  g_signal_connect_swapped (area, "scroll-event", G_CALLBACK (scrolled), view);
  g_signal_connect_swapped (area, "key-press-event", G_CALLBACK (key_pressed), view);
  return view;
}

static void
clear_sheet (PictureSheet *sheet)
{
  g_clear_object (&sheet->pixbuf);
}

/* To be called when the widget is destroyed, or about to be. */
void
picture_view_free (PictureView *view)
{
  g_signal_handlers_disconnect_by_data (view->area, view);
  clear_sheet (&view->before);
  clear_sheet (&view->after);
  g_free (view);
}

GtkWidget *
picture_view_get_widget (const PictureView *view)
{
  return view->area;
}

/* What it shows */

/* The size of the whole picture. If it is another than before, which is returned, there
 * is nothing to be seen yet, and then all of it. */
gboolean
picture_view_set_size (PictureView *view, gint width, gint height)
{
  if (view->width == width && view->height == height)
    return FALSE;

  view->width = width;
  view->height = height;
  clear_sheet (&view->before);
  clear_sheet (&view->after);
  picture_view_zoom_to_fit (view);
  return TRUE;
}

/* How often the picture is shown beside itself, 1 for once. If that is not as before, all
 * of them are shown. */
void
picture_view_set_tiles (PictureView *view, gint n_across, gint n_down)
{
  if (view->n_across == n_across && view->n_down == n_down)
    return;

  view->n_across = n_across;
  view->n_down = n_down;
  picture_view_zoom_to_fit (view);
}

static void
free_bytes (guchar *bytes, gpointer data G_GNUC_UNUSED)
{
  fv_memory_free (bytes);
}

static void
set_sheet (PictureView *view, PictureSheet *sheet, guint8 *bytes, gint width, gint height,
           const PictureRegion *region)
{
  clear_sheet (sheet);
  if (bytes)
    sheet->pixbuf = gdk_pixbuf_new_from_data (bytes, GDK_COLORSPACE_RGB, FALSE, 8, width,
                                              height, 3 * width, free_bytes, NULL);
  if (region)
    sheet->region = *region;
  else
    sheet->region = (PictureRegion){ 0, 0, view->width, view->height };
  gtk_widget_queue_draw (view->area);
}

/* The picture before the change, or a region of it; NULL for the bytes if there is none,
 * and for the region if it is all of it. The bytes, R, G, B row by row, belong to the
 * view then. */
void
picture_view_set_before (PictureView *view, guint8 *bytes, gint width, gint height,
                         const PictureRegion *region)
{
  set_sheet (view, &view->before, bytes, width, height, region);
}

/* The same after it. */
void
picture_view_set_after (PictureView *view, guint8 *bytes, gint width, gint height,
                        const PictureRegion *region)
{
  set_sheet (view, &view->after, bytes, width, height, region);
}

/* At the left of it, 0…1, is what was before. */
void
picture_view_set_split (PictureView *view, gdouble split)
{
  split = CLAMP (split, 0.0, 1.0);
  if (view->split == split)
    return;

  view->split = split;
  notify (view);
}

gdouble
picture_view_get_split (const PictureView *view)
{
  return view->split;
}

void
picture_view_show_before (PictureView *view, gboolean shows_before)
{
  if (view->shows_before == shows_before)
    return;

  view->shows_before = shows_before;
  notify (view);
}

gboolean
picture_view_shows_before (const PictureView *view)
{
  return view->shows_before;
}

/* Which part of it */

void
picture_view_zoom (PictureView *view, gdouble factor)
{
  look_at (view, view->x, view->y, view->scale * factor);
}

void
picture_view_zoom_to (PictureView *view, gdouble scale)
{
  look_at (view, view->x, view->y, scale);
}

void
picture_view_zoom_to_fit (PictureView *view)
{
  look_at (view, get_width (view) / 2.0, get_height (view) / 2.0, get_fit_scale (view));
}

gdouble
picture_view_get_scale (const PictureView *view)
{
  return view->scale;
}

/* What is seen of the picture. */
void
picture_view_get_region (const PictureView *view, PictureRegion *region)
{
  gdouble seen = view->size / view->scale;

  if (view->n_across > 1 || view->n_down > 1)
    {
      *region = (PictureRegion){ 0, 0, view->width, view->height };
      return;
    }

  region->width = MIN (seen, view->width);
  region->height = MIN (seen, view->height);
  region->x = CLAMP (view->x - seen / 2.0, 0.0, view->width - region->width);
  region->y = CLAMP (view->y - seen / 2.0, 0.0, view->height - region->height);
}
