/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The wheel scrolls. What is a list, a number or a slider changes by it only where the
 * user has gone to that before: else it would change as the pointer comes by. The focus
 * with which a window opens is not yet the user's. */

#include "wheel.h"

#define MOVED_KEY "wheel-focus-moved"

static void
note_focus (GtkWidget *window)
{
  g_object_set_data (G_OBJECT (window), MOVED_KEY, GINT_TO_POINTER (TRUE));
}

/* From now on it is the user who moves the window's focus. */
void
wheel_watch_focus (GtkWidget *window)
{
  g_signal_connect (window, "set-focus", G_CALLBACK (note_focus), NULL);
}

/* Whether the user has moved the focus to the widget, or into it. */
static gboolean
is_chosen (GtkWidget *widget)
{
  GtkWidget *window = gtk_widget_get_toplevel (widget);
  GtkWidget *focus;

  if (!GTK_IS_WINDOW (window) || !g_object_get_data (G_OBJECT (window), MOVED_KEY))
    return FALSE;

  focus = gtk_window_get_focus (GTK_WINDOW (window));
  return focus && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* What is around the widget scrolls instead. */
static gboolean
scrolled (GtkWidget *widget)
{
  if (!is_chosen (widget))
    g_signal_stop_emission_by_name (widget, "scroll-event");
  return FALSE;
}

static void
tame (GtkWidget *widget, gpointer data G_GNUC_UNUSED)
{
  wheel_tame (widget);
}

/* Tames the widget, or all that are in it. */
void
wheel_tame (GtkWidget *widget)
{
  if (GTK_IS_COMBO_BOX (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SCALE (widget))
    g_signal_connect (widget, "scroll-event", G_CALLBACK (scrolled), NULL);
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), tame, NULL);
}
