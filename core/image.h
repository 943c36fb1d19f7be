/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_IMAGE_H
#define FV_IMAGE_H

#include "featvis.h"

/* Keeps every count of values within what a 32-bit index of positions can name. */
#define FV_MAXIMUM_SIDE 262144

guint8 *fv_bytes_new (gint width, gint height, GError **error);

#endif /* FV_IMAGE_H */
