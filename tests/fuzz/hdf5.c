/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for what reads HDF5 files, without the process that it has for
 * itself in the library: the walk through a file, the names of what it finds, and all
 * values of moderate size. Crashes of the HDF5 library itself are none of ours: see
 * run.sh. */

#define _GNU_SOURCE /* for memfd_create() */

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "files/hdf5-driver.h"
#include "files/hdf5-file.h"
#include "files/hdf5-values.h"
#include "files/hdf5-walk.h"
#include "formats/keras-names.h"

#define MAX_VALUES (1 << 16)

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes);

static gboolean
add_record (gconstpointer bytes, gsize n_bytes, gpointer data)
{
  if (n_bytes != sizeof (FvHdf5Record))
    abort ();
  g_array_append_vals (data, bytes, 1);
  return TRUE;
}

static gboolean
count_values (gconstpointer bytes, gsize n_bytes, gpointer data)
{
  const guint8 *all = bytes;
  guint64 *n_values = data;
  volatile guint8 last = all[n_bytes - 1];

  (void)last;
  *n_values += n_bytes / sizeof (gfloat);
  return TRUE;
}

static guint64
get_n_values (const FvHdf5Record *record)
{
  guint64 n_values = 1;

  for (gint i = 0; i < record->rank; i++)
    if (!g_uint64_checked_mul (&n_values, n_values, record->shape[i]))
      return G_MAXUINT64;
  return n_values;
}

static void
read_record (hid_t file, const FvHdf5Record *record)
{
  guint64 n_read = 0, n_values = get_n_values (record);
  guint position;

  g_free (fv_keras_make_name (record, NULL, TRUE, &position));
  if (record->type[0] == '\0' || !record->is_plain || !record->is_whole ||
      n_values > MAX_VALUES)
    return;
  if (fv_hdf5_tell_values (file, record, count_values, &n_read) == FV_HDF5_DONE &&
      n_read != n_values)
    abort ();
}

static void
read_file (gint descriptor, const FvHdf5File *info)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (FvHdf5Record));
  hid_t file = fv_hdf5_driver_open (descriptor, info);

  if (file < 0)
    return;
  fv_hdf5_walk (file, info->size, add_record, records);
  for (guint i = 0; i < records->len; i++)
    read_record (file, &g_array_index (records, FvHdf5Record, i));
  H5Fclose (file);
}

static gint
get_descriptor (void)
{
  static gint descriptor = -1;

  if (descriptor < 0)
    {
      descriptor = memfd_create ("fuzz", MFD_CLOEXEC);
      fv_hdf5_driver_prepare ();
      H5set_free_list_limits (-1, -1, -1, -1, -1, -1); /* a cache of 2 MB for each file */
    }
  return descriptor;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  gint descriptor = get_descriptor ();
  FvHdf5File info = { .size = n_bytes };

  if (ftruncate (descriptor, 0) != 0 ||
      pwrite (descriptor, bytes, n_bytes, 0) != (gssize)n_bytes)
    return -1;
  if (fv_hdf5_file_measure (descriptor, &info))
    read_file (descriptor, &info);
  return 0;
}
