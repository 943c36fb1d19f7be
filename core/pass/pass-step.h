/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PASS_STEP_H
#define FV_PASS_STEP_H

#include "layers/operation.h"
#include "stage.h"
#include "tap.h"

/* What a pass does at once of a network: some nodes after each other, and where they take
 * their inputs from, and leave their output.
 *
 * stage: a 3×3 convolution of stride 1 with what follows, if @is_stage
 * operation: else, all others
 * shape: of the operation's convolution, while it is planned
 * node: the convolution's, or that of the scale that was folded into it; of others, the
 *   first
 * convolution_node, scale_node: these; -1 for none
 * inputs, channels, spans: for each input, its map's number, its channels, and which of
 *   its rows each of the step's rows sees
 * output: number of the map that it makes; -1 for a tap's
 * tap: (nullable): whose output it makes
 * ratio: of the step's rows for each row of the output: 2 where a stage pools
 * height: rows that it does
 * rows: of these that are done at once, a multiple of @unit
 * done: of these, forward
 * done_back: rows of each input whose gradient was made */
typedef struct
{
  gboolean is_stage;
  FvStage stage;
  FvOperation operation;
  FvConvolution shape;
  gint convolution_node;
  gint scale_node;
  gint node;
  gint n_inputs;
  gint *inputs;
  gint *channels;
  FvSpan *spans;
  gint output;
  FvTap *tap;
  gint ratio;
  gint height;
  gint unit;
  gint rows;
  gint done;
  gint *done_back;
} FvPassStep;

FvPassStep *fv_pass_step_new (void);
void fv_pass_step_free (FvPassStep *step);
void fv_pass_step_add_input (FvPassStep *step, gint input, gint channels, FvSpan span);
void fv_pass_step_plan (FvPassStep *step, FvPassKind kind, gint width, gint height,
                        gint threads);
gint fv_pass_step_get_back_rows (const FvPassStep *step, gint input);
void fv_pass_step_set_n_rows (FvPassStep *step, gint n_rows);
gint fv_pass_step_get_n_rows (const FvPassStep *step);
gsize fv_pass_step_get_scratch (const FvPassStep *step);
gsize fv_pass_step_get_shared (const FvPassStep *step);
gsize fv_pass_step_get_kernel_size (const FvPassStep *step);
void fv_pass_step_set_shared (FvPassStep *step, gfloat *shared);
guint64 fv_pass_step_get_memory (const FvPassStep *step);
guint64 fv_pass_step_get_kept_memory (const FvPassStep *step, const FvNetwork *network);
gdouble fv_pass_step_count_multiplications (const FvPassStep *step, gint rows);

gboolean fv_pass_step_prepare (FvPassStep *step, const FvNetwork *network,
                               FvSharedKernel *shared, FvWorkers *workers,
                               GError **error);
void fv_pass_step_forward (FvPassStep *step, const FvMap *const *inputs, gint first,
                           gint end, FvMap *output, FvWorkers *workers);
void fv_pass_step_backward (FvPassStep *step, gint input, const FvMap *output_gradient,
                            gint first, gint end, gboolean adds, FvMap *input_gradient,
                            FvWorkers *workers);

#endif /* FV_PASS_STEP_H */
