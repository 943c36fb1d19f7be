/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it takes to look at a photo: the work, the memory and the time. */

#include "look.h"
#include "ascent-forecast.h"

void
look_clear (Look *look)
{
  g_clear_pointer (&look->layers, g_strfreev);
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
  g_autofree gchar *what = g_strdup_printf ("%s-%u", names[look->kind], n);

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
