/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Penalties that keep an ascent from noise and from wandering off, as gradients that are
 * subtracted from the one that is climbed. Both are means over the values of an image, as
 * in keras-vis and tf-keras-vis, so that a weight means the same for every size. */

#include "regularise.h"

#include <math.h>

#define EPSILON 1e-3f /* below which a difference of two values is no longer an edge */
#define BLOCK   1024  /* values that are worked on at a time: those of a cache */

/* Values that are side by side in one row, and their neighbours */
typedef struct
{
  const gfloat *values, *right, *below;
  gfloat *gradient, *gradient_right, *gradient_below;
} FvNeighbours;

/* With dx and dy the differences to the right and below, and m = √(dx² + dy² + ε²),
 * subtracts the gradient of @weight × Σ m. A neighbour that is the value itself adds
 * nothing. */
static void
add_block (const FvNeighbours *at, gsize first, gsize n, gfloat weight)
{
  gfloat to_right[BLOCK], to_below[BLOCK];

  for (gsize i = 0; i < n; i++)
    {
      gfloat dx = at->right[first + i] - at->values[first + i];
      gfloat dy = at->below[first + i] - at->values[first + i];
      gfloat factor = weight / sqrtf (dx * dx + dy * dy + EPSILON * EPSILON);

      to_right[i] = factor * dx;
      to_below[i] = factor * dy;
    }
  for (gsize i = 0; i < n; i++)
    at->gradient[first + i] += to_right[i] + to_below[i];
  for (gsize i = 0; i < n; i++)
    at->gradient_right[first + i] -= to_right[i];
  for (gsize i = 0; i < n; i++)
    at->gradient_below[first + i] -= to_below[i];
}

static void
add_values (const FvNeighbours *at, gsize n, gfloat weight)
{
  for (gsize first = 0; first < n; first += BLOCK)
    add_block (at, first, MIN (n - first, BLOCK), weight);
}

/**
 * fv_image_add_variation_gradient:
 * @gradient: a gradient that is ascended; the penalty's is subtracted from it
 * @tensor: where it is taken, of the same size
 * @weight: of the penalty
 * @wraps_x: whether the right edge borders on the left one
 * @wraps_y: whether the lower edge borders on the upper one
 *
 * Subtracts @weight × dV/dx, where V is the total variation, isotropic in each channel:
 * the mean over all values of √(dx² + dy² + ε²), dx and dy the differences to the value
 * on the right and to that below, 0 where there is none, and ε = 0.001, which is for
 * values of the range 0…255. This is TotalVariation of keras-vis with β = 1 (A. Mahendran
 * and A. Vedaldi, "Visualizing deep convolutional neural networks using natural
 * pre-images", 2016), but for ε and the values of the last row and column, which it
 * leaves out; tf-keras-vis has the sum of |dx| and |dy| instead, which prefers edges
 * along the axes.
 */
void
fv_image_add_variation_gradient (FvImage *gradient, const FvImage *tensor, gdouble weight,
                                 gboolean wraps_x, gboolean wraps_y)
{
  gsize n = (gsize)tensor->width * 3, last = n - 3;
  gfloat factor = weight / fv_image_get_n_values (tensor);

  for (gint y = 0; y < tensor->height; y++)
    {
      gint next = y + 1 < tensor->height ? y + 1 : wraps_y ? 0 : y;
      gfloat *values = tensor->data + y * n, *below = tensor->data + next * n;
      gfloat *to = gradient->data + y * n, *to_below = gradient->data + next * n;
      gsize beside = wraps_x ? 0 : last;
      FvNeighbours inside = { values, values + 3, below, to, to + 3, to_below };
      FvNeighbours edge = { values + last, values + beside, below + last,
                            to + last,     to + beside,     to_below + last };

      add_values (&inside, last, factor);
      add_values (&edge, 3, factor);
    }
}

/**
 * fv_image_add_l2_gradient:
 * @gradient: a gradient that is ascended; the penalty's is subtracted from it
 * @tensor: where it is taken, of the same size
 * @base: (nullable): the tensor of that size to stay near to; %NULL for 0, which as an
 *   input tensor is the network's mean, a gray
 * @weight: of the penalty
 *
 * Subtracts @weight × 2 (x - base) / n, the gradient of the mean squared distance to
 * @base over all n values: the L2 regularisation of K. Simonyan, A. Vedaldi and A.
 * Zisserman ("Deep inside convolutional networks", 2014), but a mean, not a sum.
 */
void
fv_image_add_l2_gradient (FvImage *gradient, const FvImage *tensor, const FvImage *base,
                          gdouble weight)
{
  gsize n = fv_image_get_n_values (tensor);
  gfloat factor = 2.0 * weight / n;

  if (base != NULL)
    for (gsize i = 0; i < n; i++)
      gradient->data[i] -= factor * (tensor->data[i] - base->data[i]);
  else
    for (gsize i = 0; i < n; i++)
      gradient->data[i] -= factor * tensor->data[i];
}
