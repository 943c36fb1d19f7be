/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_NPY_H
#define FV_NPY_H

#include "featvis.h"

FvImage *fv_npy_read (const gchar *file, GError **error);
gboolean fv_npy_write (const gchar *file, const FvImage *image, GError **error);

#endif /* FV_NPY_H */
