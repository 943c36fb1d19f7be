/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long work will take yet, told by a clock that is set by hand. */

#include "work/forecast.h"

#include <string.h>

#define KIND "book block1_conv1"

/* A machine whose steps take so many seconds; the first at a size, as long again */
typedef struct
{
  gdouble now;
  gdouble per_work;
  gdouble per_step; /* which tells the most in small pictures */
} Machine;

static gdouble
get_step (const Machine *machine, gdouble work)
{
  return machine->per_step + machine->per_work * work;
}

static void
make_steps (Machine *machine, Forecast *forecast, gint n, gdouble work, gboolean is_first)
{
  for (gint i = 0; i < n; i++)
    {
      machine->now += get_step (machine, work) * (is_first && i == 0 ? 2.0 : 1.0);
      forecast_note_step (forecast, machine->now);
    }
}

static void
assert_left (Forecast *forecast, const Machine *machine, gdouble expected,
             gdouble tolerance)
{
  gdouble left = forecast_get_left (forecast, machine->now);

  g_assert_cmpfloat_with_epsilon (left, expected, tolerance * expected + 1e-9);
}

/* Nothing is told of what is not known. */
static void
test_unknown (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 100.0, 1.0, 0.0 };
  Forecast *forecast = forecast_new (&pace, KIND);

  forecast_add_steps (forecast, 10, 1.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 0.0), ==, -1.0);
  forecast_begin (forecast, machine.now);
  g_assert_cmpfloat (forecast_get_left (forecast, machine.now), ==, -1.0);
  make_steps (&machine, forecast, 1, 1.0, TRUE);
  assert_left (forecast, &machine, 9.0, 0.0);
  make_steps (&machine, forecast, 9, 1.0, FALSE);
  g_assert_cmpfloat (forecast_get_left (forecast, machine.now), ==, 0.0);
  forecast_free (forecast);
}

/* What was done tells of the next time. */
static void
test_learnt (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 0.0, 0.5, 0.0 };
  Forecast *forecast = forecast_new (&pace, KIND);
  Forecast *other = forecast_new (&pace, "lucid block1_conv1");

  forecast_add_steps (forecast, 4, 8.0);
  forecast_begin (forecast, 0.0);
  make_steps (&machine, forecast, 4, 8.0, TRUE);
  forecast_free (forecast);

  forecast = forecast_new (&pace, KIND);
  forecast_add_steps (forecast, 10, 80.0);
  assert_left (forecast, &machine, 11 * 40.0, 0.0);
  forecast_add_steps (other, 10, 80.0);
  assert_left (other, &machine, -1.0, 0.0);
  forecast_free (forecast);
  forecast_free (other);
}

/* Between the sizes that are known lies what is between their times. */
static void
test_sizes (void)
{
  Pace pace = { .version = PACE_VERSION };
  PacePoint found;

  g_assert_false (pace_find (&pace, KIND, 10.0, &found));
  pace_note (&pace, KIND, 1.0, 8.0, 4.0);
  pace_note (&pace, KIND, 100.0, 400.0, 200.0);
  g_assert_true (pace_find (&pace, KIND, 10.0, &found));
  g_assert_cmpfloat_with_epsilon (found.next, 10 * 3.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (found.first, 10 * 6.0, 1e-9);
  g_assert_true (pace_find (&pace, KIND, 0.5, &found));
  g_assert_cmpfloat_with_epsilon (found.next, 2.0, 1e-9);
  g_assert_true (pace_find (&pace, KIND, 1000.0, &found));
  g_assert_cmpfloat_with_epsilon (found.next, 2000.0, 1e-9);
  pace_note (&pace, KIND, 101.0, 505.0, 303.0); /* takes the place of 100 */
  g_assert_cmpint (pace.n_points, ==, 2);
  g_assert_true (pace_find (&pace, KIND, 101.0, &found));
  g_assert_cmpfloat_with_epsilon (found.next, 303.0, 1e-9);
}

/* Small pictures are slower: a draft of several sizes tells it, within a third. */
static void
test_scales (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 0.0, 0.01, 0.02 };
  const gdouble sizes[] = { 10.0, 20.0, 40.0, 80.0 };
  gdouble all = 0.0;
  Forecast *forecast = forecast_new (&pace, KIND);

  for (guint i = 0; i < 3; i++)
    forecast_add_steps (forecast, 15, sizes[i] / 4);
  forecast_begin (forecast, 0.0);
  for (guint i = 0; i < 3; i++)
    make_steps (&machine, forecast, 15, sizes[i] / 4, TRUE);
  forecast_free (forecast);

  forecast = forecast_new (&pace, KIND);
  for (guint i = 0; i < 4; i++)
    {
      forecast_add_steps (forecast, 15, sizes[i]);
      all += 16 * get_step (&machine, sizes[i]);
    }
  assert_left (forecast, &machine, all, 1.0 / 3.0);
  forecast_begin (forecast, machine.now);
  all += machine.now;
  for (guint i = 0; i < 4; i++)
    {
      make_steps (&machine, forecast, 15, sizes[i], TRUE);
      assert_left (forecast, &machine, all - machine.now, 1.0 / 3.0);
    }
  forecast_free (forecast);
}

/* A machine that has become three times as slow: a few steps correct what is to come. */
static void
test_correction (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 0.0, 3.0, 0.0 };
  Forecast *forecast = forecast_new (&pace, KIND);

  pace_note (&pace, KIND, 1.0, 2.0, 1.0);
  forecast_add_steps (forecast, 20, 1.0);
  forecast_add_steps (forecast, 20, 1.5);
  forecast_begin (forecast, 0.0);
  assert_left (forecast, &machine, 21 + 1.5 * 21, 1e-9); /* as it knew */
  make_steps (&machine, forecast, 20, 1.0, TRUE);
  assert_left (forecast, &machine, 3 * 1.5 * 21, 1.0 / 3.0);
  make_steps (&machine, forecast, 3, 1.5, TRUE);
  assert_left (forecast, &machine, 3 * 1.5 * 17, 1e-9);
  forecast_free (forecast);
}

/* The second frame is as the first was, without a step of its own. */
static void
test_frames (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 0.0, 1.0, 2.0 };
  Forecast *forecast = forecast_new (&pace, KIND);
  gdouble frame = 6 * get_step (&machine, 1.0) + 6 * get_step (&machine, 9.0);

  for (gint i = 0; i < 3; i++)
    {
      forecast_add_steps (forecast, 5, 1.0);
      forecast_add_steps (forecast, 5, 9.0);
    }
  forecast_begin (forecast, 0.0);
  make_steps (&machine, forecast, 5, 1.0, TRUE);
  make_steps (&machine, forecast, 5, 9.0, TRUE);
  assert_left (forecast, &machine, 2 * frame, 1e-9);
  forecast_free (forecast);
}

/* While a long step is made, the time goes on; a late one does not make it run out. */
static void
test_between_steps (void)
{
  Pace pace = { .version = PACE_VERSION };
  Forecast *forecast = forecast_new (&pace, KIND);

  pace_note (&pace, KIND, 1.0, 20.0, 10.0);
  forecast_add_steps (forecast, 3, 1.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 1000.0), ==, 40.0);
  forecast_begin (forecast, 1000.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 1005.0), ==, 35.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 1500.0), ==, 20.0);
  forecast_free (forecast);
}

/* What is done between two steps is no part of them. */
static void
test_resume (void)
{
  Pace pace = { .version = PACE_VERSION };
  Machine machine = { 0.0, 1.0, 0.0 };
  Forecast *forecast = forecast_new (&pace, KIND);

  forecast_add_steps (forecast, 10, 1.0);
  forecast_begin (forecast, machine.now);
  make_steps (&machine, forecast, 3, 1.0, TRUE);
  machine.now += 50.0; /* on something else */
  forecast_resume (forecast, machine.now);
  make_steps (&machine, forecast, 2, 1.0, FALSE);
  assert_left (forecast, &machine, 5.0, 0.0);
  forecast_free (forecast);
}

/* A single pass tells how far it is; its first layers tell little of the others. */
static void
test_fraction (void)
{
  Pace pace = { .version = PACE_VERSION };
  Forecast *forecast = forecast_new (&pace, KIND);

  forecast_add_steps (forecast, 1, 5.0);
  forecast_begin (forecast, 0.0);
  forecast_note_fraction (forecast, 0.25, 2.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 2.0), ==, 6.0);
  forecast_note_fraction (forecast, 1.0, 10.0);
  forecast_end (forecast, 10.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 10.0), ==, 0.0);
  forecast_free (forecast);

  forecast = forecast_new (&pace, KIND);
  forecast_add_steps (forecast, 1, 10.0);
  g_assert_cmpfloat (forecast_get_left (forecast, 0.0), ==, 20.0);
  forecast_begin (forecast, 0.0);
  forecast_note_fraction (forecast, 0.5, 12.0); /* by itself, 24 */
  g_assert_cmpfloat (forecast_get_left (forecast, 12.0), ==, 11.0);
  forecast_free (forecast);
}

/* What is kept for the session is taken if it is sound, and never grows too long. */
static void
test_kept (void)
{
  Pace pace = { .version = PACE_VERSION }, copy, other = { .version = PACE_VERSION };
  PacePoint found;

  for (gint i = 0; i < 2 * PACE_N_POINTS; i++)
    {
      g_autofree gchar *kind = g_strdup_printf ("kind %d", i);

      pace_note (&pace, kind, 1.0, 2.0, i + 1.0);
    }
  g_assert_cmpint (pace.n_points, ==, PACE_N_POINTS);
  g_assert_false (pace_find (&pace, "kind 0", 1.0, &found));
  pace_copy (&pace, &copy);
  g_assert_true (pace_set (&other, &copy));
  g_assert_true (pace_find (&other, "kind 100", 1.0, &found));
  g_assert_cmpfloat (found.next, ==, 101.0);

  copy.version++;
  g_assert_false (pace_set (&other, &copy));
  pace_copy (&pace, &copy);
  copy.n_points = PACE_N_POINTS + 1;
  g_assert_false (pace_set (&other, &copy));
  pace_copy (&pace, &copy);
  memset (copy.points[3].kind, 'x', sizeof copy.points[3].kind);
  g_assert_false (pace_set (&other, &copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/unknown", test_unknown);
  g_test_add_func ("/forecast/learnt", test_learnt);
  g_test_add_func ("/forecast/sizes", test_sizes);
  g_test_add_func ("/forecast/scales", test_scales);
  g_test_add_func ("/forecast/correction", test_correction);
  g_test_add_func ("/forecast/frames", test_frames);
  g_test_add_func ("/forecast/between-steps", test_between_steps);
  g_test_add_func ("/forecast/resume", test_resume);
  g_test_add_func ("/forecast/fraction", test_fraction);
  g_test_add_func ("/forecast/kept", test_kept);
  return g_test_run ();
}
