/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One forward and backward pass, from an input tensor to a target layer and back to
 * the tensor's gradient.
 *
 * The weights are fixed, so the way back needs no activation: a ReLU leaves one bit
 * per value, a pooling one byte per window. The maps themselves take turns in two
 * buffers. */

#include "pass.h"

#include <glib/gi18n-lib.h>

#include "memory.h"
#include "objective.h"
#include "pooling.h"
#include "relu.h"
#include "winograd.h"

/* One node of the network, up to the target. */
typedef struct
{
  FvNodeKind kind;
  const FvConvolution *convolution; /* of a convolution */
  gboolean is_fast;                 /* whether it is done by Winograd's method */
  const FvWinograd *winograd;       /* then */
  FvMap input;                      /* shapes; the data is set while the pass runs */
  FvMap output;
  guint8 *trace; /* what the way back needs: a ReLU's mask, a pooling's winners */
  gsize trace_size;
} FvStage;

struct _FvPass
{
  FvStage *stages;
  gint n_stages;
  gint border;
  FvConvolution *target; /* the target layer's filter alone */
  gfloat *buffers[2];
  gsize buffer_values;
  gsize scratch_values;
  gsize shared_values;
  FvWorkers *workers;
};

static void
plan_convolution (FvPass *pass, FvStage *stage, const FvMap *input)
{
  const FvConvolution *convolution = stage->convolution;
  gsize scratch =
      fv_convolution_get_scratch (MAX (input->channels, stage->output.channels));

  if (stage->is_fast)
    {
      scratch = fv_winograd_get_scratch (convolution);
      pass->shared_values =
          MAX (pass->shared_values, fv_winograd_get_shared (convolution, input));
    }
  pass->scratch_values = MAX (pass->scratch_values, scratch);
}

static void
plan_stage (FvPass *pass, FvStage *stage, const FvMap *input, gint n_filters)
{
  stage->input = stage->output = *input;
  switch (stage->kind)
    {
    case FV_NODE_CONVOLUTION:
      stage->output.channels = n_filters;
      plan_convolution (pass, stage, input);
      break;
    case FV_NODE_RELU:
      stage->trace_size = fv_relu_get_mask_size (input);
      break;
    case FV_NODE_MAX_POOLING:
      stage->output.width /= 2;
      stage->output.height /= 2;
      stage->trace_size = fv_map_get_n_values (&stage->output);
      break;
    }
  pass->buffer_values = MAX (pass->buffer_values, fv_map_get_n_values (&stage->output));
}

/* Only shapes and sizes: nothing is allocated beside the plan itself. */
static FvPass *
plan (const FvNetwork *network, const FvObjective *objective, FvPassKind kind, gint width,
      gint height)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint target = fv_architecture_find (architecture, objective->layer);
  FvPass *pass = g_new0 (FvPass, 1);
  FvMap map = { height, width, 3, NULL };

  pass->border = objective->border;
  /* The node after a target convolution is its ReLU. */
  pass->n_stages = target + (objective->relu == FV_RELU_AFTER ? 2 : 1);
  pass->stages = g_new0 (FvStage, pass->n_stages);
  for (gint i = 0; i < pass->n_stages; i++)
    {
      FvStage *stage = &pass->stages[i];
      const FvConvolution *convolution = fv_network_get_convolution (network, i);

      stage->kind = architecture->nodes[i].kind;
      stage->convolution = convolution;
      stage->is_fast = kind == FV_PASS_FAST && convolution != NULL && i != target &&
                       fv_winograd_suits (convolution);
      plan_stage (pass, stage, &map,
                  i == target || convolution == NULL ? 1 : convolution->n_filters);
      map = stage->output;
    }
  return pass;
}

/**
 * fv_pass_free:
 * @pass: (nullable): a pass
 */
void
fv_pass_free (FvPass *pass)
{
  if (pass == NULL)
    return;
  for (gint i = 0; i < pass->n_stages; i++)
    fv_memory_free (pass->stages[i].trace);
  g_free (pass->stages);
  fv_convolution_free (pass->target);
  fv_memory_free (pass->buffers[0]);
  fv_memory_free (pass->buffers[1]);
  fv_workers_free (pass->workers);
  g_free (pass);
}

/**
 * fv_pass_get_memory:
 * @network: a network
 * @objective: an objective that was checked
 * @kind: fast or lean
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, 0 for one per processor
 *
 * Returns: what a pass will allocate, with the network's transformed kernels, in bytes
 */
guint64
fv_pass_get_memory (const FvNetwork *network, const FvObjective *objective,
                    FvPassKind kind, gint width, gint height, gint threads)
{
  g_autoptr (FvPass) pass = plan (network, objective, kind, width, height);
  guint64 values = 2 * pass->buffer_values + pass->shared_values +
                   pass->scratch_values * fv_workers_get_n_threads (threads);
  guint64 bytes = 0;

  for (gint i = 0; i < pass->n_stages; i++)
    {
      if (pass->stages[i].is_fast)
        values += fv_winograd_get_size (pass->stages[i].convolution);
      bytes += pass->stages[i].trace_size;
    }
  return bytes + values * sizeof (gfloat);
}

/**
 * fv_pass_choose_kind:
 * @network: a network
 * @objective: an objective that was checked
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, 0 for one per processor
 * @bytes_beside: what the caller needs beside the pass
 * @limit_mib: see fv_memory_check()
 * @kind: (out): the fastest kind that there is memory for
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for any kind
 */
gboolean
fv_pass_choose_kind (const FvNetwork *network, const FvObjective *objective, gint width,
                     gint height, gint threads, guint64 bytes_beside, gint limit_mib,
                     FvPassKind *kind, GError **error)
{
  for (*kind = FV_PASS_FAST; *kind < FV_PASS_LEAN; (*kind)++)
    if (fv_memory_check (bytes_beside + fv_pass_get_memory (network, objective, *kind,
                                                            width, height, threads),
                         limit_mib, NULL))
      return TRUE;
  return fv_memory_check (bytes_beside + fv_pass_get_memory (network, objective, *kind,
                                                             width, height, threads),
                          limit_mib, error);
}

static gboolean
allocate (FvPass *pass, GError **error)
{
  for (gint i = 0; i < 2; i++)
    {
      pass->buffers[i] = fv_memory_new_floats (pass->buffer_values, error);
      if (pass->buffers[i] == NULL)
        return FALSE;
    }
  for (gint i = 0; i < pass->n_stages; i++)
    if (pass->stages[i].trace_size > 0)
      {
        pass->stages[i].trace = fv_memory_new (pass->stages[i].trace_size, 1, error);
        if (pass->stages[i].trace == NULL)
          return FALSE;
      }
  return TRUE;
}

static gboolean
prepare_convolutions (FvPass *pass, const FvNetwork *network, GError **error)
{
  for (gint i = 0; i < pass->n_stages; i++)
    if (pass->stages[i].is_fast)
      {
        pass->stages[i].winograd =
            fv_network_get_winograd (network, i, pass->workers, error);
        if (pass->stages[i].winograd == NULL)
          return FALSE;
      }
  return TRUE;
}

/**
 * fv_pass_new:
 * @network: a network, which must outlive the pass
 * @objective: an objective that was checked, for an input whose size was checked
 * @kind: fast or lean
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, 0 for one per processor
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a pass with all the memory that it needs, or %NULL
 */
FvPass *
fv_pass_new (const FvNetwork *network, const FvObjective *objective, FvPassKind kind,
             gint width, gint height, gint threads, GError **error)
{
  g_autoptr (FvPass) pass = plan (network, objective, kind, width, height);
  gint target =
      fv_architecture_find (fv_network_get_architecture (network), objective->layer);

  pass->target = fv_convolution_new_single_filter (pass->stages[target].convolution,
                                                   objective->filter, error);
  if (pass->target == NULL)
    return NULL;
  pass->stages[target].convolution = pass->target;
  if (!allocate (pass, error))
    return NULL;
  pass->workers =
      fv_workers_new (threads, pass->scratch_values, pass->shared_values, error);
  if (pass->workers == NULL || !prepare_convolutions (pass, network, error))
    return NULL;
  return g_steal_pointer (&pass);
}

static void
convolve_forward (const FvPass *pass, FvStage *stage)
{
  if (stage->is_fast)
    fv_winograd_forward (stage->winograd, &stage->input, &stage->output, pass->workers);
  else
    fv_convolution_forward (stage->convolution, &stage->input, &stage->output,
                            pass->workers);
}

static void
convolve_backward (const FvPass *pass, FvStage *stage)
{
  if (stage->is_fast)
    fv_winograd_backward (stage->winograd, &stage->output, &stage->input, pass->workers);
  else
    fv_convolution_backward (stage->convolution, &stage->output, &stage->input,
                             pass->workers);
}

static gboolean
check_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, _ ("The work was cancelled."));
  return TRUE;
}

/* The buffer that does not hold @data */
static gfloat *
get_other_buffer (const FvPass *pass, const gfloat *data)
{
  return data == pass->buffers[0] ? pass->buffers[1] : pass->buffers[0];
}

static gfloat *
run_forward (FvPass *pass, gfloat *data, GCancellable *cancellable, GError **error)
{
  for (gint i = 0; i < pass->n_stages; i++)
    {
      FvStage *stage = &pass->stages[i];

      if (check_cancelled (cancellable, error))
        return NULL;
      stage->input.data = data;
      stage->output.data = get_other_buffer (pass, data);
      switch (stage->kind)
        {
        case FV_NODE_CONVOLUTION:
          convolve_forward (pass, stage);
          break;
        case FV_NODE_RELU:
          stage->output.data = data;
          fv_relu_forward (&stage->output, stage->trace, pass->workers);
          break;
        case FV_NODE_MAX_POOLING:
          fv_max_pooling_forward (&stage->input, &stage->output, stage->trace,
                                  pass->workers);
          break;
        }
      data = stage->output.data;
    }
  return data;
}

static gboolean
run_backward (FvPass *pass, gfloat *data, gboolean redirect, gfloat *input_gradient,
              GCancellable *cancellable, GError **error)
{
  for (gint i = pass->n_stages - 1; i >= 0; i--)
    {
      FvStage *stage = &pass->stages[i];

      if (check_cancelled (cancellable, error))
        return FALSE;
      stage->output.data = data;
      stage->input.data = i == 0 ? input_gradient : get_other_buffer (pass, data);
      switch (stage->kind)
        {
        case FV_NODE_CONVOLUTION:
          convolve_backward (pass, stage);
          break;
        case FV_NODE_RELU:
          stage->input.data = data;
          fv_relu_backward (&stage->input, stage->trace, redirect, pass->workers);
          break;
        case FV_NODE_MAX_POOLING:
          fv_max_pooling_backward (&stage->output, &stage->input, stage->trace,
                                   pass->workers);
          break;
        }
      data = stage->input.data;
    }
  return TRUE;
}

/**
 * fv_pass_run:
 * @pass: a pass
 * @input: the input tensor, of the pass's size
 * @redirect: whether fv_relu_backward() redirects
 * @gradient: (out caller-allocated): an image of the same size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked once per node
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run (FvPass *pass, const FvImage *input, gboolean redirect, FvImage *gradient,
             gdouble *loss, GCancellable *cancellable, GError **error)
{
  FvMap map = pass->stages[pass->n_stages - 1].output;

  map.data = run_forward (pass, input->data, cancellable, error);
  if (map.data == NULL)
    return FALSE;
  *loss = fv_objective_get_loss (&map, pass->border);
  fv_objective_get_gradient (&map, pass->border);
  return run_backward (pass, map.data, redirect, gradient->data, cancellable, error);
}

/**
 * fv_pass_check:
 * @network: a network
 * @objective: an objective
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE or %FV_ERROR_SETTING
 *
 * Returns: whether there can be a pass for this
 */
gboolean
fv_pass_check (const FvNetwork *network, const FvObjective *objective, gint width,
               gint height, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_objective_check (layers, n_layers, objective, error) &&
         fv_objective_check_size (fv_layer_find (layers, n_layers, objective->layer),
                                  objective->border, width, height, error);
}

/**
 * fv_gradient:
 * @network: a network
 * @objective: what is differentiated; with %FV_RELU_BEFORE the redirected rule
 *   applies
 * @input: the input tensor: exactly what the network sees
 * @threads: number of threads, 0 for one per processor; no result depends on it
 * @cancellable: (nullable): asked once per layer, each way
 * @gradient: (out caller-allocated): an image of @input's size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE, %FV_ERROR_SETTING,
 *   %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: whether @gradient and @loss were computed
 */
gboolean
fv_gradient (const FvNetwork *network, const FvObjective *objective, const FvImage *input,
             gint threads, GCancellable *cancellable, FvImage *gradient, gdouble *loss,
             GError **error)
{
  g_autoptr (FvPass) pass = NULL;
  FvPassKind kind;

  if (!fv_pass_check (network, objective, input->width, input->height, error) ||
      !fv_pass_choose_kind (network, objective, input->width, input->height, threads,
                            fv_network_get_memory (network), 0, &kind, error))
    return FALSE;
  pass =
      fv_pass_new (network, objective, kind, input->width, input->height, threads, error);
  return pass != NULL && fv_pass_run (pass, input, objective->relu == FV_RELU_BEFORE,
                                      gradient, loss, cancellable, error);
}
