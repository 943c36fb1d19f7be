/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a class: its number, and a button that tells the classes of the
 * photo. */

#include "dialog-private.h"

#include <glib/gi18n-lib.h>

/* It takes a second or two, and what was typed is to be seen until then. */
static void
show_busy (DialogRow *row, gboolean busy)
{
  GdkCursor *cursor = busy ? gdk_cursor_new (GDK_WATCH) : NULL;

  gdk_window_set_cursor (gtk_widget_get_window (row->dialog->window), cursor);
  if (cursor)
    gdk_cursor_unref (cursor);
  gdk_flush ();
}

static void
classify (DialogRow *row)
{
  GError *error = NULL;
  gchar *text;

  show_busy (row, TRUE);
  text = row->dialog->procedure->classify (row->dialog->job, &error);
  show_busy (row, FALSE);

  gtk_label_set_text (GTK_LABEL (row->answer), text ? text : error->message);
  gtk_widget_show (row->answer);
  g_free (text);
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
  gtk_widget_hide (row->answer);
  dialog_number_row.show (row);
}

static void
finish (DialogRow *row)
{
  dialog_number_row.finish (row);
}

const DialogRowKind dialog_class_row = { make, show, finish };
