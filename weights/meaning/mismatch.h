/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What to say of a file whose tensors are not those of one VGG16 or VGG19. */

#ifndef FV_MISMATCH_H
#define FV_MISMATCH_H

#include "files/reader.h"

void fv_mismatch_set_theano (const FvReader *reader, GError **error);
void fv_mismatch_set_shape (const FvReader *reader, const gchar *layer, guint tensor,
                            GError **error);
void fv_mismatch_set_network (const FvReader *reader, GError **error);
void fv_mismatch_set_several (const FvReader *reader, guint first, guint second,
                              GError **error);

#endif /* FV_MISMATCH_H */
