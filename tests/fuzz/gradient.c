/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the harnesses for networks share: one gradient of whatever came out of a file. */

#include "gradient.h"

#define LARGEST_SIDE 64
#define MOST_MEMORY  700 /* MiB, of which sanitizers take most */
#define MOST_WORK    1e8

/* At the deepest layer, with the smallest picture that it has a position for, where that
 * is little work */
void
compute_gradient (const FvNetwork *network)
{
  gint n_layers, width, height;
  const FvLayer *last = fv_network_get_layers (network, &n_layers) + n_layers - 1;
  const FvObjective objective = { .layer = last->name, .filter = last->n_filters - 1 };
  g_autoptr (FvGradient) prepared = NULL;
  g_autoptr (FvImage) input = NULL, gradient = NULL;
  FvEstimate estimate;
  gdouble loss;

  width = last->smallest_width;
  height = last->smallest_height;
  if (width > LARGEST_SIDE || height > LARGEST_SIDE)
    return;
  prepared = fv_gradient_new (network, &objective, width, height, 1, MOST_MEMORY, NULL);
  if (prepared == NULL)
    return;
  fv_gradient_get_estimate (prepared, &estimate);
  if (estimate.work > MOST_WORK)
    return;
  input = fv_image_new_noise (width, height, 1, -100.0, 100.0, NULL);
  gradient = fv_image_copy (input, NULL);
  fv_gradient_run (prepared, input, NULL, gradient, &loss, NULL);
}
