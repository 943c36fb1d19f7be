/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PREPROCESS_H
#define FV_PREPROCESS_H

#include "featvis.h"

void fv_photo_get_size (gint width, gint height, gint longest_side, gint *seen_width,
                        gint *seen_height);
void fv_photo_get_seen_size (const FvSettings *settings, gint width, gint height,
                             gint *seen_width, gint *seen_height);
void fv_photo_get_classified_size (const FvSettings *settings, gint least, gint most,
                                   gint *width, gint *height);
FvImage *fv_photo_to_tensor (const FvImage *picture, const FvNetwork *network,
                             gint longest_side, GError **error);
FvImage *fv_photo_to_tensor_of_size (const FvImage *picture, const FvNetwork *network,
                                     gint width, gint height, GError **error);

#endif /* FV_PREPROCESS_H */
