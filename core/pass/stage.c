/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stage.h"

#include "base/memory.h"

/* Of a direct convolution, such that each thread has several patches */
#define DIRECT_POSITIONS 2048

/* Kernels are transformed with all their filters. Whether there is memory to keep them
 * does not matter here, as no result may depend on it. */
static FvMethod
choose_method (const FvStage *stage)
{
  if (fv_narrow_suits (stage->n_inputs, stage->n_filters))
    return FV_METHOD_NARROW;
  return stage->n_filters == stage->convolution->n_filters &&
                 fv_winograd_suits (stage->convolution)
             ? FV_METHOD_WINOGRAD
             : FV_METHOD_DIRECT;
}

/* Enough for all threads, and for what is read of a kernel to be used; no more, so that
 * the rows are still in a cache when the next stage takes them. */
static gint
choose_rows (const FvStage *stage, gint width, gint height, gint threads)
{
  gint64 tiles = 2 * (gint64)MAX (threads, 2) *
                 fv_winograd_get_tiles (stage->convolution, stage->kind == FV_PASS_LEAN);
  gint tiles_across = (width + FV_ROWS_UNIT - 1) / FV_ROWS_UNIT;
  gint64 units;

  if (stage->method == FV_METHOD_WINOGRAD)
    units = (tiles + tiles_across - 1) / tiles_across;
  else
    units = (gint64)threads * DIRECT_POSITIONS / width / FV_ROWS_UNIT + 1;
  return MIN (units * FV_ROWS_UNIT,
              (height + FV_ROWS_UNIT - 1) / FV_ROWS_UNIT * FV_ROWS_UNIT);
}

/**
 * fv_stage_plan:
 * @stage: (inout): a stage whose node, convolution and numbers of channels are set, and
 *   whether a pooling follows
 * @kind: where transformed kernels are
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, at least 1
 *
 * Decides how to do it. All rows of the mask get a place. Nothing is allocated.
 */
void
fv_stage_plan (FvStage *stage, FvPassKind kind, gint width, gint height, gint threads)
{
  stage->mask.height = height;
  stage->mask.n_rows = height;
  stage->mask.width = width;
  stage->mask.channels = stage->n_filters;
  stage->method = choose_method (stage);
  stage->kind = kind;
  stage->rows = choose_rows (stage, width, height, threads);
}

/**
 * fv_stage_get_scratch:
 * @stage: a stage that was planned
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_stage_get_scratch (const FvStage *stage)
{
  switch (stage->method)
    {
    case FV_METHOD_NARROW:
      return fv_narrow_get_scratch (stage->n_inputs, stage->n_filters);
    case FV_METHOD_WINOGRAD:
      return fv_winograd_get_scratch (stage->convolution, stage->kind == FV_PASS_LEAN);
    default:
      return fv_convolution_get_scratch (stage->n_inputs, stage->n_filters);
    }
}

static FvTiles
choose_tiles (const FvStage *stage, const FvNetwork *network)
{
  return fv_winograd_choose_tiles (stage->mask.width, stage->mask.height,
                                   fv_network_is_accurate (network, stage->node));
}

/**
 * fv_stage_get_kept_memory:
 * @stage: a stage that was planned
 * @network: a network
 *
 * Returns: size of what the network will allocate and keep for the stage, in bytes
 */
guint64
fv_stage_get_kept_memory (const FvStage *stage, const FvNetwork *network)
{
  if (stage->method != FV_METHOD_WINOGRAD || stage->kind != FV_PASS_FAST)
    return 0;
  return (guint64)sizeof (gfloat) *
         fv_winograd_get_size (stage->convolution, choose_tiles (stage, network));
}

/**
 * fv_stage_get_memory:
 * @stage: a stage that was planned
 *
 * Returns: size of what the stage itself will allocate, in bytes
 */
guint64
fv_stage_get_memory (const FvStage *stage)
{
  guint64 bytes = 0;

  if (stage->method == FV_METHOD_NARROW)
    bytes += sizeof (gfloat) * fv_narrow_get_size (stage->n_inputs, stage->n_filters);
  if (stage->has_relu)
    bytes += fv_mask_get_size (&stage->mask);
  return bytes;
}

/**
 * fv_stage_get_kernel_size:
 * @stage: a stage that was planned
 *
 * Returns: how many floats it needs of a kernel that stages share
 */
gsize
fv_stage_get_kernel_size (const FvStage *stage)
{
  if (stage->method != FV_METHOD_WINOGRAD || stage->kind != FV_PASS_SHARED)
    return 0;
  return fv_winograd_get_shared_size (stage->convolution);
}

static gboolean
prepare_winograd (FvStage *stage, const FvNetwork *network, FvSharedKernel *shared,
                  FvWorkers *workers, GError **error)
{
  stage->tiles = choose_tiles (stage, network);
  if (stage->kind == FV_PASS_FAST)
    {
      stage->winograd =
          fv_network_take_winograd (network, stage->node, stage->tiles, workers, error);
      if (stage->winograd != NULL)
        stage->network = network;
    }
  else
    {
      stage->own_winograd =
          fv_winograd_new_lean (stage->convolution, stage->tiles,
                                stage->kind == FV_PASS_SHARED ? shared : NULL);
      stage->winograd = stage->own_winograd;
    }
  return stage->winograd != NULL;
}

/**
 * fv_stage_count_multiplications:
 * @stage: a stage whose numbers of channels and mask's width are set
 * @rows: some rows of the convolution
 *
 * Returns: the multiplications in these rows, one way, if it is direct
 */
gdouble
fv_stage_count_multiplications (const FvStage *stage, gint rows)
{
  return 9.0 * stage->n_inputs * stage->n_filters * stage->mask.width * rows;
}

/**
 * fv_stage_prepare:
 * @stage: a stage that was planned
 * @network: its network
 * @convolution: its weights: those of the network, or of one filter alone
 * @shared: (nullable): the kernel that stages share, if they do; it must outlive the
 *   stage
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether the stage has what it needs; either way fv_stage_clear() is needed
 */
gboolean
fv_stage_prepare (FvStage *stage, const FvNetwork *network,
                  const FvConvolution *convolution, FvSharedKernel *shared,
                  FvWorkers *workers, GError **error)
{
  stage->convolution = convolution;
  if (stage->has_relu)
    {
      stage->mask.bits = fv_memory_new (fv_mask_get_size (&stage->mask), 1, error);
      if (stage->mask.bits == NULL)
        return FALSE;
    }
  switch (stage->method)
    {
    case FV_METHOD_NARROW:
      stage->narrow = fv_narrow_new (convolution, error);
      return stage->narrow != NULL;
    case FV_METHOD_WINOGRAD:
      return prepare_winograd (stage, network, shared, workers, error);
    default:
      return TRUE;
    }
}

/**
 * fv_stage_clear:
 * @stage: a stage
 *
 * Frees what fv_stage_prepare() allocated, and gives back what it took.
 */
void
fv_stage_clear (FvStage *stage)
{
  fv_narrow_free (stage->narrow);
  fv_winograd_free (stage->own_winograd);
  if (stage->network != NULL)
    fv_network_release_winograd (stage->network, stage->node, stage->tiles);
  fv_memory_free (stage->mask.bits);
}

/**
 * fv_stage_forward:
 * @stage: a stage
 * @input: the input, of which rows @first - 1 … @end have a place
 * @first: the first row of the convolution to do, a multiple of 4
 * @end: the one after the last, a multiple of 4 or the height
 * @output: these rows are written here, after ReLU and pooling
 * @workers: threads
 */
void
fv_stage_forward (FvStage *stage, const FvMap *input, gint first, gint end, FvMap *output,
                  FvWorkers *workers)
{
  fv_workers_set_times (workers, &stage->times[FV_FORWARD]);
  switch (stage->method)
    {
    case FV_METHOD_NARROW:
      fv_narrow_forward (stage->narrow, input, first, end, &stage->mask, output, workers);
      break;
    case FV_METHOD_WINOGRAD:
      fv_winograd_forward (stage->winograd, input, first, end, &stage->mask, output,
                           workers);
      break;
    default:
      fv_convolution_forward (stage->convolution, input, first, end, &stage->mask, output,
                              workers);
    }
}

/**
 * fv_stage_backward:
 * @stage: a stage
 * @output_gradient: d loss / d output, after ReLU and pooling
 * @first: the first row of the input to do, a multiple of 4
 * @end: the one after the last, a multiple of 4 or the height
 * @input_gradient: these rows of d loss / d input are written here
 * @workers: threads
 */
void
fv_stage_backward (FvStage *stage, const FvMap *output_gradient, gint first, gint end,
                   FvMap *input_gradient, FvWorkers *workers)
{
  fv_workers_set_times (workers, &stage->times[FV_BACKWARD]);
  switch (stage->method)
    {
    case FV_METHOD_NARROW:
      fv_narrow_backward (stage->narrow, output_gradient, &stage->mask, first, end,
                          input_gradient, workers);
      break;
    case FV_METHOD_WINOGRAD:
      fv_winograd_backward (stage->winograd, output_gradient, &stage->mask, first, end,
                            input_gradient, workers);
      break;
    default:
      fv_convolution_backward (stage->convolution, output_gradient, &stage->mask, first,
                               end, input_gradient, workers);
    }
}
