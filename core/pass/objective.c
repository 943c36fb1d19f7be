/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is maximised: means of filters' maps, as in all five seed scripts, with the border
 * of the ResNet one (Keras' "Visualizing what convnets learn"), or of whole layers, as in
 * Google's DeepDream. */

#include "objective.h"

#include <string.h>

#include "direction.h"
#include "guide.h"
#include "layers/product.h"

/**
 * fv_objective_get_terms:
 * @objective: an objective
 * @single: (out caller-allocated): room for its one term, if it has no list of them
 * @n_terms: (out): how many terms there are
 *
 * Returns: (transfer none) (array length=n_terms): its terms, or @single
 */
const FvTerm *
fv_objective_get_terms (const FvObjective *objective, FvTerm *single, gint *n_terms)
{
  *n_terms = objective->n_terms;
  if (objective->terms != NULL)
    return objective->terms;
  *single = (FvTerm){ FV_TERM_FILTER, objective->layer, objective->filter, 1.0, NULL };
  *n_terms = 1;
  return single;
}

/* Differentiating ---------------------------------------------------------------------
 */

/* The positions of a tap's map that count, and how many they are */
typedef struct
{
  gint left;
  gint right;
  gint top;
  gint bottom;
  gint64 n;
} FvPositions;

/* The positions along one axis that lie in @length pixels from @start, at least one. From
 * the edge on, one that lies there in part counts, too: a picture's map may have more or
 * fewer positions than strides fit into it.
 *
 * @from: (inout): the map's first position
 * @to: (inout): the one after its last */
static void
find_extent (gint start, gint length, gint stride, gint *from, gint *to)
{
  gint n = start == 0 ? (length + stride - 1) / stride : MAX (length / stride, 1);

  *from = MIN (start / stride, *to - 1);
  *to = MIN (*from + n, *to);
}

static FvPositions
get_positions (const FvObjective *objective, const FvTap *tap)
{
  const FvRegion *region = &objective->region;
  gint border = objective->border;
  FvPositions positions = { 0, tap->output.width, 0, tap->output.height, 0 };

  if (region->width > 0)
    {
      find_extent (region->x, region->width, tap->stride, &positions.left,
                   &positions.right);
      find_extent (region->y, region->height, tap->stride, &positions.top,
                   &positions.bottom);
    }
  positions.left += border;
  positions.right -= border;
  positions.top += border;
  positions.bottom -= border;
  positions.n =
      (gint64)(positions.right - positions.left) * (positions.bottom - positions.top);
  return positions;
}

/* Each term's value over one row of @n_positions, times the number of positions that
 * count; its gradient is added. */

static gdouble
add_filter (const FvTerm *term, const gfloat *values, gint n_positions, gint channels,
            gdouble factor, gfloat *gradient)
{
  gdouble sum = 0.0;

  for (gint i = term->filter; i < n_positions * channels; i += channels)
    {
      sum += values[i];
      gradient[i] += factor;
    }
  return sum;
}

static gdouble
add_layer (const gfloat *values, gint n_positions, gint channels, gdouble factor,
           gfloat *gradient)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < n_positions * channels; i++)
    {
      sum += (gdouble)values[i] * values[i];
      gradient[i] += 2.0 * factor / channels * values[i];
    }
  return sum / channels;
}

/* @content: what the photo has there */
static gdouble
add_content (const FvTap *tap, const gfloat *values, const gfloat *content,
             gint n_positions, gdouble factor, gfloat *gradient)
{
  gdouble sum = 0.0, share = -1.0 / tap->content_norm;

  for (gint i = 0; i < n_positions * tap->output.channels; i++)
    {
      gdouble difference = (gdouble)values[i] - content[i];

      sum += difference * difference;
      gradient[i] += 2.0 * factor * share * difference;
    }
  return sum * share;
}

static gdouble
add_term (const FvTap *tap, const FvTerm *term, const gfloat *values,
          const gfloat *content, gint n_positions, gdouble factor, gfloat *gradient,
          gfloat *scratch)
{
  gint channels = tap->output.channels;

  switch (term->kind)
    {
    case FV_TERM_CONTENT:
      return add_content (tap, values, content, n_positions, factor, gradient);
    case FV_TERM_FILTER:
      return add_filter (term, values, n_positions, channels, factor, gradient);
    case FV_TERM_LAYER:
      return add_layer (values, n_positions, channels, factor, gradient);
    case FV_TERM_GUIDE:
      return fv_guide_match (term->guide, values, n_positions, factor, gradient, scratch);
    default: /* of all such terms, or all positions, together: differentiate_row() */
      return 0.0;
    }
}

/* With the ReLU, what is not positive counts as zero; written so that a value that is not
 * a number does. */
static gboolean
rectify (const FvObjective *objective, const FvTap *tap, gfloat *values, gint n_positions)
{
  gboolean rectifies = tap->is_rectified && objective->relu == FV_RELU_AFTER;

  for (gint i = 0; rectifies && i < n_positions * tap->output.channels; i++)
    if (values[i] <= 0.0f)
      values[i] = 0.0f;
  return rectifies;
}

/* Where the ReLU is redirected, what raises a value passes: see fv_mask_redirect(). */
static gboolean
is_blocked (const FvTap *tap, gfloat value, gfloat gradient)
{
  return value == 0.0f && !(tap->redirects && gradient > 0.0f);
}

/* What a row of activations gives */
typedef struct
{
  gdouble sum;
  gboolean passed; /* whether any gradient passed the ReLU */
} RowResult;

/* Replaces a row of activations by the gradient there; what was rectified has none. */
static RowResult
differentiate_row (const FvObjective *objective, const FvTap *tap, gint64 n,
                   gfloat *values, const gfloat *content, gint n_positions,
                   gfloat *scratch)
{
  gint channels = tap->output.channels;
  gfloat *gradient = scratch;
  gfloat *of_terms = scratch + fv_map_get_row_size (&tap->output);
  gboolean rectifies = rectify (objective, tap, values, n_positions);
  RowResult result = { 0.0, FALSE };

  memset (gradient, 0, (gsize)n_positions * channels * sizeof (gfloat));
  for (gint i = 0; i < tap->n_terms; i++)
    result.sum += tap->terms[i].weight * add_term (tap, &tap->terms[i], values, content,
                                                   n_positions, tap->terms[i].weight / n,
                                                   gradient, of_terms);
  if (tap->has_direction)
    result.sum += fv_direction_add (tap, values, n_positions, 1.0 / n, gradient);
  if (tap->style != NULL)
    fv_style_differentiate (tap->style, values, n_positions, gradient, of_terms);
  for (gint i = 0; i < n_positions * channels; i++)
    values[i] =
        rectifies && is_blocked (tap, values[i], gradient[i]) ? 0.0f : gradient[i];
  for (gint i = 0; !result.passed && i < n_positions * channels; i++)
    result.passed = values[i] != 0.0f;
  return result;
}

static void
clear_positions (FvMap *map, gint y, gint from, gint to)
{
  memset (fv_map_get_row (map, y) + (gsize)from * map->channels, 0,
          (gsize)(to - from) * map->channels * sizeof (gfloat));
}

/* Rows of a tap's output */
typedef struct
{
  const FvObjective *objective;
  FvTap *tap;
  FvPositions positions;
  gint first;
  RowResult *results; /* of each row, from the first on */
} Rows;

static gfloat *
get_values (const Rows *rows, gint y)
{
  FvMap *map = &rows->tap->output;

  return fv_map_get_row (map, y) + (gsize)rows->positions.left * map->channels;
}

/* What the photo has at a row's first position that counts; NULL without one */
static const gfloat *
get_content (const Rows *rows, gint y)
{
  const FvTap *tap = rows->tap;
  const FvMap *map = &tap->output;
  gsize index = ((gsize)y * map->width + rows->positions.left) * map->channels;

  if (!tap->has_content)
    return NULL;
  return (tap->guide != NULL ? tap->guide->features : tap->content) + index;
}

static void
differentiate_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Rows *rows = data;
  const FvPositions *positions = &rows->positions;
  FvMap *map = &rows->tap->output;
  gint y = rows->first + chunk;

  if (y < positions->top || y >= positions->bottom)
    {
      clear_positions (map, y, 0, map->width);
      return;
    }
  clear_positions (map, y, 0, positions->left);
  rows->results[chunk] = differentiate_row (rows->objective, rows->tap, positions->n,
                                            get_values (rows, y), get_content (rows, y),
                                            positions->right - positions->left, scratch);
  clear_positions (map, y, positions->right, map->width);
}

/**
 * fv_objective_get_scratch:
 * @tap: a layer of an objective
 *
 * Returns: how many floats of scratch memory fv_objective_differentiate() needs for each
 *   thread
 */
gsize
fv_objective_get_scratch (const FvTap *tap)
{
  gsize of_terms = tap->has_style ? FV_PRODUCT_SCRATCH : 0;

  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind == FV_TERM_GUIDE && tap->terms[i].guide != NULL)
      of_terms = MAX (of_terms, fv_guide_get_scratch (tap->terms[i].guide,
                                                      MAX (tap->output.width, 1)));
  return fv_map_get_row_size (&tap->output) + of_terms;
}

/**
 * fv_objective_differentiate:
 * @objective: what is maximised
 * @tap: (inout): a layer of it
 * @first: a row of the tap's output, the first that was not differentiated yet
 * @end: the one after the last to do
 * @workers: threads, with what fv_objective_get_scratch() tells
 *
 * These rows hold the activation before ReLU, and then d loss / d activation. The row's
 * part of the loss is added to the tap's sum, row by row: so it does not depend on how
 * many rows are done at once.
 */
void
fv_objective_differentiate (const FvObjective *objective, FvTap *tap, gint first,
                            gint end, FvWorkers *workers)
{
  g_autofree RowResult *results = g_new0 (RowResult, end - first);
  Rows rows = { objective, tap, get_positions (objective, tap), first, results };

  fv_workers_run (workers, end - first, differentiate_chunk, &rows);
  for (gint i = 0; i < end - first; i++)
    {
      tap->sum += results[i].sum;
      tap->passed = tap->passed || results[i].passed;
    }
}

/* Styles ------------------------------------------------------------------------------
 */

/**
 * fv_objective_begin_style:
 * @tap: (inout): a layer with terms about styles
 *
 * To be called before all rows are measured.
 */
void
fv_objective_begin_style (FvTap *tap)
{
  fv_style_begin (tap->style);
}

/**
 * fv_objective_measure_style:
 * @objective: what is maximised
 * @tap: (inout): a layer of it, with terms about styles
 * @first: a row of the tap's output, the first that was not measured yet
 * @end: the one after the last to do
 * @workers: threads
 *
 * These rows hold the activation before ReLU. Each is added by itself, so that no sum
 * depends on how many are done at once.
 */
void
fv_objective_measure_style (const FvObjective *objective, FvTap *tap, gint first,
                            gint end, FvWorkers *workers)
{
  Rows rows = { objective, tap, get_positions (objective, tap), first, NULL };
  gint n_positions = rows.positions.right - rows.positions.left;

  for (gint y = MAX (first, rows.positions.top); y < MIN (end, rows.positions.bottom);
       y++)
    {
      rectify (objective, tap, get_values (&rows, y), n_positions);
      fv_style_add (tap->style, get_values (&rows, y), n_positions, workers);
    }
}

/**
 * fv_objective_end_style:
 * @objective: what is maximised
 * @tap: (inout): a layer of it, all of whose rows were measured
 *
 * From here on its style can be compared.
 */
void
fv_objective_end_style (const FvObjective *objective, FvTap *tap)
{
  fv_style_end (tap->style, get_positions (objective, tap).n);
}

/* Contents ----------------------------------------------------------------------------
 */

/**
 * fv_objective_remember_content:
 * @objective: what is maximised
 * @tap: (inout): a layer of it, with terms about contents
 * @first: a row of the tap's output, the first that was not remembered yet
 * @end: the one after the last to do
 *
 * These rows hold the activation before ReLU.
 */
void
fv_objective_remember_content (const FvObjective *objective, FvTap *tap, gint first,
                               gint end)
{
  gsize row_size = fv_map_get_row_size (&tap->output);

  for (gint y = first; y < end; y++)
    {
      gfloat *row = fv_map_get_row (&tap->output, y);

      rectify (objective, tap, row, tap->output.width);
      memcpy (tap->content + y * row_size, row, row_size * sizeof (gfloat));
    }
}

/**
 * fv_objective_weigh_content:
 * @objective: what is maximised
 * @tap: (inout): a layer of it, with all of the content that terms compare with
 *
 * Finds how large the content is where positions count; where it is nothing, distances
 * count as they are.
 */
void
fv_objective_weigh_content (const FvObjective *objective, FvTap *tap)
{
  Rows rows = { objective, tap, get_positions (objective, tap), 0, NULL };
  const FvPositions *positions = &rows.positions;
  gint n = (positions->right - positions->left) * tap->output.channels;
  gdouble sum = 0.0;

  for (gint y = positions->top; y < positions->bottom; y++)
    {
      const gfloat *content = get_content (&rows, y);

      for (gint i = 0; i < n; i++)
        sum += (gdouble)content[i] * content[i];
    }
  tap->content_norm = sum > 0.0 ? sum / positions->n : 1.0;
}

/**
 * fv_objective_get_loss:
 * @objective: what is maximised
 * @tap: a layer of it, all of whose rows were differentiated
 *
 * Returns: the layer's part of the loss
 */
gdouble
fv_objective_get_loss (const FvObjective *objective, const FvTap *tap)
{
  gdouble loss = tap->sum / get_positions (objective, tap).n;

  return tap->style != NULL ? loss + fv_style_get_loss (tap->style) : loss;
}
