/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One node of a network as a pass does it: what it makes of its inputs, some rows at a
 * time, and the way back. 3×3 convolutions of stride 1 have faster ways: see winograd.h
 * and narrow.h. */

#ifndef FV_OPERATION_H
#define FV_OPERATION_H

#include "convolution.h"
#include "node-kind.h"
#include "window.h"

/* What is set before fv_operation_plan():
 *
 * kind: what is done
 * n_inputs, channels: of each input, in order; the first is the one that a window sees
 * n_channels: of the output
 * rows: for each input, which of its rows each row of the output sees
 * columns: the same for columns of the first input; a further input has as many columns
 *   as the output, or one that is broadcast
 * convolution: (nullable): of that kind, whose second input, if it has one, is added to
 *   the output; it outlives the operation
 * scale: (nullable): likewise
 * parameters: of the kind
 * counts_padding: see FvWindow
 * activation: what is applied to each value of the output at once: an activation's kind,
 *   or FV_NODE_IDENTITY
 * activation_parameters: of that
 * records: whether the way back will follow
 * lean: whether to do without kernels in another order that are kept
 *
 * To be set before fv_operation_prepare():
 *
 * n_rows: rows of the output for which what the way back needs has a place: row y is
 *   where row y - n_rows was
 * shared: (nullable): fv_operation_get_shared() values, for the way back; what is in them
 *   is of no use afterwards, so that all operations of a pass share the same
 *
 * state: the kind's own
 * record: that of the activation */
typedef struct
{
  FvNodeKind kind;
  gint n_inputs;
  const gint *channels;
  gint n_channels;
  const FvSpan *rows;
  FvSpan columns;
  const FvConvolution *convolution;
  const FvChannelScale *scale;
  FvNodeParameters parameters;
  gboolean counts_padding;
  FvNodeKind activation;
  FvNodeParameters activation_parameters;
  gboolean records;
  gboolean lean;

  gint n_rows;
  gfloat *shared;
  gpointer state;
  gpointer record;
} FvOperation;

gint fv_operation_choose_rows (const FvOperation *operation, gint threads);
gsize fv_operation_get_scratch (const FvOperation *operation);
guint64 fv_operation_get_memory (const FvOperation *operation);
gsize fv_operation_get_shared (const FvOperation *operation);
gdouble fv_operation_count_multiplications (const FvOperation *operation, gint rows);

gboolean fv_operation_prepare (FvOperation *operation, GError **error);
void fv_operation_clear (FvOperation *operation);
void fv_operation_forward (const FvOperation *operation, const FvMap *const *inputs,
                           gint first, gint end, FvMap *output, FvWorkers *workers);
void fv_operation_backward (const FvOperation *operation, gint input,
                            const FvMap *output_gradient, gint first, gint end,
                            gboolean adds, FvMap *input_gradient, FvWorkers *workers);

#endif /* FV_OPERATION_H */
