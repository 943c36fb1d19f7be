/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a dataset, in the process that looks into its file: some rows at a time,
 * as a large one then takes memory only once. */

#define H5_USE_110_API

#include "hdf5-values.h"

#define VALUES_AT_ONCE 1048576

/* Whether it still has the shape that was checked. */
static gboolean
has_shape (hid_t dataset, const FvHdf5Record *expected)
{
  hsize_t shape[H5S_MAX_RANK];
  hid_t space = H5Dget_space (dataset);
  gint rank = H5Sget_simple_extent_dims (space, shape, NULL);

  H5Sclose (space);
  if (rank != expected->rank)
    return FALSE;
  for (gint i = 0; i < rank; i++)
    if (shape[i] != expected->shape[i])
      return FALSE;
  return TRUE;
}

/* Reads @n_rows from @first on of the first axis, as floats of this machine. */
static gboolean
read_rows (hid_t dataset, const FvHdf5Record *info, guint64 first, guint64 n_rows,
           guint64 row_size, gfloat *values)
{
  hsize_t start[H5S_MAX_RANK] = { first }, count[H5S_MAX_RANK];
  hsize_t length = n_rows * row_size;
  hid_t file_space = H5Dget_space (dataset);
  hid_t memory_space = H5Screate_simple (1, &length, NULL);
  gboolean succeeded;

  for (gint i = 0; i < info->rank; i++)
    count[i] = i == 0 ? n_rows : info->shape[i];
  succeeded =
      H5Sselect_hyperslab (file_space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
      H5Dread (dataset, H5T_NATIVE_FLOAT, memory_space, file_space, H5P_DEFAULT,
               values) >= 0;
  H5Sclose (memory_space);
  H5Sclose (file_space);
  return succeeded;
}

static guint64
get_row_size (const FvHdf5Record *info)
{
  guint64 size = 1;

  for (gint i = 1; i < info->rank; i++)
    size *= info->shape[i];
  return size;
}

static FvHdf5Subject
tell_rows (hid_t dataset, const FvHdf5Record *info, FvHdf5Tell tell, gpointer data)
{
  guint64 row_size = get_row_size (info);
  guint64 n_at_once = MIN (MAX (VALUES_AT_ONCE / MAX (row_size, 1), 1), info->shape[0]);
  g_autofree gfloat *values = g_try_new (gfloat, n_at_once * row_size);
  FvHdf5Subject end = values != NULL ? FV_HDF5_DONE : FV_HDF5_NO_MEMORY;

  for (guint64 first = 0; end == FV_HDF5_DONE && first < info->shape[0];
       first += n_at_once)
    {
      guint64 n = MIN (n_at_once, info->shape[0] - first);

      if (!read_rows (dataset, info, first, n, row_size, values) ||
          !tell (values, n * row_size * sizeof (gfloat), data))
        end = FV_HDF5_DAMAGED;
    }
  return end;
}

/**
 * fv_hdf5_tell_values:
 * @file: an open file
 * @record: a dataset of it that was found to lie plainly in the file
 * @tell: takes all its values, in C order
 * @data: what that is given
 *
 * Returns: how it ended
 */
FvHdf5Subject
fv_hdf5_tell_values (hid_t file, const FvHdf5Record *record, FvHdf5Tell tell,
                     gpointer data)
{
  hid_t dataset = H5Oopen_by_addr (file, record->address);
  FvHdf5Subject end = FV_HDF5_DAMAGED;

  if (dataset < 0)
    return end;
  if (H5Iget_type (dataset) == H5I_DATASET && record->rank > 0 &&
      has_shape (dataset, record))
    end = tell_rows (dataset, record, tell, data);
  H5Oclose (dataset);
  return end;
}
