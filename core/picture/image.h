/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_IMAGE_H
#define FV_IMAGE_H

#include "featvis.h"

/* Keeps every count of values within what a 32-bit index of positions can name. */
#define FV_MAXIMUM_SIDE 262144

guint64 fv_image_get_memory (gint width, gint height);
gboolean fv_image_has_data (const FvImage *image);
gboolean fv_image_check_values (const FvImage *image, GError **error);

gboolean fv_activation_has_values (const FvActivation *activation);

#endif /* FV_IMAGE_H */
