/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What works beside a dialog: tasks by their urgency, which are interrupted, replaced,
 * stopped and closed; and drafts, which are looked at while they grow. */

#include "work/background.h"
#include "work/draft.h"

#include <string.h>

#define N_DRAFTS 40
#define SIDE     64

/* Tasks that wait until they are cancelled or let go */

typedef struct
{
  gint n_begun;   /* atomic */
  gint may_end;   /* atomic */
  gint lets_pass; /* atomic */
  gint n_done;    /* in the main thread */
  gint n_freed;   /* in the main thread */
  gint order;     /* when it was done; from 1 */
  gint *counter;  /* of what was done */
} Probe;

static void
probe_work (Background *background G_GNUC_UNUSED, gpointer data,
            GCancellable *cancellable)
{
  Probe *probe = data;

  g_atomic_int_inc (&probe->n_begun);
  while (!g_cancellable_is_cancelled (cancellable) && !g_atomic_int_get (&probe->may_end))
    g_usleep (1000);
}

static void
probe_done (gpointer data)
{
  Probe *probe = data;

  probe->n_done++;
  probe->order = ++*probe->counter;
}

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  probe->n_freed++;
}

static const BackgroundTask probe_task = { probe_work, probe_done, probe_free };

static void
wait_until_begun (Probe *probe, gint n)
{
  while (g_atomic_int_get (&probe->n_begun) < n)
    g_usleep (1000);
}

static void
wait_until_freed (const Probe *probe)
{
  while (probe->n_freed == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_urgency (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe slow = { .counter = &counter }, urgent = { .counter = &counter };

  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, &slow);
  wait_until_begun (&slow, 1);
  background_start (background, BACKGROUND_DRAFT, &probe_task, &urgent);
  wait_until_begun (&urgent, 1);
  g_assert_cmpint (slow.n_freed, ==, 0);

  g_atomic_int_set (&urgent.may_end, TRUE);
  wait_until_begun (&slow, 2);
  g_atomic_int_set (&slow.may_end, TRUE);
  wait_until_freed (&slow);
  g_assert_cmpint (urgent.order, ==, 1);
  g_assert_cmpint (slow.order, ==, 2);
  background_close (background);
}

static void
test_less_urgent_waits (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe urgent = { .counter = &counter };
  Probe slow = { .counter = &counter, .may_end = TRUE };

  background_start (background, BACKGROUND_DRAFT, &probe_task, &urgent);
  wait_until_begun (&urgent, 1);
  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, &slow);
  g_usleep (20000);
  g_assert_cmpint (g_atomic_int_get (&slow.n_begun), ==, 0);
  g_atomic_int_set (&urgent.may_end, TRUE);
  wait_until_freed (&slow);
  g_assert_cmpint (urgent.n_begun, ==, 1);
  background_close (background);
}

/* The last one that was started is the one that is done. */
static void
test_replace (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe probes[5] = { 0 };

  for (gint i = 0; i < 5; i++)
    {
      probes[i].counter = &counter;
      background_start (background, BACKGROUND_DRAFT, &probe_task, &probes[i]);
      if (i % 2 == 0)
        wait_until_begun (&probes[i], 1);
    }
  g_atomic_int_set (&probes[4].may_end, TRUE);
  for (gint i = 0; i < 5; i++)
    {
      wait_until_freed (&probes[i]);
      g_assert_cmpint (probes[i].n_done, ==, i == 4);
    }
  background_close (background);
}

static void
test_stop (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe probe = { .counter = &counter };

  background_start (background, BACKGROUND_DRAFT, &probe_task, &probe);
  wait_until_begun (&probe, 1);
  background_stop (background, BACKGROUND_DRAFT);
  wait_until_freed (&probe);
  g_assert_cmpint (probe.n_done, ==, 0);
  background_close (background);
}

static void
test_pause (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe probe = { .counter = &counter };

  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, &probe);
  wait_until_begun (&probe, 1);
  background_pause (background, TRUE);
  g_usleep (20000);
  g_assert_cmpint (probe.n_freed, ==, 0);
  g_assert_cmpint (g_atomic_int_get (&probe.n_begun), ==, 1);
  background_pause (background, FALSE);
  wait_until_begun (&probe, 2);
  g_atomic_int_set (&probe.may_end, TRUE);
  wait_until_freed (&probe);
  g_assert_cmpint (probe.n_done, ==, 1);
  background_close (background);
}

/* What lets others pass goes on where it was, and what does not begins anew. */
static void
passing_work (Background *background, gpointer data, GCancellable *cancellable)
{
  Probe *probe = data;

  g_atomic_int_inc (&probe->n_begun);
  while (!g_cancellable_is_cancelled (cancellable) && !g_atomic_int_get (&probe->may_end))
    {
      background_let_pass (background);
      g_atomic_int_set (&probe->lets_pass, TRUE);
      g_usleep (1000);
    }
}

static const BackgroundTask passing_task = { passing_work, probe_done, probe_free };

static void
start_passed (Background *background, Probe *passed, Probe *urgent)
{
  background_start (background, BACKGROUND_DRAFT, &passing_task, passed);
  while (!g_atomic_int_get (&passed->lets_pass))
    g_usleep (1000);
  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, urgent);
  background_set_urgent (background, BACKGROUND_THUMBNAILS, TRUE);
  wait_until_begun (urgent, 1);
}

static void
test_pass (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe passed = { .counter = &counter }, urgent = { .counter = &counter };

  start_passed (background, &passed, &urgent);
  g_atomic_int_set (&passed.may_end, TRUE);
  g_assert_cmpint (passed.n_freed, ==, 0);
  g_atomic_int_set (&urgent.may_end, TRUE);
  wait_until_freed (&passed);
  g_assert_cmpint (urgent.order, ==, 1);
  g_assert_cmpint (passed.order, ==, 2);
  g_assert_cmpint (passed.n_begun, ==, 1);
  background_close (background);
}

/* It gives way again once it is not urgent, and begins anew after what it passed. */
static void
test_pass_no_more (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe passed = { .counter = &counter }, urgent = { .counter = &counter };

  start_passed (background, &passed, &urgent);
  g_atomic_int_set (&passed.may_end, TRUE);
  background_set_urgent (background, BACKGROUND_THUMBNAILS, FALSE);
  wait_until_freed (&passed);
  wait_until_begun (&urgent, 2);
  g_atomic_int_set (&urgent.may_end, TRUE);
  wait_until_freed (&urgent);
  g_assert_cmpint (passed.order, ==, 1);
  g_assert_cmpint (urgent.order, ==, 2);
  g_assert_cmpint (passed.n_begun, ==, 1);
  background_close (background);
}

/* What is passed may be replaced, and both may be closed. */
static void
test_pass_replaced (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe passed = { .counter = &counter }, urgent = { .counter = &counter };
  Probe next = { .counter = &counter, .may_end = TRUE };

  start_passed (background, &passed, &urgent);
  background_start (background, BACKGROUND_DRAFT, &passing_task, &next);
  g_assert_cmpint (passed.n_freed, ==, 0);
  g_atomic_int_set (&urgent.may_end, TRUE);
  wait_until_freed (&next);
  g_assert_cmpint (passed.n_freed, ==, 1);
  g_assert_cmpint (passed.n_done, ==, 0);
  g_assert_cmpint (next.order, ==, 2);
  background_close (background);
}

static void
test_pass_closed (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe passed = { .counter = &counter }, urgent = { .counter = &counter };

  start_passed (background, &passed, &urgent);
  background_close (background);
  wait_until_freed (&passed);
  wait_until_freed (&urgent);
  g_assert_cmpint (counter, ==, 0);
}

/* What is passed keeps its network, whichever ones are loaded meanwhile. */

typedef struct
{
  Probe probe;
  gint n_layers; /* of the network, after others were loaded */
} Keeper;

static void
keep_network (Background *background, gpointer data, GCancellable *cancellable)
{
  Keeper *keeper = data;
  const FvNetwork *network = background_get_network (background, "sample", NULL, NULL);

  passing_work (background, &keeper->probe, cancellable);
  fv_network_get_layers (network, &keeper->n_layers);
}

static void
load_others (Background *background, gpointer data, GCancellable *cancellable)
{
  const gchar *file = g_getenv ("SAMPLE_FILE");
  g_autofree gchar *folder = g_path_get_dirname (file);
  g_autofree gchar *name = g_path_get_basename (file);
  g_autofree gchar *same = g_build_filename (folder, ".", name, NULL);

  g_assert_nonnull (background_get_network (background, file, NULL, NULL));
  g_assert_nonnull (background_get_network (background, same, NULL, NULL));
  probe_work (background, data, cancellable);
}

static void
test_pass_keeps_network (void)
{
  static const BackgroundTask keeping = { keep_network, probe_done, probe_free };
  static const BackgroundTask loading = { load_others, probe_done, probe_free };
  Background *background = background_new ();
  gint counter = 0;
  Keeper keeper = { .probe = { .counter = &counter } };
  Probe urgent = { .counter = &counter, .may_end = TRUE };

  background_start (background, BACKGROUND_DRAFT, &keeping, &keeper);
  while (!g_atomic_int_get (&keeper.probe.lets_pass))
    g_usleep (1000);
  background_start (background, BACKGROUND_THUMBNAILS, &loading, &urgent);
  background_set_urgent (background, BACKGROUND_THUMBNAILS, TRUE);
  wait_until_freed (&urgent);
  g_atomic_int_set (&keeper.probe.may_end, TRUE);
  wait_until_freed (&keeper.probe);
  g_assert_cmpint (keeper.n_layers, >, 0);
  background_close (background);
}

/* What is urgent interrupts what lets nothing pass. */
static void
test_urgent_interrupts (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe slow = { .counter = &counter };
  Probe urgent = { .counter = &counter, .may_end = TRUE };

  background_start (background, BACKGROUND_DRAFT, &probe_task, &slow);
  wait_until_begun (&slow, 1);
  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, &urgent);
  background_set_urgent (background, BACKGROUND_THUMBNAILS, TRUE);
  wait_until_begun (&slow, 2);
  g_atomic_int_set (&slow.may_end, TRUE);
  wait_until_freed (&slow);
  g_assert_cmpint (urgent.order, ==, 1);
  background_close (background);
}

static void
test_close (void)
{
  Background *background = background_new ();
  gint counter = 0;
  Probe running = { .counter = &counter }, waiting = { .counter = &counter };

  background_start (background, BACKGROUND_DRAFT, &probe_task, &running);
  background_start (background, BACKGROUND_THUMBNAILS, &probe_task, &waiting);
  wait_until_begun (&running, 1);
  background_close (background);
  g_assert_cmpint (waiting.n_freed, ==, 1);
  wait_until_freed (&running);
  g_assert_cmpint (counter, ==, 0);
}

/* Drafts by the sample network */

static AscentPlan
make_plan (void)
{
  AscentPlan plan = { .ascent = { .layer = "block2_conv2",
                                  .filter = 3,
                                  .width = 4 * SIDE,
                                  .height = SIDE / 2,
                                  .seed = 5 } };

  fv_settings_init (&plan.ascent.settings, FV_TASK_ASCENT, fv_recipe_get (0),
                    FV_START_NOISE);
  plan.ascent.settings.threads = 2;
  return plan;
}

typedef struct
{
  gint n_done;
  gchar *error;
  gint width;
  gint height;
  gdouble seconds;
  FvEstimate estimate;
} Seen;

static void
draft_done (const Draft *draft, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_done++;
  seen->error = draft->error ? g_strdup (draft->error->message) : NULL;
  seen->width = draft->plan.ascent.width;
  seen->height = draft->plan.ascent.height;
  seen->seconds = draft->seconds;
  seen->estimate = draft->estimate;
}

static void
test_draft (void)
{
  Background *background = background_new ();
  AscentPlan plan = make_plan ();
  Seen seen = { 0 };
  Draft *draft = draft_new (&plan, "sample", FALSE, SIDE, draft_done, &seen);
  Monitor *monitor = monitor_ref (draft->monitor);
  MonitorFrame frame;
  MonitorState state;
  gdouble *losses;
  gint n_losses;

  draft_start (draft, background);
  while (seen.n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (seen.error, ==, NULL);
  g_assert_cmpint (seen.width, ==, SIDE);
  g_assert_cmpint (seen.height, ==, SIDE / 2);
  g_assert_cmpfloat (seen.seconds, >, 0.0);
  g_assert_cmpfloat (seen.estimate.work, >, 0.0);

  g_assert_true (monitor_take_frame (monitor, &frame));
  g_assert_cmpint (frame.width, ==, SIDE);
  g_assert_cmpint (frame.height, ==, SIDE / 2);
  g_assert_false (monitor_take_frame (monitor, &frame));
  monitor_get_state (monitor, &state);
  losses = monitor_copy_losses (monitor, &n_losses);
  g_assert_cmpint (n_losses, ==, state.n_scales * state.n_steps);
  g_assert_cmpfloat (losses[n_losses - 1], ==, state.loss);
  g_free (losses);
  monitor_unref (monitor);
  background_close (background);
}

/* Each is replaced while it goes on; the main thread looks at it meanwhile. */
static void
test_many_drafts (void)
{
  Background *background = background_new ();
  AscentPlan plan = make_plan ();
  Seen seen = { 0 };

  for (gint i = 0; i < N_DRAFTS; i++)
    {
      Draft *draft;
      Monitor *monitor;

      plan.ascent.filter = i % 16;
      draft = draft_new (&plan, "sample", i % 3 == 0, SIDE, draft_done, &seen);
      monitor = monitor_ref (draft->monitor);
      draft_start (draft, background);
      for (gint j = 0; j < i % 5; j++)
        {
          MonitorFrame frame;
          MonitorState state;

          g_usleep (2000);
          g_main_context_iteration (NULL, FALSE);
          monitor_get_state (monitor, &state);
          if (monitor_take_frame (monitor, &frame))
            fv_memory_free (frame.bytes);
        }
      monitor_unref (monitor);
    }
  while (seen.n_done == 0 || seen.estimate.work == 0.0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (seen.error, ==, NULL);
  background_close (background);
}

/* An error is told, and the next draft goes on as if there had been none. */
static void
test_failing_draft (void)
{
  Background *background = background_new ();
  AscentPlan plan = make_plan ();
  Seen seen = { 0 };

  draft_start (draft_new (&plan, "/no/such/file", FALSE, SIDE, draft_done, &seen),
               background);
  while (seen.n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (seen.error, "/no/such/file"));
  g_free (seen.error);

  draft_start (draft_new (&plan, "sample", FALSE, SIDE, draft_done, &seen), background);
  while (seen.n_done == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (seen.error, ==, NULL);
  background_close (background);
}

/* A mixture is read anew for the draft's network. */
static void
test_mixture (void)
{
  Background *background = background_new ();
  AscentPlan plan = make_plan ();
  Seen seen = { 0 };

  plan.objective = (gchar *)"block2_conv1:3*0.5+block2_conv2:4";
  draft_start (draft_new (&plan, "sample", TRUE, SIDE, draft_done, &seen), background);
  while (seen.n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (seen.error, ==, NULL);
  background_close (background);
}

/* All of a texture, with less steps, by an example that is as much smaller. */
static void
test_texture (void)
{
  Background *background = background_new ();
  const FvImage extent = { .width = 4 * SIDE, .height = 4 * SIDE };
  AscentPlan plan = make_plan ();
  Seen seen = { 0 };
  Draft *draft;

  plan.objective = (gchar *)"block1_conv1@style";
  plan.ascent.layer = "block1_conv1";
  plan.ascent.guide = &extent;
  plan.ascent.height = 2 * SIDE;
  fv_settings_init (&plan.ascent.settings, FV_TASK_TEXTURE,
                    fv_recipe_get_usual (FV_TASK_TEXTURE), FV_START_NOISE);
  plan.ascent.settings.threads = 2;
  plan.ascent.settings.scales = 1;
  draft = draft_new (&plan, "sample", FALSE, SIDE, draft_done, &seen);
  g_assert_cmpint (draft->plan.ascent.settings.steps, <, plan.ascent.settings.steps);
  draft->plan.ascent.settings.steps = 3;
  draft_set_guide (draft, fv_image_new_noise (2 * SIDE, 2 * SIDE, 1, 0.0, 255.0, NULL),
                   0.5);
  g_assert_cmpfloat (draft->plan.ascent.settings.guide_scale, ==, 0.5);
  draft_start (draft, background);
  while (seen.n_done == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (seen.error, ==, NULL);
  g_assert_cmpint (seen.width, ==, SIDE);
  g_assert_cmpint (seen.height, ==, SIDE / 2);
  background_close (background);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/background/urgency", test_urgency);
  g_test_add_func ("/background/less-urgent-waits", test_less_urgent_waits);
  g_test_add_func ("/background/replace", test_replace);
  g_test_add_func ("/background/stop", test_stop);
  g_test_add_func ("/background/pause", test_pause);
  g_test_add_func ("/background/pass", test_pass);
  g_test_add_func ("/background/pass-no-more", test_pass_no_more);
  g_test_add_func ("/background/pass-replaced", test_pass_replaced);
  g_test_add_func ("/background/pass-closed", test_pass_closed);
  g_test_add_func ("/background/pass-keeps-network", test_pass_keeps_network);
  g_test_add_func ("/background/urgent-interrupts", test_urgent_interrupts);
  g_test_add_func ("/background/close", test_close);
  g_test_add_func ("/draft/one", test_draft);
  g_test_add_func ("/draft/many", test_many_drafts);
  g_test_add_func ("/draft/failing", test_failing_draft);
  g_test_add_func ("/draft/mixture", test_mixture);
  g_test_add_func ("/draft/texture", test_texture);
  return g_test_run ();
}
