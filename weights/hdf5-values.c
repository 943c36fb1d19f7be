/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a dataset are read in a process of its own, some rows at a time: a large
 * one then takes memory only once. */

#include "hdf5-values.h"

#include <hdf5.h>

#include "isolated.h"

#define VALUES_AT_ONCE 1048576

/* Whether it still has the shape that was checked. */
static gboolean
has_shape (hid_t dataset, const FvHdf5Dataset *expected)
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
read_rows (hid_t dataset, const FvHdf5Dataset *info, guint64 first, guint64 n_rows,
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
get_row_size (const FvHdf5Dataset *info)
{
  guint64 size = 1;

  for (gint i = 1; i < info->rank; i++)
    size *= info->shape[i];
  return size;
}

static gboolean
tell_rows (gint descriptor, hid_t dataset, const FvHdf5Dataset *info)
{
  guint64 row_size = get_row_size (info);
  guint64 n_at_once = CLAMP (VALUES_AT_ONCE / row_size, 1, info->shape[0]);
  gfloat *values = g_try_new (gfloat, n_at_once * row_size);

  for (guint64 first = 0; first < info->shape[0]; first += n_at_once)
    {
      guint64 n = MIN (n_at_once, info->shape[0] - first);

      if (values == NULL || !read_rows (dataset, info, first, n, row_size, values) ||
          !fv_isolated_write (descriptor, values, n * row_size * sizeof (gfloat)))
        return FALSE;
    }
  return TRUE;
}

/* The process ends after this, so nothing is freed or closed. */
static gboolean
tell_values (gint descriptor, gconstpointer data)
{
  const FvHdf5Dataset *info = data;
  hid_t file, dataset;

  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  file = H5Fopen (info->file, H5F_ACC_RDONLY, H5P_DEFAULT);
  dataset = H5Dopen2 (file, info->path, H5P_DEFAULT);
  return dataset >= 0 && has_shape (dataset, info) &&
         tell_rows (descriptor, dataset, info);
}

/**
 * fv_hdf5_read_values:
 * @dataset: a dataset whose data was found to lie plainly in the file
 * @values: (out caller-allocates): all its values in C order
 *
 * Returns: whether it succeeded
 */
gboolean
fv_hdf5_read_values (const FvHdf5Dataset *dataset, gfloat *values)
{
  guint64 n_values;

  if (dataset->rank < 1)
    return FALSE;
  n_values = dataset->shape[0] * get_row_size (dataset);
  return n_values > 0 &&
         fv_isolated_fill (tell_values, dataset, values, n_values * sizeof (gfloat));
}
