/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a dialog, beside what it will take, that tells what is far from the style:
 * settings of the last call come back, and are not seen on the first page. */

#include "unusual-note.h"
#include "presets-bar.h"
#include "dialog/base/dialog-widgets.h"
#include "presets/unusual.h"

#include <glib/gi18n-lib.h>

typedef struct _UnusualNote
{
  GtkWidget *box;
  GtkWidget *text;
} UnusualNote;

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments,
                         ARGUMENT_OPTIONS) != NULL;
}

/* It stands beside a preview, or takes no width of its own. */
static void
add (Dialog *dialog)
{
  UnusualNote *note = g_new0 (UnusualNote, 1);

  dialog->unusual_note = note;
  note->box = gtk_hbox_new (FALSE, 6);
  note->text = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (note->text), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (note->text), PANGO_ELLIPSIZE_END);
  if (dialog->preview)
    dialog_set_attribute (note->text, pango_attr_scale_new (PANGO_SCALE_SMALL));
  gtk_box_pack_start (
      GTK_BOX (note->box),
      gtk_image_new_from_icon_name (DIALOG_ICON_WARNING, GTK_ICON_SIZE_MENU), FALSE,
      FALSE, 0);
  gtk_box_pack_start (GTK_BOX (note->box), note->text, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->notes), note->box, FALSE, FALSE, 0);
  gtk_widget_show_all (note->box);
  gtk_widget_set_no_show_all (note->box, TRUE);
  gtk_widget_hide (note->box);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  UnusualNote *note = dialog->unusual_note;
  g_autofree gchar *text =
      unusual_describe (dialog->procedure, presets_bar_get_presets (dialog),
                        dialog->job->weights, dialog->parameters);

  gtk_label_set_text (GTK_LABEL (note->text), text ? text : "");
  gtk_widget_set_tooltip_text (note->text, text);
  gtk_widget_set_visible (note->box, text != NULL);
}

static void
close_note (Dialog *dialog)
{
  g_free (dialog->unusual_note);
}

const DialogPanel dialog_unusual_note = { is_for, add, changed, close_note, NULL };
