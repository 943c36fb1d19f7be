/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pickle.h"

#include <string.h>

static const FvPickleName names[] = {
  { "collections", "OrderedDict", FV_NAME_ORDERED_DICT },
  { "torch._utils", "_rebuild_tensor", FV_NAME_REBUILD_TENSOR },
  { "torch._utils", "_rebuild_tensor_v2", FV_NAME_REBUILD_TENSOR },
  { "torch._utils", "_rebuild_parameter", FV_NAME_REBUILD_PARAMETER },
  { "torch.nn.parameter", "Parameter", FV_NAME_REBUILD_PARAMETER },
  { "torch", "FloatStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT32, 4, "float32" },
  { "torch", "DoubleStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT64, 8, "float64" },
  { "torch", "HalfStorage", FV_NAME_STORAGE, FV_TYPE_FLOAT16, 2, "float16" },
  { "torch", "BFloat16Storage", FV_NAME_STORAGE, FV_TYPE_BFLOAT16, 2, "bfloat16" },
  { "torch", "LongStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 8, "int64" },
  { "torch", "IntStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 4, "int32" },
  { "torch", "ShortStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 2, "int16" },
  { "torch", "CharStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "int8" },
  { "torch", "ByteStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "uint8" },
  { "torch", "BoolStorage", FV_NAME_STORAGE, FV_TYPE_OTHER, 1, "bool" },
};

/**
 * fv_pickle_name_find:
 * @module: a Python module
 * @name: a class or function in it
 *
 * Returns: (nullable): what it is, if it is allowed
 */
const FvPickleName *
fv_pickle_name_find (const gchar *module, const gchar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].module, module) == 0 && strcmp (names[i].name, name) == 0)
      return &names[i];
  return NULL;
}
