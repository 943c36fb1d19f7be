/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for something of an open image: a guide, or a layer that has a
 * record. */

#include "item-rows.h"
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

/* A guide: any drawable, or none, which may have a name of its own; below the objective
 * that is driven towards it, if there is one */

static void
make_guide (DialogRow *row)
{
  const Argument *argument = row->argument;
  const DialogRow *objective = dialog_find_row (row->dialog, ARGUMENT_OBJECTIVE);
  GtkWidget *combo =
      combo_new_for_drawables (argument->hint ? _ (argument->hint) : _ ("None"));

  if (objective)
    dialog_row_attach_on (row, objective->guide_line, combo, combo);
  else
    dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (item_changed), row);
}

/* The guide of the last time may be closed by now. */
static void
show_guide (DialogRow *row)
{
  gint32 *guide = dialog_row_get_number (row);

  if (!combo_set (row->widget, *guide))
    {
      *guide = 0;
      combo_set (row->widget, *guide);
    }
}

const DialogRowKind dialog_guide_row = { .make = make_guide, .show = show_guide };

/* A layer with a record: at first the current one, if it has one */

/* As wide as the names of most results */
#define RECORD_WIDTH 440 /* pixels */

static void
make_record (DialogRow *row)
{
  GtkWidget *combo = combo_new_for_records ();

  dialog_row_attach (row, combo, combo);
  gtk_widget_set_size_request (combo, RECORD_WIDTH, -1);
  g_signal_connect (combo, "changed", G_CALLBACK (item_changed), row);
}

static void
show_record (DialogRow *row)
{
  gint active;

  combo_set (row->widget, row->dialog->job->source.drawable);
  if (combo_get (row->widget, &active))
    *dialog_row_get_number (row) = active;
}

const DialogRowKind dialog_record_row = { .make = make_record, .show = show_record };
