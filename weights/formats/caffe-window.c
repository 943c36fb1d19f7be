/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "caffe-window.h"

static gint64
get_length (const FvCaffeLength *length, gint axis)
{
  if (length->is_named[axis])
    return length->named[axis];
  if (length->n_values == 0)
    return length->otherwise;
  return length->values[MIN ((gsize)axis, length->n_values - 1)];
}

/**
 * fv_caffe_window_set:
 * @window: (inout): gets the four
 * @size: of the window
 * @stride: its steps
 * @padding: at each side
 * @dilation: the distance of what it looks at
 *
 * Returns: whether there can be such a window
 */
gboolean
fv_caffe_window_set (FvWindow *window, const FvCaffeLength *size,
                     const FvCaffeLength *stride, const FvCaffeLength *padding,
                     const FvCaffeLength *dilation)
{
  for (gint axis = 0; axis < 2; axis++)
    {
      FvWindowAxis *to = axis == 0 ? &window->rows : &window->columns;
      gint64 n = get_length (padding, axis);

      if (!fv_graph_set_axis (to, get_length (size, axis), get_length (stride, axis),
                              get_length (dilation, axis)) ||
          !fv_graph_set_padding (to, n, n))
        return FALSE;
    }
  return size->n_values <= 2 && stride->n_values <= 2 && padding->n_values <= 2 &&
         dilation->n_values <= 2;
}
