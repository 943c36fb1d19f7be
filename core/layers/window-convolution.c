/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Convolutions of any window: products with kernels in panels, or, where each channel is
 * alone, weighted sums. Each value is summed up in the order of rows, columns and
 * channels of the window, however work is shared out. */

#include "window-convolution.h"

#include "window-products.h"
#include "window-strips.h"
#include "layers/kernels/kernels.h"

/* Multiplications for a thread that make up for its being called */
#define ENOUGH 4e6

/* What is done for each thread at once, in chunks: more than one, as threads do not
 * always find a processor free */
#define LEAST_CHUNKS 2
#define MOST_CHUNKS  8

/* Backward is %NULL where it is not asked for. */
typedef struct
{
  FvWindowKernel *forward;
  FvWindowKernel *backward;
} FvWindowConvolution;

static void
fv_window_convolution_free (FvWindowConvolution *convolution)
{
  fv_window_kernel_free (convolution->forward);
  fv_window_kernel_free (convolution->backward);
  g_free (convolution);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWindowConvolution, fv_window_convolution_free)

static FvWindowConvolution *
plan (const FvOperation *operation)
{
  FvWindowConvolution *convolution = g_new0 (FvWindowConvolution, 1);

  convolution->forward = fv_window_kernel_new (operation, FALSE);
  if (operation->records)
    convolution->backward = fv_window_kernel_new (operation, TRUE);
  return convolution;
}

/**
 * fv_window_convolution_get_memory:
 * @operation: a convolution
 *
 * Returns: how many bytes fv_window_convolution_prepare() takes
 */
guint64
fv_window_convolution_get_memory (const FvOperation *operation)
{
  g_autoptr (FvWindowConvolution) convolution = plan (operation);
  guint64 values;

  if (operation->lean)
    return 0;
  values = fv_window_kernel_get_size (convolution->forward);
  if (convolution->backward != NULL)
    values += fv_window_kernel_get_size (convolution->backward);
  return values * sizeof (gfloat);
}

/* Values that made panels take at most */
static gsize
get_panels_size (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  gint deepest = 0;

  if (kernel->multiplier > 0)
    return 0;
  for (gint i = 0; i < part->columns.n_offsets;
       i += fv_window_kernel_get_run (kernel, part, i))
    deepest = MAX (deepest, fv_window_kernel_get_depth (kernel, part, i));
  return (gsize)deepest * FV_WINDOW_COLUMNS;
}

/* For a target of that width */
static gsize
get_scratch (const FvWindowKernel *kernel, gint width, gboolean lean)
{
  FvWindowGrid grid = fv_window_grid_new_largest (kernel, width);
  gsize most = 0;

  for (gint i = 0; i < kernel->n_parts; i++)
    {
      const FvWindowPart *part = &kernel->parts[i];
      gsize size = fv_window_strips_get_size (kernel, part, &grid) +
                   fv_window_products_get_size (kernel, part, &grid) +
                   (lean ? get_panels_size (kernel, part) : 0);

      most = MAX (most, size);
    }
  return most;
}

/**
 * fv_window_convolution_get_scratch:
 * @operation: a convolution
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_window_convolution_get_scratch (const FvOperation *operation)
{
  g_autoptr (FvWindowConvolution) convolution = plan (operation);
  gsize forward =
      get_scratch (convolution->forward, operation->columns.n_outputs, operation->lean);

  if (convolution->backward == NULL)
    return forward;
  return MAX (forward, get_scratch (convolution->backward, operation->columns.n_inputs,
                                    operation->lean));
}

/**
 * fv_window_convolution_choose_rows:
 * @operation: a convolution
 * @threads: a number of threads
 *
 * Returns: how many rows of the output are best done at once: enough work for all
 *   threads, and few enough to stay in their caches
 */
gint
fv_window_convolution_choose_rows (const FvOperation *operation, gint threads)
{
  g_autoptr (FvWindowKernel) kernel = fv_window_kernel_new (operation, FALSE);
  gdouble multiplications =
      (gdouble)fv_convolution_get_n_weights (operation->convolution) * FV_WINDOW_BLOCKS;
  gint n_chunks = (gint)CLAMP (ENOUGH / multiplications, LEAST_CHUNKS, MOST_CHUNKS);

  return CLAMP (fv_window_grid_choose_rows (kernel, operation->columns.n_outputs, threads,
                                            n_chunks),
                1, MAX (operation->rows[0].n_outputs, 1));
}

/**
 * fv_window_convolution_prepare:
 * @operation: a convolution
 * @error: %FV_ERROR_MEMORY
 *
 * Makes what the two ways need; to be freed with fv_window_convolution_clear().
 *
 * Returns: whether there was memory for it
 */
gboolean
fv_window_convolution_prepare (FvOperation *operation, GError **error)
{
  g_autoptr (FvWindowConvolution) convolution = plan (operation);

  if (!operation->lean)
    {
      if (!fv_window_kernel_keep (convolution->forward, error))
        return FALSE;
      if (convolution->backward != NULL &&
          !fv_window_kernel_keep (convolution->backward, error))
        return FALSE;
    }
  operation->state = g_steal_pointer (&convolution);
  return TRUE;
}

/**
 * fv_window_convolution_clear:
 * @operation: a convolution, prepared or not
 */
void
fv_window_convolution_clear (FvOperation *operation)
{
  if (operation->state != NULL)
    fv_window_convolution_free (operation->state);
  operation->state = NULL;
}

/* The sums of a run of offsets ------------------------------------------------------ */

static void
multiply_run (const FvWindowChunk *chunk, gint row, gint offset)
{
  const FvWindowKernel *kernel = chunk->work->kernel;
  gint depth = fv_window_kernel_get_depth (kernel, chunk->part, offset);
  const FvPhase *columns = &chunk->part->columns;
  gsize skip = (columns->offsets[offset] - columns->offsets[0]) * chunk->strip_step;

  for (gint channel = chunk->channel, n; channel < chunk->channel_end; channel += n)
    {
      const gfloat *panels;

      n = MIN (chunk->channel_end - channel, FV_WINDOW_COLUMNS);
      panels = fv_window_kernel_get_panels (kernel, chunk->part, chunk->group, row,
                                            offset, channel, n, chunk->panels_scratch);
      for (gint i = 0; i < chunk->n_rows; i++)
        if (chunk->strips[i] != NULL)
          fv_kernels_get ()->multiply (
              chunk->n_columns, n, depth, chunk->strips[i] + skip,
              columns->source_step * chunk->strip_step, panels,
              chunk->is_begun || row > 0 || offset > 0,
              chunk->products[i] + channel - chunk->channel, chunk->product_step);
    }
}

static void
weigh_run (const FvWindowChunk *chunk, gint row, gint offset, gint run)
{
  const FvConvolution *convolution = chunk->work->kernel->convolution;
  const FvPhase *columns = &chunk->part->columns;
  gssize n = convolution->n_filters;
  gint tap = chunk->part->rows.taps[row] * convolution->width + columns->taps[offset];
  gint tap_step = run > 1 ? columns->taps[offset + 1] - columns->taps[offset] : 0;
  FvWeighing weighing = { n, run, columns->source_step * chunk->strip_step,
                          chunk->strip_step, tap_step * n };
  gsize skip = (columns->offsets[offset] - columns->offsets[0]) * chunk->strip_step;

  for (gint i = 0; i < chunk->n_rows; i++)
    if (chunk->strips[i] != NULL)
      fv_kernels_get ()->weigh (&weighing, chunk->n_columns, chunk->strips[i] + skip,
                                convolution->kernel + tap * n, chunk->products[i],
                                chunk->product_step);
}

static void
add_row (FvWindowChunk *chunk, gint row)
{
  const FvWindowKernel *kernel = chunk->work->kernel;

  fv_window_strips_load (chunk, row);
  for (gint i = 0, run; i < chunk->part->columns.n_offsets; i += run)
    {
      run = fv_window_kernel_get_run (kernel, chunk->part, i);
      if (kernel->multiplier > 0)
        weigh_run (chunk, row, i, run);
      else
        multiply_run (chunk, row, i);
    }
}

static void
add_rows (FvWindowChunk *chunk)
{
  const FvWindowPart *part = chunk->part;

  if (part->rows.n_offsets == 0 || part->columns.n_offsets == 0)
    return;
  if (fv_window_kernel_interleaves (chunk->work->kernel, part))
    {
      fv_window_strips_load_interleaved (chunk);
      multiply_run (chunk, 0, 0);
      return;
    }
  for (gint row = 0; row < part->rows.n_offsets; row++)
    add_row (chunk, row);
}

static void
run_chunk (gint index, gfloat *scratch, gpointer data)
{
  const FvWindowWork *work = data;
  FvWindowChunk chunk;

  if (!fv_window_chunk_find (work, index, &chunk))
    return;
  fv_window_products_place (&chunk, scratch);
  chunk.strips_scratch =
      scratch + fv_window_products_get_size (work->kernel, chunk.part, &work->grid);
  chunk.panels_scratch =
      chunk.strips_scratch +
      fv_window_strips_get_size (work->kernel, chunk.part, &work->grid);
  fv_window_products_begin (&chunk);
  add_rows (&chunk);
  fv_window_products_end (&chunk);
}

static void
run (FvWindowWork *work, FvWorkers *workers)
{
  if (work->first >= work->end)
    return;
  work->grid = fv_window_grid_new (work->kernel, work->first, work->end,
                                   work->target->width, fv_workers_count (workers));
  fv_workers_run (workers, fv_window_grid_count (&work->grid, work->kernel), run_chunk,
                  work);
}

/**
 * fv_window_convolution_forward:
 * @operation: a convolution that is prepared
 * @inputs: its input, of which the rows that are seen have a place, and what is added to
 *   the output, if it has a second one
 * @first: the first row of the output to do
 * @end: the one after the last
 * @output: these rows of the convolution, with bias, are written here
 * @workers: threads with enough scratch memory
 *
 * Cross-correlation with zero padding, plus bias.
 */
void
fv_window_convolution_forward (const FvOperation *operation, const FvMap *const *inputs,
                               gint first, gint end, FvMap *output, FvWorkers *workers)
{
  const FvWindowConvolution *convolution = operation->state;
  FvWindowWork work = {
    .kernel = convolution->forward,
    .source = inputs[0],
    .target = output,
    .first = first,
    .end = end,
    .source_first = fv_span_get_first_needed (&operation->rows[0], first),
    .source_end = fv_span_count_needed (&operation->rows[0], end),
    .bias = operation->convolution->bias,
    .base = operation->n_inputs > 1 ? inputs[1] : NULL,
  };

  run (&work, workers);
}

/**
 * fv_window_convolution_backward:
 * @operation: a convolution that is prepared, and records
 * @output_gradient: d loss / d output, of which the rows that see those to do have a
 *   place
 * @first: the first row of the input to do
 * @end: the one after the last
 * @adds: whether d loss / d input is added to what is there
 * @input_gradient: these rows of d loss / d input are written here; they are 0 where
 *   nothing is seen
 * @workers: threads with enough scratch memory
 */
void
fv_window_convolution_backward (const FvOperation *operation,
                                const FvMap *output_gradient, gint first, gint end,
                                gboolean adds, FvMap *input_gradient, FvWorkers *workers)
{
  const FvWindowConvolution *convolution = operation->state;
  FvWindowWork work = {
    .kernel = convolution->backward,
    .source = output_gradient,
    .target = input_gradient,
    .first = first,
    .end = end,
    .source_first = fv_span_get_first_user (&operation->rows[0], first),
    .source_end = fv_span_count_users (&operation->rows[0], end),
    .base = adds ? input_gradient : NULL,
  };

  run (&work, workers);
}
