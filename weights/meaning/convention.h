/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks of other conventions become ones of the library's: kernels in the order
 * row × column × input × filter, for B, G, R in 0…255 minus a mean. */

#ifndef FV_CONVENTION_H
#define FV_CONVENTION_H

#include "featvis.h"
#include "layers/convolution.h"

#define FV_N_CONVENTIONS (FV_CONVENTION_RAW + 1)

void fv_convention_transpose (const gfloat *source, FvConvolution *convolution);
void fv_convention_fold (FvConvention convention, FvConvolution *convolution);
FvConvolution *fv_convention_fold_luma (FvConvention convention,
                                        const FvConvolution *convolution, GError **error);
gboolean fv_convention_has_picture_order (FvConvention convention);
void fv_convention_get_mean (FvConvention convention, gfloat mean[3]);
gboolean fv_convention_is_oxford (const FvConvolution *convolution);
FvConvention fv_convention_detect (const FvConvolution *convolution, FvConvention usual);

#endif /* FV_CONVENTION_H */
