/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A heat map over its photo: as a layer in the colors of a map, as a channel, or as the
 * selection. Where the photo is transparent, or not selected, nothing is seen. */

#include "overlay.h"
#include "gimp/host/layer.h"
#include "pixels-private.h"
#include "place-private.h"
#include "record.h"

/* @x, @y: where it lies in the image */
static gint32
make_layer (const Overlay *overlay, gint32 image, gint x, gint y, GError **error)
{
  fv_autofree guint8 *bytes =
      fv_heatmap_draw (overlay->map, overlay->settings, NULL, error);
  const Raster raster = { .width = overlay->map->width,
                          .height = overlay->map->height,
                          .bytes = bytes,
                          .alpha = overlay->alpha,
                          .x = x,
                          .y = y };
  gint32 layer;

  if (!bytes)
    return -1;

  layer = pixels_new_layer (image, overlay->name, &raster);
  if (layer == -1)
    {
      place_set_error (error);
      return -1;
    }

  /* Mixed as the published scripts mix, and as the command does. */
  layer_mix_perceptually (layer);
  layer_set_opacity (layer, overlay->settings->opacity);
  record_attach (layer, overlay->record);
  return layer;
}

static gboolean
place_as_layer (const Overlay *overlay, const Source *source, Outcome *outcome,
                GError **error)
{
  outcome->layer = make_layer (overlay, source->image, source->offset_x + source->x,
                               source->offset_y + source->y, error);
  return outcome->layer != -1 && place_layer (source, outcome->layer, error);
}

static gboolean
place_as_channel (const Overlay *overlay, const Source *source, OverlayKind kind,
                  GError **error)
{
  FvHeatmap *map = overlay->map;
  const GeglRectangle rectangle = { source->offset_x + source->x,
                                    source->offset_y + source->y, map->width,
                                    map->height };
  gint32 channel;

  for (gsize i = 0; overlay->alpha && i < (gsize)map->width * map->height; i++)
    map->data[i] *= overlay->alpha[i];

  channel = pixels_new_channel (source->image, overlay->name, &rectangle, map->data);
  if (channel == -1)
    return place_set_error (error);

  record_attach (channel, overlay->record);
  if (kind == OVERLAY_CHANNEL)
    return place_channel (source, channel, error);
  return place_selection (source, channel, error);
}

/* Puts the heat map into the source's image. */
gboolean
overlay_place (const Overlay *overlay, const Source *source, OverlayKind kind,
               Outcome *outcome, GError **error)
{
  if (!source_check_image (source->image, error))
    return FALSE;

  outcome->image = source->image;
  if (kind == OVERLAY_LAYER)
    return place_as_layer (overlay, source, outcome, error);
  return place_as_channel (overlay, source, kind, error);
}

/* Puts it as a layer into a new image, above the ones that are there. Returns the layer,
 * or -1 with the error set. */
gint32
overlay_add (const Overlay *overlay, gint32 image, GError **error)
{
  gint32 layer = make_layer (overlay, image, 0, 0, error);

  if (layer == -1 || !place_image_insert (image, 0, &layer, 1, error))
    return -1;
  return layer;
}
