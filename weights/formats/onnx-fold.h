/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ONNX's operations on constants. */

#ifndef FV_ONNX_FOLD_H
#define FV_ONNX_FOLD_H

#include "onnx-work.h"

gboolean fv_onnx_fold (FvOnnxWork *work, const FvOnnx__Node *message);

#endif /* FV_ONNX_FOLD_H */
