/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many positions of a convolution's target are done at once.
 *
 * Where the target has few channels, several of its positions are done at once, side by
 * side in a panel which these channels alone would not fill; what one of them does not
 * see has weight 0 for it. So is the gradient with respect to a picture computed: 7×7
 * windows of stride 2 give 2 × 2 positions of 3 channels from 4 × 4 of the output. */

#include "window-block.h"

#include "phase.h"
#include "layers/kernels/kernels.h"

/* Most columns of a product for which positions are put side by side */
#define MOST_MERGED 48

/* Most of them in a row, and rows of them, in multiples of the strides */
#define MOST_IN_ROW 4

/* By how much that must be less work: it costs a copy */
#define GAIN 0.9

static gint
round_up (gint columns)
{
  return (columns + FV_PANEL - 1) / FV_PANEL * FV_PANEL;
}

static gdouble
count_products (gboolean backward, const FvSpan *span, gint block)
{
  g_auto (FvPhase) phase = fv_phase_new (span, backward, 0, block);

  return (gdouble)phase.n_offsets *
         fv_phase_count_blocks (&phase, backward ? span->n_inputs : span->n_outputs);
}

/* Multiplications with blocks of positions side by side */
static gdouble
count_merged (const FvOperation *operation, gboolean backward, gint n_target,
              FvWindowBlock block)
{
  return count_products (backward, &operation->rows[0], block.rows) *
         count_products (backward, &operation->columns, block.columns) *
         round_up (block.rows * block.columns * n_target);
}

static gdouble
count_alone (const FvOperation *operation, gint n_target)
{
  return (gdouble)operation->rows[0].n_outputs * operation->rows[0].size *
         operation->columns.n_outputs * operation->columns.size * round_up (n_target);
}

static gboolean
sees_all_once (const FvSpan *span)
{
  return span->n_outputs == 1 && span->size >= span->n_inputs;
}

/* The way back of a window that sees all of the input once, a dense layer, is one matrix,
 * each position of the input having weights of its own. */
static gboolean
is_dense (const FvOperation *operation)
{
  return sees_all_once (&operation->rows[0]) && sees_all_once (&operation->columns);
}

/**
 * fv_window_block_choose:
 * @operation: a convolution
 * @backward: which way
 * @n_target: channels of a group of the target
 *
 * Returns: how many positions of the target are done at once, in multiples of the strides
 *   if @backward; 1 × 1 if its phases are done one by one
 */
FvWindowBlock
fv_window_block_choose (const FvOperation *operation, gboolean backward, gint n_target)
{
  FvWindowBlock best = { 1, 1 };
  gint row_unit = backward ? operation->rows[0].stride : 1;
  gint column_unit = backward ? operation->columns.stride : 1;
  gdouble least = GAIN * count_alone (operation, n_target);

  if (backward && is_dense (operation))
    return (FvWindowBlock){
      (operation->rows[0].n_inputs + row_unit - 1) / row_unit * row_unit,
      (operation->columns.n_inputs + column_unit - 1) / column_unit * column_unit
    };
  for (gint y = 1; y <= MOST_IN_ROW; y++)
    for (gint x = 1; x <= MOST_IN_ROW; x++)
      {
        FvWindowBlock block = { y * row_unit, x * column_unit };
        gdouble count;

        if (block.rows * block.columns * n_target > MOST_MERGED)
          break;
        count = count_merged (operation, backward, n_target, block);
        if (count < least)
          {
            best = block;
            least = count;
          }
      }
  return best;
}
