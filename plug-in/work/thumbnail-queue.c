/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In which order thumbnails are made. The order decides when they come, never what is on
 * them. */

#include "thumbnail-queue.h"

static gboolean
is_among (const gint *filters, gint n_filters, gint filter)
{
  for (gint i = 0; i < n_filters; i++)
    if (filters[i] == filter)
      return TRUE;

  return FALSE;
}

static gint
find_place (const ThumbnailNeed *need, gint filter)
{
  for (gint i = 0; i < need->n_filters; i++)
    if (need->filters[i] == filter)
      return i;

  return 0;
}

/* Fills in the filters without a thumbnail, of which there may be as many as there are
 * filters: first those in view, from the top, then those below, then those above. Returns
 * how many they are, and tells how many of them are in view. */
gint
thumbnail_queue_fill (const ThumbnailNeed *need, gint *queue, gint *n_in_view)
{
  gint first = need->n_in_view > 0 ? find_place (need, need->in_view[0]) : 0;
  gint n = 0;

  for (gint i = 0; i < need->n_in_view; i++)
    {
      gint filter = need->in_view[i];

      if (filter >= 0 && filter < need->n_filters && !need->is_made[filter] &&
          !is_among (queue, n, filter))
        queue[n++] = filter;
    }
  *n_in_view = n;
  for (gint i = 0; i < need->n_filters; i++)
    {
      gint filter = need->filters[(first + i) % need->n_filters];

      if (!need->is_made[filter] && !is_among (queue, *n_in_view, filter))
        queue[n++] = filter;
    }
  return n;
}
