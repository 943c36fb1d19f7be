/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Non-destructive filters above the pixels of a drawable. What is seen, and so what is
 * worked on, are the pixels with them. */

#include "gimp/host/drawable.h"
#include "objects.h"

static gboolean
has_filters (GimpDrawable *drawable)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (drawable);

  return filters && filters[0];
}

/* The pixels as they are seen. */
GeglBuffer *
drawable_get_seen_buffer (gint32 drawable)
{
  return gimp_drawable_get_buffer (get_drawable (drawable));
}

/* Makes the filters part of the pixels, which look the same then. */
void
drawable_merge_filters (gint32 drawable)
{
  if (has_filters (get_drawable (drawable)))
    gimp_drawable_merge_filters (get_drawable (drawable));
}
