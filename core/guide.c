/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guided dreaming, as in Google's DeepDream notebook (A. Mordvintsev, 2015): each
 * position of a layer is driven towards the features of the guide that it matches best.
 */

#include "guide.h"

#include <string.h>

#include "memory.h"
#include "product.h"

/* Pixels of a guide's longer side: more would cost more than they tell. */
#define LONGEST_SIDE 448

/* Products that are looked at together: those of a cache */
#define N_PRODUCTS (1 << 18)

/* features: n_positions × n_channels, after ReLU */
struct _FvGuide
{
  gint n_positions;
  gint n_channels;
  gfloat *features;
};

static gboolean
take_features (const FvActivation *activation, gpointer data, GError **error)
{
  FvGuide *guide = data;
  gsize n_values;

  guide->n_positions = activation->width * activation->height;
  guide->n_channels = activation->n_channels;
  n_values = (gsize)guide->n_positions * guide->n_channels;
  guide->features = fv_memory_new_floats (n_values, error);
  if (guide->features != NULL)
    memcpy (guide->features, activation->values, n_values * sizeof (gfloat));
  return guide->features != NULL;
}

/**
 * fv_guide_new:
 * @network: a network, loaded at least to @layer
 * @layer: a convolution
 * @picture: the guide: R, G, B in 0…255, of any size that the layer can have
 * @threads: number of threads, 0 for one per processor
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the guide's features at the layer, or %NULL
 */
FvGuide *
fv_guide_new (const FvNetwork *network, const gchar *layer, const FvImage *picture,
              gint threads, GError **error)
{
  g_autoptr (FvGuide) guide = g_new0 (FvGuide, 1);
  const gchar *const layers[] = { layer, NULL };
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  settings.threads = threads;
  settings.longest_side = LONGEST_SIDE;
  if (!fv_activations_compute (network, picture, layers, &settings, take_features, NULL,
                               guide, NULL, error))
    return NULL;
  return g_steal_pointer (&guide);
}

/**
 * fv_guide_free:
 * @guide: (nullable): a guide
 */
void
fv_guide_free (FvGuide *guide)
{
  if (guide == NULL)
    return;
  fv_memory_free (guide->features);
  g_free (guide);
}

/**
 * fv_guide_get_memory:
 * @guide: a guide
 *
 * Returns: what it takes, in bytes
 */
guint64
fv_guide_get_memory (const FvGuide *guide)
{
  return (guint64)guide->n_positions * guide->n_channels * sizeof (gfloat);
}

static gint
find_largest (const gfloat *values, gint n)
{
  gint largest = 0;

  for (gint i = 1; i < n; i++)
    if (values[i] > values[largest])
      largest = i;
  return largest;
}

/* fv_guide_match() of so few positions that there is room for their @products */
static gdouble
match_some (const FvGuide *guide, const gfloat *values, gint n_positions, gdouble factor,
            gfloat *gradient, gfloat *products, gfloat *scratch)
{
  gint n = guide->n_positions, channels = guide->n_channels;
  gdouble sum = 0.0;

  fv_product_compute (
      &(FvProduct){
          .rows = n_positions,
          .columns = n,
          .depth = channels,
          .a = values,
          .a_stride = channels,
          .b = guide->features,
          .b_stride = channels,
          .b_is_transposed = TRUE,
          .product = products,
          .product_stride = n,
      },
      scratch);
  for (gint i = 0; i < n_positions; i++)
    {
      gint best = find_largest (products + (gsize)i * n, n);
      const gfloat *features = guide->features + (gsize)best * channels;

      sum += products[(gsize)i * n + best];
      for (gint c = 0; c < channels; c++)
        gradient[(gsize)i * channels + c] += factor / channels * features[c];
    }
  return sum / channels;
}

/**
 * fv_guide_match:
 * @guide: a guide
 * @values: n_positions × channels: a layer's activations
 * @n_positions: how many positions
 * @factor: what gradients are multiplied by
 * @gradient: (inout): d (@factor × value) / d values is added
 *
 * A product of matrices finds the best matches of some positions at a time.
 *
 * Returns: the sum over the positions of the scalar product with their best match,
 * divided by the number of channels
 */
gdouble
fv_guide_match (const FvGuide *guide, const gfloat *values, gint n_positions,
                gdouble factor, gfloat *gradient)
{
  gint n_at_once = CLAMP (N_PRODUCTS / guide->n_positions, 1, n_positions);
  g_autofree gfloat *products = g_new (gfloat, (gsize)n_at_once * guide->n_positions);
  g_autofree gfloat *scratch = g_new (gfloat, FV_PRODUCT_SCRATCH);
  gdouble sum = 0.0;

  for (gint i = 0; i < n_positions; i += n_at_once)
    sum += match_some (guide, values + (gsize)i * guide->n_channels,
                       MIN (n_at_once, n_positions - i), factor,
                       gradient + (gsize)i * guide->n_channels, products, scratch);
  return sum;
}
