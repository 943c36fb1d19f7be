/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of a sheet, several at once. */

#include "../helpers.h"
#include "ascent/ascent-plan.h"
#include "ascent/estimate.h"

#define N_CELLS 7
#define DEAD    2 /* a filter whose bias keeps it at 0 everywhere */

static FvNetwork *
make_network_with_dead_filter (void)
{
  FvNetwork *network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);

  target->bias[DEAD] = -1e6f;
  return network;
}

static FvAscent
make_ascent (const gchar *recipe, const gchar *options)
{
  FvAscent ascent = { .layer = "block2_conv1", .width = 37, .height = 33, .seed = 3 };

  fv_settings_init (&ascent.settings, FV_TASK_SHEET, fv_recipe_find (recipe, NULL),
                    FV_START_NOISE);
  g_assert_true (fv_settings_parse (&ascent.settings, options, NULL));
  return ascent;
}

typedef struct
{
  FvCell cells[N_CELLS];
  gint n_cells;
  gint n_inside; /* calls that have not returned */
  gint fail_at;
  GCancellable *cancellable;
} Collector;

static gboolean
collect (FvCell *cell, gpointer data, GError **error)
{
  Collector *collector = data;

  g_assert_cmpint (g_atomic_int_add (&collector->n_inside, 1), ==, 0);
  g_usleep (1000);
  g_assert_cmpint (cell->filter, >=, 0);
  g_assert_cmpint (cell->filter, <, N_CELLS);
  g_assert_null (collector->cells[cell->filter].bytes);
  collector->cells[cell->filter] = *cell;
  g_atomic_int_add (&collector->n_inside, -1);
  if (collector->cancellable != NULL)
    g_cancellable_cancel (collector->cancellable);
  if (++collector->n_cells != collector->fail_at)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE, "full");
  return FALSE;
}

static void
collector_clear (Collector *collector)
{
  for (gint i = 0; i < N_CELLS; i++)
    fv_cell_clear (&collector->cells[i]);
  *collector = (Collector){ 0 };
}

static const gint all_filters[N_CELLS] = { 6, 0, 1, 5, 2, 4, 3 };

/* Each cell is what fv_ascend() gives for its filter, with any number of threads. */
static void
test_like_ascend (void)
{
  g_autoptr (FvNetwork) network = make_network_with_dead_filter ();
  FvAscent ascent = make_ascent ("keras", "steps=2 scales=2");
  Collector collector = { 0 };

  for (ascent.settings.threads = 1; ascent.settings.threads <= 16;
       ascent.settings.threads += 3)
    {
      g_assert_true (fv_sheet_render (network, &ascent, all_filters, N_CELLS, collect,
                                      &collector, NULL, NULL));
      g_assert_cmpint (collector.n_cells, ==, N_CELLS);
      for (gint filter = 0; filter < N_CELLS; filter++)
        {
          const FvCell *cell = &collector.cells[filter];
          FvAscent alone = ascent;
          FvResult result;

          g_assert_cmpint (cell->width, ==, 37);
          g_assert_cmpint (cell->height, ==, 33);
          g_assert_cmpint (cell->is_stuck, ==, filter == DEAD);
          if (filter == DEAD)
            {
              g_assert_null (cell->bytes);
              continue;
            }
          alone.settings.task = FV_TASK_ASCENT;
          alone.settings.threads = 1;
          alone.filter = filter;
          g_assert_true (fv_ascend (network, &alone, NULL, NULL, NULL, &result, NULL));
          g_assert_cmpmem (cell->bytes, 37 * 33 * 3, result.bytes, 37 * 33 * 3);
          g_assert_true (cell->loss == result.loss);
          fv_result_clear (&result);
        }
      collector_clear (&collector);
    }
}

/* Without a size, cells have that of the recipe's sheets. */
static void
test_size (void)
{
  g_autoptr (FvNetwork) network = make_network_with_dead_filter ();
  FvAscent ascent = make_ascent ("book", "steps=1");
  Collector collector = { 0 };

  ascent.width = ascent.height = 0;
  g_assert_true (fv_sheet_render (network, &ascent, all_filters, 1, collect, &collector,
                                  NULL, NULL));
  g_assert_cmpint (collector.cells[6].width, ==, 64);
  g_assert_cmpint (collector.cells[6].height, ==, 64);
  collector_clear (&collector);
}

static void
test_stops (void)
{
  g_autoptr (FvNetwork) network = make_network_with_dead_filter ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FvAscent ascent = make_ascent ("keras", "steps=2 scales=2 threads=3");
  g_autoptr (GError) failed = NULL, cancelled = NULL, refused = NULL;
  const gint wrong[] = { 0, 99 };
  Collector collector = { .fail_at = 2 };

  g_assert_false (fv_sheet_render (network, &ascent, all_filters, N_CELLS, collect,
                                   &collector, NULL, &failed));
  g_assert_error (failed, FV_ERROR, FV_ERROR_FILE);
  g_assert_cmpint (collector.n_cells, ==, 2);
  collector_clear (&collector);

  collector.cancellable = cancellable;
  g_assert_false (fv_sheet_render (network, &ascent, all_filters, N_CELLS, collect,
                                   &collector, cancellable, &cancelled));
  g_assert_error (cancelled, FV_ERROR, FV_ERROR_CANCELLED);
  g_assert_cmpint (collector.n_cells, <, N_CELLS);
  collector_clear (&collector);

  g_assert_false (
      fv_sheet_render (network, &ascent, wrong, 2, collect, &collector, NULL, &refused));
  g_assert_error (refused, FV_ERROR, FV_ERROR_FILTER);
  g_assert_cmpint (collector.n_cells, ==, 0);
}

/* The less memory, the fewer at once. */
static void
test_memory (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 1);
  FvAscent ascent = make_ascent ("keras", "scales=1 threads=8");
  gint fewest = G_MAXINT, most = 0, last = 0;

  ascent.layer = "block3_conv1";
  ascent.width = ascent.height = 600;
  for (ascent.settings.memory = 20; ascent.settings.memory < 2000;
       ascent.settings.memory += 20)
    {
      g_autoptr (FvAscentPlan) plan = fv_ascent_plan_new (network, &ascent, NULL);
      gint n_at_once, threads;

      if (plan == NULL)
        continue;
      g_assert_cmpint (plan->manner.n_threads, >=, 1);
      g_assert_true (
          fv_ascent_share_threads (network, &ascent, 5, &n_at_once, &threads, NULL));
      g_assert_cmpint (threads, ==, 8 / n_at_once);
      if (plan->manner.kind == FV_PASS_FAST)
        {
          g_assert_cmpint (n_at_once, >=, last);
          last = n_at_once;
        }
      fewest = MIN (fewest, n_at_once);
      most = MAX (most, n_at_once);
    }
  g_assert_cmpint (fewest, ==, 1);
  g_assert_cmpint (most, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet-render/like-ascend", test_like_ascend);
  g_test_add_func ("/sheet-render/size", test_size);
  g_test_add_func ("/sheet-render/stops", test_stops);
  g_test_add_func ("/sheet-render/memory", test_memory);
  return g_test_run ();
}
