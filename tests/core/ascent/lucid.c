/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ascent as Lucid does it: Adam as in PyTorch, a simple loss that rises, what repeats
 * at its edges, what starts from a picture, and what is refused. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/random.h"
#include "spectrum/adam.h"
#include "spectrum/lucid.h"

/* Those of tests/golden/make_lucid_golden.py */
#define PARAMETER_SEED 8000
#define GRADIENT_SEED  8001
#define ADAM_VALUES    30
#define ADAM_STEPS     25
#define ADAM_RATE      0.05
#define ADAM_ERROR     1e-6

#define WIDTH  40
#define HEIGHT 33

static void
assert_adam (gdouble epsilon, const gchar *golden)
{
  g_autoptr (FvAdam) adam = fv_adam_new (ADAM_VALUES, epsilon, NULL);
  g_autoptr (FvImage) expected = read_golden ("%s", golden);
  gfloat values[ADAM_VALUES], gradient[ADAM_VALUES];

  for (gint i = 0; i < ADAM_VALUES; i++)
    values[i] = fv_random_normal (PARAMETER_SEED, i);
  for (gint step = 0; step < ADAM_STEPS; step++)
    {
      for (gint i = 0; i < ADAM_VALUES; i++)
        gradient[i] = fv_random_normal (GRADIENT_SEED + step, i);
      fv_adam_ascend (adam, values, gradient, ADAM_RATE);
    }
  g_assert_cmpfloat (get_relative_error (values, expected->data, ADAM_VALUES), <,
                     ADAM_ERROR);
}

static void
test_adam (void)
{
  assert_adam (1e-8, "adam.npy");
  assert_adam (0.05, "adam-epsilon.npy");
}

/* With the recipe's values: from noise, to a seamless picture; from a picture, to one
 * that is not */
static FvLucid
make_lucid (const FvImage *start)
{
  const FvRecipe *recipe = fv_recipe_find ("lucid", NULL);

  return (FvLucid){
    .width = WIDTH,
    .height = HEIGHT,
    .scales = recipe->scales,
    .scale_factor = recipe->scale_factor,
    .steps = recipe->steps,
    .step_size = start == NULL ? recipe->step_size : recipe->picture_step_size,
    .seed = 1,
    .wraps_x = start == NULL,
    .wraps_y = start == NULL,
    .start = start,
  };
}

/* Loss: how much pixels differ from those 4 columns further, wherever they are, and that
 * red is stronger than blue; all times @scale */
#define STRIPE 4

typedef struct
{
  gdouble scale;
  gdouble first_loss;
  gint n_steps;
  gint most_steps; /* the step function stops there */
} Stripes;

static gboolean
differentiate_stripes (const FvImage *view, FvImage *gradient, gdouble *loss,
                       gboolean *is_asleep, gpointer data, G_GNUC_UNUSED GError **error)
{
  Stripes *stripes = data;
  gsize n = fv_image_get_n_values (view);
  gint row = view->width * 3;
  gdouble sum = 0.0;

  *is_asleep = FALSE;
  for (gsize i = 0; i < n; i++)
    {
      gdouble color = i % 3 == 0 ? 20.0 : i % 3 == 2 ? -20.0 : 0.0;

      gradient->data[i] = color * stripes->scale;
      sum += color * (view->data[i] - 127.5);
    }
  for (gsize i = 0; i < n; i++)
    if ((gint)(i % row) < row - 3 * STRIPE)
      {
        gdouble difference = view->data[i] - view->data[i + 3 * STRIPE];

        gradient->data[i] += difference * stripes->scale;
        gradient->data[i + 3 * STRIPE] -= difference * stripes->scale;
        sum += difference * difference / 2.0;
      }
  *loss = sum / n * stripes->scale;
  return TRUE;
}

static gboolean
count_step (gint step, gdouble loss, G_GNUC_UNUSED const FvImage *gradient,
            const FvImage *picture, gpointer data, GError **error)
{
  Stripes *stripes = data;

  if (step == 1)
    stripes->first_loss = loss;
  g_assert_cmpint (step, ==, ++stripes->n_steps);
  g_assert_cmpint (picture->width, <=, WIDTH);
  if (step == stripes->most_steps)
    g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, "enough");
  return step != stripes->most_steps;
}

static FvImage *
ascend (const FvLucid *lucid, Stripes *stripes, gdouble *loss)
{
  GError *error = NULL;
  FvImage *picture = NULL;

  fv_lucid_ascend (lucid, differentiate_stripes, count_step, stripes, &picture, loss,
                   &error);
  g_assert_no_error (error);
  g_assert_cmpint (stripes->n_steps, ==, lucid->scales * lucid->steps);
  return picture;
}

static void
assert_same (const FvImage *a, const FvImage *b)
{
  gsize n = fv_image_get_n_values (a) * sizeof (gfloat);

  g_assert_cmpmem (a->data, n, b->data, n);
}

static gdouble
get_mean (const FvImage *picture, gint channel)
{
  gsize n = fv_image_get_n_values (picture);
  gdouble sum = 0.0;

  for (gsize i = channel; i < n; i += 3)
    sum += picture->data[i];
  return sum * 3 / n;
}

/* Values so dark or so bright that nothing can be seen in them */
static gdouble
get_saturation (const FvImage *picture)
{
  gsize n = fv_image_get_n_values (picture), n_saturated = 0;

  for (gsize i = 0; i < n; i++)
    n_saturated += picture->data[i] < 5.0f || picture->data[i] > 250.0f;
  return (gdouble)n_saturated / n;
}

static void
test_rises (void)
{
  Stripes stripes = { 1.0 };
  g_autoptr (FvImage) picture = NULL;
  FvLucid lucid;
  gdouble loss;

  lucid = make_lucid (NULL);
  picture = ascend (&lucid, &stripes, &loss);
  g_test_message ("loss %.2f to %.2f, red %.0f, blue %.0f, saturated %.3f",
                  stripes.first_loss, loss, get_mean (picture, 0), get_mean (picture, 2),
                  get_saturation (picture));
  g_assert_cmpfloat (loss, >, 10.0 * MAX (stripes.first_loss, 100.0));
  g_assert_cmpfloat (get_mean (picture, 0), >, get_mean (picture, 2) + 10.0);
  g_assert_cmpfloat (get_saturation (picture), <, 0.02);
}

/* The same again is the same; another seed is not. */
static void
test_deterministic (void)
{
  Stripes first = { 1.0 }, second = { 1.0 }, third = { 1.0 };
  g_autoptr (FvImage) picture = NULL, again = NULL, other = NULL;
  FvLucid lucid;
  gdouble loss, loss_again;

  lucid = make_lucid (NULL);
  picture = ascend (&lucid, &first, &loss);
  again = ascend (&lucid, &second, &loss_again);
  assert_same (picture, again);
  g_assert_true (loss == loss_again);
  lucid.seed = 2;
  other = ascend (&lucid, &third, &loss_again);
  g_assert_cmpfloat (
      get_relative_error (other->data, picture->data, fv_image_get_n_values (picture)), >,
      0.01);
}

/* Neither does the size of the gradient matter. */
static void
test_scale_of_loss (void)
{
  Stripes small = { 1.0 }, large = { 1024.0 };
  g_autoptr (FvImage) picture = NULL, other = NULL;
  FvLucid lucid;
  gdouble loss;

  lucid = make_lucid (NULL);
  picture = ascend (&lucid, &small, &loss);
  other = ascend (&lucid, &large, &loss);
  assert_same (picture, other);
}

/* Hardly moved, a picture is what it was, however small the sizes on the way: no detail
 * is lost. */
static void
test_start (void)
{
  Stripes stripes = { 1.0 };
  g_autoptr (FvImage) start = fv_image_new_noise (WIDTH, HEIGHT, 3, 10.0, 235.0, NULL);
  g_autoptr (FvImage) picture = NULL;
  FvLucid lucid;
  gdouble loss;

  lucid = make_lucid (start);
  lucid.step_size = 1e-7;
  picture = ascend (&lucid, &stripes, &loss);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    g_assert_cmpfloat_with_epsilon (picture->data[i], start->data[i], 0.1);
}

static void
assert_fails (const FvLucid *lucid, Stripes *stripes, FvError code)
{
  g_autoptr (GError) error = NULL;
  FvImage *picture = NULL;
  gdouble loss = 42.0;

  g_assert_false (fv_lucid_ascend (lucid, differentiate_stripes, count_step, stripes,
                                   &picture, &loss, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_null (picture);
  g_assert_true (loss == 42.0);
}

static void
test_failures (void)
{
  Stripes nothing = { 0.0 }, infinite = { INFINITY }, stopped = { 1.0 }, large = { 1.0 };
  FvLucid lucid;

  lucid = make_lucid (NULL);
  assert_fails (&lucid, &nothing, FV_ERROR_STUCK);
  assert_fails (&lucid, &infinite, FV_ERROR_SETTING);
  stopped.most_steps = lucid.steps + 2; /* at the second scale */
  assert_fails (&lucid, &stopped, FV_ERROR_CANCELLED);
  g_assert_cmpint (stopped.n_steps, ==, stopped.most_steps);
  lucid.width = 0;
  assert_fails (&lucid, &large, FV_ERROR_SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lucid/adam", test_adam);
  g_test_add_func ("/lucid/rises", test_rises);
  g_test_add_func ("/lucid/deterministic", test_deterministic);
  g_test_add_func ("/lucid/scale-of-loss", test_scale_of_loss);
  g_test_add_func ("/lucid/start", test_start);
  g_test_add_func ("/lucid/failures", test_failures);
  return g_test_run ();
}
