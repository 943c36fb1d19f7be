/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A texture: more of what an example shows, as a tile.
 *
 *   cc texture.c picture-file.c -o texture \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./texture bark.jpg tile.png
 *
 * A style is made likewise: with FV_TASK_STYLE, FV_START_IMAGE, the photo as the image
 * that is started from, and the painting as the guide.
 */

#include <locale.h>

#include "picture-file.h"

#define SIDE 128

/* The objective that suits the network's layers: with it, those are loaded that it needs.
 */
static FvTerms *
make_terms (const FvWeights *weights, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  g_autofree gchar *objective =
      fv_task_write_objective (FV_TASK_TEXTURE, layers, n_layers, error);

  return objective != NULL ? fv_terms_parse (objective, layers, n_layers, error) : NULL;
}

static gboolean
make_tile (const FvImage *example, const gchar *output, GError **error)
{
  FvAscent ascent = {
    .start = FV_START_NOISE,
    .width = SIDE,
    .height = SIDE,
    .guide = example,
    .seed = 42,
  };
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvTerms) terms = weights != NULL ? make_terms (weights, error) : NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_auto (FvResult) result = { 0 };

  if (terms == NULL)
    return FALSE;
  network = fv_weights_load_terms (weights, terms, error);
  if (network == NULL || !fv_terms_resolve (terms, network, NULL, example, 0, 0, error))
    return FALSE;
  ascent.layer = fv_terms_get_deepest_layer (terms);
  ascent.terms = fv_terms_get (terms, &ascent.n_terms);
  fv_settings_init (&ascent.settings, FV_TASK_TEXTURE,
                    fv_recipe_get_usual (FV_TASK_TEXTURE), ascent.start);
  return fv_settings_parse (&ascent.settings, "seamless=xy", error) &&
         fv_ascend (network, &ascent, NULL, NULL, NULL, &result, error) &&
         write_picture (output, result.bytes, result.picture->width,
                        result.picture->height, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvImage) example = NULL;

  setlocale (LC_ALL, "");
  if (argc != 3)
    {
      g_printerr ("Usage: texture EXAMPLE OUTPUT.png\n");
      return 2;
    }
  example = read_picture (argv[1], &error);
  if (example != NULL && make_tile (example, argv[2], &error))
    return 0;
  g_printerr ("texture: %s\n", error->message);
  return 1;
}
