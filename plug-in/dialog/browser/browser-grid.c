/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grid of the filter browser: a cell for each filter of the layer, which get their
 * pictures one after the other. */

#include "browser.h"
#include "gimp/preview-photo.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define N_COLUMNS    6
#define PADDING      2   /* pixels around a cell */
#define SPACING      2   /* between two of them */
#define GRID_HEIGHT  236 /* pixels */
#define LONGEST_SIDE 448 /* of what the network sees of the photo */
#define BLANK_COLOR  0xb0b0b0ff
#define STUCK_COLOR  0x808080ff
#define RANK_WAITING 1e12 /* behind all losses */
#define RANK_STUCK   2e12

enum
{
  COLUMN_FILTER,
  COLUMN_LABEL,
  COLUMN_PICTURE,
  COLUMN_TOOLTIP,
  COLUMN_RANK,
  COLUMN_IS_READY,
  N_STORE_COLUMNS
};

/* What the thumbnails tell */

static void
show_state (const Browser *browser)
{
  gchar *text =
      g_strdup_printf (_ ("%d of %d. A click with Ctrl adds a filter to the mixture."),
                       browser->n_ready, browser->n_filters);

  browser_set_status (browser, text);
  g_free (text);
}

static GdkPixbuf *
make_plain (guint32 color)
{
  GdkPixbuf *plain =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_SIZE, THUMBNAIL_SIZE);

  gdk_pixbuf_fill (plain, color);
  return plain;
}

static GdkPixbuf *
make_picture (const Thumbnail *thumbnail)
{
  GdkPixbuf *picture;
  GBytes *bytes;

  if (thumbnail->is_stuck)
    return make_plain (STUCK_COLOR);

  bytes = g_bytes_new (thumbnail->bytes, THUMBNAIL_SIZE * THUMBNAIL_SIZE * 3);
  picture =
      gdk_pixbuf_new_from_bytes (bytes, GDK_COLORSPACE_RGB, FALSE, 8, THUMBNAIL_SIZE,
                                 THUMBNAIL_SIZE, THUMBNAIL_SIZE * 3);
  g_bytes_unref (bytes);
  return picture;
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
  GdkPixbuf *picture = make_picture (thumbnail);
  gchar *tooltip = describe (thumbnail);
  gboolean was_ready;

  gtk_tree_model_get (GTK_TREE_MODEL (browser->store), iter, COLUMN_IS_READY, &was_ready,
                      -1);
  gtk_list_store_set (browser->store, iter, COLUMN_PICTURE, picture, COLUMN_TOOLTIP,
                      tooltip, COLUMN_IS_READY, TRUE, -1);
  if (browser_get_order (browser) == BROWSER_BEST)
    gtk_list_store_set (
        browser->store, iter, COLUMN_RANK,
        thumbnail->is_stuck ? RANK_STUCK + thumbnail->filter : -thumbnail->loss, -1);
  browser->n_ready += !was_ready;
  show_state (browser);
  g_free (tooltip);
  g_object_unref (picture);
}

static void
show_ranks (const gint *filters, gint n_filters, gpointer user_data)
{
  Browser *browser = user_data;

  for (gint i = 0; i < n_filters; i++)
    gtk_list_store_set (browser->store, &browser->filters[filters[i]], COLUMN_RANK,
                        (gdouble)i, -1);
}

static void
show_failure (const GError *error, gpointer user_data)
{
  browser_set_status (user_data, error->message);
}

static const ThumbnailsView view = { show_ranks, show_thumbnail, show_failure };

/* What the user looks at is made first. */
static void
prefer_visible (Browser *browser)
{
  GtkTreeModel *model = GTK_TREE_MODEL (browser->store);
  GtkTreePath *path, *last;
  GtkTreeIter iter;
  gboolean is_ready = TRUE;
  gint filter;

  if (!browser->thumbnails ||
      !gtk_icon_view_get_visible_range (GTK_ICON_VIEW (browser->grid), &path, &last))
    return;

  while (is_ready && gtk_tree_path_compare (path, last) <= 0 &&
         gtk_tree_model_get_iter (model, &iter, path))
    {
      gtk_tree_model_get (model, &iter, COLUMN_FILTER, &filter, COLUMN_IS_READY,
                          &is_ready, -1);
      gtk_tree_path_next (path);
    }
  if (!is_ready)
    thumbnails_prefer (browser->thumbnails, filter);
  gtk_tree_path_free (path);
  gtk_tree_path_free (last);
}

/* Filling */

static void
append_filter (Browser *browser, gint filter)
{
  gchar *label = g_strdup_printf ("%d", filter);
  gchar *tooltip = g_strdup_printf (_ ("Filter %d"), filter);
  gdouble rank = filter;

  if (browser_get_order (browser) == BROWSER_BEST)
    rank += RANK_WAITING;
  gtk_list_store_insert_with_values (browser->store, &browser->filters[filter], -1,
                                     COLUMN_FILTER, filter, COLUMN_LABEL, label,
                                     COLUMN_PICTURE, browser->blank, COLUMN_TOOLTIP,
                                     tooltip, COLUMN_RANK, rank, -1);
  g_free (tooltip);
  g_free (label);
}

static void
fill (Browser *browser)
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

/* Lets the arrow keys begin at what is chosen. */
static void
show_cursor (Browser *browser)
{
  const Pick *pick = browser->picks;
  GtkIconView *grid = GTK_ICON_VIEW (browser->grid);
  GtkTreePath *path;

  if (browser->n_picks == 0 || strcmp (pick->layer, browser->layer) != 0 ||
      pick->filter >= browser->n_filters)
    return;

  path = gtk_tree_model_get_path (GTK_TREE_MODEL (browser->store),
                                  &browser->filters[pick->filter]);
  gtk_icon_view_set_cursor (grid, path, NULL, FALSE);
  gtk_icon_view_scroll_to_path (grid, path, FALSE, 0.0, 0.0);
  gtk_tree_path_free (path);
}

static FvImage *
read_photo (const Dialog *dialog)
{
  const Source *source = &dialog->job->source;

  if (!gimp_item_is_valid (source->drawable))
    return NULL;
  return preview_photo_read_image (source->drawable, source->x, source->y,
                                   source->extent.width, source->extent.height,
                                   LONGEST_SIDE, LONGEST_SIDE);
}

static void
start (Browser *browser)
{
  Dialog *dialog = browser->dialog;
  FvImage *photo = NULL;

  show_state (browser);
  if (browser_get_order (browser) == BROWSER_EXCITED)
    {
      photo = read_photo (dialog);
      if (!photo)
        {
          browser_set_status (browser, _ ("The photo cannot be read any more."));
          return;
        }
    }
  browser->thumbnails =
      thumbnails_start (dialog->background,
                        dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_WEIGHTS)),
                        browser->layer, photo, &view, browser);
}

/* All that the grid depends on */
static gchar *
make_key (const Browser *browser)
{
  const Dialog *dialog = browser->dialog;
  const gchar *layer = browser_get_layer (browser);

  return layer ? g_strdup_printf ("%d %d %s", dialog->n_weights_changes,
                                  browser_get_order (browser), layer)
               : NULL;
}

/* To be called when something else may be to be seen, or when the page is opened: what is
 * there already stays. */
void
browser_update_grid (Browser *browser)
{
  gchar *key;

  if (!gtk_widget_get_mapped (browser->page))
    return;

  key = make_key (browser);
  if (g_strcmp0 (key, browser->key) != 0)
    {
      browser_stop_grid (browser);
      g_free (browser->layer);
      browser->layer = g_strdup (browser_get_layer (browser));
      if (key)
        fill (browser);
      g_free (browser->key);
      browser->key = g_strdup (key);
      show_cursor (browser);
      browser_show_selection (browser);
    }
  if (key && !browser->thumbnails && browser->n_ready < browser->n_filters)
    start (browser);
  gtk_widget_set_sensitive (browser->grid, key != NULL);
  g_free (key);
}

void
browser_stop_grid (Browser *browser)
{
  if (browser->thumbnails)
    thumbnails_stop (browser->thumbnails, browser->dialog->background);
  browser->thumbnails = NULL;
}

/* Widgets */

static void
set_up_view (GtkIconView *grid)
{
  gtk_icon_view_set_pixbuf_column (grid, COLUMN_PICTURE);
  gtk_icon_view_set_text_column (grid, COLUMN_LABEL);
  gtk_icon_view_set_tooltip_column (grid, COLUMN_TOOLTIP);
  gtk_icon_view_set_selection_mode (grid, GTK_SELECTION_MULTIPLE);
  gtk_icon_view_set_columns (grid, N_COLUMNS);
  /* With less, each cell would take the place of two. */
  gtk_icon_view_set_item_width (grid, THUMBNAIL_SIZE + 2 * PADDING);
  gtk_icon_view_set_item_padding (grid, PADDING);
  gtk_icon_view_set_spacing (grid, 0);
  gtk_icon_view_set_row_spacing (grid, SPACING);
  gtk_icon_view_set_column_spacing (grid, SPACING);
  gtk_icon_view_set_margin (grid, SPACING);
}

GtkWidget *
browser_make_grid (Browser *browser)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));

  browser->blank = make_plain (BLANK_COLOR);
  browser->store =
      gtk_list_store_new (N_STORE_COLUMNS, G_TYPE_INT, G_TYPE_STRING, GDK_TYPE_PIXBUF,
                          G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  gtk_tree_sortable_set_sort_column_id (GTK_TREE_SORTABLE (browser->store), COLUMN_RANK,
                                        GTK_SORT_ASCENDING);
  browser->grid = gtk_icon_view_new_with_model (GTK_TREE_MODEL (browser->store));
  set_up_view (GTK_ICON_VIEW (browser->grid));
  dialog_set_name (browser->grid, _ ("Filters"));
  browser_watch_selection (browser);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER,
                                  GTK_POLICY_ALWAYS);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (window), GTK_SHADOW_IN);
  gtk_widget_set_size_request (window, -1, GRID_HEIGHT);
  gtk_container_add (GTK_CONTAINER (window), browser->grid);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (prefer_visible),
                            browser);
  return window;
}

/* After the widgets have gone */
void
browser_free_grid (Browser *browser)
{
  if (browser->choice != 0)
    g_source_remove (browser->choice);
  g_object_unref (browser->store);
  g_object_unref (browser->blank);
  g_free (browser->filters);
  g_free (browser->layer);
  g_free (browser->key);
}
