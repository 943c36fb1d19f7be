/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "classifier.h"

#include <glib/gi18n-lib.h>

#include "class-names.h"
#include "base/mathematics.h"

const gchar *const fv_dense_names[FV_N_DENSE] = { "fc1", "fc2", "predictions" };

/**
 * fv_classifier_new:
 * @n_channels: channels of the map behind the last pooling
 * @n_outputs: number of outputs of each layer
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a classifier whose kernels and biases are to be filled, or
 *   %NULL
 */
FvClassifier *
fv_classifier_new (gint n_channels, const gint n_outputs[FV_N_DENSE], GError **error)
{
  g_autoptr (FvClassifier) classifier = g_new0 (FvClassifier, 1);
  gint n_inputs = FV_CLASSIFIER_SIDE * FV_CLASSIFIER_SIDE * n_channels;

  classifier->n_channels = n_channels;
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      if (!fv_dense_init (&classifier->layers[i], n_inputs, n_outputs[i], error))
        return NULL;
      n_inputs = n_outputs[i];
    }
  return g_steal_pointer (&classifier);
}

/**
 * fv_classifier_new_of_layer:
 * @scores: the layer of a network that gives the scores of its classes, before softmax
 * @n_classes: how many classes it tells apart
 *
 * Returns: (transfer full): a classifier without weights of its own
 */
FvClassifier *
fv_classifier_new_of_layer (const gchar *scores, gint n_classes)
{
  FvClassifier *classifier = g_new0 (FvClassifier, 1);

  classifier->scores = g_strdup (scores);
  classifier->n_classes = n_classes;
  return classifier;
}

/**
 * fv_classifier_free:
 * @classifier: (nullable): a classifier
 *
 * Frees a classifier.
 */
void
fv_classifier_free (FvClassifier *classifier)
{
  if (classifier == NULL)
    return;
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    fv_dense_clear (&classifier->layers[i]);
  g_free (classifier->scores);
  g_free (classifier);
}

/**
 * fv_classifier_get_memory:
 * @classifier: a classifier
 *
 * Returns: size of its own weights in bytes; 494 MB for VGG16 and VGG19
 */
guint64
fv_classifier_get_memory (const FvClassifier *classifier)
{
  guint64 n_values = 0;

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    n_values += fv_dense_get_n_values (classifier->layers[i].n_inputs,
                                       classifier->layers[i].n_outputs);
  return n_values * sizeof (gfloat);
}

/**
 * fv_classifier_get_n_classes:
 * @classifier: a classifier
 *
 * Returns: how many classes it tells apart; they are numbered from 0
 */
gint
fv_classifier_get_n_classes (const FvClassifier *classifier)
{
  g_return_val_if_fail (classifier != NULL, 0);
  return classifier->scores != NULL ? classifier->n_classes
                                    : classifier->layers[FV_DENSE_PREDICTIONS].n_outputs;
}

/**
 * fv_classifier_get_layer:
 * @classifier: a classifier
 *
 * Returns: (transfer none) (nullable): the layer that gives the scores of the classes, up
 *   to which the network has to be loaded; %NULL for a VGG's, which has them itself
 */
const gchar *
fv_classifier_get_layer (const FvClassifier *classifier)
{
  g_return_val_if_fail (classifier != NULL, NULL);
  return classifier->scores;
}

/**
 * fv_classifier_has_class_names:
 * @classifier: a classifier
 *
 * Returns: whether its classes have names of their own: see
 *   fv_classifier_get_class_name()
 */
gboolean
fv_classifier_has_class_names (const FvClassifier *classifier)
{
  g_return_val_if_fail (classifier != NULL, FALSE);
  return fv_classifier_get_n_classes (classifier) == FV_N_CLASS_NAMES;
}

/**
 * fv_classifier_get_class_name:
 * @classifier: a classifier
 * @class_index: one of its classes, from 0
 *
 * A network of 1000 classes is taken to be trained on ImageNet (ILSVRC 2012), whose
 * classes have English names.
 *
 * Returns: (transfer full): the class's name; for another network "class 7" in the
 *   user's language
 */
gchar *
fv_classifier_get_class_name (const FvClassifier *classifier, gint class_index)
{
  gint n_classes = fv_classifier_get_n_classes (classifier);

  g_return_val_if_fail (class_index >= 0 && class_index < n_classes, NULL);
  if (fv_classifier_has_class_names (classifier))
    return g_strdup (fv_class_names_get (class_index));
  return g_strdup_printf (_ ("class %d"), class_index);
}

/**
 * fv_logits_get_probability:
 * @logits: (array length=n_classes): finite values
 * @n_classes: their number
 * @class_index: one of the classes
 *
 * Returns: the class's probability by softmax
 */
gdouble
fv_logits_get_probability (const gfloat *logits, gint n_classes, gint class_index)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < n_classes; i++)
    sum += fv_exp ((gdouble)logits[i] - logits[class_index]);
  return 1.0 / sum;
}

static gboolean
is_among (const FvClassScore *scores, gint n_scores, gint class_index)
{
  for (gint i = 0; i < n_scores; i++)
    if (scores[i].class_index == class_index)
      return TRUE;
  return FALSE;
}

/**
 * fv_logits_rank:
 * @logits: (array length=n_classes): finite values
 * @n_classes: their number
 * @best: (out caller-allocates) (array length=n_best): the best classes with their
 *   probabilities, the best one first; of equal ones that with the lower number first
 * @n_best: how many to find; where there are fewer classes the others get the number -1
 */
void
fv_logits_rank (const gfloat *logits, gint n_classes, FvClassScore *best, gint n_best)
{
  for (gint rank = 0; rank < n_best; rank++)
    {
      gint found = -1;

      for (gint i = 0; i < n_classes; i++)
        if (!is_among (best, rank, i) && (found < 0 || logits[i] > logits[found]))
          found = i;
      best[rank].class_index = found;
      best[rank].probability =
          found >= 0 ? fv_logits_get_probability (logits, n_classes, found) : 0.0;
    }
}
