/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network with a classifier says that is in a photo, found beside the dialog. */

#include "classes.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  gchar *weights;
  FvImage *photo;
  FvSettings settings;
  gchar *text;
  ClassesFunc func;
  gpointer user_data;
} Classes;

/* In the thread */

/* A class without a name of its own is called by its number. */
static gchar *
describe_class (const FvClassifier *classifier, const FvClassScore *score)
{
  g_autofree gchar *name = fv_classifier_get_class_name (classifier, score->class_index);
  gdouble percent = 100.0 * score->probability;

  if (!fv_classifier_has_class_names (classifier))
    return g_strdup_printf (_ ("%s, %.1f %%"), name, percent);
  return g_strdup_printf (_ ("%d: %s, %.1f %%"), score->class_index, name, percent);
}

static gchar *
describe (const FvClassifier *classifier, const FvClassScore best[FV_N_BEST_CLASSES])
{
  GString *text = g_string_new (NULL);

  for (gint i = 0; i < FV_N_BEST_CLASSES && best[i].class_index >= 0; i++)
    {
      g_autofree gchar *line = describe_class (classifier, &best[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  return g_string_free (text, FALSE);
}

static FvClassifier *
load_classifier (const gchar *file, GError **error)
{
  FvWeights *weights = fv_weights_find (file[0] ? file : NULL, error);
  FvClassifier *classifier = weights ? fv_weights_load_classifier (weights, error) : NULL;

  fv_weights_free (weights);
  return classifier;
}

/* The classes come with the heat map of the best one. */
static gchar *
find_classes (Background *background, const Classes *classes, GCancellable *cancellable,
              GError **error)
{
  const FvNetwork *network =
      background_get_network (background, classes->weights, NULL, error);
  FvClassifier *classifier = network ? load_classifier (classes->weights, error) : NULL;
  FvClassScore best[FV_N_BEST_CLASSES];
  FvHeatmap *map = NULL;
  gdouble probability;
  gchar *text;

  if (classifier)
    map = fv_heatmap_new_class (network, classifier, NULL, -1, classes->photo,
                                &classes->settings, best, &probability, NULL, NULL,
                                cancellable, error);
  text = map ? describe (classifier, best) : NULL;
  fv_heatmap_free (map);
  fv_classifier_free (classifier);
  return text;
}

static void
work (Background *background, gpointer data, GCancellable *cancellable)
{
  Classes *classes = data;
  GError *error = NULL;

  g_free (classes->text);
  classes->text = find_classes (background, classes, cancellable, &error);
  if (!classes->text)
    classes->text = g_strdup (error->message);
  g_clear_error (&error);
}

/* In the main thread */

static void
done (gpointer data)
{
  Classes *classes = data;

  classes->func (classes->text, classes->user_data);
}

static void
free_classes (gpointer data)
{
  Classes *classes = data;

  fv_image_free (classes->photo);
  g_free (classes->weights);
  g_free (classes->text);
  g_free (classes);
}

/* Begins to find them. The photo belongs to the background then. */
void
classes_start (Background *background, const gchar *weights, FvImage *photo,
               const FvSettings *settings, ClassesFunc func, gpointer user_data)
{
  static const BackgroundTask task = { work, done, free_classes };
  Classes *classes = g_new0 (Classes, 1);

  classes->weights = g_strdup (weights);
  classes->photo = photo;
  classes->settings = *settings;
  classes->func = func;
  classes->user_data = user_data;
  background_start (background, BACKGROUND_CLASSES, &task, classes);
}
