/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A heat map: where in a photo a filter fires.
 *
 *   cc heatmap.c picture-file.c -o heatmap \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./heatmap photo.jpg block4_conv2 17 heat.png
 */

#include <locale.h>

#include "picture-file.h"

static gboolean
draw_heatmap (const FvImage *photo, const gchar *layer, gint filter, const gchar *output,
              GError **error)
{
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvHeatmap) heatmap = NULL;
  g_autoptr (FvHeatmap) enlarged = NULL;
  fv_autofree guint8 *bytes = NULL;
  FvSettings settings;

  network = weights != NULL ? fv_weights_load (weights, layer, error) : NULL;
  if (network == NULL)
    return FALSE;
  fv_settings_init (&settings, FV_TASK_HEATMAP, fv_recipe_get_usual (FV_TASK_HEATMAP),
                    FV_START_IMAGE);
  /* It has a value for each position of the layer's map: so it is enlarged to the photo.
   */
  heatmap = fv_heatmap_new_filter (network, layer, filter, photo, &settings, NULL, NULL,
                                   NULL, error);
  if (heatmap == NULL)
    return FALSE;
  enlarged = fv_heatmap_resize (heatmap, photo->width, photo->height, error);
  if (enlarged == NULL)
    return FALSE;
  bytes = fv_heatmap_draw (enlarged, &settings, photo, error);
  return bytes != NULL &&
         write_picture (output, bytes, photo->width, photo->height, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvImage) photo = NULL;
  gint64 filter;

  setlocale (LC_ALL, "");
  if (argc != 5)
    {
      g_printerr ("Usage: heatmap PHOTO LAYER FILTER OUTPUT.png\n");
      return 2;
    }
  if (g_ascii_string_to_signed (argv[3], 10, 0, G_MAXINT, &filter, &error) &&
      (photo = read_picture (argv[1], &error)) != NULL &&
      draw_heatmap (photo, argv[2], filter, argv[4], &error))
    return 0;
  g_printerr ("heatmap: %s\n", error->message);
  return 1;
}
