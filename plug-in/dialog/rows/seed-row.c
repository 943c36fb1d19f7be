/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a seed. GIMP's seed widget counts to 2^32 - 1, a procedure's
 * argument to 2^31 - 1. */

#include "seed-row.h"
#include "dialog-row.h"
#include "number-rows.h"
#include "dialog/base/dialog-changes.h"
#include "gimp/widgets.h"

#include <glib/gi18n-lib.h>

static GtkAdjustment *
get_adjustment (const DialogRow *row)
{
  return gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (row->widget));
}

static void
seed_changed (DialogRow *row)
{
  GtkAdjustment *adjustment = get_adjustment (row);
  guint32 seed = (guint32)gtk_adjustment_get_value (adjustment);

  if (seed > G_MAXINT32)
    gtk_adjustment_set_value (adjustment, seed & G_MAXINT32);
  else
    dialog_changed (row->dialog);
}

/* The buttons' own letters clash with those of the dialog. */
static void
relabel_buttons (GtkWidget *seed_box)
{
  GtkWidget *randomize = widgets_get_seed_toggle (seed_box);
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (seed_box));

  for (GList *child = children; child; child = child->next)
    if (GTK_IS_BUTTON (child->data))
      gtk_button_set_label (child->data,
                            child->data == randomize ? _ ("Randomize") : _ ("New Seed"));
}

static void
make (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 0);
  GtkWidget *seed_box = widgets_new_seed (&row->seed, &row->random_seed);

  relabel_buttons (seed_box);
  gtk_box_pack_start (GTK_BOX (box), seed_box, FALSE, FALSE, 0);
  dialog_row_attach (row, widgets_get_seed_spin_button (seed_box), box);
  row->box = seed_box;
  g_signal_connect_swapped (get_adjustment (row), "value-changed",
                            G_CALLBACK (seed_changed), row);
}

static void
show (DialogRow *row)
{
  gint32 seed = *dialog_row_get_number (row);

  gtk_adjustment_set_value (get_adjustment (row),
                            seed > 0 ? seed : g_random_int_range (1, G_MAXINT32));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widgets_get_seed_toggle (row->box)),
                                seed == 0);
}

/* A randomized seed stays 0, so that each use of the last values gets its own. */
static void
finish (DialogRow *row)
{
  number_row_update (row);
  *dialog_row_get_number (row) = row->random_seed ? 0 : (gint32)row->seed;
}

const DialogRowKind dialog_seed_row = { make, show, finish, NULL, NULL };
