/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text that is wrapped at the width that it has.
 *
 * A label of GTK 2 is wrapped at the width that it asks for, whatever it gets. Here it
 * lies in a box that asks for little width, and for the height that the text has in the
 * width that the box has got. In GTK 3 a label does that by itself. */

#include "gimp/host/wrapped-text.h"

#define LEAST_WIDTH 200 /* pixels */

/* The width that the label was last wrapped at */
#define WIDTH_KEY "wrapped-width"

static gint
get_width (GtkWidget *box)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (box), WIDTH_KEY));
}

static void
fit_height (GtkWidget *label)
{
  GtkWidget *box = wrapped_text_get_box (label);
  GtkRequisition size;

  gtk_widget_size_request (label, &size);
  gtk_widget_set_size_request (box, LEAST_WIDTH, size.height);
}

static void
allocated (GtkWidget *box, const GdkRectangle *area, GtkWidget *label)
{
  if (area->width == get_width (box))
    return;

  g_object_set_data (G_OBJECT (box), WIDTH_KEY, GINT_TO_POINTER (area->width));
  gtk_widget_set_size_request (label, area->width, -1);
  fit_height (label);
}

/* A label, to be shown and hidden; what is to be packed is its box. */
GtkWidget *
wrapped_text_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *box = gtk_fixed_new ();

  gtk_misc_set_alignment (GTK_MISC (label), 0.0, 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_size_request (label, LEAST_WIDTH, -1);
  gtk_fixed_put (GTK_FIXED (box), label, 0, 0);
  gtk_widget_set_no_show_all (box, TRUE);
  g_object_bind_property (label, "visible", box, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect (box, "size-allocate", G_CALLBACK (allocated), label);
  g_signal_connect (label, "notify::label", G_CALLBACK (fit_height), NULL);
  g_signal_connect (label, "style-set", G_CALLBACK (fit_height), NULL);
  return label;
}

GtkWidget *
wrapped_text_get_box (GtkWidget *label)
{
  return gtk_widget_get_parent (label);
}
