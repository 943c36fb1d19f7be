/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Kernels of convolutions in panels, for the way forward or back: kept, or made when they
 * are needed, which gives the same values.
 */

#include "window-kernel.h"

#include <string.h>

#include "window-block.h"
#include "base/memory.h"
#include "layers/kernels/kernels.h"

/* Most channels of a source whose rows are interleaved */
#define MOST_INTERLEAVED 8

static gint
round_up (gint columns)
{
  return (columns + FV_PANEL - 1) / FV_PANEL * FV_PANEL;
}

static void
make_parts (FvWindowKernel *kernel, const FvOperation *operation)
{
  FvWindowBlock block = { 1, 1 };
  gint n_rows = 1, n_columns = 1;

  if (kernel->multiplier == 0)
    block = fv_window_block_choose (operation, kernel->backward, kernel->n_target);
  if (kernel->backward && block.rows * block.columns == 1)
    {
      n_rows = operation->rows[0].stride;
      n_columns = operation->columns.stride;
    }
  kernel->n_parts = n_rows * n_columns;
  kernel->parts = g_new0 (FvWindowPart, kernel->n_parts);
  for (gint i = 0; i < kernel->n_parts; i++)
    {
      kernel->parts[i].rows =
          fv_phase_new (&operation->rows[0], kernel->backward, i / n_columns, block.rows);
      kernel->parts[i].columns = fv_phase_new (&operation->columns, kernel->backward,
                                               i % n_columns, block.columns);
    }
}

/**
 * fv_window_kernel_new:
 * @operation: a convolution, whose kernel must outlive the result
 * @backward: which way
 *
 * Returns: (transfer full): the order in which its kernel is needed, without panels
 */
FvWindowKernel *
fv_window_kernel_new (const FvOperation *operation, gboolean backward)
{
  const FvConvolution *convolution = operation->convolution;
  FvWindowKernel *kernel = g_new0 (FvWindowKernel, 1);
  gint n_inputs = convolution->n_inputs / convolution->groups;
  gint n_filters = convolution->n_filters / convolution->groups;

  kernel->convolution = convolution;
  kernel->backward = backward;
  kernel->n_source = backward ? n_filters : n_inputs;
  kernel->n_target = backward ? n_inputs : n_filters;
  if (n_inputs == 1 && convolution->groups > 1)
    kernel->multiplier = n_filters;
  make_parts (kernel, operation);
  return kernel;
}

/**
 * fv_window_kernel_free:
 * @kernel: (nullable): a kernel
 */
void
fv_window_kernel_free (FvWindowKernel *kernel)
{
  if (kernel == NULL)
    return;
  for (gint i = 0; i < kernel->n_parts; i++)
    {
      fv_phase_clear (&kernel->parts[i].rows);
      fv_phase_clear (&kernel->parts[i].columns);
      fv_memory_free (kernel->parts[i].panels);
    }
  g_free (kernel->parts);
  g_free (kernel);
}

/**
 * fv_window_kernel_count_columns:
 * @kernel: a kernel
 * @part: one of its parts
 *
 * Returns: columns of a product with a group of it, without those that fill the last
 *   panel; depthwise, with all groups
 */
gint
fv_window_kernel_count_columns (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  if (kernel->multiplier > 0)
    return kernel->convolution->n_filters;
  return part->rows.block * part->columns.block * kernel->n_target;
}

/**
 * fv_window_kernel_count_padded:
 * @kernel: a kernel
 * @part: one of its parts
 *
 * Returns: the same in whole panels, but depthwise, which has none
 */
gint
fv_window_kernel_count_padded (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  gint n = fv_window_kernel_count_columns (kernel, part);

  return kernel->multiplier > 0 ? n : round_up (n);
}

/**
 * fv_window_kernel_count_source:
 * @kernel: a kernel
 *
 * Returns: channels of the source that a product takes at once; depthwise, one for each
 *   filter
 */
gint
fv_window_kernel_count_source (const FvWindowKernel *kernel)
{
  return kernel->multiplier > 0 ? kernel->convolution->n_filters : kernel->n_source;
}

/**
 * fv_window_kernel_get_run:
 * @kernel: a kernel
 * @part: one of its parts
 * @offset: index of an offset of columns
 *
 * Returns: from how many offsets on, whose channels lie side by side, a product is made
 *   at once
 */
gint
fv_window_kernel_get_run (const FvWindowKernel *kernel, const FvWindowPart *part,
                          gint offset)
{
  gboolean joins = kernel->multiplier > 0 || kernel->convolution->groups == 1;

  return joins ? fv_phase_get_run (&part->columns, offset) : 1;
}

/**
 * fv_window_kernel_interleaves:
 * @kernel: a kernel
 * @part: one of its parts
 *
 * A picture's channels are few: products with one row of the window after the other would
 * be short.
 *
 * Returns: whether what all rows of the window see of a column lies side by side
 */
gboolean
fv_window_kernel_interleaves (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  return kernel->multiplier == 0 && kernel->convolution->groups == 1 &&
         kernel->n_source <= MOST_INTERLEAVED && part->columns.n_offsets > 0 &&
         fv_phase_get_run (&part->columns, 0) == part->columns.n_offsets;
}

/**
 * fv_window_kernel_get_depth:
 * @kernel: a kernel
 * @part: one of its parts
 * @offset: index of the first offset of columns of a run
 *
 * Returns: depth of the product with this run
 */
gint
fv_window_kernel_get_depth (const FvWindowKernel *kernel, const FvWindowPart *part,
                            gint offset)
{
  gint n_rows = fv_window_kernel_interleaves (kernel, part) ? part->rows.n_offsets : 1;

  return fv_window_kernel_get_run (kernel, part, offset) * n_rows * kernel->n_source;
}

/* Panels ---------------------------------------------------------------------------- */

/* Values of one group's panels */
static gsize
get_group_size (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  return (gsize)part->rows.n_offsets * part->columns.n_offsets * kernel->n_source *
         fv_window_kernel_count_padded (kernel, part);
}

static gsize
get_part_size (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  return kernel->multiplier > 0
             ? 0
             : kernel->convolution->groups * get_group_size (kernel, part);
}

/**
 * fv_window_kernel_get_size:
 * @kernel: a kernel
 *
 * Returns: how many values fv_window_kernel_keep() takes memory for
 */
gsize
fv_window_kernel_get_size (const FvWindowKernel *kernel)
{
  gsize size = 0;

  for (gint i = 0; i < kernel->n_parts; i++)
    size += get_part_size (kernel, &kernel->parts[i]);
  return size;
}

/* The weights of one column of a product, those of the source's channels; %NULL if they
 * are 0 */
static const gfloat *
get_weights (const FvWindowKernel *kernel, const FvWindowPart *part, gint group, gint row,
             gint offset, gint column)
{
  const FvConvolution *convolution = kernel->convolution;
  gint n_filters = convolution->n_filters;
  gint position = column / kernel->n_target, channel = column % kernel->n_target;
  gint row_tap, column_tap;
  gsize tap;

  if (column >= fv_window_kernel_count_columns (kernel, part))
    return NULL;
  row_tap = part->rows.taps[position / part->columns.block * part->rows.n_offsets + row];
  column_tap =
      part->columns
          .taps[position % part->columns.block * part->columns.n_offsets + offset];
  if (row_tap < 0 || column_tap < 0)
    return NULL;
  tap = ((gsize)row_tap * convolution->width + column_tap) *
        (convolution->n_inputs / convolution->groups);
  return kernel->backward ? convolution->kernel + (tap + channel) * n_filters +
                                (gsize)group * kernel->n_source
                          : convolution->kernel + tap * n_filters +
                                (gsize)group * kernel->n_target + channel;
}

/* One offset's rows of a panel, whose columns begin with @column */
static void
pack_offset (const FvWindowKernel *kernel, const FvWindowPart *part, gint group, gint row,
             gint offset, gint column, gfloat *panel)
{
  const gfloat zero = 0.0f;
  const gfloat *weights[FV_PANEL];
  gsize steps[FV_PANEL];
  gsize step = kernel->backward ? 1 : kernel->convolution->n_filters;
  gboolean is_row = !kernel->backward;

  for (gint i = 0; i < FV_PANEL; i++)
    {
      weights[i] = get_weights (kernel, part, group, row, offset, column + i);
      is_row = is_row && weights[i] != NULL && weights[i] == weights[0] + i;
      steps[i] = weights[i] != NULL ? step : 0;
      if (weights[i] == NULL)
        weights[i] = &zero;
    }
  for (gint k = 0; k < kernel->n_source; k++, panel += FV_PANEL)
    if (is_row)
      memcpy (panel, weights[0] + k * step, FV_PANEL * sizeof (gfloat));
    else
      for (gint i = 0; i < FV_PANEL; i++)
        panel[i] = weights[i][k * steps[i]];
}

/* Panels of the offsets @offset … @offset + @run - 1 of columns, for @n_columns of the
 * product from @column on */
static void
pack (const FvWindowKernel *kernel, const FvWindowPart *part, gint group, gint row,
      gint offset, gint column, gint n_columns, gfloat *panels)
{
  gint run = fv_window_kernel_get_run (kernel, part, offset);
  gint end = fv_window_kernel_interleaves (kernel, part) ? part->rows.n_offsets : row + 1;

  for (gint i = 0; i < n_columns; i += FV_PANEL)
    for (gint k = 0; k < run; k++)
      for (gint y = row; y < end; y++, panels += kernel->n_source * FV_PANEL)
        pack_offset (kernel, part, group, y, offset + k, column + i, panels);
}

static void
keep_group (const FvWindowKernel *kernel, const FvWindowPart *part, gint group,
            gfloat *panels)
{
  gint n_columns = fv_window_kernel_count_padded (kernel, part);

  gint n_rows = fv_window_kernel_interleaves (kernel, part) ? 1 : part->rows.n_offsets;

  for (gint row = 0; row < n_rows; row++)
    for (gint i = 0; i < part->columns.n_offsets;
         i += fv_window_kernel_get_run (kernel, part, i))
      {
        pack (kernel, part, group, row, i, 0, n_columns, panels);
        panels += (gsize)fv_window_kernel_get_depth (kernel, part, i) * n_columns;
      }
}

/**
 * fv_window_kernel_keep:
 * @kernel: a kernel
 * @error: %FV_ERROR_MEMORY
 *
 * Makes all panels.
 *
 * Returns: whether there was memory for them
 */
gboolean
fv_window_kernel_keep (FvWindowKernel *kernel, GError **error)
{
  for (gint i = 0; i < kernel->n_parts; i++)
    {
      FvWindowPart *part = &kernel->parts[i];

      if (get_part_size (kernel, part) == 0)
        continue;
      part->panels = fv_memory_new_floats (get_part_size (kernel, part), error);
      if (part->panels == NULL)
        return FALSE;
      for (gint group = 0; group < kernel->convolution->groups; group++)
        keep_group (kernel, part, group,
                    part->panels + group * get_group_size (kernel, part));
    }
  return TRUE;
}

/**
 * fv_window_kernel_get_panels:
 * @kernel: a kernel
 * @part: one of its parts
 * @group: which group of channels
 * @row: index of an offset of rows; 0 where they are interleaved
 * @offset: index of the first offset of columns of a run
 * @column: of the product, a multiple of FV_PANEL
 * @n_columns: how many, likewise
 * @scratch: the run's depth × @n_columns values, if none are kept
 *
 * Returns: (transfer none): the panels of these columns
 */
const gfloat *
fv_window_kernel_get_panels (const FvWindowKernel *kernel, const FvWindowPart *part,
                             gint group, gint row, gint offset, gint column,
                             gint n_columns, gfloat *scratch)
{
  gint all_columns = fv_window_kernel_count_padded (kernel, part);
  gsize depth = ((gsize)row * part->columns.n_offsets + offset) * kernel->n_source;
  gsize run_depth = fv_window_kernel_get_depth (kernel, part, offset);

  if (part->panels != NULL)
    return part->panels + group * get_group_size (kernel, part) + depth * all_columns +
           column * run_depth;
  pack (kernel, part, group, row, offset, column, n_columns, scratch);
  return scratch;
}
