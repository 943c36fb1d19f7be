/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an objective knows of a whole map before it differentiates any of it: the style
 * there, and the content that a photo has. */

#include "objective.h"

#include <string.h>

#include "objective-positions.h"

/* Styles ------------------------------------------------------------------------------
 */

/**
 * fv_objective_begin_style:
 * @tap: (inout): a layer of an objective
 *
 * To be called before all rows are measured.
 */
void
fv_objective_begin_style (FvTap *tap)
{
  if (tap->style != NULL)
    fv_style_begin (tap->style);
  if (tap->statistics != NULL)
    fv_statistics_begin (tap->statistics);
}

/**
 * fv_objective_measure_style:
 * @objective: what is maximised
 * @tap: (inout): a layer of it
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
  FvPositions positions = fv_positions_of_tap (objective, tap);
  gint n = fv_positions_get_row_length (&positions);

  if (tap->style == NULL && tap->statistics == NULL)
    return;
  for (gint y = MAX (first, positions.top); y < MIN (end, positions.bottom); y++)
    {
      gfloat *values = fv_positions_get_values (&positions, tap, y);

      fv_positions_rectify (objective, tap, values, n);
      if (tap->style != NULL)
        fv_style_add (tap->style, values, n, workers);
      if (tap->statistics != NULL)
        fv_statistics_add (tap->statistics, values, n, workers);
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
  if (tap->style != NULL)
    fv_style_end (tap->style, fv_positions_of_tap (objective, tap).n);
}

/**
 * fv_objective_compare_style:
 * @tap: (inout): a layer of an objective, whose style was measured
 * @workers: threads, with what fv_objective_get_scratch() tells
 *
 * From here on its rows can be differentiated.
 */
void
fv_objective_compare_style (FvTap *tap, FvWorkers *workers)
{
  if (tap->style != NULL)
    fv_style_compare (tap->style, tap->terms, tap->n_terms);
  if (tap->statistics != NULL)
    fv_statistics_compare (tap->statistics, tap->terms, tap->n_terms, workers);
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

      fv_positions_rectify (objective, tap, row, tap->output.width);
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
  FvPositions positions = fv_positions_of_tap (objective, tap);
  gint n = fv_positions_get_row_length (&positions) * tap->output.channels;
  gdouble sum = 0.0;

  for (gint y = positions.top; y < positions.bottom; y++)
    {
      const gfloat *content = fv_positions_get_content (&positions, tap, y);

      for (gint i = 0; i < n; i++)
        sum += (gdouble)content[i] * content[i];
    }
  tap->content_norm = sum > 0.0 ? sum / positions.n : 1.0;
}
