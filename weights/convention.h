/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks of other conventions become ones of the library's: kernels in the order
 * row × column × input × filter, for B, G, R in 0…255 minus a mean. */

#ifndef FV_CONVENTION_H
#define FV_CONVENTION_H

#include "convolution.h"

void fv_convention_transpose (const gfloat *source, FvConvolution *convolution);
void fv_convention_fold_torchvision (FvConvolution *convolution);
void fv_convention_get_torchvision_mean (gfloat mean[3]);

#endif /* FV_CONVENTION_H */
