/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a photo excites in the network: the map of every channel of a layer, laid out as
 * in F. Chollet, "Deep Learning with Python" (2017), 5.4.1. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "colormap.h"
#include "image.h"
#include "layerwise.h"
#include "memory.h"
#include "photo.h"
#include "progress.h"

/* The script's: deviations from a channel's mean become so many values of 0…255. */
#define DEVIATION 64.0
#define MIDDLE    128.0

/* Computing ------------------------------------------------------------------------- */

typedef struct
{
  const FvArchitecture *architecture;
  FvLayerwise *layerwise;
  const gchar *const *layers;
  FvActivationFunc func;
  gpointer user_data;
  FvProgress progress;
} FvActivator;

static gboolean
is_wanted (const FvActivator *activator, gint node)
{
  const gchar *layer = activator->architecture->nodes[node].layer;

  return layer != NULL && g_strv_contains (activator->layers, layer);
}

static gboolean
tell (const FvActivator *activator, gint node, const FvMap *map, GError **error)
{
  FvActivation activation = { activator->architecture->nodes[node].layer, map->width,
                              map->height, map->channels, map->data };

  return !is_wanted (activator, node) ||
         activator->func (&activation, activator->user_data, error);
}

/* Replaces @map by what node @node makes of it. */
static gboolean
run_node (const FvActivator *activator, gint node, FvMap *map, GError **error)
{
  gboolean is_pooling = activator->architecture->nodes[node].kind == FV_NODE_MAX_POOLING;
  FvStage stage = { 0 };
  FvMap output;
  gboolean success;

  success = is_pooling ? fv_layerwise_pool (activator->layerwise, map, &output, error)
                       : fv_layerwise_convolve (activator->layerwise, node, FALSE, map,
                                                &stage, &output, error);
  fv_stage_clear (&stage);
  fv_map_clear (map);
  *map = output;
  return success && tell (activator, node, map, error);
}

/* The last of the layers that are wanted */
static gint
find_last (const FvArchitecture *architecture, const gchar *const *layers)
{
  gint last = -1;

  for (gint i = 0; layers[i] != NULL; i++)
    last = MAX (last, fv_architecture_find (architecture, layers[i]));
  return last;
}

static gboolean
check_size (const FvArchitecture *architecture, gint last, gint width, gint height,
            GError **error)
{
  gint stride = fv_architecture_get_stride (architecture, last + 1);

  if (width >= stride && height >= stride)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("%d×%d pixels are too few: layer %s needs at least %d pixels each way. "
                  "Choose a larger picture, or a layer nearer to the input."),
               width, height, architecture->nodes[last].layer, stride);
  return FALSE;
}

/* The picture and its tensor */
static guint64
get_memory_beside (gint width, gint height)
{
  return 2 * (guint64)width * height * 3 * sizeof (gfloat);
}

static gboolean
run_nodes (FvActivator *activator, gint last, const FvImage *tensor, GError **error)
{
  FvMap map;
  gboolean success = fv_map_allocate (&map, tensor->width, tensor->height, 3, error);

  if (success)
    memcpy (map.data, tensor->data, fv_map_get_n_values (&map) * sizeof (gfloat));
  for (gint node = 0; success && node <= last; node++)
    if (activator->architecture->nodes[node].kind != FV_NODE_RELU)
      success = run_node (activator, node, &map, error);
  fv_map_clear (&map);
  return success;
}

/**
 * fv_activations_estimate:
 * @network: a network, loaded at least to the last of @layers
 * @layers: (array zero-terminated=1): as fv_activations_compute() takes them
 * @width: a picture's number of columns
 * @height: its number of rows
 * @settings: @longest_side, @threads and @memory count
 * @estimate: (out caller-allocated): what fv_activations_compute() will take
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY where fv_activations_compute() would
 *
 * Returns: whether the activations can be computed
 */
gboolean
fv_activations_estimate (const FvNetwork *network, const gchar *const *layers, gint width,
                         gint height, const FvSettings *settings, FvEstimate *estimate,
                         GError **error)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint last = find_last (architecture, layers);
  gint seen_width, seen_height;

  fv_photo_get_size (width, height, settings->longest_side, &seen_width, &seen_height);
  estimate->work = fv_layerwise_get_work (network, 0, last, seen_width, seen_height);
  return check_size (architecture, last, seen_width, seen_height, error) &&
         fv_layerwise_check_memory (network, last, seen_width, seen_height,
                                    get_memory_beside (width, height), settings,
                                    &estimate->memory, error);
}

/**
 * fv_activations_compute:
 * @network: a network, loaded at least to the last of @layers
 * @picture: a picture: R, G, B in 0…255
 * @layers: (array zero-terminated=1): convolutions and poolings; see
 *   fv_activations_parse_layers()
 * @settings: @longest_side, @threads and @memory count
 * @func: called for each of them
 * @progress: (nullable): told how far it is
 * @user_data: what @func and @progress are given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_SIZE, %FV_ERROR_MEMORY, %FV_ERROR_CANCELLED or what @func sets
 *
 * One pass forward. All maps of one layer, and those of the one before, are in memory at
 * once.
 *
 * Returns: whether all layers were computed
 */
gboolean
fv_activations_compute (const FvNetwork *network, const FvImage *picture,
                        const gchar *const *layers, const FvSettings *settings,
                        FvActivationFunc func, FvProgressFunc progress,
                        gpointer user_data, GCancellable *cancellable, GError **error)
{
  FvActivator activator = {
    .architecture = fv_network_get_architecture (network),
    .layers = layers,
    .func = func,
    .user_data = user_data,
  };
  gint last = find_last (activator.architecture, layers);
  FvEstimate estimate;
  g_autoptr (FvImage) tensor = NULL;
  g_autoptr (FvLayerwise) layerwise = NULL;

  if (!fv_activations_estimate (network, layers, picture->width, picture->height,
                                settings, &estimate, error))
    return FALSE;
  tensor = fv_photo_to_tensor (picture, network, settings->longest_side, error);
  if (tensor == NULL)
    return FALSE;
  layerwise = fv_layerwise_new (network, last, tensor->width, tensor->height,
                                get_memory_beside (picture->width, picture->height),
                                settings, cancellable, error);
  if (layerwise == NULL)
    return FALSE;
  activator.layerwise = layerwise;
  activator.progress = (FvProgress){ progress, user_data, estimate.work, 0.0 };
  fv_layerwise_set_progress (layerwise, &activator.progress);
  return run_nodes (&activator, last, tensor, error);
}

/* Drawing --------------------------------------------------------------------------- */

typedef struct
{
  gdouble mean;
  gdouble deviation;
} FvChannelRange;

/* For each channel; a channel that is the same everywhere has no deviation. */
static FvChannelRange *
get_ranges (const FvActivation *activation)
{
  gint n = activation->n_channels;
  gsize n_positions = (gsize)activation->width * activation->height;
  FvChannelRange *ranges = g_new0 (FvChannelRange, n);

  for (gsize position = 0; position < n_positions; position++)
    for (gint channel = 0; channel < n; channel++)
      ranges[channel].mean += activation->values[position * n + channel] / n_positions;
  for (gsize position = 0; position < n_positions; position++)
    for (gint channel = 0; channel < n; channel++)
      {
        gdouble difference =
            activation->values[position * n + channel] - ranges[channel].mean;

        ranges[channel].deviation += difference * difference / n_positions;
      }
  for (gint channel = 0; channel < n; channel++)
    ranges[channel].deviation = sqrt (ranges[channel].deviation);
  return ranges;
}

/* (x - mean) / deviation × 64 + 128, cut to a whole number of 0…255 */
static guint8
normalise (gdouble value, const FvChannelRange *range)
{
  if (!(range->deviation > 0.0))
    return (guint8)MIDDLE;
  return (guint8)CLAMP ((value - range->mean) / range->deviation * DEVIATION + MIDDLE,
                        0.0, 255.0);
}

static void
draw_channel (const FvActivation *activation, gint channel, const FvChannelRange *range,
              FvColormap map, gint sheet_width, guint8 *target)
{
  for (gint y = 0; y < activation->height; y++)
    for (gint x = 0; x < activation->width; x++)
      {
        gsize position = (gsize)y * activation->width + x;

        fv_colormap_get (
            map,
            normalise (activation->values[position * activation->n_channels + channel],
                       range),
            target + ((gsize)y * sheet_width + x) * 3);
      }
}

/**
 * fv_activation_draw:
 * @activation: a layer's maps
 * @settings: @columns and @map count
 * @width: (out): columns × the maps' width
 * @height: (out): so many rows of maps as are needed × the maps' height
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Each channel's map is normalised to its own mean and standard deviation; one that is
 * the same everywhere is the middle of the colours. Places that are left over are the
 * colour of 0.
 *
 * Returns: (transfer full): height × width × 3: R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_activation_draw (const FvActivation *activation, const FvSettings *settings,
                    gint *width, gint *height, GError **error)
{
  gint n = activation->n_channels;
  gint columns = settings->columns > 0 ? settings->columns : (gint)ceil (sqrt (n));
  g_autofree FvChannelRange *ranges = get_ranges (activation);
  guint8 *bytes;

  *width = columns * activation->width;
  *height = (n + columns - 1) / columns * activation->height;
  bytes = fv_bytes_new (*width, *height, error);
  if (bytes == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize)*width * *height; i++)
    fv_colormap_get (settings->map, 0, bytes + 3 * i);
  for (gint channel = 0; channel < n; channel++)
    {
      gsize top = (gsize)(channel / columns) * activation->height;
      gsize left = (gsize)(channel % columns) * activation->width;

      draw_channel (activation, channel, &ranges[channel], settings->map, *width,
                    bytes + (top * *width + left) * 3);
    }
  return bytes;
}

/**
 * fv_activation_count_dead:
 * @activation: a layer's maps
 *
 * Returns: how many of its channels are zero everywhere: nothing in the picture excites
 *   them
 */
gint
fv_activation_count_dead (const FvActivation *activation)
{
  gint n = activation->n_channels, n_dead = 0;
  gsize n_positions = (gsize)activation->width * activation->height;
  g_autofree gboolean *is_alive = g_new0 (gboolean, n);

  for (gsize position = 0; position < n_positions; position++)
    for (gint channel = 0; channel < n; channel++)
      is_alive[channel] |= activation->values[position * n + channel] != 0.0f;
  for (gint channel = 0; channel < n; channel++)
    n_dead += !is_alive[channel];
  return n_dead;
}
