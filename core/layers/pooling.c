/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 2×2 max pooling of stride 2 by itself, where the map before it is wanted too. In a
 * pass, it is part of the convolution before it: see stage.c. A last odd row or column
 * has no window, as in Keras and PyTorch. */

#include "pooling.h"

#include <string.h>

/* The first of the largest of a window's values, in the order of rows */
static const gfloat *
find_largest (const gfloat *upper, const gfloat *lower, gint channels)
{
  const gfloat *candidates[] = { upper + channels, lower, lower + channels };
  const gfloat *largest = upper;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (*candidates[i] > *largest)
      largest = candidates[i];
  return largest;
}

/**
 * fv_pooling_forward:
 * @input: height × width × channels, whole
 * @output: (out): height / 2 × width / 2 × channels, whole
 */
void
fv_pooling_forward (const FvMap *input, FvMap *output)
{
  gint channels = input->channels;

  for (gint y = 0; y < output->height; y++)
    {
      const gfloat *upper = fv_map_get_row (input, 2 * y);
      const gfloat *lower = fv_map_get_row (input, 2 * y + 1);
      gfloat *target = fv_map_get_row (output, y);

      for (gint x = 0; x < output->width; x++)
        for (gint c = 0; c < channels; c++)
          {
            gsize i = (gsize)2 * x * channels + c;

            *target++ = *find_largest (upper + i, lower + i, channels);
          }
    }
}

/**
 * fv_pooling_backward:
 * @input: what fv_pooling_forward() was given
 * @output_gradient: d loss / d output
 * @input_gradient: (out): d loss / d input, of the size of @input
 *
 * Of values that are equal, the first gets the gradient, as in PyTorch.
 */
void
fv_pooling_backward (const FvMap *input, const FvMap *output_gradient,
                     FvMap *input_gradient)
{
  gint channels = input->channels;

  memset (input_gradient->data, 0,
          fv_map_get_n_values (input_gradient) * sizeof (gfloat));
  for (gint y = 0; y < output_gradient->height; y++)
    {
      const gfloat *upper = fv_map_get_row (input, 2 * y);
      const gfloat *lower = fv_map_get_row (input, 2 * y + 1);
      const gfloat *source = fv_map_get_row (output_gradient, y);

      for (gint x = 0; x < output_gradient->width; x++)
        for (gint c = 0; c < channels; c++)
          {
            gsize i = (gsize)2 * x * channels + c;
            const gfloat *largest = find_largest (upper + i, lower + i, channels);

            input_gradient->data[largest - input->data] = *source++;
          }
    }
}
