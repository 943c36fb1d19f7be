/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog of a procedure, made from its arguments: a row for each in the frame that it
 * names, the buttons, the line that says why the settings cannot be used, and the parts
 * that only some procedures have. */

#include "dialog.h"
#include "dialog-private.h"
#include "dialog/preview/preview.h"
#include "gimp/help-pages.h"

#include <string.h>

#include <glib/gi18n-lib.h>

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

/* In the order in which they are added. */
static const DialogPart *const parts[] = {
  &dialog_weights_bar_part, &dialog_presets_part, &dialog_preview_part,
  &dialog_advice_part,      &dialog_browser_part, &dialog_details_part,
  &dialog_cost_part,
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

/* Why there is nothing to be done: something is wrong with the image, or with the
 * parameters. NULL if there is no such reason. Without weights, parameters cannot be
 * checked. */
static GError *
find_problem (const Dialog *dialog)
{
  GError *problem = NULL;

  if (!procedure_check_source (dialog->procedure, dialog->job, &problem))
    return problem;
  if (dialog->weights_problem)
    return g_error_copy (dialog->weights_problem);

  dialog->procedure->check (dialog->job, &problem);
  return problem;
}

/* Shows a problem, or with NULL that there is none. */
void
dialog_show_problem (Dialog *dialog, const GError *problem)
{
  gtk_label_set_text (GTK_LABEL (dialog->message), problem ? problem->message : "");
  gtk_widget_set_visible (dialog->message_box, problem != NULL);
}

/* The bar above all tells what is wrong with the weights. */
static gboolean
is_told_above (const Dialog *dialog, const GError *problem)
{
  return problem && dialog->weights_problem &&
         strcmp (problem->message, dialog->weights_problem->message) == 0;
}

/* To be called after each change of the parameters, or of the image. */
void
dialog_changed (Dialog *dialog)
{
  GError *problem;

  if (dialog->showing)
    return;

  problem = find_problem (dialog);
  dialog_show_problem (dialog, is_told_above (dialog, problem) ? NULL : problem);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK,
                                     problem == NULL);
  show_uses (dialog);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i]->is_for (dialog->procedure) && parts[i]->changed)
      parts[i]->changed (dialog, problem);
  g_clear_error (&problem);
}

/* Shows the parameters, all of which may have changed. */
void
dialog_show (Dialog *dialog)
{
  dialog->showing = TRUE;
  if (dialog_find_row (dialog, ARGUMENT_WEIGHTS))
    dialog_weights_show (dialog);
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    dialog->rows[i].kind->show (&dialog->rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i]->is_for (dialog->procedure) && parts[i]->show)
      parts[i]->show (dialog);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

/* Shows the rows of these kinds, whose parameters have changed. */
void
dialog_show_rows (Dialog *dialog, const ArgumentKind *kinds, gint n_kinds)
{
  gboolean was_showing = dialog->showing;

  dialog->showing = TRUE;
  for (gint i = 0; i < n_kinds; i++)
    {
      DialogRow *row = dialog_find_row (dialog, kinds[i]);

      if (row)
        row->kind->show (row);
    }
  dialog->showing = was_showing;
}

/* The user comes back, perhaps from the image, which is not what it was. */
static gboolean
focus_in (GtkWidget *window G_GNUC_UNUSED, GdkEventFocus *event G_GNUC_UNUSED,
          Dialog *dialog)
{
  Source before;

  if (dialog->preview && dialog->preview->work)
    return FALSE;

  memcpy (&before, &dialog->job->source, sizeof before);
  source_look (&dialog->job->source);
  if (memcmp (&before, &dialog->job->source, sizeof before) != 0)
    dialog_changed (dialog);
  return FALSE;
}

/* Building */

static GtkWidget *
make_window (const Procedure *procedure)
{
  GtkWidget *window = gimp_dialog_new (
      _ (procedure->title), procedure->name, NULL, 0, help_show, procedure->name,
      _ ("_Reset"), DIALOG_RESPONSE_RESET, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_OK"),
      GTK_RESPONSE_OK, _ ("Stop and _Keep"), DIALOG_RESPONSE_KEEP, NULL);

  gtk_dialog_set_default_response (GTK_DIALOG (window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), DIALOG_RESPONSE_RESET,
                                           GTK_RESPONSE_OK, DIALOG_RESPONSE_KEEP,
                                           GTK_RESPONSE_CANCEL, -1);
  gtk_widget_hide (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (window), DIALOG_RESPONSE_KEEP));
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gimp_window_set_transient (GTK_WINDOW (window));
  /* Closing it is a response, and never destroys it. */
  g_signal_connect (window, "delete-event", G_CALLBACK (gtk_true), NULL);
  return window;
}

/* The places where rows and parts go. */
static void
build_frame (Dialog *dialog)
{
  GtkWidget *box = dialog_add_box (dialog->window);
  GtkWidget *columns = gtk_hbox_new (FALSE, DIALOG_BORDER);

  dialog->column = gtk_vbox_new (FALSE, DIALOG_BORDER);
  dialog->head = gtk_vbox_new (FALSE, DIALOG_BORDER);
  dialog->side = gtk_vbox_new (FALSE, 6);
  dialog->pages = GTK_NOTEBOOK (gtk_notebook_new ());
  gtk_box_pack_start (GTK_BOX (box), dialog->head, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), columns, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->side, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->column, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->column), GTK_WIDGET (dialog->pages), TRUE, TRUE,
                      0);
  gtk_widget_show_all (box);
  dialog->message_box = dialog_add_message (dialog->column, &dialog->message);
}

/* A page more. */
GtkWidget *
dialog_add_page (Dialog *dialog, const gchar *label)
{
  GtkWidget *box = gtk_vbox_new (FALSE, DIALOG_BORDER);
  gint n_pages;

  gtk_notebook_append_page (dialog->pages, box, gtk_label_new_with_mnemonic (label));
  n_pages = gtk_notebook_get_n_pages (dialog->pages);
  gtk_notebook_set_show_tabs (dialog->pages, n_pages > 1);
  gtk_notebook_set_show_border (dialog->pages, n_pages > 1);
  if (n_pages > 1)
    for (gint i = 0; i < n_pages; i++)
      gtk_container_set_border_width (
          GTK_CONTAINER (gtk_notebook_get_nth_page (dialog->pages, i)), DIALOG_BORDER);
  return box;
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
build_rows (Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;
  GtkWidget *page = dialog_add_page (dialog, _ ("_Main"));

  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  dialog->sections = g_new0 (DialogSection, procedure_count_rows (procedure));
  dialog->rows = g_new0 (DialogRow, procedure_count_rows (procedure));

  for (gint i = 0; i < procedure_count_rows (procedure); i++)
    {
      DialogRow *row = &dialog->rows[i];

      row->dialog = dialog;
      row->argument = &procedure->arguments[i];
      row->kind = row_kinds[row->argument->kind];
      row->section = get_section (dialog, page, row->argument->section);
      row->kind->make (row);
    }

  g_object_unref (dialog->labels);
  gtk_widget_show_all (page);
}

static void
build (Dialog *dialog)
{
  dialog->window = make_window (dialog->procedure);
  build_frame (dialog);
  build_rows (dialog);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i]->is_for (dialog->procedure))
      parts[i]->add (dialog);
}

/* A dialog that begins with the parameters it is given and changes them. */
Dialog *
dialog_new (const Procedure *procedure, Job *job, gpointer parameters)
{
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog_init_gtk ();
  dialog->procedure = procedure;
  dialog->job = job;
  dialog->parameters = parameters;
  dialog->background = background_new ();
  build (dialog);
  dialog_show (dialog);
  g_signal_connect (dialog->window, "focus-in-event", G_CALLBACK (focus_in), dialog);
  gtk_widget_grab_focus (dialog->rows[0].widget);
  gtk_widget_show (dialog->window);
  return dialog;
}

void
dialog_free (Dialog *dialog)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i]->is_for (dialog->procedure) && parts[i]->close)
      parts[i]->close (dialog);

  background_close (dialog->background);
  gtk_widget_destroy (dialog->window);
  g_clear_pointer (&dialog->job->weights, fv_weights_free);
  g_clear_error (&dialog->weights_problem);
  g_free (dialog->accepted);
  g_free (dialog->sections);
  g_free (dialog->rows);
  g_free (dialog);
}

/* Asking */

/* The seed that a picture will have: where it is left to chance, the one that is shown.
 */
guint64
dialog_get_seed (const Dialog *dialog)
{
  return dialog_find_row (dialog, ARGUMENT_SEED)->seed;
}

/* The parameters of a run, which belong to the dialog. A seed that is left to chance is
 * the one of the draft, so that the picture is the one that was seen; it stays open in
 * those that are kept for the next time. */
gconstpointer
dialog_get_parameters (Dialog *dialog)
{
  const DialogRow *row = dialog_find_row (dialog, ARGUMENT_SEED);
  gpointer accepted = g_memdup2 (dialog->parameters, dialog->procedure->size);

  if (row)
    *(gint32 *)((guint8 *)accepted + row->argument->offset) =
        (gint32)dialog_get_seed (dialog);
  g_free (dialog->accepted);
  dialog->accepted = accepted;
  return accepted;
}

/* Whether work can be seen in the dialog, which stays open then. */
gboolean
dialog_can_show_run (const Dialog *dialog)
{
  return dialog->preview != NULL;
}

/* Makes the dialog ready for work, and returns where it is to be seen. */
WorkView *
dialog_begin_run (Dialog *dialog)
{
  preview_prepare_run (dialog->preview);
  return &dialog->preview->work_view;
}

/* Tells what went wrong, and lets the user change the parameters. */
void
dialog_tell (Dialog *dialog, const GError *problem)
{
  preview_end_run (dialog->preview);
  dialog_changed (dialog);
  dialog_show_problem (dialog, problem);
}

static void
finish (Dialog *dialog)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].kind->finish)
      dialog->rows[i].kind->finish (&dialog->rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i]->is_for (dialog->procedure) && parts[i]->finish)
      parts[i]->finish (dialog);
}

/* Whether there is still nothing wrong; if there is, it is shown. */
static gboolean
can_accept (Dialog *dialog)
{
  GError *problem = find_problem (dialog);

  if (!problem)
    return TRUE;

  g_error_free (problem);
  dialog_changed (dialog);
  return FALSE;
}

/* Lets the user change the parameters. TRUE for OK, FALSE if the user cancelled. Reset
 * sets the defaults and stays, as does OK where the image has changed too much. */
gboolean
dialog_ask (Dialog *dialog)
{
  while (TRUE)
    {
      gint response = gimp_dialog_run (GIMP_DIALOG (dialog->window));

      if (response == DIALOG_RESPONSE_RESET)
        {
          procedure_set_defaults (dialog->procedure, dialog->parameters);
          dialog_show (dialog);
          continue;
        }

      finish (dialog);
      if (response != GTK_RESPONSE_OK)
        return FALSE;
      if (can_accept (dialog))
        return TRUE;
    }
}
