/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_HDF5_TEXT_H
#define FV_HDF5_TEXT_H

#include <glib.h>
#include <hdf5.h>

gchar *fv_hdf5_read_text (hid_t object, const gchar *attribute, gsize most);

#endif /* FV_HDF5_TEXT_H */
