/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog of a procedure, made from its arguments: a row for each in the frame that it
 * names, the buttons, and the line that says why the settings cannot be used. */

#include "dialog.h"
#include "dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define RESPONSE_RESET 1

static const DialogRowKind *const row_kinds[] = {
  [ARGUMENT_NUMBER] = &dialog_number_row,   [ARGUMENT_CHOICE] = &dialog_choice_row,
  [ARGUMENT_FILTER] = &dialog_filter_row,   [ARGUMENT_CLASS] = &dialog_class_row,
  [ARGUMENT_WIDTH] = &dialog_size_row,      [ARGUMENT_HEIGHT] = &dialog_size_row,
  [ARGUMENT_SEED] = &dialog_seed_row,       [ARGUMENT_GUIDE] = &dialog_guide_row,
  [ARGUMENT_RECORD] = &dialog_record_row,   [ARGUMENT_REAL] = &dialog_real_row,
  [ARGUMENT_TEXT] = &dialog_text_row,       [ARGUMENT_LAYER] = &dialog_layer_row,
  [ARGUMENT_RECIPE] = &dialog_recipe_row,   [ARGUMENT_WEIGHTS] = &dialog_weights_row,
  [ARGUMENT_OPTIONS] = &dialog_options_row,
};

/* The row of the first argument of that kind, or NULL. */
DialogRow *
dialog_find_row (const Dialog *dialog, ArgumentKind kind)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].argument->kind == kind)
      return &dialog->rows[i];

  return NULL;
}

/* Makes what does not matter insensitive, and says why below its frame. */
static void
show_uses (Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;

  if (!procedure->uses || !dialog->job->weights)
    return;

  for (gint i = 0; i < dialog->n_sections; i++)
    gtk_widget_hide (dialog->sections[i].note);

  for (gint i = 0; i < procedure_count_rows (procedure); i++)
    {
      DialogRow *row = &dialog->rows[i];
      const gchar *why_not = NULL;

      gtk_widget_set_sensitive (row->box,
                                procedure->uses (dialog->job, row->argument, &why_not));
      if (why_not)
        {
          gtk_label_set_text (GTK_LABEL (row->section->note), why_not);
          gtk_widget_show (row->section->note);
        }
    }
}

/* To be called after each change of the parameters. Without weights there is nothing
 * more to check. */
void
dialog_changed (Dialog *dialog)
{
  const gchar *problem = dialog->weights_problem;
  GError *error = NULL;

  if (dialog->showing)
    return;

  if (!problem && !dialog->procedure->check (dialog->job, &error))
    problem = error->message;

  gtk_label_set_text (GTK_LABEL (dialog->message), problem ? problem : "");
  gtk_widget_set_visible (dialog->message_box, problem != NULL);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK,
                                     problem == NULL);
  show_uses (dialog);
  g_clear_error (&error);
}

static void
show_parameters (Dialog *dialog)
{
  dialog->showing = TRUE;
  if (dialog_find_row (dialog, ARGUMENT_WEIGHTS))
    dialog_weights_show (dialog);
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    dialog->rows[i].kind->show (&dialog->rows[i]);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

static GtkWidget *
make_window (const Procedure *procedure)
{
  GtkWidget *window = gimp_dialog_new (
      _ (procedure->title), procedure->name, NULL, 0, gimp_standard_help_func,
      procedure->name, _ ("_Reset"), RESPONSE_RESET, _ ("_Cancel"), GTK_RESPONSE_CANCEL,
      _ ("_OK"), GTK_RESPONSE_OK, NULL);

  gtk_dialog_set_default_response (GTK_DIALOG (window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), RESPONSE_RESET,
                                           GTK_RESPONSE_OK, GTK_RESPONSE_CANCEL, -1);
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gimp_window_set_transient (GTK_WINDOW (window));
  return window;
}

/* The frame of that title, which is made when it is first asked for. */
static DialogSection *
get_section (Dialog *dialog, GtkWidget *box, const gchar *title)
{
  DialogSection *section = dialog->sections;

  for (gint i = 0; i < dialog->n_sections; i++, section++)
    if (strcmp (section->title, title) == 0)
      return section;

  section->title = title;
  section->table = dialog_add_frame (box, _ (title));
  section->note = dialog_add_note (box);
  dialog->n_sections++;
  return section;
}

static void
build (Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;
  GtkWidget *box;

  dialog->window = make_window (procedure);
  box = dialog_add_box (dialog->window);
  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  dialog->sections = g_new0 (DialogSection, procedure_count_rows (procedure));
  dialog->rows = g_new0 (DialogRow, procedure_count_rows (procedure));

  for (gint i = 0; i < procedure_count_rows (procedure); i++)
    {
      DialogRow *row = &dialog->rows[i];

      row->dialog = dialog;
      row->argument = &procedure->arguments[i];
      row->kind = row_kinds[row->argument->kind];
      row->section = get_section (dialog, box, row->argument->section);
      row->kind->make (row);
    }

  g_object_unref (dialog->labels);
  gtk_widget_show_all (box);
  dialog->message_box = dialog_add_message (box, &dialog->message);
}

static void
finish_rows (Dialog *dialog)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].kind->finish)
      dialog->rows[i].kind->finish (&dialog->rows[i]);
}

/* TRUE for OK. Reset sets the defaults and stays. */
static gboolean
run (Dialog *dialog)
{
  while (TRUE)
    {
      gint response = gimp_dialog_run (GIMP_DIALOG (dialog->window));

      if (response != RESPONSE_RESET)
        {
          finish_rows (dialog);
          return response == GTK_RESPONSE_OK;
        }

      procedure_set_defaults (dialog->procedure, dialog->parameters);
      show_parameters (dialog);
    }
}

/* Shows the dialog, which begins with the parameters it is given and changes them.
 * FALSE if the user cancelled. */
gboolean
dialog_ask (const Procedure *procedure, Job *job, gpointer parameters)
{
  Dialog dialog = { .procedure = procedure, .job = job, .parameters = parameters };
  gboolean accepted;

  gimp_ui_init ("visualize-vgg16-filter", FALSE);
  build (&dialog);
  show_parameters (&dialog);
  gtk_widget_show (dialog.window);
  accepted = run (&dialog);

  gtk_widget_destroy (dialog.window);
  g_clear_pointer (&job->weights, fv_weights_free);
  g_free (dialog.weights_problem);
  g_free (dialog.sections);
  g_free (dialog.rows);
  return accepted;
}
