/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Completes what is typed in an entry, where several words may stand: the names of layers
 * and what may follow them. It is the word that ends at the cursor which is completed. */

#include "layer-completion.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define SEPARATORS " +-*,"

/* The text before the cursor */
static gchar *
get_text_before (GtkEntry *entry)
{
  gint position = gtk_editable_get_position (GTK_EDITABLE (entry));

  return gtk_editable_get_chars (GTK_EDITABLE (entry), 0, position);
}

/* Whether a word may begin there: names may have separators in them, too. */
static gboolean
may_begin (const gchar *text, const gchar *at)
{
  return at == text || *at == '@' || strchr (SEPARATORS, at[-1]) != NULL;
}

/* How much of the text's end the word begins with, in bytes. */
static gsize
measure_begin (const gchar *text, const gchar *word)
{
  for (const gchar *at = text; *at; at++)
    if (may_begin (text, at) && g_ascii_strncasecmp (at, word, strlen (at)) == 0)
      return strlen (at);

  return 0;
}

static gchar *
get_word (GtkEntryCompletion *completion, GtkTreeIter *iter)
{
  gchar *word;

  gtk_tree_model_get (gtk_entry_completion_get_model (completion), iter, 0, &word, -1);
  return word;
}

/* A word that is there already needs no completion. */
static gboolean
matches (GtkEntryCompletion *completion, const gchar *key G_GNUC_UNUSED,
         GtkTreeIter *iter, gpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *word = get_word (completion, iter);
  g_autofree gchar *before =
      get_text_before (GTK_ENTRY (gtk_entry_completion_get_entry (completion)));
  gsize length = word ? measure_begin (before, word) : 0;

  return length > 0 && length < strlen (word);
}

/* Puts the word in the place of its beginning. */
static gboolean
match_selected (GtkEntryCompletion *completion, GtkTreeModel *model, GtkTreeIter *iter)
{
  GtkEditable *entry = GTK_EDITABLE (gtk_entry_completion_get_entry (completion));
  g_autofree gchar *before = get_text_before (GTK_ENTRY (entry));
  g_autofree gchar *word = NULL;
  gint position = gtk_editable_get_position (entry);
  const gchar *begin;

  gtk_tree_model_get (model, iter, 0, &word, -1);
  begin = before + strlen (before) - measure_begin (before, word);
  gtk_editable_delete_text (entry, position - (gint)g_utf8_strlen (begin, -1), position);
  position = gtk_editable_get_position (entry);
  gtk_editable_insert_text (entry, word, -1, &position);
  gtk_editable_set_position (entry, position);
  return TRUE;
}

/* Lets an entry complete words; there are none yet. */
void
layer_completion_add (GtkWidget *entry)
{
  GtkEntryCompletion *completion = gtk_entry_completion_new ();
  GtkListStore *store = gtk_list_store_new (1, G_TYPE_STRING);

  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_completion_set_match_func (completion, matches, NULL, NULL);
  g_signal_connect (completion, "match-selected", G_CALLBACK (match_selected), NULL);
  gtk_entry_set_completion (GTK_ENTRY (entry), completion);
  g_object_unref (store);
  g_object_unref (completion);
}

/* Offers these words instead of those that there were; they end with NULL. */
void
layer_completion_set_words (GtkWidget *entry, const gchar *const *words)
{
  GtkListStore *store = GTK_LIST_STORE (
      gtk_entry_completion_get_model (gtk_entry_get_completion (GTK_ENTRY (entry))));

  gtk_list_store_clear (store);
  for (gint i = 0; words[i]; i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, words[i], -1);
}

/* Where names are offered, a message about one that there is not needs not to tell them
 * all. */
void
layer_completion_shorten (GError **error)
{
  if (!g_error_matches (*error, FV_ERROR, FV_ERROR_LAYER))
    return;

  g_clear_error (error);
  g_set_error_literal (error, FV_ERROR, FV_ERROR_LAYER,
                       _ ("These weights have no such layer. Type how a name begins, and "
                          "choose from what is offered."));
}
