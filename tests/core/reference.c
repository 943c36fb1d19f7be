/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reference.h"

static gfloat *
at (const FvMap *map, gint y, gint x, gint c)
{
  return &map->data[((gsize)y * map->width + x) * map->channels + c];
}

static gboolean
is_inside (const FvMap *map, gint y, gint x)
{
  return y >= 0 && y < map->height && x >= 0 && x < map->width;
}

static gfloat
get_kernel (const FvConvolution *convolution, gint row, gint column, gint input,
            gint filter)
{
  gint tap = row * 3 + column;

  return convolution
      ->kernel[((gsize)tap * convolution->n_inputs + input) * convolution->n_filters +
               filter];
}

/* output[y][x][f] = bias[f] + Σ input[y + r - 1][x + c - 1][i] kernel[r][c][i][f] */
void
reference_convolution_forward (const FvConvolution *convolution, const FvMap *input,
                               FvMap *output)
{
  for (gint y = 0; y < output->height; y++)
    for (gint x = 0; x < output->width; x++)
      for (gint f = 0; f < output->channels; f++)
        {
          gdouble sum = convolution->bias[f];

          for (gint r = 0; r < 3; r++)
            for (gint c = 0; c < 3; c++)
              for (gint i = 0;
                   i < input->channels && is_inside (input, y + r - 1, x + c - 1); i++)
                sum += (gdouble)*at (input, y + r - 1, x + c - 1, i) *
                       get_kernel (convolution, r, c, i, f);
          *at (output, y, x, f) = sum;
        }
}

/* input_gradient[y][x][i] = Σ output_gradient[y - r + 1][x - c + 1][f] kernel[r][c][i][f]
 */
void
reference_convolution_backward (const FvConvolution *convolution,
                                const FvMap *output_gradient, FvMap *input_gradient)
{
  const FvMap *output = output_gradient;

  for (gint y = 0; y < input_gradient->height; y++)
    for (gint x = 0; x < input_gradient->width; x++)
      for (gint i = 0; i < input_gradient->channels; i++)
        {
          gdouble sum = 0.0;

          for (gint r = 0; r < 3; r++)
            for (gint c = 0; c < 3; c++)
              for (gint f = 0;
                   f < output->channels && is_inside (output, y - r + 1, x - c + 1); f++)
                sum += (gdouble)*at (output, y - r + 1, x - c + 1, f) *
                       get_kernel (convolution, r, c, i, f);
          *at (input_gradient, y, x, i) = sum;
        }
}

/* Offsets of the first largest value of a window */
static void
find_winner (const FvMap *input, gint y, gint x, gint c, gint *winner_y, gint *winner_x)
{
  *winner_y = 2 * y;
  *winner_x = 2 * x;
  for (gint row = 2 * y; row < 2 * y + 2; row++)
    for (gint column = 2 * x; column < 2 * x + 2; column++)
      if (*at (input, row, column, c) > *at (input, *winner_y, *winner_x, c))
        {
          *winner_y = row;
          *winner_x = column;
        }
}

void
reference_max_pooling_forward (const FvMap *input, FvMap *output)
{
  gint row, column;

  for (gint y = 0; y < output->height; y++)
    for (gint x = 0; x < output->width; x++)
      for (gint c = 0; c < output->channels; c++)
        {
          find_winner (input, y, x, c, &row, &column);
          *at (output, y, x, c) = *at (input, row, column, c);
        }
}

void
reference_max_pooling_backward (const FvMap *input, const FvMap *output_gradient,
                                FvMap *input_gradient)
{
  gint row, column;

  for (gsize i = 0; i < fv_map_get_n_values (input_gradient); i++)
    input_gradient->data[i] = 0.0f;
  for (gint y = 0; y < output_gradient->height; y++)
    for (gint x = 0; x < output_gradient->width; x++)
      for (gint c = 0; c < output_gradient->channels; c++)
        {
          find_winner (input, y, x, c, &row, &column);
          *at (input_gradient, row, column, c) = *at (output_gradient, y, x, c);
        }
}
