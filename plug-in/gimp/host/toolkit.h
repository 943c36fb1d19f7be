/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TOOLKIT_H
#define PLUG_IN_TOOLKIT_H

#include <gtk/gtk.h>

/* The theme's colors of what is sensitive */
typedef enum
{
  TOOLKIT_BACKGROUND,
  TOOLKIT_TEXT_BACKGROUND, /* of entries and lists */
  TOOLKIT_TEXT,            /* on that */
  TOOLKIT_LINE             /* between parts, on that */
} ToolkitColor;

/* Drawing: the signal's handler, connected by g_signal_connect_swapped(), gets an event,
 * of which it makes a context that it destroys. */
const gchar *toolkit_get_draw_signal (void);
cairo_t *toolkit_begin_drawing (GtkWidget *widget, gpointer event);
void toolkit_set_color (cairo_t *cairo, GtkWidget *widget, ToolkitColor color);
void toolkit_draw_focus (cairo_t *cairo, GtkWidget *widget, gint width, gint height);

/* Sizes. The factor is how many pixels of the screen are a pixel of a widget's side. */
gint toolkit_get_scale_factor (GtkWidget *widget);
void toolkit_get_wanted_size (GtkWidget *widget, GtkRequisition *size);
void toolkit_watch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data);
void toolkit_unwatch_wanted_size (GtkWidget *widget, GCallback changed, gpointer data);
GtkWidget *toolkit_make_scrolled (GtkWidget *box);

GtkWidget *toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                           GtkWidget *widget);

#endif /* PLUG_IN_TOOLKIT_H */
