/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Networks and weights: which network there is, and the layers that its weights hold.
 *
 *   cc layers.c -o layers $(pkg-config --cflags --libs featvis)
 *   ./layers [FILE]
 *
 * FILE is a weights file, “sample” for the network that is built in, or the name of one
 * to look for, such as “googlenet”; without it, weights are looked for in the usual
 * places.
 */

#include <locale.h>

#include <featvis.h>

static gboolean
list_layers (const gchar *file, GError **error)
{
  g_autoptr (FvWeights) weights = fv_weights_find (file, error);
  g_autofree gchar *description = NULL;
  const FvLayer *layers;
  gint n_layers;

  if (weights == NULL)
    return FALSE;
  description = fv_weights_describe (weights);
  g_print ("%s\n", description);
  layers = fv_weights_get_layers (weights, &n_layers);
  for (gint i = 0; i < n_layers; i++)
    g_print ("%-14s %4d filters, one position every %d pixels, each sees %d: %s\n",
             layers[i].name, layers[i].n_filters, layers[i].stride,
             layers[i].receptive_field, g_dgettext ("featvis", layers[i].kind));
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (list_layers (argc > 1 ? argv[1] : NULL, &error))
    return 0;
  g_printerr ("layers: %s\n", error->message);
  return 1;
}
