/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a layer, and what a filter's row has of it. The layers, what they
 * do and their numbers of filters are those of the weights that were found. */

#include "layer-row.h"
#include "dialog-row.h"
#include "dialog/base/dialog-changes.h"
#include "gimp/combo.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define AUTOMATIC -1

/* Whether the layer may be left open. */
static gboolean
can_be_open (const DialogRow *row)
{
  return row->argument->text[0] == '\0';
}

/* The layer that is set. Where the weights do not hold it, or none is set, the one
 * that is taken where none is named takes its place. */
static gint
get_index (const DialogRow *row)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (row->dialog->job->weights, &n_layers);

  for (gint i = 0; i < n_layers; i++)
    if (strcmp (layers[i].name, dialog_row_get_text (row)) == 0)
      return i;

  return (gint)(fv_weights_get_last_layer (row->dialog->job->weights) - layers);
}

/* Shows which filters the layer has, and keeps the filter within them. */
void
layer_row_show_filters (DialogRow *filter_row)
{
  const DialogRow *row = dialog_find_row (filter_row->dialog, ARGUMENT_LAYER);
  const gchar *hint = filter_row->argument->hint;
  gint n_layers;
  const FvLayer *layer;
  gint32 *filter = dialog_row_get_number (filter_row);
  g_autofree gchar *range = NULL;
  g_autofree gchar *text = NULL;

  if (!row->dialog->job->weights)
    return;

  layer = fv_weights_get_layers (row->dialog->job->weights, &n_layers) + get_index (row);
  *filter = MIN (*filter, layer->n_filters - 1);
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (filter_row->widget),
                             filter_row->argument->minimum, layer->n_filters - 1);

  range = g_strdup_printf (_ ("0 to %d"), layer->n_filters - 1);
  text = hint ? g_strdup_printf ("%s; %s", range, _ (hint)) : g_steal_pointer (&range);
  gtk_label_set_text (GTK_LABEL (filter_row->hint), text);
}

static void
layer_changed (GtkWidget *widget, DialogRow *row)
{
  Dialog *dialog = row->dialog;
  DialogRow *filter_row = dialog_find_row (dialog, ARGUMENT_FILTER);
  const FvLayer *layers;
  gint n_layers;
  gint index;

  if (dialog->showing || !dialog->job->weights || !combo_get (widget, &index))
    return;

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  g_strlcpy (dialog_row_get_text (row), index == AUTOMATIC ? "" : layers[index].name,
             row->argument->size);
  if (filter_row)
    layer_row_show_filters (filter_row);
  dialog_changed (dialog);
}

/* That a layer is a convolution nobody needs to be told: so the others show. */
static gchar *
describe (const FvLayer *layer)
{
  if (strcmp (layer->kind, "convolution") != 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s (%s, %d filter)",
                                         "%s (%s, %d filters)", layer->n_filters),
                            layer->name, _ (layer->kind), layer->n_filters);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s (%d filter)",
                                       "%s (%d filters)", layer->n_filters),
                          layer->name, layer->n_filters);
}

/* Gives a combo box the layers that there are, instead of what it has. */
void
layer_row_fill_combo (const Dialog *dialog, GtkWidget *combo)
{
  const FvLayer *layers;
  gint n_layers;

  combo_clear (combo);
  if (!dialog->job->weights)
    return;

  layers = fv_weights_get_layers (dialog->job->weights, &n_layers);
  for (gint i = 0; i < n_layers; i++)
    {
      g_autofree gchar *label = describe (&layers[i]);

      combo_append (combo, i, label);
    }
}

static void
make (DialogRow *row)
{
  GtkWidget *combo = combo_new ();

  dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (layer_changed), row);
}

static void
show (DialogRow *row)
{
  const FvLayer *layers;
  gint n_layers;
  gint active;

  layer_row_fill_combo (row->dialog, row->widget);
  if (!row->dialog->job->weights)
    return;

  if (can_be_open (row))
    combo_prepend (row->widget, AUTOMATIC, _ ("Automatic"));
  if (can_be_open (row) && dialog_row_get_text (row)[0] == '\0')
    {
      combo_set (row->widget, AUTOMATIC);
      return;
    }

  layers = fv_weights_get_layers (row->dialog->job->weights, &n_layers);
  active = get_index (row);
  g_strlcpy (dialog_row_get_text (row), layers[active].name, row->argument->size);
  combo_set (row->widget, active);
}

const DialogRowKind dialog_layer_row = { .make = make, .show = show };
