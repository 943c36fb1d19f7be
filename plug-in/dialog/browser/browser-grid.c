/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The grid of the filter browser: when its cells are made, and which of them get their
 * pictures first. */

#include "browser-grid.h"
#include "browser-cells.h"
#include "browser-selection.h"
#include "browser-view.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "gimp/preview-photo.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define ANY_NUMBER   -1  /* of columns: as many as there is room for */
#define PADDING      2   /* pixels around a cell */
#define SPACING      2   /* between two of them */
#define GRID_HEIGHT  120 /* pixels, at least */
#define LONGEST_SIDE 448 /* of what the network sees of the photo */

/* Lets the arrow keys begin at what is chosen, or at the first filter. */
static void
show_cursor (const Browser *browser)
{
  const Pick *pick = browser->picks;
  GtkIconView *grid = GTK_ICON_VIEW (browser->grid);
  gboolean has_pick = browser->n_picks > 0 && browser->layer &&
                      strcmp (pick->layer, browser->layer) == 0 &&
                      pick->filter < browser->n_filters;
  GtkTreePath *path;

  if (browser->n_filters == 0)
    return;

  path = gtk_tree_model_get_path (GTK_TREE_MODEL (browser->store),
                                  &browser->filters[has_pick ? pick->filter : 0]);
  gtk_icon_view_set_cursor (grid, path, NULL, FALSE);
  gtk_icon_view_scroll_to_path (grid, path, FALSE, 0.0, 0.0);
  gtk_tree_path_free (path);
}

static FvImage *
read_photo (const Dialog *dialog)
{
  const Source *source = &dialog->job->source;

  return preview_photo_read_image (source->drawable, source->x, source->y,
                                   source->extent.width, source->extent.height,
                                   LONGEST_SIDE, LONGEST_SIDE);
}

static void
start (Browser *browser)
{
  Dialog *dialog = browser->dialog;
  FvImage *photo = NULL;

  browser_count_cells (browser);
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
      thumbnails_start (dialog->background, dialog_get_weights_file (dialog),
                        browser->layer, photo, &browser_cells_view, browser);
  browser_look_soon (browser);
}

/* All that the grid depends on */
static gchar *
make_key (const Browser *browser, const Proof *proof)
{
  const gchar *layer = browser_get_layer (browser);

  return layer ? g_strdup_printf ("%d %d %p %s", browser->dialog->n_weights_changes,
                                  browser_get_order (browser), (const void *)proof, layer)
               : NULL;
}

/* To be called when something else may be to be seen, or when the page is opened: what is
 * there already stays. */
void
browser_update_grid (Browser *browser)
{
  g_autofree gchar *key = NULL;
  const Proof *proof;

  if (!gtk_widget_get_mapped (browser->page))
    return;

  proof = dialog_get_proof (browser->dialog);
  key = make_key (browser, proof);
  if (g_strcmp0 (key, browser->key) != 0)
    {
      browser_stop_grid (browser);
      g_free (browser->layer);
      browser->layer = g_strdup (browser_get_layer (browser));
      browser->proof = proof;
      if (key)
        browser_fill_cells (browser);
      g_free (browser->key);
      browser->key = g_strdup (key);
      show_cursor (browser);
      browser_show_selection (browser);
    }
  if (key && !browser->thumbnails && browser->n_ready < browser->n_filters)
    start (browser);
  gtk_widget_set_sensitive (browser->grid, key != NULL);
}

void
browser_stop_grid (Browser *browser)
{
  if (browser->thumbnails)
    thumbnails_stop (browser->thumbnails, browser->dialog->background);
  browser->thumbnails = NULL;
  browser_forget_view (browser);
}

/* Widgets */

static void
set_up_view (GtkIconView *grid)
{
  gtk_icon_view_set_pixbuf_column (grid, BROWSER_COLUMN_PICTURE);
  gtk_icon_view_set_text_column (grid, BROWSER_COLUMN_LABEL);
  gtk_icon_view_set_tooltip_column (grid, BROWSER_COLUMN_TOOLTIP);
  gtk_icon_view_set_selection_mode (grid, GTK_SELECTION_MULTIPLE);
  gtk_icon_view_set_columns (grid, ANY_NUMBER);
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

  browser_make_cells (browser);
  browser->grid = gtk_icon_view_new_with_model (GTK_TREE_MODEL (browser->store));
  set_up_view (GTK_ICON_VIEW (browser->grid));
  dialog_set_name (browser->grid, _ ("Filters"));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_ALWAYS);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (window), GTK_SHADOW_IN);
  gtk_widget_set_size_request (window, -1, GRID_HEIGHT);
  gtk_container_add (GTK_CONTAINER (window), browser->grid);
  browser_watch_view (browser, adjustment);
  return window;
}

/* After the widgets have gone */
void
browser_free_grid (Browser *browser)
{
  g_object_unref (browser->store);
  g_object_unref (browser->blank);
  g_free (browser->filters);
  g_free (browser->layer);
  g_free (browser->key);
}
