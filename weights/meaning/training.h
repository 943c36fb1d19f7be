/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TRAINING_H
#define FV_TRAINING_H

#include "layers/convolution.h"

const gchar *fv_training_find (const gchar *name);
const gchar *fv_training_recognise (const FvConvolution *convolution);

#endif /* FV_TRAINING_H */
