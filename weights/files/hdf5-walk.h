/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_WALK_H
#define FV_HDF5_WALK_H

#include <hdf5.h>

#include "hdf5-message.h"

gboolean fv_hdf5_walk (hid_t file, guint64 size, FvHdf5Tell tell, gpointer data);

#endif /* FV_HDF5_WALK_H */
