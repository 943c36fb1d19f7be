/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SHIFT_H
#define FV_SHIFT_H

#include "featvis.h"

gboolean fv_image_shift (FvImage *image, gint dx, gint dy, GError **error);

#endif /* FV_SHIFT_H */
