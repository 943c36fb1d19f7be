/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_THUMBNAILS_H
#define PLUG_IN_THUMBNAILS_H

#include "background.h"
#include "thumbnail-cache.h"

/* The making of thumbnails of all filters of a layer. It has all that it needs of its
 * own, as the dialog goes on meanwhile. */
typedef struct _Thumbnails Thumbnails;

/* Who looks at them; called in the main thread.
 *
 * ranked: with the filters from the one on that the photo excites most; before any
 *   thumbnail, and only if there is a photo.
 * made: with each filter's thumbnail, once, in whatever order they are made.
 * failed: when there are no more to come, or no ranks. */
typedef struct
{
  void (*ranked) (const gint *filters, gint n_filters, gpointer user_data);
  void (*made) (const Thumbnail *thumbnail, gpointer user_data);
  void (*failed) (const GError *error, gpointer user_data);
} ThumbnailsView;

/* In the main thread. None of them waits for the work. */
Thumbnails *thumbnails_start (Background *background, const gchar *weights,
                              const gchar *layer, FvImage *photo,
                              const ThumbnailsView *view, gpointer user_data);
void thumbnails_set_view (Thumbnails *thumbnails, const gint *filters, gint n_filters);
void thumbnails_stop (Thumbnails *thumbnails, Background *background);

#endif /* PLUG_IN_THUMBNAILS_H */
