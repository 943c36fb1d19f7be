/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_OVERLAY_H
#define PLUG_IN_OVERLAY_H

#include "place.h"

typedef enum
{
  OVERLAY_LAYER,
  OVERLAY_CHANNEL,
  OVERLAY_SELECTION
} OverlayKind;

/* A heat map that is to be seen over its photo. */
typedef struct
{
  FvHeatmap *map;      /* of the source's region, 0…1 */
  const gfloat *alpha; /* of the region, or NULL if it is opaque */
  const FvSettings *settings;
  const gchar *name;
  const gchar *record;
} Overlay;

gboolean overlay_place (const Overlay *overlay, const Source *source, OverlayKind kind,
                        Outcome *outcome, GError **error);
gint32 overlay_add (const Overlay *overlay, gint32 image, GError **error);

#endif /* PLUG_IN_OVERLAY_H */
