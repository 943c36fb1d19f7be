/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's page on which filters are chosen by their pictures: the layer and the
 * order of the grid, and when there is something new to show. */

#include "browser.h"

#include <string.h>

#include <glib/gi18n-lib.h>

void
browser_set_status (const Browser *browser, const gchar *text)
{
  gtk_label_set_text (GTK_LABEL (browser->status), text);
  gimp_help_set_help_data (browser->status, text, NULL);
}

BrowserOrder
browser_get_order (const Browser *browser)
{
  gint order;

  return gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (browser->order_combo), &order)
             ? (BrowserOrder)order
             : BROWSER_BY_NUMBER;
}

/* The layer whose filters are to be seen, or NULL if there are no weights. */
const gchar *
browser_get_layer (const Browser *browser)
{
  const Dialog *dialog = browser->dialog;
  const FvLayer *layers;
  gint n_layers, index;

  if (!dialog->job->weights)
    return NULL;
  if (!browser->layer_combo)
    return dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_LAYER));

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  if (!gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (browser->layer_combo), &index))
    index = n_layers - 1;
  return layers[index].name;
}

/* The layers of new weights: the one that was shown stays, if they have it. At first, it
 * is the one that the parameters are about. */
static void
show_layers (Browser *browser)
{
  const Dialog *dialog = browser->dialog;
  AscentPlan plan = { 0 };
  const gchar *layer = browser->layer;
  const FvLayer *layers;
  gint n_layers, active;

  dialog_layer_fill (dialog, browser->layer_combo);
  if (!dialog->job->weights)
    return;

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  active = n_layers - 1;
  if (!layer && dialog->procedure->plan (dialog->job, &plan, NULL))
    layer = plan.ascent.layer;
  for (gint i = 0; i < n_layers; i++)
    if (g_strcmp0 (layers[i].name, layer) == 0)
      active = i;
  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (browser->layer_combo), active);
  ascent_plan_clear (&plan);
}

/* Widgets */

static void
combo_changed (Browser *browser)
{
  if (!browser->showing)
    browser_update_grid (browser);
}

static GtkWidget *
add_combo (Browser *browser, GtkWidget *box, const gchar *label_text, const gchar *help)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (label_text);
  GtkWidget *combo = g_object_new (GIMP_TYPE_INT_COMBO_BOX, NULL);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  gimp_help_set_help_data (combo, help, NULL);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), combo, FALSE, FALSE, 0);
  g_signal_connect_swapped (combo, "changed", G_CALLBACK (combo_changed), browser);
  return combo;
}

static void
append_order (Browser *browser, BrowserOrder order, const gchar *label)
{
  gimp_int_combo_box_append (GIMP_INT_COMBO_BOX (browser->order_combo),
                             GIMP_INT_STORE_VALUE, order, GIMP_INT_STORE_LABEL, label,
                             -1);
}

static GtkWidget *
make_head (Browser *browser)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  if (!dialog_find_row (browser->dialog, ARGUMENT_LAYER))
    browser->layer_combo = add_combo (browser, box, _ ("_Layer:"),
                                      _ ("Layer of the network whose filters are shown"));
  browser->order_combo =
      add_combo (browser, box, _ ("Ord_er:"), _ ("Which filters are shown first"));
  append_order (browser, BROWSER_BY_NUMBER, _ ("By number"));
  append_order (browser, BROWSER_BEST, _ ("Best first"));
  if (browser->dialog->job->source.has_region)
    append_order (browser, BROWSER_EXCITED, _ ("Most excited by the photo"));
  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (browser->order_combo),
                                 BROWSER_BY_NUMBER);
  return box;
}

static GtkWidget *
make_status (void)
{
  GtkWidget *status = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (status), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (status), PANGO_ELLIPSIZE_END);
  return status;
}

/* The part of the dialog */

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->set_picks != NULL;
}

static void
add (Dialog *dialog)
{
  Browser *browser = g_new0 (Browser, 1);
  GtkWidget *grid = browser_make_grid (browser);

  dialog->browser = browser;
  browser->dialog = dialog;
  browser->showing = TRUE;
  browser->page = dialog_add_page (dialog, _ ("_All Filters"));
  browser->status = make_status ();
  gtk_box_set_spacing (GTK_BOX (browser->page), 6);
  gtk_box_pack_start (GTK_BOX (browser->page), make_head (browser), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (browser->page), grid, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (browser->page), browser->status, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (browser->page), browser_make_picks (browser), FALSE, FALSE,
                      0);
  browser->showing = FALSE;

  /* Thumbnails are made only while they are looked at. */
  g_signal_connect_data (browser->page, "map", G_CALLBACK (browser_update_grid), browser,
                         NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (browser->page, "unmap", G_CALLBACK (browser_stop_grid),
                            browser);
  gtk_widget_show_all (browser->page);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  Browser *browser = dialog->browser;

  if (browser->layer_combo && browser->n_weights_changes != dialog->n_weights_changes)
    {
      browser->showing = TRUE;
      show_layers (browser);
      browser->showing = FALSE;
    }
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
  browser_free_grid (browser);
  g_free (browser->objective);
  g_free (browser);
}

const DialogPart dialog_browser_part = {
  is_for, add, NULL, changed, close_browser, finish
};
