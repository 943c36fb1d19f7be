/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ASCENT_FORECAST_H
#define PLUG_IN_ASCENT_FORECAST_H

#include "forecast.h"

#include <featvis.h>

gchar *ascent_forecast_make_kind (const gchar *what, const FvNetwork *network,
                                  const gchar *layer, const FvSettings *settings);
Forecast *ascent_forecast_new (const FvNetwork *network, const FvAscent *ascent);
Forecast *ascent_forecast_new_sheet (const FvNetwork *network, const FvAscent *ascent,
                                     gint n_cells);

#endif /* PLUG_IN_ASCENT_FORECAST_H */
