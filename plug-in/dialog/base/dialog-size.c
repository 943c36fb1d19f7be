/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How large the window is: as its pages need, or as the screen allows, where they scroll;
 * or as the user has made it, who can make it smaller than the pages, too.
 *
 * In GTK 3, a scrolled window can ask for the size of what is in it by itself. */

#include "dialog-size.h"

/* The least that is seen of a page */
#define LEAST_WIDTH  320
#define LEAST_HEIGHT 200

/* What window managers put around a window, and a panel beside it */
#define FRAME_WIDTH  8
#define FRAME_HEIGHT 64

typedef struct
{
  gint width;
  gint height;
} Size;

/* The box in something that scrolls, for the notebook. */
GtkWidget *
dialog_size_make_page (GtkWidget *box)
{
  GtkWidget *page = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (page), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_add_with_viewport (GTK_SCROLLED_WINDOW (page), box);
  gtk_viewport_set_shadow_type (GTK_VIEWPORT (gtk_widget_get_parent (box)),
                                GTK_SHADOW_NONE);
  gtk_widget_set_size_request (page, LEAST_WIDTH, LEAST_HEIGHT);
  return page;
}

/* What the largest page would need more than it asks for */
static Size
get_missing (GtkNotebook *pages)
{
  Size missing = { 0, 0 };

  for (gint i = 0; i < gtk_notebook_get_n_pages (pages); i++)
    {
      GtkWidget *viewport =
          gtk_bin_get_child (GTK_BIN (gtk_notebook_get_nth_page (pages, i)));
      GtkRequisition content;

      gtk_widget_size_request (gtk_bin_get_child (GTK_BIN (viewport)), &content);
      missing.width = MAX (missing.width, content.width - LEAST_WIDTH);
      missing.height = MAX (missing.height, content.height - LEAST_HEIGHT);
    }
  return missing;
}

/* What does not fit the screen is scrolled, by bars that take their room, too. */
static Size
get_wanted (const Dialog *dialog)
{
  const GdkScreen *screen = gtk_widget_get_screen (dialog->window);
  Size missing = get_missing (dialog->pages);
  Size most = { gdk_screen_get_width ((GdkScreen *)screen) - FRAME_WIDTH,
                gdk_screen_get_height ((GdkScreen *)screen) - FRAME_HEIGHT };
  GtkRequisition least;

  gtk_widget_size_request (dialog->window, &least);
  if (least.height + missing.height > most.height)
    {
      GtkWidget *bar = gtk_scrolled_window_get_vscrollbar (
          GTK_SCROLLED_WINDOW (gtk_notebook_get_nth_page (dialog->pages, 0)));
      GtkRequisition size;

      gtk_widget_size_request (bar, &size);
      missing.width += size.width + 3;
    }
  return (Size){ MAX (MIN (least.width + missing.width, most.width), least.width),
                 MAX (MIN (least.height + missing.height, most.height), least.height) };
}

static gboolean
fit (gpointer data)
{
  Dialog *dialog = data;
  GtkWindow *window = GTK_WINDOW (dialog->window);
  Size wanted = get_wanted (dialog);
  gint width, height;

  dialog->fitting = 0;
  gtk_window_get_size (window, &width, &height);
  if (dialog->fitted_width > 0 &&
      (width != dialog->fitted_width || height != dialog->fitted_height))
    return G_SOURCE_REMOVE; /* the user's */

  dialog->fitted_width = wanted.width;
  dialog->fitted_height = wanted.height;
  if (width != wanted.width || height != wanted.height)
    gtk_window_resize (window, wanted.width, wanted.height);
  return G_SOURCE_REMOVE;
}

static void
ask_to_fit (Dialog *dialog)
{
  if (dialog->fitting == 0)
    dialog->fitting = g_idle_add_full (GTK_PRIORITY_RESIZE + 1, fit, dialog, NULL);
}

/* Gives the window its size, now and whenever something in it needs another one. */
void
dialog_size_follow (Dialog *dialog)
{
  Size wanted = get_wanted (dialog);

  gtk_window_set_resizable (GTK_WINDOW (dialog->window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (dialog->window), wanted.width, wanted.height);
  dialog->fitted_width = wanted.width;
  dialog->fitted_height = wanted.height;
  g_signal_connect_swapped (dialog->window, "size-request", G_CALLBACK (ask_to_fit),
                            dialog);
  for (gint i = 0; i < gtk_notebook_get_n_pages (dialog->pages); i++)
    g_signal_connect_swapped (
        gtk_bin_get_child (GTK_BIN (gtk_notebook_get_nth_page (dialog->pages, i))),
        "size-request", G_CALLBACK (ask_to_fit), dialog);
}

/* Before the window goes */
void
dialog_size_forget (Dialog *dialog)
{
  g_signal_handlers_disconnect_by_func (dialog->window, ask_to_fit, dialog);
  if (dialog->fitting != 0)
    g_source_remove (dialog->fitting);
  dialog->fitting = 0;
}
