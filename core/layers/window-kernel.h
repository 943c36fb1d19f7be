/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_KERNEL_H
#define FV_WINDOW_KERNEL_H

#include "operation.h"
#include "phase.h"

/* What is computed in one go: the blocks of one phase of rows and one of columns.
 *
 * panels: (nullable): for each group, each offset of rows and each run of offsets of
 *   columns, the kernel in panels: run × source channels × columns of the product. Where
 *   rows are interleaved there is one run of columns, and rows are within: run × rows ×
 *   source channels × columns */
typedef struct
{
  FvPhase rows;
  FvPhase columns;
  gfloat *panels;
} FvWindowPart;

/* The kernel of a convolution, forward or backward, as products with it need it. A
 * product has one row for each block of the target, and one column for each channel of
 * each of the block's positions.
 *
 * n_source, n_target: channels of one group of the source and the target
 * multiplier: filters of each input where each is alone in its group, which makes a
 *   depthwise convolution; else 0. Its kernel is taken as it is. */
typedef struct
{
  const FvConvolution *convolution;
  gboolean backward;
  gint n_source;
  gint n_target;
  gint multiplier;
  gint n_parts;
  FvWindowPart *parts;
} FvWindowKernel;

/* Columns of a product that are done at once, in whole panels */
#define FV_WINDOW_COLUMNS 32

FvWindowKernel *fv_window_kernel_new (const FvOperation *operation, gboolean backward);
void fv_window_kernel_free (FvWindowKernel *kernel);
gsize fv_window_kernel_get_size (const FvWindowKernel *kernel);
gboolean fv_window_kernel_keep (FvWindowKernel *kernel, GError **error);

gint fv_window_kernel_count_columns (const FvWindowKernel *kernel,
                                     const FvWindowPart *part);
gint fv_window_kernel_count_padded (const FvWindowKernel *kernel,
                                    const FvWindowPart *part);
gint fv_window_kernel_count_source (const FvWindowKernel *kernel);
gboolean fv_window_kernel_interleaves (const FvWindowKernel *kernel,
                                       const FvWindowPart *part);
gint fv_window_kernel_get_depth (const FvWindowKernel *kernel, const FvWindowPart *part,
                                 gint offset);
gint fv_window_kernel_get_run (const FvWindowKernel *kernel, const FvWindowPart *part,
                               gint offset);
const gfloat *fv_window_kernel_get_panels (const FvWindowKernel *kernel,
                                           const FvWindowPart *part, gint group, gint row,
                                           gint offset, gint column, gint n_columns,
                                           gfloat *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWindowKernel, fv_window_kernel_free)

#endif /* FV_WINDOW_KERNEL_H */
