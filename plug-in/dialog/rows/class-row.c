/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a class: its number, and a button that tells the classes of the
 * photo. */

#include "dialog/dialog-private.h"
#include "work/classes.h"

#include <glib/gi18n-lib.h>

static void
answer (const gchar *text, gpointer user_data)
{
  DialogRow *row = user_data;

  gtk_label_set_text (GTK_LABEL (row->answer), text);
  gtk_widget_show (row->answer);
}

static void
classify (DialogRow *row)
{
  Dialog *dialog = row->dialog;
  const DialogRow *weights = dialog_find_row (dialog, ARGUMENT_WEIGHTS);
  FvSettings settings;
  FvImage *photo;
  GError *error = NULL;

  if (procedure_check_source (dialog->procedure, dialog->job, &error) &&
      dialog->procedure->read_photo (dialog->job, &settings, &photo, &error))
    {
      answer (_ ("Looking…"), row);
      classes_start (dialog->background, dialog_row_get_text (weights), photo, &settings,
                     answer, row);
    }
  else
    answer (error->message, row);
  g_clear_error (&error);
}

static void
make (DialogRow *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Class_ify"));

  dialog_number_row.make (row);
  gimp_help_set_help_data (button, _ ("Tells the five best classes of the photo"), NULL);
  gtk_box_pack_end (GTK_BOX (row->box), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (classify), row);

  row->answer = dialog_make_text ();
  gtk_widget_set_no_show_all (row->answer, TRUE);
  dialog_row_attach_wide (row, row->answer);
}

/* An answer is that of the weights of its time. */
static void
show (DialogRow *row)
{
  background_stop (row->dialog->background, BACKGROUND_CLASSES);
  gtk_widget_hide (row->answer);
  dialog_number_row.show (row);
}

static void
finish (DialogRow *row)
{
  dialog_number_row.finish (row);
}

const DialogRowKind dialog_class_row = { make, show, finish };
