/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_STAGE_H
#define FV_STAGE_H

#include "layers/narrow.h"
#include "network/network.h"

typedef enum
{
  FV_FORWARD,
  FV_BACKWARD,
  FV_N_DIRECTIONS
} FvDirection;

/* Rows are done in multiples of this: of each size of tile and of a pooling's window */
#define FV_ROWS_UNIT 4

/* Where transformed kernels are, which are several times as large as the weights
 *
 * FAST: the network keeps all of them
 * SHARED: one has a place, that of the stage which is at work; it is transformed for each
 *   piece of rows
 * LEAN: none has, but for a few channels at a time; it is transformed for each block of
 *   tiles */
typedef enum
{
  FV_PASS_FAST,
  FV_PASS_SHARED,
  FV_PASS_LEAN
} FvPassKind;

/* How a convolution is done */
typedef enum
{
  FV_METHOD_DIRECT,
  FV_METHOD_NARROW,
  FV_METHOD_WINOGRAD
} FvMethod;

/* One convolution with the ReLU and the pooling after it: what a pass does at once. */
typedef struct
{
  gint node; /* the convolution's index in the network */
  const FvConvolution *convolution;
  gint n_inputs;
  gint n_filters;
  gboolean has_relu;
  FvMethod method;
  FvPassKind kind;
  FvTiles tiles;              /* of Winograd's method */
  const FvNetwork *network;   /* that keeps the next, if it does */
  const FvWinograd *winograd; /* of that method: the network's, or the next */
  FvWinograd *own_winograd;
  FvNarrow *narrow; /* of that method */
  FvMask mask;
  gint rows; /* of the convolution that are done at once: a multiple of 4 */

  FvTimes times[FV_N_DIRECTIONS];

  gboolean passed;    /* whether any gradient has passed the mask */
  gboolean redirects; /* whether the mask is redirected; see fv_mask_redirect() */
} FvStage;

/* Rows of the convolution for each row after the pooling */
static inline gint
fv_stage_get_stride (const FvStage *stage)
{
  return stage->mask.pools ? 2 : 1;
}

void fv_stage_plan (FvStage *stage, FvPassKind kind, gint width, gint height,
                    gint threads);
gsize fv_stage_get_scratch (const FvStage *stage);
guint64 fv_stage_get_kept_memory (const FvStage *stage, const FvNetwork *network);
guint64 fv_stage_get_memory (const FvStage *stage);
gsize fv_stage_get_kernel_size (const FvStage *stage);
gdouble fv_stage_count_multiplications (const FvStage *stage, gint rows);

gboolean fv_stage_prepare (FvStage *stage, const FvNetwork *network,
                           const FvConvolution *convolution, FvSharedKernel *shared,
                           FvWorkers *workers, GError **error);
void fv_stage_clear (FvStage *stage);
void fv_stage_forward (FvStage *stage, const FvMap *input, gint first, gint end,
                       FvMap *output, FvWorkers *workers);
void fv_stage_backward (FvStage *stage, const FvMap *output_gradient, gint first,
                        gint end, FvMap *input_gradient, FvWorkers *workers);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvStage, fv_stage_clear)

#endif /* FV_STAGE_H */
