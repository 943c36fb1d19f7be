/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ONNX's operations that change the shape of a map alone. */

#ifndef FV_ONNX_SHAPES_H
#define FV_ONNX_SHAPES_H

#include "onnx-work.h"

gboolean fv_onnx_do_reshape (FvOnnxWork *work, const FvOnnx__Node *message,
                             FvValue *value);
gboolean fv_onnx_do_flatten (FvOnnxWork *work, const FvOnnx__Node *message,
                             FvValue *value);
gboolean fv_onnx_do_squeeze (FvOnnxWork *work, const FvOnnx__Node *message,
                             FvValue *value);
gboolean fv_onnx_do_transpose (FvOnnxWork *work, const FvOnnx__Node *message,
                               FvValue *value);

#endif /* FV_ONNX_SHAPES_H */
