/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_POOLING_H
#define FV_POOLING_H

#include "maps/map.h"

void fv_pooling_forward (const FvMap *input, FvMap *output);
void fv_pooling_backward (const FvMap *input, const FvMap *output_gradient,
                          FvMap *input_gradient);

#endif /* FV_POOLING_H */
