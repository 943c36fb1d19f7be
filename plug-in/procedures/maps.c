/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a photo excites in some layers, drawn. */

#include "maps.h"

#include <string.h>

typedef struct
{
  const FvImage *photo;
  gint channel; /* -1 for all */
  const FvSettings *settings;
  GArray *maps;
  Work *work;
} Computation;

static void
clear_maps (gpointer data)
{
  Maps *maps = data;

  g_free (maps->layer);
  fv_memory_free (maps->bytes);
  fv_heatmap_free (maps->map);
}

/* Puts the layer's name above its maps. */
static gboolean
add_title (Maps *maps, GError **error)
{
  gsize row_size = (gsize)maps->width * 3;
  gsize title_size = row_size * MAPS_TITLE_HEIGHT;
  guint8 *bytes = fv_memory_new (title_size + row_size * maps->height, 1, error);

  if (!bytes)
    return FALSE;
  if (!fv_lettering_draw (maps->dead.layer, bytes, row_size, maps->width,
                          MAPS_TITLE_HEIGHT, error))
    {
      fv_memory_free (bytes);
      return FALSE;
    }

  memcpy (bytes + title_size, maps->bytes, row_size * maps->height);
  fv_memory_free (maps->bytes);
  maps->bytes = bytes;
  maps->height += MAPS_TITLE_HEIGHT;
  return TRUE;
}

static gboolean
draw_all (const FvActivation *activation, const FvSettings *settings, Maps *maps,
          GError **error)
{
  maps->bytes =
      fv_activation_draw (activation, settings, &maps->width, &maps->height, error);
  return maps->bytes && (!settings->labels || add_title (maps, error));
}

static gboolean
enlarge_one (const FvActivation *activation, gint channel, const FvImage *photo,
             Maps *maps, GError **error)
{
  FvHeatmap *map = fv_heatmap_new_channel (activation, channel, error);

  if (!map)
    return FALSE;

  maps->width = photo->width;
  maps->height = photo->height;
  maps->map = fv_heatmap_resize (map, photo->width, photo->height, error);
  fv_heatmap_free (map);
  return maps->map != NULL;
}

static gboolean
take_layer (const FvActivation *activation, gpointer data, GError **error)
{
  Computation *computation = data;
  Maps maps = { .layer = g_strdup (activation->layer) }; /* which ends with the network */
  gboolean success;

  maps.dead = (FvDeadChannels){ maps.layer, fv_activation_count_dead (activation),
                                activation->n_channels };
  if (computation->channel < 0)
    success = draw_all (activation, computation->settings, &maps, error);
  else
    success =
        enlarge_one (activation, computation->channel, computation->photo, &maps, error);

  g_array_append_val (computation->maps, maps);
  if (success)
    work_count_part (computation->work);
  return success;
}

static void
note_progress (gdouble fraction, gpointer data)
{
  Computation *computation = data;

  work_set_fraction (computation->work, fraction);
}

/* An array of Maps, to be freed with g_array_unref(). */
GArray *
maps_new (void)
{
  GArray *maps = g_array_new (FALSE, FALSE, sizeof (Maps));

  g_array_set_clear_func (maps, clear_maps);
  return maps;
}

/* Computes the layers for the photo, and draws the maps of all channels, or enlarges that
 * of one to the photo's size. Those of each layer, from the input on, are added as soon
 * as they are done. */
gboolean
maps_compute (GArray *maps, Work *work, const FvWeights *weights, const FvImage *photo,
              gchar **layers, gint channel, const FvSettings *settings, GError **error)
{
  FvNetwork *network =
      fv_weights_load_layers (weights, (const gchar *const *)layers, error);
  Computation computation = { photo, channel, settings, maps, work };
  Look look = { .kind = LOOK_AT_LAYERS,
                .layers = layers,
                .width = photo->width,
                .height = photo->height,
                .settings = *settings };
  gboolean success = network != NULL;

  if (success)
    {
      work_set_forecast (work, look_new_forecast (&look, network, NULL));
      success = fv_activations_compute (network, photo, (const gchar *const *)layers,
                                        settings, take_layer, note_progress, &computation,
                                        work_get_cancellable (work), error);
    }
  fv_network_free (network);
  return success;
}
