/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Grad-CAM has in common for all networks. */

#include "channel-weights.h"

#include <glib/gi18n-lib.h>

#include "heatmap.h"
#include "network/preprocess.h"

/* VGG was tried on photos whose shorter side had up to this many pixels (Simonyan and
 * Zisserman 2014, 3.2); other networks see as many. */
#define MOST_SIDE 512

/* The mean of each channel's derivatives */
static gdouble *
get_weights (const FvMap *gradient)
{
  gsize n_positions = (gsize)gradient->width * gradient->height;
  gdouble *weights = g_new0 (gdouble, gradient->channels);

  for (gsize i = 0; i < n_positions; i++)
    for (gint c = 0; c < gradient->channels; c++)
      weights[c] += gradient->data[i * gradient->channels + c];
  for (gint c = 0; c < gradient->channels; c++)
    weights[c] /= n_positions;
  return weights;
}

/**
 * fv_heatmap_new_weighted:
 * @activation: what a layer gives: whole
 * @gradient: d score / d that: whole
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Grad-CAM's sum of the channels, each weighted by the mean of its derivatives.
 *
 * Returns: (transfer full): what is positive of it, or %NULL
 */
FvHeatmap *
fv_heatmap_new_weighted (const FvMap *activation, const FvMap *gradient, GError **error)
{
  FvHeatmap *heatmap = fv_heatmap_new (activation->width, activation->height, error);
  g_autofree gdouble *weights = get_weights (gradient);

  for (gsize i = 0; heatmap != NULL && i < (gsize)activation->width * activation->height;
       i++)
    {
      gdouble sum = 0.0;

      for (gint c = 0; c < activation->channels; c++)
        sum += weights[c] * activation->data[i * activation->channels + c];
      heatmap->data[i] = MAX (sum, 0.0);
    }
  return heatmap;
}

/**
 * fv_heatmap_check_class:
 * @classifier: a classifier
 * @class_index: a class, or -1 for the best
 * @error: %FV_ERROR_FILTER
 *
 * Returns: whether it has that class
 */
gboolean
fv_heatmap_check_class (const FvClassifier *classifier, gint class_index, GError **error)
{
  gint n_classes = fv_classifier_get_n_classes (classifier);

  if (class_index >= -1 && class_index < n_classes)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
               _ ("There is no class %d. Choose one from 0 to %d."), class_index,
               n_classes - 1);
  return FALSE;
}

/**
 * fv_heatmap_choose_size:
 * @settings: @width, @height and @longest_side count
 * @smallest: the pixels each way that the classifier needs
 * @width: (inout): a photo's number of columns; that of what the network sees
 * @height: (inout): its number of rows; likewise
 * @error: %FV_ERROR_SIZE
 *
 * From a photo's size to that at which a classifier sees it: that of its training, or
 * near it.
 *
 * Returns: whether that is large enough
 */
gboolean
fv_heatmap_choose_size (const FvSettings *settings, gint smallest, gint *width,
                        gint *height, GError **error)
{
  gint least = smallest > 1 ? smallest : FV_GRADCAM_LEAST_SIDE;

  fv_photo_get_classified_size (settings, least, MAX (least, MOST_SIDE), width, height);
  if (MIN (*width, *height) >= smallest)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SIZE,
      _ ("At %d×%d pixels, the photo is too small for the classifier, which "
         "needs %d pixels each way. Choose a larger size or longest-side, or none."),
      *width, *height, smallest);
  return FALSE;
}
