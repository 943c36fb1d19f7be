/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user chooses in the grid of the filter browser. */

#include "browser-choice.h"
#include "browser-picks.h"
#include "browser-selection.h"

/* A choice of nothing is none. */
static gboolean
take_choice (gpointer data)
{
  Browser *browser = data;
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = browser_read_selection (browser, picks);

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
browser_watch_choice (Browser *browser)
{
  g_signal_connect_swapped (browser->grid, "selection-changed",
                            G_CALLBACK (selection_changed), browser);
  g_signal_connect (browser->grid, "item-activated", G_CALLBACK (item_activated), NULL);
}

/* After the widgets have gone */
void
browser_forget_choice (Browser *browser)
{
  g_clear_handle_id (&browser->choice, g_source_remove);
}
