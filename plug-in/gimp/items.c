/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers and channels that are looked for in images. */

#include "items.h"
#include "gimp/host/image.h"
#include "record.h"

/* A layer or channel of that name: it is looked for in the image, then in all others. -1
 * if there is none. */
gint32
item_find_drawable (gint32 image, const gchar *name)
{
  gint32 drawable = image_find_drawable (image, name);
  gint n_images;
  g_autofree gint32 *images = images_list (&n_images);

  for (gint i = 0; drawable == -1 && i < n_images; i++)
    drawable = image_find_drawable (images[i], name);
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

  while ((parent = item_get_parent (layer)) > 0 && record_is_on (parent))
    layer = parent;

  layers = parent > 0 ? item_get_children (parent, &n_layers)
                      : image_get_layers (image, &n_layers);
  for (gint i = 0; i + 1 < n_layers; i++)
    if (layers[i] == layer)
      return layers[i + 1];
  return -1;
}
