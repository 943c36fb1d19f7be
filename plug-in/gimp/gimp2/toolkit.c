/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK 2 as GIMP 2.10 has it. */

#include "gimp/host/toolkit.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Makes it ready, with the user's theme. */
void
toolkit_init (const gchar *program)
{
  gimp_ui_init (program, FALSE);
}

/* Attaches a widget to a line of a table of two columns, with a label at its left whose
 * letter leads to it, and which is returned. */
GtkWidget *
toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                GtkWidget *widget)
{
  return gimp_table_attach_aligned (table, 0, line, label, 0.0, align, widget, 1, FALSE);
}
