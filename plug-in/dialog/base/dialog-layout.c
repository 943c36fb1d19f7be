/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window, and the places in it where rows and panels go. */

#include "dialog-layout.h"
#include "dialog-size.h"
#include "dialog-widgets.h"
#include "gimp/widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static GtkWidget *
make_window (const Procedure *procedure)
{
  GtkWidget *window = widgets_new_dialog (
      NULL, _ (procedure->title), procedure->name, TRUE, _ ("_Reset"),
      DIALOG_RESPONSE_RESET, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_OK"),
      GTK_RESPONSE_OK, _ ("Stop and _Keep"), DIALOG_RESPONSE_KEEP, NULL);

  gtk_dialog_set_default_response (GTK_DIALOG (window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), DIALOG_RESPONSE_RESET,
                                           GTK_RESPONSE_OK, DIALOG_RESPONSE_KEEP,
                                           GTK_RESPONSE_CANCEL, -1);
  gtk_widget_hide (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (window), DIALOG_RESPONSE_KEEP));
  /* Closing it is a response, and never destroys it. */
  g_signal_connect (window, "delete-event", G_CALLBACK (gtk_true), NULL);
  return window;
}

static void
add_places (Dialog *dialog)
{
  GtkWidget *box = dialog_add_box (dialog->window);
  GtkWidget *columns = gtk_hbox_new (FALSE, DIALOG_BORDER);

  dialog->column = gtk_vbox_new (FALSE, DIALOG_BORDER);
  dialog->head = gtk_vbox_new (FALSE, DIALOG_BORDER);
  dialog->side = gtk_vbox_new (FALSE, 6);
  dialog->pages = GTK_NOTEBOOK (gtk_notebook_new ());
  gtk_box_pack_start (GTK_BOX (box), dialog->head, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), columns, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->side, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->column, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->column), GTK_WIDGET (dialog->pages), TRUE, TRUE,
                      0);
  gtk_widget_show_all (box);
  gtk_widget_hide (dialog->side); /* which may stay empty */
  dialog->notes = dialog->column;
  dialog->message_box = dialog_add_message (dialog->column, &dialog->message);
}

/* The window, with no page yet. */
void
dialog_make_window (Dialog *dialog)
{
  dialog->window = make_window (dialog->procedure);
  add_places (dialog);
}

/* A page more. */
GtkWidget *
dialog_add_page (Dialog *dialog, const gchar *label)
{
  GtkWidget *box = gtk_vbox_new (FALSE, DIALOG_BORDER);
  GtkWidget *page = dialog_size_make_page (box);
  gint n_pages;

  gtk_widget_show_all (page);
  gtk_notebook_append_page (dialog->pages, page, gtk_label_new_with_mnemonic (label));
  n_pages = gtk_notebook_get_n_pages (dialog->pages);
  gtk_notebook_set_show_tabs (dialog->pages, n_pages > 1);
  gtk_notebook_set_show_border (dialog->pages, n_pages > 1);
  if (n_pages > 1)
    for (gint i = 0; i < n_pages; i++)
      gtk_container_set_border_width (
          GTK_CONTAINER (gtk_notebook_get_nth_page (dialog->pages, i)), DIALOG_BORDER);
  return box;
}

/* The frame of that title, which is made when it is first asked for. */
DialogSection *
dialog_get_section (Dialog *dialog, GtkWidget *page, const gchar *title)
{
  DialogSection *section = dialog->sections;

  for (gint i = 0; i < dialog->n_sections; i++, section++)
    if (strcmp (section->title, title) == 0)
      return section;

  section->title = title;
  section->table = dialog_add_frame (page, _ (title));
  section->note = dialog_add_note (page);
  dialog->n_sections++;
  return section;
}

/* A line that is hidden takes no room. The first one of a section cannot be. */
void
dialog_section_show_line (const DialogSection *section, gint line, gboolean visible)
{
  guint spacing = gtk_table_get_default_row_spacing (section->table);

  gtk_table_set_row_spacing (section->table, line - 1, visible ? spacing : 0);
}

/* Turns to the page on which filters are chosen. */
void
dialog_show_filters (const Dialog *dialog)
{
  gtk_notebook_set_current_page (
      dialog->pages, gtk_notebook_page_num (dialog->pages, dialog->filters_page));
  gtk_widget_grab_focus (dialog->filters_grid);
}
