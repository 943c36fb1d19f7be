/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers and channels that are in images, by their numbers. */

#include "items.h"
#include "record.h"

#include <libgimp/gimp.h>

gboolean
item_exists (gint32 item)
{
  return gimp_item_is_valid (item);
}

gboolean
item_is_drawable (gint32 item)
{
  return gimp_item_is_valid (item) && gimp_item_is_drawable (item);
}

/* To be freed; NULL if it does not exist any more. */
gchar *
item_get_name (gint32 item)
{
  return gimp_item_is_valid (item) ? gimp_item_get_name (item) : NULL;
}

void
item_hide (gint32 item)
{
  gimp_item_set_visible (item, FALSE);
}

static gint32
find_drawable_in (gint32 image, const gchar *name)
{
  gint32 drawable = gimp_image_get_layer_by_name (image, name);

  return drawable != -1 ? drawable : gimp_image_get_channel_by_name (image, name);
}

/* A layer or channel of that name: it is looked for in the image, then in all others. -1
 * if there is none. */
gint32
item_find_drawable (gint32 image, const gchar *name)
{
  gint32 drawable = find_drawable_in (image, name);
  gint n_images;
  g_autofree gint32 *images = gimp_image_list (&n_images);

  for (gint i = 0; drawable == -1 && i < n_images; i++)
    drawable = find_drawable_in (images[i], name);
  return drawable;
}

/* The layer below, which the other one was made from; below the whole series, if that is
 * what it belongs to. -1 if there is none. */
gint32
item_find_layer_below (gint32 image, gint32 layer)
{
  gint32 parent;
  g_autofree gint32 *layers = NULL;
  gint n_layers;

  while ((parent = gimp_item_get_parent (layer)) > 0 && record_is_on (parent))
    layer = parent;

  layers = parent > 0 ? gimp_item_get_children (parent, &n_layers)
                      : gimp_image_get_layers (image, &n_layers);
  for (gint i = 0; i + 1 < n_layers; i++)
    if (layers[i] == layer)
      return layers[i + 1];
  return -1;
}
