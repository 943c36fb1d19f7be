/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The work of heat maps and activations: that it tells how far it is, can be cancelled
 * on the way, and is estimated beforehand. */

#include "../helpers.h"
#include "network/classifier.h"

#define DIVISOR      16
#define PICTURE_SEED 3000
#define LAYER        "block4_conv2"
#define MIB          (1024.0 * 1024.0)

static const gint n_outputs[FV_N_DENSE] = { 24, 20, 12 };

/* What kind of work a test is of, and what it was told */
typedef enum
{
  KIND_FILTER,
  KIND_CLASS,
  KIND_ACTIVATIONS,
  N_KINDS
} Kind;

typedef struct
{
  Kind kind;
  FvNetwork *network;
  FvClassifier *classifier;
  FvImage *picture;
  FvSettings settings;
  GCancellable *cancellable;
  gdouble last_fraction; /* at which it is to be cancelled, once that much is done */

  gdouble fraction;
  gint n_told;
  gint n_layers;
} Case;

static void
case_init (Case *test, Kind kind)
{
  *test = (Case){ .kind = kind, .last_fraction = 2.0 };
  test->network = make_network (&fv_vgg16, "block5_conv3", DIVISOR);
  test->classifier = make_classifier (512 / DIVISOR, n_outputs);
  test->picture = fv_image_new_noise (260, 230, PICTURE_SEED, 0.0, 255.0, NULL);
  test->cancellable = g_cancellable_new ();
  fv_settings_init (&test->settings,
                    kind == KIND_ACTIVATIONS ? FV_TASK_ACTIVATIONS : FV_TASK_HEATMAP,
                    fv_recipe_get (0), FV_START_IMAGE);
}

static void
case_clear (Case *test)
{
  fv_network_free (test->network);
  fv_classifier_free (test->classifier);
  fv_image_free (test->picture);
  g_object_unref (test->cancellable);
}

static void
note_fraction (gdouble fraction, gpointer data)
{
  Case *test = data;

  g_assert_cmpfloat (fraction, >=, test->fraction);
  g_assert_false (g_cancellable_is_cancelled (test->cancellable));
  test->fraction = fraction;
  test->n_told++;
  if (fraction >= test->last_fraction)
    g_cancellable_cancel (test->cancellable);
}

static gboolean
note_layer (G_GNUC_UNUSED const FvActivation *activation, gpointer data,
            G_GNUC_UNUSED GError **error)
{
  ((Case *)data)->n_layers++;
  return TRUE;
}

static const gchar *const layers[] = { "block1_conv2", "block1_pool", LAYER, NULL };

static gboolean
run (Case *test, GError **error)
{
  g_autoptr (FvHeatmap) heatmap = NULL;
  FvClassScore best[FV_N_BEST_CLASSES];

  if (test->kind == KIND_ACTIVATIONS)
    return fv_activations_compute (test->network, test->picture, layers, &test->settings,
                                   note_layer, note_fraction, test, test->cancellable,
                                   error);
  if (test->kind == KIND_FILTER)
    heatmap =
        fv_heatmap_new_filter (test->network, LAYER, 3, test->picture, &test->settings,
                               note_fraction, test, test->cancellable, error);
  else
    heatmap = fv_heatmap_new_class (test->network, test->classifier, LAYER, -1,
                                    test->picture, &test->settings, best, NULL,
                                    note_fraction, test, test->cancellable, error);
  return heatmap != NULL;
}

static gboolean
estimate (const Case *test, FvEstimate *estimate, GError **error)
{
  gint width = test->picture->width, height = test->picture->height;

  switch (test->kind)
    {
    case KIND_FILTER:
      return fv_heatmap_estimate_filter (test->network, LAYER, 3, width, height,
                                         &test->settings, estimate, error);
    case KIND_CLASS:
      return fv_heatmap_estimate_class (test->network, test->classifier, LAYER, width,
                                        height, &test->settings, estimate, error);
    default:
      return fv_activations_estimate (test->network, layers, width, height,
                                      &test->settings, estimate, error);
    }
}

/* Progress -------------------------------------------------------------------------- */

static void
assert_progress (Case *test)
{
  GError *error = NULL;

  g_assert_true (run (test, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (test->fraction, 1.0, 1e-9);
  g_assert_cmpint (test->n_told, >, 10);
}

static void
test_progress (gconstpointer data)
{
  Case test;

  case_init (&test, GPOINTER_TO_INT (data));
  assert_progress (&test);
  case_clear (&test);
}

/* Where there is less memory, it is the same work in another manner. */
static void
test_little_memory (void)
{
  Case test;
  FvEstimate usual, lean;

  case_init (&test, KIND_FILTER);
  fv_network_free (test.network);
  test.network = make_network (&fv_vgg16, LAYER, 4);
  g_assert_true (estimate (&test, &usual, NULL));
  test.settings.memory = (gint)(usual.memory / MIB) - 1;
  g_assert_true (estimate (&test, &lean, NULL));
  g_assert_cmpuint (lean.memory, <, usual.memory);
  g_assert_cmpfloat_with_epsilon (lean.work, usual.work, 1.0);
  assert_progress (&test);
  case_clear (&test);
}

/* Cancelling ------------------------------------------------------------------------ */

/* No rows more are done after it was cancelled, wherever that was before the last ones.
 */
static void
test_cancel (gconstpointer data)
{
  for (gdouble fraction = 0.0; fraction < 0.75; fraction += 0.1)
    {
      g_autoptr (GError) error = NULL;
      Case test;

      case_init (&test, GPOINTER_TO_INT (data));
      test.last_fraction = fraction;
      g_assert_false (run (&test, &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
      g_assert_cmpfloat (test.fraction, <, 1.0);
      g_assert_cmpint (test.n_layers, <, 3);
      case_clear (&test);
    }
}

/* Estimates ------------------------------------------------------------------------- */

/* By hand: a layer's map of 260 × 230 pixels / 2^n, each side rounded down */
static void
test_work (void)
{
  const gdouble forward =
      9.0 * (260.0 * 230 * (3 * 4 + 4 * 4) + 130.0 * 115 * (4 * 8 + 8 * 8) +
             65.0 * 57 * (8 * 16 + 2 * 16 * 16) + 32.0 * 28 * (16 * 32 + 32 * 32));
  Case test;
  FvEstimate of_activations;

  case_init (&test, KIND_ACTIVATIONS);
  g_assert_true (estimate (&test, &of_activations, NULL));
  g_assert_cmpfloat_with_epsilon (of_activations.work, forward, 1.0);
  case_clear (&test);
}

static void
test_memory (gconstpointer data)
{
  Case test;
  FvEstimate estimated, same;

  case_init (&test, GPOINTER_TO_INT (data));
  g_assert_true (estimate (&test, &estimated, NULL));
  g_assert_cmpuint (estimated.memory, >, fv_image_get_n_values (test.picture) * 4);
  test.settings.memory = (gint)(estimated.memory / MIB) + 1;
  g_assert_true (estimate (&test, &same, NULL));
  g_assert_cmpuint (same.memory, ==, estimated.memory);
  g_assert_true (run (&test, NULL));
  case_clear (&test);
}

/* What is refused is refused by the estimate, in the same words. */
static void
assert_same_error (Case *test, FvError code)
{
  g_autoptr (GError) of_estimate = NULL, of_run = NULL;
  FvEstimate estimated;

  g_assert_false (estimate (test, &estimated, &of_estimate));
  g_assert_error (of_estimate, FV_ERROR, (gint)code);
  g_assert_false (run (test, &of_run));
  g_assert_cmpstr (of_run->message, ==, of_estimate->message);
  g_assert_cmpint (test->n_told, ==, 0);
}

static void
test_refused (gconstpointer data)
{
  Case test;

  case_init (&test, GPOINTER_TO_INT (data));
  test.settings.memory = 1;
  assert_same_error (&test, FV_ERROR_MEMORY);
  test.settings.memory = 0;
  test.settings.longest_side = test.kind == KIND_CLASS ? 100 : 6;
  assert_same_error (&test, FV_ERROR_SIZE);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  const gchar *names[N_KINDS] = { "filter", "class", "activations" };

  g_test_init (&argc, &argv, NULL);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      const struct
      {
        const gchar *name;
        GTestDataFunc func;
      } tests[] = { { "progress", test_progress },
                    { "cancel", test_cancel },
                    { "memory", test_memory },
                    { "refused", test_refused } };

      for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
        {
          g_autofree gchar *path =
              g_strdup_printf ("/maps-work/%s/%s", tests[i].name, names[kind]);

          g_test_add_data_func (path, GINT_TO_POINTER (kind), tests[i].func);
        }
    }
  g_test_add_func ("/maps-work/little-memory", test_little_memory);
  g_test_add_func ("/maps-work/work", test_work);
  return g_test_run ();
}
