/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which cells of the filter browser's grid are in view: they get their pictures first. */

#include "browser-view.h"
#include "browser-cells.h"
#include "gimp/host/toolkit.h"

/* After the grid has given its cells their places */
#define PRIORITY (G_PRIORITY_DEFAULT_IDLE + 10)

/* The filters of the cells from one to another, row by row */
static GArray *
list_filters (const Browser *browser, GtkTreePath *path, const GtkTreePath *last)
{
  GtkTreeModel *model = GTK_TREE_MODEL (browser->store);
  GArray *filters = g_array_new (FALSE, FALSE, sizeof (gint));
  GtkTreeIter iter;
  gint filter;

  while (gtk_tree_path_compare (path, last) <= 0 &&
         gtk_tree_model_get_iter (model, &iter, path))
    {
      gtk_tree_model_get (model, &iter, BROWSER_COLUMN_FILTER, &filter, -1);
      g_array_append_val (filters, filter);
      gtk_tree_path_next (path);
    }
  return filters;
}

static gboolean
look (gpointer data)
{
  Browser *browser = data;
  GtkTreePath *first, *last;

  browser->look = 0;
  if (browser->thumbnails &&
      gtk_icon_view_get_visible_range (GTK_ICON_VIEW (browser->grid), &first, &last))
    {
      g_autoptr (GArray) filters = list_filters (browser, first, last);

      thumbnails_set_view (browser->thumbnails, (const gint *)filters->data,
                           filters->len);
      gtk_tree_path_free (first);
      gtk_tree_path_free (last);
    }
  return G_SOURCE_REMOVE;
}

/* Finds out soon what is in view. */
void
browser_look_soon (Browser *browser)
{
  if (browser->thumbnails && browser->look == 0)
    browser->look = g_idle_add_full (PRIORITY, look, browser, NULL);
}

static gboolean
exposed (Browser *browser)
{
  browser_look_soon (browser);
  return FALSE;
}

/* Other cells come into view by scrolling, and when they change their places or the grid
 * its size, which lets it be painted. */
void
browser_watch_view (Browser *browser, GtkAdjustment *adjustment)
{
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (browser_look_soon),
                            browser);
  g_signal_connect_swapped (browser->grid, toolkit_get_draw_signal (),
                            G_CALLBACK (exposed), browser);
}

/* When there are no pictures to be made */
void
browser_forget_view (Browser *browser)
{
  g_clear_handle_id (&browser->look, g_source_remove);
}
