/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a layer that has a record. */

#include "record-row.h"
#include "dialog-row.h"
#include "gimp/combo.h"

#include <glib/gi18n-lib.h>

static void
item_changed (GtkWidget *widget, DialogRow *row)
{
  gint item;

  if (combo_get (widget, &item))
    dialog_row_set_number (row, item);
}

/* As wide as the names of most results */
#define RECORD_WIDTH 440 /* pixels */

static void
make (DialogRow *row)
{
  GtkWidget *combo = combo_new_for_records ();

  dialog_row_attach (row, combo, combo);
  gtk_widget_set_size_request (combo, RECORD_WIDTH, -1);
  g_signal_connect (combo, "changed", G_CALLBACK (item_changed), row);
}

static void
show (DialogRow *row)
{
  gint active;

  combo_set (row->widget, row->dialog->job->source.drawable);
  if (combo_get (row->widget, &active))
    *dialog_row_get_number (row) = active;
}

const DialogRowKind dialog_record_row = { .make = make, .show = show };
