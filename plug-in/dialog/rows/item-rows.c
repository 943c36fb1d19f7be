/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for something of an open image: a guide, or a layer that has a
 * record. */

#include "dialog/dialog-private.h"
#include "gimp/record.h"

#include <glib/gi18n-lib.h>

static void
item_changed (GtkWidget *widget, DialogRow *row)
{
  gint item;

  if (gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (widget), &item))
    dialog_row_set_number (row, item);
}

static void
attach (DialogRow *row, GtkWidget *combo)
{
  dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (item_changed), row);
}

/* A guide: any drawable, or none */

static void
make_guide (DialogRow *row)
{
  GtkWidget *combo = gimp_drawable_combo_box_new (NULL, NULL);

  gimp_int_combo_box_prepend (GIMP_INT_COMBO_BOX (combo), GIMP_INT_STORE_VALUE, 0,
                              GIMP_INT_STORE_LABEL, _ ("None"), -1);
  attach (row, combo);
}

/* The guide of the last time may be closed by now. */
static void
show_guide (DialogRow *row)
{
  gint32 *guide = dialog_row_get_number (row);

  if (!gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (row->widget), *guide))
    {
      *guide = 0;
      gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (row->widget), *guide);
    }
}

const DialogRowKind dialog_guide_row = { make_guide, show_guide, NULL };

/* A layer with a record: at first the current one, if it has one */

static gboolean
has_record (gint32 image G_GNUC_UNUSED, gint32 layer, gpointer data G_GNUC_UNUSED)
{
  return record_is_on (layer);
}

static void
make_record (DialogRow *row)
{
  attach (row, gimp_layer_combo_box_new (has_record, NULL));
}

static void
show_record (DialogRow *row)
{
  GimpIntComboBox *combo = GIMP_INT_COMBO_BOX (row->widget);
  gint active;

  if (gimp_int_combo_box_set_active (combo, row->dialog->job->source.drawable) ||
      gimp_int_combo_box_get_active (combo, &active))
    {
      gimp_int_combo_box_get_active (combo, &active);
      *dialog_row_get_number (row) = active;
    }
}

const DialogRowKind dialog_record_row = { make_record, show_record, NULL };
