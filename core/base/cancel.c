/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cancel.h"

#include <glib/gi18n-lib.h>

/**
 * fv_cancel_set:
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: %FALSE
 */
gboolean
fv_cancel_set (GError **error)
{
  g_set_error_literal (error, FV_ERROR, FV_ERROR_CANCELLED,
                       _ ("The work was cancelled."));
  return FALSE;
}

/**
 * fv_cancel_check:
 * @cancellable: (nullable): by which some work may be stopped
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether the work goes on
 */
gboolean
fv_cancel_check (GCancellable *cancellable, GError **error)
{
  return !g_cancellable_is_cancelled (cancellable) || fv_cancel_set (error);
}
