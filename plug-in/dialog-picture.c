/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's second part: what to start from, and where the result goes. */

#include "dialog-private.h"

#include <glib/gi18n-lib.h>

static void
start_changed (GtkWidget *widget, Dialog *dialog)
{
  if (dialog->showing)
    return;

  gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (widget), &dialog->parameters->start);
  dialog_changed (dialog);
}

static void
output_changed (GtkWidget *widget, Dialog *dialog)
{
  if (dialog->showing)
    return;

  gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (widget),
                                 &dialog->parameters->output);
  dialog_changed (dialog);
}

/* The image's own size is kept as 0, so that the next image, when the last values
 * are used again, gets its own. */
static gint
get_size (GtkWidget *spin_button, gint image_size)
{
  gint size = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin_button));

  return size == image_size ? 0 : size;
}

static void
size_changed (Dialog *dialog)
{
  if (dialog->showing)
    return;

  dialog->parameters->width = get_size (dialog->width, dialog->source.image_width);
  dialog->parameters->height = get_size (dialog->height, dialog->source.image_height);
  dialog_changed (dialog);
}

/* GIMP's seed widget counts to 2^32 - 1, a procedure's argument to 2^31 - 1. */
static void
seed_changed (GtkAdjustment *adjustment)
{
  guint32 seed = (guint32)gtk_adjustment_get_value (adjustment);

  if (seed > G_MAXINT32)
    gtk_adjustment_set_value (adjustment, seed & G_MAXINT32);
}

static void
add_choices (Dialog *dialog, GtkTable *table)
{
  dialog->start = gimp_int_combo_box_new (_ ("Gray noise"), FV_START_NOISE,
                                          _ ("Current layer"), FV_START_IMAGE, NULL);
  dialog_add_row (
      dialog, table, 0, _ ("_Start from:"), dialog->start, dialog->start,
      _ ("What is changed step by step. Of the current layer, the part in the "
         "selection's bounding box is used."));

  dialog->output = gimp_int_combo_box_new (_ ("New layer"), OUTPUT_LAYER, _ ("New image"),
                                           OUTPUT_IMAGE, NULL);
  dialog_add_row (dialog, table, 1, _ ("Ou_tput:"), dialog->output, dialog->output,
                  _ ("Where the result goes"));
}

static GtkWidget *
make_size_button (void)
{
  GtkWidget *button = gtk_spin_button_new_with_range (1, GIMP_MAX_IMAGE_SIZE, 1);

  gtk_entry_set_width_chars (GTK_ENTRY (button), 7);
  gtk_entry_set_activates_default (GTK_ENTRY (button), TRUE);
  return button;
}

static void
add_size (Dialog *dialog, GtkTable *table)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  dialog->width = make_size_button ();
  dialog->height = make_size_button ();
  gtk_box_pack_start (GTK_BOX (box), dialog->width, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), gtk_label_new ("×"), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), dialog->height, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), gtk_label_new (_ ("pixels")), FALSE, FALSE, 0);
  dialog_add_row (dialog, table, 2, _ ("Si_ze:"), box, dialog->width,
                  _ ("Width of the picture, in pixels"));
  gimp_help_set_help_data (dialog->height, _ ("Height of the picture, in pixels"), NULL);
}

static void
add_seed (Dialog *dialog, GtkTable *table)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 0);
  GtkAdjustment *adjustment;

  dialog->seed_box = gimp_random_seed_new (&dialog->seed, &dialog->random_seed);
  adjustment = GIMP_RANDOM_SEED_SPINBUTTON_ADJ (dialog->seed_box);
  g_signal_connect (adjustment, "value-changed", G_CALLBACK (seed_changed), NULL);
  gtk_box_pack_start (GTK_BOX (box), dialog->seed_box, FALSE, FALSE, 0);
  dialog_add_row (dialog, table, 3, _ ("S_eed:"), box,
                  GIMP_RANDOM_SEED_SPINBUTTON (dialog->seed_box),
                  _ ("The same seed gives the same noise, on every machine"));
}

void
dialog_picture_add (Dialog *dialog, GtkWidget *box)
{
  GtkTable *table = dialog_add_frame (box, _ ("Picture"), 4);

  add_choices (dialog, table);
  add_size (dialog, table);
  add_seed (dialog, table);
  g_signal_connect (dialog->start, "changed", G_CALLBACK (start_changed), dialog);
  g_signal_connect (dialog->output, "changed", G_CALLBACK (output_changed), dialog);
  g_signal_connect_swapped (dialog->width, "value-changed", G_CALLBACK (size_changed),
                            dialog);
  g_signal_connect_swapped (dialog->height, "value-changed", G_CALLBACK (size_changed),
                            dialog);
}

void
dialog_picture_show (Dialog *dialog)
{
  const Parameters *parameters = dialog->parameters;
  GtkWidget *toggle = GIMP_RANDOM_SEED_TOGGLE (dialog->seed_box);

  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (dialog->start), parameters->start);
  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (dialog->output), parameters->output);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (dialog->width),
                             parameters->width > 0 ? parameters->width
                                                   : dialog->source.image_width);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (dialog->height),
                             parameters->height > 0 ? parameters->height
                                                    : dialog->source.image_height);
  gtk_adjustment_set_value (GIMP_RANDOM_SEED_SPINBUTTON_ADJ (dialog->seed_box),
                            parameters->seed > 0 ? parameters->seed
                                                 : g_random_int_range (1, G_MAXINT32));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), parameters->seed == 0);
}

/* A picture to start from brings its size, and leaves nothing to chance. */
void
dialog_picture_set_sensitive (Dialog *dialog)
{
  gboolean noise = dialog->parameters->start == FV_START_NOISE;

  gtk_widget_set_sensitive (gtk_widget_get_parent (dialog->width), noise);
  gtk_widget_set_sensitive (dialog->seed_box, noise);
}

/* Takes over what was typed but not confirmed, and the seed: a randomized one stays
 * 0, so that each use of the last values gets its own. */
void
dialog_picture_finish (Dialog *dialog)
{
  GtkWidget *seed = GIMP_RANDOM_SEED_SPINBUTTON (dialog->seed_box);

  gtk_spin_button_update (GTK_SPIN_BUTTON (dialog->filter));
  gtk_spin_button_update (GTK_SPIN_BUTTON (dialog->width));
  gtk_spin_button_update (GTK_SPIN_BUTTON (dialog->height));
  gtk_spin_button_update (GTK_SPIN_BUTTON (seed));
  dialog->parameters->seed = dialog->random_seed ? 0 : (gint32)dialog->seed;
}
