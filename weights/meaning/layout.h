/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tensors of a file mean: a VGG, told by names and shapes, or the network that
 * the file itself tells. */

#ifndef FV_LAYOUT_H
#define FV_LAYOUT_H

#include "input.h"
#include "network/network.h"

typedef struct _FvLayout FvLayout;

FvLayout *fv_layout_new (FvReader *reader, GError **error);
void fv_layout_free (FvLayout *layout);
FvReader *fv_layout_get_reader (const FvLayout *layout);
const FvArchitecture *fv_layout_get_table (const FvLayout *layout);
FvArchitecture *fv_layout_copy_architecture (const FvLayout *layout);
const gchar *fv_layout_get_unknown (const FvLayout *layout);
const gchar *fv_layout_get_type (const FvLayout *layout);
GArray *fv_layout_get_layers (const FvLayout *layout, const FvArchitecture *architecture);
gboolean fv_layout_find_input (const FvLayout *layout, FvConvention convention,
                               FvInput *input, GError **error);
FvNetwork *fv_layout_load (const FvLayout *layout, const gchar *origin,
                           const gchar *const *layers, FvConvention convention,
                           GError **error);
gboolean fv_layout_has_classifier (const FvLayout *layout);
FvClassifier *fv_layout_load_classifier (const FvLayout *layout, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvLayout, fv_layout_free)

#endif /* FV_LAYOUT_H */
