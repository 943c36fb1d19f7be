/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_DRIVER_H
#define FV_HDF5_DRIVER_H

#include <hdf5.h>

#include "hdf5-message.h"

void fv_hdf5_driver_prepare (void);
hid_t fv_hdf5_driver_open (gint descriptor, const FvHdf5File *file);

#endif /* FV_HDF5_DRIVER_H */
