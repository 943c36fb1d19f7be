/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Images with margins, and the way back: the gradient of an image from that of the image
 * with margins. */

#include "padding.h"

#include <string.h>

/**
 * fv_padding_get_source:
 * @padding: what lies beyond the edges
 * @size: number of positions of the image along the axis, at least 1
 * @position: a position, which may be outside the image by any amount
 *
 * Returns: the position inside the image that has its value; -1 for the constant
 */
gint
fv_padding_get_source (FvPadding padding, gint size, gint position)
{
  gint period = padding == FV_PADDING_REFLECT ? MAX (2 * (size - 1), 1) : size;

  if (position >= 0 && position < size)
    return position;
  if (padding == FV_PADDING_ZERO)
    return -1;
  position %= period;
  if (position < 0)
    position += period;
  return position < size ? position : period - position;
}

static void
fill (gfloat *values, gint n_positions, const gfloat constant[3])
{
  for (gint i = 0; i < n_positions; i++)
    for (gint c = 0; c < 3; c++)
      values[3 * i + c] = constant ? constant[c] : 0.0f;
}

/**
 * fv_padding_fill_margins:
 * @row: (@margin + @width + @margin) × 3 values, of which those in the middle are there
 * @width: number of columns in the middle, at least 1
 * @padding: what lies beside
 * @margin: number of columns at each side
 * @constant: (nullable): see fv_padding_apply()
 *
 * Fills the margins of one row.
 */
void
fv_padding_fill_margins (gfloat *row, gint width, FvPadding padding, gint margin,
                         const gfloat constant[3])
{
  gfloat *middle = row + (gsize)margin * 3;

  if (padding == FV_PADDING_ZERO)
    {
      fill (row, margin, constant);
      fill (middle + (gsize)width * 3, margin, constant);
      return;
    }
  for (gint i = 1; i <= margin; i++)
    {
      const gfloat *left = middle + 3 * fv_padding_get_source (padding, width, -i);
      const gfloat *right =
          middle + 3 * fv_padding_get_source (padding, width, width - 1 + i);

      for (gint c = 0; c < 3; c++)
        {
          middle[c - 3 * (gssize)i] = left[c];
          middle[c + 3 * ((gssize)width - 1 + i)] = right[c];
        }
    }
}

/**
 * fv_padding_apply:
 * @image: an image
 * @x: what lies to its left and right
 * @margin_x: number of columns to add at each side; may be more than @image has
 * @y: what lies above and below
 * @margin_y: number of rows to add above and below; may be more than @image has
 * @constant: (nullable): what %FV_PADDING_ZERO puts there, per channel; %NULL for 0
 * @padded: (out caller-allocates): an image larger by twice the margins
 *
 * Copies an image into the middle of a larger one, and fills the margins. In the corners
 * both axes count; where one of them says constant, it is the constant.
 */
void
fv_padding_apply (const FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                  gint margin_y, const gfloat constant[3], FvImage *padded)
{
  gsize row_size = (gsize)image->width * 3, padded_size = (gsize)padded->width * 3;

  for (gint row = 0; row < padded->height; row++)
    {
      gint source = fv_padding_get_source (y, image->height, row - margin_y);
      gfloat *target = padded->data + row * padded_size;

      if (source < 0)
        {
          fill (target, padded->width, constant);
          continue;
        }
      memcpy (target + (gsize)margin_x * 3, image->data + source * row_size,
              row_size * sizeof (gfloat));
      fv_padding_fill_margins (target, image->width, x, margin_x, constant);
    }
}

/**
 * fv_padding_surround:
 * @image: (transfer full) (nullable): an image
 * @x: see fv_padding_apply()
 * @margin_x: see fv_padding_apply()
 * @y: see fv_padding_apply()
 * @margin_y: see fv_padding_apply()
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the image with margins, or itself where there are none; %NULL
 *   where there is no image, or no memory
 */
FvImage *
fv_padding_surround (FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                     gint margin_y, GError **error)
{
  FvImage *padded;

  if (image == NULL || (margin_x == 0 && margin_y == 0))
    return image;
  padded =
      fv_image_new (image->width + 2 * margin_x, image->height + 2 * margin_y, error);
  if (padded != NULL)
    fv_padding_apply (image, x, margin_x, y, margin_y, NULL, padded);
  fv_image_free (image);
  return padded;
}

static void
add (gfloat *target, const gfloat *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    target[i] += values[i];
}

/* The adjoint of fv_padding_fill_margins(), added to @target */
static void
fold_row (const gfloat *row, gint width, FvPadding padding, gint margin, gfloat *target)
{
  const gfloat *middle = row + (gsize)margin * 3;

  add (target, middle, (gsize)width * 3);
  if (padding == FV_PADDING_ZERO)
    return;
  for (gint i = 1; i <= margin; i++)
    {
      add (target + 3 * fv_padding_get_source (padding, width, -i),
           middle - 3 * (gssize)i, 3);
      add (target + 3 * fv_padding_get_source (padding, width, width - 1 + i),
           middle + 3 * ((gssize)width - 1 + i), 3);
    }
}

/**
 * fv_padding_fold:
 * @padded_gradient: d loss / d image with margins
 * @x: see fv_padding_apply()
 * @margin_x: see fv_padding_apply()
 * @y: see fv_padding_apply()
 * @margin_y: see fv_padding_apply()
 * @gradient: (out caller-allocates): d loss / d image, smaller by twice the margins
 *
 * The adjoint of fv_padding_apply(): what came to a margin from a position is added to
 * that position's gradient; what was constant is dropped.
 */
void
fv_padding_fold (const FvImage *padded_gradient, FvPadding x, gint margin_x, FvPadding y,
                 gint margin_y, FvImage *gradient)
{
  gsize row_size = (gsize)gradient->width * 3;
  gsize padded_size = (gsize)padded_gradient->width * 3;

  memset (gradient->data, 0, fv_image_get_n_values (gradient) * sizeof (gfloat));
  for (gint row = 0; row < padded_gradient->height; row++)
    {
      gint target = fv_padding_get_source (y, gradient->height, row - margin_y);

      if (target >= 0)
        fold_row (padded_gradient->data + row * padded_size, gradient->width, x, margin_x,
                  gradient->data + target * row_size);
    }
}
