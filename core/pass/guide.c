/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guided dreaming, as in Google's DeepDream notebook (A. Mordvintsev, 2015): each
 * position of a layer is driven towards the features of the guide that it matches best.
 */

#include "guide.h"

#include <glib/gi18n-lib.h>

#include "layers/product.h"

/* Products that are looked at together: those of a cache */
#define N_PRODUCTS (1 << 18)

/**
 * fv_term_compares_styles:
 * @term: a term
 *
 * Returns: whether it is about the style of a guide, by a Gram matrix or by statistics
 */
gboolean
fv_term_compares_styles (const FvTerm *term)
{
  return term->kind == FV_TERM_STYLE || term->kind == FV_TERM_STATISTICS;
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
  guint64 n_values = 0, n_features = (guint64)guide->n_positions * guide->n_channels;

  if (guide->features != NULL)
    n_values += n_features;
  if (guide->gram != NULL)
    n_values += (guint64)guide->n_channels * guide->n_channels;
  if (guide->sorted != NULL)
    n_values += n_features;
  return n_values * sizeof (gfloat);
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

static gint
get_n_at_once (const FvGuide *guide, gint n_positions)
{
  return CLAMP (N_PRODUCTS / guide->n_positions, 1, n_positions);
}

/**
 * fv_guide_get_scratch:
 * @guide: a guide
 * @n_positions: how many positions are matched at a time, at most
 *
 * Returns: how many floats of scratch memory fv_guide_match() needs
 */
gsize
fv_guide_get_scratch (const FvGuide *guide, gint n_positions)
{
  return FV_PRODUCT_SCRATCH +
         (gsize)get_n_at_once (guide, n_positions) * guide->n_positions;
}

/**
 * fv_guide_match:
 * @guide: a guide
 * @values: n_positions × channels: a layer's activations
 * @n_positions: how many positions
 * @factor: what gradients are multiplied by
 * @gradient: (inout): d (@factor × value) / d values is added
 * @scratch: as much as fv_guide_get_scratch() tells
 *
 * A product of matrices finds the best matches of some positions at a time.
 *
 * Returns: the sum over the positions of the scalar product with their best match,
 * divided by the number of channels
 */
gdouble
fv_guide_match (const FvGuide *guide, const gfloat *values, gint n_positions,
                gdouble factor, gfloat *gradient, gfloat *scratch)
{
  gint n_at_once = get_n_at_once (guide, n_positions);
  gdouble sum = 0.0;

  for (gint i = 0; i < n_positions; i += n_at_once)
    sum += match_some (guide, values + (gsize)i * guide->n_channels,
                       MIN (n_at_once, n_positions - i), factor,
                       gradient + (gsize)i * guide->n_channels,
                       scratch + FV_PRODUCT_SCRATCH, scratch);
  return sum;
}
