/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "layerwise.h"

#include "base/cancel.h"
#include "base/memory.h"
#include "layers/pooling.h"
#include "layers/product.h"

struct _FvLayerwise
{
  const FvNetwork *network;
  FvWorkers *workers;
  FvSharedKernel *kernel; /* by all stages, if they do not keep theirs */
  FvPassManner manner;
  GCancellable *cancellable;
  FvProgress *progress;
};

/* Memory ---------------------------------------------------------------------------- */

static FvStage
make_stage (const FvNetwork *network, gint node, gboolean pools)
{
  const FvConvolution *convolution = fv_network_get_convolution (network, node);

  return (FvStage){
    .node = node,
    .convolution = convolution,
    .n_inputs = convolution->n_inputs,
    .n_filters = convolution->n_filters,
    .has_relu = TRUE,
    .mask.pools = pools,
  };
}

/* What fv_layerwise_new() is given */
typedef struct
{
  const FvNetwork *network;
  gint last;
  gint width;
  gint height;
  const FvBudget *budget;
} Work;

/* Plans a node as fv_layerwise_convolve() will.
 *
 * Returns: whether it is a convolution */
static gboolean
plan_stage (const Work *work, gint node, FvPassManner manner, FvStage *stage)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  gint stride = fv_architecture_get_stride (architecture, node);

  if (architecture->nodes[node].kind != FV_NODE_CONVOLUTION)
    return FALSE;
  *stage = make_stage (work->network, node, FALSE);
  fv_stage_plan (stage, manner.kind, work->width / stride, work->height / stride,
                 manner.n_threads);
  return TRUE;
}

/* Scratch memory of each thread, in floats: a classifier's products follow the layers. */
static gsize
get_scratch (const Work *work, FvPassManner manner)
{
  gsize scratch = FV_PRODUCT_SCRATCH;

  for (gint node = 0; node <= work->last; node++)
    {
      FvStage stage;

      if (plan_stage (work, node, manner, &stage))
        scratch = MAX (scratch, fv_stage_get_scratch (&stage));
    }
  return scratch;
}

/* Floats of the kernel that stages share, if they do */
static gsize
get_kernel_size (const Work *work, FvPassManner manner)
{
  gsize size = 0;

  for (gint node = 0; node <= work->last; node++)
    {
      FvStage stage;

      if (plan_stage (work, node, manner, &stage))
        size = MAX (size, fv_stage_get_kernel_size (&stage));
    }
  return size;
}

/* What work up to the last node needs at most: all transformed kernels, the scratch
 * memory, all masks, and the maps of the largest layer, with the gradients that there may
 * be; or what there is when that is done */
static guint64
get_memory (FvPassManner manner, gconstpointer data)
{
  const Work *work = data;
  guint64 kept = 0, largest = 0, stages = 0;

  for (gint node = 0; node <= work->last; node++)
    {
      FvStage stage;

      if (!plan_stage (work, node, manner, &stage))
        continue;
      kept += fv_stage_get_kept_memory (&stage, work->network);
      stages += fv_stage_get_memory (&stage);
      largest = MAX (largest, 2 * (guint64)stage.mask.width * stage.mask.height *
                                  (stage.n_inputs + stage.n_filters) * sizeof (gfloat));
    }
  return fv_network_get_memory (work->network) + kept +
         MAX (work->budget->beside + stages + largest +
                  fv_workers_get_memory (manner.n_threads, get_scratch (work, manner)) +
                  get_kernel_size (work, manner) * sizeof (gfloat),
              work->budget->between);
}

/**
 * fv_layerwise_check_memory:
 * @network: a network, loaded at least to node @last
 * @last: the last node that will be done
 * @width: the input's width
 * @height: the input's height
 * @budget: what the work may take, and what there is beside it
 * @bytes: (out): what the process will take
 * @error: %FV_ERROR_MEMORY where fv_layerwise_new() would
 *
 * Returns: whether there is memory for it
 */
gboolean
fv_layerwise_check_memory (const FvNetwork *network, gint last, gint width, gint height,
                           const FvBudget *budget, guint64 *bytes, GError **error)
{
  const Work work = { network, last, width, height, budget };
  FvPassManner manner;

  if (!fv_manner_choose (get_memory, &work, (guint64)width * height, budget, &manner,
                         error))
    return FALSE;
  *bytes = FV_PROCESS_MEMORY + get_memory (manner, &work);
  return TRUE;
}

/**
 * fv_layerwise_get_work:
 * @network: a network
 * @first: the first node that will be done
 * @last: the last node that will be done
 * @width: the network's input's width
 * @height: the network's input's height
 *
 * Returns: the multiplications of direct convolutions, one way
 */
gdouble
fv_layerwise_get_work (const FvNetwork *network, gint first, gint last, gint width,
                       gint height)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gdouble work = 0.0;

  for (gint node = first; node <= last; node++)
    {
      gint stride = fv_architecture_get_stride (architecture, node);
      FvStage stage;

      if (architecture->nodes[node].kind != FV_NODE_CONVOLUTION)
        continue;
      stage = make_stage (network, node, FALSE);
      stage.mask.width = width / stride;
      work += fv_stage_count_multiplications (&stage, height / stride);
    }
  return work;
}

/**
 * fv_layerwise_new:
 * @network: a network, loaded at least to node @last
 * @last: the last node that will be done
 * @width: the input's width
 * @height: the input's height
 * @budget: what the work may take, and what there is beside it
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what does the work, or %NULL
 */
FvLayerwise *
fv_layerwise_new (const FvNetwork *network, gint last, gint width, gint height,
                  const FvBudget *budget, GCancellable *cancellable, GError **error)
{
  const Work work = { network, last, width, height, budget };
  g_autoptr (FvLayerwise) layerwise = g_new0 (FvLayerwise, 1);
  gsize kernel_size;

  layerwise->network = network;
  layerwise->cancellable = cancellable;
  if (!fv_manner_choose (get_memory, &work, (guint64)width * height, budget,
                         &layerwise->manner, error))
    return NULL;
  kernel_size = get_kernel_size (&work, layerwise->manner);
  if (kernel_size > 0 &&
      (layerwise->kernel = fv_shared_kernel_new (kernel_size, error)) == NULL)
    return NULL;
  layerwise->workers = fv_workers_new (layerwise->manner.n_threads,
                                       get_scratch (&work, layerwise->manner), error);
  return layerwise->workers != NULL ? g_steal_pointer (&layerwise) : NULL;
}

/**
 * fv_layerwise_get_n_threads:
 * @layerwise: what does the work
 *
 * Returns: how many threads there is memory for
 */
gint
fv_layerwise_get_n_threads (const FvLayerwise *layerwise)
{
  return layerwise->manner.n_threads;
}

/**
 * fv_layerwise_free:
 * @layerwise: (nullable): what fv_layerwise_new() returned
 */
void
fv_layerwise_free (FvLayerwise *layerwise)
{
  if (layerwise == NULL)
    return;
  fv_workers_free (layerwise->workers);
  fv_shared_kernel_free (layerwise->kernel);
  g_free (layerwise);
}

/**
 * fv_layerwise_set_progress:
 * @layerwise: what does the work
 * @progress: (nullable): told of all of it; it must outlive @layerwise
 */
void
fv_layerwise_set_progress (FvLayerwise *layerwise, FvProgress *progress)
{
  layerwise->progress = progress;
}

/* Layers ---------------------------------------------------------------------------- */

/* Takes notice of rows that were done. */
static void
count (FvLayerwise *layerwise, const FvStage *stage, gint rows)
{
  fv_progress_add (layerwise->progress, fv_stage_count_multiplications (stage, rows));
}

/**
 * fv_layerwise_convolve:
 * @layerwise: what does the work
 * @node: a convolution
 * @pools: whether to do the pooling that follows it, too
 * @input: its input, whole
 * @stage: (out): what fv_layerwise_differentiate() needs, to be cleared with
 *   fv_stage_clear() in any case
 * @output: (out): what comes after ReLU and pooling, to be cleared with fv_map_clear() in
 *   any case
 * @error: %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: whether @output was computed
 */
gboolean
fv_layerwise_convolve (FvLayerwise *layerwise, gint node, gboolean pools,
                       const FvMap *input, FvStage *stage, FvMap *output, GError **error)
{
  gint step = pools ? 2 : 1;

  *stage = make_stage (layerwise->network, node, pools);
  *output = (FvMap){ 0 };
  fv_stage_plan (stage, layerwise->manner.kind, input->width, input->height,
                 layerwise->manner.n_threads);
  if (!fv_stage_prepare (stage, layerwise->network, stage->convolution, layerwise->kernel,
                         layerwise->workers, error) ||
      !fv_map_allocate (output, input->width / step, input->height / step,
                        stage->n_filters, error))
    return FALSE;
  for (gint first = 0; first < input->height; first += stage->rows)
    {
      gint end = MIN (first + stage->rows, input->height);

      if (!fv_cancel_check (layerwise->cancellable, error))
        return FALSE;
      fv_stage_forward (stage, input, first, end, output, layerwise->workers);
      count (layerwise, stage, end - first);
    }
  return TRUE;
}

/**
 * fv_layerwise_pool:
 * @layerwise: what does the work
 * @input: a map, whole
 * @output: (out): the map after a pooling, to be cleared with fv_map_clear() in any case
 * @error: %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: whether @output was computed
 */
gboolean
fv_layerwise_pool (FvLayerwise *layerwise, const FvMap *input, FvMap *output,
                   GError **error)
{
  *output = (FvMap){ 0 };
  if (!fv_cancel_check (layerwise->cancellable, error) ||
      !fv_map_allocate (output, input->width / 2, input->height / 2, input->channels,
                        error))
    return FALSE;
  fv_pooling_forward (input, output);
  return TRUE;
}

/**
 * fv_layerwise_differentiate:
 * @layerwise: what does the work
 * @stage: what fv_layerwise_convolve() did
 * @output_gradient: d loss / d output
 * @input_gradient: (out): d loss / d input, to be cleared with fv_map_clear() in any case
 * @error: %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: whether @input_gradient was computed
 */
gboolean
fv_layerwise_differentiate (FvLayerwise *layerwise, FvStage *stage,
                            const FvMap *output_gradient, FvMap *input_gradient,
                            GError **error)
{
  *input_gradient = (FvMap){ 0 };
  if (!fv_map_allocate (input_gradient, stage->mask.width, stage->mask.height,
                        stage->n_inputs, error))
    return FALSE;
  for (gint first = 0; first < stage->mask.height; first += stage->rows)
    {
      gint end = MIN (first + stage->rows, stage->mask.height);

      if (!fv_cancel_check (layerwise->cancellable, error))
        return FALSE;
      fv_stage_backward (stage, output_gradient, first, end, input_gradient,
                         layerwise->workers);
      count (layerwise, stage, end - first);
    }
  return TRUE;
}
