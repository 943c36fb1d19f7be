/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "extent.h"

#include "reader-errors.h"

/**
 * fv_extent_check:
 * @reader: a reader
 * @tensor: one of its tensors
 * @extent: where its values lie
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether its type is known, and @extent has its size and is in the file
 */
gboolean
fv_extent_check (const FvReader *reader, const FvTensor *tensor, const FvExtent *extent,
                 GError **error)
{
  guint64 n_values;

  if (extent->type == FV_TYPE_OTHER)
    {
      fv_reader_set_unknown_type (reader, tensor, error);
      return FALSE;
    }
  if (!fv_tensor_get_n_values (tensor, &n_values) || extent->begin > extent->end ||
      extent->end - extent->begin != n_values * fv_type_get_size (extent->type))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (extent->end > reader->size)
    {
      fv_reader_set_truncated (reader, tensor->name, error);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_extent_read:
 * @reader: a reader
 * @extent: what fv_extent_check() accepted
 * @values: (out caller-allocates): room for its values
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the file has become shorter
 *
 * Returns: whether it succeeded
 */
gboolean
fv_extent_read (const FvReader *reader, const FvExtent *extent, gfloat *values,
                GError **error)
{
  gsize size = fv_type_get_size (extent->type);
  guint64 n_values = (extent->end - extent->begin) / size;
  g_autofree guint8 *bytes = g_malloc (FV_VALUES_AT_ONCE * size);

  for (guint64 i = 0; i < n_values; i += FV_VALUES_AT_ONCE)
    {
      gsize n = (gsize)MIN (n_values - i, FV_VALUES_AT_ONCE);

      if (!fv_reader_read_bytes (reader, extent->begin + i * size, bytes, n * size,
                                 error))
        return FALSE;
      fv_values_decode (extent->type, bytes, n, values + i);
    }
  return TRUE;
}

/* check() of an #FvFormat */
gboolean
fv_extent_check_tensor (FvReader *reader, guint tensor, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);

  return fv_extent_check (reader, info, &info->extent, error);
}

/* read() of an #FvFormat */
gboolean
fv_extent_read_tensor (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  return fv_extent_read (reader, &fv_reader_get_tensor (reader, tensor)->extent, values,
                         error);
}
