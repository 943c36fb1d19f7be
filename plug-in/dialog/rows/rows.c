/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of all kinds of arguments have in common. */

#include "dialog/dialog-private.h"

#include <glib/gi18n-lib.h>

/* Below what the section has, with the argument's label. The label's mnemonic goes to
 * the widget, and so does the help; the box, which may be the widget itself, holds it. */
void
dialog_row_attach (DialogRow *row, GtkWidget *widget, GtkWidget *box)
{
  DialogSection *section = row->section;
  GtkWidget *label =
      gimp_table_attach_aligned (section->table, 0, section->n_lines++,
                                 _ (row->argument->label), 0.0, 0.5, box, 1, FALSE);

  row->widget = widget;
  row->box = box;
  gtk_size_group_add_widget (row->dialog->labels, label);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gimp_help_set_help_data (widget, _ (row->argument->help), NULL);
}

/* The same without a label, over both columns. */
void
dialog_row_attach_wide (DialogRow *row, GtkWidget *widget)
{
  DialogSection *section = row->section;

  gtk_table_attach (section->table, widget, 0, 2, section->n_lines, section->n_lines + 1,
                    GTK_EXPAND | GTK_FILL, GTK_FILL, 0, 0);
  section->n_lines++;
}

gint32 *
dialog_row_get_number (const DialogRow *row)
{
  return (gint32 *)((guint8 *)row->dialog->parameters + row->argument->offset);
}

/* What the user changed. */
void
dialog_row_set_number (DialogRow *row, gint32 number)
{
  if (row->dialog->showing)
    return;

  *dialog_row_get_number (row) = number;
  dialog_changed (row->dialog);
}

gdouble *
dialog_row_get_real (const DialogRow *row)
{
  return (gdouble *)((guint8 *)row->dialog->parameters + row->argument->offset);
}

gchar *
dialog_row_get_text (const DialogRow *row)
{
  return (gchar *)row->dialog->parameters + row->argument->offset;
}

/* Sets the text from elsewhere, and shows it. */
void
dialog_row_show_text (DialogRow *row, const gchar *text)
{
  gboolean showing = row->dialog->showing;

  g_strlcpy (dialog_row_get_text (row), text, row->argument->size);
  row->dialog->showing = TRUE;
  row->kind->show (row);
  row->dialog->showing = showing;
}

void
dialog_row_set_text (DialogRow *row, const gchar *text)
{
  if (row->dialog->showing)
    return;

  g_strlcpy (dialog_row_get_text (row), text, row->argument->size);
  dialog_changed (row->dialog);
}
