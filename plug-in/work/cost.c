/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it costs to look at a photo, found beside the dialog: the work and the memory are
 * counted, and how fast this machine is, is tried on a small picture where it is not
 * known yet. */

#include "cost.h"

#define TRIAL_SIDE    224 /* pixels: all that the kernels need to be as fast as they are */
#define N_TRIALS      2   /* the first one makes what the network keeps */
#define N_TRIAL_STEPS 5   /* of a sheet */

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

static FvClassifier *
load_classifier (const Cost *cost, GError **error)
{
  g_autoptr (FvWeights) weights =
      fv_weights_find (cost->weights[0] ? cost->weights : NULL, error);

  return weights ? fv_weights_load_classifier (weights, error) : NULL;
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

static gboolean
drop_cell (FvCell *cell, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  fv_cell_clear (cell);
  return TRUE;
}

/* How long so many steps of the cells take; -1 if they cannot be made. */
static gdouble
time_cells (const FvNetwork *network, FvAscent cell, gint n_cells, gint n_steps,
            GCancellable *cancellable)
{
  g_autofree gint *filters = g_new0 (gint, n_cells);
  gint64 begin = g_get_monotonic_time ();

  cell.settings.steps = n_steps;
  if (!fv_sheet_render (network, &cell, filters, n_cells, drop_cell, NULL, cancellable,
                        NULL))
    return -1.0;
  return (g_get_monotonic_time () - begin) * 1e-6;
}

/* Tells the pace of a sheet by as many small cells as are made at once, at one scale.
 * Before the ReLU, no filter is stuck. */
static void
try_sheet (const FvNetwork *network, const Look *look, const gchar *kind,
           GCancellable *cancellable)
{
  Look trial = *look;
  FvAscent cell;
  FvEstimate estimate;
  gdouble seconds;

  trial.n_cells = MIN (look->n_cells, (gint)g_get_num_processors ());
  trial.width = MIN (look->width, TRIAL_SIDE);
  trial.height = MIN (look->height, TRIAL_SIDE);
  trial.settings.scales = 1;
  trial.settings.relu = FV_RELU_BEFORE;
  look_get_cell (&trial, &cell);
  if (!look_estimate (&trial, network, NULL, &estimate, NULL))
    return;

  time_cells (network, cell, trial.n_cells, 1, cancellable); /* what the network keeps */
  seconds = time_cells (network, cell, trial.n_cells, N_TRIAL_STEPS, cancellable);
  seconds *= (gdouble)look->settings.steps / N_TRIAL_STEPS;
  pace_note (pace_get_common (), kind, estimate.work, seconds, seconds);
}

/* Tells the pace how fast this machine does such work, if it can be tried. */
static void
try_pace (const FvNetwork *network, const FvSettings *settings, const gchar *kind,
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
  if (success)
    pace_note (pace_get_common (), kind, work.work, seconds, seconds);
}

static void
find_time (Cost *cost, const FvNetwork *network, const FvClassifier *classifier)
{
  Forecast *forecast = look_new_forecast (&cost->look, network, classifier);

  cost->seconds = forecast ? forecast_get_left (forecast, 0.0) : -1.0;
  forecast_free (forecast);
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
  const Look *look = &cost->look;
  g_autoptr (FvClassifier) classifier = NULL;
  const FvNetwork *network;

  g_clear_error (&cost->error);
  network =
      background_get_network (background, cost->weights, get_layers (cost), &cost->error);
  if (!network)
    return;
  if (look->kind == LOOK_FOR_CLASS)
    classifier = load_classifier (cost, &cost->error);
  if (cost->error ||
      !look_estimate (look, network, classifier, &cost->estimate, &cost->error))
    return;
  find_time (cost, network, classifier);
  if (cost->seconds < 0.0)
    {
      g_autofree gchar *kind = look_make_kind (look, network);

      if (look->kind == LOOK_FOR_SHEET)
        try_sheet (network, look, kind, cancellable);
      else
        try_pace (network, &look->settings, kind, cancellable);
      find_time (cost, network, classifier);
    }
}

/* In the main thread */

static void
done (gpointer data)
{
  Cost *cost = data;

  cost->func (cost, cost->user_data);
}

/* Begins to find it. What is looked at belongs to the background then. */
void
cost_start (Background *background, const gchar *weights, Look *look, CostFunc func,
            gpointer user_data)
{
  static const BackgroundTask task = { work, done, cost_free };
  Cost *cost = g_new0 (Cost, 1);

  cost->weights = g_strdup (weights);
  cost->look = *look;
  *look = (Look){ 0 };
  cost->func = func;
  cost->user_data = user_data;
  background_start (background, BACKGROUND_COST, &task, cost);
}
