/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for an objective: of which kind it is, and in the line below what a
 * kind needs: a layer, a mixture of filters, a class, or a text for all that cannot be
 * chosen. A guide is a kind, too, although another argument has it. */

#include "objective-row.h"
#include "class-button.h"
#include "class-picker.h"
#include "dialog-row.h"
#include "guide-row.h"
#include "layer-completion.h"
#include "layer-row.h"
#include "objective-kinds.h"
#include "text-button.h"
#include "text-rows.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/combo.h"
#include "parameters/counterparts.h"
#include "parameters/target.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define USUAL_N_FILTERS 8 /* of those that the photo excites */

typedef struct _ObjectiveRow
{
  gint kind;
  Target target;
  GtkWidget *number;
  GtkWidget *number_label;
  GtkWidget *label; /* of what is below: */
  GtkWidget *layer;
  GtkWidget *mixture;
  GtkWidget *class;
  GtkWidget *entry;
} ObjectiveRow;

/* What the widgets show */

static const gchar *
get_label (gint kind)
{
  switch (kind)
    {
    case TARGET_FILTERS:
      return _ ("_Filters:");
    case TARGET_CLASS:
      return _ ("C_lass:");
    case TARGET_TEXT:
      return _ ("Te_xt:");
    default:
      return _ ("_Layer:");
    }
}

static GtkWidget *
get_widget (const ObjectiveRow *objective)
{
  switch (objective->kind)
    {
    case TARGET_FILTERS:
      return objective->mixture;
    case TARGET_CLASS:
      return objective->class;
    case TARGET_TEXT:
      return objective->entry;
    default:
      return objective->layer;
    }
}

/* Shows what the kind needs. */
static void
show_kind (const DialogRow *row)
{
  const ObjectiveRow *objective = row->objective;
  GtkWidget *const widgets[] = { objective->layer, objective->mixture, objective->class,
                                 objective->entry };
  gboolean is_excited = target_is_excited (objective->target.kind);

  for (gsize i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_visible (widgets[i], widgets[i] == get_widget (objective));
  gtk_widget_set_visible (objective->number, is_excited);
  gtk_widget_set_visible (objective->number_label, is_excited);
  gtk_label_set_text_with_mnemonic (GTK_LABEL (objective->label),
                                    get_label (objective->kind));
  gtk_label_set_mnemonic_widget (GTK_LABEL (objective->label), get_widget (objective));
  dialog_row_set_visible (dialog_find_row (row->dialog, ARGUMENT_GUIDE),
                          objective->kind == TARGET_GUIDE ||
                              objective->kind == TARGET_TEXT);
}

static void
show_target (const DialogRow *row)
{
  const ObjectiveRow *objective = row->objective;
  const Target *target = &objective->target;
  g_autofree gchar *mixture = picks_describe (target->picks, target->n_picks, "");
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, target->layer);

  text_button_set_text (
      objective->mixture, mixture,
      _ ("Leads to the page where filters are chosen by their pictures"));
  class_button_show (objective->class, class_button_find_layer (row->dialog),
                     target->class_index);
  if (layer)
    {
      combo_set (objective->layer, (gint)(layer - layers));
      gtk_spin_button_set_range (GTK_SPIN_BUTTON (objective->number), 1,
                                 layer->n_filters);
    }
  if (target->n_filters > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (objective->number), target->n_filters);
}

static void
show_words (const DialogRow *row)
{
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (gint i = 0; i < n_layers; i++)
    g_ptr_array_add (words, (gpointer)layers[i].name);
  g_ptr_array_add (words, (gpointer) "@strong:8");
  g_ptr_array_add (words, (gpointer) "@weak:8");
  g_ptr_array_add (words, (gpointer) "@average:8");
  g_ptr_array_add (words, NULL);
  layer_completion_set_words (row->objective->entry, (const gchar *const *)words->pdata);
}

/* What the parameters say */
static void
show (DialogRow *row)
{
  ObjectiveRow *objective = row->objective;
  const gchar *text = dialog_row_get_text (row);
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);

  target_parse (&objective->target, text, layers, n_layers);
  objective->kind = objective->target.kind;
  if (objective->kind == TARGET_LAYER && guide_row_is_set (row->dialog))
    objective->kind = TARGET_GUIDE;

  layer_row_fill_combo (row->dialog, objective->layer);
  show_words (row);
  gtk_entry_set_text (GTK_ENTRY (objective->entry), text);
  objective_kinds_show (row->widget, row->dialog, objective->kind);
  show_target (row);
  show_kind (row);
}

/* What the user changes */

/* Writes what is chosen as an objective, and shows it. */
static void
take_target (DialogRow *row)
{
  ObjectiveRow *objective = row->objective;
  Dialog *dialog = row->dialog;
  g_autofree gchar *text = target_to_objective (&objective->target);

  dialog->showing = TRUE;
  if (text)
    g_strlcpy (dialog_row_get_text (row), text, row->argument->size);
  gtk_entry_set_text (GTK_ENTRY (objective->entry), dialog_row_get_text (row));
  show_target (row);
  show_kind (row);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

/* The layer that goes on to count when the kind changes: that of a text is its deepest
 * one, and that of classes is none. */
static const gchar *
find_layer (const DialogRow *row)
{
  const ObjectiveRow *objective = row->objective;
  const Target *target = &objective->target;
  const FvWeights *weights = row->dialog->job->weights;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  g_autoptr (FvTerms) terms =
      objective->kind != TARGET_CLASS
          ? fv_terms_parse (dialog_row_get_text (row), layers, n_layers, NULL)
          : NULL;

  return terms              ? fv_terms_get_deepest_layer (terms)
         : target->layer[0] ? target->layer
                            : counterparts_find (weights, row->argument->text);
}

/* Fills in what the kind needs and what has not been chosen yet. */
static void
complete_target (const DialogRow *row, Target *target)
{
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);
  const FvLayer *layer;

  g_strlcpy (target->layer, find_layer (row), sizeof target->layer);
  layer = fv_layer_find (layers, n_layers, target->layer);
  if (target->n_filters == 0)
    target->n_filters = USUAL_N_FILTERS;
  if (layer)
    target->n_filters = MIN (target->n_filters, layer->n_filters);

  if (target->n_picks > 1 ||
      (target->n_picks == 1 && strcmp (target->picks->layer, target->layer) == 0))
    return;
  target->n_picks = 1;
  target->picks[0] = (Pick){ .weight = 1.0 };
  g_strlcpy (target->picks->layer, target->layer, sizeof target->picks->layer);
}

/* What a text tells is there to be chosen. */
static void
leave_text (const DialogRow *row, Target *target)
{
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);

  target_parse (target, dialog_row_get_text (row), layers, n_layers);
}

/* A guide counts with its own kind, and with a text. */
static void
kind_changed (GtkWidget *combo, DialogRow *row)
{
  ObjectiveRow *objective = row->objective;
  gint kind;

  if (row->dialog->showing || !row->dialog->job->weights || !combo_get (combo, &kind))
    return;

  if (objective->kind == TARGET_TEXT)
    leave_text (row, &objective->target);
  if (kind != TARGET_TEXT)
    complete_target (row, &objective->target);
  objective->kind = kind;
  objective->target.kind = kind == TARGET_GUIDE ? TARGET_LAYER : kind;
  if (kind != TARGET_TEXT)
    guide_row_set_used (row->dialog, kind == TARGET_GUIDE);
  take_target (row);
}

static void
layer_changed (GtkWidget *combo, DialogRow *row)
{
  Target *target = &row->objective->target;
  gint n_layers, index;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);

  if (row->dialog->showing || !layers || !combo_get (combo, &index))
    return;

  g_strlcpy (target->layer, layers[index].name, sizeof target->layer);
  target->n_filters = MIN (target->n_filters, layers[index].n_filters);
  take_target (row);
}

static void
number_changed (GtkSpinButton *button, DialogRow *row)
{
  if (row->dialog->showing)
    return;

  row->objective->target.n_filters = gtk_spin_button_get_value_as_int (button);
  take_target (row);
}

static void
choose_class (Dialog *dialog)
{
  DialogRow *row = dialog_find_row (dialog, ARGUMENT_OBJECTIVE);
  Target *target = &row->objective->target;
  const FvLayer *classes = class_button_find_layer (dialog);
  gint class_index =
      classes ? class_picker_run (dialog->window, classes, target->class_index) : -1;

  if (class_index < 0)
    return;

  target->class_index = class_index;
  take_target (row);
}

static void
finish (DialogRow *row)
{
  gtk_spin_button_update (GTK_SPIN_BUTTON (row->objective->number));
}

/* Widgets */

static void
add_first_line (DialogRow *row)
{
  ObjectiveRow *objective = row->objective;
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *kinds = combo_new ();

  objective->number = gtk_spin_button_new_with_range (1, G_MAXINT, 1);
  objective->number_label = gtk_label_new (_ ("filters"));
  gtk_entry_set_width_chars (GTK_ENTRY (objective->number), 5);
  gtk_entry_set_activates_default (GTK_ENTRY (objective->number), TRUE);
  gtk_widget_set_tooltip_text (objective->number,
                               _ ("How many of the layer’s filters grow"));
  dialog_set_name (objective->number, _ ("Number of filters"));
  gtk_box_pack_start (GTK_BOX (box), kinds, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), objective->number, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), objective->number_label, FALSE, FALSE, 0);
  dialog_row_attach (row, kinds, box);
  g_object_set_data_full (G_OBJECT (box), "objective-row", objective, g_free);
}

static void
add_second_line (DialogRow *row)
{
  ObjectiveRow *objective = row->objective;
  GtkWidget *box = gtk_hbox_new (FALSE, 0);

  objective->layer = combo_new ();
  objective->mixture = text_button_new ();
  objective->class = class_button_new (row->dialog, choose_class);
  objective->entry = text_row_make_entry (row);
  layer_completion_add (objective->entry);
  gtk_widget_set_tooltip_text (objective->entry, _ (row->argument->help));
  gtk_box_pack_start (GTK_BOX (box), objective->layer, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), objective->mixture, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), objective->class, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), objective->entry, TRUE, TRUE, 0);
  objective->label = dialog_row_attach_at (row, row->section->n_lines++, "", box);
}

static void
make (DialogRow *row)
{
  ObjectiveRow *objective = g_new0 (ObjectiveRow, 1);

  row->objective = objective;
  add_first_line (row);
  add_second_line (row);
  dialog_row_attach_problem (row);
  row->guide_line = row->section->n_lines++;

  g_signal_connect (row->widget, "changed", G_CALLBACK (kind_changed), row);
  g_signal_connect (objective->layer, "changed", G_CALLBACK (layer_changed), row);
  g_signal_connect_swapped (objective->mixture, "clicked",
                            G_CALLBACK (dialog_show_filters), row->dialog);
  g_signal_connect (objective->number, "value-changed", G_CALLBACK (number_changed), row);
}

/* A guide that has not been chosen yet keeps nobody from going on. */
static gboolean
check (const DialogRow *row, GError **error)
{
  gint n_layers;
  const FvLayer *layers = job_get_layers (row->dialog->job, &n_layers);
  g_autoptr (FvTerms) terms =
      fv_terms_parse (dialog_row_get_text (row), layers, n_layers, error);

  if (!terms)
    {
      layer_completion_shorten (error);
      return FALSE;
    }
  if (row->objective->kind != TARGET_GUIDE || guide_row_is_set (row->dialog))
    return TRUE;

  g_set_error_literal (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("Choose a guide: a layer of any open image, or a picture file."));
  return FALSE;
}

const DialogRowKind dialog_objective_row = {
  .make = make, .show = show, .finish = finish, .check = check
};
