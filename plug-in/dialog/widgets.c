/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of which dialogs are made, in GIMP's manner. */

#include "dialog-private.h"

#include <glib/gi18n-lib.h>

#define MESSAGE_WIDTH 380 /* pixels */

/* The box that holds all that is in a dialog. */
GtkWidget *
dialog_add_box (GtkWidget *window)
{
  GtkWidget *box = gtk_vbox_new (FALSE, DIALOG_BORDER);

  gtk_container_set_border_width (GTK_CONTAINER (box), DIALOG_BORDER);
  gtk_box_pack_start (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (window))), box,
                      TRUE, TRUE, 0);
  return box;
}

/* A frame with a bold title and a table of two columns, which grows as rows are
 * attached. */
GtkTable *
dialog_add_frame (GtkWidget *box, const gchar *title)
{
  GtkWidget *frame = gimp_frame_new (title);
  GtkWidget *table = gtk_table_new (1, 2, FALSE);

  gtk_table_set_row_spacings (GTK_TABLE (table), 6);
  gtk_table_set_col_spacings (GTK_TABLE (table), 6);
  gtk_container_add (GTK_CONTAINER (frame), table);
  gtk_box_pack_start (GTK_BOX (box), frame, FALSE, FALSE, 0);
  return GTK_TABLE (table);
}

/* What a screen reader calls a widget that shows no text of its own. */
void
dialog_set_name (GtkWidget *widget, const gchar *name)
{
  atk_object_set_name (gtk_widget_get_accessible (widget), name);
}

/* The same, where another widget says it. */
void
dialog_label_by (GtkWidget *widget, GtkWidget *label)
{
  atk_object_add_relationship (gtk_widget_get_accessible (widget),
                               ATK_RELATION_LABELLED_BY,
                               gtk_widget_get_accessible (label));
}

/* A button that shows an icon, and what it does. */
GtkWidget *
dialog_make_icon_button (const gchar *icon, GtkIconSize size, const gchar *help)
{
  GtkWidget *button = gtk_button_new ();

  gtk_container_add (GTK_CONTAINER (button), gtk_image_new_from_icon_name (icon, size));
  gimp_help_set_help_data (button, help, NULL);
  dialog_set_name (button, help);
  return button;
}

/* Text of several lines. A wrapped label has the width it asks for, whatever the
 * window's. */
GtkWidget *
dialog_make_text (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (label), 0.0, 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_size_request (label, MESSAGE_WIDTH, -1);
  return label;
}

/* A hidden line of explanation. */
GtkWidget *
dialog_add_note (GtkWidget *box)
{
  GtkWidget *note = dialog_make_text ();

  gimp_label_set_attributes (GTK_LABEL (note), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
  gtk_widget_set_no_show_all (note, TRUE);
  gtk_box_pack_start (GTK_BOX (box), note, FALSE, FALSE, 0);
  return note;
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

  *label = dialog_make_text ();
  gtk_box_pack_start (GTK_BOX (row), *label, TRUE, TRUE, 0);
  gtk_widget_show (icon);
  gtk_widget_show (*label);
  return row;
}

/* A time in words. */
gchar *
dialog_describe_seconds (gdouble seconds)
{
  gint n = MAX ((gint)(seconds + 0.5), 1);

  if (n < 90)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", n),
                            n);
  n = (n + 30) / 60;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", n), n);
}
