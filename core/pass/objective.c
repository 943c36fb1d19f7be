/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is maximised: means of filters' maps, as in all five seed scripts, with the border
 * of the ResNet one (Keras' "Visualizing what convnets learn"), or of whole layers, as in
 * Google's DeepDream. */

#include "objective.h"

#include <string.h>

#include "direction.h"
#include "guide.h"

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

static gdouble
add_term (const FvTerm *term, const gfloat *values, gint n_positions, gint channels,
          gdouble factor, gfloat *gradient)
{
  switch (term->kind)
    {
    case FV_TERM_FILTER:
      return add_filter (term, values, n_positions, channels, factor, gradient);
    case FV_TERM_LAYER:
      return add_layer (values, n_positions, channels, factor, gradient);
    case FV_TERM_DIRECTION: /* of all of them together: see fv_direction_add() */
      return 0.0;
    default:
      return fv_guide_match (term->guide, values, n_positions, factor, gradient);
    }
}

/* Where the ReLU is redirected, what raises a value passes: see fv_mask_redirect(). */
static gboolean
is_blocked (const FvTap *tap, gfloat value, gfloat gradient)
{
  return value == 0.0f && !(tap->redirects && gradient > 0.0f);
}

/* Replaces a row of activations by the gradient there. With the ReLU, what is not
 * positive counts as zero, and has no gradient; written so that a value that is not a
 * number does. */
static gdouble
differentiate_row (const FvObjective *objective, FvTap *tap, gint64 n, gfloat *values,
                   gint n_positions, gfloat *gradient)
{
  gint channels = tap->output.channels;
  gboolean rectifies = tap->is_rectified && objective->relu == FV_RELU_AFTER;
  gdouble sum = 0.0;

  for (gint i = 0; rectifies && i < n_positions * channels; i++)
    if (values[i] <= 0.0f)
      values[i] = 0.0f;
  memset (gradient, 0, (gsize)n_positions * channels * sizeof (gfloat));
  for (gint i = 0; i < tap->n_terms; i++)
    sum += tap->terms[i].weight * add_term (&tap->terms[i], values, n_positions, channels,
                                            tap->terms[i].weight / n, gradient);
  sum += fv_direction_add (tap, values, n_positions, 1.0 / n, gradient);
  for (gint i = 0; i < n_positions * channels; i++)
    values[i] =
        rectifies && is_blocked (tap, values[i], gradient[i]) ? 0.0f : gradient[i];
  for (gint i = 0; !tap->passed && i < n_positions * channels; i++)
    tap->passed = values[i] != 0.0f;
  return sum;
}

static void
clear_positions (FvMap *map, gint y, gint from, gint to)
{
  memset (fv_map_get_row (map, y) + (gsize)from * map->channels, 0,
          (gsize)(to - from) * map->channels * sizeof (gfloat));
}

/**
 * fv_objective_differentiate:
 * @objective: what is maximised
 * @tap: (inout): a layer of it
 * @first: a row of the tap's output, the first that was not differentiated yet
 * @end: the one after the last to do
 *
 * These rows hold the activation before ReLU, and then d loss / d activation. The row's
 * part of the loss is added to the tap's sum, row by row: so it does not depend on how
 * many rows are done at once.
 */
void
fv_objective_differentiate (const FvObjective *objective, FvTap *tap, gint first,
                            gint end)
{
  FvPositions positions = get_positions (objective, tap);
  FvMap *map = &tap->output;
  g_autofree gfloat *gradient = g_new (gfloat, fv_map_get_row_size (map));

  for (gint y = first; y < end; y++)
    {
      if (y < positions.top || y >= positions.bottom)
        {
          clear_positions (map, y, 0, map->width);
          continue;
        }
      clear_positions (map, y, 0, positions.left);
      tap->sum += differentiate_row (objective, tap, positions.n,
                                     fv_map_get_row (map, y) +
                                         (gsize)positions.left * map->channels,
                                     positions.right - positions.left, gradient);
      clear_positions (map, y, positions.right, map->width);
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
  return tap->sum / get_positions (objective, tap).n;
}
