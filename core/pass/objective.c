/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is maximised: means of filters' maps, as in all five seed scripts, with the border
 * of the ResNet one (Keras' "Visualizing what convnets learn"), or of whole layers, as in
 * Google's DeepDream. */

#include "objective.h"

#include <string.h>

#include "direction.h"
#include "guide.h"
#include "objective-positions.h"
#include "layers/product.h"

/**
 * fv_objective_get_terms:
 * @objective: an objective
 * @single: (out caller-allocates): room for its one term, if it has no list of them
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

/* Rows of a tap's output */
typedef struct
{
  const FvObjective *objective;
  FvTap *tap;
  FvPositions positions;
  gint first;
  RowResult *results; /* of each row, from the first on */
} Rows;

/* What the terms give of each other's positions, too: what was found out of the map as a
 * whole, before the way back
 *
 * Returns: the part of the loss that is not known of the map yet */
static gdouble
add_whole (const Rows *rows, gint y, const gfloat *values, gfloat *gradient,
           gfloat *scratch)
{
  const FvTap *tap = rows->tap;
  gint n = fv_positions_get_row_length (&rows->positions);
  gdouble sum = 0.0;

  if (tap->has_direction)
    sum = fv_direction_add (tap, values, n, 1.0 / rows->positions.n, gradient);
  if (tap->style != NULL)
    fv_style_differentiate (tap->style, values, n, gradient, scratch);
  if (tap->statistics != NULL)
    fv_statistics_differentiate (tap->statistics, (gsize)(y - rows->positions.top) * n, n,
                                 gradient, scratch);
  return sum;
}

/* Replaces a row of activations by the gradient there; what was rectified has none. */
static RowResult
differentiate_row (const Rows *rows, gint y, gfloat *scratch)
{
  const FvTap *tap = rows->tap;
  gfloat *values = fv_positions_get_values (&rows->positions, tap, y);
  const gfloat *content = fv_positions_get_content (&rows->positions, tap, y);
  gint n = fv_positions_get_row_length (&rows->positions);
  gint n_values = n * tap->output.channels;
  gfloat *gradient = scratch;
  gfloat *of_terms = scratch + fv_map_get_row_size (&tap->output);
  gboolean rectifies = fv_positions_rectify (rows->objective, tap, values, n);
  RowResult result = { 0.0, FALSE };

  memset (gradient, 0, n_values * sizeof (gfloat));
  for (gint i = 0; i < tap->n_terms; i++)
    result.sum += tap->terms[i].weight *
                  add_term (tap, &tap->terms[i], values, content, n,
                            tap->terms[i].weight / rows->positions.n, gradient, of_terms);
  result.sum += add_whole (rows, y, values, gradient, of_terms);
  for (gint i = 0; i < n_values; i++)
    values[i] =
        rectifies && is_blocked (tap, values[i], gradient[i]) ? 0.0f : gradient[i];
  for (gint i = 0; !result.passed && i < n_values; i++)
    result.passed = values[i] != 0.0f;
  return result;
}

static void
clear_positions (FvMap *map, gint y, gint from, gint to)
{
  memset (fv_map_get_row (map, y) + (gsize)from * map->channels, 0,
          (gsize)(to - from) * map->channels * sizeof (gfloat));
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
  rows->results[chunk] = differentiate_row (rows, y, scratch);
  clear_positions (map, y, positions->right, map->width);
}

/**
 * fv_objective_count_positions:
 * @objective: what is maximised
 * @tap: a layer of it, the size of whose output is set
 *
 * Returns: how many positions count
 */
gsize
fv_objective_count_positions (const FvObjective *objective, const FvTap *tap)
{
  return (gsize)MAX (fv_positions_of_tap (objective, tap).n, 0);
}

/**
 * fv_objective_get_scratch:
 * @objective: what is maximised
 * @tap: a layer of it, the size of whose output is set
 *
 * Returns: how many floats of scratch memory fv_objective_differentiate() needs for each
 *   thread
 */
gsize
fv_objective_get_scratch (const FvObjective *objective, const FvTap *tap)
{
  gsize of_terms = tap->has_style ? FV_PRODUCT_SCRATCH : 0;

  if (tap->has_statistics)
    of_terms =
        MAX (of_terms, fv_statistics_get_scratch (
                           tap->n_channels, fv_objective_count_positions (objective, tap),
                           tap->output.width));

  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind == FV_TERM_GUIDE && tap->terms[i].guide != NULL)
      of_terms = MAX (of_terms, fv_guide_get_scratch (MAX (tap->output.width, 1)));
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
  Rows rows = { objective, tap, fv_positions_of_tap (objective, tap), first, results };

  fv_workers_run (workers, end - first, differentiate_chunk, &rows);
  for (gint i = 0; i < end - first; i++)
    {
      tap->sum += results[i].sum;
      tap->passed = tap->passed || results[i].passed;
    }
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
  gdouble loss = tap->sum / fv_positions_of_tap (objective, tap).n;

  if (tap->style != NULL)
    loss += fv_style_get_loss (tap->style);
  if (tap->statistics != NULL)
    loss += fv_statistics_get_loss (tap->statistics);
  return loss;
}
