/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the poolings have in common. */

#ifndef FV_POOLING_WINDOW_H
#define FV_POOLING_WINDOW_H

#include "operation-kind.h"
#include "layers/kernels/kernels.h"

/* The taps of a window, from the first to the one before @end, that lie on the map */
typedef struct
{
  gint first;
  gint end;
} FvTaps;

FvTaps fv_span_get_taps (const FvSpan *span, gint output);
gint fv_span_find_tap (const FvSpan *span, gint output, gint input);
gint fv_span_count_padded (const FvSpan *span, gint output);
gsize fv_pooling_get_scratch (const FvOperation *operation);
FvPoolingRow fv_pooling_get_row (const FvOperation *operation, const FvMap *map, gint y,
                                 gfloat *scratch);
gdouble fv_pooling_count_multiplications (const FvOperation *operation);

/* Adds to @target what position (y, x) of the output has for the input's position that
 * @tap of its window sees, taps being counted row by row. */
typedef void (*FvPoolingAddFunc) (const FvOperation *operation,
                                  const FvMap *output_gradient, gint y, gint x, gint tap,
                                  gfloat *target);

void fv_pooling_add_windows (const FvOperation *operation, const FvMap *output_gradient,
                             FvSegment segment, FvMap *input_gradient,
                             FvPoolingAddFunc add);

#endif /* FV_POOLING_WINDOW_H */
