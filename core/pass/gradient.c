/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loss and gradient of any input: prepared once for many inputs of one size, or for one.
 */

#include "featvis.h"

#include "pass.h"
#include "network/network.h"
#include "picture/image.h"
#include "settings/settings.h"

struct _FvGradient
{
  const FvNetwork *network;
  FvPass *pass;
  FvPassManner manner;
  FvEstimate estimate;
  gint width;
  gint height;
  gboolean redirects;
};

/* With the weights, an input and its gradient beside the pass */
static FvBudget
get_budget (const FvNetwork *network, gint width, gint height, gint threads, gint memory)
{
  guint64 image_size = fv_image_get_memory (width, height);

  return (FvBudget){ threads, memory, fv_network_get_memory (network) + 2 * image_size,
                     0 };
}

/**
 * fv_gradient_new:
 * @network: a network, which must outlive what is returned
 * @objective: what is differentiated; with %FV_RELU_BEFORE the redirected rule applies;
 *   its guides must outlive what is returned
 * @width: number of columns of the inputs
 * @height: their number of rows
 * @threads: number of threads, 0 for one per processor; no result depends on it
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE, %FV_ERROR_SETTING or
 *   %FV_ERROR_MEMORY
 *
 * All memory is allocated here, and the threads begin to wait.
 *
 * Returns: (transfer full): what fv_gradient_run() needs, or %NULL
 */
FvGradient *
fv_gradient_new (const FvNetwork *network, const FvObjective *objective, gint width,
                 gint height, gint threads, gint memory, GError **error)
{
  g_autoptr (FvGradient) prepared = NULL;
  FvBudget budget;

  g_return_val_if_fail (network != NULL && objective != NULL, NULL);
  if (!fv_setting_check_number ("threads", threads, error) ||
      !fv_setting_check_number ("memory", memory, error) ||
      !fv_pass_check (network, objective, width, height, error))
    return NULL;
  prepared = g_new0 (FvGradient, 1);
  prepared->network = network;
  prepared->width = width;
  prepared->height = height;
  prepared->redirects = objective->relu == FV_RELU_BEFORE;
  budget = get_budget (network, width, height, threads, memory);
  if (!fv_pass_choose (network, &(const FvPassTarget){ .objective = objective }, width,
                       height, &budget, &prepared->manner, error))
    return NULL;
  prepared->estimate.work =
      fv_pass_get_work (network, &(const FvPassTarget){ .objective = objective },
                        prepared->manner, width, height);
  prepared->estimate.memory = fv_pass_get_process_memory (
      network, &(const FvPassTarget){ .objective = objective }, prepared->manner, width,
      height, &budget);
  prepared->pass = fv_pass_new (network, &(const FvPassTarget){ .objective = objective },
                                prepared->manner, width, height, error);
  return prepared->pass != NULL ? g_steal_pointer (&prepared) : NULL;
}

/**
 * fv_gradient_free:
 * @prepared: (nullable): what fv_gradient_new() returned
 *
 * Ends its threads and frees it.
 */
void
fv_gradient_free (FvGradient *prepared)
{
  if (prepared == NULL)
    return;
  fv_pass_free (prepared->pass);
  g_free (prepared);
}

/**
 * fv_gradient_run:
 * @prepared: what fv_gradient_new() returned
 * @input: an input tensor of its size: exactly what the network sees
 * @cancellable: (nullable): asked every few rows of each layer, each way
 * @gradient: (out caller-allocates): an image of that size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @error: %FV_ERROR_SETTING for a value that is not finite, or %FV_ERROR_CANCELLED
 *
 * Returns: whether @gradient and @loss were computed
 */
gboolean
fv_gradient_run (FvGradient *prepared, const FvImage *input, GCancellable *cancellable,
                 FvImage *gradient, gdouble *loss, GError **error)
{
  g_return_val_if_fail (prepared != NULL && loss != NULL, FALSE);
  g_return_val_if_fail (fv_image_has_data (input) && fv_image_has_data (gradient), FALSE);
  g_return_val_if_fail (
      input->width == prepared->width && input->height == prepared->height, FALSE);
  g_return_val_if_fail (
      gradient->width == input->width && gradient->height == input->height, FALSE);
  return fv_image_check_values (input, error) &&
         fv_pass_run (prepared->pass, input, prepared->redirects, gradient, loss,
                      cancellable, error);
}

/**
 * fv_gradient_get_estimate:
 * @prepared: what fv_gradient_new() returned
 * @estimate: (out caller-allocates): the multiplications of each fv_gradient_run(), and
 *   the memory of all of them
 *
 * Tells what a gradient takes that was prepared.
 */
void
fv_gradient_get_estimate (const FvGradient *prepared, FvEstimate *estimate)
{
  g_return_if_fail (prepared != NULL && estimate != NULL);
  *estimate = prepared->estimate;
}

/**
 * fv_gradient_keeps_kernels:
 * @prepared: what fv_gradient_new() returned
 *
 * Returns: whether there is memory for the network to keep its kernels as the
 *   convolutions need them, which is faster than to transform them each time
 */
gboolean
fv_gradient_keeps_kernels (const FvGradient *prepared)
{
  g_return_val_if_fail (prepared != NULL, FALSE);
  return prepared->manner.kind == FV_PASS_FAST;
}

/* Of a step without a name, that of the layer that it belongs to, or comes from */
static const gchar *
get_layer (const FvArchitecture *architecture, gint node)
{
  while (node > 0 && architecture->nodes[node].layer == NULL)
    node--;
  return architecture->nodes[node].layer != NULL ? architecture->nodes[node].layer : "";
}

static FvLayerTime
get_time (const FvGradient *prepared, const FvPassStep *step, FvDirection direction)
{
  const FvTimes *times = &step->stage.times[direction];

  return (FvLayerTime){
    .layer = get_layer (fv_network_get_architecture (prepared->network), step->node),
    .is_backward = direction == FV_BACKWARD,
    .all = times->spent[FV_TIME_ALL],
    .input = times->spent[FV_TIME_INPUT],
    .output = times->spent[FV_TIME_OUTPUT],
  };
}

/**
 * fv_gradient_list_times:
 * @prepared: what fv_gradient_new() returned, while it does not run
 * @n_times: (out): how many times there are
 *
 * Returns: (transfer full) (array length=n_times): what each layer took in each
 *   direction, in all runs so far, from the input on; a layer at which the objective
 *   looks, but behind which others follow, is there twice; to be freed with g_free()
 */
FvLayerTime *
fv_gradient_list_times (const FvGradient *prepared, gint *n_times)
{
  const FvPlan *plan;
  FvLayerTime *times;

  g_return_val_if_fail (prepared != NULL && n_times != NULL, NULL);
  plan = fv_pass_get_plan (prepared->pass);
  times = g_new (FvLayerTime, FV_N_DIRECTIONS * plan->steps->len);
  *n_times = 0;
  for (guint i = 0; i < plan->steps->len; i++)
    for (FvDirection direction = 0; direction < FV_N_DIRECTIONS; direction++)
      times[(*n_times)++] =
          get_time (prepared, fv_plan_get_step (plan, (gint)i), direction);
  return times;
}

/**
 * fv_gradient:
 * @network: a network
 * @objective: what is differentiated; with %FV_RELU_BEFORE the redirected rule
 *   applies
 * @input: the input tensor: exactly what the network sees
 * @threads: number of threads, 0 for one per processor; no result depends on it
 * @cancellable: (nullable): asked every few rows of each layer, each way
 * @gradient: (out caller-allocates): an image of @input's size: d loss / d input, not
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
  g_autoptr (FvGradient) prepared = NULL;

  g_return_val_if_fail (network != NULL && objective != NULL && loss != NULL, FALSE);
  g_return_val_if_fail (fv_image_has_data (input) && fv_image_has_data (gradient), FALSE);
  g_return_val_if_fail (
      gradient->width == input->width && gradient->height == input->height, FALSE);
  prepared = fv_gradient_new (network, objective, input->width, input->height, threads, 0,
                              error);
  return prepared != NULL &&
         fv_gradient_run (prepared, input, cancellable, gradient, loss, error);
}
