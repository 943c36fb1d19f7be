/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The classifier of VGG16 and VGG19: what stands behind the last pooling.
 *
 * It was trained on maps of 7 × 7 positions. Larger maps are evaluated densely, as
 * K. Simonyan and A. Zisserman do ("Very deep convolutional networks for large-scale
 * image recognition", 2014, section 3.2): fc1 is a convolution by a 7 × 7 kernel without
 * padding, fc2 and predictions are convolutions by a 1 × 1 kernel, and the logits are
 * the mean of the scores at all positions. */

#ifndef FV_CLASSIFIER_H
#define FV_CLASSIFIER_H

#include "featvis.h"
#include "layers/dense.h"
#include "maps/map.h"

#define FV_CLASSIFIER_SIDE   7  /* columns, and rows, of the map that fc1 sees */
#define FV_CLASSIFIER_STRIDE 32 /* pixels from one of its columns to the next */

typedef enum
{
  FV_DENSE_FC1,
  FV_DENSE_FC2,
  FV_DENSE_PREDICTIONS,
  FV_N_DENSE
} FvDenseIndex;

/* Keras' names of the layers */
extern const gchar *const fv_dense_names[FV_N_DENSE];

/* fc1's inputs are in the order row × column × channel. ReLU follows fc1 and fc2. */
struct _FvClassifier
{
  gchar *scores;   /* the layer of a network of another shape that gives the classes'
                    * scores: it is part of the FvNetwork, and what follows is not there */
  gint n_classes;  /* of these */
  gint n_channels; /* of the map behind the last pooling */
  FvDense layers[FV_N_DENSE];
};

FvClassifier *fv_classifier_new (gint n_channels, const gint n_outputs[FV_N_DENSE],
                                 GError **error);
FvClassifier *fv_classifier_new_of_layer (const gchar *scores, gint n_classes);
guint64 fv_classifier_get_memory (const FvClassifier *classifier);

gdouble fv_logits_get_probability (const gfloat *logits, gint n_classes,
                                   gint class_index);
void fv_logits_rank (const gfloat *logits, gint n_classes, FvClassScore *best,
                     gint n_best);

#endif /* FV_CLASSIFIER_H */
