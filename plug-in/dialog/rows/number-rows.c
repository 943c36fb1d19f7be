/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's rows for numbers: plain ones, choices, and a size. */

#include "number-rows.h"
#include "dialog-row.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/combo.h"

#include <glib/gi18n-lib.h>

/* Enter in it is as good as OK. */
GtkWidget *
number_row_make_spin_button (gint minimum, gint maximum)
{
  GtkWidget *button = gtk_spin_button_new_with_range (minimum, maximum, 1);

  gtk_entry_set_width_chars (GTK_ENTRY (button), 7);
  gtk_entry_set_activates_default (GTK_ENTRY (button), TRUE);
  return button;
}

/* Takes over what was typed but not confirmed. */
void
number_row_update (DialogRow *row)
{
  gtk_spin_button_update (GTK_SPIN_BUTTON (row->widget));
}

/* A number, and what special values mean */

static void
number_changed (GtkWidget *widget, DialogRow *row)
{
  dialog_row_set_number (row,
                         gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget)));
}

static void
make_number (DialogRow *row)
{
  const Argument *argument = row->argument;
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = number_row_make_spin_button (argument->minimum, argument->maximum);

  row->hint = gtk_label_new (argument->hint ? _ (argument->hint) : NULL);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row->hint, FALSE, FALSE, 0);
  dialog_row_attach (row, button, box);
  g_signal_connect (button, "value-changed", G_CALLBACK (number_changed), row);
}

static void
show_number (DialogRow *row)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->widget), *dialog_row_get_number (row));
}

const DialogRowKind dialog_number_row = { .make = make_number,
                                          .show = show_number,
                                          .finish = number_row_update };

/* A number that need not be whole: a slider, and the number beside it */

#define REAL_STEP   0.05
#define REAL_DIGITS 2

static void
real_changed (GtkWidget *widget, DialogRow *row)
{
  dialog_row_set_real (row, gtk_spin_button_get_value (GTK_SPIN_BUTTON (widget)));
}

static void
make_real (DialogRow *row)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button =
      number_row_make_spin_button (row->argument->minimum, row->argument->maximum);
  GtkWidget *slider;

  gtk_spin_button_set_increments (GTK_SPIN_BUTTON (button), REAL_STEP, 2 * REAL_STEP);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (button), REAL_DIGITS);
  slider = gtk_hscale_new (gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (button)));
  gtk_scale_set_draw_value (GTK_SCALE (slider), FALSE);
  gtk_range_set_round_digits (GTK_RANGE (slider), REAL_DIGITS);
  gtk_widget_set_tooltip_text (slider, _ (row->argument->help));
  dialog_set_name (slider, _ (row->argument->help));
  gtk_box_pack_start (GTK_BOX (box), slider, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  dialog_row_attach (row, button, box);
  g_signal_connect (button, "value-changed", G_CALLBACK (real_changed), row);
}

static void
show_real (DialogRow *row)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->widget), *dialog_row_get_real (row));
}

const DialogRowKind dialog_real_row = { .make = make_real,
                                        .show = show_real,
                                        .finish = number_row_update };

/* A choice */

static void
choice_changed (GtkWidget *widget, DialogRow *row)
{
  gint value;

  if (combo_get (widget, &value))
    dialog_row_set_number (row, value);
}

static void
make_choice (DialogRow *row)
{
  GtkWidget *combo = combo_new ();

  for (gint i = 0; row->argument->choices[i]; i++)
    combo_append (combo, row->argument->minimum + i, _ (row->argument->choices[i]));
  dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (choice_changed), row);
}

static void
show_choice (DialogRow *row)
{
  combo_set (row->widget, *dialog_row_get_number (row));
}

const DialogRowKind dialog_choice_row = { .make = make_choice, .show = show_choice };

/* Width and height: in one row. The image's own size is kept as 0, so that the next
 * image, when the last values are used again, gets its own. */

static gint
get_image_size (const DialogRow *row)
{
  const Source *source = &row->dialog->job->source;

  return row->argument->kind == ARGUMENT_WIDTH ? source->image_width
                                               : source->image_height;
}

static void
size_changed (GtkWidget *widget, DialogRow *row)
{
  gint size = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget));

  dialog_row_set_number (row, size == get_image_size (row) ? 0 : size);
}

static void
make_size (DialogRow *row)
{
  GtkWidget *button = number_row_make_spin_button (1, row->argument->maximum);

  if (row->argument->kind == ARGUMENT_WIDTH)
    {
      GtkWidget *box = gtk_hbox_new (FALSE, 6);

      gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
      dialog_row_attach (row, button, box);
    }
  else
    {
      GtkBox *box = GTK_BOX (dialog_find_row (row->dialog, ARGUMENT_WIDTH)->box);

      gtk_box_pack_start (box, gtk_label_new ("×"), FALSE, FALSE, 0);
      gtk_box_pack_start (box, button, FALSE, FALSE, 0);
      gtk_box_pack_start (box, gtk_label_new (_ ("pixels")), FALSE, FALSE, 0);
      gtk_widget_set_tooltip_text (button, _ (row->argument->help));
      dialog_set_name (button, _ (row->argument->help));
      row->widget = button;
      row->box = GTK_WIDGET (box);
    }
  g_signal_connect (button, "value-changed", G_CALLBACK (size_changed), row);
}

static void
show_size (DialogRow *row)
{
  gint size = *dialog_row_get_number (row);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->widget),
                             size > 0 ? size : get_image_size (row));
}

const DialogRowKind dialog_size_row = { .make = make_size,
                                        .show = show_size,
                                        .finish = number_row_update };
