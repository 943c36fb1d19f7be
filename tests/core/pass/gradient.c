/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole gradient: against float64 PyTorch at every layer, against differences of
 * the loss, with any number of threads; and what is refused. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/random.h"
#include "pass/pass.h"

#define GRADIENT_ERROR  1e-5 /* the promise is 1e-4 */
#define LOSS_ERROR      1e-5 /* relative; besides, activations of several hundred cancel */
#define LOSS_DIFFERENCE 1e-4

static void
compute (const FvNetwork *network, const FvObjective *objective, const FvImage *input,
         gint threads, FvImage *gradient, gdouble *loss)
{
  GError *error = NULL;

  fv_gradient (network, objective, input, threads, NULL, gradient, loss, &error);
  g_assert_no_error (error);
}

static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", -1);
  FvObjective objective = { fields[1], atoi (fields[2]), atoi (fields[5]),
                            g_str_equal (fields[6], "before") ? FV_RELU_BEFORE
                                                              : FV_RELU_AFTER };
  g_autoptr (FvNetwork) network = make_golden_network (fields[0], objective.layer, 1);
  g_autoptr (FvImage) input = make_input (atoi (fields[3]), atoi (fields[4]));
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected = read_golden ("%s", fields[8]);
  gdouble expected_loss = g_ascii_strtod (fields[7], NULL);
  gdouble loss, difference;

  compute (network, &objective, input, 0, gradient, &loss);
  difference =
      get_relative_error (gradient->data, expected->data, fv_image_get_n_values (input));
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss,
                                  LOSS_ERROR * fabs (expected_loss) + LOSS_DIFFERENCE);
}

/* Moves an input along a direction: the gradient, each value at random strength. */
static void
move (FvImage *moved, const FvImage *input, const FvImage *gradient, guint64 seed,
      gdouble distance)
{
  for (gsize i = 0; i < fv_image_get_n_values (input); i++)
    moved->data[i] =
        input->data[i] + distance * gradient->data[i] * fv_random_uniform (seed, i);
}

/* The slope of the loss along such directions, against differences of the loss. */
static void
test_differences (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv2", 8);
  g_autoptr (FvImage) input = make_input (29, 22);
  g_autoptr (FvImage) moved = fv_image_copy (input, NULL);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) unused = fv_image_copy (input, NULL);
  FvObjective objective = { "block3_conv2", 3, 1, FV_RELU_AFTER };
  gdouble loss, above, below, distance;

  compute (network, &objective, input, 1, gradient, &loss);
  for (guint64 seed = 0; seed < 10; seed++)
    {
      gdouble slope = 0.0;

      for (gsize i = 0; i < fv_image_get_n_values (input); i++)
        slope +=
            (gdouble)gradient->data[i] * gradient->data[i] * fv_random_uniform (seed, i);
      distance = 0.01 * loss / slope; /* such that the loss changes by a hundredth */
      move (moved, input, gradient, seed, distance);
      compute (network, &objective, moved, 1, unused, &above);
      move (moved, input, gradient, seed, -distance);
      compute (network, &objective, moved, 1, unused, &below);
      g_assert_cmpfloat_with_epsilon ((above - below) / (2 * distance), slope,
                                      0.01 * slope);
    }
}

static void
test_threads (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block4_conv1", 4);
  g_autoptr (FvImage) input = make_input (75, 67);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  FvObjective objective = { "block4_conv1", 1, 0, FV_RELU_BEFORE };
  gdouble loss, other_loss;

  compute (network, &objective, input, 1, gradient, &loss);
  for (gint threads = 2; threads < 6; threads++)
    {
      compute (network, &objective, input, threads, other, &other_loss);
      g_assert_true (loss == other_loss);
      g_assert_cmpmem (gradient->data, fv_image_get_n_values (input) * 4, other->data,
                       fv_image_get_n_values (input) * 4);
    }
}

static void
run_pass (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
          const FvImage *input, FvRedirect redirect, FvImage *gradient, gdouble *loss)
{
  GError *error = NULL;
  g_autoptr (FvPass) pass =
      fv_pass_new (network, &(const FvPassTarget){ .objective = objective }, manner,
                   input->width, input->height, &error);

  g_assert_no_error (error);
  fv_pass_run (pass, input, redirect, gradient, loss, NULL, &error);
  g_assert_no_error (error);
}

/* Both kinds of pass, with few threads, against as many as do all rows at once */
static void
check_tall (const FvNetwork *network, const FvObjective *objective, const FvImage *input)
{
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  FvPassManner manner = { FV_PASS_FAST, 64 };
  gdouble loss, other_loss;

  run_pass (network, objective, manner, input, FV_REDIRECT_NONE, gradient, &loss);
  for (manner.kind = FV_PASS_FAST; manner.kind <= FV_PASS_LEAN; manner.kind++)
    for (manner.n_threads = 1; manner.n_threads < 6; manner.n_threads += 2)
      {
        run_pass (network, objective, manner, input, FV_REDIRECT_NONE, other,
                  &other_loss);
        g_assert_true (loss == other_loss);
        g_assert_cmpmem (gradient->data, fv_image_get_n_values (input) * 4, other->data,
                         fv_image_get_n_values (input) * 4);
      }
}

/* A tall input, whose rows have a place in turns: a border, heights that no window of a
 * pooling divides */
static void
test_tall (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", 4);
  FvObjective objective = { "block3_conv3", 1, 3, FV_RELU_AFTER };
  const gint heights[] = { 700, 517, 1001 };

  for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
    {
      g_autoptr (FvImage) input = make_input (37, heights[i]);

      check_tall (network, &objective, input);
    }
}

/* The same for numbers of channels that only direct convolution can do */
static void
test_tall_direct (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 12);
  FvObjective objective = { "block2_conv2", 1, 0, FV_RELU_AFTER };

  for (gint height = 197; height < 206; height++)
    {
      g_autoptr (FvImage) input = make_input (300, height);

      check_tall (network, &objective, input);
    }
}

/* What a pass takes does not grow with the height, but for the images, and for how rows
 * meet at the end. */
static void
test_height (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block4_conv3", 8);
  FvObjective objective = { "block4_conv3", 1, 0, FV_RELU_AFTER };
  FvPassManner manner = { FV_PASS_FAST, 2 };
  const FvBudget budget = { 0 };
  guint64 less = fv_pass_get_process_memory (
      network, &(const FvPassTarget){ .objective = &objective }, manner, 500, 3001,
      &budget);
  guint64 more = fv_pass_get_process_memory (
      network, &(const FvPassTarget){ .objective = &objective }, manner, 500, 50000,
      &budget);

  g_assert_cmpfloat (more, <, 1.02 * less);
}

/* The less memory there may be, the fewer threads; kernels that are kept go before the
 * last thread does; then none. */
static void
test_memory (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", 1);
  FvObjective objective = { "block3_conv3", 1, 0, FV_RELU_AFTER };
  FvPassManner manner, before = { FV_PASS_FAST, 2 };
  FvBudget budget = { .threads = 2, .memory = 1024 };
  GError *error = NULL;

  for (; fv_pass_choose (network, &(const FvPassTarget){ .objective = &objective }, 2000,
                         1500, &budget, &manner, NULL);
       budget.memory--)
    {
      g_assert_true (
          manner.n_threads < before.n_threads ||
          (manner.n_threads == before.n_threads && manner.kind >= before.kind));
      before = manner;
    }
  g_assert_cmpint (before.kind, ==, FV_PASS_LEAN);
  g_assert_cmpint (before.n_threads, ==, 1);
  g_assert_cmpint (budget.memory, <, 200);
  g_assert_false (fv_pass_choose (network,
                                  &(const FvPassTarget){ .objective = &objective }, 2000,
                                  1500, &budget, &manner, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
  g_clear_error (&error);
}

static void
assert_refused (const gchar *layer, gint filter, gint border, gint width, gint height,
                FvError code, const gchar *word)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 8);
  g_autoptr (FvImage) input = make_input (width, height);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  FvObjective objective = { layer, filter, border, FV_RELU_AFTER };
  GError *error = NULL;
  gdouble loss;

  g_assert_false (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, word));
  g_error_free (error);
}

static void
test_refused (void)
{
  assert_refused ("block9_conv1", 0, 0, 16, 16, FV_ERROR_LAYER, "block3_conv1");
  assert_refused ("block4_conv1", 0, 0, 16, 16, FV_ERROR_LAYER, "block3_conv1");
  assert_refused (NULL, 0, 0, 16, 16, FV_ERROR_LAYER, "block1_conv1");
  assert_refused ("block3_conv1", 32, 0, 16, 16, FV_ERROR_FILTER, "31");
  assert_refused ("block3_conv1", -1, 0, 16, 16, FV_ERROR_FILTER, "31");
  assert_refused ("block3_conv1", 0, 0, 3, 16, FV_ERROR_SIZE, "3×16");
  assert_refused ("block3_conv1", 0, 2, 16, 16, FV_ERROR_SIZE, "20");
  assert_refused ("block3_conv1", 0, G_MAXINT, 16, 16, FV_ERROR_SIZE, "16×16");
  assert_refused ("block3_conv1", 0, -1, 16, 16, FV_ERROR_SETTING, "-1");
}

static void
test_cancelled (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 8);
  g_autoptr (FvImage) input = make_input (16, 16);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  FvObjective objective = { "block3_conv1", 0, 0, FV_RELU_AFTER };
  g_autoptr (GError) error = NULL;
  gdouble loss;

  g_cancellable_cancel (cancellable);
  g_assert_false (
      fv_gradient (network, &objective, input, 2, cancellable, gradient, &loss, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);
  lines = read_golden_lines ("gradients.csv");
  for (gint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autofree gchar *path =
          g_strdup_printf ("/gradient/golden/%s/%s/%sx%s-%s-%s", fields[0], fields[1],
                           fields[3], fields[4], fields[5], fields[6]);

      g_test_add_data_func (path, lines[i], test_golden);
    }
  g_test_add_func ("/gradient/differences", test_differences);
  g_test_add_func ("/gradient/threads", test_threads);
  g_test_add_func ("/gradient/tall", test_tall);
  g_test_add_func ("/gradient/tall-direct", test_tall_direct);
  g_test_add_func ("/gradient/height", test_height);
  g_test_add_func ("/gradient/memory", test_memory);
  g_test_add_func ("/gradient/refused", test_refused);
  g_test_add_func ("/gradient/cancelled", test_cancelled);
  return g_test_run ();
}
