/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PICTURE_VIEW_H
#define PLUG_IN_PICTURE_VIEW_H

#include "gimp/picture-region.h"

#include <gtk/gtk.h>

/* Shows a picture before and after a change, or one alone; can be zoomed and moved. */
typedef struct _PictureView PictureView;

/* Told when something else is to be seen than before. */
typedef void (*PictureViewFunc) (PictureView *view, gpointer user_data);

PictureView *picture_view_new (gint size, PictureViewFunc func, gpointer user_data);
void picture_view_free (PictureView *view);
GtkWidget *picture_view_get_widget (const PictureView *view);

gboolean picture_view_set_size (PictureView *view, gint width, gint height);
void picture_view_set_before (PictureView *view, guint8 *bytes, gint width, gint height,
                              const PictureRegion *region);
void picture_view_set_after (PictureView *view, guint8 *bytes, gint width, gint height,
                             const PictureRegion *region);

void picture_view_set_tiles (PictureView *view, gint n_across, gint n_down);

void picture_view_set_split (PictureView *view, gdouble split);
gdouble picture_view_get_split (const PictureView *view);
void picture_view_show_before (PictureView *view, gboolean shows_before);
gboolean picture_view_shows_before (const PictureView *view);

void picture_view_zoom (PictureView *view, gdouble factor);
void picture_view_zoom_to (PictureView *view, gdouble scale);
void picture_view_zoom_to_fit (PictureView *view);
gdouble picture_view_get_scale (const PictureView *view);
void picture_view_get_region (const PictureView *view, PictureRegion *region);

#endif /* PLUG_IN_PICTURE_VIEW_H */
