/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a seed: its number, a button for a new one, and one that leaves it
 * to chance. What chance gave is a number as any other, to be read, copied and changed;
 * who changes it wants that one. */

#include "seed-row.h"
#include "dialog-row.h"
#include "number-rows.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-widgets.h"

#include <glib/gi18n-lib.h>

#define SEED_WIDTH 10 /* characters */

static GtkSpinButton *
get_spin_button (const DialogRow *row)
{
  return GTK_SPIN_BUTTON (row->widget);
}

static void
set_random (DialogRow *row, gboolean is_random)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->randomize), is_random);
}

/* Shows a seed that nobody chose. */
static void
show_seed (DialogRow *row, guint32 seed)
{
  gboolean was_showing = row->dialog->showing;

  row->dialog->showing = TRUE;
  gtk_spin_button_set_value (get_spin_button (row), seed);
  row->dialog->showing = was_showing;
  row->seed = seed;
}

static guint32
draw_seed (void)
{
  return (guint32)g_random_int_range (1, G_MAXINT32);
}

static void
seed_changed (DialogRow *row)
{
  if (row->dialog->showing)
    return;

  row->seed = (guint32)gtk_spin_button_get_value_as_int (get_spin_button (row));
  set_random (row, FALSE);
  dialog_changed (row->dialog);
}

/* Chance may have another go at it. */
static void
renew_seed (DialogRow *row)
{
  show_seed (row, draw_seed ());
  dialog_changed (row->dialog);
}

static GtkWidget *
make_renew_button (DialogRow *row)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("New Seed"));

  gtk_widget_set_tooltip_text (button, _ ("Draws another seed"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (renew_seed), row);
  return button;
}

static void
make (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = number_row_make_spin_button (1, G_MAXINT32);

  gtk_entry_set_width_chars (GTK_ENTRY (button), SEED_WIDTH);
  row->renew = make_renew_button (row);
  row->randomize = gtk_check_button_new_with_label (_ ("Randomize"));
  gtk_widget_set_tooltip_text (row->randomize, _ ("Another seed in each picture"));
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row->renew, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row->randomize, FALSE, FALSE, 0);
  dialog_row_attach (row, button, box);
  g_signal_connect_swapped (button, "value-changed", G_CALLBACK (seed_changed), row);
}

static void
show (DialogRow *row)
{
  gint32 seed = *dialog_row_get_number (row);

  show_seed (row, seed > 0 ? (guint32)seed : draw_seed ());
  set_random (row, seed == 0);
}

/* A randomized seed stays 0, so that each use of the last values gets its own. */
static void
finish (DialogRow *row)
{
  number_row_update (row);
  *dialog_row_get_number (row) =
      gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (row->randomize))
          ? 0
          : (gint32)row->seed;
}

/* While there is work, the seed can still be selected and copied, but not changed. */
static void
wait (DialogRow *row, gboolean waits)
{
  GtkSpinButton *button = get_spin_button (row);

  gtk_editable_set_editable (GTK_EDITABLE (button), !waits);
  gtk_spin_button_set_range (button, waits ? row->seed : 1,
                             waits ? row->seed : G_MAXINT32);
  gtk_widget_set_sensitive (row->renew, !waits);
  gtk_widget_set_sensitive (row->randomize, !waits);
}

const DialogRowKind dialog_seed_row = {
  .make = make, .show = show, .finish = finish, .wait = wait
};
