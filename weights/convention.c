/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "convention.h"

/* What torchvision subtracts from R, G, B in 0…1, and then divides by. */
static const gdouble torchvision_mean[3] = { 0.485, 0.456, 0.406 };
static const gdouble torchvision_deviation[3] = { 0.229, 0.224, 0.225 };

/**
 * fv_convention_transpose:
 * @source: a kernel in PyTorch's order: filter × input × row × column
 * @convolution: where it goes, in the library's order
 */
void
fv_convention_transpose (const gfloat *source, FvConvolution *convolution)
{
  gsize n_inputs = (gsize)convolution->n_inputs;
  gsize n_filters = (gsize)convolution->n_filters;

  for (gsize filter = 0; filter < n_filters; filter++)
    for (gsize input = 0; input < n_inputs; input++)
      for (gsize tap = 0; tap < 9; tap++)
        convolution->kernel[(tap * n_inputs + input) * n_filters + filter] =
            source[(filter * n_inputs + input) * 9 + tap];
}

/**
 * fv_convention_fold_torchvision:
 * @convolution: a network's first layer
 *
 * Makes a kernel that was trained on (R, G, B in 0…1 minus the mean) / deviation one
 * for B, G, R in 0…255 minus fv_convention_get_torchvision_mean(). The mean itself is
 * not folded into the bias: beyond the image's edge the padding is 0 after the mean
 * was subtracted.
 */
void
fv_convention_fold_torchvision (FvConvolution *convolution)
{
  gint n_filters = convolution->n_filters;

  for (gint tap = 0; tap < 9; tap++)
    for (gint filter = 0; filter < n_filters; filter++)
      {
        gfloat *red = convolution->kernel + (gsize)tap * 3 * n_filters + filter;
        gfloat *green = red + n_filters;
        gfloat *blue = green + n_filters;
        gdouble scaled_red = *red / (255 * torchvision_deviation[0]);

        *red = (gfloat)(*blue / (255 * torchvision_deviation[2]));
        *green = (gfloat)(*green / (255 * torchvision_deviation[1]));
        *blue = (gfloat)scaled_red;
      }
}

/**
 * fv_convention_get_torchvision_mean:
 * @mean: (out caller-allocates): the mean of B, G, R in 0…255
 */
void
fv_convention_get_torchvision_mean (gfloat mean[3])
{
  for (gint i = 0; i < 3; i++)
    mean[i] = (gfloat)(255 * torchvision_mean[2 - i]);
}
