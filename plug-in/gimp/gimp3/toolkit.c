/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK 3 as GIMP 3 has it. */

#include "gimp/host/toolkit.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Drawing */

const gchar *
toolkit_get_draw_signal (void)
{
  return "draw";
}

cairo_t *
toolkit_begin_drawing (GtkWidget *widget G_GNUC_UNUSED, gpointer event)
{
  return cairo_reference (event);
}

/* A theme of GTK 3 says what surfaces look like, not what color they are of; but its own
 * dialogs use these names, and GIMP's themes have them. */
void
toolkit_set_color (cairo_t *cairo, GtkWidget *widget, ToolkitColor color)
{
  static const gchar *const names[] = {
    [TOOLKIT_BACKGROUND] = "theme_bg_color",
    [TOOLKIT_TEXT_BACKGROUND] = "theme_base_color",
    [TOOLKIT_TEXT] = "theme_text_color",
    [TOOLKIT_LINE] = "borders",
  };
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA rgba;

  if (!gtk_style_context_lookup_color (style, names[color], &rgba))
    gtk_style_context_get_color (style, GTK_STATE_FLAG_NORMAL, &rgba);
  gdk_cairo_set_source_rgba (cairo, &rgba);
}

/* Around the widget's whole area. */
void
toolkit_draw_focus (cairo_t *cairo, GtkWidget *widget, gint width, gint height)
{
  gtk_render_focus (gtk_widget_get_style_context (widget), cairo, 0.0, 0.0, width,
                    height);
}

/* Sizes */

gint
toolkit_get_scale_factor (GtkWidget *widget)
{
  return gtk_widget_get_scale_factor (widget);
}

/* What it would like to have */
void
toolkit_get_wanted_size (GtkWidget *widget, GtkRequisition *size)
{
  gtk_widget_get_preferred_size (widget, NULL, size);
}

/* Calls a function with the data whenever the widget may want another size: in GTK 3 its
 * window hears of that, and it has a style when it is shown. */
void
toolkit_watch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data)
{
  if (GTK_IS_WINDOW (widget))
    g_signal_connect_swapped (widget, "check-resize", changed, data);
}

void
toolkit_unwatch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data)
{
  g_signal_handlers_disconnect_by_func (widget, (gpointer)changed, data);
}

/* A scrolled window with a viewport, in which the box is. */
GtkWidget *
toolkit_make_scrolled (GtkWidget *box)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);

  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (window), FALSE);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (viewport), GTK_SHADOW_NONE);
  gtk_container_add (GTK_CONTAINER (viewport), box);
  gtk_container_add (GTK_CONTAINER (window), viewport);
  return window;
}

/* Attaches a widget to a line of a table of two columns, with a label at its left whose
 * letter leads to it, and which is returned. GIMP 3 has a function for grids alone. */
GtkWidget *
toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                GtkWidget *widget)
{
  GtkWidget *left = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (left), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (left), align);
  gtk_label_set_mnemonic_widget (GTK_LABEL (left), widget);
  gtk_table_attach (table, left, 0, 1, line, line + 1, GTK_FILL, GTK_FILL, 0, 0);
  gtk_table_attach (table, widget, 1, 2, line, line + 1, GTK_EXPAND | GTK_FILL, GTK_FILL,
                    0, 0);
  gtk_widget_show (left);
  gtk_widget_show (widget);
  return left;
}
