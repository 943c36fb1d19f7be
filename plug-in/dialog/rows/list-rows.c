/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for several layers and for several filters, which are written: with
 * what there is to choose from, and below them what is wrong. */

#include "list-rows.h"
#include "dialog-row.h"
#include "layer-completion.h"
#include "text-rows.h"

#include <glib/gi18n-lib.h>

static void
show (DialogRow *row)
{
  gtk_entry_set_text (GTK_ENTRY (row->widget), dialog_row_get_text (row));
}

/* Layers: names are completed as they are typed */

static void
make_layers (DialogRow *row)
{
  GtkWidget *entry = text_row_make_entry (row);

  layer_completion_add (entry);
  dialog_row_attach (row, entry, entry);
  dialog_row_attach_problem (row);
}

static void
show_layers (DialogRow *row)
{
  static const gchar *const none[] = { NULL };
  const FvWeights *weights = row->dialog->job->weights;
  g_auto (GStrv) maps = weights ? fv_weights_list_maps (weights) : NULL;

  layer_completion_set_words (row->widget, maps ? (const gchar *const *)maps : none);
  show (row);
}

static gboolean
check_layers (const DialogRow *row, GError **error)
{
  const FvWeights *weights = row->dialog->job->weights;
  g_auto (GStrv) maps = fv_weights_list_maps (weights);
  g_auto (GStrv) layers =
      fv_activations_parse_layers ((const gchar *const *)maps, dialog_row_get_text (row));

  if (fv_weights_check_maps (weights, (const gchar *const *)layers, error))
    return TRUE;

  layer_completion_shorten (error);
  return FALSE;
}

const DialogRowKind dialog_layers_row = { .make = make_layers,
                                          .show = show_layers,
                                          .check = check_layers };

/* Filters: beside them is told which the layer has */

static const FvLayer *
find_layer (const DialogRow *row)
{
  const Dialog *dialog = row->dialog;
  const DialogRow *layer_row = dialog_find_row (dialog, ARGUMENT_LAYER);
  gint n_layers;
  const FvLayer *layers;

  if (!dialog->job->weights)
    return NULL;

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  return fv_layer_find (layers, n_layers, dialog_row_get_text (layer_row));
}

static void
make_filters (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *entry = text_row_make_entry (row);

  row->hint = gtk_label_new (NULL);
  gtk_box_pack_start (GTK_BOX (box), entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), row->hint, FALSE, FALSE, 0);
  dialog_row_attach (row, entry, box);
  dialog_row_attach_problem (row);
}

static void
filters_changed (DialogRow *row)
{
  const FvLayer *layer = find_layer (row);
  g_autofree gchar *range =
      layer ? g_strdup_printf (_ ("0 to %d"), layer->n_filters - 1) : NULL;

  gtk_label_set_text (GTK_LABEL (row->hint), range ? range : "");
}

static gboolean
check_filters (const DialogRow *row, GError **error)
{
  const DialogRow *recipe_row = dialog_find_row (row->dialog, ARGUMENT_RECIPE);
  const FvRecipe *recipe = fv_recipe_find (dialog_row_get_text (recipe_row), NULL);
  const FvLayer *layer = find_layer (row);
  const gchar *text = dialog_row_get_text (row);
  g_autofree gint *filters = NULL;
  gint n_filters;

  return !layer || !recipe || !text[0] ||
         fv_filters_parse (text, layer, recipe, &filters, &n_filters, error);
}

const DialogRowKind dialog_filters_row = {
  .make = make_filters, .show = show, .changed = filters_changed, .check = check_filters
};
