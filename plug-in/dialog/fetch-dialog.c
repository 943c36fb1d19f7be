/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog that fetches weights: it tells first from where, into which folder and
 * under which licence, then how far it is. A thread of its own does the work, so that
 * everything can be used meanwhile, Cancel above all. */

#include "fetch-dialog.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/base/wheel.h"
#include "gimp/combo.h"
#include "gimp/widgets.h"

#include <featvis.h>

#include <string.h>

#include <glib/gi18n-lib.h>

#define RESPONSE_DONE     1
#define PROGRESS_INTERVAL 200 /* milliseconds */
#define VALUE_WIDTH       440 /* pixels */

typedef struct
{
  const gchar *network; /* whose weights they are: "vgg16" */
  GtkWidget *window;
  GtkWidget *source;
  GtkWidget *address;
  GtkWidget *size;
  GtkWidget *licence;
  GtkWidget *bar;
  GtkWidget *message_box;
  GtkWidget *message;

  GThread *thread; /* while it works */
  guint timer;
  GCancellable *cancellable;
  FvFetch fetch;
  gchar *file; /* what the thread has fetched */
  GError *error;

  GMutex lock; /* of the two numbers */
  guint64 n_bytes;
  guint64 n_total;
} Fetch;

static const FvSource *
get_source (const Fetch *fetch)
{
  gint index = 0;

  combo_get (fetch->source, &index);
  return fv_source_get (index);
}

static void
show_source (Fetch *fetch)
{
  const FvSource *source = get_source (fetch);
  g_autofree gchar *size = g_format_size (source->size);

  gtk_label_set_text (GTK_LABEL (fetch->address), source->url);
  gtk_label_set_text (GTK_LABEL (fetch->size), size);
  gtk_label_set_text (GTK_LABEL (fetch->licence), _ (source->licence));
  gtk_widget_hide (fetch->message_box);
}

/* In the working thread */

static void
note_progress (guint64 n_bytes, guint64 n_total, gpointer user_data)
{
  Fetch *fetch = user_data;

  g_mutex_lock (&fetch->lock);
  fetch->n_bytes = n_bytes;
  fetch->n_total = n_total;
  g_mutex_unlock (&fetch->lock);
}

static gboolean finish (gpointer data);

static gpointer
work (gpointer data)
{
  Fetch *fetch = data;

  fetch->file = fv_weights_fetch (&fetch->fetch, fetch->cancellable, &fetch->error);
  g_idle_add (finish, fetch);
  return NULL;
}

/* In the main thread */

static gboolean
show_progress (gpointer data)
{
  Fetch *fetch = data;
  guint64 n_bytes, n_total;
  g_autofree gchar *now = NULL;
  g_autofree gchar *total = NULL;
  g_autofree gchar *text = NULL;

  g_mutex_lock (&fetch->lock);
  n_bytes = fetch->n_bytes;
  n_total = fetch->n_total;
  g_mutex_unlock (&fetch->lock);
  if (n_bytes == 0 || n_total == 0 || g_cancellable_is_cancelled (fetch->cancellable))
    {
      gtk_progress_bar_pulse (GTK_PROGRESS_BAR (fetch->bar));
      return G_SOURCE_CONTINUE;
    }

  now = g_format_size (n_bytes);
  total = g_format_size (n_total);
  text = g_strdup_printf (_ ("%s of %s"), now, total);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (fetch->bar),
                                 (gdouble)n_bytes / n_total);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (fetch->bar), text);
  return G_SOURCE_CONTINUE;
}

static void
set_working (Fetch *fetch, gboolean is_working)
{
  gtk_widget_set_sensitive (fetch->source, !is_working);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (fetch->window), GTK_RESPONSE_OK,
                                     !is_working);
  gtk_widget_set_visible (fetch->bar, is_working);
}

static void
start (Fetch *fetch)
{
  g_clear_error (&fetch->error);
  g_cancellable_reset (fetch->cancellable);
  fetch->n_bytes = 0;
  fetch->fetch.source = get_source (fetch);
  fetch->fetch.progress = note_progress;
  fetch->fetch.user_data = fetch;

  gtk_widget_hide (fetch->message_box);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (fetch->bar), _ ("Connecting…"));
  set_working (fetch, TRUE);
  fetch->timer = g_timeout_add (PROGRESS_INTERVAL, show_progress, fetch);
  fetch->thread = g_thread_new ("fetch", work, fetch);
}

/* Called when the thread has done its work, well or not. After a failure the dialog
 * stays, to try again or from another source. */
static gboolean
finish (gpointer data)
{
  Fetch *fetch = data;

  g_thread_join (fetch->thread);
  fetch->thread = NULL;
  g_source_remove (fetch->timer);
  set_working (fetch, FALSE);

  if (fetch->file)
    gtk_dialog_response (GTK_DIALOG (fetch->window), RESPONSE_DONE);
  else if (g_error_matches (fetch->error, FV_ERROR, FV_ERROR_CANCELLED))
    gtk_dialog_response (GTK_DIALOG (fetch->window), GTK_RESPONSE_CANCEL);
  else
    {
      gtk_label_set_text (GTK_LABEL (fetch->message), fetch->error->message);
      gtk_widget_show (fetch->message_box);
    }
  return G_SOURCE_REMOVE;
}

static void
cancel (Fetch *fetch)
{
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (fetch->bar), _ ("Cancelling…"));
  g_cancellable_cancel (fetch->cancellable);
}

static GtkWidget *
add_value (GtkTable *table, gint row, const gchar *label)
{
  GtkWidget *value = gtk_label_new (NULL);

  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_label_set_line_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_size_request (value, VALUE_WIDTH, -1);
  gtk_misc_set_alignment (GTK_MISC (value), 0.0, 0.0);
  widgets_attach (table, row, label, 0.0, value);
  return value;
}

static void
add_source (Fetch *fetch, GtkTable *table)
{
  const FvSource *source;

  fetch->source = combo_new ();
  for (gint i = 0; (source = fv_source_get (i)); i++)
    if (strcmp (source->network, fetch->network) == 0)
      {
        combo_append (fetch->source, i, fv_source_get_label (source));
        if (source == fv_source_find_network (fetch->network))
          combo_set (fetch->source, i);
      }
  widgets_attach (table, 0, _ ("_Source:"), 0.5, fetch->source);
  g_signal_connect_swapped (fetch->source, "changed", G_CALLBACK (show_source), fetch);
}

/* What people call the network */
static const gchar *
get_title (const Fetch *fetch)
{
  return fv_source_find_network (fetch->network)->title;
}

static void
add_rows (Fetch *fetch, GtkWidget *box)
{
  gboolean is_vgg = strcmp (fetch->network, "vgg16") == 0;
  g_autofree gchar *title = g_strdup_printf (_ ("Weights of %s"), get_title (fetch));
  GtkTable *table = dialog_add_frame (
      box, is_vgg ? _ ("Weights of VGG16's convolution layers") : title);
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *name = g_filename_display_name (folder);

  add_source (fetch, table);
  fetch->address = add_value (table, 1, _ ("Address:"));
  gtk_label_set_text (GTK_LABEL (add_value (table, 2, _ ("Into the folder:"))), name);
  fetch->size = add_value (table, 3, _ ("Size:"));
  fetch->licence = add_value (table, 4, _ ("License:"));
}

static void
build (Fetch *fetch, GtkWidget *parent)
{
  GtkWidget *box;

  fetch->window = widgets_new_dialog (
      parent,
      strcmp (fetch->network, "vgg16") == 0 ? _ ("Download VGG16 Weights")
                                            : _ ("Download Weights"),
      "visualize-vgg16-filter-fetch", TRUE, _ ("_Cancel"), GTK_RESPONSE_CANCEL,
      _ ("_Download"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (fetch->window), GTK_RESPONSE_OK);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (fetch->window), GTK_RESPONSE_OK,
                                           GTK_RESPONSE_CANCEL, -1);

  box = dialog_add_box (fetch->window);
  add_rows (fetch, box);
  wheel_tame (box);
  gtk_widget_show_all (box);
  fetch->bar = gtk_progress_bar_new ();
  gtk_box_pack_start (GTK_BOX (box), fetch->bar, FALSE, FALSE, 0);
  fetch->message_box = dialog_add_message (box, &fetch->message);
}

/* TRUE when the weights are there. Cancel stops the work first. */
static gboolean
run (Fetch *fetch)
{
  while (TRUE)
    {
      gint response = widgets_run_dialog (fetch->window);

      if (response == RESPONSE_DONE)
        return TRUE;
      if (response == GTK_RESPONSE_OK)
        start (fetch);
      else if (fetch->thread)
        cancel (fetch);
      else
        return FALSE;
    }
}

/* Asks, and fetches weights of the network, for which there is a source, into the user's
 * data folder. */
gboolean
fetch_dialog_ask (GtkWidget *parent, const gchar *network)
{
  Fetch fetch = { .network = network, .cancellable = g_cancellable_new () };
  gboolean is_fetched;

  g_mutex_init (&fetch.lock);
  build (&fetch, parent);
  show_source (&fetch);
  is_fetched = run (&fetch);

  gtk_widget_destroy (fetch.window);
  g_mutex_clear (&fetch.lock);
  g_object_unref (fetch.cancellable);
  g_clear_error (&fetch.error);
  g_free (fetch.file);
  return is_fetched;
}
