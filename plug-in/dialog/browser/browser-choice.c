/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user chooses in the grid of the filter browser, and how the grid shows what is
 * picked. */

#include "browser.h"

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

/* Old picks stay in their order, before the new ones. */
static gint
collect_picks (const Browser *browser, Pick *picks)
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

/* A choice of nothing is none. */
static gboolean
take_choice (gpointer data)
{
  Browser *browser = data;
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = collect_picks (browser, picks);

  browser->choice = 0;
  if (n_picks > 0)
    browser_choose (browser, picks, n_picks);
  browser_show_selection (browser);
  return G_SOURCE_REMOVE;
}

/* GTK may first unselect all and then select one; only what comes of it counts, before
 * anything else that the user does. */
static void
selection_changed (Browser *browser)
{
  GdkModifierType state = 0;

  if (browser->showing)
    return;

  gtk_get_current_event_state (&state);
  browser->adds = (state & GDK_CONTROL_MASK) != 0;
  if (browser->choice == 0)
    browser->choice = g_idle_add_full (G_PRIORITY_HIGH, take_choice, browser, NULL);
}

static void
item_activated (GtkIconView *grid, GtkTreePath *path)
{
  gtk_icon_view_unselect_all (grid);
  gtk_icon_view_select_path (grid, path);
}

/* Lets what is selected in the grid be picked. */
void
browser_watch_selection (Browser *browser)
{
  g_signal_connect_swapped (browser->grid, "selection-changed",
                            G_CALLBACK (selection_changed), browser);
  g_signal_connect (browser->grid, "item-activated", G_CALLBACK (item_activated), NULL);
}
