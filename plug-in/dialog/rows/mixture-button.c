/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A button that shows which filters are mixed, and leads to where they are chosen. */

#include "mixture-button.h"

/* It is as wide as there is room. The function is called with the data alone. */
GtkWidget *
mixture_button_new (GCallback clicked, gpointer user_data)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_misc_set_alignment (GTK_MISC (label), 0.0, 0.5);
  gtk_container_add (GTK_CONTAINER (button), label);
  gtk_widget_show (label);
  gtk_widget_set_no_show_all (button, TRUE);
  g_signal_connect_swapped (button, "clicked", clicked, user_data);
  return button;
}

/* What does not fit is told with the help. */
void
mixture_button_set_text (GtkWidget *button, const gchar *text, const gchar *help)
{
  g_autofree gchar *tooltip = g_strdup_printf ("%s\n%s", text, help);

  gtk_label_set_text (GTK_LABEL (gtk_bin_get_child (GTK_BIN (button))), text);
  gtk_widget_set_tooltip_text (button, tooltip);
}
