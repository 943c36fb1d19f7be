/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a ModelProto begins, which tells a file of ONNX. */

#ifndef FV_ONNX_PROBE_H
#define FV_ONNX_PROBE_H

#include "files/reader.h"

gboolean fv_onnx_probe (const FvReader *reader);

#endif /* FV_ONNX_PROBE_H */
