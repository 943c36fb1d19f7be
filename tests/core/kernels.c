/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every kernel against its naive reference, and against itself with other numbers of
 * threads. */

#include <string.h>

#include "helpers.h"
#include "memory.h"
#include "pooling.h"
#include "random.h"
#include "reference.h"
#include "relu.h"
#include "winograd.h"

#define CONVOLUTION_ERROR 3e-6 /* single precision, sums of up to 9 × 70 products */
#define WINOGRAD_ERROR    1e-5 /* that of 4×4 tiles */
#define SCRATCH_CHANNELS  80
#define SHARED_VALUES     (36 * 400 * 256) /* up to 400 tiles, 256 channels both sides */

static FvMap
new_map (gint height, gint width, gint channels, guint64 seed)
{
  FvMap map = { height, width, channels, NULL };
  gsize n = fv_map_get_n_values (&map);

  map.data = fv_memory_new_floats (n, NULL);
  for (gsize i = 0; i < n; i++)
    map.data[i] = fv_random_uniform (seed, i) - 0.5;
  return map;
}

static FvWorkers *
new_workers (gint n_threads)
{
  return fv_workers_new (n_threads, fv_convolution_get_scratch (SCRATCH_CHANNELS),
                         SHARED_VALUES, NULL);
}

static FvConvolution *
new_convolution (gint n_inputs, gint n_filters)
{
  FvConvolution *convolution = fv_convolution_new (n_inputs, n_filters, NULL);

  for (gint i = 0; i < 9 * n_inputs * n_filters; i++)
    convolution->kernel[i] = get_normal (1, i);
  for (gint i = 0; i < n_filters; i++)
    convolution->bias[i] = get_normal (2, i);
  return convolution;
}

typedef struct
{
  gint height, width, n_inputs, n_filters;
} Shape;

/* One position, one row, one column, several chunks, one filter, the first layer's three
 * inputs, and a last chunk that is short */
static const Shape shapes[] = {
  { 1, 1, 3, 5 },    { 1, 9, 4, 4 },    { 9, 1, 4, 1 },
  { 2, 2, 1, 1 },    { 5, 7, 3, 64 },   { 31, 33, 8, 16 },
  { 64, 64, 16, 1 }, { 23, 70, 70, 7 }, { 8, 8, 64, 70 },
};

static void
check_same (const FvMap *map, const FvMap *expected, gdouble limit)
{
  g_assert_cmpfloat (
      get_relative_error (map->data, expected->data, fv_map_get_n_values (map)), <,
      limit);
}

/* Runs @fast and @reference on equal maps of each shape; backward, maps of filters are
 * the sources. */
static void
compare (gboolean backward,
         void (*fast) (const FvConvolution *convolution, const FvMap *source,
                       FvMap *target, FvWorkers *workers),
         void (*reference) (const FvConvolution *convolution, const FvMap *source,
                            FvMap *target))
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const Shape *s = &shapes[i];
      g_autoptr (FvConvolution) convolution = new_convolution (s->n_inputs, s->n_filters);
      gint n_source = backward ? s->n_filters : s->n_inputs;
      gint n_target = backward ? s->n_inputs : s->n_filters;
      FvMap source = new_map (s->height, s->width, n_source, 3);
      FvMap target = new_map (s->height, s->width, n_target, 4);
      FvMap expected = new_map (s->height, s->width, n_target, 5);
      FvWorkers *workers = new_workers (2);

      fast (convolution, &source, &target, workers);
      reference (convolution, &source, &expected);
      check_same (&target, &expected, CONVOLUTION_ERROR);
      fv_workers_free (workers);
      fv_memory_free (source.data);
      fv_memory_free (target.data);
      fv_memory_free (expected.data);
    }
}

static void
test_convolution_forward (void)
{
  compare (FALSE, fv_convolution_forward, reference_convolution_forward);
}

static void
test_convolution_backward (void)
{
  compare (TRUE, fv_convolution_backward, reference_convolution_backward);
}

static void
test_single_filter (void)
{
  g_autoptr (FvConvolution) convolution = new_convolution (6, 5);
  g_autoptr (FvConvolution) single =
      fv_convolution_new_single_filter (convolution, 3, NULL);
  FvMap input = new_map (7, 8, 6, 3), output = new_map (7, 8, 1, 4),
        all = new_map (7, 8, 5, 5);
  FvWorkers *workers = new_workers (1);

  fv_convolution_forward (single, &input, &output, workers);
  reference_convolution_forward (convolution, &input, &all);
  for (gint i = 0; i < 7 * 8; i++)
    g_assert_cmpfloat_with_epsilon (output.data[i], all.data[i * 5 + 3], 1e-4);
  fv_workers_free (workers);
  fv_memory_free (input.data);
  fv_memory_free (output.data);
  fv_memory_free (all.data);
}

/* Tiles cut off at the right and below, one position, few and many channels, channels
 * that are no multiple of a vector, blocks and all tiles together */
static const Shape winograd_shapes[] = {
  { 1, 1, 16, 16 },   { 1, 9, 17, 20 },     { 9, 1, 16, 33 },     { 6, 7, 64, 64 },
  { 33, 31, 20, 18 }, { 15, 17, 130, 126 }, { 20, 13, 127, 130 },
};

static void
test_winograd (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (winograd_shapes); i++)
    {
      const Shape *s = &winograd_shapes[i];
      g_autoptr (FvConvolution) convolution = new_convolution (s->n_inputs, s->n_filters);
      FvMap input = new_map (s->height, s->width, s->n_inputs, 3);
      FvMap output = new_map (s->height, s->width, s->n_filters, 4);
      FvMap expected = new_map (s->height, s->width, s->n_filters, 5);
      FvMap gradient = new_map (s->height, s->width, s->n_inputs, 6);
      FvMap expected_gradient = new_map (s->height, s->width, s->n_inputs, 7);
      FvWorkers *workers =
          fv_workers_new (3, fv_winograd_get_scratch (convolution), SHARED_VALUES, NULL);
      FvWinograd *winograd = fv_winograd_new (convolution, workers, NULL);

      g_assert_cmpuint (fv_winograd_get_shared (convolution, &input), <=, SHARED_VALUES);
      fv_winograd_forward (winograd, &input, &output, workers);
      reference_convolution_forward (convolution, &input, &expected);
      check_same (&output, &expected, CONVOLUTION_ERROR);
      fv_winograd_backward (winograd, &output, &gradient, workers);
      reference_convolution_backward (convolution, &output, &expected_gradient);
      check_same (&gradient, &expected_gradient, WINOGRAD_ERROR);
      fv_winograd_free (winograd);
      fv_workers_free (workers);
      fv_memory_free (input.data);
      fv_memory_free (output.data);
      fv_memory_free (expected.data);
      fv_memory_free (gradient.data);
      fv_memory_free (expected_gradient.data);
    }
}

/* Runs the convolution both ways, in maps of its own. */
static void
run_both_ways (gint n_threads, FvMap *forward, FvMap *backward)
{
  g_autoptr (FvConvolution) convolution = new_convolution (20, 30);
  FvMap input = new_map (61, 47, 20, 3);
  FvWorkers *workers = new_workers (n_threads);

  *forward = new_map (61, 47, 30, 4);
  *backward = new_map (61, 47, 20, 5);
  fv_convolution_forward (convolution, &input, forward, workers);
  fv_convolution_backward (convolution, forward, backward, workers);
  fv_workers_free (workers);
  fv_memory_free (input.data);
}

static void
test_threads (void)
{
  FvMap forward, backward, other_forward, other_backward;

  run_both_ways (1, &forward, &backward);
  for (gint n_threads = 2; n_threads <= 5; n_threads++)
    {
      run_both_ways (n_threads, &other_forward, &other_backward);
      g_assert_cmpmem (forward.data, fv_map_get_n_values (&forward) * 4,
                       other_forward.data, fv_map_get_n_values (&forward) * 4);
      g_assert_cmpmem (backward.data, fv_map_get_n_values (&backward) * 4,
                       other_backward.data, fv_map_get_n_values (&backward) * 4);
      fv_memory_free (other_forward.data);
      fv_memory_free (other_backward.data);
    }
  fv_memory_free (forward.data);
  fv_memory_free (backward.data);
}

static void
test_max_pooling (void)
{
  const gint sizes[][2] = { { 2, 2 }, { 3, 2 }, { 2, 5 }, { 17, 31 }, { 64, 10 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint height = sizes[i][0], width = sizes[i][1];
      FvMap input = new_map (height, width, 5, 3);
      FvMap output = new_map (height / 2, width / 2, 5, 4);
      FvMap expected = new_map (height / 2, width / 2, 5, 5);
      FvMap gradient = new_map (height, width, 5, 6);
      FvMap expected_gradient = new_map (height, width, 5, 7);
      guint8 *winners = g_malloc (fv_map_get_n_values (&output));
      FvWorkers *workers = new_workers (2);

      fv_max_pooling_forward (&input, &output, winners, workers);
      reference_max_pooling_forward (&input, &expected);
      g_assert_cmpmem (output.data, fv_map_get_n_values (&output) * 4, expected.data,
                       fv_map_get_n_values (&output) * 4);
      fv_max_pooling_backward (&output, &gradient, winners, workers);
      reference_max_pooling_backward (&input, &output, &expected_gradient);
      g_assert_cmpmem (gradient.data, fv_map_get_n_values (&gradient) * 4,
                       expected_gradient.data, fv_map_get_n_values (&gradient) * 4);
      fv_workers_free (workers);
      g_free (winners);
      fv_memory_free (input.data);
      fv_memory_free (output.data);
      fv_memory_free (expected.data);
      fv_memory_free (gradient.data);
      fv_memory_free (expected_gradient.data);
    }
}

static void
test_relu (void)
{
  FvMap map = new_map (129, 131, 7, 3), before = new_map (129, 131, 7, 3);
  FvMap gradient = new_map (129, 131, 7, 4), incoming = new_map (129, 131, 7, 4);
  guint8 *mask = g_malloc (fv_relu_get_mask_size (&map));
  FvWorkers *workers = new_workers (3);

  fv_relu_forward (&map, mask, workers);
  fv_relu_backward (&gradient, mask, TRUE, workers);
  for (gsize i = 0; i < fv_map_get_n_values (&map); i++)
    {
      g_assert_cmpfloat (map.data[i], ==, MAX (before.data[i], 0.0f));
      g_assert_cmpfloat (gradient.data[i], ==,
                         before.data[i] > 0.0f ? incoming.data[i] : 0.0f);
    }
  fv_workers_free (workers);
  g_free (mask);
  fv_memory_free (map.data);
  fv_memory_free (before.data);
  fv_memory_free (gradient.data);
  fv_memory_free (incoming.data);
}

/* Where nothing was positive, a gradient passes that would raise the input. */
static void
test_redirected_relu (void)
{
  gfloat values[] = { -1, -2, -3, 0 };
  gfloat gradient[] = { 5, -6, 7, 8 };
  const gfloat redirected[] = { 5, 0, 7, 8 };
  const gfloat blocked[] = { 0, 0, 0, 0 };
  FvMap map = { 2, 2, 1, values }, back = { 2, 2, 1, gradient };
  guint8 mask[16];
  FvWorkers *workers = new_workers (1);

  fv_relu_forward (&map, mask, workers);
  fv_relu_backward (&back, mask, TRUE, workers);
  g_assert_cmpmem (gradient, sizeof gradient, redirected, sizeof redirected);
  fv_relu_backward (&back, mask, FALSE, workers);
  g_assert_cmpmem (gradient, sizeof gradient, blocked, sizeof blocked);
  fv_workers_free (workers);
}

/* The first numbers of SplitMix64 from seed 1234567, as Vigna's reference code gives
 * them */
static void
test_random (void)
{
  const guint64 expected[] = {
    G_GUINT64_CONSTANT (6457827717110365317),  G_GUINT64_CONSTANT (3203168211198807973),
    G_GUINT64_CONSTANT (9817491932198370423),  G_GUINT64_CONSTANT (4593380528125082431),
    G_GUINT64_CONSTANT (16408922859458223821),
  };
  gdouble sum = 0.0, squares = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (fv_random_bits (1234567, i), ==, expected[i]);
  for (gint i = 0; i < 100000; i++)
    {
      gdouble value = get_normal (9, i);

      sum += value;
      squares += value * value;
    }
  g_assert_cmpfloat_with_epsilon (sum / 100000, 0.0, 0.02);
  g_assert_cmpfloat_with_epsilon (squares / 100000, 1.0, 0.02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/splitmix64", test_random);
  g_test_add_func ("/convolution/forward", test_convolution_forward);
  g_test_add_func ("/convolution/backward", test_convolution_backward);
  g_test_add_func ("/convolution/single-filter", test_single_filter);
  g_test_add_func ("/convolution/threads", test_threads);
  g_test_add_func ("/winograd/both-ways", test_winograd);
  g_test_add_func ("/pooling/max", test_max_pooling);
  g_test_add_func ("/relu/plain", test_relu);
  g_test_add_func ("/relu/redirected", test_redirected_relu);
  return g_test_run ();
}
