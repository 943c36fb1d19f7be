/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_THUMBNAIL_QUEUE_H
#define PLUG_IN_THUMBNAIL_QUEUE_H

#include <glib.h>

/* What there is to be made.
 *
 * filters: all of the layer's, in the order in which they are shown.
 * in_view: those that the user sees, from the top; any other numbers count for nothing.
 * is_made: for each filter. */
typedef struct
{
  const gint *filters;
  gint n_filters;
  const gint *in_view;
  gint n_in_view;
  const gboolean *is_made;
} ThumbnailNeed;

gint thumbnail_queue_fill (const ThumbnailNeed *need, gint *queue, gint *n_in_view);

#endif /* PLUG_IN_THUMBNAIL_QUEUE_H */
