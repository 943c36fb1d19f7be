/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's page on which filters are chosen by their pictures, and when there is
 * something new to show. */

#include "browser.h"
#include "browser-choice.h"
#include "browser-grid.h"
#include "browser-picks.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-size.h"

#include <glib/gi18n-lib.h>

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->set_picks != NULL;
}

static void
combo_changed (Browser *browser)
{
  if (!browser->showing)
    browser_update_grid (browser);
}

static void
add_widgets (Browser *browser, GtkBox *page)
{
  gtk_box_set_spacing (page, 6);
  gtk_box_pack_start (page, browser_make_head (browser), FALSE, FALSE, 0);
  gtk_box_pack_start (page, browser_make_grid (browser), TRUE, TRUE, 0);
  gtk_box_pack_start (page, browser_make_status (browser), FALSE, FALSE, 0);
  gtk_box_pack_start (page, browser_make_picks (browser), FALSE, FALSE, 0);
  browser_watch_choice (browser);

  g_signal_connect_swapped (browser->order_combo, "changed", G_CALLBACK (combo_changed),
                            browser);
  g_signal_connect_swapped (browser->layer_combo, "changed", G_CALLBACK (combo_changed),
                            browser);
}

static void
add (Dialog *dialog)
{
  Browser *browser = g_new0 (Browser, 1);
  GtkWidget *box = dialog_add_page (dialog, _ ("_All Filters"));

  dialog->browser = browser;
  browser->dialog = dialog;
  browser->showing = TRUE;
  browser->page = dialog_size_get_page (box);
  add_widgets (browser, GTK_BOX (box));
  browser->showing = FALSE;
  dialog->filters_page = browser->page;
  dialog->filters_grid = browser->grid;

  /* Thumbnails are made only while they are looked at. */
  g_signal_connect_data (browser->page, "map", G_CALLBACK (browser_update_grid), browser,
                         NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (browser->page, "unmap", G_CALLBACK (browser_stop_grid),
                            browser);
  gtk_widget_show_all (box);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  Browser *browser = dialog->browser;

  browser->showing = TRUE;
  if (browser->n_weights_changes != dialog->n_weights_changes)
    browser_show_layers (browser);
  browser_follow_layer (browser);
  browser->showing = FALSE;
  browser->n_weights_changes = dialog->n_weights_changes;
  browser_take_picks (browser);
  browser_update_grid (browser);
}

static void
finish (Dialog *dialog)
{
  browser_finish_picks (dialog->browser);
}

static void
close_browser (Dialog *dialog)
{
  Browser *browser = dialog->browser;

  browser->showing = TRUE;
  browser_stop_grid (browser);
  gtk_widget_destroy (browser->page); /* so that its signals find the browser */
  browser_forget_choice (browser);
  browser_free_grid (browser);
  g_free (browser->objective);
  g_free (browser->followed_layer);
  g_free (browser);
}

const DialogPanel dialog_browser = { is_for, add, changed, close_browser, finish };
