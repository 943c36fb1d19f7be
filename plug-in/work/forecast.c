/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long work will take yet: the one source of what a dialog tells before it and what
 * is told while it runs. What is to be done is known in multiplications; the pace tells
 * what these take as far as it was measured before, and the steps that are made correct
 * it: for their own size at once, for the sizes to come by as much as this size was
 * wrong. What was measured is told to the pace. */

#include "forecast.h"

#include <math.h>

/* A first step as against those that follow, as long as none of these was made. */
#define FIRST_STEP 2.0

/* Of so many steps the mean is taken, so that it follows a machine that becomes busy. */
#define N_MEAN 16

/* So many steps at a size are believed as much as what was known before. */
#define N_DOUBT 2

/* Steps that are alike */
typedef struct
{
  gint n_steps;
  gint n_done;
  PacePoint expected; /* its times are 0 if they are not known */
  PacePoint measured; /* the same */
} Stretch;

struct _Forecast
{
  Pace *pace;
  gchar *kind;
  GMutex lock;       /* of all below */
  GArray *stretches; /* of Stretch */
  guint current;     /* the stretch that is worked on */
  gboolean is_begun;
  gdouble begin;
  gdouble last;     /* when the last step ended */
  gdouble fraction; /* of work that is one step */
};

/* Of a kind of work whose steps differ in their multiplications alone */
Forecast *
forecast_new (Pace *pace, const gchar *kind)
{
  Forecast *forecast = g_new0 (Forecast, 1);

  forecast->pace = pace;
  forecast->kind = g_strdup (kind);
  g_mutex_init (&forecast->lock);
  forecast->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  return forecast;
}

void
forecast_free (Forecast *forecast)
{
  if (!forecast)
    return;

  g_array_unref (forecast->stretches);
  g_mutex_clear (&forecast->lock);
  g_free (forecast->kind);
  g_free (forecast);
}

/* So many more steps will be made, each of that many multiplications. */
void
forecast_add_steps (Forecast *forecast, gint n_steps, gdouble work)
{
  Stretch stretch = { .n_steps = n_steps };

  pace_find (forecast->pace, forecast->kind, work, &stretch.expected);
  stretch.measured.work = work;
  g_array_append_val (forecast->stretches, stretch);
}

static Stretch *
get_stretch (Forecast *forecast, guint i)
{
  return i < forecast->stretches->len ? &g_array_index (forecast->stretches, Stretch, i)
                                      : NULL;
}

/* What is left */

/* How much slower the machine is than expected, by the newest steps that were expected.
 * Small ones tell little of much larger ones: they take milliseconds, which chance
 * lengthens. */
static gdouble
get_correction (const Stretch *newest, gdouble work)
{
  gint n = newest->n_done - 1;
  gdouble ratio = newest->measured.next / newest->expected.next;
  gdouble likeness = sqrt (MIN (newest->measured.work / work, 1.0));

  return 1.0 + (ratio - 1.0) * likeness * n / (n + N_DOUBT);
}

/* The times of steps of the same kind, by as much as they have more multiplications */
static void
scale_times (PacePoint *times, const PacePoint *of)
{
  gdouble factor = times->work / of->work;

  times->first = factor * of->first;
  times->next = factor * (of->next > 0.0 ? of->next : of->first / FIRST_STEP);
}

/* The steps that tell most of those to come: the same ones of an earlier frame, or else
 * the newest, of which there should be more than the first. */
static const Stretch *
find_made (Forecast *forecast, const Stretch *stretch)
{
  const Stretch *newest = NULL, *same = NULL;

  for (guint i = 0; i <= forecast->current && i < forecast->stretches->len; i++)
    {
      const Stretch *made = get_stretch (forecast, i);

      if (made->n_done > 1 || (made->n_done == 1 && !newest))
        newest = made;
      if (made->n_done == made->n_steps && made->measured.work == stretch->measured.work)
        same = made;
    }
  return same ? same : newest;
}

/* The times of steps that are to be made. Those that are not known stay 0. */
static PacePoint
predict (Forecast *forecast, const Stretch *stretch)
{
  const Stretch *newest = find_made (forecast, stretch);
  PacePoint times = stretch->expected;

  if (newest && newest->n_done == newest->n_steps && newest->measured.work == times.work)
    scale_times (&times, &newest->measured);
  else if (newest && times.next == 0.0)
    scale_times (&times, &newest->measured);
  else if (newest && newest->measured.next > 0.0 && newest->expected.next > 0.0)
    {
      gdouble correction = get_correction (newest, times.work);

      times.first *= correction;
      times.next *= correction;
    }
  if (stretch->n_done > 1)
    times.next = stretch->measured.next;
  return times;
}

/* Returns the seconds of all that is left of a stretch, and of its next step; or -1. */
static gdouble
get_left_of (Forecast *forecast, const Stretch *stretch, gdouble *step)
{
  PacePoint times = predict (forecast, stretch);
  gint n_left = stretch->n_steps - stretch->n_done;

  *step = stretch->n_done == 0 ? times.first : times.next;
  if (times.next == 0.0)
    return -1.0;
  return *step + (n_left - 1) * times.next;
}

/* Work that is one step tells how far it is. The farther that is, the more its own time
 * counts as against what was expected. */
static gdouble
get_left_by_fraction (const Forecast *forecast, gdouble expected)
{
  gdouble fraction = forecast->fraction;
  gdouble all = (forecast->last - forecast->begin) / fraction;

  if (expected > 0.0)
    all = fraction * all + (1.0 - fraction) * expected;
  return all * (1.0 - fraction);
}

static gdouble
get_left_at_last (Forecast *forecast, gdouble *step)
{
  gdouble left = 0.0;
  gboolean is_first = TRUE;

  *step = 0.0;
  for (guint i = forecast->current; i < forecast->stretches->len; i++)
    {
      gdouble step_of;
      gdouble more = get_left_of (forecast, get_stretch (forecast, i), &step_of);

      if (is_first && forecast->fraction > 0.0)
        more = step_of = get_left_by_fraction (forecast, more);
      if (more < 0.0)
        return -1.0;
      *step = is_first ? step_of : *step;
      is_first = FALSE;
      left += more;
    }
  return left;
}

/* Returns the seconds until all is done, or -1 if that is not known; before it has begun,
 * those that all will take. */
gdouble
forecast_get_left (Forecast *forecast, gdouble now)
{
  gdouble step, left;

  g_mutex_lock (&forecast->lock);
  left = get_left_at_last (forecast, &step);
  if (left > 0.0 && forecast->is_begun)
    left -= CLAMP (now - forecast->last, 0.0, step);
  g_mutex_unlock (&forecast->lock);
  return left;
}

/* What is done */

void
forecast_begin (Forecast *forecast, gdouble now)
{
  g_mutex_lock (&forecast->lock);
  forecast->is_begun = TRUE;
  forecast->begin = forecast->last = now;
  g_mutex_unlock (&forecast->lock);
}

static void
measure (Stretch *stretch, gdouble seconds)
{
  PacePoint *measured = &stretch->measured;
  gint n = stretch->n_done++;

  if (n == 0)
    measured->first = seconds;
  else
    measured->next += (seconds - measured->next) / MIN (n, N_MEAN);
}

/* Where there was but one step, the next one of its size would be a first one, too. */
static void
end_stretch (Forecast *forecast)
{
  const Stretch *stretch = get_stretch (forecast, forecast->current++);
  const PacePoint *measured = &stretch->measured;

  pace_note (forecast->pace, forecast->kind, measured->work, measured->first,
             measured->next > 0.0 ? measured->next : measured->first);
}

/* To be called after each step, whatever it is a step of. */
void
forecast_note_step (Forecast *forecast, gdouble now)
{
  Stretch *stretch;

  g_mutex_lock (&forecast->lock);
  stretch = get_stretch (forecast, forecast->current);
  if (stretch)
    {
      measure (stretch, now - forecast->last);
      if (stretch->n_done == stretch->n_steps)
        end_stretch (forecast);
    }
  forecast->last = now;
  g_mutex_unlock (&forecast->lock);
}

/* After something else was worked on: the next step begins now. */
void
forecast_resume (Forecast *forecast, gdouble now)
{
  g_mutex_lock (&forecast->lock);
  forecast->last = now;
  g_mutex_unlock (&forecast->lock);
}

/* How much of work that is one step is done. */
void
forecast_note_fraction (Forecast *forecast, gdouble fraction, gdouble now)
{
  g_mutex_lock (&forecast->lock);
  forecast->fraction = MIN (fraction, 1.0);
  forecast->last = now;
  g_mutex_unlock (&forecast->lock);
}

/* That work is complete. Its time is all that passed since it began. */
void
forecast_end (Forecast *forecast, gdouble now)
{
  g_mutex_lock (&forecast->lock);
  if (forecast->fraction > 0.0 && get_stretch (forecast, forecast->current))
    {
      measure (get_stretch (forecast, forecast->current), now - forecast->begin);
      forecast->fraction = 0.0;
      end_stretch (forecast);
    }
  g_mutex_unlock (&forecast->lock);
}
