/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_COPY_H
#define FV_HDF5_COPY_H

#include "reader.h"

gboolean fv_hdf5_is_truncated (const FvReader *reader);
gchar *fv_hdf5_copy_whole (const FvReader *reader);

#endif /* FV_HDF5_COPY_H */
