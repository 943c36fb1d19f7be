/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ACTIVATIONS_H
#define FV_ACTIVATIONS_H

#include "manner.h"

/* What is computed: the activations of @layers, at least one, which ends with NULL, in a
 * picture that the network sees in size @width × @height */
typedef struct
{
  const FvNetwork *network;
  const gchar *const *layers;
  gint width;
  gint height;
  FvBudget budget;
} FvActivationWork;

gboolean fv_activation_work_check (const FvActivationWork *work, FvEstimate *estimate,
                                   GError **error);
gboolean fv_activation_work_run (const FvActivationWork *work, const FvImage *tensor,
                                 FvActivationFunc func, FvProgressFunc progress,
                                 gpointer user_data, GCancellable *cancellable,
                                 GError **error);
gboolean fv_activations_of_photo (const FvNetwork *network, const gchar *layer,
                                  const FvImage *photo, const FvBudget *budget,
                                  FvActivationFunc func, gpointer user_data,
                                  GError **error);

#endif /* FV_ACTIVATIONS_H */
