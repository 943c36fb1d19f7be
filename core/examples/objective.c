/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One's own objective, and one's own ascent: a filter is to respond and another one not,
 * and the picture is pulled towards its own mirror image. The library gives the gradient
 * of the former; that of the latter is added here, as that of any function of the picture
 * could be.
 *
 *   cc objective.c picture-file.c -o objective \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0) -lm
 *   ./objective block3_conv1 5 40 symmetric.png
 */

#include <locale.h>
#include <math.h>

#include "picture-file.h"

#define SIDE      128
#define N_STEPS   40
#define STEP_SIZE 4.0f
#define PULL      0.05f

/* One step along the gradient, which is as long whatever the network's scale is */
static void
move (FvImage *tensor, const FvImage *gradient, FvImage *moved)
{
  gsize n_values = fv_image_get_n_values (tensor);
  gdouble sum = 0.0;
  gfloat scale;

  for (gsize i = 0; i < n_values; i++)
    sum += (gdouble)gradient->data[i] * gradient->data[i];
  scale = STEP_SIZE / (sqrt (sum / n_values) + 1e-9);
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      for (gint c = 0; c < 3; c++)
        {
          gsize here = ((gsize)y * SIDE + x) * 3 + c;
          gsize there = ((gsize)y * SIDE + SIDE - 1 - x) * 3 + c;

          moved->data[here] = tensor->data[here] + scale * gradient->data[here] +
                              PULL * (tensor->data[there] - tensor->data[here]);
        }
  memcpy (tensor->data, moved->data, n_values * sizeof *tensor->data);
}

/* What the network sees is B, G, R minus its mean; a picture is R, G, B. */
static void
decode (FvImage *tensor, const FvNetwork *network)
{
  gfloat mean[3];

  fv_network_get_mean (network, mean);
  for (gfloat *pixel = tensor->data;
       pixel < tensor->data + fv_image_get_n_values (tensor); pixel += 3)
    {
      gfloat blue = pixel[0] + mean[0];

      pixel[0] = pixel[2] + mean[2];
      pixel[1] += mean[1];
      pixel[2] = blue;
    }
}

/* Returns: (transfer full): the picture, R, G, B, or %NULL */
static FvImage *
ascend (const FvNetwork *network, const FvObjective *objective, GError **error)
{
  /* What does not change from step to step is prepared once. */
  g_autoptr (FvGradient) prepared =
      fv_gradient_new (network, objective, SIDE, SIDE, 0, 0, error);
  g_autoptr (FvImage) tensor = fv_image_new_noise (SIDE, SIDE, 42, -10, 20, NULL);
  g_autoptr (FvImage) gradient = fv_image_new (SIDE, SIDE, NULL);
  g_autoptr (FvImage) moved = fv_image_new (SIDE, SIDE, error);
  gdouble loss = 0.0;

  if (prepared == NULL || moved == NULL)
    return NULL;
  for (gint i = 0; i < N_STEPS; i++)
    {
      if (!fv_gradient_run (prepared, tensor, NULL, gradient, &loss, error))
        return NULL;
      move (tensor, gradient, moved);
    }
  g_print ("loss %g\n", loss);
  decode (tensor, network);
  return g_steal_pointer (&tensor);
}

static gboolean
draw (const gchar *layer, gint filter, gint other, const gchar *output, GError **error)
{
  const FvTerm terms[] = {
    { .kind = FV_TERM_FILTER, .layer = layer, .filter = filter, .weight = 1.0 },
    { .kind = FV_TERM_FILTER, .layer = layer, .filter = other, .weight = -0.5 },
  };
  const FvObjective objective = { .layer = layer,
                                  .terms = terms,
                                  .n_terms = G_N_ELEMENTS (terms) };
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) picture = NULL;
  fv_autofree guint8 *bytes = NULL;

  network = weights != NULL ? fv_weights_load (weights, layer, error) : NULL;
  picture = network != NULL ? ascend (network, &objective, error) : NULL;
  bytes = picture != NULL ? fv_image_to_bytes (picture, error) : NULL;
  return bytes != NULL && write_picture (output, bytes, SIDE, SIDE, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gint64 filter, other;

  setlocale (LC_ALL, "");
  if (argc != 5)
    {
      g_printerr ("Usage: objective LAYER FILTER OTHER OUTPUT.png\n");
      return 2;
    }
  if (g_ascii_string_to_signed (argv[2], 10, 0, G_MAXINT, &filter, &error) &&
      g_ascii_string_to_signed (argv[3], 10, 0, G_MAXINT, &other, &error) &&
      draw (argv[1], filter, other, argv[4], &error))
    return 0;
  g_printerr ("objective: %s\n", error->message);
  return 1;
}
