/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of the filter browser's grid: one for each filter of the layer, which get
 * their pictures, and with them their places, one after the other. */

#include "browser-cells.h"

#include <glib/gi18n-lib.h>

#define BLANK_COLOR  0xb0b0b0ff
#define STUCK_COLOR  0x808080ff
#define RANK_WAITING 1e12 /* behind all losses */
#define RANK_STUCK   2e12

/* What the thumbnails tell */

/* Tells how many of them have their pictures. */
void
browser_count_cells (const Browser *browser)
{
  g_autofree gchar *text =
      g_strdup_printf (_ ("%d of %d. A click with Ctrl adds a filter to the mixture."),
                       browser->n_ready, browser->n_filters);

  browser_set_status (browser, text);
}

static GdkPixbuf *
make_plain (guint32 color)
{
  GdkPixbuf *plain =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_SIZE, THUMBNAIL_SIZE);

  gdk_pixbuf_fill (plain, color);
  return plain;
}

/* As the picture itself will be where it goes. */
static GdkPixbuf *
make_picture (const Browser *browser, const Thumbnail *thumbnail)
{
  gsize n_pixels = (gsize)THUMBNAIL_SIZE * THUMBNAIL_SIZE;
  guint8 *colors;
  g_autoptr (GBytes) bytes = NULL;

  if (thumbnail->is_stuck)
    return make_plain (STUCK_COLOR);

  colors = g_memdup2 (thumbnail->bytes, 3 * n_pixels);
  proof_apply (browser->proof, colors, n_pixels);
  bytes = g_bytes_new_take (colors, 3 * n_pixels);
  return gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_SIZE,
                                    THUMBNAIL_SIZE, THUMBNAIL_SIZE * 3);
}

static gchar *
describe (const Thumbnail *thumbnail)
{
  return thumbnail->is_stuck
             ? g_strdup_printf (_ ("Filter %d does not respond"), thumbnail->filter)
             : g_strdup_printf (_ ("Filter %d, loss %.4g"), thumbnail->filter,
                                thumbnail->loss);
}

static void
show_thumbnail (const Thumbnail *thumbnail, gpointer user_data)
{
  Browser *browser = user_data;
  GtkTreeIter *iter = &browser->filters[thumbnail->filter];
  g_autoptr (GdkPixbuf) picture = make_picture (browser, thumbnail);
  g_autofree gchar *tooltip = describe (thumbnail);
  gboolean was_ready;

  gtk_tree_model_get (GTK_TREE_MODEL (browser->store), iter, BROWSER_COLUMN_IS_READY,
                      &was_ready, -1);
  gtk_list_store_set (browser->store, iter, BROWSER_COLUMN_PICTURE, picture,
                      BROWSER_COLUMN_TOOLTIP, tooltip, BROWSER_COLUMN_IS_READY, TRUE, -1);
  if (browser_get_order (browser) == BROWSER_BEST)
    gtk_list_store_set (
        browser->store, iter, BROWSER_COLUMN_RANK,
        thumbnail->is_stuck ? RANK_STUCK + thumbnail->filter : -thumbnail->loss, -1);
  browser->n_ready += !was_ready;
  browser_count_cells (browser);
}

static void
show_ranks (const gint *filters, gint n_filters, gpointer user_data)
{
  Browser *browser = user_data;

  for (gint i = 0; i < n_filters; i++)
    gtk_list_store_set (browser->store, &browser->filters[filters[i]],
                        BROWSER_COLUMN_RANK, (gdouble)i, -1);
}

static void
show_failure (const GError *error, gpointer user_data)
{
  browser_set_status (user_data, error->message);
}

const ThumbnailsView browser_cells_view = { show_ranks, show_thumbnail, show_failure };

/* Filling */

static void
append_filter (Browser *browser, gint filter)
{
  g_autofree gchar *label = g_strdup_printf ("%d", filter);
  g_autofree gchar *tooltip = g_strdup_printf (_ ("Filter %d"), filter);
  gdouble rank = filter;

  if (browser_get_order (browser) == BROWSER_BEST)
    rank += RANK_WAITING;
  gtk_list_store_insert_with_values (
      browser->store, &browser->filters[filter], -1, BROWSER_COLUMN_FILTER, filter,
      BROWSER_COLUMN_LABEL, label, BROWSER_COLUMN_PICTURE, browser->blank,
      BROWSER_COLUMN_TOOLTIP, tooltip, BROWSER_COLUMN_RANK, rank, -1);
}

/* Makes cells for the filters of the layer, instead of those that there are. */
void
browser_fill_cells (Browser *browser)
{
  gint n_layers;
  const FvLayer *layers =
      fv_weights_get_layers (browser->dialog->job->weights, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, browser->layer);

  browser->showing = TRUE;
  gtk_list_store_clear (browser->store);
  browser->n_ready = 0;
  browser->n_filters = layer ? layer->n_filters : 0;
  g_free (browser->filters);
  browser->filters = g_new (GtkTreeIter, browser->n_filters);
  for (gint filter = 0; filter < browser->n_filters; filter++)
    append_filter (browser, filter);
  browser->showing = FALSE;
}

/* Makes the store, with no cells yet. */
void
browser_make_cells (Browser *browser)
{
  browser->blank = make_plain (BLANK_COLOR);
  browser->store =
      gtk_list_store_new (BROWSER_N_COLUMNS, G_TYPE_INT, G_TYPE_STRING, GDK_TYPE_PIXBUF,
                          G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  gtk_tree_sortable_set_sort_column_id (GTK_TREE_SORTABLE (browser->store),
                                        BROWSER_COLUMN_RANK, GTK_SORT_ASCENDING);
}
