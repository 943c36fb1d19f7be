/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tensors of a file are the layers of VGG16 or VGG19, the order of their axes, and
 * the convention of the input they were trained on. */

#ifndef FV_VGG_LAYOUT_H
#define FV_VGG_LAYOUT_H

#include "input.h"
#include "network/network.h"

typedef struct _FvVggLayout FvVggLayout;

FvVggLayout *fv_vgg_layout_new (FvReader *reader, gboolean *has_names, GError **error);
void fv_vgg_layout_free (FvVggLayout *layout);
const FvArchitecture *fv_vgg_layout_get_architecture (const FvVggLayout *layout);
const gchar *fv_vgg_layout_get_type (const FvVggLayout *layout);
GArray *fv_vgg_layout_get_layers (const FvVggLayout *layout);
gboolean fv_vgg_layout_find_input (const FvVggLayout *layout, FvInput *input,
                                   GError **error);
FvNetwork *fv_vgg_layout_load (const FvVggLayout *layout, const gchar *origin,
                               const gchar *const *layers, const FvInput *input,
                               GError **error);
gboolean fv_vgg_layout_has_classifier (const FvVggLayout *layout);
FvClassifier *fv_vgg_layout_load_classifier (const FvVggLayout *layout, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvVggLayout, fv_vgg_layout_free)

#endif /* FV_VGG_LAYOUT_H */
