/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every kernel against its naive reference, and against itself with other numbers of
 * threads. */

#include <string.h>

#include "../helpers.h"
#include "../reference.h"
#include "base/memory.h"
#include "base/random.h"
#include "layers/narrow.h"
#include "layers/winograd.h"

#define CONVOLUTION_ERROR 3e-6 /* single precision, sums of up to 9 × 70 products */
#define WINOGRAD_ERROR    1e-5 /* that of 4×4 tiles */

static FvMap
new_map (gint height, gint width, gint channels, guint64 seed)
{
  FvMap map = { height, width, channels, height, NULL };
  gsize n = fv_map_get_n_values (&map);

  map.data = fv_memory_new_floats (n, NULL);
  for (gsize i = 0; i < n; i++)
    map.data[i] = fv_random_uniform (seed, i) - 0.5;
  return map;
}

static void
check_same (const FvMap *map, const FvMap *expected, gdouble limit)
{
  g_assert_cmpfloat (
      get_relative_error (map->data, expected->data, fv_map_get_n_values (map)), <,
      limit);
}

static FvConvolution *
new_convolution (gint n_inputs, gint n_filters)
{
  FvConvolution *convolution = fv_convolution_new (n_inputs, n_filters, NULL);

  for (gint i = 0; i < 9 * n_inputs * n_filters; i++)
    convolution->kernel[i] = fv_random_normal (1, i);
  for (gint i = 0; i < n_filters; i++)
    convolution->bias[i] = fv_random_normal (2, i);
  return convolution;
}

/* A convolution with what follows it, and the maps of both directions */
typedef struct
{
  FvConvolution *convolution;
  FvMask mask;
  FvMap input;
  FvMap output;
  FvMap output_gradient;
  FvMap input_gradient;
} Layer;

static Layer
new_layer (gint height, gint width, gint n_inputs, gint n_filters, gboolean has_relu,
           gboolean pools)
{
  Layer layer = { new_convolution (n_inputs, n_filters),
                  { height, height, width, n_filters, pools, NULL } };
  gint stride = pools ? 2 : 1;

  if (has_relu)
    layer.mask.bits = g_malloc0 (fv_mask_get_size (&layer.mask));
  layer.input = new_map (height, width, n_inputs, 3);
  layer.output = new_map (height / stride, width / stride, n_filters, 4);
  layer.output_gradient = new_map (height / stride, width / stride, n_filters, 5);
  layer.input_gradient = new_map (height, width, n_inputs, 6);
  return layer;
}

static void
free_layer (Layer *layer)
{
  fv_convolution_free (layer->convolution);
  g_free (layer->mask.bits);
  fv_memory_free (layer->input.data);
  fv_memory_free (layer->output.data);
  fv_memory_free (layer->output_gradient.data);
  fv_memory_free (layer->input_gradient.data);
}

/* The same by the reference, into the same maps */
static void
run_reference (Layer *layer)
{
  FvMap before =
      new_map (layer->input.height, layer->input.width, layer->convolution->n_filters, 7);
  FvMap gradient =
      new_map (layer->input.height, layer->input.width, layer->convolution->n_filters, 8);
  gsize n = fv_map_get_n_values (&before);
  gboolean has_relu = layer->mask.bits != NULL;

  reference_convolution_forward (layer->convolution, &layer->input, &before);
  for (gsize i = 0; has_relu && i < n; i++)
    before.data[i] = MAX (before.data[i], 0.0f);
  if (layer->mask.pools)
    {
      reference_max_pooling_forward (&before, &layer->output);
      reference_max_pooling_backward (&before, &layer->output_gradient, &gradient);
    }
  else
    {
      memcpy (layer->output.data, before.data, n * sizeof (gfloat));
      memcpy (gradient.data, layer->output_gradient.data, n * sizeof (gfloat));
    }
  for (gsize i = 0; has_relu && i < n; i++)
    if (before.data[i] == 0.0f)
      gradient.data[i] = 0.0f;
  reference_convolution_backward (layer->convolution, &gradient, &layer->input_gradient);
  fv_memory_free (before.data);
  fv_memory_free (gradient.data);
}

/* How rows @first … @end - 1 of both directions are done */
typedef void (*RunFunc) (Layer *layer, gint first, gint end, FvWorkers *workers);

static void
run_direct (Layer *layer, gint first, gint end, FvWorkers *workers)
{
  fv_convolution_forward (layer->convolution, &layer->input, first, end, &layer->mask,
                          &layer->output, workers);
  fv_convolution_backward (layer->convolution, &layer->output_gradient, &layer->mask,
                           first, end, &layer->input_gradient, workers);
}

static void
run_narrow (Layer *layer, gint first, gint end, FvWorkers *workers)
{
  FvNarrow *narrow = fv_narrow_new (layer->convolution, NULL);

  fv_narrow_forward (narrow, &layer->input, first, end, &layer->mask, &layer->output,
                     workers);
  fv_narrow_backward (narrow, &layer->output_gradient, &layer->mask, first, end,
                      &layer->input_gradient, workers);
  fv_narrow_free (narrow);
}

/* Frees @winograd. */
static void
run_winograd (Layer *layer, FvWinograd *winograd, gint first, gint end,
              FvWorkers *workers)
{
  fv_winograd_forward (winograd, &layer->input, first, end, &layer->mask, &layer->output,
                       workers);
  fv_winograd_backward (winograd, &layer->output_gradient, &layer->mask, first, end,
                        &layer->input_gradient, workers);
  fv_winograd_free (winograd);
}

static void
run_winograd_2x2 (Layer *layer, gint first, gint end, FvWorkers *workers)
{
  run_winograd (layer,
                fv_winograd_new (layer->convolution, FV_TILES_SMALL, workers, NULL),
                first, end, workers);
}

static void
run_winograd_4x4 (Layer *layer, gint first, gint end, FvWorkers *workers)
{
  run_winograd (layer, fv_winograd_new (layer->convolution, FV_TILES_WIDE, workers, NULL),
                first, end, workers);
}

typedef struct
{
  gint height, width, n_inputs, n_filters;
} Shape;

static gsize
get_scratch (const Layer *layer)
{
  gint n_inputs = layer->convolution->n_inputs;
  gint n_filters = layer->convolution->n_filters;

  return MAX (MAX (fv_convolution_get_scratch (n_inputs, n_filters),
                   fv_narrow_get_scratch (n_inputs, n_filters)),
              MAX (fv_winograd_get_scratch (layer->convolution, FALSE),
                   fv_winograd_get_scratch (layer->convolution, TRUE)));
}

/* @run on a shape, with all that can follow, against the reference and with other
 * numbers of threads */
static void
check_shape (RunFunc run, const Shape *s, gboolean has_relu, gboolean pools,
             gdouble limit)
{
  Layer expected =
      new_layer (s->height, s->width, s->n_inputs, s->n_filters, has_relu, pools);
  Layer first = { NULL };

  run_reference (&expected);
  for (gint n_threads = 1; n_threads <= 3; n_threads++)
    {
      Layer layer =
          new_layer (s->height, s->width, s->n_inputs, s->n_filters, has_relu, pools);
      FvWorkers *workers = fv_workers_new (n_threads, get_scratch (&layer), NULL);

      /* backward, rows need the mask of those below */
      run (&layer, 0, s->height, workers);
      for (gint y = 0; y < s->height; y += 8 * n_threads)
        run (&layer, y, MIN (y + 8 * n_threads, s->height), workers);
      check_same (&layer.output, &expected.output, limit);
      check_same (&layer.input_gradient, &expected.input_gradient, limit);
      fv_workers_free (workers);
      if (n_threads == 1)
        {
          first = layer;
          continue;
        }
      g_assert_cmpmem (first.output.data, fv_map_get_n_values (&first.output) * 4,
                       layer.output.data, fv_map_get_n_values (&layer.output) * 4);
      g_assert_cmpmem (first.input_gradient.data, fv_map_get_n_values (&first.input) * 4,
                       layer.input_gradient.data, fv_map_get_n_values (&layer.input) * 4);
      free_layer (&layer);
    }
  free_layer (&first);
  free_layer (&expected);
}

static void
check_shapes (RunFunc run, const Shape *shapes, guint n_shapes, gdouble limit)
{
  for (guint i = 0; i < n_shapes; i++)
    {
      check_shape (run, &shapes[i], FALSE, FALSE, limit);
      check_shape (run, &shapes[i], TRUE, FALSE, limit);
      if (MIN (shapes[i].height, shapes[i].width) > 1)
        check_shape (run, &shapes[i], TRUE, TRUE, limit);
    }
}

/* One position, one row, one column, several patches, one filter, the first layer's three
 * inputs, and channels that are no multiple of a vector */
static void
test_direct (void)
{
  const Shape shapes[] = {
    { 1, 1, 3, 5 },    { 1, 9, 4, 4 },    { 9, 1, 4, 1 },   { 2, 2, 1, 1 },
    { 5, 7, 3, 64 },   { 31, 33, 8, 16 }, { 8, 8, 64, 70 }, { 64, 64, 16, 1 },
    { 23, 70, 35, 7 }, { 3, 300, 5, 20 },
  };

  check_shapes (run_direct, shapes, G_N_ELEMENTS (shapes), CONVOLUTION_ERROR);
}

/* Few inputs and few filters, in one patch and in several */
static void
test_narrow (void)
{
  const Shape shapes[] = {
    { 1, 1, 3, 64 },    { 9, 1, 16, 1 },   { 2, 2, 3, 16 },    { 33, 31, 3, 64 },
    { 40, 150, 3, 32 }, { 17, 70, 48, 1 }, { 21, 130, 4, 16 }, { 13, 14, 32, 3 },
  };

  check_shapes (run_narrow, shapes, G_N_ELEMENTS (shapes), CONVOLUTION_ERROR);
}

/* Tiles cut off at the right and below, one position, one block and several */
static const Shape winograd_shapes[] = {
  { 1, 1, 16, 16 },   { 1, 9, 16, 32 },     { 9, 1, 48, 16 },    { 6, 7, 64, 64 },
  { 33, 31, 32, 16 }, { 15, 17, 144, 128 }, { 21, 13, 16, 160 }, { 34, 50, 16, 48 },
};

/* Tiles of 2×2 have a ReLU behind them; without one nothing is decided. */
static void
check_winograd (RunFunc run, gdouble limit)
{
  for (guint i = 0; i < G_N_ELEMENTS (winograd_shapes); i++)
    {
      const Shape *s = &winograd_shapes[i];

      check_shape (run, s, TRUE, FALSE, limit);
      if (MIN (s->height, s->width) > 1)
        check_shape (run, s, TRUE, TRUE, limit);
    }
}

static void
test_winograd_2x2 (void)
{
  check_winograd (run_winograd_2x2, WINOGRAD_ERROR);
}

static void
test_winograd_4x4 (void)
{
  check_winograd (run_winograd_4x4, WINOGRAD_ERROR);
}

/* The layer by a kernel that has a place of its own, or one that it shares with the two
 * directions of another layer, or none */
static void
check_same_as_kept (const Shape *s, FvTiles tiles, gboolean shares)
{
  Layer kept = new_layer (s->height, s->width, s->n_inputs, s->n_filters, TRUE, FALSE);
  Layer other = new_layer (s->height, s->width, s->n_inputs, s->n_filters, TRUE, FALSE);
  FvWorkers *workers = fv_workers_new (2, get_scratch (&kept), NULL);
  FvSharedKernel *shared =
      fv_shared_kernel_new (fv_winograd_get_shared_size (kept.convolution), NULL);

  for (gint i = 0; i < 2; i++) /* the place is used again */
    {
      run_winograd (&kept, fv_winograd_new (kept.convolution, tiles, workers, NULL), 0,
                    s->height, workers);
      run_winograd (
          &other, fv_winograd_new_lean (other.convolution, tiles, shares ? shared : NULL),
          0, s->height, workers);
      g_assert_cmpmem (kept.output.data, fv_map_get_n_values (&kept.output) * 4,
                       other.output.data, fv_map_get_n_values (&other.output) * 4);
      g_assert_cmpmem (kept.input_gradient.data, fv_map_get_n_values (&kept.input) * 4,
                       other.input_gradient.data, fv_map_get_n_values (&other.input) * 4);
      /* then by other kernels */
      for (gint k = 0; k < 9 * s->n_inputs * s->n_filters; k++)
        kept.convolution->kernel[k] = other.convolution->kernel[k] =
            fv_random_normal (3, k);
    }
  fv_shared_kernel_free (shared);
  fv_workers_free (workers);
  free_layer (&kept);
  free_layer (&other);
}

/* Kernels that are transformed each time give the same bits as those that are kept. */
static void
test_lean (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (winograd_shapes); i++)
    for (FvTiles tiles = 0; tiles < FV_N_TILES; tiles++)
      {
        check_same_as_kept (&winograd_shapes[i], tiles, FALSE);
        check_same_as_kept (&winograd_shapes[i], tiles, TRUE);
      }
}

/* Rows that have a place in turns, as a pass has them */
static void
test_streaming (void)
{
  const gint height = 37, width = 22;
  Layer expected = new_layer (height, width, 16, 32, TRUE, TRUE);
  Layer layer = new_layer (height, width, 16, 32, TRUE, TRUE);
  FvWorkers *workers = fv_workers_new (2, get_scratch (&layer), NULL);
  FvWinograd *winograd =
      fv_winograd_new (layer.convolution, FV_TILES_WIDE, workers, NULL);
  FvMap whole = layer.input;
  gsize row_size = fv_map_get_row_size (&whole);

  fv_winograd_forward (winograd, &whole, 0, height, &expected.mask, &expected.output,
                       workers);
  layer.input = new_map (6, width, 16, 9);
  layer.input.height = height;
  for (gint first = 0, there = 0; first < height; first += 4)
    {
      for (; there < MIN (first + 5, height); there++)
        memcpy (fv_map_get_row (&layer.input, there), fv_map_get_row (&whole, there),
                row_size * sizeof (gfloat));
      fv_winograd_forward (winograd, &layer.input, first, MIN (first + 4, height),
                           &layer.mask, &layer.output, workers);
    }
  g_assert_cmpmem (expected.output.data, fv_map_get_n_values (&expected.output) * 4,
                   layer.output.data, fv_map_get_n_values (&layer.output) * 4);
  fv_winograd_free (winograd);
  fv_workers_free (workers);
  fv_memory_free (whole.data);
  free_layer (&layer);
  free_layer (&expected);
}

/* The first of equals wins a pooling, and where nothing is positive nothing passes, or
 * what is redirected: to the first. */
static void
test_redirected_mask (void)
{
  gfloat kernel[9] = { 0, 0, 0, 0, 1, 0, 0, 0, 0 }, bias[1] = { 0 };
  FvConvolution convolution = { 1, 1, 3, 3, 1, kernel, bias };
  gfloat values[] = { 1, 1, -1, -2, 1, 0, 0, -3 };
  gfloat output[2], gradient[] = { 7, 8 }, input_gradient[8];
  const gfloat passed[] = { 7, 0, 0, 0, 0, 0, 0, 0 };
  const gfloat redirected[] = { 7, 0, 8, 0, 0, 0, 0, 0 };
  guint8 bits[16] = { 0 };
  FvMask mask = { 2, 2, 4, 1, TRUE, bits };
  FvMap input = { 2, 4, 1, 2, values }, small = { 1, 2, 1, 1, output };
  FvMap small_gradient = { 1, 2, 1, 1, gradient }, back = { 2, 4, 1, 2, input_gradient };
  FvWorkers *workers = fv_workers_new (1, fv_convolution_get_scratch (1, 1), NULL);

  fv_convolution_forward (&convolution, &input, 0, 2, &mask, &small, workers);
  g_assert_cmpfloat (output[0], ==, 1.0f);
  g_assert_cmpfloat (output[1], ==, 0.0f);
  g_assert_true (fv_mask_passes (&mask, &small_gradient, 0, 1));
  fv_convolution_backward (&convolution, &small_gradient, &mask, 0, 2, &back, workers);
  g_assert_cmpmem (input_gradient, sizeof input_gradient, passed, sizeof passed);
  fv_mask_redirect (&mask, &small_gradient, 0, 1);
  fv_convolution_backward (&convolution, &small_gradient, &mask, 0, 2, &back, workers);
  g_assert_cmpmem (input_gradient, sizeof input_gradient, redirected, sizeof redirected);
  gradient[0] = 0;
  gradient[1] = -1;
  memset (bits, 0, sizeof bits);
  g_assert_false (fv_mask_passes (&mask, &small_gradient, 0, 1));
  fv_mask_redirect (&mask, &small_gradient, 0, 1);
  g_assert_cmpint (bits[0] | bits[4], ==, 0);
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
      gdouble value = fv_random_normal (9, i);

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
  g_test_add_func ("/convolution/direct", test_direct);
  g_test_add_func ("/convolution/narrow", test_narrow);
  g_test_add_func ("/convolution/winograd-2x2", test_winograd_2x2);
  g_test_add_func ("/convolution/winograd-4x4", test_winograd_4x4);
  g_test_add_func ("/convolution/lean", test_lean);
  g_test_add_func ("/convolution/streaming", test_streaming);
  g_test_add_func ("/mask/redirected", test_redirected_mask);
  return g_test_run ();
}
