/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for the weights: a file, and what was found. */

#include "dialog/dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define LINE_WIDTH 56 /* characters */

static void
set_sensitive (const Dialog *dialog, ArgumentKind kind)
{
  const DialogRow *row = dialog_find_row (dialog, kind);

  if (row)
    gtk_widget_set_sensitive (row->widget, dialog->job->weights != NULL);
}

/* Looks for the weights, and shows what was found. */
void
dialog_weights_show (Dialog *dialog)
{
  gchar *line;

  g_clear_pointer (&dialog->job->weights, fv_weights_free);
  g_clear_error (&dialog->weights_problem);
  dialog->n_weights_changes++;
  background_forget_networks (dialog->background);
  dialog->job->weights = procedure_find_weights (dialog->procedure, dialog->parameters,
                                                 &dialog->weights_problem);
  if (dialog->job->weights)
    {
      line = fv_weights_describe (dialog->job->weights);
      if (dialog->procedure->adapt)
        dialog->procedure->adapt (dialog->job->weights, dialog->parameters);
    }
  else
    line = g_strdup (_ ("These weights cannot be used."));

  gtk_label_set_text (GTK_LABEL (dialog->weights_line), line);
  gimp_help_set_help_data (dialog->weights_line, line, NULL);
  set_sensitive (dialog, ARGUMENT_LAYER);
  set_sensitive (dialog, ARGUMENT_FILTER);
  g_free (line);
}

/* Looks for the weights again, and shows what is theirs: layers, filters and classes. */
void
dialog_weights_update (Dialog *dialog)
{
  static const ArgumentKind kinds[] = { ARGUMENT_LAYER, ARGUMENT_FILTER, ARGUMENT_CLASS };

  dialog->showing = TRUE;
  dialog_weights_show (dialog);
  dialog_show_rows (dialog, kinds, G_N_ELEMENTS (kinds));
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

static void
file_changed (DialogRow *row)
{
  const gchar *file = gtk_entry_get_text (GTK_ENTRY (row->widget));
  gchar *text = dialog_row_get_text (row);

  if (row->dialog->showing || strcmp (file, text) == 0)
    return;

  g_strlcpy (text, file, row->argument->size);
  dialog_weights_update (row->dialog);
}

/* Takes the file for the weights; with "", those that are found. */
void
dialog_weights_set_file (Dialog *dialog, const gchar *file)
{
  const DialogRow *row = dialog_find_row (dialog, ARGUMENT_WEIGHTS);

  gtk_entry_set_text (GTK_ENTRY (row->widget), file);
}

/* Lets the user choose a file. */
void
dialog_weights_choose (Dialog *dialog)
{
  GtkWidget *chooser = gtk_file_chooser_dialog_new (
      _ ("Choose a Weights File"), GTK_WINDOW (dialog->window),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"),
      GTK_RESPONSE_OK, NULL);
  const gchar *text = dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_WEIGHTS));

  if (text[0])
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (chooser), text);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_OK);

  if (gtk_dialog_run (GTK_DIALOG (chooser)) == GTK_RESPONSE_OK)
    {
      gchar *file = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));

      dialog_weights_set_file (dialog, file);
      g_free (file);
    }

  gtk_widget_destroy (chooser);
}

static void
add_file (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = dialog_make_icon_button (
      GIMP_ICON_DOCUMENT_OPEN, GTK_ICON_SIZE_BUTTON, _ ("Choose a weights file"));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_box_pack_start (GTK_BOX (box), entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  dialog_row_attach (row, entry, box);

  g_signal_connect_swapped (entry, "changed", G_CALLBACK (file_changed), row);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (dialog_weights_choose),
                            row->dialog);
}

static void
add_line (DialogRow *row)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (line), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (line), LINE_WIDTH);
  gimp_label_set_attributes (GTK_LABEL (line), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
  dialog_row_attach_wide (row, line);
  row->dialog->weights_line = line;
}

static void
make (DialogRow *row)
{
  add_file (row);
  add_line (row);
}

static void
show (DialogRow *row)
{
  gtk_entry_set_text (GTK_ENTRY (row->widget), dialog_row_get_text (row));
}

const DialogRowKind dialog_weights_row = { make, show, NULL };
