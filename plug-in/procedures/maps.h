/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_MAPS_H
#define PLUG_IN_MAPS_H

#include "work/look.h"
#include "work/work.h"

#define MAPS_TITLE_HEIGHT 24 /* pixels, where the layer's name is above its maps */

/* What comes of one layer. */
typedef struct
{
  gchar *layer;        /* its name */
  FvDeadChannels dead; /* the same, and how many channels are dead */
  gint width;
  gint height;
  guint8 *bytes;  /* all channels' maps: height × width × 3, or NULL */
  FvHeatmap *map; /* one channel's, of the photo's size, or NULL */
} Maps;

GArray *maps_new (void);
gboolean maps_compute (GArray *maps, Work *work, const FvWeights *weights,
                       const FvImage *photo, gchar **layers, gint channel,
                       const FvSettings *settings, GError **error);

#endif /* PLUG_IN_MAPS_H */
