/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WEIGHTS_H
#define FV_WEIGHTS_H

#include "featvis.h"

void fv_weights_add_skipped (FvWeights *weights, const gchar *file, const GError *reason);

#endif /* FV_WEIGHTS_H */
