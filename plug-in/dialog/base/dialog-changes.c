/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows from a change: the widgets of a dialog show what the parameters are, which
 * weights there are, and what is wrong. */

#include "dialog-changes.h"
#include "dialog-layout.h"
#include "dialog-widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Of one parameter, by the user */

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

/* A row may tell in other words that a layer is missing. */
static gboolean
is_same_problem (const GError *problem, const GError *other)
{
  return problem && other &&
         (strcmp (problem->message, other->message) == 0 ||
          (g_error_matches (problem, FV_ERROR, FV_ERROR_LAYER) &&
           g_error_matches (other, FV_ERROR, FV_ERROR_LAYER)));
}

/* Shows what follows for a row, and below it what is wrong with it, if it has a place for
 * that. Returns whether that is what the problem tells. */
static gboolean
show_change (DialogRow *row, const GError *problem)
{
  g_autoptr (GError) own_problem = NULL;

  if (row->kind->changed)
    row->kind->changed (row);
  if (!row->problem)
    return FALSE;

  if (row->dialog->job->weights)
    row->kind->check (row, &own_problem);
  dialog_set_message (row->problem_box, row->problem,
                      own_problem ? own_problem->message : NULL);
  dialog_section_show_line (row->section, row->problem_line, own_problem != NULL);
  return is_same_problem (problem, own_problem);
}

/* Returns whether a row tells the problem. */
static gboolean
show_changes (Dialog *dialog, const GError *problem)
{
  gboolean is_told = FALSE;

  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    is_told = show_change (&dialog->rows[i], problem) || is_told;
  return is_told;
}

/* Why there is nothing to be done: something is wrong with the image, or with the
 * parameters. NULL if there is no such reason. Without weights, parameters cannot be
 * checked. */
GError *
dialog_find_problem (const Dialog *dialog)
{
  g_autoptr (GError) problem = NULL;

  if (!procedure_check_source (dialog->procedure, dialog->job, &problem))
    return g_steal_pointer (&problem);
  if (dialog->weights_problem)
    return g_error_copy (dialog->weights_problem);

  procedure_check (dialog->procedure, dialog->job, &problem);
  return g_steal_pointer (&problem);
}

/* Shows a problem, or with NULL that there is none. */
void
dialog_show_problem (Dialog *dialog, const GError *problem)
{
  dialog_set_message (dialog->message_box, dialog->message,
                      problem ? problem->message : NULL);
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
  g_autoptr (GError) problem = NULL;
  gboolean is_told;

  if (dialog->showing)
    return;

  problem = dialog_find_problem (dialog);
  is_told = show_changes (dialog, problem) || is_told_above (dialog, problem);
  dialog_show_problem (dialog, is_told ? NULL : problem);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK,
                                     problem == NULL);
  show_uses (dialog);
  for (guint i = 0; i < dialog->panels->len; i++)
    {
      const DialogPanel *panel = dialog->panels->pdata[i];

      if (panel->changed)
        panel->changed (dialog, problem);
    }
}

/* Of several parameters, by the dialog itself */

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

static void
set_sensitive (const Dialog *dialog, ArgumentKind kind)
{
  const DialogRow *row = dialog_find_row (dialog, kind);

  if (row)
    gtk_widget_set_sensitive (row->widget, dialog->job->weights != NULL);
}

/* The network and the file's name. The path, which may be long, is in the description, as
 * are the layers. */
static gchar *
name_weights (const FvWeights *weights, const gchar *description)
{
  const gchar *file = fv_weights_get_file (weights);
  g_autofree gchar *name = g_filename_display_basename (file);
  g_autofree gchar *line = NULL;

  if (strcmp (file, "sample") == 0)
    return g_strdup (description);
  line = g_strdup_printf (_ ("%s from %s"), fv_weights_get_title (weights), name);
  return fv_text_escape (line);
}

/* Looks for the weights, and shows what was found. */
static void
find_weights (Dialog *dialog)
{
  g_autofree gchar *line = NULL;
  g_autofree gchar *description = NULL;

  g_clear_pointer (&dialog->job->weights, fv_weights_free);
  g_clear_error (&dialog->weights_problem);
  dialog->n_weights_changes++;
  background_forget_networks (dialog->background);
  dialog->job->weights = procedure_find_weights (dialog->procedure, dialog->parameters,
                                                 &dialog->weights_problem);
  if (dialog->job->weights)
    {
      description = fv_weights_describe (dialog->job->weights);
      line = name_weights (dialog->job->weights, description);
      if (dialog->procedure->adapt)
        dialog->procedure->adapt (dialog->job->weights, dialog->parameters);
    }
  else
    line = g_strdup (_ ("These weights cannot be used."));

  gtk_label_set_text (GTK_LABEL (dialog->weights_line), line);
  gtk_widget_set_tooltip_text (dialog->weights_line, description);
  set_sensitive (dialog, ARGUMENT_LAYER);
  set_sensitive (dialog, ARGUMENT_FILTER);
  set_sensitive (dialog, ARGUMENT_OBJECTIVE);
}

/* Looks for the weights again, and shows what is theirs: layers, filters and classes. */
void
dialog_update_weights (Dialog *dialog)
{
  static const ArgumentKind kinds[] = { ARGUMENT_LAYER,   ARGUMENT_FILTER,
                                        ARGUMENT_CLASS,   ARGUMENT_OBJECTIVE,
                                        ARGUMENT_LAYERS,  ARGUMENT_FILTERS,
                                        ARGUMENT_OPTIONS, ARGUMENT_GUIDE };

  dialog->showing = TRUE;
  find_weights (dialog);
  dialog_show_rows (dialog, kinds, G_N_ELEMENTS (kinds));
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

/* Shows the parameters, all of which may have changed. */
void
dialog_show (Dialog *dialog)
{
  dialog->showing = TRUE;
  if (dialog_find_row (dialog, ARGUMENT_WEIGHTS))
    find_weights (dialog);
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    dialog->rows[i].kind->show (&dialog->rows[i]);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

/* Work */

static void
set_child_sensitive (GtkWidget *child, gpointer is_sensitive)
{
  gtk_widget_set_sensitive (child, GPOINTER_TO_INT (is_sensitive));
}

/* The box of a row that looks after itself */
static gboolean
is_own_box (const Dialog *dialog, const GtkWidget *child)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].box == child && dialog->rows[i].kind->wait)
      return TRUE;

  return FALSE;
}

static void
set_section_waiting (const Dialog *dialog, const DialogSection *section, gboolean waits)
{
  g_autoptr (GList) children =
      gtk_container_get_children (GTK_CONTAINER (section->table));

  for (GList *child = children; child; child = child->next)
    if (!is_own_box (dialog, child->data))
      gtk_widget_set_sensitive (child->data, !waits);
}

/* Lets all but the preview wait while there is work. What some rows have can still be
 * read and copied. What does not matter is sensitive afterwards, until dialog_changed().
 */
void
dialog_set_waiting (Dialog *dialog, gboolean waits)
{
  GtkNotebook *pages = dialog->pages;

  gtk_widget_set_sensitive (dialog->head, !waits);
  gtk_container_foreach (GTK_CONTAINER (dialog->column), set_child_sensitive,
                         GINT_TO_POINTER (!waits));
  gtk_widget_set_sensitive (GTK_WIDGET (pages), TRUE);
  for (gint i = 1; i < gtk_notebook_get_n_pages (pages); i++)
    gtk_widget_set_sensitive (gtk_notebook_get_nth_page (pages, i), !waits);

  for (gint i = 0; i < dialog->n_sections; i++)
    set_section_waiting (dialog, &dialog->sections[i], waits);
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].kind->wait)
      dialog->rows[i].kind->wait (&dialog->rows[i], waits);
}
