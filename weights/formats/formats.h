/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All formats of weights files that are known, and which of them a file has. */

#ifndef FV_FORMATS_H
#define FV_FORMATS_H

#include "files/reader.h"

extern const FvFormat fv_format_safetensors;
extern const FvFormat fv_format_keras;
extern const FvFormat fv_format_keras_archive;
extern const FvFormat fv_format_pytorch_zip;
extern const FvFormat fv_format_pytorch_legacy;
extern const FvFormat fv_format_npz;
extern const FvFormat fv_format_caffe;
extern const FvFormat fv_format_onnx;

FvReader *fv_formats_open (GFile *location, const gchar *file, GError **error);

#endif /* FV_FORMATS_H */
