/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of which dialogs are made, in GIMP's manner. */

#include "dialog-widgets.h"
#include "gimp/host/wrapped-text.h"
#include "gimp/widgets.h"

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

/* A table of two columns, which grows as rows are attached. */
GtkWidget *
dialog_make_table (void)
{
  GtkWidget *table = gtk_table_new (1, 2, FALSE);

  gtk_table_set_row_spacings (GTK_TABLE (table), 6);
  gtk_table_set_col_spacings (GTK_TABLE (table), 6);
  return table;
}

/* A frame with a bold title and such a table. */
GtkTable *
dialog_add_frame (GtkWidget *box, const gchar *title)
{
  GtkWidget *frame = widgets_new_frame (title);
  GtkWidget *table = dialog_make_table ();

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
  gtk_widget_set_tooltip_text (button, help);
  dialog_set_name (button, help);
  return button;
}

/* Text of several lines, as wide as the box. Returns the label. */
GtkWidget *
dialog_add_text (GtkWidget *box)
{
  GtkWidget *label = wrapped_text_new ();
  gboolean is_beside =
      gtk_orientable_get_orientation (GTK_ORIENTABLE (box)) == GTK_ORIENTATION_HORIZONTAL;

  gtk_box_pack_start (GTK_BOX (box), wrapped_text_get_box (label), is_beside, TRUE, 0);
  return label;
}

/* Gives all of a label's text that attribute, and no other one. */
void
dialog_set_attribute (GtkWidget *label, PangoAttribute *attribute)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, attribute);
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
}

void
dialog_make_italic (GtkWidget *label)
{
  dialog_set_attribute (label, pango_attr_style_new (PANGO_STYLE_ITALIC));
}

/* A hidden line of explanation. */
GtkWidget *
dialog_add_note (GtkWidget *box)
{
  GtkWidget *note = dialog_add_text (box);

  dialog_make_italic (note);
  return note;
}

/* A hidden row for a problem, with an icon. */
GtkWidget *
dialog_make_message (GtkWidget **label)
{
  GtkWidget *row = gtk_hbox_new (FALSE, 6);
  GtkWidget *icon =
      gtk_image_new_from_icon_name (DIALOG_ICON_WARNING, GTK_ICON_SIZE_MENU);

  gtk_misc_set_alignment (GTK_MISC (icon), 0.5, 0.0);
  gtk_box_pack_start (GTK_BOX (row), icon, FALSE, FALSE, 0);

  *label = dialog_add_text (row);
  gtk_widget_show (icon);
  gtk_widget_show (*label);
  return row;
}

/* The same, at the end of a box. */
GtkWidget *
dialog_add_message (GtkWidget *box, GtkWidget **label)
{
  GtkWidget *row = dialog_make_message (label);

  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  return row;
}

/* Tells a problem in such a row, or with NULL hides it. */
void
dialog_set_message (GtkWidget *row, GtkWidget *label, const gchar *text)
{
  gtk_label_set_text (GTK_LABEL (label), text ? text : "");
  gtk_widget_set_visible (row, text != NULL);
}
