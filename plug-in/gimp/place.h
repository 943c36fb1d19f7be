/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PLACE_H
#define PLUG_IN_PLACE_H

#include "pixels.h"
#include "gimp/host/image.h"
#include "gimp/host/registration.h"

/* Layers, with their records, in the source's image */
gboolean place_has_lost_image (const Source *source, RunMode run_mode);
const gchar *place_explain_loss (const Source *source);
gint32 place_raster (const Source *source, const gchar *name, const Raster *raster,
                     const gchar *record, GError **error);
gboolean place_layer_like (const Source *source, gint32 layer, GError **error);
gboolean place_group_like (const Source *source, const gchar *name, const gint32 *layers,
                           gint n_layers, const gchar *record, GError **error);
void place_discard_layers (const gint32 *layers, gint n_layers);

/* New images, which nobody sees before they are finished */
gint32 place_image_new (gint width, gint height, const Source *source);
gint32 place_image_new_like (const Source *source, gboolean is_gray);
void place_image_take_resolution (gint32 image, const Source *source);
gint32 place_image_add (gint32 image, const gchar *name, const Raster *raster,
                        const gchar *record, GError **error);
gint32 place_image_add_group (gint32 image, const gchar *name, const gchar *record,
                              GError **error);
gboolean place_image_add_to_group (gint32 image, gint32 group, const gchar *name,
                                   const Raster *raster, GError **error);
gboolean place_image_insert (gint32 image, gint32 parent, const gint32 *layers,
                             gint n_layers, GError **error);
void place_image_finish (gint32 image, const gchar *record, RunMode run_mode);
void place_image_discard (gint32 image);

#endif /* PLUG_IN_PLACE_H */
