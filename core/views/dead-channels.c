/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A small plot of how many channels of each layer nothing in a photo excites: the deeper
 * the layer, the more, as F. Chollet, "Deep Learning with Python" (2017), 5.4.1, remarks.
 */

#include "featvis.h"

#include <string.h>

#include "picture/image.h"

/* All in pixels: each layer is a row with its name, a bar, and the numbers. */
#define ROW_HEIGHT   20
#define NAME_WIDTH   130
#define BAR_WIDTH    220
#define NUMBER_WIDTH 120
#define WIDTH        (NAME_WIDTH + BAR_WIDTH + NUMBER_WIDTH)
#define BAR_MARGIN   3

#define EMPTY_COLOR 0x303030
#define BAR_COLOR   0xc05040

static void
fill (guint8 *bytes, gint x, gint y, gint width, gint height, guint32 color)
{
  for (gint row = y; row < y + height; row++)
    for (gint column = x; column < x + width; column++)
      for (gint c = 0; c < 3; c++)
        bytes[((gsize)row * WIDTH + column) * 3 + c] = color >> (16 - 8 * c) & 0xff;
}

static gboolean
draw_row (const FvDeadChannels *layer, gint row, guint8 *bytes, GError **error)
{
  gint y = row * ROW_HEIGHT;
  guint8 *strip = bytes + (gsize)y * WIDTH * 3;
  gint bar = (gint)((gint64)BAR_WIDTH * layer->n_dead / MAX (layer->n_channels, 1));
  g_autofree gchar *numbers =
      g_strdup_printf ("%d / %d", layer->n_dead, layer->n_channels);

  fill (bytes, NAME_WIDTH, y + BAR_MARGIN, BAR_WIDTH, ROW_HEIGHT - 2 * BAR_MARGIN,
        EMPTY_COLOR);
  fill (bytes, NAME_WIDTH, y + BAR_MARGIN, bar, ROW_HEIGHT - 2 * BAR_MARGIN, BAR_COLOR);
  return fv_lettering_draw (layer->layer, strip, WIDTH * 3, NAME_WIDTH, ROW_HEIGHT,
                            error) &&
         fv_lettering_draw (numbers, strip + (NAME_WIDTH + BAR_WIDTH) * 3, WIDTH * 3,
                            NUMBER_WIDTH, ROW_HEIGHT, error);
}

static gboolean
are_counts (const FvDeadChannels *layers, gint n_layers)
{
  for (gint i = 0; i < n_layers; i++)
    if (layers[i].layer == NULL || layers[i].n_dead < 0 ||
        layers[i].n_dead > layers[i].n_channels)
      return FALSE;
  return TRUE;
}

/**
 * fv_dead_channels_draw:
 * @layers: (array length=n_layers): layers, each with no more dead channels than it has
 * @n_layers: how many; for 0 there is an empty row
 * @width: (out): number of columns
 * @height: (out): number of rows
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * A bar for each layer, from the left to the share of its channels that are dead, with
 * its name and the numbers.
 *
 * Returns: (transfer full): height × width × 3: R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_dead_channels_draw (const FvDeadChannels *layers, gint n_layers, gint *width,
                       gint *height, GError **error)
{
  fv_autofree guint8 *bytes = NULL;

  g_return_val_if_fail (n_layers >= 0 && (layers != NULL || n_layers == 0), NULL);
  g_return_val_if_fail (width != NULL && height != NULL, NULL);
  g_return_val_if_fail (are_counts (layers, n_layers), NULL);
  if (!fv_size_check (WIDTH, (gint64)ROW_HEIGHT * MAX (n_layers, 1), error))
    return NULL;
  *width = WIDTH;
  *height = ROW_HEIGHT * MAX (n_layers, 1);
  bytes = fv_bytes_new (*width, *height, error);
  if (bytes == NULL)
    return NULL;
  memset (bytes, 0, (gsize)*width * *height * 3);
  for (gint i = 0; i < n_layers; i++)
    if (!draw_row (&layers[i], i, bytes, error))
      return NULL;
  return g_steal_pointer (&bytes);
}
