/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The classifier: against float64 PyTorch, against itself on parts of the map, with any
 * number of threads; and the classes' names and probabilities. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/memory.h"
#include "base/random.h"
#include "pass/classifier-pass.h"

#define ERROR 1e-5

/* Those of tests/golden/make_classifier_golden.py */
#define N_CHANNELS 12
#define N_CLASSES  12
#define MAP_SEED   6020
#define CLASS      5

static const gint n_outputs[FV_N_DENSE] = { 300, 20, N_CLASSES };

typedef struct
{
  gint width;
  gint height;
} Size;

static const Size sizes[] = { { 7, 7 }, { 8, 9 }, { 7, 12 }, { 14, 15 } };

static void
init_map (FvMap *map, gint width, gint height)
{
  *map = (FvMap){ height, width, N_CHANNELS, height, NULL };
  map->data = fv_memory_new_floats (fv_map_get_n_values (map), NULL);
}

static void
make_map (FvMap *map, gint width, gint height)
{
  init_map (map, width, height);
  for (gsize i = 0; i < fv_map_get_n_values (map); i++)
    map->data[i] = MAX (fv_random_normal (MAP_SEED, i), 0);
}

static void
compute (const FvClassifier *classifier, const FvMap *pooled, gint n_threads,
         gfloat *logits, FvMap *gradient)
{
  GError *error = NULL;
  g_autoptr (FvClassifierPass) pass = fv_classifier_pass_new (
      classifier, pooled->width, pooled->height, n_threads, &error);

  g_assert_no_error (error);
  fv_classifier_forward (pass, pooled, logits, NULL, &error);
  g_assert_no_error (error);
  if (gradient == NULL)
    return;
  fv_classifier_backward (pass, (CLASS + 1) % N_CLASSES, gradient, NULL, &error);
  fv_classifier_backward (pass, CLASS, gradient, NULL, &error);
  g_assert_no_error (error);
}

static void
test_golden (gconstpointer data)
{
  const Size *size = data;
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
  g_autoptr (FvImage) logits =
      read_golden ("classifier-%dx%d-logits.npy", size->width, size->height);
  g_autoptr (FvImage) expected =
      read_golden ("classifier-%dx%d-gradient.npy", size->width, size->height);
  gfloat values[N_CLASSES];
  FvMap pooled, gradient;

  make_map (&pooled, size->width, size->height);
  init_map (&gradient, size->width, size->height);
  compute (classifier, &pooled, 0, values, &gradient);
  g_assert_cmpint (fv_image_get_n_values (logits), ==, N_CLASSES);
  g_assert_cmpfloat (get_relative_error (values, logits->data, N_CLASSES), <, ERROR);
  g_assert_cmpint (fv_image_get_n_values (expected), ==, fv_map_get_n_values (&gradient));
  g_assert_cmpfloat (get_relative_error (gradient.data, expected->data,
                                         fv_image_get_n_values (expected)),
                     <, ERROR);
  fv_memory_free (pooled.data);
  fv_memory_free (gradient.data);
}

static void
cut_map (const FvMap *map, gint left, gint top, FvMap *part)
{
  for (gint y = 0; y < part->height; y++)
    memcpy (fv_map_get_row (part, y), fv_map_get_row (map, top + y) + left * N_CHANNELS,
            fv_map_get_row_size (part) * sizeof (gfloat));
}

/* The logits of a map are the mean of those of all its parts of 7 × 7. */
static void
test_parts (void)
{
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
  gfloat logits[N_CLASSES], part_logits[N_CLASSES], mean[N_CLASSES] = { 0 };
  FvMap pooled, part;

  make_map (&pooled, 9, 8);
  init_map (&part, 7, 7);
  compute (classifier, &pooled, 1, logits, NULL);
  for (gint position = 0; position < 6; position++)
    {
      cut_map (&pooled, position % 3, position / 3, &part);
      compute (classifier, &part, 1, part_logits, NULL);
      for (gint i = 0; i < N_CLASSES; i++)
        mean[i] += part_logits[i] / 6;
    }
  g_assert_cmpfloat (get_relative_error (logits, mean, N_CLASSES), <, ERROR);
  fv_memory_free (pooled.data);
  fv_memory_free (part.data);
}

static void
test_threads (void)
{
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
  gfloat logits[N_CLASSES], other_logits[N_CLASSES];
  FvMap pooled, gradient, other;

  make_map (&pooled, 14, 15);
  init_map (&gradient, 14, 15);
  init_map (&other, 14, 15);
  compute (classifier, &pooled, 1, logits, &gradient);
  for (gint n_threads = 2; n_threads < 6; n_threads++)
    {
      compute (classifier, &pooled, n_threads, other_logits, &other);
      g_assert_cmpmem (logits, sizeof logits, other_logits, sizeof logits);
      g_assert_cmpmem (gradient.data, fv_map_get_n_values (&gradient) * sizeof (gfloat),
                       other.data, fv_map_get_n_values (&other) * sizeof (gfloat));
    }
  fv_memory_free (pooled.data);
  fv_memory_free (gradient.data);
  fv_memory_free (other.data);
}

static void
test_small (void)
{
  static const Size small[] = { { 6, 7 }, { 7, 6 }, { 0, 0 } };
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);

  for (gsize i = 0; i < G_N_ELEMENTS (small); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fv_classifier_pass_new (classifier, small[i].width, small[i].height,
                                             1, &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_SIZE);
      g_assert_nonnull (strstr (error->message, "224 × 224"));
    }
}

/* Weights that are no numbers, or so large that no scores come of them */
static void
test_not_finite (void)
{
  static const gfloat values[] = { NAN, -NAN, INFINITY, 3e38f };
  FvMap pooled;

  make_map (&pooled, 8, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (values) * FV_N_DENSE; i++)
    {
      g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
      g_autoptr (FvClassifierPass) pass =
          fv_classifier_pass_new (classifier, 8, 7, 1, NULL);
      g_autoptr (GError) error = NULL;
      FvDense *layer = &classifier->layers[i % FV_N_DENSE];
      gfloat logits[N_CLASSES];

      for (gint k = 0; k < layer->n_inputs; k++)
        layer->kernel[k * layer->n_outputs + 3] = values[i / FV_N_DENSE];
      g_assert_false (fv_classifier_forward (pass, &pooled, logits, NULL, &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
      g_assert_nonnull (strstr (error->message, "Choose another weights file"));
    }
  fv_memory_free (pooled.data);
}

static void
test_cancelled (void)
{
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
  g_autoptr (FvClassifierPass) pass = fv_classifier_pass_new (classifier, 8, 7, 1, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gfloat logits[N_CLASSES];
  FvMap pooled, gradient;

  make_map (&pooled, 8, 7);
  init_map (&gradient, 8, 7);
  g_assert_true (fv_classifier_forward (pass, &pooled, logits, cancellable, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (fv_classifier_forward (pass, &pooled, logits, cancellable, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (fv_classifier_backward (pass, CLASS, &gradient, cancellable, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
  fv_memory_free (pooled.data);
  fv_memory_free (gradient.data);
}

static void
test_memory (void)
{
  g_autoptr (FvClassifier) classifier = make_classifier (N_CHANNELS, n_outputs);
  const guint64 row = (588 + 300 + 20 + 12) * 4, flags = 320;

  g_assert_cmpint (fv_classifier_get_memory (classifier), ==,
                   4 * (589 * 300 + 301 * 20 + 21 * 12));
  g_assert_cmpint (fv_classifier_pass_get_memory (classifier, 7, 7), ==, row + flags);
  g_assert_cmpint (fv_classifier_pass_get_memory (classifier, 14, 15), ==,
                   64 * row + 72 * flags);
}

/* Ranks --------------------------------------------------------------------------- */

static void
assert_ranks (const gfloat *logits, gint n_classes, const gint *expected, gint n_best)
{
  FvClassScore best[8];
  gdouble sum = 0;

  for (gint i = 0; i < n_classes; i++)
    sum += exp (logits[i] - logits[expected[0]]);
  fv_logits_rank (logits, n_classes, best, n_best);
  for (gint i = 0; i < n_best; i++)
    {
      gdouble probability =
          expected[i] < 0 ? 0 : exp (logits[expected[i]] - logits[expected[0]]) / sum;

      g_assert_cmpint (best[i].class_index, ==, expected[i]);
      g_assert_cmpfloat_with_epsilon (best[i].probability, probability, 1e-12);
      if (expected[i] >= 0)
        g_assert_cmpfloat (
            fv_logits_get_probability (logits, n_classes, best[i].class_index), ==,
            best[i].probability);
    }
}

static void
test_ranks (void)
{
  static const gfloat logits[] = { 1, 3, -2, 3, 2.5f, 1 };
  static const gint ranks[] = { 1, 3, 4, 0, 5, 2, -1, -1 };
  static const gfloat extreme[] = { -1000, 1000, 999, -3e38f };
  static const gint extreme_ranks[] = { 1, 2, 0, 3, -1 };

  for (gint n_best = 1; n_best <= 8; n_best++)
    assert_ranks (logits, G_N_ELEMENTS (logits), ranks, n_best);
  assert_ranks (extreme, G_N_ELEMENTS (extreme), extreme_ranks, FV_N_BEST_CLASSES);
}

/* Names --------------------------------------------------------------------------- */

static void
assert_name (const FvClassifier *classifier, gint class_index, const gchar *expected)
{
  g_autofree gchar *name = fv_classifier_get_class_name (classifier, class_index);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_names (void)
{
  const gint imagenet[FV_N_DENSE] = { 1, 1, 1000 }, other[FV_N_DENSE] = { 1, 1, 999 };
  g_autoptr (FvClassifier) classifier = fv_classifier_new (1, imagenet, NULL);
  g_autoptr (FvClassifier) unnamed = fv_classifier_new (1, other, NULL);

  g_assert_cmpint (fv_classifier_get_n_classes (classifier), ==, 1000);
  assert_name (classifier, 0, "tench");
  assert_name (classifier, 207, "golden retriever");
  assert_name (classifier, 281, "tabby");
  assert_name (classifier, 999, "toilet tissue");
  for (gint i = 0; i < 1000; i++)
    {
      g_autofree gchar *name = fv_classifier_get_class_name (classifier, i);

      g_assert_true (g_ascii_isalpha (name[0]));
    }
  g_assert_cmpint (fv_classifier_get_n_classes (unnamed), ==, 999);
  assert_name (unnamed, 281, "class 281");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/core/classifier/golden/%dx%d",
                                                sizes[i].width, sizes[i].height);

      g_test_add_data_func (path, &sizes[i], test_golden);
    }
  g_test_add_func ("/core/classifier/parts", test_parts);
  g_test_add_func ("/core/classifier/threads", test_threads);
  g_test_add_func ("/core/classifier/small", test_small);
  g_test_add_func ("/core/classifier/not-finite", test_not_finite);
  g_test_add_func ("/core/classifier/cancelled", test_cancelled);
  g_test_add_func ("/core/classifier/memory", test_memory);
  g_test_add_func ("/core/classifier/ranks", test_ranks);
  g_test_add_func ("/core/classifier/names", test_names);
  return g_test_run ();
}
