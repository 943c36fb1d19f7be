/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guided dreaming, as in Google's DeepDream notebook (A. Mordvintsev, 2015): each
 * position of a layer is driven towards the features of the guide that it matches best.
 */

#include "guide.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "layers/product.h"
#include "network/layer-list.h"
#include "picture/image.h"

/* Pixels of a guide's longer side: more would cost more than they tell. */
#define LONGEST_SIDE 448

/* Products that are looked at together: those of a cache */
#define N_PRODUCTS (1 << 18)

/* features: n_positions × n_channels, after ReLU */
struct _FvGuide
{
  const gchar *layer;
  gint n_positions;
  gint n_channels;
  gfloat *features;
};

static gboolean
take_features (const FvActivation *activation, gpointer data, GError **error)
{
  FvGuide *guide = data;
  gsize n_values;

  guide->layer = activation->layer;
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
 * @network: a network
 * @layer: a convolution that is loaded
 * @picture: the guide: R, G, B in 0…255, of any size that the layer can have
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE, %FV_ERROR_SETTING or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the guide's features at the layer, or %NULL
 */
FvGuide *
fv_guide_new (const FvNetwork *network, const gchar *layer, const FvImage *picture,
              gint threads, gint memory, GError **error)
{
  g_autoptr (FvGuide) guide = g_new0 (FvGuide, 1);
  const gchar *const names[] = { layer, NULL };
  const FvLayer *layers;
  gint n_layers;
  FvSettings settings;

  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_layer_check (layers, n_layers, layer, error))
    return NULL;
  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  settings.threads = threads;
  settings.memory = memory;
  settings.longest_side = LONGEST_SIDE;
  if (!fv_activations_compute (network, picture, names, &settings, take_features, NULL,
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
 * fv_guide_check:
 * @guide: a guide
 * @layer: the layer at which it is to be matched
 * @error: %FV_ERROR_LAYER
 *
 * Returns: whether it has the features of that layer, of a network with as many filters
 *   there
 */
gboolean
fv_guide_check (const FvGuide *guide, const FvLayer *layer, GError **error)
{
  if (g_strcmp0 (guide->layer, layer->name) == 0 && guide->n_channels == layer->n_filters)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
               _ ("The guide has %d features at layer %s, and %d at layer %s are needed. "
                  "Make it anew with this network and layer."),
               guide->n_channels, guide->layer, layer->n_filters, layer->name);
  return FALSE;
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
