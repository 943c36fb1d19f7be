/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text that is wrapped at the width that it has, as a label of GTK 3 does by itself where
 * it is told how little it may ask for. */

#include "gimp/host/wrapped-text.h"

#define LEAST_WIDTH   200 /* pixels */
#define NATURAL_WIDTH 30  /* characters: it takes what the others leave */

/* A label, to be shown and hidden; what is to be packed is its box. */
GtkWidget *
wrapped_text_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NATURAL_WIDTH);
  gtk_widget_set_size_request (label, LEAST_WIDTH, -1);
  gtk_widget_set_no_show_all (label, TRUE);
  return label;
}

GtkWidget *
wrapped_text_get_box (GtkWidget *label)
{
  return label;
}
