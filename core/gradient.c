/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One loss and gradient, of any input. */

#include "featvis.h"

#include "network.h"
#include "pass.h"

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
  FvPassManner manner;

  if (!fv_pass_check (network, objective, input->width, input->height, error) ||
      !fv_pass_choose (network, objective, input->width, input->height, threads,
                       fv_network_get_memory (network), 0, 0, &manner, error))
    return FALSE;
  pass = fv_pass_new (network, objective, manner, input->width, input->height, error);
  return pass != NULL && fv_pass_run (pass, input, objective->relu == FV_RELU_BEFORE,
                                      gradient, loss, cancellable, error);
}
