/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the grid of the filter browser shows which filters are picked, and which ones the
 * user has selected in it. */

#include "browser-selection.h"

#include <string.h>

static gboolean
find_pick (const Browser *browser, gint filter)
{
  for (gint i = 0; i < browser->n_picks; i++)
    if (browser->picks[i].filter == filter &&
        g_strcmp0 (browser->picks[i].layer, browser->layer) == 0)
      return TRUE;

  return FALSE;
}

/* Shows which cells are picked. */
void
browser_show_selection (Browser *browser)
{
  GtkIconView *grid = GTK_ICON_VIEW (browser->grid);

  browser->showing = TRUE;
  for (gint filter = 0; filter < browser->n_filters; filter++)
    {
      GtkTreePath *path = gtk_tree_model_get_path (GTK_TREE_MODEL (browser->store),
                                                   &browser->filters[filter]);

      if (find_pick (browser, filter))
        gtk_icon_view_select_path (grid, path);
      else
        gtk_icon_view_unselect_path (grid, path);
      gtk_tree_path_free (path);
    }
  browser->showing = FALSE;
}

static gboolean
is_selected (const Browser *browser, gint filter)
{
  GtkTreePath *path = gtk_tree_model_get_path (GTK_TREE_MODEL (browser->store),
                                               &browser->filters[filter]);
  gboolean selected =
      gtk_icon_view_path_is_selected (GTK_ICON_VIEW (browser->grid), path);

  gtk_tree_path_free (path);
  return selected;
}

/* Fills in the picks that the selection is, and returns how many: old picks stay in their
 * order, before the new ones. */
gint
browser_read_selection (const Browser *browser, Pick *picks)
{
  gint n_picks = 0;

  for (gint i = 0; i < browser->n_picks; i++)
    {
      const Pick *pick = &browser->picks[i];

      if (strcmp (pick->layer, browser->layer) != 0
              ? browser->adds
              : pick->filter < browser->n_filters && is_selected (browser, pick->filter))
        picks[n_picks++] = *pick;
    }
  for (gint filter = 0; filter < browser->n_filters && n_picks < PICKS_MAXIMUM; filter++)
    if (is_selected (browser, filter) && !find_pick (browser, filter))
      {
        picks[n_picks] = (Pick){ .filter = filter, .weight = 1.0 };
        g_strlcpy (picks[n_picks].layer, browser->layer, sizeof picks->layer);
        n_picks++;
      }
  return n_picks;
}
