/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels again, as plainly as their definitions, in double precision: what the
 * fast ones are compared with. Arguments as in the headers of the library. */

#ifndef REFERENCE_H
#define REFERENCE_H

#include "layers/convolution.h"

void reference_convolution_forward (const FvConvolution *convolution, const FvMap *input,
                                    FvMap *output);
void reference_convolution_backward (const FvConvolution *convolution,
                                     const FvMap *output_gradient, FvMap *input_gradient);
void reference_max_pooling_forward (const FvMap *input, FvMap *output);
void reference_max_pooling_backward (const FvMap *input, const FvMap *output_gradient,
                                     FvMap *input_gradient);

#endif /* REFERENCE_H */
