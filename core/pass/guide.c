/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guided dreaming, as in Google's DeepDream notebook (A. Mordvintsev, 2015): each
 * position of a layer is driven towards the features of the guide that it matches best.
 */

#include "guide.h"

#include <glib/gi18n-lib.h>

#include "layers/product.h"

/* Features of the guide that all positions are compared with before the next: they are
 * put in order for that once. */
#define FEATURES_AT_ONCE 128

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

/* Whether any of @n values is larger than @best: a loop that compilers make vectors of */
static gboolean
has_larger (const gfloat *values, gint n, gfloat best)
{
  gint larger = 0;

  for (gint i = 0; i < n; i++)
    larger |= values[i] > best;
  return larger != 0;
}

/* The best match of a position among the features that were looked at */
typedef struct
{
  gfloat product;
  gint32 feature;
} Match;

/* Takes notice of @products with @n features from @first on: the first of equals is the
 * best. */
static void
update_match (Match *match, const gfloat *products, gint first, gint n)
{
  if (first == 0)
    *match = (Match){ products[0], 0 };
  if (!has_larger (products, n, match->product))
    return;
  for (gint i = 0; i < n; i++)
    if (products[i] > match->product)
      *match = (Match){ products[i], first + i };
}

static void
find_matches (const FvGuide *guide, const gfloat *values, gint n_positions,
              Match *matches, gfloat *products, gfloat *scratch)
{
  for (gint first = 0; first < guide->n_positions; first += FEATURES_AT_ONCE)
    {
      gint n = MIN (FEATURES_AT_ONCE, guide->n_positions - first);

      fv_product_compute (
          &(FvProduct){
              .rows = n_positions,
              .columns = n,
              .depth = guide->n_channels,
              .a = values,
              .a_stride = guide->n_channels,
              .b = guide->features + (gsize)first * guide->n_channels,
              .b_stride = guide->n_channels,
              .b_is_transposed = TRUE,
              .product = products,
              .product_stride = FEATURES_AT_ONCE,
          },
          scratch);
      for (gint i = 0; i < n_positions; i++)
        update_match (&matches[i], products + (gsize)i * FEATURES_AT_ONCE, first, n);
    }
}

/**
 * fv_guide_get_scratch:
 * @n_positions: how many positions are matched at a time, at most
 *
 * Returns: how many floats of scratch memory fv_guide_match() needs
 */
gsize
fv_guide_get_scratch (gint n_positions)
{
  return FV_PRODUCT_SCRATCH + (gsize)n_positions * FEATURES_AT_ONCE +
         n_positions * sizeof (Match) / sizeof (gfloat);
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
 * Products of matrices find the best matches.
 *
 * Returns: the sum over the positions of the scalar product with their best match,
 * divided by the number of channels
 */
gdouble
fv_guide_match (const FvGuide *guide, const gfloat *values, gint n_positions,
                gdouble factor, gfloat *gradient, gfloat *scratch)
{
  gint channels = guide->n_channels;
  gfloat *products = scratch + FV_PRODUCT_SCRATCH;
  Match *matches = (Match *)(products + (gsize)n_positions * FEATURES_AT_ONCE);
  gdouble sum = 0.0;

  find_matches (guide, values, n_positions, matches, products, scratch);
  for (gint i = 0; i < n_positions; i++)
    {
      const gfloat *features = guide->features + (gsize)matches[i].feature * channels;

      sum += matches[i].product;
      for (gint c = 0; c < channels; c++)
        gradient[(gsize)i * channels + c] += factor / channels * features[c];
    }
  return sum / channels;
}
