/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where in a photo something is seen: the map of one filter, and what all heat maps have
 * in common. That of a class is made in gradcam.c. */

#include "heatmap.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/memory.h"
#include "base/progress.h"
#include "network/network.h"
#include "network/preprocess.h"
#include "pass/pass.h"
#include "picture/colormap.h"
#include "picture/image.h"
#include "picture/resize.h"
#include "settings/settings.h"

/* Bytes for each pixel of the picture when its heat map is drawn: the picture itself, and
 * what is made of it: a map, a row of it enlarged one way, bytes, and a file's contents
 */
#define BYTES_OF_DRAWING (3 * 4 + 4 + 4 + 3 + 3)

/**
 * fv_heatmap_get_memory_of_picture:
 * @width: a picture's number of columns
 * @height: its number of rows
 *
 * Returns: the most bytes of its size that there are before its heat map is computed, or
 *   after
 */
guint64
fv_heatmap_get_memory_of_picture (gint width, gint height)
{
  return (guint64)width * height * BYTES_OF_DRAWING;
}

/**
 * fv_heatmap_new:
 * @width: number of columns, 1…262144
 * @height: number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a heat map of undefined content, or %NULL
 */
FvHeatmap *
fv_heatmap_new (gint width, gint height, GError **error)
{
  FvHeatmap *heatmap;

  if (!fv_size_check (width, height, error))
    return NULL;
  heatmap = g_new0 (FvHeatmap, 1);
  heatmap->width = width;
  heatmap->height = height;
  heatmap->data = fv_memory_new_floats ((gsize)width * height, error);
  if (heatmap->data == NULL)
    g_clear_pointer (&heatmap, fv_heatmap_free);
  return heatmap;
}

/**
 * fv_heatmap_free:
 * @heatmap: (nullable): a heat map
 *
 * Frees a heat map and its values.
 */
void
fv_heatmap_free (FvHeatmap *heatmap)
{
  if (heatmap == NULL)
    return;
  fv_memory_free (heatmap->data);
  g_free (heatmap);
}

static gboolean
has_data (const FvHeatmap *heatmap)
{
  return heatmap != NULL && heatmap->data != NULL &&
         fv_size_check (heatmap->width, heatmap->height, NULL);
}

static gsize
get_n_values (const FvHeatmap *heatmap)
{
  return (gsize)heatmap->width * heatmap->height;
}

/* What there is beside the pass for a picture: the network, the tensor, and what is made
 * of the picture */
static FvBudget
get_budget (const FvNetwork *network, gint width, gint height, const FvSettings *settings)
{
  gint seen_width, seen_height;
  guint64 beside;

  fv_photo_get_seen_size (settings, width, height, &seen_width, &seen_height);
  beside = fv_network_get_memory (network) +
           fv_image_get_memory (seen_width, seen_height) +
           fv_heatmap_get_memory_of_picture (width, height);
  return (FvBudget){ settings->threads, settings->memory, beside, 0 };
}

/* How an objective's pass is done for a picture. The network sees it in size @width ×
 * @height then. */
static gboolean
choose_manner (const FvNetwork *network, const FvObjective *objective,
               const FvSettings *settings, gint *width, gint *height,
               FvPassManner *manner, GError **error)
{
  const FvBudget budget = get_budget (network, *width, *height, settings);

  fv_photo_get_seen_size (settings, *width, *height, width, height);
  return fv_size_check (*width, *height, error) &&
         fv_pass_check (network, objective, *width, *height, error) &&
         fv_pass_choose (network, &(const FvPassTarget){ .objective = objective }, *width,
                         *height, &budget, manner, error);
}

/* Forward alone is half of a pass. */
static gdouble
get_work (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
          gint width, gint height)
{
  return fv_pass_get_work (network, &(const FvPassTarget){ .objective = objective },
                           manner, width, height) /
         2.0;
}

/**
 * fv_heatmap_estimate_filter:
 * @network: a network, loaded at least to @layer
 * @layer: a convolution
 * @filter: one of its filters
 * @width: a picture's number of columns
 * @height: its number of rows
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @estimate: (out caller-allocates): what fv_heatmap_new_filter() will take
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SETTING, %FV_ERROR_SIZE or
 *   %FV_ERROR_MEMORY where fv_heatmap_new_filter() would
 *
 * Returns: whether the heat map can be made
 */
gboolean
fv_heatmap_estimate_filter (const FvNetwork *network, const gchar *layer, gint filter,
                            gint width, gint height, const FvSettings *settings,
                            FvEstimate *estimate, GError **error)
{
  FvObjective objective = { layer, filter, 0, FV_RELU_AFTER };
  gint seen_width = width, seen_height = height;
  FvPassManner manner;
  FvBudget budget;

  g_return_val_if_fail (network != NULL && settings != NULL && estimate != NULL, FALSE);
  if (!fv_settings_check_for (settings, FV_TASK_HEATMAP, error) ||
      !fv_size_check (width, height, error) ||
      !choose_manner (network, &objective, settings, &seen_width, &seen_height, &manner,
                      error))
    return FALSE;
  estimate->work = get_work (network, &objective, manner, seen_width, seen_height);
  budget = get_budget (network, width, height, settings);
  estimate->memory = fv_pass_get_process_memory (
      network, &(const FvPassTarget){ .objective = &objective }, manner, seen_width,
      seen_height, &budget);
  return TRUE;
}

static FvHeatmap *
compute (const FvNetwork *network, const FvObjective *objective, const FvImage *tensor,
         FvPassManner manner, FvProgress *progress, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (FvPass) pass = NULL;
  g_autoptr (FvHeatmap) heatmap = NULL;
  const FvTap *tap;

  pass = fv_pass_new (network, &(const FvPassTarget){ .objective = objective }, manner,
                      tensor->width, tensor->height, error);
  if (pass == NULL)
    return NULL;
  progress->work = get_work (network, objective, manner, tensor->width, tensor->height);
  fv_pass_set_progress (pass, progress);
  tap = &fv_pass_get_plan (pass)->taps[0];
  heatmap = fv_heatmap_new (tap->output.width, tap->output.height, error);
  if (heatmap == NULL ||
      !fv_pass_run_forward (pass, tensor, heatmap->data, cancellable, error))
    return NULL;
  return g_steal_pointer (&heatmap);
}

/**
 * fv_heatmap_new_filter:
 * @network: a network
 * @layer: a convolution that is loaded
 * @filter: one of its filters
 * @picture: a picture: R, G, B in 0…255
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @progress: (nullable): told how far it is
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SETTING, %FV_ERROR_SIZE,
 *   %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Where a filter fires: its activation after ReLU. Rows stream through the layers, so
 * that memory is bounded for pictures of any size.
 *
 * Returns: (transfer full): the filter's map, of the size of the layer's map, or %NULL
 */
FvHeatmap *
fv_heatmap_new_filter (const FvNetwork *network, const gchar *layer, gint filter,
                       const FvImage *picture, const FvSettings *settings,
                       FvProgressFunc progress, gpointer user_data,
                       GCancellable *cancellable, GError **error)
{
  FvObjective objective = { layer, filter, 0, FV_RELU_AFTER };
  FvProgress work = { .func = progress, .user_data = user_data };
  g_autoptr (FvImage) tensor = NULL;
  FvPassManner manner;
  FvHeatmap *heatmap;
  gint width, height;

  g_return_val_if_fail (network != NULL && settings != NULL, NULL);
  g_return_val_if_fail (fv_image_has_data (picture), NULL);
  width = picture->width;
  height = picture->height;
  if (!fv_settings_check_for (settings, FV_TASK_HEATMAP, error) ||
      !choose_manner (network, &objective, settings, &width, &height, &manner, error))
    return NULL;
  tensor = fv_photo_to_tensor_of_size (picture, network, width, height, error);
  if (tensor == NULL)
    return NULL;
  heatmap = compute (network, &objective, tensor, manner, &work, cancellable, error);
  for (gsize i = 0; heatmap != NULL && i < get_n_values (heatmap); i++)
    heatmap->data[i] = MAX (heatmap->data[i], 0.0f);
  return heatmap;
}

/**
 * fv_heatmap_new_channel:
 * @activation: a layer's maps
 * @channel: one of its channels, from 0
 * @error: %FV_ERROR_FILTER, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Where a channel of any layer, a pooling too, is excited.
 *
 * Returns: (transfer full): the channel's map, of the size of the layer's, or %NULL
 */
FvHeatmap *
fv_heatmap_new_channel (const FvActivation *activation, gint channel, GError **error)
{
  FvHeatmap *heatmap;
  gint n;

  g_return_val_if_fail (fv_activation_has_values (activation), NULL);
  n = activation->n_channels;
  if (channel < 0 || channel >= n)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                   _ ("Layer %s has no channel %d. Choose one from 0 to %d."),
                   activation->layer, channel, n - 1);
      return NULL;
    }
  heatmap = fv_heatmap_new (activation->width, activation->height, error);
  for (gsize i = 0; heatmap != NULL && i < get_n_values (heatmap); i++)
    heatmap->data[i] = activation->values[i * n + channel];
  return heatmap;
}

/**
 * fv_heatmap_resize:
 * @heatmap: a heat map
 * @width: new number of columns, 1…262144
 * @height: new number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Enlarges a heat map to its photo: bicubic, and such that the largest value becomes 1.
 *
 * Returns: (transfer full): the new heat map, its values in 0…1, or %NULL
 */
FvHeatmap *
fv_heatmap_resize (const FvHeatmap *heatmap, gint width, gint height, GError **error)
{
  g_autoptr (FvHeatmap) new = NULL;
  gfloat largest = 0.0f;

  g_return_val_if_fail (has_data (heatmap), NULL);
  new = fv_heatmap_new (width, height, error);
  if (new == NULL || !fv_floats_resize (heatmap->data, 1, heatmap->width, heatmap->height,
                                        new->data, width, height, error))
    return NULL;
  for (gsize i = 0; i < get_n_values (new); i++)
    if (new->data[i] > largest) /* as no value that is not a number is */
      largest = new->data[i];
  for (gsize i = 0; i < get_n_values (new); i++)
    new->data[i] = largest > 0.0f ? MAX (new->data[i] / largest, 0.0f) : 0.0f;
  return g_steal_pointer (&new);
}

static gboolean
check_picture (const FvHeatmap *heatmap, const FvImage *picture, GError **error)
{
  g_return_val_if_fail (fv_image_has_data (picture), FALSE);
  if (picture->width == heatmap->width && picture->height == heatmap->height)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("The heat map is %d×%d, and the picture below it %d×%d pixels. Resize "
                  "the heat map to the picture."),
               heatmap->width, heatmap->height, picture->width, picture->height);
  return FALSE;
}

/* What is not a number is 0. */
static gdouble
to_byte_range (gdouble value)
{
  return value > 0.0 ? MIN (value, 255.0) : 0.0;
}

/**
 * fv_heatmap_draw:
 * @heatmap: a heat map whose values are in 0…1; what is beyond counts as 0 or 1
 * @settings: @map and @opacity count
 * @picture: (nullable): what lies below it: R, G, B in 0…255, of the heat map's size;
 *   %NULL for the colours alone
 * @error: %FV_ERROR_SETTING, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): height × width × 3: R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_heatmap_draw (const FvHeatmap *heatmap, const FvSettings *settings,
                 const FvImage *picture, GError **error)
{
  gdouble opacity;
  guint8 *bytes;

  g_return_val_if_fail (has_data (heatmap) && settings != NULL, NULL);
  if (!fv_settings_check_for (settings, FV_TASK_HEATMAP, error) ||
      (picture != NULL && !check_picture (heatmap, picture, error)))
    return NULL;
  bytes = fv_bytes_new (heatmap->width, heatmap->height, error);
  opacity = picture != NULL ? settings->opacity : 1.0;
  for (gsize i = 0; bytes != NULL && i < get_n_values (heatmap); i++)
    {
      guint8 color[3];

      fv_colormap_get (settings->map,
                       (guint8)lrint (to_byte_range (heatmap->data[i] * 255.0f)), color);
      for (gint c = 0; c < 3; c++)
        {
          gdouble below =
              picture != NULL ? to_byte_range (picture->data[3 * i + c]) : 0.0;

          bytes[3 * i + c] = (guint8)lrint (opacity * color[c] + (1.0 - opacity) * below);
        }
    }
  return bytes;
}
