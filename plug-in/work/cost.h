/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_COST_H
#define PLUG_IN_COST_H

#include "background.h"
#include "look.h"

/* What it costs to look at a photo, or to make a sheet, found beside the dialog. */
typedef struct _Cost Cost;

/* Told in the main thread when it is known. */
typedef void (*CostFunc) (const Cost *cost, gpointer user_data);

struct _Cost
{
  gchar *weights; /* as background_get_network() takes it */
  Look look;
  CostFunc func;
  gpointer user_data;

  /* What was found */
  GError *error;       /* why it cannot be done, or NULL */
  FvEstimate estimate; /* or this */
  gdouble seconds;     /* and how long it takes; -1 if that is not known */
};

void cost_start (Background *background, const gchar *weights, Look *look, CostFunc func,
                 gpointer user_data);

#endif /* PLUG_IN_COST_H */
