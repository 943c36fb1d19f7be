/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Activations: what a photo excites in a layer, channel by channel.
 *
 *   cc activations.c picture-file.c -o activations \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./activations photo.jpg block2_conv2 maps.png
 */

#include <locale.h>

#include "picture-file.h"

typedef struct
{
  const gchar *output;
  FvSettings settings;
} Maps;

/* Values are valid during this call, and are drawn here. */
static gboolean
on_activation (const FvActivation *activation, gpointer data, GError **error)
{
  const Maps *maps = data;
  gint width, height;
  fv_autofree guint8 *bytes =
      fv_activation_draw (activation, &maps->settings, &width, &height, error);

  if (bytes == NULL)
    return FALSE;
  g_print ("%s: %d channels of %d×%d, %d of them silent\n", activation->layer,
           activation->n_channels, activation->width, activation->height,
           fv_activation_count_dead (activation));
  return write_picture (maps->output, bytes, width, height, error);
}

static gboolean
draw_maps (const FvImage *photo, const gchar *layer, const gchar *output, GError **error)
{
  const gchar *const layers[] = { layer, NULL };
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvNetwork) network = NULL;
  Maps maps = { .output = output };

  network = weights != NULL ? fv_weights_load_layers (weights, layers, error) : NULL;
  if (network == NULL)
    return FALSE;
  fv_settings_init (&maps.settings, FV_TASK_ACTIVATIONS,
                    fv_recipe_get_usual (FV_TASK_ACTIVATIONS), FV_START_IMAGE);
  return fv_settings_parse (&maps.settings, "numbers=yes columns=0", error) &&
         fv_activations_compute (network, photo, layers, &maps.settings, on_activation,
                                 NULL, &maps, NULL, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvImage) photo = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: activations PHOTO LAYER OUTPUT.png\n");
      return 2;
    }
  photo = read_picture (argv[1], &error);
  if (photo != NULL && draw_maps (photo, argv[2], argv[3], &error))
    return 0;
  g_printerr ("activations: %s\n", error->message);
  return 1;
}
