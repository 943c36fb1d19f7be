/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_DENSE_H
#define FV_DENSE_H

#include "base/workers.h"

/* A dense (fully connected) layer: output = input × kernel + bias.
 *
 * kernel: n_inputs × n_outputs, the output's index running fastest
 * bias: n_outputs */
typedef struct
{
  gint n_inputs;
  gint n_outputs;
  gfloat *kernel;
  gfloat *bias;
} FvDense;

gboolean fv_dense_init (FvDense *dense, gint n_inputs, gint n_outputs, GError **error);
void fv_dense_clear (FvDense *dense);
guint64 fv_dense_get_n_values (gint n_inputs, gint n_outputs);

void fv_dense_forward (const FvDense *dense, const gfloat *inputs, gint n_positions,
                       gfloat *outputs, FvWorkers *workers);
void fv_dense_backward (const FvDense *dense, const gfloat *output_gradients,
                        gint n_positions, gfloat *input_gradients, FvWorkers *workers);

#endif /* FV_DENSE_H */
