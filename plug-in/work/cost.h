/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_COST_H
#define PLUG_IN_COST_H

#include "background.h"

typedef enum
{
  LOOK_FOR_FILTER,
  LOOK_FOR_CLASS,
  LOOK_AT_LAYERS
} LookKind;

/* How the network is to look at a photo. */
typedef struct
{
  LookKind kind;
  gchar **layers; /* one, but for LOOK_AT_LAYERS */
  gint filter;    /* of LOOK_FOR_FILTER */
  gint width;     /* of the photo */
  gint height;
  FvSettings settings;
} Look;

void look_clear (Look *look);

/* What that costs, found beside the dialog. */
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
  gdouble rate;        /* multiply-adds a second; 0 if it is not known yet */
};

void cost_start (Background *background, const gchar *weights, Look *look, gdouble rate,
                 CostFunc func, gpointer user_data);

#endif /* PLUG_IN_COST_H */
