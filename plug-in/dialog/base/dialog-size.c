/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How large the window is: as its pages need, or as the screen allows, where they scroll;
 * or as the user has made it, who can make it smaller than the pages, too. */

#include "dialog-size.h"
#include "dialog-widgets.h"
#include "focus-scroll.h"
#include "gimp/host/toolkit.h"

/* The least that is seen of a page */
#define LEAST_WIDTH  320
#define LEAST_HEIGHT 200

/* What window managers put around a window, and a panel beside it */
#define FRAME_WIDTH  2
#define FRAME_HEIGHT 36

#define BAR_SPACING 3 /* pixels beside a scrollbar */

typedef struct
{
  gint width;
  gint height;
} Size;

/* The box in something that scrolls, for the notebook. */
GtkWidget *
dialog_size_make_page (GtkWidget *box)
{
  GtkWidget *page = toolkit_make_scrolled (box);

  gtk_widget_set_size_request (page, LEAST_WIDTH, LEAST_HEIGHT);
  focus_scroll_watch (box);
  return page;
}

/* The page that a box was made to, which alone comes and goes with its tab: what is in a
 * viewport stays mapped. */
GtkWidget *
dialog_size_get_page (GtkWidget *box)
{
  return gtk_widget_get_ancestor (box, GTK_TYPE_SCROLLED_WINDOW);
}

/* What the largest page would need more than it asks for */
static Size
get_missing (GtkNotebook *pages)
{
  Size missing = { 0, 0 };

  for (gint i = 0; i < gtk_notebook_get_n_pages (pages); i++)
    {
      GtkWidget *page = gtk_notebook_get_nth_page (pages, i);
      GtkWidget *viewport = gtk_bin_get_child (GTK_BIN (page));
      gint border = 2 * (gint)gtk_container_get_border_width (GTK_CONTAINER (page));
      GtkRequisition content;

      toolkit_get_wanted_size (gtk_bin_get_child (GTK_BIN (viewport)), &content);
      missing.width = MAX (missing.width, content.width + border - LEAST_WIDTH);
      missing.height = MAX (missing.height, content.height + border - LEAST_HEIGHT);
    }
  return missing;
}

/* The width that a bar takes where the height does not fit the screen */
static gint
get_bar_width (const Dialog *dialog)
{
  GtkWidget *page = gtk_notebook_get_nth_page (dialog->pages, 0);
  GtkRequisition bar;

  toolkit_get_wanted_size (
      gtk_scrolled_window_get_vscrollbar (GTK_SCROLLED_WINDOW (page)), &bar);
  return bar.width + BAR_SPACING;
}

/* The pages need only what what is above, below and beside them leaves. */
static Size
get_wanted (const Dialog *dialog)
{
  GdkScreen *screen = gtk_widget_get_screen (dialog->window);
  Size most = { gdk_screen_get_width (screen) - FRAME_WIDTH,
                gdk_screen_get_height (screen) - FRAME_HEIGHT };
  Size missing = get_missing (dialog->pages);
  GtkRequisition least, columns, column;
  gint width, height;

  toolkit_get_wanted_size (dialog->window, &least);
  toolkit_get_wanted_size (gtk_widget_get_parent (dialog->column), &columns);
  toolkit_get_wanted_size (dialog->column, &column);
  height = least.height + MAX (column.height + missing.height - columns.height, 0);
  if (height > most.height)
    missing.width += get_bar_width (dialog);
  width = MAX (columns.width + missing.width + 2 * DIALOG_BORDER, least.width);
  return (Size){ MAX (MIN (width, most.width), least.width),
                 MAX (MIN (height, most.height), least.height) };
}

/* A window that the user has made larger stays so, and likewise a smaller one. What was
 * wanted at some time is not the user's: the window may come to it late. */
static gint
follow (gint now, GHashTable *wanted_before, gint last, gint wanted)
{
  if (g_hash_table_contains (wanted_before, GINT_TO_POINTER (now)))
    return wanted;
  return now > last ? MAX (now, wanted) : now;
}

static void
note_wanted (Dialog *dialog, Size wanted)
{
  g_hash_table_add (dialog->widths, GINT_TO_POINTER (wanted.width));
  g_hash_table_add (dialog->heights, GINT_TO_POINTER (wanted.height));
  dialog->wanted_width = wanted.width;
  dialog->wanted_height = wanted.height;
}

static gboolean
fit (gpointer data)
{
  Dialog *dialog = data;
  GtkWindow *window = GTK_WINDOW (dialog->window);
  Size wanted = get_wanted (dialog);
  gint width, height;

  dialog->fitting = 0;
  if (wanted.width == dialog->wanted_width && wanted.height == dialog->wanted_height)
    return G_SOURCE_REMOVE;

  gtk_window_get_size (window, &width, &height);
  gtk_window_resize (
      window, follow (width, dialog->widths, dialog->wanted_width, wanted.width),
      follow (height, dialog->heights, dialog->wanted_height, wanted.height));
  note_wanted (dialog, wanted);
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
  dialog->widths = g_hash_table_new (NULL, NULL);
  dialog->heights = g_hash_table_new (NULL, NULL);
  note_wanted (dialog, wanted);
  toolkit_watch_wanted_size (dialog->window, G_CALLBACK (ask_to_fit), dialog);
  for (gint i = 0; i < gtk_notebook_get_n_pages (dialog->pages); i++)
    toolkit_watch_wanted_size (
        gtk_bin_get_child (GTK_BIN (gtk_notebook_get_nth_page (dialog->pages, i))),
        G_CALLBACK (ask_to_fit), dialog);
}

/* Before the window goes */
void
dialog_size_forget (Dialog *dialog)
{
  toolkit_unwatch_wanted_size (dialog->window, G_CALLBACK (ask_to_fit), dialog);
  g_clear_handle_id (&dialog->fitting, g_source_remove);
  g_hash_table_unref (dialog->widths);
  g_hash_table_unref (dialog->heights);
}
