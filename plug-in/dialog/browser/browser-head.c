/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is above and below the grid of the filter browser: which layer's filters are seen,
 * in which order, and a line that tells how far they are. */

#include "browser-head.h"
#include "dialog/rows/dialog-row.h"
#include "dialog/rows/layer-row.h"
#include "gimp/combo.h"

#include <glib/gi18n-lib.h>

void
browser_set_status (const Browser *browser, const gchar *text)
{
  gtk_label_set_text (GTK_LABEL (browser->status), text);
  gtk_widget_set_tooltip_text (browser->status, text);
}

BrowserOrder
browser_get_order (const Browser *browser)
{
  gint order;

  return combo_get (browser->order_combo, &order) ? (BrowserOrder)order
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
  if (!combo_get (browser->layer_combo, &index))
    return fv_weights_get_last_layer (dialog->job->weights)->name;
  return layers[index].name;
}

/* The layers of new weights: the one that was shown stays, if they have it. At first, it
 * is the one that the parameters are about. */
void
browser_show_layers (Browser *browser)
{
  const Dialog *dialog = browser->dialog;
  AscentPlan plan = { 0 };
  const gchar *layer = browser->layer;
  const FvLayer *layers;
  gint n_layers, active;

  layer_row_fill_combo (dialog, browser->layer_combo);
  if (!dialog->job->weights)
    return;

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  active = (gint)(fv_weights_get_last_layer (dialog->job->weights) - layers);
  if (!layer && dialog->procedure->plan (dialog->job, &plan, NULL))
    layer = plan.ascent.layer;
  for (gint i = 0; i < n_layers; i++)
    if (g_strcmp0 (layers[i].name, layer) == 0)
      active = i;
  combo_set (browser->layer_combo, active);
  ascent_plan_clear (&plan);
}

/* Widgets */

static GtkWidget *
add_combo (GtkWidget *box, const gchar *label_text, const gchar *help)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (label_text);
  GtkWidget *combo = combo_new ();

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  gtk_widget_set_tooltip_text (combo, help);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), combo, FALSE, FALSE, 0);
  return combo;
}

/* The combo boxes. */
GtkWidget *
browser_make_head (Browser *browser)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  if (!dialog_find_row (browser->dialog, ARGUMENT_LAYER))
    browser->layer_combo = add_combo (box, _ ("_Layer:"),
                                      _ ("Layer of the network whose filters are shown"));
  browser->order_combo =
      add_combo (box, _ ("Ord_er:"), _ ("Which filters are shown first"));
  combo_append (browser->order_combo, BROWSER_BY_NUMBER, _ ("By number"));
  combo_append (browser->order_combo, BROWSER_BEST, _ ("Best first"));
  if (browser->dialog->job->source.has_region)
    combo_append (browser->order_combo, BROWSER_EXCITED, _ ("Most excited by the photo"));
  combo_set (browser->order_combo, BROWSER_BY_NUMBER);
  return box;
}

GtkWidget *
browser_make_status (Browser *browser)
{
  browser->status = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (browser->status), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (browser->status), PANGO_ELLIPSIZE_END);
  return browser->status;
}
