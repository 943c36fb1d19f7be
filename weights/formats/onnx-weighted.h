/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ONNX's operations with weights, and those of arithmetic. */

#ifndef FV_ONNX_WEIGHTED_H
#define FV_ONNX_WEIGHTED_H

#include "onnx-work.h"

gboolean fv_onnx_do_convolution (FvOnnxWork *work, const FvOnnx__Node *message,
                                 FvValue *value);
gboolean fv_onnx_do_gemm (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value);
gboolean fv_onnx_do_product (FvOnnxWork *work, const FvOnnx__Node *message,
                             FvValue *value);
gboolean fv_onnx_do_normalisation (FvOnnxWork *work, const FvOnnx__Node *message,
                                   FvValue *value);
gboolean fv_onnx_do_arithmetic (FvOnnxWork *work, const FvOnnx__Node *message,
                                FvValue *value);

#endif /* FV_ONNX_WEIGHTED_H */
