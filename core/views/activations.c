/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a photo excites in the network: the map of every channel of a layer, laid out as
 * in F. Chollet, "Deep Learning with Python" (2017), 5.4.1. */

#include "featvis.h"

#include <math.h>

#include "network/geometry.h"
#include "network/preprocess.h"
#include "pass/activations.h"
#include "picture/colormap.h"
#include "picture/image.h"
#include "settings/settings.h"

/* The script's: deviations from a channel's mean become so many values of 0…255. */
#define DEVIATION 64.0
#define MIDDLE    128.0

#define TITLE_HEIGHT 32 /* rows, at most, that the command or the plug-in puts above */

/* Computing ------------------------------------------------------------------------- */

static gint
get_columns (const FvSettings *settings, gint n_channels)
{
  return settings->columns > 0 ? settings->columns : (gint)ceil (sqrt (n_channels));
}

static gboolean
is_wanted (const FvArchitecture *architecture, const gchar *const *layers, gint node)
{
  const gchar *layer = architecture->nodes[node].layer;

  return layer != NULL && g_strv_contains (layers, layer);
}

/* Bytes of the pictures of all wanted layers, which are kept while more are computed; and
 * of the one that shows them below each other, with its file's contents */
static guint64
get_memory_of_pictures (const FvActivationWork *work, const FvSettings *settings,
                        guint64 *beneath)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  g_autofree FvShape *shapes =
      fv_geometry_get_shapes (architecture, work->width, work->height);
  guint64 all = 0, widest = 0, height = 0;

  for (gint node = 0; node < architecture->n_nodes; node++)
    {
      gint n, columns;
      guint64 map_width = shapes[node].width, map_height = shapes[node].height;

      if (!is_wanted (architecture, work->layers, node))
        continue;
      n = MAX (fv_network_get_n_channels (work->network, node), 1);
      columns = get_columns (settings, n);
      map_width *= columns;
      map_height *= (n + columns - 1) / columns;
      all += 3 * map_width * map_height;
      widest = MAX (widest, map_width);
      height += map_height + TITLE_HEIGHT;
    }
  *beneath = 2 * 3 * widest * height;
  return all;
}

/* For a picture of @width × @height */
static FvActivationWork
make_work (const FvNetwork *network, const gchar *const *layers, gint width, gint height,
           const FvSettings *settings)
{
  FvActivationWork work = { network, layers };
  guint64 pictures, beneath;

  fv_photo_get_seen_size (settings, width, height, &work.width, &work.height);
  pictures = fv_image_get_memory (width, height) +
             get_memory_of_pictures (&work, settings, &beneath);
  work.budget = (FvBudget){
    .threads = settings->threads,
    .memory = settings->memory,
    .beside = pictures + 2 * fv_image_get_memory (work.width, work.height),
    .between = pictures + beneath,
  };
  return work;
}

/**
 * fv_activations_estimate:
 * @network: a network
 * @layers: (array zero-terminated=1): as fv_activations_compute() takes them
 * @width: a picture's number of columns
 * @height: its number of rows
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @estimate: (out caller-allocated): what fv_activations_compute() will take
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SETTING, %FV_ERROR_SIZE or %FV_ERROR_MEMORY where
 *   fv_activations_compute() would
 *
 * Returns: whether the activations can be computed
 */
gboolean
fv_activations_estimate (const FvNetwork *network, const gchar *const *layers, gint width,
                         gint height, const FvSettings *settings, FvEstimate *estimate,
                         GError **error)
{
  FvActivationWork work;

  g_return_val_if_fail (network != NULL && layers != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && estimate != NULL, FALSE);
  *estimate = (FvEstimate){ 0 };
  if (!fv_settings_check_for (settings, FV_TASK_ACTIVATIONS, error) ||
      !fv_size_check (width, height, error))
    return FALSE;
  if (layers[0] == NULL)
    return TRUE;
  work = make_work (network, layers, width, height, settings);
  return fv_size_check (work.width, work.height, error) &&
         fv_activation_work_check (&work, estimate, error);
}

/**
 * fv_activations_compute:
 * @network: a network
 * @picture: a picture: R, G, B in 0…255
 * @layers: (array zero-terminated=1): convolutions and poolings that are loaded, perhaps
 *   none; see fv_activations_parse_layers()
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @func: called for each of them
 * @progress: (nullable): told how far it is
 * @user_data: what @func and @progress are given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SETTING, %FV_ERROR_SIZE, %FV_ERROR_MEMORY,
 *   %FV_ERROR_CANCELLED or what @func sets
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
  g_autoptr (FvImage) tensor = NULL;
  FvActivationWork work;
  FvEstimate estimate;

  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), FALSE);
  g_return_val_if_fail (layers != NULL && settings != NULL && func != NULL, FALSE);
  if (!fv_activations_estimate (network, layers, picture->width, picture->height,
                                settings, &estimate, error))
    return FALSE;
  if (layers[0] == NULL)
    return TRUE;
  work = make_work (network, layers, picture->width, picture->height, settings);
  tensor = fv_photo_to_tensor_of_size (picture, network, work.width, work.height, error);
  return tensor != NULL && fv_activation_work_run (&work, tensor, func, progress,
                                                   user_data, cancellable, error);
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

static gboolean
get_drawn_size (const FvActivation *activation, gint columns, gint *width, gint *height,
                GError **error)
{
  gint64 rows = ((gint64)activation->n_channels + columns - 1) / columns;

  if (!fv_size_check ((gint64)columns * activation->width, rows * activation->height,
                      error))
    return FALSE;
  *width = columns * activation->width;
  *height = (gint)rows * activation->height;
  return TRUE;
}

/**
 * fv_activation_has_values:
 * @activation: (nullable): what was given as a layer's maps
 *
 * Returns: whether it is such
 */
gboolean
fv_activation_has_values (const FvActivation *activation)
{
  return activation != NULL && activation->values != NULL && activation->width >= 1 &&
         activation->height >= 1 && activation->n_channels >= 1;
}

/**
 * fv_activation_draw:
 * @activation: a layer's maps
 * @settings: @columns and @map count
 * @width: (out): columns × the maps' width
 * @height: (out): so many rows of maps as are needed × the maps' height
 * @error: %FV_ERROR_SETTING, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
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
  g_autofree FvChannelRange *ranges = NULL;
  gint n, columns;
  guint8 *bytes;

  g_return_val_if_fail (fv_activation_has_values (activation), NULL);
  g_return_val_if_fail (settings != NULL && width != NULL && height != NULL, NULL);
  n = activation->n_channels;
  columns = get_columns (settings, n);
  if (!fv_settings_check_for (settings, FV_TASK_ACTIVATIONS, error) ||
      !get_drawn_size (activation, columns, width, height, error))
    return NULL;
  bytes = fv_bytes_new (*width, *height, error);
  if (bytes == NULL)
    return NULL;
  ranges = get_ranges (activation);
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
  g_autofree gboolean *is_alive = NULL;
  gsize n_positions;
  gint n, n_dead = 0;

  g_return_val_if_fail (fv_activation_has_values (activation), 0);
  n = activation->n_channels;
  n_positions = (gsize)activation->width * activation->height;
  is_alive = g_new0 (gboolean, n);
  for (gsize position = 0; position < n_positions; position++)
    for (gint channel = 0; channel < n; channel++)
      is_alive[channel] |= activation->values[position * n + channel] != 0.0f;
  for (gint channel = 0; channel < n; channel++)
    n_dead += !is_alive[channel];
  return n_dead;
}
