/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In place of caffe.c and onnx.c, in a build without protobuf-c: their files are known,
 * and none is opened, so nothing else is ever asked. */

#include "formats.h"

#include <glib/gi18n-lib.h>

#include "caffe-probe.h"
#include "onnx-probe.h"

static gboolean
refuse (FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("“%s” is a file of %s, and this program was built without protobuf-c "
                  "(-Dprotobuf=disabled). Convert it to safetensors on another machine, "
                  "by “featvis weights convert”."),
               reader->label, reader->format->name);
  return FALSE;
}

const FvFormat fv_format_caffe = {
  .name = "Caffe",
  .probe = fv_caffe_probe,
  .open = refuse,
};

const FvFormat fv_format_onnx = {
  .name = "ONNX",
  .probe = fv_onnx_probe,
  .open = refuse,
};
