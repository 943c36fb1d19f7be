/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_WORK_H
#define FV_HDF5_WORK_H

/* The name of the work. That it is asked for links the work into the program. */
extern const char fv_hdf5_work[];

#endif /* FV_HDF5_WORK_H */
