/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One loss and gradient, of any input. */

#include "featvis.h"

#include "pass.h"
#include "network/network.h"
#include "picture/image.h"
#include "settings/settings.h"

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
  guint64 beside;

  g_return_val_if_fail (network != NULL && objective != NULL && loss != NULL, FALSE);
  g_return_val_if_fail (fv_image_has_data (input) && fv_image_has_data (gradient), FALSE);
  g_return_val_if_fail (
      gradient->width == input->width && gradient->height == input->height, FALSE);
  beside = fv_network_get_memory (network) +
           2 * (guint64)fv_image_get_n_values (input) * sizeof (gfloat);
  if (!fv_setting_check_number ("threads", threads, error) ||
      !fv_pass_check (network, objective, input->width, input->height, error) ||
      !fv_image_check_values (input, error) ||
      !fv_pass_choose (network, objective, input->width, input->height, threads, beside,
                       0, 0, &manner, error))
    return FALSE;
  pass = fv_pass_new (network, objective, manner, input->width, input->height, error);
  return pass != NULL && fv_pass_run (pass, input, objective->relu == FV_RELU_BEFORE,
                                      gradient, loss, cancellable, error);
}
