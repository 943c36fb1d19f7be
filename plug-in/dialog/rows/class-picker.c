/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog in which a class is chosen from a list, which shows those in whose names, or
 * before them as their numbers, the words stand that are typed. */

#include "class-picker.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/widgets.h"

#include <string.h>

#include <gdk/gdkkeysyms.h>
#include <glib/gi18n-lib.h>

#define LIST_WIDTH  380 /* pixels */
#define LIST_HEIGHT 320

enum
{
  COLUMN_CLASS, /* its number */
  COLUMN_NAME,
  COLUMN_WORDS, /* of both, a space before each */
  N_COLUMNS
};

typedef struct
{
  GtkWidget *window;
  GtkWidget *entry;
  GtkWidget *view;
  GtkWidget *status;
  GtkTreeModel *shown; /* of the store: what is found */
  gchar *words;        /* that are looked for, a space before each */
} Picker;

/* Words */

static void
append_words (GString *words, const gchar *text)
{
  g_autofree gchar *folded = g_utf8_casefold (text, -1);
  gboolean is_inside = FALSE;

  for (const gchar *at = folded; *at; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      gboolean is_letter = g_unichar_isalnum (letter);

      if (is_letter && !is_inside)
        g_string_append_c (words, ' ');
      if (is_letter)
        g_string_append_unichar (words, letter);
      is_inside = is_letter;
    }
}

/* Whether each word that is looked for begins one of these. */
static gboolean
contains (const gchar *words, const gchar *wanted)
{
  g_auto (GStrv) parts = g_strsplit (wanted, " ", -1);
  gboolean is_there = TRUE;

  for (gint i = 0; is_there && parts[i]; i++)
    {
      g_autofree gchar *beginning = g_strconcat (" ", parts[i], NULL);

      is_there = parts[i][0] == '\0' || strstr (words, beginning) != NULL;
    }
  return is_there;
}

static gboolean
is_found (GtkTreeModel *model, GtkTreeIter *iter, gpointer data)
{
  const Picker *picker = data;
  g_autofree gchar *words = NULL;

  gtk_tree_model_get (model, iter, COLUMN_WORDS, &words, -1);
  return words && contains (words, picker->words);
}

/* The list */

static GtkTreeModel *
make_store (const FvLayer *layer)
{
  GtkListStore *store =
      gtk_list_store_new (N_COLUMNS, G_TYPE_INT, G_TYPE_STRING, G_TYPE_STRING);

  for (gint i = 0; i < layer->n_filters; i++)
    {
      const gchar *name = fv_layer_get_class_name (layer, i);
      g_autoptr (GString) words = g_string_new (NULL);

      g_string_append_printf (words, " %d", i);
      append_words (words, name);
      gtk_list_store_insert_with_values (store, NULL, -1, COLUMN_CLASS, i, COLUMN_NAME,
                                         name, COLUMN_WORDS, words->str, -1);
    }
  return GTK_TREE_MODEL (store);
}

static void
select_row (const Picker *picker, GtkTreeIter *iter)
{
  GtkTreePath *path = gtk_tree_model_get_path (picker->shown, iter);

  gtk_tree_view_set_cursor (GTK_TREE_VIEW (picker->view), path, NULL, FALSE);
  gtk_tree_view_scroll_to_cell (GTK_TREE_VIEW (picker->view), path, NULL, TRUE, 0.5, 0);
  gtk_tree_path_free (path);
}

/* The class that is chosen, or -1. */
static gint
get_class (const Picker *picker)
{
  GtkTreeSelection *selection =
      gtk_tree_view_get_selection (GTK_TREE_VIEW (picker->view));
  GtkTreeIter iter;
  gint class_index = -1;

  if (gtk_tree_selection_get_selected (selection, NULL, &iter))
    gtk_tree_model_get (picker->shown, &iter, COLUMN_CLASS, &class_index, -1);
  return class_index;
}

static void
selection_changed (const Picker *picker)
{
  gtk_dialog_set_response_sensitive (GTK_DIALOG (picker->window), GTK_RESPONSE_OK,
                                     get_class (picker) >= 0);
}

static void
tell_number (const Picker *picker)
{
  gint n = gtk_tree_model_iter_n_children (picker->shown, NULL);
  g_autofree gchar *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d class", "%d classes", n), n);

  gtk_label_set_text (GTK_LABEL (picker->status),
                      n > 0 ? text : _ ("No class has such words in its name."));
}

/* Shows what is found, and chooses the first of it. */
static void
search (Picker *picker)
{
  g_autoptr (GString) words = g_string_new (NULL);
  GtkTreeIter first;

  append_words (words, gtk_entry_get_text (GTK_ENTRY (picker->entry)));
  g_free (picker->words);
  picker->words = g_strdup (words->str);
  gtk_tree_model_filter_refilter (GTK_TREE_MODEL_FILTER (picker->shown));
  if (gtk_tree_model_get_iter_first (picker->shown, &first))
    select_row (picker, &first);
  tell_number (picker);
}

/* Up and Down go through the list while the text is being typed. */
static gboolean
key_pressed (const Picker *picker, GdkEventKey *event)
{
  gint step = event->keyval == GDK_KEY_Down ? 1 : event->keyval == GDK_KEY_Up ? -1 : 0;
  GtkTreePath *path = NULL;
  GtkTreeIter iter;

  if (step == 0)
    return FALSE;

  gtk_tree_view_get_cursor (GTK_TREE_VIEW (picker->view), &path, NULL);
  if (path && (step > 0 || gtk_tree_path_prev (path)))
    {
      if (step > 0)
        gtk_tree_path_next (path);
      if (gtk_tree_model_get_iter (picker->shown, &iter, path))
        select_row (picker, &iter);
    }
  gtk_tree_path_free (path);
  return TRUE;
}

static void
row_activated (const Picker *picker)
{
  gtk_dialog_response (GTK_DIALOG (picker->window), GTK_RESPONSE_OK);
}

/* Widgets */

static void
add_entry (Picker *picker, GtkWidget *box)
{
  GtkWidget *line = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Search:"));

  picker->entry = gtk_entry_new ();
  gtk_entry_set_activates_default (GTK_ENTRY (picker->entry), TRUE);
  gtk_widget_set_tooltip_text (picker->entry,
                               _ ("Words of the class’s English name, or its number"));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), picker->entry);
  gtk_box_pack_start (GTK_BOX (line), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), picker->entry, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), line, FALSE, FALSE, 0);
  g_signal_connect_swapped (picker->entry, "changed", G_CALLBACK (search), picker);
  g_signal_connect_swapped (picker->entry, "key-press-event", G_CALLBACK (key_pressed),
                            picker);
}

static GtkWidget *
make_view (Picker *picker)
{
  GtkTreeView *view = GTK_TREE_VIEW (gtk_tree_view_new_with_model (picker->shown));
  GtkCellRenderer *number = gtk_cell_renderer_text_new ();

  picker->view = GTK_WIDGET (view);
  g_object_set (number, "xalign", 1.0, NULL);
  gtk_tree_view_insert_column_with_attributes (view, -1, NULL, number, "text",
                                               COLUMN_CLASS, NULL);
  gtk_tree_view_insert_column_with_attributes (
      view, -1, NULL, gtk_cell_renderer_text_new (), "text", COLUMN_NAME, NULL);
  gtk_tree_view_set_headers_visible (view, FALSE);
  gtk_tree_view_set_enable_search (view, FALSE);
  dialog_set_name (picker->view, _ ("Classes"));
  g_signal_connect_swapped (view, "row-activated", G_CALLBACK (row_activated), picker);
  g_signal_connect_swapped (gtk_tree_view_get_selection (view), "changed",
                            G_CALLBACK (selection_changed), picker);
  return picker->view;
}

static void
add_list (Picker *picker, GtkWidget *box)
{
  GtkWidget *window = gtk_scrolled_window_new (NULL, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_ALWAYS);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (window), GTK_SHADOW_IN);
  gtk_widget_set_size_request (window, LIST_WIDTH, LIST_HEIGHT);
  gtk_container_add (GTK_CONTAINER (window), make_view (picker));
  gtk_box_pack_start (GTK_BOX (box), window, TRUE, TRUE, 0);

  picker->status = gtk_label_new (NULL);
  gtk_misc_set_alignment (GTK_MISC (picker->status), 0.0, 0.5);
  gtk_box_pack_start (GTK_BOX (box), picker->status, FALSE, FALSE, 0);
}

static void
picker_init (Picker *picker, GtkWidget *parent, const FvLayer *layer)
{
  GtkTreeModel *store = make_store (layer);
  GtkWidget *box;

  picker->words = g_strdup ("");
  picker->shown = gtk_tree_model_filter_new (store, NULL);
  g_object_unref (store);
  gtk_tree_model_filter_set_visible_func (GTK_TREE_MODEL_FILTER (picker->shown), is_found,
                                          picker, NULL);
  picker->window = widgets_new_dialog (
      parent, _ ("Choose a Class"), "visualize-vgg16-filter-choose-class", FALSE,
      _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_OK"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (picker->window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (picker->window), GTK_RESPONSE_OK,
                                           GTK_RESPONSE_CANCEL, -1);
  box = dialog_add_box (picker->window);
  gtk_box_set_spacing (GTK_BOX (box), 6);
  add_entry (picker, box);
  add_list (picker, box);
  tell_number (picker);
  gtk_widget_show_all (box);
}

/* Asks for one of a layer's classes, which have names; at first that one is chosen, or if
 * it is -1, the first one. Returns the class, or -1 if the user cancelled. */
gint
class_picker_run (GtkWidget *parent, const FvLayer *layer, gint class_index)
{
  Picker picker = { NULL };
  GtkTreeIter iter;
  gint chosen = -1;

  picker_init (&picker, parent, layer);
  if (gtk_tree_model_iter_nth_child (picker.shown, &iter, NULL, MAX (class_index, 0)))
    select_row (&picker, &iter);
  gtk_widget_grab_focus (picker.entry);
  if (widgets_run_dialog (picker.window) == GTK_RESPONSE_OK)
    chosen = get_class (&picker);

  /* A list that goes tells that nothing is chosen any more. */
  g_signal_handlers_disconnect_by_data (
      gtk_tree_view_get_selection (GTK_TREE_VIEW (picker.view)), &picker);
  gtk_widget_destroy (picker.window);
  g_object_unref (picker.shown);
  g_free (picker.words);
  return chosen;
}
