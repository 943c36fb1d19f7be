/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIMP 3's objects, which the files beside this one get by their numbers. They belong to
 * libgimp. There is none, and the number is -1, of what does not exist. */

#ifndef PLUG_IN_OBJECTS_H
#define PLUG_IN_OBJECTS_H

#include <libgimp/gimp.h>

static inline GimpItem *
get_item (gint32 id)
{
  return gimp_item_get_by_id (id);
}

static inline GimpDrawable *
get_drawable (gint32 id)
{
  return gimp_drawable_get_by_id (id);
}

static inline GimpLayer *
get_layer (gint32 id)
{
  return gimp_layer_get_by_id (id);
}

static inline gint32
get_id (gpointer item)
{
  return item ? gimp_item_get_id (item) : -1;
}

gint32 *objects_get_ids (gpointer items, gint *n_items);

#endif /* PLUG_IN_OBJECTS_H */
