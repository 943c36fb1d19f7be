/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs that ask for a preset's name, and whether one is to be deleted. */

#include "preset-name.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/widgets.h"

#include <glib/gi18n-lib.h>

#define LONGEST_NAME 60 /* characters */
#define NAME_WIDTH   30

/* A question with one way on, beside Cancel. */
static gboolean
confirm (GtkWidget *parent, const gchar *question, const gchar *name, const gchar *way_on)
{
  GtkWidget *window =
      gtk_message_dialog_new (GTK_WINDOW (parent), GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION,
                              GTK_BUTTONS_NONE, question, name);
  gint response;

  gtk_dialog_add_buttons (GTK_DIALOG (window), _ ("_Cancel"), GTK_RESPONSE_CANCEL, way_on,
                          GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), GTK_RESPONSE_OK,
                                           GTK_RESPONSE_CANCEL, -1);
  response = gtk_dialog_run (GTK_DIALOG (window));
  gtk_widget_destroy (window);
  return response == GTK_RESPONSE_OK;
}

gboolean
preset_name_confirm_deletion (GtkWidget *parent, const gchar *name)
{
  return confirm (parent, _ ("Delete the style “%s”?"), name, _ ("_Delete"));
}

static GtkWidget *
make_window (GtkWidget *parent)
{
  GtkWidget *window = widgets_new_dialog (
      parent, _ ("Save Style"), "visualize-vgg16-filter-save-style", FALSE, _ ("_Cancel"),
      GTK_RESPONSE_CANCEL, _ ("_Save"), GTK_RESPONSE_OK, NULL);

  gtk_dialog_set_default_response (GTK_DIALOG (window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), GTK_RESPONSE_OK,
                                           GTK_RESPONSE_CANCEL, -1);
  return window;
}

static GtkWidget *
add_entry (GtkWidget *box, const gchar *name)
{
  GtkWidget *line = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Name:"));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_text (GTK_ENTRY (entry), name);
  gtk_entry_set_max_length (GTK_ENTRY (entry), LONGEST_NAME);
  gtk_entry_set_width_chars (GTK_ENTRY (entry), NAME_WIDTH);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_box_pack_start (GTK_BOX (line), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), line, FALSE, FALSE, 0);
  gtk_widget_show_all (line);
  return entry;
}

/* Asks for a name until one is saved, or the user cancels. */
void
preset_name_ask (GtkWidget *parent, const gchar *name, PresetNameTest is_taken,
                 PresetNameSave save, gpointer user_data)
{
  GtkWidget *window = make_window (parent);
  GtkWidget *box = dialog_add_box (window);
  GtkWidget *entry = add_entry (box, name);
  GtkWidget *message;
  GtkWidget *message_box = dialog_add_message (box, &message);
  gboolean is_saved = FALSE;

  gtk_widget_show (box);
  while (!is_saved && gtk_dialog_run (GTK_DIALOG (window)) == GTK_RESPONSE_OK)
    {
      g_autofree gchar *text =
          g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (entry))));
      g_autoptr (GError) problem = NULL;

      if (!is_taken (text, user_data) ||
          confirm (window, _ ("Replace the style “%s”?"), text, _ ("_Replace")))
        is_saved = save (text, user_data, &problem);
      dialog_set_message (message_box, message, problem ? problem->message : NULL);
      gtk_widget_grab_focus (entry);
    }
  gtk_widget_destroy (window);
}
