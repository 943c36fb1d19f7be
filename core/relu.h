/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_RELU_H
#define FV_RELU_H

#include "map.h"
#include "workers.h"

gsize fv_relu_get_mask_size (const FvMap *map);
void fv_relu_forward (FvMap *map, guint8 *mask, FvWorkers *workers);
void fv_relu_backward (FvMap *gradient, const guint8 *mask, gboolean redirect,
                       FvWorkers *workers);

#endif /* FV_RELU_H */
