/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_POOLING_H
#define FV_POOLING_H

#include "map.h"
#include "workers.h"

void fv_max_pooling_forward (const FvMap *input, FvMap *output, guint8 *winners,
                             FvWorkers *workers);
void fv_max_pooling_backward (const FvMap *output_gradient, FvMap *input_gradient,
                              const guint8 *winners, FvWorkers *workers);

#endif /* FV_POOLING_H */
