/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_ROW_H
#define PLUG_IN_DIALOG_ROW_H

#include "dialog/base/dialog-state.h"

void dialog_row_attach (DialogRow *row, GtkWidget *widget, GtkWidget *box);
void dialog_row_attach_on (DialogRow *row, gint line, GtkWidget *widget, GtkWidget *box);
void dialog_row_attach_wide (DialogRow *row, GtkWidget *widget);
GtkWidget *dialog_row_attach_at (const DialogRow *row, gint line, const gchar *text,
                                 GtkWidget *box);
void dialog_row_set_visible (const DialogRow *row, gboolean visible);
void dialog_row_attach_problem (DialogRow *row);

/* The parameter */
gint32 *dialog_row_get_number (const DialogRow *row);
gdouble *dialog_row_get_real (const DialogRow *row);
gchar *dialog_row_get_text (const DialogRow *row);
const gchar *dialog_get_weights_file (const Dialog *dialog);

/* What the user changed */
void dialog_row_set_number (DialogRow *row, gint32 number);
void dialog_row_set_real (DialogRow *row, gdouble number);
void dialog_row_set_text (DialogRow *row, const gchar *text);

void dialog_row_show_text (DialogRow *row, const gchar *text);

#endif /* PLUG_IN_DIALOG_ROW_H */
