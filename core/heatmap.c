/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where in a photo something is seen: the map of one filter, and what all heat maps have
 * in common. That of a class is made in gradcam.c. */

#include "heatmap.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "colormap.h"
#include "image.h"
#include "memory.h"
#include "network.h"
#include "pass.h"
#include "photo.h"
#include "progress.h"
#include "resize.h"

/**
 * fv_heatmap_new:
 * @width: number of columns
 * @height: number of rows
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a heat map of undefined content, or %NULL
 */
FvHeatmap *
fv_heatmap_new (gint width, gint height, GError **error)
{
  FvHeatmap *heatmap = g_new0 (FvHeatmap, 1);

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
 */
void
fv_heatmap_free (FvHeatmap *heatmap)
{
  if (heatmap == NULL)
    return;
  fv_memory_free (heatmap->data);
  g_free (heatmap);
}

static gsize
get_n_values (const FvHeatmap *heatmap)
{
  return (gsize)heatmap->width * heatmap->height;
}

/* What there is beside the pass for a picture: the network, the picture and its tensor */
static guint64
get_memory_beside (const FvNetwork *network, gint width, gint height)
{
  return fv_network_get_memory (network) +
         2 * (guint64)width * height * 3 * sizeof (gfloat);
}

/* How an objective's pass is done for a picture. The network sees it in size @width ×
 * @height then. */
static gboolean
choose_manner (const FvNetwork *network, const FvObjective *objective,
               const FvSettings *settings, gint *width, gint *height,
               FvPassManner *manner, GError **error)
{
  guint64 beside = get_memory_beside (network, *width, *height);

  fv_photo_get_size (*width, *height, settings->longest_side, width, height);
  return fv_pass_check (network, objective, *width, *height, error) &&
         fv_pass_choose (network, objective, *width, *height, settings->threads, beside,
                         0, settings->memory, manner, error);
}

/* Forward alone is half of a pass. */
static gdouble
get_work (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
          gint width, gint height)
{
  return fv_pass_get_work (network, objective, manner, width, height) / 2.0;
}

/**
 * fv_heatmap_estimate_filter:
 * @network: a network, loaded at least to @layer
 * @layer: a convolution
 * @filter: one of its filters
 * @width: a picture's number of columns
 * @height: its number of rows
 * @settings: @longest_side, @threads and @memory count
 * @estimate: (out caller-allocated): what fv_heatmap_new_filter() will take
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE or %FV_ERROR_MEMORY where
 *   fv_heatmap_new_filter() would
 *
 * Returns: whether the heat map can be made
 */
gboolean
fv_heatmap_estimate_filter (const FvNetwork *network, const gchar *layer, gint filter,
                            gint width, gint height, const FvSettings *settings,
                            FvEstimate *estimate, GError **error)
{
  FvObjective objective = { layer, filter, 0, FV_RELU_AFTER };
  guint64 beside = get_memory_beside (network, width, height);
  FvPassManner manner;

  if (!choose_manner (network, &objective, settings, &width, &height, &manner, error))
    return FALSE;
  estimate->work = get_work (network, &objective, manner, width, height);
  estimate->memory =
      fv_pass_get_process_memory (network, &objective, manner, width, height, beside, 0);
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

  pass = fv_pass_new (network, objective, manner, tensor->width, tensor->height, error);
  if (pass == NULL)
    return NULL;
  progress->work = get_work (network, objective, manner, tensor->width, tensor->height);
  fv_pass_set_progress (pass, progress);
  tap = &fv_pass_get_plan (pass)->taps[0];
  heatmap =
      fv_heatmap_new (tensor->width / tap->stride, tensor->height / tap->stride, error);
  if (heatmap == NULL ||
      !fv_pass_run_forward (pass, tensor, heatmap->data, cancellable, error))
    return NULL;
  return g_steal_pointer (&heatmap);
}

/**
 * fv_heatmap_new_filter:
 * @network: a network, loaded at least to @layer
 * @layer: a convolution
 * @filter: one of its filters
 * @picture: a picture: R, G, B in 0…255
 * @settings: @longest_side, @threads and @memory count
 * @progress: (nullable): told how far it is
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE, %FV_ERROR_MEMORY or
 *   %FV_ERROR_CANCELLED
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
  gint width = picture->width, height = picture->height;
  g_autoptr (FvImage) tensor = NULL;
  FvPassManner manner;
  FvHeatmap *heatmap;

  if (!choose_manner (network, &objective, settings, &width, &height, &manner, error))
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
 * @error: %FV_ERROR_FILTER or %FV_ERROR_MEMORY
 *
 * Where a channel of any layer, a pooling too, is excited.
 *
 * Returns: (transfer full): the channel's map, of the size of the layer's, or %NULL
 */
FvHeatmap *
fv_heatmap_new_channel (const FvActivation *activation, gint channel, GError **error)
{
  gint n = activation->n_channels;
  FvHeatmap *heatmap;

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
 * @width: new number of columns
 * @height: new number of rows
 * @error: %FV_ERROR_MEMORY
 *
 * Enlarges a heat map to its photo: bicubic, and such that the largest value becomes 1.
 *
 * Returns: (transfer full): the new heat map, its values in 0…1, or %NULL
 */
FvHeatmap *
fv_heatmap_resize (const FvHeatmap *heatmap, gint width, gint height, GError **error)
{
  FvHeatmap *new = fv_heatmap_new (width, height, error);
  gfloat largest = 0.0f;

  if (new == NULL)
    return NULL;
  if (!fv_floats_resize (heatmap->data, 1, heatmap->width, heatmap->height, new->data,
                         width, height, error))
    {
      fv_heatmap_free (new);
      return NULL;
    }
  for (gsize i = 0; i < get_n_values (new); i++)
    largest = MAX (largest, new->data[i]);
  for (gsize i = 0; i < get_n_values (new); i++)
    new->data[i] = largest > 0.0f ? MAX (new->data[i] / largest, 0.0f) : 0.0f;
  return new;
}

/**
 * fv_heatmap_draw:
 * @heatmap: a heat map whose values are in 0…1
 * @settings: @map and @opacity count
 * @picture: (nullable): what lies below it: R, G, B in 0…255, of the heat map's size;
 *   %NULL for the colours alone
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): height × width × 3: R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_heatmap_draw (const FvHeatmap *heatmap, const FvSettings *settings,
                 const FvImage *picture, GError **error)
{
  guint8 *bytes = fv_bytes_new (heatmap->width, heatmap->height, error);
  gdouble opacity = picture != NULL ? settings->opacity : 1.0;

  for (gsize i = 0; bytes != NULL && i < get_n_values (heatmap); i++)
    {
      guint8 color[3];

      fv_colormap_get (settings->map, (guint8)lrintf (heatmap->data[i] * 255.0f), color);
      for (gint c = 0; c < 3; c++)
        {
          gdouble below = picture != NULL ? picture->data[3 * i + c] : 0.0;

          bytes[3 * i + c] = (guint8)lrint (opacity * color[c] +
                                            (1.0 - opacity) * CLAMP (below, 0, 255));
        }
    }
  return bytes;
}
