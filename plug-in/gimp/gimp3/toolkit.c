/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK 3 as GIMP 3 has it. */

#include "gimp/host/toolkit.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Makes it ready, with the user's theme. */
void
toolkit_init (const gchar *program)
{
  gimp_ui_init (program);
}

/* Attaches a widget to a line of a table of two columns, with a label at its left whose
 * letter leads to it, and which is returned. GIMP 3 has a function for grids alone. */
GtkWidget *
toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                GtkWidget *widget)
{
  GtkWidget *left = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (left), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (left), align);
  gtk_label_set_mnemonic_widget (GTK_LABEL (left), widget);
  gtk_table_attach (table, left, 0, 1, line, line + 1, GTK_FILL, GTK_FILL, 0, 0);
  gtk_table_attach (table, widget, 1, 2, line, line + 1, GTK_EXPAND | GTK_FILL, GTK_FILL,
                    0, 0);
  gtk_widget_show (left);
  gtk_widget_show (widget);
  return left;
}
