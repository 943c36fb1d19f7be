/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LOOK_H
#define PLUG_IN_LOOK_H

#include "forecast.h"

#include <featvis.h>

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
  gchar **layers; /* one, but for LOOK_AT_LAYERS; of a class it may be NULL */
  gint filter;    /* of LOOK_FOR_FILTER */
  gint width;     /* of the photo */
  gint height;
  FvSettings settings;
} Look;

void look_clear (Look *look);
gboolean look_estimate (const Look *look, const FvNetwork *network,
                        const FvClassifier *classifier, FvEstimate *estimate,
                        GError **error);
gchar *look_make_kind (const Look *look, const FvNetwork *network);
Forecast *look_new_forecast (const Look *look, const FvNetwork *network,
                             const FvClassifier *classifier);

#endif /* PLUG_IN_LOOK_H */
