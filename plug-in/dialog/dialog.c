/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog of a procedure, made from its arguments: a row for each in the frame that it
 * names, the buttons, the line that says why the settings cannot be used, and the panels
 * that only some procedures have. */

#include "dialog.h"
#include "cost-line.h"
#include "gray-note.h"
#include "presets-bar.h"
#include "settings-page.h"
#include "unusual-note.h"
#include "weights-bar.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-size.h"
#include "dialog/base/wheel.h"
#include "dialog/browser/browser.h"
#include "dialog/preview/advice.h"
#include "dialog/preview/preview.h"
#include "dialog/preview/run-view.h"
#include "dialog/rows/row-kinds.h"
#include "gimp/widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* In the order in which they are added. */
static const DialogPanel *const all_panels[] = {
  &dialog_weights_bar, &dialog_presets_bar,  &dialog_preview,
  &dialog_advice,      &dialog_browser,      &dialog_settings_page,
  &dialog_cost_line,   &dialog_unusual_note, &dialog_gray_note,
};

/* The user comes back, perhaps from the image, which is not what it was. */
static gboolean
focus_in (GtkWidget *window G_GNUC_UNUSED, GdkEventFocus *event G_GNUC_UNUSED,
          Dialog *dialog)
{
  Source before;

  if (dialog->preview && run_view_is_busy (dialog->preview))
    return FALSE;

  memcpy (&before, &dialog->job->source, sizeof before);
  source_look (&dialog->job->source);
  if (memcmp (&before, &dialog->job->source, sizeof before) != 0)
    dialog_changed (dialog);
  return FALSE;
}

/* Building */

static void
build_rows (Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;
  GtkWidget *page = dialog_add_page (dialog, _ ("_Main"));

  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  dialog->sections = g_new0 (DialogSection, procedure_count_rows (procedure));
  dialog->rows = g_new0 (DialogRow, procedure_count_rows (procedure));

  if (procedure->first_section)
    dialog_get_section (dialog, page, procedure->first_section);
  for (gint i = 0; i < procedure_count_rows (procedure); i++)
    {
      DialogRow *row = &dialog->rows[i];

      row->dialog = dialog;
      row->argument = &procedure->arguments[i];
      row->kind = row_kind_get (row->argument->kind);
      row->section = dialog_get_section (dialog, page, row->argument->section);
      row->kind->make (row);
    }

  gtk_widget_show_all (page);
}

static void
add_panels (Dialog *dialog)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_panels); i++)
    if (all_panels[i]->is_for (dialog->procedure))
      {
        all_panels[i]->add (dialog);
        g_ptr_array_add (dialog->panels, (gpointer)all_panels[i]);
      }
}

/* A dialog that begins with the parameters it is given and changes them. */
Dialog *
dialog_new (const Procedure *procedure, Job *job, gpointer parameters)
{
  Dialog *dialog = g_new0 (Dialog, 1);

  widgets_init ();
  dialog->procedure = procedure;
  dialog->job = job;
  dialog->parameters = parameters;
  dialog->background = background_new ();
  dialog->panels = g_ptr_array_new ();
  dialog_make_window (dialog);
  build_rows (dialog);
  add_panels (dialog);
  dialog_show (dialog);
  g_signal_connect (dialog->window, "focus-in-event", G_CALLBACK (focus_in), dialog);
  gtk_widget_grab_focus (dialog->rows[0].widget);
  wheel_tame (dialog->window);
  wheel_watch_focus (dialog->window);
  dialog_size_follow (dialog);
  gtk_widget_show (dialog->window);
  return dialog;
}

void
dialog_free (Dialog *dialog)
{
  for (guint i = 0; i < dialog->panels->len; i++)
    {
      const DialogPanel *panel = dialog->panels->pdata[i];

      if (panel->close)
        panel->close (dialog);
    }

  background_close (dialog->background);
  dialog_size_forget (dialog);
  gtk_widget_destroy (dialog->window);
  g_object_unref (dialog->labels);
  g_clear_pointer (&dialog->job->weights, fv_weights_free);
  g_clear_error (&dialog->weights_problem);
  g_ptr_array_unref (dialog->panels);
  g_free (dialog->accepted);
  g_free (dialog->sections);
  g_free (dialog->rows);
  g_free (dialog);
}

/* Asking */

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

/* Makes the dialog ready for work, and returns where it is to be seen; NULL if that is
 * not in the dialog, which is hidden then. */
WorkView *
dialog_begin_run (Dialog *dialog)
{
  if (dialog->preview)
    return run_view_prepare (dialog->preview);

  background_pause (dialog->background, TRUE);
  gtk_widget_hide (dialog->window);
  return NULL;
}

/* Tells what went wrong, and lets the user change the parameters. */
void
dialog_tell (Dialog *dialog, const GError *problem)
{
  if (dialog->preview)
    run_view_close (dialog->preview);
  else
    background_pause (dialog->background, FALSE);
  dialog_changed (dialog);
  dialog_show_problem (dialog, problem);
}

static void
finish (Dialog *dialog)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (dialog->rows[i].kind->finish)
      dialog->rows[i].kind->finish (&dialog->rows[i]);
  for (guint i = 0; i < dialog->panels->len; i++)
    {
      const DialogPanel *panel = dialog->panels->pdata[i];

      if (panel->finish)
        panel->finish (dialog);
    }
}

/* Whether there is still nothing wrong; if there is, it is shown. */
static gboolean
can_accept (Dialog *dialog)
{
  g_autoptr (GError) problem = dialog_find_problem (dialog);

  if (problem)
    dialog_changed (dialog);
  return problem == NULL;
}

/* Lets the user change the parameters. TRUE for OK, FALSE if the user cancelled. Reset
 * sets the defaults and stays, as does OK where the image has changed too much. */
gboolean
dialog_ask (Dialog *dialog)
{
  while (TRUE)
    {
      gint response = widgets_run_dialog (dialog->window);

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
