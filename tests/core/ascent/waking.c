/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filters that do not respond to the start, and are woken. */

#include "ascent_case.h"

#include <float.h>

#include "../helpers.h"
#include "pass/pass.h"

#define LAYER  "block2_conv1"
#define FILTER 2
#define SIDE   24

static FvConvolution *
get_target (const FvNetwork *network)
{
  return (FvConvolution *)fv_network_get_convolution (network, 5);
}

static gboolean
find_largest (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  gfloat *largest = data;
  gint n_positions = activation->width * activation->height;

  *largest = -FLT_MAX;
  for (gint i = 0; i < n_positions; i++)
    *largest = MAX (*largest, activation->values[i * activation->n_channels + FILTER]);
  return TRUE;
}

/* The filter's largest activation before its ReLU in the book's noise of a seed, without
 * its bias */
static gdouble
measure (const FvNetwork *network, guint64 seed)
{
  const FvRecipe *book = fv_recipe_find ("book", NULL);
  const gchar *const layers[] = { LAYER, NULL };
  const gfloat lift = 1e4f; /* so that all is above 0 */
  g_autoptr (FvImage) noise =
      fv_image_new_noise (SIDE, SIDE, seed, book->noise_low, book->noise_range, NULL);
  FvSettings settings;
  gfloat largest;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, book, FV_START_IMAGE);
  get_target (network)->bias[FILTER] = lift;
  g_assert_true (fv_activations_compute (network, noise, layers, &settings, find_largest,
                                         NULL, &largest, NULL, NULL));
  return largest - lift;
}

static void
fill (FvAscent *ascent, const gchar *recipe, const gchar *options)
{
  fill_ascent (ascent, recipe, LAYER, FILTER, FV_START_NOISE, options);
  ascent->width = ascent->height = SIDE;
}

/* A filter that the noise nearly excites */
static FvNetwork *
make_sleeping_network (void)
{
  FvNetwork *network = make_network (&fv_vgg16, LAYER, 8);
  gdouble largest = measure (network, SEED);

  get_target (network)->bias[FILTER] = -1.5 * largest - 5.0;
  return network;
}

static void
assert_awake (const FvNetwork *network, const FvAscent *ascent, FvResult *result)
{
  const FvSettings *settings = &ascent->settings;
  GError *error = NULL;
  Recorder recorder;

  recorder_init (&recorder);
  fv_ascend (network, ascent, record_step, &recorder, NULL, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->n_steps, ==, settings->steps * settings->scales);
  g_assert_cmpint (recorder.losses->len, ==, result->n_steps);
  for (gint i = 0; i < result->n_steps; i++)
    g_assert_cmpfloat (g_array_index (recorder.losses, gdouble, i), >, 1e-7);
  recorder_clear (&recorder);
}

/* By each recipe, but not where its script is followed to the letter */
static void
test_recipes (void)
{
  const gchar *recipes[] = { "keras", "book", "deepdream", "lucid", "resnet" };
  g_autoptr (FvNetwork) network = make_sleeping_network ();

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      FvAscent ascent;
      FvResult result;

      g_test_message ("%s", recipes[i]);
      fill (&ascent, recipes[i], "steps=4 scales=2 scale-factor=1.2 crop=0");
      assert_awake (network, &ascent, &result);
      g_assert_cmpint (result.waking.n_steps, >, 0);
      g_assert_cmpint (result.waking.seed, ==, SEED);
      fv_result_clear (&result);
    }
  for (guint i = 0; i < 2; i++)
    {
      FvAscent ascent;

      fill (&ascent, recipes[2 * i], "colors=faithful");
      assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
    }
}

/* Also where the filter is the only term of an objective */
static void
test_terms (void)
{
  g_autoptr (FvNetwork) network = make_sleeping_network ();
  FvTerm term = { FV_TERM_FILTER, LAYER, FILTER, 0.5, NULL };
  FvAscent ascent;
  FvResult result;

  fill (&ascent, "book", "steps=4");
  ascent.terms = &term;
  ascent.n_terms = 1;
  assert_awake (network, &ascent, &result);
  g_assert_cmpint (result.waking.n_steps, >, 0);
  fv_result_clear (&result);
  term.weight = -0.5; /* there is nothing to lower */
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
}

static void
test_awake (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, 8);
  FvAscent ascent;
  FvResult result;

  fill (&ascent, "book", "steps=2");
  get_target (network)->bias[FILTER] = 10.0f - measure (network, SEED);
  assert_awake (network, &ascent, &result);
  g_assert_cmpint (result.waking.n_steps, ==, 0);
  g_assert_cmpint (result.waking.seed, ==, SEED);
  fv_result_clear (&result);
}

static void
test_threads (void)
{
  g_autoptr (FvNetwork) network = make_sleeping_network ();
  FvAscent ascent;
  FvResult expected, result;

  fill (&ascent, "deepdream", "steps=3 scales=2 threads=1");
  assert_awake (network, &ascent, &expected);
  for (gint threads = 2; threads < 5; threads++)
    {
      ascent.settings.threads = threads;
      assert_awake (network, &ascent, &result);
      assert_same_image (result.picture, expected.picture);
      g_assert_cmpint (result.waking.n_steps, ==, expected.waking.n_steps);
      fv_result_clear (&result);
    }
  fv_result_clear (&expected);
}

/* Steps that go nowhere do not wake it; noise of the next seeds may. The picture is then
 * that of the seed that did. */
static void
test_seeds (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, 8);
  guint64 seed = SEED, other;
  FvAscent ascent;
  FvResult result, alone;

  while (measure (network, seed + 1) <= measure (network, seed) &&
         measure (network, seed + 2) <= measure (network, seed))
    seed++;
  other = measure (network, seed + 1) > measure (network, seed) ? seed + 1 : seed + 2;
  get_target (network)->bias[FILTER] =
      -(measure (network, seed) + measure (network, other)) / 2.0;
  fill (&ascent, "book", "step-size=0 steps=1");
  ascent.seed = seed;
  assert_awake (network, &ascent, &result);
  g_assert_cmpint (result.waking.n_steps, ==, 0);
  g_assert_cmpint (result.waking.seed, ==, other);
  ascent.seed = other;
  assert_awake (network, &ascent, &alone);
  assert_same_image (result.picture, alone.picture);
  fv_result_clear (&result);
  fv_result_clear (&alone);
  get_target (network)->bias[FILTER] = -1e4f;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
}

/* No filter without weights ever responds. */
static void
test_dead (void)
{
  g_autoptr (FvNetwork) network = make_sleeping_network ();
  FvConvolution *target = get_target (network);
  FvAscent ascent;

  for (gint i = 0; i < 9 * target->n_inputs; i++)
    target->kernel[i * target->n_filters + FILTER] = 0.0f;
  target->bias[FILTER] = -1.0f;
  fill (&ascent, "keras", "");
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "block2_conv1 is stuck");
}

static void
run_pass (const FvNetwork *network, FvRelu relu, FvRedirect redirect,
          const FvImage *input, FvImage *gradient)
{
  const FvObjective objective = { .layer = LAYER, .filter = FILTER, .relu = relu };
  g_autoptr (FvPass) pass =
      fv_pass_new (network, &(const FvPassTarget){ .objective = &objective },
                   (FvPassManner){ FV_PASS_FAST, 2 }, SIDE, SIDE, NULL);
  gdouble loss;

  g_assert_true (fv_pass_run (pass, input, redirect, gradient, &loss, NULL, NULL));
  g_assert_true (fv_pass_is_redirected (pass) == (redirect == FV_REDIRECT_ALL));
}

/* Where no position responds, the gradient behind the target's ReLU becomes that before
 * it, which golden values have. */
static void
test_gradient (void)
{
  g_autoptr (FvNetwork) network = make_sleeping_network ();
  g_autoptr (FvImage) input = fv_image_new_noise (SIDE, SIDE, SEED, 128, 20, NULL);
  g_autoptr (FvImage) before = fv_image_copy (input, NULL);
  g_autoptr (FvImage) after = fv_image_copy (input, NULL);

  get_target (network)->bias[FILTER] = -1e4f;
  run_pass (network, FV_RELU_AFTER, FV_REDIRECT_NONE, input, after);
  for (gsize i = 0; i < fv_image_get_n_values (after); i++)
    g_assert_cmpfloat (after->data[i], ==, 0.0);
  run_pass (network, FV_RELU_BEFORE, FV_REDIRECT_NONE, input, before);
  run_pass (network, FV_RELU_AFTER, FV_REDIRECT_ALL, input, after);
  assert_same_image (after, before);
  g_assert_cmpfloat (get_product (after, after), >, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waking/recipes", test_recipes);
  g_test_add_func ("/waking/terms", test_terms);
  g_test_add_func ("/waking/awake", test_awake);
  g_test_add_func ("/waking/threads", test_threads);
  g_test_add_func ("/waking/seeds", test_seeds);
  g_test_add_func ("/waking/dead", test_dead);
  g_test_add_func ("/waking/gradient", test_gradient);
  return g_test_run ();
}
