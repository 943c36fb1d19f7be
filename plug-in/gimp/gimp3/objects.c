/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several of GIMP 3's objects at once. */

#include "objects.h"

/* The numbers of items in an array that ends in NULL, which is freed. To be freed. */
gint32 *
objects_get_ids (gpointer items, gint *n_items)
{
  g_autofree GimpItem **array = items;
  gint32 *ids;

  for (*n_items = 0; array && array[*n_items];)
    (*n_items)++;

  ids = g_new (gint32, *n_items);
  for (gint i = 0; i < *n_items; i++)
    ids[i] = gimp_item_get_id (array[i]);
  return ids;
}
