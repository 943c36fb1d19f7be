/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a filter: its number, in the range of the layer, and a button by
 * which it is chosen as a class; or, where the options mix several, the mixture, with a
 * button that ends it. */

#include "filter-row.h"
#include "class-button.h"
#include "class-picker.h"
#include "dialog-row.h"
#include "layer-row.h"
#include "number-rows.h"
#include "text-button.h"
#include "text-rows.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-widgets.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* A mixture */

/* What the options mix; NULL if that is nothing. */
static gchar *
get_objective (const DialogRow *row)
{
  const DialogRow *options = dialog_find_row (row->dialog, ARGUMENT_OPTIONS);
  g_autofree gchar *rest = NULL;

  return options_take (dialog_row_get_text (options), "objective", &rest);
}

/* An objective that is not only of filters can be changed as a text alone. */
static void
mixture_clicked (const DialogRow *row)
{
  Dialog *dialog = row->dialog;
  Pick picks[PICKS_MAXIMUM];

  if (dialog->procedure->get_picks (dialog->job, picks) > 0)
    dialog_show_filters (dialog);
  else
    options_row_open (dialog_find_row (dialog, ARGUMENT_OPTIONS));
}

/* Lets the mixture's first filter grow alone, or where it is not only of filters, the one
 * that there was before. */
static void
end_clicked (const DialogRow *row)
{
  static const ArgumentKind kinds[] = { ARGUMENT_LAYER, ARGUMENT_FILTER,
                                        ARGUMENT_OPTIONS };
  Dialog *dialog = row->dialog;
  const DialogRow *options_row = dialog_find_row (dialog, ARGUMENT_OPTIONS);
  g_autofree gchar *options =
      options_put (dialog_row_get_text (options_row), "objective", NULL);
  Pick picks[PICKS_MAXIMUM];

  if (dialog->procedure->get_picks (dialog->job, picks) > 0)
    {
      picks->weight = 1.0;
      dialog->procedure->set_picks (dialog->parameters, picks, 1);
    }
  else
    g_strlcpy (dialog_row_get_text (options_row), options, options_row->argument->size);

  dialog_show_rows (dialog, kinds, G_N_ELEMENTS (kinds));
  dialog_changed (dialog);
  gtk_widget_grab_focus (row->widget);
}

/* A class */

/* The class that the row's filter is of, among those of the layer that has them all; -1
 * if it is of another layer. */
static gint
get_class (const DialogRow *row, const FvLayer *classes)
{
  const DialogRow *layer_row = dialog_find_row (row->dialog, ARGUMENT_LAYER);

  return classes && strcmp (dialog_row_get_text (layer_row), classes->name) == 0
             ? *dialog_row_get_number (row)
             : -1;
}

static void
choose_class (Dialog *dialog)
{
  static const ArgumentKind kinds[] = { ARGUMENT_LAYER, ARGUMENT_FILTER };
  const FvLayer *classes = class_button_find_layer (dialog);
  gint class_index = get_class (dialog_find_row (dialog, ARGUMENT_FILTER), classes);
  Pick pick = { .weight = 1.0 };

  class_index = classes ? class_picker_run (dialog->window, classes, class_index) : -1;
  if (class_index < 0)
    return;

  g_strlcpy (pick.layer, classes->name, sizeof pick.layer);
  pick.filter = class_index;
  dialog->procedure->set_picks (dialog->parameters, &pick, 1);
  dialog_show_rows (dialog, kinds, G_N_ELEMENTS (kinds));
  dialog_changed (dialog);
}

static void
show_class (const DialogRow *row, gboolean is_shown)
{
  const FvLayer *classes = class_button_find_layer (row->dialog);

  class_button_show (row->choose_class, classes, get_class (row, classes));
  gtk_widget_set_visible (row->choose_class, is_shown);
}

/* The row */

static void
make (DialogRow *row)
{
  GtkWidget *end;

  dialog_number_row.make (row);
  if (!row->dialog->procedure->set_picks)
    return;

  row->choose_class = class_button_new (row->dialog, choose_class);
  gtk_box_pack_start (GTK_BOX (row->box), row->choose_class, TRUE, TRUE, 0);
  row->mixture = text_button_new ();
  g_signal_connect_swapped (row->mixture, "clicked", G_CALLBACK (mixture_clicked), row);
  end = dialog_make_icon_button ("list-remove", GTK_ICON_SIZE_MENU,
                                 _ ("Ends the mixture; its first filter is left"));
  gtk_button_set_relief (GTK_BUTTON (end), GTK_RELIEF_NONE);
  gtk_widget_show_all (end);
  gtk_widget_set_no_show_all (end, TRUE);
  g_signal_connect_swapped (end, "clicked", G_CALLBACK (end_clicked), row);
  row->end_mixture = end;
  gtk_box_pack_start (GTK_BOX (row->box), row->mixture, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row->box), end, FALSE, FALSE, 0);
}

/* The layer's row tells the layer of most mixtures. */
static void
show_mixture (const DialogRow *row, const gchar *objective)
{
  const Dialog *dialog = row->dialog;
  const gchar *layer = dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_LAYER));
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = dialog->procedure->get_picks (dialog->job, picks);
  g_autofree gchar *text =
      n_picks > 0 ? picks_describe (picks, n_picks, layer) : g_strdup (objective);

  text_button_set_text (
      row->mixture, text,
      n_picks > 0 ? _ ("Leads to the page where filters are chosen by their pictures")
                  : _ ("Leads to the options, which name this objective"));
}

static void
changed (DialogRow *row)
{
  g_autofree gchar *objective = NULL;

  if (!row->mixture)
    return;

  objective = get_objective (row);
  if (objective)
    show_mixture (row, objective);
  gtk_widget_set_visible (row->widget, objective == NULL);
  gtk_widget_set_visible (row->hint, objective == NULL);
  show_class (row, objective == NULL);
  gtk_widget_set_visible (row->mixture, objective != NULL);
  gtk_widget_set_visible (row->end_mixture, objective != NULL);
  gtk_label_set_mnemonic_widget (GTK_LABEL (row->label),
                                 objective ? row->mixture : row->widget);
}

static void
show (DialogRow *row)
{
  layer_row_show_filters (row);
  dialog_number_row.show (row);
}

static void
finish (DialogRow *row)
{
  dialog_number_row.finish (row);
}

const DialogRowKind dialog_filter_row = {
  .make = make, .show = show, .finish = finish, .changed = changed
};
