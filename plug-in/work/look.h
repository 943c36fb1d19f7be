/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LOOK_H
#define PLUG_IN_LOOK_H

#include "forecast.h"

#include <featvis.h>

typedef enum
{
  LOOK_FOR_FILTER,
  LOOK_FOR_CLASS,
  LOOK_AT_LAYERS,
  LOOK_FOR_SHEET
} LookKind;

/* How the network is to look at a photo; or how a sheet of filters is to be made, which
 * has none. */
typedef struct
{
  LookKind kind;
  gchar **layers; /* one, but for LOOK_AT_LAYERS; of a class it may be NULL */
  gint filter;    /* of LOOK_FOR_FILTER */
  gint n_cells;   /* of LOOK_FOR_SHEET */
  gint width;     /* of the photo, or of a cell */
  gint height;
  FvSettings settings;
} Look;

void look_clear (Look *look);
void look_get_cell (const Look *look, FvAscent *cell);
gboolean look_estimate (const Look *look, const FvNetwork *network,
                        const FvClassifier *classifier, FvEstimate *estimate,
                        GError **error);
gchar *look_make_kind (const Look *look, const FvNetwork *network);
Forecast *look_new_forecast (const Look *look, const FvNetwork *network,
                             const FvClassifier *classifier);

#endif /* PLUG_IN_LOOK_H */
