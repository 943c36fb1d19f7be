/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_VALUES_H
#define FV_HDF5_VALUES_H

#include <glib.h>

typedef struct
{
  const gchar *file;
  const gchar *path; /* of the dataset, in the file */
  gint rank;
  const guint64 *shape;
} FvHdf5Dataset;

gboolean fv_hdf5_read_values (const FvHdf5Dataset *dataset, gfloat *values);

#endif /* FV_HDF5_VALUES_H */
