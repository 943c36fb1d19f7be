/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Convolutions of any window against naive loops in double precision, and against
 * themselves: whole and in parts, with other numbers of threads, with kernels that are
 * kept and not. */

#include "ring.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "layers/window-convolution.h"

#define LIMIT 3e-6 /* relative to the largest value: single precision */

/* Each of rows and columns: size, stride, dilation, before, after, positions */
typedef struct
{
  gint rows[6];
  gint columns[6];
  gint groups, n_inputs, n_filters;
} Shape;

typedef struct
{
  const Shape *shape;
  FvConvolution *convolution;
  FvSpan rows;
  FvOperation operation;
  FvMap input;
  FvMap addend; /* of the output */
  FvMap output;
  FvMap output_gradient;
  FvMap input_gradient; /* where it is added to something, with that at first */
  gboolean adds;
} Layer;

static FvSpan
new_span (const gint values[6], gboolean is_column)
{
  FvWindowAxis axis = { values[0], values[1], values[2], values[3], values[4] };
  FvWindow window = { .rows = axis, .columns = axis };

  return fv_span_new (&window, is_column, values[5]);
}

static FvMap
new_map (gint height, gint width, gint channels, guint64 seed)
{
  FvMap map = { height, width, channels, height, NULL };

  map.data = fv_memory_new_floats (fv_map_get_n_values (&map), NULL);
  for (gsize i = 0; i < fv_map_get_n_values (&map); i++)
    map.data[i] = fv_random_uniform (seed, i) - 0.5;
  return map;
}

static FvConvolution *
new_convolution (const Shape *s)
{
  FvConvolution *convolution = fv_convolution_new_of_size (
      s->rows[0], s->columns[0], s->groups, s->n_inputs, s->n_filters, NULL);

  for (gsize i = 0; i < fv_convolution_get_n_weights (convolution); i++)
    convolution->kernel[i] = fv_random_uniform (1, i) - 0.5;
  for (gint i = 0; i < s->n_filters; i++)
    convolution->bias[i] = fv_random_uniform (2, i) - 0.5;
  return convolution;
}

/* @adds: whether the output is added to a map, and the input's gradient to what is there
 */
static Layer *
new_layer (const Shape *s, gboolean adds, gboolean lean)
{
  Layer *layer = g_new0 (Layer, 1);
  FvOperation *operation = &layer->operation;

  layer->shape = s;
  layer->convolution = new_convolution (s);
  layer->rows = new_span (s->rows, FALSE);
  operation->kind = FV_NODE_CONVOLUTION;
  layer->adds = adds;
  operation->n_inputs = adds ? 2 : 1;
  operation->channels = &layer->convolution->n_inputs;
  operation->n_channels = s->n_filters;
  operation->rows = &layer->rows;
  operation->columns = new_span (s->columns, TRUE);
  operation->convolution = layer->convolution;
  operation->activation = FV_NODE_IDENTITY;
  operation->records = TRUE;
  operation->lean = lean;
  layer->input = new_map (s->rows[5], s->columns[5], s->n_inputs, 3);
  layer->output =
      new_map (layer->rows.n_outputs, operation->columns.n_outputs, s->n_filters, 4);
  layer->addend =
      new_map (layer->rows.n_outputs, operation->columns.n_outputs, s->n_filters, 7);
  layer->output_gradient =
      new_map (layer->rows.n_outputs, operation->columns.n_outputs, s->n_filters, 5);
  layer->input_gradient = new_map (s->rows[5], s->columns[5], s->n_inputs, 6);
  g_assert_true (fv_window_convolution_prepare (operation, NULL));
  return layer;
}

static void
free_layer (Layer *layer)
{
  fv_window_convolution_clear (&layer->operation);
  fv_convolution_free (layer->convolution);
  fv_map_clear (&layer->input);
  fv_map_clear (&layer->addend);
  fv_map_clear (&layer->output);
  fv_map_clear (&layer->output_gradient);
  fv_map_clear (&layer->input_gradient);
  g_free (layer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Layer, free_layer)

/* The reference --------------------------------------------------------------------- */

static gint
find_input (const FvSpan *span, gint output, gint tap)
{
  gint input = output * span->stride - span->before + tap * span->dilation;

  return input < span->n_inputs ? input : -1;
}

/* One position of the output by one tap: to @outputs, and from it to @inputs */
static void
add_tap (const Layer *layer, gint y, gint x, gint row, gint column, gdouble *outputs,
         gdouble *inputs)
{
  const FvConvolution *convolution = layer->convolution;
  gint from_y = find_input (&layer->rows, y, row);
  gint from_x = find_input (&layer->operation.columns, x, column);
  gint n = convolution->n_inputs / convolution->groups;
  gsize from, to = ((gsize)y * layer->output.width + x) * convolution->n_filters;

  if (from_y < 0 || from_x < 0)
    return;
  from = ((gsize)from_y * layer->input.width + from_x) * convolution->n_inputs;
  for (gint filter = 0; filter < convolution->n_filters; filter++)
    for (gint i = 0; i < n; i++)
      {
        gsize input = filter / (convolution->n_filters / convolution->groups) * n + i;
        gdouble weight =
            convolution->kernel[(((gsize)row * convolution->width + column) * n + i) *
                                    convolution->n_filters +
                                filter];

        outputs[to + filter] += weight * layer->input.data[from + input];
        inputs[from + input] += weight * layer->output_gradient.data[to + filter];
      }
}

static void
assert_near (const FvMap *map, const gdouble *expected)
{
  gdouble largest = 0.0, error = 0.0;

  for (gsize i = 0; i < fv_map_get_n_values (map); i++)
    {
      largest = MAX (largest, fabs (expected[i]));
      error = MAX (error, fabs (map->data[i] - expected[i]));
      g_assert_true (isfinite (map->data[i]));
    }
  g_assert_cmpfloat (error, <=, LIMIT * largest);
}

static gdouble
multiply (const gfloat *a, const gdouble *b, gsize n)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* The output without bias, and the way back, are each other's adjoints:
 * ⟨A x, y⟩ = ⟨x, Aᵀ y⟩. */
static void
assert_reference (const Layer *layer)
{
  gsize n_outputs = fv_map_get_n_values (&layer->output);
  gsize n_inputs = fv_map_get_n_values (&layer->input);
  g_autofree gdouble *outputs = g_new0 (gdouble, n_outputs);
  g_autofree gdouble *inputs = g_new0 (gdouble, n_inputs);
  gdouble forward = 0.0, backward;

  for (gint y = 0; y < layer->output.height; y++)
    for (gint x = 0; x < layer->output.width; x++)
      for (gint row = 0; row < layer->convolution->height; row++)
        for (gint column = 0; column < layer->convolution->width; column++)
          add_tap (layer, y, x, row, column, outputs, inputs);
  for (gsize i = 0; i < n_outputs; i++)
    {
      gfloat bias = layer->convolution->bias[i % layer->convolution->n_filters];

      forward += layer->output_gradient.data[i] * (layer->output.data[i] - bias);
      outputs[i] += bias;
    }
  assert_near (&layer->output, outputs);
  assert_near (&layer->input_gradient, inputs);
  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] = layer->input_gradient.data[i];
  backward = multiply (layer->input.data, inputs, n_inputs);
  g_assert_cmpfloat_with_epsilon (
      forward, backward, 1e-5 * sqrt ((gdouble)n_outputs * layer->convolution->height));
}

/* Ways to do it --------------------------------------------------------------------- */

/* In a ring that has no place for other rows */
static FvMap
new_part (const FvMap *map, gint first, gint end)
{
  return new_ring (map, end - first, first, end);
}

/* @step rows at a time, with what these need and no more */
static void
run_parts (Layer *layer, gint step, FvWorkers *workers)
{
  const FvSpan *rows = &layer->rows;

  for (gint first = 0; first < rows->n_outputs; first += step)
    {
      gint end = MIN (first + step, rows->n_outputs);
      g_auto (FvMap) input =
          new_part (&layer->input, fv_span_get_first_needed (rows, first),
                    fv_span_count_needed (rows, end));

      g_auto (FvMap) addend = new_part (&layer->addend, first, end);
      const FvMap *inputs[] = { &input, &addend };

      fv_window_convolution_forward (&layer->operation, inputs, first, end,
                                     &layer->output, workers);
    }
  for (gint first = 0; first < rows->n_inputs; first += step)
    {
      gint end = MIN (first + step, rows->n_inputs);
      g_auto (FvMap) gradient =
          new_part (&layer->output_gradient, fv_span_get_first_user (rows, first),
                    fv_span_count_users (rows, end));

      fv_window_convolution_backward (&layer->operation, &gradient, first, end,
                                      layer->adds, &layer->input_gradient, workers);
    }
}

static void
assert_same (const FvMap *a, const FvMap *b)
{
  g_assert_cmpmem (a->data, fv_map_get_n_values (a) * sizeof (gfloat), b->data,
                   fv_map_get_n_values (b) * sizeof (gfloat));
}

/* What is added, and what it is added to */
static void
assert_sums (const Layer *sums, const Layer *whole)
{
  g_autoptr (Layer) begun = new_layer (whole->shape, TRUE, FALSE);
  gsize n_outputs = fv_map_get_n_values (&sums->output);
  gsize n_inputs = fv_map_get_n_values (&sums->input);
  g_autofree gdouble *outputs = g_new (gdouble, n_outputs);
  g_autofree gdouble *inputs = g_new (gdouble, n_inputs);

  for (gsize i = 0; i < n_outputs; i++)
    outputs[i] = (gdouble)begun->addend.data[i] + whole->output.data[i];
  for (gsize i = 0; i < n_inputs; i++)
    inputs[i] = (gdouble)begun->input_gradient.data[i] + whole->input_gradient.data[i];
  assert_near (&sums->output, outputs);
  assert_near (&sums->input_gradient, inputs);
}

/* In the same way, whole and in parts */
static void
check_ways (const Shape *s, Layer *whole)
{
  gint height = MAX (s->rows[5], 1);

  for (gint i = 0; i < 6; i++)
    {
      const gint steps[] = { height, 1, 2, 3, 5, height };
      g_autoptr (Layer) other = new_layer (s, whole->adds, i % 2 == 1);
      Layer *layer = i == 0 ? whole : other;
      g_autoptr (FvWorkers) workers = fv_workers_new (
          i % 3 + 1, fv_window_convolution_get_scratch (&layer->operation), NULL);

      run_parts (layer, steps[i], workers);
      assert_same (&layer->output, &whole->output);
      assert_same (&layer->input_gradient, &whole->input_gradient);
    }
}

static void
check (const Shape *s)
{
  g_autoptr (Layer) whole = new_layer (s, FALSE, FALSE);
  g_autoptr (Layer) sums = new_layer (s, TRUE, FALSE);

  check_ways (s, whole);
  assert_reference (whole);
  check_ways (s, sums);
  assert_sums (sums, whole);
}

/* Shapes ---------------------------------------------------------------------------- */

/* What networks have, on small maps */
static void
test_known (void)
{
  const Shape shapes[] = {
    { { 1, 1, 1, 0, 0, 9 }, { 1, 1, 1, 0, 0, 11 }, 1, 48, 32 },
    { { 1, 1, 1, 0, 0, 70 }, { 1, 1, 1, 0, 0, 130 }, 1, 16, 16 },
    { { 1, 2, 1, 0, 0, 9 }, { 1, 2, 1, 0, 0, 12 }, 1, 20, 32 },
    { { 5, 1, 1, 2, 2, 12 }, { 5, 1, 1, 2, 2, 13 }, 1, 32, 48 },
    { { 7, 2, 1, 3, 3, 37 }, { 7, 2, 1, 3, 3, 160 }, 1, 3, 64 },
    { { 7, 2, 1, 2, 3, 30 }, { 7, 2, 1, 2, 3, 31 }, 1, 3, 64 },
    { { 11, 4, 1, 0, 0, 39 }, { 11, 4, 1, 0, 0, 43 }, 1, 3, 96 },
    { { 3, 2, 1, 0, 1, 14 }, { 3, 2, 1, 1, 1, 15 }, 1, 32, 16 },
    { { 3, 1, 2, 2, 2, 14 }, { 3, 1, 2, 2, 2, 15 }, 1, 24, 16 },
    { { 3, 1, 1, 1, 1, 14 }, { 3, 1, 1, 1, 1, 15 }, 1, 1, 1 },
    { { 3, 1, 1, 1, 1, 14 }, { 3, 1, 1, 1, 1, 90 }, 40, 40, 40 },
    { { 3, 2, 1, 0, 1, 14 }, { 3, 2, 1, 0, 1, 15 }, 19, 19, 38 },
    { { 3, 1, 1, 1, 1, 8 }, { 3, 1, 1, 1, 1, 9 }, 4, 32, 64 },
    { { 7, 1, 1, 0, 0, 7 }, { 7, 1, 1, 0, 0, 7 }, 1, 24, 100 },
    { { 7, 1, 1, 0, 0, 9 }, { 7, 1, 1, 0, 0, 10 }, 1, 24, 100 },
    { { 1, 1, 1, 0, 0, 1 }, { 1, 1, 1, 0, 0, 1 }, 1, 100, 10 },
    { { 1, 1, 1, 0, 0, 5 }, { 7, 1, 1, 3, 3, 5 }, 1, 16, 16 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check (&shapes[i]);
}

static gint
choose (guint64 *state, gint first, gint last)
{
  return first + (gint)(fv_random_bits (77, (*state)++) % (guint)(last - first + 1));
}

/* Windows larger than the map, padding, also uneven and negative; whether there is any
 * output */
static gboolean
choose_axis (guint64 *state, gint axis[6])
{
  axis[0] = choose (state, 1, 6);
  axis[1] = choose (state, 1, 4);
  axis[2] = choose (state, 1, 3);
  axis[3] = choose (state, -2, 6);
  axis[4] = choose (state, -2, 6);
  axis[5] = choose (state, 1, 17);
  return axis[5] + MIN (axis[3], 0) + MIN (axis[4], 0) > 0 &&
         new_span (axis, FALSE).n_outputs > 0;
}

static void
test_random (void)
{
  guint64 state = 0;

  for (gint i = 0; i < 250;)
    {
      const gint groups[] = { 1, 1, 2, 5, 16 };
      Shape s;

      if (!choose_axis (&state, s.rows) || !choose_axis (&state, s.columns))
        continue;
      s.groups = groups[choose (&state, 0, 4)];
      s.n_inputs = s.groups * choose (&state, 1, s.groups > 1 ? 3 : 20);
      s.n_filters = s.groups * choose (&state, 1, s.groups > 1 ? 3 : 40);
      check (&s);
      i++;
    }
}

/* The memory that is told, and rows that are some of the output's */
static void
test_plan (void)
{
  const Shape s = { { 5, 2, 1, 2, 2, 64 }, { 5, 2, 1, 2, 2, 64 }, 1, 32, 48 };
  g_autoptr (Layer) kept = new_layer (&s, FALSE, FALSE);
  g_autoptr (Layer) lean = new_layer (&s, FALSE, TRUE);

  g_assert_cmpuint (fv_window_convolution_get_memory (&kept->operation), ==,
                    2 * 5 * 5 * 32 * 48 * sizeof (gfloat));
  g_assert_cmpuint (fv_window_convolution_get_memory (&lean->operation), ==, 0);
  kept->operation.records = FALSE;
  g_assert_cmpuint (fv_window_convolution_get_memory (&kept->operation), ==,
                    5 * 5 * 32 * 48 * sizeof (gfloat));
  for (gint threads = 1; threads < 100; threads++)
    {
      gint rows = fv_window_convolution_choose_rows (&kept->operation, threads);

      g_assert_cmpint (rows, >=, 1);
      g_assert_cmpint (rows, <=, 32);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window-convolution/known", test_known);
  g_test_add_func ("/window-convolution/random", test_random);
  g_test_add_func ("/window-convolution/plan", test_plan);
  return g_test_run ();
}
