/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_FORECAST_H
#define PLUG_IN_FORECAST_H

#include "pace.h"

/* How long some work will take yet. Times are in seconds, of any clock. One thread may
 * ask while another one works. */
typedef struct _Forecast Forecast;

Forecast *forecast_new (Pace *pace, const gchar *kind);
void forecast_free (Forecast *forecast);
void forecast_add_steps (Forecast *forecast, gint n_steps, gdouble work);
gdouble forecast_get_left (Forecast *forecast, gdouble now);

/* While it is worked on */
void forecast_begin (Forecast *forecast, gdouble now);
void forecast_note_step (Forecast *forecast, gdouble now);
void forecast_resume (Forecast *forecast, gdouble now);
void forecast_note_fraction (Forecast *forecast, gdouble fraction, gdouble now);
void forecast_end (Forecast *forecast, gdouble now);

#endif /* PLUG_IN_FORECAST_H */
