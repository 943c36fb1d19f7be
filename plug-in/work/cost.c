/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it costs to look at a photo, found beside the dialog: the work and the memory are
 * counted, and how fast this machine is, is tried on a small picture. */

#include "cost.h"

#define TRIAL_SIDE 128 /* pixels: all that the kernels need to be as fast as they are */
#define N_TRIALS   2   /* the first one makes what the network keeps */

void
look_clear (Look *look)
{
  g_clear_pointer (&look->layers, g_strfreev);
}

static void
cost_free (gpointer data)
{
  Cost *cost = data;

  look_clear (&cost->look);
  g_clear_error (&cost->error);
  g_free (cost->weights);
  g_free (cost);
}

/* In the thread */

static gboolean
estimate_class (const Cost *cost, const FvNetwork *network, FvEstimate *estimate,
                GError **error)
{
  const Look *look = &cost->look;
  FvWeights *weights = fv_weights_find (cost->weights[0] ? cost->weights : NULL, error);
  FvClassifier *classifier = weights ? fv_weights_load_classifier (weights, error) : NULL;
  gboolean success = classifier && fv_heatmap_estimate_class (
                                       network, classifier, look->layers[0], look->width,
                                       look->height, &look->settings, estimate, error);

  fv_classifier_free (classifier);
  fv_weights_free (weights);
  return success;
}

static gboolean
estimate (const Cost *cost, const FvNetwork *network, FvEstimate *estimate,
          GError **error)
{
  const Look *look = &cost->look;

  switch (look->kind)
    {
    case LOOK_FOR_FILTER:
      return fv_heatmap_estimate_filter (network, look->layers[0], look->filter,
                                         look->width, look->height, &look->settings,
                                         estimate, error);
    case LOOK_FOR_CLASS:
      return estimate_class (cost, network, estimate, error);
    default:
      return fv_activations_estimate (network, (const gchar *const *)look->layers,
                                      look->width, look->height, &look->settings,
                                      estimate, error);
    }
}

/* The last one of the network's that the small picture is large enough for. */
static const gchar *
get_trial_layer (const FvNetwork *network)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  for (gint i = n_layers - 1; i > 0; i--)
    if (layers[i].smallest_width <= TRIAL_SIDE && layers[i].smallest_height <= TRIAL_SIDE)
      return layers[i].name;
  return layers[0].name;
}

/* How much of the counted work is done a second; 0 if that cannot be tried. */
static gdouble
measure_rate (const FvNetwork *network, const FvSettings *settings,
              GCancellable *cancellable)
{
  const gchar *layer = get_trial_layer (network);
  FvImage *picture = fv_image_new_noise (TRIAL_SIDE, TRIAL_SIDE, 1, 0.0, 255.0, NULL);
  FvEstimate work;
  gdouble seconds = 0.0;
  gboolean success =
      picture && fv_heatmap_estimate_filter (network, layer, 0, TRIAL_SIDE, TRIAL_SIDE,
                                             settings, &work, NULL);

  for (gint i = 0; success && i < N_TRIALS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      FvHeatmap *map = fv_heatmap_new_filter (network, layer, 0, picture, settings, NULL,
                                              NULL, cancellable, NULL);

      seconds = (g_get_monotonic_time () - begin) * 1e-6;
      success = map != NULL;
      fv_heatmap_free (map);
    }
  fv_image_free (picture);
  return success && seconds > 0.0 ? work.work / seconds : 0.0;
}

/* Those that are looked at; of a class, what the classifier looks at is there anyway. */
static const gchar *const *
get_layers (const Cost *cost)
{
  return cost->look.kind == LOOK_FOR_CLASS ? NULL
                                           : (const gchar *const *)cost->look.layers;
}

static void
work (Background *background, gpointer data, GCancellable *cancellable)
{
  Cost *cost = data;
  const FvNetwork *network;

  g_clear_error (&cost->error);
  network =
      background_get_network (background, cost->weights, get_layers (cost), &cost->error);
  if (!network || !estimate (cost, network, &cost->estimate, &cost->error))
    return;
  if (cost->rate == 0.0)
    cost->rate = measure_rate (network, &cost->look.settings, cancellable);
}

/* In the main thread */

static void
done (gpointer data)
{
  Cost *cost = data;

  cost->func (cost, cost->user_data);
}

/* Begins to find it. The rate is that of the last time, or 0. What is looked at belongs
 * to the background then. */
void
cost_start (Background *background, const gchar *weights, Look *look, gdouble rate,
            CostFunc func, gpointer user_data)
{
  static const BackgroundTask task = { work, done, cost_free };
  Cost *cost = g_new0 (Cost, 1);

  cost->weights = g_strdup (weights);
  cost->look = *look;
  *look = (Look){ 0 };
  cost->rate = rate;
  cost->func = func;
  cost->user_data = user_data;
  background_start (background, BACKGROUND_COST, &task, cost);
}
