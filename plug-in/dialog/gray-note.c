/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a dialog that tells that the image is gray, so that the picture loses its
 * colors there, and has a button for a new image, where it does not. */

#include "gray-note.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define N_OUTPUTS 4 /* that a procedure has at most */

typedef struct _GrayNote
{
  GtkWidget *box;
} GrayNote;

static DialogRow *
find_row (const Dialog *dialog, const gchar *name)
{
  for (gint i = 0; i < procedure_count_rows (dialog->procedure); i++)
    if (strcmp (dialog->rows[i].argument->name, name) == 0)
      return &dialog->rows[i];

  return NULL;
}

/* Where there is no row for the output, it is among the options, which are changes of
 * another call. */
static void
set_output (Dialog *dialog, gint output)
{
  DialogRow *row = find_row (dialog, "output");
  g_autofree gchar *value = g_strdup_printf ("%d", output);
  g_autofree gchar *options = NULL;

  if (row)
    {
      *dialog_row_get_number (row) = output;
      return;
    }

  row = find_row (dialog, "options");
  options = options_put (dialog_row_get_text (row), "output", value);
  g_strlcpy (dialog_row_get_text (row), options, row->argument->size);
}

static gboolean
get_destination (const Dialog *dialog, Destination *destination)
{
  return dialog->procedure->get_destination (dialog->job, destination);
}

/* Whether the image takes colors away that there are. */
static gboolean
loses_colors (const Dialog *dialog)
{
  Destination destination;

  return dialog->job->source.is_gray && dialog->job->source.is_open &&
         get_destination (dialog, &destination) && !destination.is_gray_already &&
         destination.kind != DESTINATION_CHANNEL && destination_is_gray (&destination);
}

/* The first output that is a new image. */
static void
choose_image (Dialog *dialog)
{
  Destination destination;

  for (gint output = 0; output < N_OUTPUTS; output++)
    {
      set_output (dialog, output);
      if (get_destination (dialog, &destination) && destination.kind == DESTINATION_IMAGE)
        break;
    }
  dialog_show (dialog);
}

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->get_destination != NULL;
}

/* Small beside a preview */
static GtkWidget *
make_label (const Dialog *dialog, const gchar *text)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  if (dialog->preview)
    dialog_set_attribute (label, pango_attr_scale_new (PANGO_SCALE_SMALL));
  return label;
}

static void
add (Dialog *dialog)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = make_label (dialog, _ ("_New Image in Color"));

  dialog->gray_note = g_new0 (GrayNote, 1);
  dialog->gray_note->box = box;
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), button);
  gtk_container_add (GTK_CONTAINER (button), label);
  gtk_widget_set_tooltip_text (
      button, _ ("A layer of a gray image has no colors. A new image has."));
  gtk_box_pack_start (GTK_BOX (box), make_label (dialog, _ ("The image is gray.")), FALSE,
                      FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->notes), box, FALSE, FALSE, 0);
  gtk_widget_show_all (box);
  gtk_widget_set_no_show_all (box, TRUE);
  gtk_widget_hide (box);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose_image), dialog);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  gtk_widget_set_visible (dialog->gray_note->box, loses_colors (dialog));
}

static void
close_note (Dialog *dialog)
{
  g_free (dialog->gray_note);
}

const DialogPanel dialog_gray_note = { is_for, add, changed, close_note, NULL };
