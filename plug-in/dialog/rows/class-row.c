/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a class: its number, and a button that tells the classes of the
 * photo. */

#include "class-row.h"
#include "dialog-row.h"
#include "number-rows.h"
#include "gimp/host/wrapped-text.h"
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
  FvSettings settings;
  FvImage *photo;
  g_autoptr (GError) error = NULL;

  if (procedure_check_source (dialog->procedure, dialog->job, &error) &&
      dialog->procedure->read_photo (dialog->job, &settings, &photo, &error))
    {
      answer (_ ("Looking…"), row);
      classes_start (dialog->background, dialog_get_weights_file (dialog), photo,
                     &settings, answer, row);
    }
  else
    answer (error->message, row);
}

static void
make (DialogRow *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Class_ify"));

  dialog_number_row.make (row);
  gtk_widget_set_tooltip_text (button, _ ("Tells the five best classes of the photo"));
  gtk_box_pack_end (GTK_BOX (row->box), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (classify), row);

  row->answer = wrapped_text_new ();
  dialog_row_attach_wide (row, wrapped_text_get_box (row->answer));
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

const DialogRowKind dialog_class_row = { .make = make, .show = show, .finish = finish };
