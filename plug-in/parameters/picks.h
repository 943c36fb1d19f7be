/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PICKS_H
#define PLUG_IN_PICKS_H

#include "arguments.h"

#define PICKS_MAXIMUM        8
#define PICKS_MAXIMUM_WEIGHT 10.0

/* What objectives call the layer with a filter for each class, in any network */
#define PICKS_CLASSES "predictions"

/* A text of so many bytes for each character fits into any entry of a dialog. */
#define PICKS_ROOM 4

/* A filter that was chosen, and how strongly it counts beside others. */
typedef struct
{
  gchar layer[ARGUMENT_LAYER_SIZE];
  gint filter;
  gdouble weight;
} Pick;

gboolean picks_count (const Pick *pick);
gchar *picks_to_objective (const Pick *picks, gint n_picks, const gchar *separator);
gint picks_parse (const gchar *objective, const FvLayer *layers, gint n_layers,
                  Pick *picks);
gchar *picks_describe (const Pick *picks, gint n_picks, const gchar *layer);

#endif /* PLUG_IN_PICKS_H */
