/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long work of many parts, each of which is worth keeping. A thread of its own does it,
 * while the main thread shows how far it is: to a person in a dialog with buttons to
 * stop, since GIMP's own Cancel would kill this process; to a script in GIMP's progress.
 */

#include "work.h"
#include "dialog-private.h"

#include <featvis.h>

#include <glib/gi18n-lib.h>

#define RESPONSE_KEEP 1
#define INTERVAL      250 /* milliseconds from one look at the progress to the next */
#define BAR_WIDTH     420 /* pixels */

struct _Work
{
  gint n_parts;
  gint n_done;         /* atomic */
  gint n_thousandths;  /* atomic: of the work, if they tell more than the parts do */
  gint ends_by_itself; /* atomic */
  gint64 start_time;
  GCancellable *cancellable;
  WorkFunc func;
  gpointer data;
  GMainLoop *loop;
  gboolean success;
  gint keep; /* atomic: the user pressed “Stop and Keep” */
  GError *error;

  GtkWidget *window; /* NULL where nobody sees it */
  GtkWidget *bar;
};

/* In the working thread */

GCancellable *
work_get_cancellable (Work *work)
{
  return work->cancellable;
}

/* To be called after each part that is done. */
void
work_count_part (Work *work)
{
  g_atomic_int_inc (&work->n_done);
}

/* How much of the work is done, 0…1, where parts take different times. */
void
work_set_fraction (Work *work, gdouble fraction)
{
  g_atomic_int_set (&work->n_thousandths, (gint)(1000 * fraction));
}

/* To be called at first by work that asks work_is_to_end(), and then leaves what it has
 * in order: “Stop and Keep” does not cancel it. */
void
work_end_by_itself (Work *work)
{
  g_atomic_int_set (&work->ends_by_itself, TRUE);
}

/* Whether the user pressed “Stop and Keep”. */
gboolean
work_is_to_end (Work *work)
{
  return g_atomic_int_get (&work->keep);
}

static gboolean
quit (gpointer data)
{
  Work *work = data;

  g_main_loop_quit (work->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
work_in_thread (gpointer data)
{
  Work *work = data;

  work->success = work->func (work, work->data, &work->error);
  g_idle_add (quit, work);
  return NULL;
}

/* In the main thread */

static gdouble
get_fraction (Work *work, gint n_done)
{
  gint n_thousandths = g_atomic_int_get (&work->n_thousandths);

  return n_thousandths > 0 ? n_thousandths / 1000.0 : (gdouble)n_done / work->n_parts;
}

static gchar *
describe_time_left (const Work *work, gdouble fraction)
{
  gdouble seconds = (g_get_monotonic_time () - work->start_time) * 1e-6;
  gint left = (gint)(seconds / fraction * (1.0 - fraction) + 0.5);

  if (left < 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d second left", "%d seconds left", left), left);
  left = (left + 30) / 60;
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%d minute left", "%d minutes left", left), left);
}

static gboolean
is_stopping (Work *work)
{
  return work_is_to_end (work) || g_cancellable_is_cancelled (work->cancellable);
}

static gchar *
describe_progress (Work *work, gint n_done, gdouble fraction)
{
  gchar *left;
  gchar *text;

  if (is_stopping (work))
    return g_strdup (_ ("Stopping…"));
  if (fraction == 0.0)
    return g_strdup_printf (_ ("0 of %d"), work->n_parts);

  left = describe_time_left (work, fraction);
  text = g_strdup_printf (_ ("%d of %d, %s"), n_done, work->n_parts, left);
  g_free (left);
  return text;
}

static gboolean
show_progress (gpointer data)
{
  Work *work = data;
  gint n_done = g_atomic_int_get (&work->n_done);
  gdouble fraction = get_fraction (work, n_done);
  gchar *text = describe_progress (work, n_done, fraction);

  if (work->window)
    {
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (work->bar), fraction);
      gtk_progress_bar_set_text (GTK_PROGRESS_BAR (work->bar), text);
      gtk_dialog_set_response_sensitive (GTK_DIALOG (work->window), RESPONSE_KEEP,
                                         n_done > 0 && !is_stopping (work));
    }
  else
    {
      gimp_progress_set_text (text);
      gimp_progress_update (fraction);
    }

  g_free (text);
  return G_SOURCE_CONTINUE;
}

/* Closing the window is as good as Cancel, which is possible after “Stop and Keep”, too,
 * while the work has not ended by itself. */
static void
stop (Work *work, gint response)
{
  gboolean keep = response == RESPONSE_KEEP;

  if (g_cancellable_is_cancelled (work->cancellable))
    return;

  g_atomic_int_set (&work->keep, keep);
  if (!keep || !g_atomic_int_get (&work->ends_by_itself))
    g_cancellable_cancel (work->cancellable);
  show_progress (work);
}

static void
build (Work *work, const gchar *title)
{
  GtkWidget *box;

  gimp_ui_init ("visualize-vgg16-filter", FALSE);
  work->window = gimp_dialog_new (title, "visualize-vgg16-filter-progress", NULL, 0, NULL,
                                  NULL, _ ("_Cancel"), GTK_RESPONSE_CANCEL,
                                  _ ("_Stop and Keep"), RESPONSE_KEEP, NULL);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (work->window), RESPONSE_KEEP,
                                           GTK_RESPONSE_CANCEL, -1);
  gtk_window_set_resizable (GTK_WINDOW (work->window), FALSE);
  gimp_window_set_transient (GTK_WINDOW (work->window));

  box = dialog_add_box (work->window);
  work->bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (work->bar, BAR_WIDTH, -1);
  gtk_box_pack_start (GTK_BOX (box), work->bar, FALSE, FALSE, 0);
  g_signal_connect_swapped (work->window, "response", G_CALLBACK (stop), work);
  g_signal_connect (work->window, "delete-event", G_CALLBACK (gtk_true), NULL);
  gtk_widget_show_all (work->window);
}

/* A script may ask for the last values in a GIMP that has no screen. */
static gboolean
has_person (GimpRunMode run_mode)
{
  const gchar *screen = gimp_display_name ();

  return run_mode != GIMP_RUN_NONINTERACTIVE && screen && screen[0];
}

static void
run_thread (Work *work)
{
  GThread *thread;
  guint timer;

  work->start_time = g_get_monotonic_time ();
  show_progress (work);
  timer = g_timeout_add (INTERVAL, show_progress, work);
  thread = g_thread_new ("work", work_in_thread, work);
  g_main_loop_run (work->loop);
  g_thread_join (thread);
  g_source_remove (timer);
}

static WorkEnd
get_end (Work *work, GError **error)
{
  if (work->success)
    return WORK_DONE;

  if (g_error_matches (work->error, FV_ERROR, FV_ERROR_CANCELLED))
    {
      g_clear_error (&work->error);
      return work->keep ? WORK_STOPPED : WORK_FAILED;
    }

  g_propagate_error (error, work->error);
  return WORK_FAILED;
}

/* Does work of that many parts, and comes back when it has ended. */
WorkEnd
work_run (const gchar *title, gint n_parts, GimpRunMode run_mode, WorkFunc func,
          gpointer data, GError **error)
{
  Work work = { .n_parts = n_parts, .func = func, .data = data };

  work.cancellable = g_cancellable_new ();
  work.loop = g_main_loop_new (NULL, FALSE);
  if (has_person (run_mode))
    build (&work, title);
  else
    gimp_progress_init (title);

  run_thread (&work);

  if (work.window)
    gtk_widget_destroy (work.window);
  else
    gimp_progress_end ();
  g_main_loop_unref (work.loop);
  g_object_unref (work.cancellable);
  return get_end (&work, error);
}
