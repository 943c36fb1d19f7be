/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A button that shows what is chosen, such as a mixture of filters, and leads to where
 * that is done. */

#include "text-button.h"

/* It is as wide as there is room. */
GtkWidget *
text_button_new (void)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_misc_set_alignment (GTK_MISC (label), 0.0, 0.5);
  gtk_container_add (GTK_CONTAINER (button), label);
  gtk_widget_show (label);
  gtk_widget_set_no_show_all (button, TRUE);
  return button;
}

/* What does not fit is told with the help. */
void
text_button_set_text (GtkWidget *button, const gchar *text, const gchar *help)
{
  g_autofree gchar *tooltip = g_strdup_printf ("%s\n%s", text, help);

  gtk_label_set_text (GTK_LABEL (gtk_bin_get_child (GTK_BIN (button))), text);
  gtk_widget_set_tooltip_text (button, tooltip);
}
