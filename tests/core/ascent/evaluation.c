/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loss and gradient with padding, jitter and seamless edges: against float64 PyTorch, and
 * against rolls and margins made one by one. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers.h"
#include "ascent/evaluation.h"
#include "picture/padding.h"
#include "picture/shift.h"

#define DIVISOR 4 /* that of tests/golden/make_evaluation_golden.py */

#define GRADIENT_ERROR 1e-5
#define LOSS_ERROR     1e-5
#define MOST_STEPS     400 /* until one of a circular picture has a suitable roll */

static const FvPassManner usual_manner = { FV_PASS_FAST, 1 };

static void
fill_ascent (FvAscent *ascent, const gchar *layer, gint filter, const gchar *options)
{
  *ascent = (FvAscent){ .layer = layer, .filter = filter, .seed = 5 };
  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  g_assert_true (fv_settings_parse (&ascent->settings, options, NULL));
}

/* The ascent's plan for a result of that size */
static FvAscentPlan *
make_plan (const FvNetwork *network, FvAscent *ascent, FvPassManner manner, gint width,
           gint height)
{
  FvAscentPlan *plan;
  GError *error = NULL;

  ascent->width = width;
  ascent->height = height;
  plan = fv_ascent_plan_new (network, ascent, &error);
  g_assert_no_error (error);
  plan->manner = manner;
  return plan;
}

/* The gradient at one step; the tensor has to be as before. */
static FvImage *
evaluate (const FvNetwork *network, const FvAscent *ascent, FvPassManner manner,
          const FvImage *input, gint step, gdouble *loss)
{
  g_autoptr (FvImage) tensor = fv_image_copy (input, NULL);
  FvImage *gradient = fv_image_copy (input, NULL);
  FvAscent of_size = *ascent;
  g_autoptr (FvAscentPlan) plan =
      make_plan (network, &of_size, manner, input->width, input->height);
  GError *error = NULL;
  g_autoptr (FvEvaluation) evaluation =
      fv_evaluation_new (plan, &plan->scales[0], NULL, &error);

  g_assert_no_error (error);
  fv_evaluation_run (evaluation, tensor, step, FV_REDIRECT_NONE, gradient, loss, NULL,
                     &error);
  g_assert_no_error (error);
  assert_same_image (tensor, input);
  return gradient;
}

static gboolean
is_same (const FvImage *a, const FvImage *b)
{
  return memcmp (a->data, b->data, fv_image_get_n_values (a) * sizeof (gfloat)) == 0;
}

/* PyTorch -------------------------------------------------------------------------------
 */

/* A circular picture is rolled before each step, by whole strides at some of them only:
 * the step with the least difference is looked at. That the others are right, too,
 * test_seamless() sees. */
static void
assert_golden (const FvNetwork *network, const FvAscent *ascent, FvPassManner manner,
               const FvImage *input, const FvImage *expected, gdouble expected_loss)
{
  gsize n = fv_image_get_n_values (input);
  gdouble loss = 0.0, difference = 1.0;

  for (gint step = 0; step < MOST_STEPS && difference >= GRADIENT_ERROR; step++)
    {
      g_autoptr (FvImage) gradient =
          evaluate (network, ascent, manner, input, step, &loss);

      difference = get_relative_error (gradient->data, expected->data, n);
    }
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss, LOSS_ERROR * fabs (expected_loss));
}

static void
set_padding (FvSettings *settings, const gchar *padding, const gchar *axes)
{
  gboolean both = g_str_equal (axes, "xy");
  g_autofree gchar *options =
      g_strconcat (both ? "padding=" : "seamless=", both ? padding : axes, NULL);

  g_assert_true (fv_settings_parse (settings, options, NULL));
}

static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", 7);
  g_autoptr (FvNetwork) network =
      make_golden_network ("evaluation", "block4_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (atoi (fields[1]), atoi (fields[2]));
  g_autoptr (FvImage) expected = read_golden ("evaluation-%s.npy", fields[0]);
  gdouble expected_loss = g_ascii_strtod (fields[5], NULL);
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  g_autoptr (FvTerms) terms = fv_terms_parse (fields[6], layers, n_layers, NULL);
  FvPassManner manner = usual_manner;
  FvAscent ascent;

  g_assert_true (fv_terms_resolve (terms, network, NULL, NULL, 1, 0, NULL));
  fill_ascent (&ascent, fv_terms_get_deepest_layer (terms), 0, "");
  set_padding (&ascent.settings, fields[3], fields[4]);
  ascent.terms = fv_terms_get (terms, &ascent.n_terms);
  for (manner.kind = FV_PASS_FAST; manner.kind <= FV_PASS_LEAN; manner.kind++)
    for (manner.n_threads = 1; manner.n_threads <= 3; manner.n_threads += 2)
      assert_golden (network, &ascent, manner, input, expected, expected_loss);
}

/* Rolling -------------------------------------------------------------------------------
 */

/* With circular padding, a picture that is rolled by whole strides has the same loss, and
 * its gradient is rolled, too. That it is rounded otherwise decides nothing: it is a
 * picture of the golden values. */
static void
test_equivariance (void)
{
  const gint shifts[][2] = { { 4, 0 }, { 0, 8 }, { -12, 16 }, { 20, -4 } };
  g_autoptr (FvNetwork) network =
      make_golden_network ("evaluation", "block3_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (40, 32);
  g_autoptr (FvImage) gradient = NULL;
  FvAscent ascent;
  gdouble loss;

  fill_ascent (&ascent, "block3_conv3", 7, "padding=circular");
  gradient = evaluate (network, &ascent, usual_manner, input, 0, &loss);
  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    {
      g_autoptr (FvImage) rolled = fv_image_copy (input, NULL);
      g_autoptr (FvImage) back = NULL;
      gdouble other_loss;

      g_assert_true (fv_image_shift (rolled, shifts[i][0], shifts[i][1], NULL));
      back = evaluate (network, &ascent, usual_manner, rolled, 0, &other_loss);
      g_assert_true (fv_image_shift (back, -shifts[i][0], -shifts[i][1], NULL));
      g_assert_cmpfloat_with_epsilon (loss, other_loss, LOSS_ERROR * loss);
      g_assert_cmpfloat (
          get_relative_error (back->data, gradient->data, fv_image_get_n_values (input)),
          <, GRADIENT_ERROR);
    }
}

/* Roll, take the gradient of a picture with margins on both sides of the x axis, and roll
 * back */
static FvImage *
evaluate_naively (const FvNetwork *network, const FvObjective *objective,
                  const FvImage *input, gint dx, gint dy, gint margin)
{
  gint width = input->width, height = input->height;
  g_autoptr (FvImage) rolled = fv_image_copy (input, NULL);
  g_autoptr (FvImage) padded = fv_image_new (width + 2 * margin, height, NULL);
  g_autoptr (FvImage) padded_gradient = fv_image_copy (padded, NULL);
  FvObjective inside = *objective;
  FvImage *gradient = fv_image_copy (input, NULL);
  gdouble loss;

  inside.region = (FvRegion){ margin, 0, width, height };
  g_assert_true (fv_image_shift (rolled, dx, dy, NULL));
  fv_padding_apply (rolled, FV_PADDING_CIRCULAR, margin, FV_PADDING_ZERO, 0, NULL,
                    padded);
  g_assert_true (
      fv_gradient (network, &inside, padded, 1, NULL, padded_gradient, &loss, NULL));
  fv_padding_fold (padded_gradient, FV_PADDING_CIRCULAR, margin, FV_PADDING_ZERO, 0,
                   gradient);
  g_assert_true (fv_image_shift (gradient, -dx, -dy, NULL));
  return gradient;
}

/* Which of the images it is, to the byte */
static gint
find_image (const GPtrArray *images, const FvImage *image)
{
  for (guint i = 0; i < images->len; i++)
    if (is_same (g_ptr_array_index (images, i), image))
      return i;
  return -1;
}

/* Each of a number of steps has one of the gradients, and at least so many are met. */
static void
assert_steps (const FvNetwork *network, const FvAscent *ascent, const FvImage *input,
              const GPtrArray *expected, gint n_steps, guint least)
{
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);

  for (gint step = 0; step < n_steps; step++)
    {
      gdouble loss;
      g_autoptr (FvImage) gradient =
          evaluate (network, ascent, usual_manner, input, step, &loss);
      gint found = find_image (expected, gradient);

      g_assert_cmpint (found, >=, 0);
      g_hash_table_add (met, GINT_TO_POINTER (found));
    }
  g_test_message ("%u of %u rolls in %d steps", g_hash_table_size (met), expected->len,
                  n_steps);
  g_assert_cmpuint (g_hash_table_size (met), >=, least);
}

/* Rolls by up to two pixels each way, and no others */
static void
test_jitter (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", DIVISOR);
  g_autoptr (FvImage) input = make_input (17, 14);
  g_autoptr (GPtrArray) expected =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_image_free);
  FvObjective objective = { .layer = "block2_conv1", .filter = 5 };
  FvAscent ascent;

  for (gint dy = -2; dy <= 2; dy++)
    for (gint dx = -2; dx <= 2; dx++)
      g_ptr_array_add (expected,
                       evaluate_naively (network, &objective, input, dx, dy, 0));
  fill_ascent (&ascent, "block2_conv1", 5, "jitter=2");
  assert_steps (network, &ascent, input, expected, 120, 22);
}

/* A picture that is smaller than the jitter */
static void
test_large_jitter (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", DIVISOR);
  g_autoptr (FvImage) input = make_input (3, 2);
  g_autoptr (GPtrArray) expected =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_image_free);
  FvObjective objective = { .layer = "block1_conv2", .filter = 3 };
  FvAscent ascent;

  for (gint dy = 0; dy < 2; dy++)
    for (gint dx = 0; dx < 3; dx++)
      g_ptr_array_add (expected,
                       evaluate_naively (network, &objective, input, dx, dy, 0));
  fill_ascent (&ascent, "block1_conv2", 3, "jitter=1000");
  assert_steps (network, &ascent, input, expected, 40, 6);
}

/* A seamless picture is rolled by any amount along its axis, which falls on each of the
 * columns of a pooling's window. */
static void
test_seamless (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", DIVISOR);
  g_autoptr (FvImage) input = make_input (24, 20);
  g_autoptr (GPtrArray) expected =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_image_free);
  FvObjective objective = { .layer = "block3_conv1", .filter = 7 };
  FvAscent ascent;

  for (gint dx = -12; dx <= 12; dx++)
    g_ptr_array_add (expected, evaluate_naively (network, &objective, input, dx, 0, 16));
  fill_ascent (&ascent, "block3_conv1", 7, "seamless=x");
  assert_steps (network, &ascent, input, expected, 60, 18);
}

/* Threads -------------------------------------------------------------------------------
 */

static void
test_threads (void)
{
  const gchar *options[] = { "padding=reflect jitter=9", "padding=circular",
                             "padding=reflect seamless=y", "seamless=xy", "jitter=3" };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", DIVISOR);
  g_autoptr (FvImage) input = make_input (61, 53);
  FvPassManner manner = usual_manner;
  FvAscent ascent;
  gdouble loss, other_loss;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (FvImage) gradient = NULL;

      fill_ascent (&ascent, "block3_conv1", 7, options[i]);
      manner.n_threads = 1;
      gradient = evaluate (network, &ascent, manner, input, 3, &loss);
      for (manner.n_threads = 2; manner.n_threads < 5; manner.n_threads++)
        {
          g_autoptr (FvImage) other =
              evaluate (network, &ascent, manner, input, 3, &other_loss);

          assert_same_image (other, gradient);
          g_assert_true (loss == other_loss);
        }
    }
}

/* Once it is cancelled, the tensor is not left rolled. */
static void
test_cancelled (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", DIVISOR);
  g_autoptr (FvImage) input = make_input (30, 26);
  g_autoptr (FvImage) tensor = fv_image_copy (input, NULL);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (FvAscentPlan) plan = NULL;
  g_autoptr (FvEvaluation) evaluation = NULL;
  FvAscent ascent;
  gdouble loss;

  fill_ascent (&ascent, "block2_conv1", 7, "jitter=9 padding=reflect");
  plan = make_plan (network, &ascent, usual_manner, 30, 26);
  evaluation = fv_evaluation_new (plan, &plan->scales[0], NULL, NULL);
  g_cancellable_cancel (cancellable);
  for (gint step = 0; step < 5; step++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fv_evaluation_run (evaluation, tensor, step, FV_REDIRECT_NONE,
                                         gradient, &loss, cancellable, &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
      assert_same_image (tensor, input);
    }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = read_golden_lines ("evaluations.csv");
  for (gint i = 0; cases[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (cases[i], ",", 2);
      g_autofree gchar *path = g_strdup_printf ("/evaluation/golden/%s", fields[0]);

      g_test_add_data_func (path, cases[i], test_golden);
    }
  g_test_add_func ("/evaluation/equivariance", test_equivariance);
  g_test_add_func ("/evaluation/jitter", test_jitter);
  g_test_add_func ("/evaluation/large-jitter", test_large_jitter);
  g_test_add_func ("/evaluation/seamless", test_seamless);
  g_test_add_func ("/evaluation/threads", test_threads);
  g_test_add_func ("/evaluation/cancelled", test_cancelled);
  return g_test_run ();
}
