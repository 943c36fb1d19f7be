/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A filter: from gray noise to the picture that it responds to.
 *
 *   cc filter.c picture-file.c -o filter \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./filter block3_conv1 0 filter.png
 */

#include <locale.h>

#include "picture-file.h"

#define SIDE 160

static gboolean
draw_filter (const gchar *layer, gint filter, const gchar *output, GError **error)
{
  FvAscent ascent = {
    .layer = layer,
    .filter = filter,
    .start = FV_START_NOISE,
    .width = SIDE,
    .height = SIDE,
    .seed = 42,
  };
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvNetwork) network = NULL;
  g_auto (FvResult) result = { 0 };

  if (weights == NULL)
    return FALSE;
  /* The layers behind this one are not needed, and so not read. */
  network = fv_weights_load (weights, layer, error);
  if (network == NULL)
    return FALSE;
  fv_settings_init (&ascent.settings, FV_TASK_ASCENT,
                    fv_recipe_get_usual (FV_TASK_ASCENT), ascent.start);
  if (!fv_settings_parse (&ascent.settings, "steps=10 seamless=xy", error) ||
      !fv_ascend (network, &ascent, NULL, NULL, NULL, &result, error))
    return FALSE;
  g_print ("loss %g after %d steps\n", result.loss, result.n_steps);
  /* Its size is not SIDE where the recipe cuts edges off. */
  return write_picture (output, result.bytes, result.picture->width,
                        result.picture->height, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gint64 filter;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: filter LAYER FILTER OUTPUT.png\n");
      return 2;
    }
  if (g_ascii_string_to_signed (argv[2], 10, 0, G_MAXINT, &filter, &error) &&
      draw_filter (argv[1], filter, argv[3], &error))
    return 0;
  g_printerr ("filter: %s\n", error->message);
  return 1;
}
