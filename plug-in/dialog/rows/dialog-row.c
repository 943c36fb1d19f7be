/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of all kinds of arguments have in common. */

#include "dialog-row.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-widgets.h"
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
  dialog_row_attach_on (row, row->section->n_lines++, widget, box);
}

/* The same on that line. */
void
dialog_row_attach_on (DialogRow *row, gint line, GtkWidget *widget, GtkWidget *box)
{
  row->line = line;
  row->label = dialog_row_attach_at (row, row->line, _ (row->argument->label), box);
  row->widget = widget;
  row->box = box;
  gtk_label_set_mnemonic_widget (GTK_LABEL (row->label), widget);
  gtk_widget_set_tooltip_text (widget, _ (row->argument->help));
  if (GTK_IS_COMBO_BOX (widget))
    {
      combo_shorten (widget);
      gtk_widget_set_size_request (widget, COMBO_WIDTH, -1);
    }
}

/* A box with a label, on that line of the section. Returns the label. */
GtkWidget *
dialog_row_attach_at (const DialogRow *row, gint line, const gchar *text, GtkWidget *box)
{
  GtkWidget *label = widgets_attach (row->section->table, line, text, 0.5, box);

  gtk_size_group_add_widget (row->dialog->labels, label);
  return label;
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

/* Shows the row, or hides it. */
void
dialog_row_set_visible (const DialogRow *row, gboolean visible)
{
  gtk_widget_set_visible (row->label, visible);
  gtk_widget_set_visible (row->box, visible);
  dialog_section_show_line (row->section, row->line, visible);
}

/* Adds a place below the row for what is wrong with it. */
void
dialog_row_attach_problem (DialogRow *row)
{
  row->problem_box = dialog_make_message (&row->problem);
  gtk_widget_set_no_show_all (row->problem_box, TRUE);
  row->problem_line = row->section->n_lines;
  dialog_row_attach_wide (row, row->problem_box);
  dialog_section_show_line (row->section, row->problem_line, FALSE);
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
