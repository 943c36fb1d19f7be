/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows of convolutions and poolings: as a network has them, and as they lie on a map
 * of some size. */

#ifndef FV_WINDOW_H
#define FV_WINDOW_H

#include <glib.h>

/* One axis of a window
 *
 * size: positions that it sees
 * stride: positions of the input from one position of the output to the next
 * dilation: positions of the input from one that it sees to the next, at least 1
 * before, after: positions of padding at each end of the input; negative ones crop */
typedef struct
{
  gint size;
  gint stride;
  gint dilation;
  gint before;
  gint after;
} FvWindowAxis;

/* FV_PADDING_GIVEN: as each axis says
 * FV_PADDING_SAME: as much as makes input / stride positions of output, rounded up; where
 *   that is odd, one more after than before (Keras, TensorFlow; SAME_UPPER of ONNX)
 * FV_PADDING_SAME_LOWER: the same with one more before */
typedef enum
{
  FV_PADDING_GIVEN,
  FV_PADDING_SAME,
  FV_PADDING_SAME_LOWER
} FvWindowPadding;

/* is_global: it sees all of the input, whatever its size; the rest does not count
 * rounds_up: a last window that lies in the input, or before it, in part counts, too
 *   (Caffe's poolings)
 * counts_padding: the padding, but not what lies beyond, counts as zeros of an average */
typedef struct
{
  FvWindowAxis rows;
  FvWindowAxis columns;
  FvWindowPadding padding;
  gboolean is_global;
  gboolean rounds_up;
  gboolean counts_padding;
} FvWindow;

/* One axis of a window as it lies on a map: position y of the output sees the positions
 * y × stride - before + k × dilation of the input, for k = 0 … size - 1, as far as these
 * are among its @n_inputs. Beyond are zeros, or nothing, for @before positions, and
 * @after at the other end. With a stride of 0 all outputs see the only input: it is
 * broadcast. */
typedef struct
{
  gint size;
  gint stride;
  gint dilation;
  gint before;
  gint after;
  gint n_inputs;
  gint n_outputs;
} FvSpan;

FvSpan fv_span_new (const FvWindow *window, gboolean is_column, gint n_inputs);
FvSpan fv_span_new_same (gint n);
FvSpan fv_span_new_broadcast (gint n_outputs);

gint fv_span_count_needed (const FvSpan *span, gint end);
gint fv_span_get_first_needed (const FvSpan *span, gint first);
gint fv_span_count_outputs (const FvSpan *span, gint available);
gint fv_span_count_users (const FvSpan *span, gint end);
gint fv_span_get_first_user (const FvSpan *span, gint first);
gint fv_span_count_inputs (const FvSpan *span, gint available);

#endif /* FV_WINDOW_H */
