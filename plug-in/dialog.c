/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog as a whole: its parts, its buttons, and the line that says why the
 * settings cannot be used. */

#include "dialog.h"
#include "dialog-private.h"

#include <glib/gi18n-lib.h>

#define RESPONSE_RESET 1
#define BORDER         12

static gboolean
check (Dialog *dialog, GError **error)
{
  const FvLayer *layers;
  FvAscent ascent;
  gint n_layers;

  if (!parameters_get_ascent (dialog->parameters, &dialog->source, &ascent, error))
    return FALSE;

  layers = fv_weights_get_layers (dialog->weights, &n_layers);
  return fv_ascent_check (layers, n_layers, &ascent, error);
}

/* To be called after each change of the parameters. Without weights there is nothing
 * more to check. */
void
dialog_changed (Dialog *dialog)
{
  const gchar *problem = dialog->weights_problem;
  GError *error = NULL;

  if (dialog->showing)
    return;

  if (!problem && !check (dialog, &error))
    problem = error->message;

  gtk_label_set_text (GTK_LABEL (dialog->message), problem ? problem : "");
  gtk_widget_set_visible (dialog->message_box, problem != NULL);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK,
                                     problem == NULL);
  dialog_picture_set_sensitive (dialog);
  g_clear_error (&error);
}

/* A frame with a bold title and a table of two columns, in GIMP's manner. */
GtkTable *
dialog_add_frame (GtkWidget *box, const gchar *title, gint n_rows)
{
  GtkWidget *frame = gimp_frame_new (title);
  GtkWidget *table = gtk_table_new (n_rows, 2, FALSE);

  gtk_table_set_row_spacings (GTK_TABLE (table), 6);
  gtk_table_set_col_spacings (GTK_TABLE (table), 6);
  gtk_container_add (GTK_CONTAINER (frame), table);
  gtk_box_pack_start (GTK_BOX (box), frame, FALSE, FALSE, 0);
  return GTK_TABLE (table);
}

/* A row of such a table. The label's mnemonic goes to the target, and so does the
 * help: the widget itself, or the one of a box that counts. */
void
dialog_add_row (Dialog *dialog, GtkTable *table, gint row, const gchar *label,
                GtkWidget *widget, GtkWidget *target, const gchar *help)
{
  GtkWidget *label_widget =
      gimp_table_attach_aligned (table, 0, row, label, 0.0, 0.5, widget, 1, FALSE);

  gtk_size_group_add_widget (dialog->labels, label_widget);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label_widget), target);
  gimp_help_set_help_data (target, help, NULL);
}

/* A hidden row for a problem, with an icon. */
GtkWidget *
dialog_add_message (GtkWidget *box, GtkWidget **label)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *icon =
      gtk_image_new_from_icon_name (GIMP_ICON_DIALOG_WARNING, GTK_ICON_SIZE_MENU);

  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_misc_set_alignment (GTK_MISC (icon), 0.5, 0.0);
  gtk_box_pack_start (GTK_BOX (row), icon, FALSE, FALSE, 0);

  /* A wrapped label has the width it asks for, whatever the window's. */
  *label = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (*label), 0.0, 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (*label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (*label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (*label), TRUE);
  gtk_widget_set_size_request (*label, 380, -1);
  gtk_box_pack_start (GTK_BOX (row), *label, TRUE, TRUE, 0);
  gtk_widget_show (icon);
  gtk_widget_show (*label);
  return row;
}

static void
show_parameters (Dialog *dialog)
{
  dialog->showing = TRUE;
  dialog_filter_show (dialog);
  dialog_picture_show (dialog);
  dialog_ascent_show (dialog);
  dialog->showing = FALSE;
  dialog_changed (dialog);
}

static void
build (Dialog *dialog)
{
  GtkWidget *box = gtk_vbox_new (FALSE, BORDER);

  dialog->window = gimp_dialog_new (
      _ ("Visualize VGG16 Filter"), "visualize-vgg16-filter", NULL, 0,
      gimp_standard_help_func, FILTER_PROCEDURE, _ ("_Reset"), RESPONSE_RESET,
      _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_OK"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (dialog->window), RESPONSE_RESET,
                                           GTK_RESPONSE_OK, GTK_RESPONSE_CANCEL, -1);
  gtk_window_set_resizable (GTK_WINDOW (dialog->window), FALSE);
  gimp_window_set_transient (GTK_WINDOW (dialog->window));

  gtk_container_set_border_width (GTK_CONTAINER (box), BORDER);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (dialog->window))),
                      box, TRUE, TRUE, 0);

  dialog->labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  dialog_filter_add (dialog, box);
  dialog_picture_add (dialog, box);
  dialog_ascent_add (dialog, box);
  g_object_unref (dialog->labels);
  gtk_widget_show_all (box);
  dialog->message_box = dialog_add_message (box, &dialog->message);
}

/* TRUE for OK. Reset sets the defaults and stays. */
static gboolean
run (Dialog *dialog)
{
  while (TRUE)
    {
      gint response = gimp_dialog_run (GIMP_DIALOG (dialog->window));

      if (response != RESPONSE_RESET)
        {
          dialog_picture_finish (dialog);
          return response == GTK_RESPONSE_OK;
        }

      parameters_set_defaults (dialog->parameters);
      show_parameters (dialog);
    }
}

/* Shows the dialog, which begins with the parameters it is given and changes them.
 * FALSE with an error if the image cannot be used, without one if the user
 * cancelled. */
gboolean
dialog_ask (gint32 image, gint32 drawable, gpointer parameters, GError **error)
{
  Dialog dialog = { .parameters = parameters };
  gboolean accepted;

  if (!source_init (&dialog.source, image, drawable, error))
    return FALSE;

  gimp_ui_init ("visualize-vgg16-filter", FALSE);
  build (&dialog);
  show_parameters (&dialog);
  gtk_widget_show (dialog.window);
  accepted = run (&dialog);

  gtk_widget_destroy (dialog.window);
  g_clear_pointer (&dialog.weights, fv_weights_free);
  g_free (dialog.weights_problem);
  return accepted;
}
