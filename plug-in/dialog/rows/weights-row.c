/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for the weights: a file, and what was found. */

#include "weights-row.h"
#include "dialog-row.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-question.h"
#include "dialog/base/dialog-widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define LINE_WIDTH 36 /* characters, at least */

static void
file_changed (DialogRow *row)
{
  const gchar *file = gtk_entry_get_text (GTK_ENTRY (row->widget));
  gchar *text = dialog_row_get_text (row);

  if (row->dialog->showing || strcmp (file, text) == 0)
    return;

  g_strlcpy (text, file, row->argument->size);
  dialog_update_weights (row->dialog);
}

/* Takes the file for the weights; with "", those that are found. */
void
weights_row_set_file (Dialog *dialog, const gchar *file)
{
  const DialogRow *row = dialog_find_row (dialog, ARGUMENT_WEIGHTS);

  gtk_entry_set_text (GTK_ENTRY (row->widget), file);
}

/* Lets the user choose a file. */
void
weights_row_choose_file (Dialog *dialog)
{
  GtkWidget *chooser = gtk_file_chooser_dialog_new (
      _ ("Choose a Weights File"), GTK_WINDOW (dialog->window),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"),
      GTK_RESPONSE_OK, NULL);
  const gchar *file = dialog_get_weights_file (dialog);

  if (file[0])
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (chooser), file);
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_OK);

  if (gtk_dialog_run (GTK_DIALOG (chooser)) == GTK_RESPONSE_OK)
    {
      g_autofree gchar *chosen =
          gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));

      weights_row_set_file (dialog, chosen);
    }

  gtk_widget_destroy (chooser);
}

static void
add_file (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = dialog_make_icon_button ("document-open", GTK_ICON_SIZE_BUTTON,
                                               _ ("Choose a weights file"));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_box_pack_start (GTK_BOX (box), entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  dialog_row_attach (row, entry, box);

  g_signal_connect_swapped (entry, "changed", G_CALLBACK (file_changed), row);
  dialog_connect_question (row->dialog, button, weights_row_choose_file);
}

static void
add_line (DialogRow *row)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (line), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (line), LINE_WIDTH);
  dialog_make_italic (line);
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

const DialogRowKind dialog_weights_row = { .make = make, .show = show };
