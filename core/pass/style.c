/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Textures and styles by Gram matrices (L. A. Gatys, A. S. Ecker, M. Bethge: "Texture
 * Synthesis Using Convolutional Neural Networks", 2015): which channels of a layer are
 * excited together, wherever that is.
 *
 * A gradient is known only when all positions were seen: they are seen twice. Each
 * position's gradient is then a product of its own features with one matrix, so that
 * nothing of the map has to be kept between. */

#include "style.h"

#include <math.h>
#include <string.h>

#include "guide.h"
#include "base/memory.h"
#include "layers/product.h"

/* Rows of the matrix that a thread does at once. Sums do not depend on it. */
#define BLOCK 64

struct _FvStyle
{
  gint n_channels;
  gint64 n_positions; /* that the matrix is the mean over */
  gfloat *gram;       /* n_channels × n_channels; while it is added to, its lower half */
  gfloat *slope;      /* likewise: what features are multiplied by to be a gradient */
  gfloat *transposed; /* n_channels × the positions of a row */
  gdouble loss;
};

/**
 * fv_style_get_n_values:
 * @n_channels: of a layer
 * @width: positions of its map's row
 *
 * Returns: how many floats fv_style_new() allocates
 */
gsize
fv_style_get_n_values (gint n_channels, gint width)
{
  return 2 * (gsize)n_channels * n_channels + (gsize)n_channels * width;
}

/**
 * fv_style_new:
 * @n_channels: of a layer
 * @width: most positions that are added at once
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): room for a Gram matrix, or %NULL
 */
FvStyle *
fv_style_new (gint n_channels, gint width, GError **error)
{
  g_autoptr (FvStyle) style = g_new0 (FvStyle, 1);
  gsize size = (gsize)n_channels * n_channels;

  style->n_channels = n_channels;
  style->gram = fv_memory_new_floats (size, error);
  if (style->gram == NULL)
    return NULL;
  style->slope = fv_memory_new_floats (size, error);
  if (style->slope == NULL)
    return NULL;
  style->transposed = fv_memory_new_floats ((gsize)n_channels * width, error);
  return style->transposed != NULL ? g_steal_pointer (&style) : NULL;
}

/**
 * fv_style_free:
 * @style: (nullable): a Gram matrix
 */
void
fv_style_free (FvStyle *style)
{
  if (style == NULL)
    return;
  fv_memory_free (style->gram);
  fv_memory_free (style->slope);
  fv_memory_free (style->transposed);
  g_free (style);
}

/* Adding positions ------------------------------------------------------------------ */

/**
 * fv_style_begin:
 * @style: a Gram matrix
 *
 * Forgets what was added.
 */
void
fv_style_begin (FvStyle *style)
{
  memset (style->gram, 0, (gsize)style->n_channels * style->n_channels * sizeof (gfloat));
}

typedef struct
{
  FvStyle *style;
  const gfloat *values;
  gint n_positions;
} Row;

static gint
count_blocks (const FvStyle *style)
{
  return (style->n_channels + BLOCK - 1) / BLOCK;
}

static void
transpose_block (gint block, gfloat *scratch, gpointer data)
{
  const Row *row = data;
  gint channels = row->style->n_channels, n = row->n_positions;
  gint end = MIN ((block + 1) * BLOCK, channels);

  (void)scratch;
  for (gint c = block * BLOCK; c < end; c++)
    for (gint i = 0; i < n; i++)
      row->style->transposed[(gsize)c * n + i] = row->values[(gsize)i * channels + c];
}

/* The last blocks, whose rows are the longest, come first. */
static void
add_block (gint chunk, gfloat *scratch, gpointer data)
{
  const Row *row = data;
  FvStyle *style = row->style;
  gint channels = style->n_channels, n = row->n_positions;
  gint first = (count_blocks (style) - 1 - chunk) * BLOCK;
  gint end = MIN (first + BLOCK, channels);

  fv_product_compute (
      &(FvProduct){
          .rows = end - first,
          .columns = end,
          .depth = n,
          .a = style->transposed + (gsize)first * n,
          .a_stride = n,
          .b = row->values,
          .b_stride = channels,
          .adds = TRUE,
          .product = style->gram + (gsize)first * channels,
          .product_stride = channels,
      },
      scratch);
}

/**
 * fv_style_add:
 * @style: (inout): a Gram matrix
 * @values: @n_positions × channels: a layer's features
 * @n_positions: how many positions, at most those of fv_style_new()
 * @workers: threads with %FV_PRODUCT_SCRATCH floats each
 *
 * Always to be called with the same positions together, such as rows: sums are rounded.
 */
void
fv_style_add (FvStyle *style, const gfloat *values, gint n_positions, FvWorkers *workers)
{
  Row row = { style, values, n_positions };

  fv_workers_run (workers, count_blocks (style), transpose_block, &row);
  fv_workers_run (workers, count_blocks (style), add_block, &row);
}

/**
 * fv_style_end:
 * @style: (inout): a Gram matrix
 * @n_positions: how many positions were added
 *
 * Makes it the mean over the positions.
 */
void
fv_style_end (FvStyle *style, gint64 n_positions)
{
  gint n = style->n_channels;

  style->n_positions = n_positions;
  for (gint i = 0; i < n; i++)
    for (gint j = 0; j <= i; j++)
      {
        gfloat *value = &style->gram[(gsize)i * n + j];

        *value /= n_positions;
        style->gram[(gsize)j * n + i] = *value;
      }
}

/**
 * fv_style_get_gram:
 * @style: a Gram matrix that fv_style_end() was called for
 *
 * Returns: (transfer none): its n_channels × n_channels values
 */
const gfloat *
fv_style_get_gram (const FvStyle *style)
{
  return style->gram;
}

/* Comparing with guides ------------------------------------------------------------- */

/* One guide's part of the loss and of what features are multiplied by. With the mean over
 * the positions, a position's share of the matrix is the product of its features with
 * themselves over the number of positions. */
static void
compare_distance (FvStyle *style, const FvTerm *term)
{
  const FvGuide *guide = term->guide;
  gsize n = (gsize)style->n_channels * style->n_channels;
  gdouble sum = 0.0;
  gdouble factor = -4.0 * term->weight / guide->gram_norm / style->n_positions;

  for (gsize i = 0; i < n; i++)
    {
      gdouble difference = (gdouble)style->gram[i] - guide->gram[i];

      sum += difference * difference;
      style->slope[i] += factor * difference;
    }
  style->loss -= term->weight * sum / guide->gram_norm;
}

/* One other picture's part likewise, by the cosine of the angle between both matrices; a
 * matrix that is zero is at no angle. */
static void
compare_angle (FvStyle *style, const FvTerm *term)
{
  const FvGuide *guide = term->guide;
  gsize n = (gsize)style->n_channels * style->n_channels;
  gdouble product = 0.0, norm = 0.0, length, cosine, factor;

  for (gsize i = 0; i < n; i++)
    {
      product += (gdouble)style->gram[i] * guide->gram[i];
      norm += (gdouble)style->gram[i] * style->gram[i];
    }
  if (norm <= 0.0)
    return;
  length = sqrt (norm) * sqrt (guide->gram_norm);
  cosine = product / length;
  factor = -2.0 * term->weight / style->n_positions;
  for (gsize i = 0; i < n; i++)
    style->slope[i] +=
        factor * (guide->gram[i] / length - cosine * style->gram[i] / norm);
  style->loss -= term->weight * cosine;
}

/* Whether terms are about filters of the layer, none of which responds anywhere: until
 * they are woken, which is where there is no other gradient, nothing is to differ. */
static gboolean
is_asleep (const FvStyle *style, const FvTerm *terms, gint n_terms)
{
  gboolean has_filter = FALSE;

  for (gint i = 0; i < n_terms; i++)
    if (terms[i].kind == FV_TERM_FILTER || terms[i].kind == FV_TERM_DIRECTION)
      {
        has_filter = TRUE;
        if (style->gram[(gsize)terms[i].filter * (style->n_channels + 1)] > 0.0f)
          return FALSE;
      }
  return has_filter;
}

/**
 * fv_style_compare:
 * @style: (inout): a Gram matrix that fv_style_end() was called for
 * @terms: (array length=n_terms): terms about its layer; those about no Gram matrix are
 *   left out
 * @n_terms: how many
 */
void
fv_style_compare (FvStyle *style, const FvTerm *terms, gint n_terms)
{
  memset (style->slope, 0,
          (gsize)style->n_channels * style->n_channels * sizeof (gfloat));
  style->loss = 0.0;
  for (gint i = 0; i < n_terms; i++)
    if (terms[i].kind == FV_TERM_STYLE)
      compare_distance (style, &terms[i]);
    else if (terms[i].kind == FV_TERM_DIVERSITY && !is_asleep (style, terms, n_terms))
      compare_angle (style, &terms[i]);
}

/**
 * fv_style_get_loss:
 * @style: a Gram matrix that was compared
 *
 * Returns: the sum of the terms: minus the squared distance to each guide's matrix, over
 * the square of that, or minus the cosine of the angle to it, times the term's weight
 */
gdouble
fv_style_get_loss (const FvStyle *style)
{
  return style->loss;
}

/**
 * fv_style_differentiate:
 * @style: a Gram matrix that was compared
 * @values: @n_positions × channels: features that were added to it
 * @n_positions: how many positions
 * @gradient: (inout): d loss / d values is added
 * @scratch: %FV_PRODUCT_SCRATCH floats
 */
void
fv_style_differentiate (const FvStyle *style, const gfloat *values, gint n_positions,
                        gfloat *gradient, gfloat *scratch)
{
  gint n = style->n_channels;

  fv_product_compute (
      &(FvProduct){
          .rows = n_positions,
          .columns = n,
          .depth = n,
          .a = values,
          .a_stride = n,
          .b = style->slope,
          .b_stride = n,
          .adds = TRUE,
          .product = gradient,
          .product_stride = n,
      },
      scratch);
}
