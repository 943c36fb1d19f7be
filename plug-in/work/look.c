/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it takes to look at a photo: the work, the memory and the time. */

#include "look.h"
#include "ascent-forecast.h"

void
look_clear (Look *look)
{
  g_clear_pointer (&look->layers, g_strfreev);
}

/* What each cell of a sheet is, but for its filter. Its texts belong to the look. */
void
look_get_cell (const Look *look, FvAscent *cell)
{
  *cell = (FvAscent){ .layer = look->layers[0],
                      .start = FV_START_NOISE,
                      .width = look->width,
                      .height = look->height,
                      .settings = look->settings };
}

/* Several cells are made at once, at most one by each thread. */
static gboolean
estimate_sheet (const Look *look, const FvNetwork *network, FvEstimate *estimate,
                GError **error)
{
  gint n_threads =
      look->settings.threads > 0 ? look->settings.threads : (gint)g_get_num_processors ();
  FvAscent cell;

  look_get_cell (look, &cell);
  if (!fv_ascent_estimate (network, &cell, estimate, error))
    return FALSE;

  estimate->work *= look->n_cells;
  estimate->memory *= MIN (look->n_cells, n_threads);
  return TRUE;
}

/* The classifier is needed for a class alone. */
gboolean
look_estimate (const Look *look, const FvNetwork *network, const FvClassifier *classifier,
               FvEstimate *estimate, GError **error)
{
  switch (look->kind)
    {
    case LOOK_FOR_FILTER:
      return fv_heatmap_estimate_filter (network, look->layers[0], look->filter,
                                         look->width, look->height, &look->settings,
                                         estimate, error);
    case LOOK_FOR_CLASS:
      return fv_heatmap_estimate_class (network, classifier, look->layers[0], look->width,
                                        look->height, &look->settings, estimate, error);
    case LOOK_FOR_SHEET:
      return estimate_sheet (look, network, estimate, error);
    default:
      return fv_activations_estimate (network, (const gchar *const *)look->layers,
                                      look->width, look->height, &look->settings,
                                      estimate, error);
    }
}

/* What has the same pace: see pace_note(). */
gchar *
look_make_kind (const Look *look, const FvNetwork *network)
{
  static const gchar *const names[] = { "filter", "class", "layers" };
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  guint n = look->layers[0] ? g_strv_length (look->layers) : 0;
  const gchar *last = n > 0 ? look->layers[n - 1] : layers[n_layers - 1].name;
  g_autofree gchar *what = look->kind == LOOK_FOR_SHEET
                               ? g_strdup ("sheet")
                               : g_strdup_printf ("%s-%u", names[look->kind], n);

  return ascent_forecast_make_kind (what, network, last, &look->settings);
}

/* NULL if the photo cannot be looked at so. */
Forecast *
look_new_forecast (const Look *look, const FvNetwork *network,
                   const FvClassifier *classifier)
{
  g_autofree gchar *kind = look_make_kind (look, network);
  FvEstimate estimate;
  Forecast *forecast;

  if (!look_estimate (look, network, classifier, &estimate, NULL))
    return NULL;

  forecast = forecast_new (pace_get_common (), kind);
  forecast_add_steps (forecast, 1, estimate.work);
  return forecast;
}
