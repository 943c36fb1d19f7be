/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What dialogs take from GIMP, so that they look and behave like its own. */

#include "widgets.h"
#include "gimp/host/theme.h"
#include "gimp/host/toolkit.h"
#include "help-pages.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <glib/gi18n-lib.h>

/* Makes GTK ready, with the user's theme. To be called before widgets are made. */
void
widgets_init (void)
{
  theme_init ("visualize-vgg16-filter");
}

/* GIMP makes the button, which has no response in GIMP 2.10, in a language that may lack
 * the word. */
static void
label_help_button (GtkDialog *dialog)
{
  g_autoptr (GList) buttons =
      gtk_container_get_children (GTK_CONTAINER (gtk_dialog_get_action_area (dialog)));

  for (GList *button = buttons; button; button = button->next)
    {
      gint response = gtk_dialog_get_response_for_widget (dialog, button->data);

      if (response == GTK_RESPONSE_NONE || response == GTK_RESPONSE_HELP)
        gtk_button_set_label (button->data, _ ("_Help"));
    }
}

/* A dialog with the Help button, if it has help, and those that are named. It waits
 * before its parent, or without one before GIMP's window. The name is also that of the
 * help's page. */
GtkWidget *
widgets_new_dialog (GtkWidget *parent, const gchar *title, const gchar *name,
                    gboolean has_help, ...)
{
  GtkWidget *dialog;
  va_list buttons;

  va_start (buttons, has_help);
  dialog = gimp_dialog_new_valist (title, name, parent, parent ? GTK_DIALOG_MODAL : 0,
                                   has_help ? help_show : NULL, has_help ? name : NULL,
                                   buttons);
  va_end (buttons);
  label_help_button (GTK_DIALOG (dialog));
  gtk_window_set_resizable (GTK_WINDOW (dialog), FALSE);
  if (!parent)
    gimp_window_set_transient (GTK_WINDOW (dialog));
  return dialog;
}

/* Shows the dialog until there is a response; Help is none. */
gint
widgets_run_dialog (GtkWidget *dialog)
{
  return gimp_dialog_run (GIMP_DIALOG (dialog));
}

/* A frame with a bold title. */
GtkWidget *
widgets_new_frame (const gchar *title)
{
  return gimp_frame_new (title);
}

/* Attaches a widget to a line of a table of two columns, with a label at its left whose
 * letter leads to it. The label stands as high beside it as the alignment says, from 0 at
 * the top to 1. Returns the label. */
GtkWidget *
widgets_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                GtkWidget *widget)
{
  return toolkit_attach (table, line, label, align, widget);
}
