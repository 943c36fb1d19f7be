/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Forecasts of ascents: their steps at each scale, and for each frame. */

#include "ascent-forecast.h"

/* What has the same pace whatever its size. Networks of one shape are as fast, whichever
 * file they come from; and a part that was loaded is as fast as the whole. */
gchar *
ascent_forecast_make_kind (const gchar *what, const FvNetwork *network,
                           const gchar *layer, const FvSettings *settings)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvLayer *deepest = fv_layer_find (layers, n_layers, layer);

  return g_strdup_printf ("%s %d %d %d %.48s", what, layers[0].n_filters,
                          deepest ? deepest->n_filters : 0, settings->threads, layer);
}

/* NULL if there can be no such ascent. */
Forecast *
ascent_forecast_new (const FvNetwork *network, const FvAscent *ascent)
{
  const FvSettings *settings = &ascent->settings;
  gint n_scales;
  g_autofree gdouble *work = fv_ascent_list_work (network, ascent, &n_scales, NULL);
  g_autofree gchar *kind = NULL;
  Forecast *forecast;

  if (!work)
    return NULL;

  kind = ascent_forecast_make_kind (settings->recipe->name, network, ascent->layer,
                                    settings);
  forecast = forecast_new (pace_get_common (), kind);
  for (gint frame = 0; frame < MAX (settings->frames, 1); frame++)
    for (gint i = 0; i < n_scales; i++)
      forecast_add_steps (forecast, fv_ascent_count_steps (ascent, i), work[i]);
  return forecast;
}

/* Of so many ascents, several at once: together one step. */
Forecast *
ascent_forecast_new_sheet (const FvNetwork *network, const FvAscent *ascent, gint n_cells)
{
  g_autofree gchar *kind =
      ascent_forecast_make_kind ("sheet", network, ascent->layer, &ascent->settings);
  FvEstimate estimate;
  Forecast *forecast;

  if (!fv_ascent_estimate (network, ascent, &estimate, NULL))
    return NULL;

  forecast = forecast_new (pace_get_common (), kind);
  forecast_add_steps (forecast, 1, n_cells * estimate.work);
  return forecast;
}
