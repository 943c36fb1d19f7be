/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PLACE_H
#define PLUG_IN_PLACE_H

#include "pixels.h"
#include "parameters/run-mode.h"

gboolean place_set_error (GError **error);

gboolean place_has_lost_image (const Source *source, RunMode run_mode);
void place_resemble (const Source *source, gint32 layer);
gboolean place_layer (const Source *source, gint32 layer, GError **error);
gboolean place_channel (const Source *source, gint32 channel, GError **error);
gboolean place_selection (const Source *source, gint32 channel, GError **error);

gint32 place_image_new (gint width, gint height, GimpPrecision precision);
gint32 place_image_new_like (const Source *source, GimpImageBaseType base_type);
void place_image_take_resolution (gint32 image, const Source *source);
gint32 place_image_add (gint32 image, const gchar *name, const Raster *raster,
                        const GimpParasite *record, GError **error);
void place_image_finish (gint32 image, RunMode run_mode);

#endif /* PLUG_IN_PLACE_H */
