/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a page scrolls, what gets the focus comes into view: by Tab, by its letter, or
 * because the user has just opened it. In GTK 3 a viewport does that by itself. */

#include "focus-scroll.h"

static void
scroll (GtkAdjustment *adjustment, gint from, gint size)
{
  gtk_adjustment_clamp_page (adjustment, from, from + size);
}

/* Once all has its place */
static gboolean
show_focus (gpointer box)
{
  GtkWidget *window = gtk_widget_get_toplevel (box);
  GtkWidget *focus =
      GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;
  GtkViewport *viewport = GTK_VIEWPORT (gtk_widget_get_parent (box));
  GtkAllocation area;
  gint x, y;

  if (!focus || !gtk_widget_is_ancestor (focus, box) ||
      !gtk_widget_translate_coordinates (focus, box, 0, 0, &x, &y))
    return G_SOURCE_REMOVE;

  gtk_widget_get_allocation (focus, &area);
  scroll (gtk_viewport_get_hadjustment (viewport), x, area.width);
  scroll (gtk_viewport_get_vadjustment (viewport), y, area.height);
  return G_SOURCE_REMOVE;
}

static void
note_focus (GtkWidget *box, GtkWidget *child)
{
  if (child)
    g_idle_add_full (GTK_PRIORITY_RESIZE + 1, show_focus, g_object_ref (box),
                     g_object_unref);
}

/* For what is in the box, which is in a viewport */
void
focus_scroll_watch (GtkWidget *box)
{
  g_signal_connect (box, "set-focus-child", G_CALLBACK (note_focus), NULL);
}
