/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of all kinds of arguments have in common. */

#include "dialog-row.h"
#include "dialog/base/dialog-changes.h"
#include "gimp/combo.h"
#include "gimp/widgets.h"

#include <glib/gi18n-lib.h>

#define COMBO_WIDTH 260 /* pixels, at least; longer texts are cut off */

/* Places */

/* Below what the section has, with the argument's label. The label's mnemonic goes to
 * the widget, and so does the help; the box, which may be the widget itself, holds it. */
void
dialog_row_attach (DialogRow *row, GtkWidget *widget, GtkWidget *box)
{
  DialogSection *section = row->section;
  GtkWidget *label = widgets_attach (section->table, section->n_lines++,
                                     _ (row->argument->label), 0.5, box);

  row->widget = widget;
  row->box = box;
  gtk_size_group_add_widget (row->dialog->labels, label);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_set_tooltip_text (widget, _ (row->argument->help));
  if (GTK_IS_COMBO_BOX (widget))
    {
      combo_shorten (widget);
      gtk_widget_set_size_request (widget, COMBO_WIDTH, -1);
    }
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

/* The parameter of the row */

gint32 *
dialog_row_get_number (const DialogRow *row)
{
  return (gint32 *)((guint8 *)row->dialog->parameters + row->argument->offset);
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

/* The file that is named for the weights; "" if they are to be looked for. */
const gchar *
dialog_get_weights_file (const Dialog *dialog)
{
  return dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_WEIGHTS));
}

/* What the user changed */

void
dialog_row_set_number (DialogRow *row, gint32 number)
{
  if (row->dialog->showing)
    return;

  *dialog_row_get_number (row) = number;
  dialog_changed (row->dialog);
}

void
dialog_row_set_real (DialogRow *row, gdouble number)
{
  if (row->dialog->showing)
    return;

  *dialog_row_get_real (row) = number;
  dialog_changed (row->dialog);
}

void
dialog_row_set_text (DialogRow *row, const gchar *text)
{
  if (row->dialog->showing)
    return;

  g_strlcpy (dialog_row_get_text (row), text, row->argument->size);
  dialog_changed (row->dialog);
}

/* Sets the text from elsewhere, and shows it. */
void
dialog_row_show_text (DialogRow *row, const gchar *text)
{
  gboolean was_showing = row->dialog->showing;

  g_strlcpy (dialog_row_get_text (row), text, row->argument->size);
  row->dialog->showing = TRUE;
  row->kind->show (row);
  row->dialog->showing = was_showing;
}
