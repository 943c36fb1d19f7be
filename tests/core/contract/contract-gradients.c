/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: gradients, of one input or prepared for many */

#include <math.h>
#include <string.h>

#include "contract.h"
#include "../helpers.h"

#define LAST    "block2_conv1" /* of the network that is loaded */
#define DIVISOR 16

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, LAST, DIVISOR);
}

/* One input ---------------------------------------------------------------------------
 */

static void
assert_no_gradient (const FvObjective *objective, gint width, gint height, gint threads,
                    FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) input = make_input (width, height);
  g_autoptr (FvImage) gradient = make_input (width, height);
  GError *error = NULL;
  gdouble loss;

  g_assert_false (
      fv_gradient (network, objective, input, threads, NULL, gradient, &loss, &error));
  assert_error (&error, code, words);
}

/* Regions that begin between positions, that do not lie in an input of 20×12, or whose
 * border leaves nothing of them */
static void
assert_regions (void)
{
  static const FvRegion regions[] = {
    { 1, 0, 4, 4 },  { 0, 3, 4, 4 },   { -2, 0, 4, 4 },       { 18, 0, 4, 4 },
    { 0, 10, 4, 4 }, { 0, 0, 21, 12 }, { 2, 0, G_MAXINT, 4 }, { 4, 4, 0, 4 },
    { 4, 4, 4, 0 },  { 4, 4, -4, -4 }, { 2, 2, 0, 0 },
  };
  FvObjective objective = { .layer = LAST };

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      objective.region = regions[i];
      assert_no_gradient (&objective, 20, 12, 1, FV_ERROR_SIZE, "lies in the input");
    }
  objective.region = (FvRegion){ 2, 2, 4, 4 };
  objective.border = 1;
  assert_no_gradient (&objective, 20, 12, 1, FV_ERROR_SIZE, "4×4 pixels are too few");
  objective.border = G_MAXINT;
  assert_no_gradient (&objective, 20, 12, 1, FV_ERROR_SIZE, "too few");
}

static void
test_gradient (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) input = make_input (9, 6);
  g_autoptr (FvImage) gradient = make_input (9, 6);
  g_autoptr (FvImage) turned = make_input (6, 9);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  FvObjective objective = { .layer = LAST, .region = { 2, 2, 6, 4 } };
  GError *error = NULL;
  gdouble loss;

  g_assert_true (
      fv_gradient (network, &objective, input, 0, NULL, gradient, &loss, NULL));
  assert_regions ();
  objective.region = (FvRegion){ 0 };
  assert_no_gradient (&objective, 1, 9, 1, FV_ERROR_SIZE, "too few");
  assert_no_gradient (&objective, 9, 9, -1, FV_ERROR_SETTING, "threads");
  assert_no_gradient (&objective, 9, 9, 1000000000, FV_ERROR_SETTING, "threads");
  assert_no_gradient (&(FvObjective){ .layer = "block3_conv1" }, 9, 9, 1, FV_ERROR_LAYER,
                      "have no layer");
  g_cancellable_cancel (cancelled);
  g_assert_false (
      fv_gradient (network, &objective, input, 1, cancelled, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_CANCELLED, "cancelled");
  input->data[9 * 3 * 5 + 3 * 8] = INFINITY;
  g_assert_false (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 8 of row 5");
  ASSERT_REFUSED (fv_gradient (network, &objective, input, 1, NULL, turned, &loss, NULL));
  ASSERT_REFUSED (
      fv_gradient (network, &objective, input, 1, NULL, gradient, NULL, NULL));
  ASSERT_REFUSED (fv_gradient (network, &objective, input, 1, NULL, NULL, &loss, NULL));
  ASSERT_REFUSED (
      fv_gradient (network, &objective, NULL, 1, NULL, gradient, &loss, NULL));
  ASSERT_REFUSED (fv_gradient (network, NULL, input, 1, NULL, gradient, &loss, NULL));
  ASSERT_REFUSED (fv_gradient (NULL, &objective, input, 1, NULL, gradient, &loss, NULL));
}

/* Many inputs -------------------------------------------------------------------------
 */

static const FvObjective usual = { .layer = LAST, .filter = 1 };

static void
assert_not_prepared (const FvObjective *objective, gint width, gint height, gint threads,
                     gint memory, FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;

  g_assert_null (
      fv_gradient_new (network, objective, width, height, threads, memory, &error));
  assert_error (&error, code, words);
}

static void
test_gradient_new (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvGradient) prepared = fv_gradient_new (network, &usual, 2, 2, 0, 0, NULL);

  g_assert_nonnull (prepared);
  assert_not_prepared (&usual, 1, 9, 1, 0, FV_ERROR_SIZE, "too few");
  assert_not_prepared (&usual, 0, -1, 1, 0, FV_ERROR_SIZE, "");
  assert_not_prepared (&usual, G_MAXINT, G_MAXINT, 1, 0, FV_ERROR_SIZE, "");
  assert_not_prepared (&usual, 9, 9, -1, 0, FV_ERROR_SETTING, "threads");
  assert_not_prepared (&usual, 9, 9, 1, -1, FV_ERROR_SETTING, "memory");
  assert_not_prepared (&usual, 2000, 2000, 1, 30, FV_ERROR_MEMORY, "the limit is 30 MiB");
  assert_not_prepared (&(FvObjective){ .layer = "block3_conv1" }, 9, 9, 1, 0,
                       FV_ERROR_LAYER, "have no layer");
  assert_not_prepared (&(FvObjective){ .layer = LAST, .filter = 8 }, 9, 9, 1, 0,
                       FV_ERROR_FILTER, "no filter 8");
  ASSERT_REFUSED (fv_gradient_new (network, NULL, 9, 9, 1, 0, NULL));
  ASSERT_REFUSED (fv_gradient_new (NULL, &usual, 9, 9, 1, 0, NULL));
}

static void
test_gradient_free (void)
{
  fv_gradient_free (NULL);
}

/* What was run before, or stopped, or refused, changes nothing. */
static void
test_gradient_run (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvGradient) prepared = fv_gradient_new (network, &usual, 9, 6, 2, 0, NULL);
  g_autoptr (FvImage) input = make_input (9, 6);
  g_autoptr (FvImage) other = make_picture (9, 6);
  g_autoptr (FvImage) turned = make_input (6, 9);
  g_autoptr (FvImage) alone = make_input (9, 6);
  g_autoptr (FvImage) gradient = make_input (9, 6);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  GError *error = NULL;
  gdouble expected, loss;

  g_assert_true (fv_gradient (network, &usual, input, 1, NULL, alone, &expected, NULL));
  g_assert_true (fv_gradient_run (prepared, other, NULL, gradient, &loss, NULL));
  g_cancellable_cancel (cancelled);
  g_assert_false (fv_gradient_run (prepared, other, cancelled, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_CANCELLED, "cancelled");
  other->data[9 * 3 * 5 + 3 * 8] = NAN;
  g_assert_false (fv_gradient_run (prepared, other, NULL, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 8 of row 5");
  g_assert_true (fv_gradient_run (prepared, input, NULL, gradient, &loss, NULL));
  g_assert_cmpfloat (loss, ==, expected);
  g_assert_cmpmem (gradient->data, 9 * 6 * 3 * sizeof (gfloat), alone->data,
                   9 * 6 * 3 * sizeof (gfloat));
  ASSERT_REFUSED (fv_gradient_run (prepared, turned, NULL, turned, &loss, NULL));
  ASSERT_REFUSED (fv_gradient_run (prepared, input, NULL, turned, &loss, NULL));
  ASSERT_REFUSED (fv_gradient_run (prepared, input, NULL, gradient, NULL, NULL));
  ASSERT_REFUSED (fv_gradient_run (prepared, input, NULL, NULL, &loss, NULL));
  ASSERT_REFUSED (fv_gradient_run (prepared, NULL, NULL, gradient, &loss, NULL));
  ASSERT_REFUSED (fv_gradient_run (NULL, input, NULL, gradient, &loss, NULL));
}

static void
test_gradient_get_estimate (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvGradient) prepared = fv_gradient_new (network, &usual, 9, 6, 2, 0, NULL);
  gdouble before = 9 * 6 * (3 * 4 + 4 * 4), target = 4 * 3 * 4;
  FvEstimate estimate;

  fv_gradient_get_estimate (prepared, &estimate);
  g_assert_cmpfloat (estimate.work, ==, 2.0 * 9.0 * (before + target));
  g_assert_cmpuint (estimate.memory, >, (guint64)1 << 20);
  ASSERT_CRITICAL (fv_gradient_get_estimate (prepared, NULL));
  ASSERT_CRITICAL (fv_gradient_get_estimate (NULL, &estimate));
}

/* The less memory there may be, the sooner kernels are transformed each time. */
static void
test_gradient_keeps_kernels (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", 1);
  const FvObjective objective = { .layer = "block3_conv3" };
  gint memory = 1024;
  gboolean keeps = TRUE;

  while (keeps)
    {
      g_autoptr (FvGradient) prepared =
          fv_gradient_new (network, &objective, 64, 64, 1, memory--, NULL);

      g_assert_nonnull (prepared);
      keeps = fv_gradient_keeps_kernels (prepared);
      g_assert_true (keeps || memory < 200);
    }
  ASSERT_REFUSED (fv_gradient_keeps_kernels (NULL));
}

static void
test_gradient_list_times (void)
{
  static const gchar *const layers[] = { "block1_conv1", "block1_conv2", LAST };
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvGradient) prepared =
      fv_gradient_new (network, &usual, 200, 200, 2, 0, NULL);
  g_autoptr (FvImage) input = make_input (200, 200);
  g_autoptr (FvImage) gradient = make_input (200, 200);
  gint n_times;
  g_autofree FvLayerTime *before = fv_gradient_list_times (prepared, &n_times);
  g_autofree FvLayerTime *times = NULL;
  gdouble loss;

  g_assert_cmpint (n_times, ==, 6);
  g_assert_true (fv_gradient_run (prepared, input, NULL, gradient, &loss, NULL));
  times = fv_gradient_list_times (prepared, &n_times);
  for (gint i = 0; i < n_times; i++)
    {
      g_assert_cmpstr (times[i].layer, ==, layers[i / 2]);
      g_assert_cmpint (times[i].is_backward, ==, i % 2);
      g_assert_cmpint (before[i].all, ==, 0);
      g_assert_cmpint (times[i].input + times[i].output, <=, times[i].all);
    }
  g_assert_cmpint (times[0].all, >, 0);
  ASSERT_REFUSED (fv_gradient_list_times (prepared, NULL));
  ASSERT_REFUSED (fv_gradient_list_times (NULL, &n_times));
}

static void
test_instruction_set_get_name (void)
{
  static const gchar *const names[] = { "baseline", "avx2", "avx512", NULL };

  g_assert_true (g_strv_contains (names, fv_instruction_set_get_name ()));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_gradient", test_gradient);
  g_test_add_func ("/contract/fv_gradient_new", test_gradient_new);
  g_test_add_func ("/contract/fv_gradient_free", test_gradient_free);
  g_test_add_func ("/contract/fv_gradient_run", test_gradient_run);
  g_test_add_func ("/contract/fv_gradient_get_estimate", test_gradient_get_estimate);
  g_test_add_func ("/contract/fv_gradient_keeps_kernels", test_gradient_keeps_kernels);
  g_test_add_func ("/contract/fv_gradient_list_times", test_gradient_list_times);
  g_test_add_func ("/contract/fv_instruction_set_get_name",
                   test_instruction_set_get_name);
  return g_test_run ();
}
