/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a photo excites in the network: the map of every channel of a layer, laid out as
 * in F. Chollet, "Deep Learning with Python" (2017), 5.4.1. */

#include "featvis.h"

#include <math.h>

#include "map-grid.h"
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
      FvMapGrid grid;
      guint64 grid_width, grid_height;

      if (!is_wanted (architecture, work->layers, node))
        continue;
      grid = fv_map_grid_arrange (
          settings, MAX (fv_network_get_n_channels (work->network, node), 1),
          MAX (shapes[node].width, 1), shapes[node].height);
      grid_width = grid.columns * grid.cell_width;
      grid_height = grid.rows * grid.cell_height;
      all += 3 * grid_width * grid_height;
      widest = MAX (widest, grid_width);
      height += grid_height + TITLE_HEIGHT;
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
 * @estimate: (out caller-allocates): what fv_activations_compute() will take
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

/* Each position becomes a square of pixels. */
static void
draw_map (const FvActivation *activation, gint channel, const FvChannelRange *range,
          FvColormap map, gint enlargement, gsize row_size, guint8 *target)
{
  gint width = activation->width * enlargement;
  gint height = activation->height * enlargement;

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gsize position = (gsize)(y / enlargement) * activation->width + x / enlargement;

        fv_colormap_get (
            map,
            normalise (activation->values[position * activation->n_channels + channel],
                       range),
            target + y * row_size + (gsize)x * 3);
      }
}

/* The same in every language, as pictures are. */
static gboolean
draw_number (const FvMapGrid *grid, gint channel, gsize row_size, guint8 *target,
             GError **error)
{
  g_autofree gchar *text = g_strdup_printf ("%d", channel);

  return fv_lettering_draw (text, target, row_size, (gint)grid->cell_width,
                            grid->number_height, error);
}

/* All maps, each in its place, and the numbers below them */
static gboolean
draw_maps (const FvActivation *activation, const FvSettings *settings,
           const FvMapGrid *grid, guint8 *bytes, GError **error)
{
  g_autofree FvChannelRange *ranges = get_ranges (activation);
  gsize row_size = (gsize)grid->columns * grid->cell_width * 3;
  gsize map_size = (gsize)activation->height * grid->enlargement * row_size;

  for (gint channel = 0; channel < activation->n_channels; channel++)
    {
      gsize top = channel / grid->columns * grid->cell_height;
      gsize left = channel % grid->columns * grid->cell_width;
      guint8 *target = bytes + top * row_size + left * 3;

      draw_map (activation, channel, &ranges[channel], settings->map, grid->enlargement,
                row_size, target);
      if (grid->number_height > 0 &&
          !draw_number (grid, channel, row_size, target + map_size, error))
        return FALSE;
    }
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
 * @settings: @columns, @numbers and @map count
 * @width: (out): columns × a map's width
 * @height: (out): so many rows of maps as are needed × a map's height
 * @error: %FV_ERROR_SETTING, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Each channel's map is normalised to its own mean and standard deviation; one that is
 * the same everywhere is the middle of the colours. Places that are left over are the
 * colour of 0. Below each map is its number, if numbers are asked for; maps that are
 * narrower than that are enlarged.
 *
 * Returns: (transfer full): height × width × 3: R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_activation_draw (const FvActivation *activation, const FvSettings *settings,
                    gint *width, gint *height, GError **error)
{
  FvMapGrid grid;
  fv_autofree guint8 *bytes = NULL;

  g_return_val_if_fail (fv_activation_has_values (activation), NULL);
  g_return_val_if_fail (settings != NULL && width != NULL && height != NULL, NULL);
  if (!fv_settings_check_for (settings, FV_TASK_ACTIVATIONS, error))
    return NULL;
  grid = fv_map_grid_arrange (settings, activation->n_channels, activation->width,
                              activation->height);
  if (!fv_size_check (grid.columns * grid.cell_width, grid.rows * grid.cell_height,
                      error))
    return NULL;
  *width = (gint)(grid.columns * grid.cell_width);
  *height = (gint)(grid.rows * grid.cell_height);
  bytes = fv_bytes_new (*width, *height, error);
  if (bytes == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize)*width * *height; i++)
    fv_colormap_get (settings->map, 0, bytes + 3 * i);
  return draw_maps (activation, settings, &grid, bytes, error) ? g_steal_pointer (&bytes)
                                                               : NULL;
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
