/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long work of many parts, each of which is worth keeping. A thread of its own does it,
 * while the main thread shows how far it is: to a person in a view with buttons to stop,
 * since GIMP's own Cancel would kill this process; and to everybody in GIMP's progress.
 */

#include "work.h"
#include "gimp/progress.h"

#include <featvis.h>

#include <glib/gi18n-lib.h>

#define INTERVAL     100  /* milliseconds from one look at the progress to the next */
#define LONGEST_SIDE 2048 /* pixels of a picture that is shown */

#define LONGEST_SECONDS 90 /* that are not told in minutes, as in duration_describe() */

struct _Work
{
  gint n_parts;
  gint n_done;         /* atomic */
  gint n_thousandths;  /* atomic: of the work, if they tell more than the parts do */
  gint ends_by_itself; /* atomic: the work heeds the stop */
  GCancellable *cancellable;
  GCancellable *stop;
  Monitor *monitor;
  Forecast *forecast; /* atomic; NULL while it is not known what is to be done */
  WorkFunc func;
  gpointer data;
  GMainLoop *loop;
  gboolean success;
  gboolean keep; /* the user pressed “Stop and Keep” */
  GError *error;
  WorkView *view; /* NULL where nobody sees it */
};

/* In the working thread */

/* Is cancelled when the user wants nothing of the work. */
GCancellable *
work_get_cancellable (Work *work)
{
  return work->cancellable;
}

/* For work that leaves what it has in order when this is cancelled, and then succeeds. */
GCancellable *
work_get_stop (Work *work)
{
  g_atomic_int_set (&work->ends_by_itself, TRUE);
  return work->stop;
}

/* To be called after each part that is done. */
void
work_count_part (Work *work)
{
  g_atomic_int_inc (&work->n_done);
}

static gdouble
get_time (void)
{
  return g_get_monotonic_time () * 1e-6;
}

/* Tells what is to be done, from now on; it belongs to the work then. NULL if nobody
 * knows. */
void
work_set_forecast (Work *work, Forecast *forecast)
{
  if (forecast)
    forecast_begin (forecast, get_time ());
  g_atomic_pointer_set (&work->forecast, forecast);
}

/* How much of the work has taken its time, 0…1, where it has no steps. */
void
work_note_share (Work *work, gdouble share)
{
  if (work->forecast)
    forecast_note_fraction (work->forecast, share, get_time ());
}

static void
set_fraction (Work *work, gdouble fraction)
{
  g_atomic_int_set (&work->n_thousandths, (gint)(1000 * fraction));
}

/* How much of the work is done, 0…1, where parts take different times. */
void
work_set_fraction (Work *work, gdouble fraction)
{
  set_fraction (work, fraction);
  work_note_share (work, fraction);
}

/* To be called after each step of an ascent, with how much of all the work is done. */
void
work_note_step (Work *work, const FvStep *step, gdouble fraction)
{
  monitor_note_step (work->monitor, step);
  set_fraction (work, fraction);
  if (work->forecast)
    forecast_note_step (work->forecast, get_time ());
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
  if (work->success && work->forecast)
    forecast_end (work->forecast, get_time ());
  g_idle_add (quit, work);
  return NULL;
}

/* In the main thread */

/* What there is to be seen of it, where it is an ascent. */
Monitor *
work_get_monitor (Work *work)
{
  return work->monitor;
}

/* How much of it is done, 0…1. */
gdouble
work_get_fraction (Work *work)
{
  gint n_thousandths = g_atomic_int_get (&work->n_thousandths);

  return n_thousandths > 0 ? n_thousandths / 1000.0
                           : (gdouble)g_atomic_int_get (&work->n_done) / work->n_parts;
}

/* Whether it has been stopped, but has not ended yet. */
gboolean
work_is_stopping (Work *work)
{
  return work->keep || g_cancellable_is_cancelled (work->cancellable);
}

/* How long it will take yet, in words; empty where that cannot be told. */
gchar *
work_describe_time (Work *work)
{
  Forecast *forecast = g_atomic_pointer_get (&work->forecast);
  gdouble seconds = forecast ? forecast_get_left (forecast, get_time ()) : -1.0;
  gint left = MAX ((gint)(seconds + 0.5), 1);

  if (seconds < 0.0 || work_is_stopping (work))
    return g_strdup ("");
  if (left < LONGEST_SECONDS)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d second left", "%d seconds left", left), left);
  left = (left + 30) / 60;
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%d minute left", "%d minutes left", left), left);
}

/* How far it is, in words. */
gchar *
work_describe_state (Work *work)
{
  MonitorState state;

  if (work_is_stopping (work))
    return g_strdup (_ ("Stopping…"));

  monitor_get_state (work->monitor, &state);
  if (state.scale > 0)
    return g_strdup_printf (_ ("Scale %d of %d, step %d of %d, loss %.5g"), state.scale,
                            state.n_scales, state.step, state.n_steps, state.loss);
  if (!work_has_parts (work))
    return g_strdup_printf (_ ("%.0f %%"), 100.0 * work_get_fraction (work));
  return g_strdup_printf (_ ("%d of %d"), g_atomic_int_get (&work->n_done),
                          work->n_parts);
}

/* Whether there can be something to keep before its end. */
gboolean
work_has_parts (Work *work)
{
  return work->n_parts > 1;
}

/* Whether there is something to keep yet. */
gboolean
work_can_keep (Work *work)
{
  return g_atomic_int_get (&work->n_done) > 0 && !work_is_stopping (work);
}

/* Stops it, with what there is or with nothing. The latter is possible after the former,
 * too, while the work has not ended by itself. */
void
work_stop (Work *work, gboolean keep)
{
  if (g_cancellable_is_cancelled (work->cancellable))
    return;

  work->keep = keep;
  if (keep && g_atomic_int_get (&work->ends_by_itself))
    g_cancellable_cancel (work->stop);
  else
    g_cancellable_cancel (work->cancellable);
}

static gboolean
show_progress (gpointer data)
{
  Work *work = data;
  g_autofree gchar *state = work_describe_state (work);
  g_autofree gchar *time = work_describe_time (work);
  g_autofree gchar *text = g_strconcat (state, time[0] ? ", " : "", time, NULL);

  progress_show (text, work_get_fraction (work));
  if (work->view)
    work->view->show (work->view, work, text);

  return G_SOURCE_CONTINUE;
}

static void
run_thread (Work *work)
{
  GThread *thread;
  guint timer;

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

/* Does work of that many parts, and comes back when it has ended. Without a view, nobody
 * sees it. */
WorkEnd
work_run (WorkView *view, const gchar *title, gint n_parts, WorkFunc func, gpointer data,
          GError **error)
{
  Work work = { .n_parts = n_parts, .func = func, .data = data, .view = view };

  work.cancellable = g_cancellable_new ();
  work.stop = g_cancellable_new ();
  work.monitor = monitor_new (LONGEST_SIDE);
  work.loop = g_main_loop_new (NULL, FALSE);

  progress_begin (title);
  if (work.view)
    work.view->begin (work.view, &work, title);
  run_thread (&work);
  if (work.view)
    work.view->end (work.view, &work);
  progress_end ();

  g_main_loop_unref (work.loop);
  monitor_unref (work.monitor);
  forecast_free (work.forecast);
  g_object_unref (work.stop);
  g_object_unref (work.cancellable);
  return get_end (&work, error);
}
