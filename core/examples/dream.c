/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A dream: a photo that changes towards an objective, which is a text.
 *
 *   cc dream.c picture-file.c -o dream \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./dream photo.jpg block4_conv3@strong:8 dream.png
 *
 * Ctrl+C ends it with the picture so far.
 */

#include <locale.h>
#include <signal.h>

#include "picture-file.h"

static volatile sig_atomic_t is_interrupted;

static void
on_interrupt (int number)
{
  (void)number;
  is_interrupted = TRUE;
}

/* Cancels what the ascent is stopped by: to return FALSE would leave no picture. */
static gboolean
on_step (const FvStep *step, gpointer stop)
{
  g_printerr ("\r%3.0f %%  %d×%d  loss %.4g ", step->fraction * 100, step->width,
              step->height, step->loss);
  if (is_interrupted)
    g_cancellable_cancel (stop);
  return TRUE;
}

static gboolean
dream (const FvImage *photo, const gchar *objective, const gchar *output, GError **error)
{
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (FvTerms) terms = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_auto (FvResult) result = { 0 };
  FvAscent ascent = { .start = FV_START_IMAGE, .image = photo, .seed = 1, .stop = stop };
  const FvLayer *layers;
  gint n_layers;

  if (weights == NULL)
    return FALSE;
  layers = fv_weights_get_layers (weights, &n_layers);
  terms = fv_terms_parse (objective, layers, n_layers, error);
  network = terms != NULL ? fv_weights_load_terms (weights, terms, error) : NULL;
  /* Which filters “strong” are is found in the photo; 0, 0: all processors and memory. */
  if (network == NULL || !fv_terms_resolve (terms, network, photo, NULL, 0, 0, error))
    return FALSE;
  ascent.layer = fv_terms_get_deepest_layer (terms);
  ascent.terms = fv_terms_get (terms, &ascent.n_terms);
  fv_settings_init (&ascent.settings, FV_TASK_DREAM, fv_recipe_get_usual (FV_TASK_DREAM),
                    ascent.start);
  if (!fv_ascend (network, &ascent, on_step, stop, NULL, &result, error))
    return FALSE;
  g_printerr ("\n");
  return write_picture (output, result.bytes, photo->width, photo->height, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvImage) photo = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: dream PHOTO OBJECTIVE OUTPUT.png\n");
      return 2;
    }
  signal (SIGINT, on_interrupt);
  photo = read_picture (argv[1], &error);
  if (photo != NULL && dream (photo, argv[2], argv[3], &error))
    return 0;
  g_printerr ("dream: %s\n", error->message);
  return 1;
}
