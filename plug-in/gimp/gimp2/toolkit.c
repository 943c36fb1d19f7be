/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK 2 as GIMP 2.10 has it. */

#include "gimp/host/toolkit.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Drawing */

const gchar *
toolkit_get_draw_signal (void)
{
  return "expose-event";
}

cairo_t *
toolkit_begin_drawing (GtkWidget *widget, gpointer event G_GNUC_UNUSED)
{
  return gdk_cairo_create (gtk_widget_get_window (widget));
}

void
toolkit_set_color (cairo_t *cairo, GtkWidget *widget, ToolkitColor color)
{
  const GtkStyle *style = gtk_widget_get_style (widget);
  const GdkColor *colors[] = {
    [TOOLKIT_BACKGROUND] = style->bg,
    [TOOLKIT_TEXT_BACKGROUND] = style->base,
    [TOOLKIT_TEXT] = style->text,
    [TOOLKIT_LINE] = style->mid,
  };

  gdk_cairo_set_source_color (cairo, &colors[color][GTK_STATE_NORMAL]);
}

/* Around the widget's whole area. */
void
toolkit_draw_focus (cairo_t *cairo G_GNUC_UNUSED, GtkWidget *widget, gint width,
                    gint height)
{
  gtk_paint_focus (gtk_widget_get_style (widget), gtk_widget_get_window (widget),
                   GTK_STATE_NORMAL, NULL, widget, NULL, 0, 0, width, height);
}

/* Sizes */

gint
toolkit_get_scale_factor (GtkWidget *widget G_GNUC_UNUSED)
{
  return 1;
}

/* What it would like to have */
void
toolkit_get_wanted_size (GtkWidget *widget, GtkRequisition *size)
{
  gtk_widget_size_request (widget, size);
}

/* Calls a function with the data whenever the widget may want another size. */
void
toolkit_watch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data)
{
  g_signal_connect_swapped (widget, "size-request", changed, data);
}

void
toolkit_unwatch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data)
{
  g_signal_handlers_disconnect_by_func (widget, (gpointer)changed, data);
}

/* Both bars of a scrolled window, once they are there, take the room for which the other
 * one is there. So it has none where all that is in it fits. */
static void
choose_bars (GtkWidget *window)
{
  GtkWidget *viewport = gtk_bin_get_child (GTK_BIN (window));
  gint border = 2 * (gint)gtk_container_get_border_width (GTK_CONTAINER (window));
  GtkPolicyType policy = GTK_POLICY_AUTOMATIC;
  GtkRequisition content;
  GtkAllocation area;

  gtk_widget_get_child_requisition (gtk_bin_get_child (GTK_BIN (viewport)), &content);
  gtk_widget_get_allocation (window, &area);
  if (content.width + border <= area.width && content.height + border <= area.height)
    policy = GTK_POLICY_NEVER;
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), policy, policy);
}

/* A scrolled window with a viewport, in which the box is. */
GtkWidget *
toolkit_make_scrolled (GtkWidget *box)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *viewport;

  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (window), box);
  viewport = gtk_bin_get_child (GTK_BIN (window));
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (viewport), GTK_SHADOW_NONE);
  g_signal_connect (window, "size-allocate", G_CALLBACK (choose_bars), NULL);
  g_signal_connect_swapped (viewport, "size-request", G_CALLBACK (choose_bars), window);
  return window;
}

/* Attaches a widget to a line of a table of two columns, with a label at its left whose
 * letter leads to it, and which is returned. */
GtkWidget *
toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                GtkWidget *widget)
{
  return gimp_table_attach_aligned (table, 0, line, label, 0.0, align, widget, 1, FALSE);
}
