/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tensors of a file are the layers behind the convolutions, and in what order
 * their values are. */

#ifndef FV_CLASSIFIER_LAYOUT_H
#define FV_CLASSIFIER_LAYOUT_H

#include "names.h"

typedef struct
{
  guint kernel; /* numbers of tensors of the reader */
  guint bias;
  gint n_inputs;
  gint n_outputs;
} FvDenseTensors;

/* n_layers: how many of the layers are there, from the first on */
typedef struct
{
  const FvFamily *family;
  gint n_channels;
  gint n_layers;
  FvDenseTensors layers[FV_N_DENSE];
} FvClassifierLayout;

gboolean fv_classifier_layout_init (FvClassifierLayout *layout, const FvNames *names,
                                    const FvReader *reader, gint n_channels,
                                    GError **error);
FvClassifier *fv_classifier_layout_load (const FvClassifierLayout *layout,
                                         FvReader *reader, GError **error);
FvConvolution *fv_classifier_layout_load_layer (const FvClassifierLayout *layout,
                                                FvReader *reader, FvDenseIndex layer,
                                                GError **error);
gboolean fv_classifier_set_missing (const FvReader *reader, const gchar *layer,
                                    GError **error);

#endif /* FV_CLASSIFIER_LAYOUT_H */
