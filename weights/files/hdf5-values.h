/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_VALUES_H
#define FV_HDF5_VALUES_H

#include <hdf5.h>

#include "hdf5-message.h"

FvHdf5Subject fv_hdf5_tell_values (hid_t file, const FvHdf5Record *record,
                                   FvHdf5Tell tell, gpointer data);

#endif /* FV_HDF5_VALUES_H */
