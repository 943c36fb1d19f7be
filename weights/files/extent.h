/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads values that lie side by side in a file: #FvExtent. */

#ifndef FV_EXTENT_H
#define FV_EXTENT_H

#include "reader.h"

gboolean fv_extent_check (const FvReader *reader, const FvTensor *tensor,
                          const FvExtent *extent, GError **error);
gboolean fv_extent_read (const FvReader *reader, const FvExtent *extent, gfloat *values,
                         GError **error);

/* For an #FvFormat whose tensors have their extents */
gboolean fv_extent_check_tensor (FvReader *reader, guint tensor, GError **error);
gboolean fv_extent_read_tensor (FvReader *reader, guint tensor, gfloat *values,
                                GError **error);

#endif /* FV_EXTENT_H */
