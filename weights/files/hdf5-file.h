/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_FILE_H
#define FV_HDF5_FILE_H

#include "hdf5-message.h"

gboolean fv_hdf5_file_probe (const guint8 *bytes, gsize n_bytes);
gboolean fv_hdf5_file_measure (gint descriptor, FvHdf5File *file);

#endif /* FV_HDF5_FILE_H */
