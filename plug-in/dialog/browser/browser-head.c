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

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  if (!combo_get (browser->layer_combo, &index))
    return fv_weights_get_last_layer (dialog->job->weights)->name;
  return layers[index].name;
}

static void
show_layer (const Browser *browser, const gchar *name)
{
  gint n_layers;
  const FvLayer *layers =
      fv_weights_get_layers (browser->dialog->job->weights, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, name);

  if (layer)
    combo_set (browser->layer_combo, (gint)(layer - layers));
}

/* The layers of new weights: the one that was shown stays, if they have it. */
void
browser_show_layers (Browser *browser)
{
  const FvWeights *weights = browser->dialog->job->weights;

  g_clear_pointer (&browser->followed_layer, g_free);
  layer_row_fill_combo (browser->dialog, browser->layer_combo);
  if (!weights)
    return;

  show_layer (browser, fv_weights_get_last_layer (weights)->name);
  show_layer (browser, browser->layer);
}

/* The layer that the parameters are about: a mixture's first one, else an objective's
 * deepest one. NULL if that cannot be told. */
static gchar *
find_parameters_layer (const Dialog *dialog)
{
  const DialogRow *objective = dialog_find_row (dialog, ARGUMENT_OBJECTIVE);
  const DialogRow *layer = dialog_find_row (dialog, ARGUMENT_LAYER);
  g_autoptr (FvTerms) terms = NULL;
  Pick picks[PICKS_MAXIMUM];
  const FvLayer *layers;
  gint n_layers;

  if (dialog->procedure->get_picks (dialog->job, picks) > 0)
    return g_strdup (picks->layer);
  if (!objective)
    return g_strdup (dialog_row_get_text (layer));

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  terms = fv_terms_parse (dialog_row_get_text (objective), layers, n_layers, NULL);
  return terms ? g_strdup (fv_terms_get_deepest_layer (terms)) : NULL;
}

/* Shows the layer that the parameters are about, if that has changed on another page. */
void
browser_follow_layer (Browser *browser)
{
  g_autofree gchar *layer = NULL;

  if (!browser->dialog->job->weights || gtk_widget_get_mapped (browser->page))
    return;

  layer = find_parameters_layer (browser->dialog);
  if (!layer || g_strcmp0 (layer, browser->followed_layer) == 0)
    return;

  show_layer (browser, layer);
  g_free (browser->followed_layer);
  browser->followed_layer = g_steal_pointer (&layer);
}

/* Widgets */

static void
add_combo (GtkWidget *box, const gchar *label_text, const gchar *help, GtkWidget *combo,
           gboolean expand)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (label_text);

  gtk_label_set_mnemonic_widget (GTK_LABEL (label), combo);
  gtk_widget_set_tooltip_text (combo, help);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), combo, expand, TRUE, 0);
}

/* The combo boxes. Layers may have long names: there is as much room for them as the
 * order leaves. */
GtkWidget *
browser_make_head (Browser *browser)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  browser->layer_combo = combo_new ();
  combo_shorten (browser->layer_combo);
  browser->order_combo = combo_new ();
  add_combo (box, _ ("_Layer:"), _ ("Layer of the network whose filters are shown"),
             browser->layer_combo, TRUE);
  add_combo (box, _ ("Ord_er:"), _ ("Which filters are shown first"),
             browser->order_combo, FALSE);
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
