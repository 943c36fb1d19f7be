/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every kind of operation against its definition in double precision, and the way back
 * against differences of that; in whole maps, and in rows that stream through rings. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/memory.h"
#include "base/random.h"
#include "layers/operation.h"

#define HEIGHT      9
#define WIDTH       7
#define CHANNELS    19
#define MOST_INPUTS 3
#define STEP        1e-6
#define FORWARD     2e-6
#define BACKWARD    2e-5

/* broadcasts: of which size the second input is */
typedef struct
{
  const gchar *name;
  FvNodeKind kind;
  gint n_inputs;
  FvWindow window;
  FvNodeParameters parameters;
  FvNodeKind activation;
  FvNodeParameters activation_parameters;
  gint second_height;
  gint second_width;
  gint groups;
} Case;

#define NOTHING FV_NODE_IDENTITY
#define AXIS(size, stride, before, after)                                                \
  {                                                                                      \
    size, stride, 1, before, after                                                       \
  }
#define SQUARE(size, stride, padding)                                                    \
  AXIS (size, stride, padding, padding), AXIS (size, stride, padding, padding)

static const Case cases[] = {
  { "relu", FV_NODE_RELU, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "relu6", FV_NODE_RELU6, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "leaky", FV_NODE_LEAKY_RELU, 1, { SQUARE (1, 1, 0) }, { .slope = 0.3f }, NOTHING },
  { "elu", FV_NODE_ELU, 1, { SQUARE (1, 1, 0) }, { .slope = 0.7f }, NOTHING },
  { "sigmoid", FV_NODE_SIGMOID, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "tanh", FV_NODE_TANH, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "swish", FV_NODE_SWISH, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "relu-tanh", FV_NODE_RELU, 1, { SQUARE (1, 1, 0) }, { 0 }, FV_NODE_TANH },
  { "scale", FV_NODE_SCALE, 1, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "scale-relu", FV_NODE_SCALE, 1, { SQUARE (1, 1, 0) }, { 0 }, FV_NODE_RELU },
  { "scale-leaky",
    FV_NODE_SCALE,
    1,
    { SQUARE (1, 1, 0) },
    { 0 },
    FV_NODE_LEAKY_RELU,
    { .slope = 0.1f } },
  { "add", FV_NODE_ADD, 3, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "add-relu", FV_NODE_ADD, 2, { SQUARE (1, 1, 0) }, { 0 }, FV_NODE_RELU },
  { "multiply", FV_NODE_MULTIPLY, 3, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "multiply-1x1",
    FV_NODE_MULTIPLY,
    3,
    { SQUARE (1, 1, 0) },
    { 0 },
    NOTHING,
    { 0 },
    1,
    1 },
  { "multiply-1x1-relu6",
    FV_NODE_MULTIPLY,
    2,
    { SQUARE (1, 1, 0) },
    { 0 },
    FV_NODE_RELU6,
    { 0 },
    1,
    1 },
  { "multiply-row",
    FV_NODE_MULTIPLY,
    2,
    { SQUARE (1, 1, 0) },
    { 0 },
    NOTHING,
    { 0 },
    1,
    WIDTH },
  { "multiply-column",
    FV_NODE_MULTIPLY,
    2,
    { SQUARE (1, 1, 0) },
    { 0 },
    FV_NODE_SWISH,
    { 0 },
    HEIGHT,
    1 },
  { "concatenate", FV_NODE_CONCATENATE, 3, { SQUARE (1, 1, 0) }, { 0 }, NOTHING },
  { "concatenate-relu",
    FV_NODE_CONCATENATE,
    2,
    { SQUARE (1, 1, 0) },
    { 0 },
    FV_NODE_RELU },
  { "padding",
    FV_NODE_ZERO_PADDING,
    1,
    { AXIS (1, 1, 1, 3), AXIS (1, 1, 2, 0) },
    { 0 },
    NOTHING },
  { "cropping",
    FV_NODE_ZERO_PADDING,
    1,
    { AXIS (1, 1, -1, -3), AXIS (1, 1, 2, -2) },
    { 0 },
    NOTHING },
  { "lrn", FV_NODE_LRN, 1, { SQUARE (1, 1, 0) }, { 0, 5, 0.5f, 0.75f, 1.0f }, NOTHING },
  { "lrn-even",
    FV_NODE_LRN,
    1,
    { SQUARE (1, 1, 0) },
    { 0, 4, 0.5f, 0.6f, 2.0f },
    FV_NODE_RELU },
  { "max-2x2", FV_NODE_MAX_POOLING, 1, { SQUARE (2, 2, 0) }, { 0 }, NOTHING },
  { "max-3x3-same", FV_NODE_MAX_POOLING, 1, { SQUARE (3, 1, 1) }, { 0 }, NOTHING },
  { "max-3x3-up",
    FV_NODE_MAX_POOLING,
    1,
    { SQUARE (3, 2, 0), .rounds_up = TRUE },
    { 0 },
    FV_NODE_RELU },
  { "max-dilated",
    FV_NODE_MAX_POOLING,
    1,
    { { 3, 1, 2, 2, 1 }, { 2, 3, 3, 1, 2 } },
    { 0 },
    NOTHING },
  { "max-gaps", FV_NODE_MAX_POOLING, 1, { SQUARE (2, 3, 0) }, { 0 }, NOTHING },
  { "max-cropped",
    FV_NODE_MAX_POOLING,
    1,
    { AXIS (2, 2, -1, 0), AXIS (2, 1, 0, -2) },
    { 0 },
    NOTHING },
  { "max-beyond",
    FV_NODE_MAX_POOLING,
    1,
    { AXIS (2, 2, 3, 4), AXIS (2, 2, 0, 0) },
    { 0 },
    NOTHING },
  { "max-large", FV_NODE_MAX_POOLING, 1, { SQUARE (17, 2, 8) }, { 0 }, NOTHING },
  { "max-global",
    FV_NODE_MAX_POOLING,
    1,
    { SQUARE (1, 1, 0), .is_global = TRUE },
    { 0 },
    NOTHING },
  { "average-2x2", FV_NODE_AVERAGE_POOLING, 1, { SQUARE (2, 2, 0) }, { 0 }, NOTHING },
  { "average-same", FV_NODE_AVERAGE_POOLING, 1, { SQUARE (3, 1, 1) }, { 0 }, NOTHING },
  { "average-counts",
    FV_NODE_AVERAGE_POOLING,
    1,
    { SQUARE (3, 2, 1), .rounds_up = TRUE, .counts_padding = TRUE },
    { 0 },
    FV_NODE_RELU },
  { "average-up",
    FV_NODE_AVERAGE_POOLING,
    1,
    { AXIS (4, 3, 1, 0), AXIS (3, 3, 0, 2), .rounds_up = TRUE },
    { 0 },
    NOTHING },
  { "average-beyond",
    FV_NODE_AVERAGE_POOLING,
    1,
    { AXIS (2, 2, 3, 4), AXIS (2, 2, 0, 0) },
    { 0 },
    NOTHING },
  { "average-global",
    FV_NODE_AVERAGE_POOLING,
    1,
    { SQUARE (1, 1, 0), .is_global = TRUE },
    { 0 },
    NOTHING },
  { "convolution",
    FV_NODE_CONVOLUTION,
    1,
    { AXIS (3, 2, 1, 1), AXIS (5, 1, 2, 1) },
    { 0 },
    NOTHING,
    { 0 },
    0,
    0,
    1 },
  { "convolution-relu",
    FV_NODE_CONVOLUTION,
    1,
    { SQUARE (3, 2, 1) },
    { 0 },
    FV_NODE_RELU,
    { 0 },
    0,
    0,
    1 },
  { "convolution-depthwise-relu6",
    FV_NODE_CONVOLUTION,
    1,
    { SQUARE (3, 1, 1) },
    { 0 },
    FV_NODE_RELU6,
    { 0 },
    0,
    0,
    CHANNELS },
};

/* An operation with whole maps for all that it reads and writes */
typedef struct
{
  const Case *test;
  FvOperation operation;
  gint channels[MOST_INPUTS];
  FvSpan rows[MOST_INPUTS];
  FvMap inputs[MOST_INPUTS];
  FvMap output;
  FvMap output_gradient;
  FvMap input_gradients[MOST_INPUTS];
  gfloat *shared;
} Setting;

/* The definitions ---------------------------------------------------------------------
 */

static gdouble
get_value (const FvMap *map, const gdouble *values, gint y, gint x, gint c)
{
  if (y < 0 || y >= map->height || x < 0 || x >= map->width)
    return 0.0;
  return values[((gsize)y * map->width + x) * map->channels + c];
}

static gdouble
define_activation (FvNodeKind kind, const FvNodeParameters *parameters, gdouble value)
{
  switch (kind)
    {
    case FV_NODE_RELU:
      return MAX (value, 0.0);
    case FV_NODE_RELU6:
      return CLAMP (value, 0.0, 6.0);
    case FV_NODE_LEAKY_RELU:
      return value > 0.0 ? value : (gdouble)parameters->slope * value;
    case FV_NODE_ELU:
      return value > 0.0 ? value : (gdouble)parameters->slope * (exp (value) - 1.0);
    case FV_NODE_SIGMOID:
      return 1.0 / (1.0 + exp (-value));
    case FV_NODE_TANH:
      return tanh (value);
    case FV_NODE_SWISH:
      return value / (1.0 + exp (-value));
    default:
      return value;
    }
}

static gdouble
define_pooling (const Setting *setting, const gdouble *values, gint y, gint x, gint c)
{
  const FvSpan *rows = setting->rows, *columns = &setting->operation.columns;
  const FvMap *map = setting->inputs;
  gdouble largest = -INFINITY, sum = 0.0;
  gint n_seen = 0, n_padded = 0;

  for (gint i = 0; i < rows->size; i++)
    for (gint j = 0; j < columns->size; j++)
      {
        gint sy = y * rows->stride - rows->before + i * rows->dilation;
        gint sx = x * columns->stride - columns->before + j * columns->dilation;
        gdouble value = get_value (map, values, sy, sx, c);

        n_padded += sy < map->height + rows->after && sx < map->width + columns->after;
        if (sy < 0 || sy >= map->height || sx < 0 || sx >= map->width)
          continue;
        n_seen++;
        sum += value;
        largest = MAX (largest, value);
      }
  if (n_seen == 0)
    return 0.0;
  if (setting->test->kind == FV_NODE_MAX_POOLING)
    return largest;
  return sum / (setting->operation.counts_padding ? n_padded : n_seen);
}

static gdouble
define_lrn (const Setting *setting, const gdouble *values, gint y, gint x, gint c)
{
  const FvNodeParameters *parameters = &setting->operation.parameters;
  const FvMap *map = setting->inputs;
  gdouble sum = 0.0;

  for (gint i = c - (parameters->size - 1) / 2; i <= c + parameters->size / 2; i++)
    if (i >= 0 && i < map->channels)
      sum += pow (get_value (map, values, y, x, i), 2.0);
  return get_value (map, values, y, x, c) /
         pow ((gdouble)parameters->bias +
                  (gdouble)parameters->alpha / parameters->size * sum,
              (gdouble)parameters->beta);
}

static gdouble
define_convolution (const Setting *setting, const gdouble *values, gint y, gint x,
                    gint filter)
{
  const FvConvolution *convolution = setting->operation.convolution;
  const FvSpan *rows = setting->rows, *columns = &setting->operation.columns;
  gint inputs = convolution->n_inputs / convolution->groups;
  gint group = filter / (convolution->n_filters / convolution->groups);
  gdouble sum = convolution->bias[filter];

  for (gint i = 0; i < rows->size; i++)
    for (gint j = 0; j < columns->size; j++)
      for (gint k = 0; k < inputs; k++)
        sum +=
            (gdouble)convolution->kernel[((gsize)(i * columns->size + j) * inputs + k) *
                                             convolution->n_filters +
                                         filter] *
            get_value (setting->inputs, values,
                       y * rows->stride - rows->before + i * rows->dilation,
                       x * columns->stride - columns->before + j * columns->dilation,
                       group * inputs + k);
  return sum;
}

static gdouble
define_several (const Setting *setting, gdouble *const *values, gint y, gint x, gint c)
{
  gboolean multiplies = setting->test->kind == FV_NODE_MULTIPLY;
  gdouble result = multiplies;

  for (gint i = 0; i < setting->test->n_inputs; i++)
    {
      const FvMap *map = setting->inputs + i;
      gdouble value = get_value (map, values[i], map->height == 1 ? 0 : y,
                                 map->width == 1 ? 0 : x, c);

      result = multiplies ? result * value : result + value;
    }
  return result;
}

static gdouble
define_concatenation (const Setting *setting, gdouble *const *values, gint y, gint x,
                      gint c)
{
  gint input = 0;

  for (; c >= setting->channels[input]; input++)
    c -= setting->channels[input];
  return get_value (setting->inputs + input, values[input], y, x, c);
}

static gdouble
define_kind (const Setting *setting, gdouble *const *values, gint y, gint x, gint c)
{
  const FvOperation *operation = &setting->operation;

  switch (setting->test->kind)
    {
    case FV_NODE_CONVOLUTION:
      return define_convolution (setting, *values, y, x, c);
    case FV_NODE_MAX_POOLING:
    case FV_NODE_AVERAGE_POOLING:
      return define_pooling (setting, *values, y, x, c);
    case FV_NODE_SCALE:
      return get_value (setting->inputs, *values, y, x, c) * operation->scale->factor[c] +
             operation->scale->offset[c];
    case FV_NODE_ADD:
    case FV_NODE_MULTIPLY:
      return define_several (setting, values, y, x, c);
    case FV_NODE_CONCATENATE:
      return define_concatenation (setting, values, y, x, c);
    case FV_NODE_ZERO_PADDING:
      return get_value (setting->inputs, *values, y - operation->rows->before,
                        x - operation->columns.before, c);
    case FV_NODE_LRN:
      return define_lrn (setting, *values, y, x, c);
    default:
      return define_activation (operation->kind, &operation->parameters,
                                get_value (setting->inputs, *values, y, x, c));
    }
}

static gdouble
define (const Setting *setting, gdouble *const *values, gint y, gint x, gint c)
{
  return define_activation (setting->operation.activation,
                            &setting->operation.activation_parameters,
                            define_kind (setting, values, y, x, c));
}

/* The scalar whose gradient is asked for: the output times the output's gradient, over
 * the positions that see (y, x) of an input */
static gdouble
define_loss (const Setting *setting, gdouble *const *values, gint input, gint y, gint x)
{
  const FvMap *output = &setting->output;
  const FvSpan *rows = setting->rows + input, *columns = &setting->operation.columns;
  gboolean is_wide = setting->inputs[input].width == output->width && input > 0;
  gboolean is_one = setting->inputs[input].width == 1 && input > 0;
  gint left = is_wide ? x : is_one ? 0 : fv_span_get_first_user (columns, x);
  gint right = is_wide  ? x + 1
               : is_one ? output->width
                        : fv_span_count_users (columns, x + 1);
  gdouble loss = 0.0;

  for (gint i = fv_span_get_first_user (rows, y); i < fv_span_count_users (rows, y + 1);
       i++)
    for (gint j = left; j < right; j++)
      for (gint c = 0; c < output->channels; c++)
        loss += define (setting, values, i, j, c) *
                fv_map_get_row (&setting->output_gradient,
                                i)[(gsize)j * output->channels + c];
  return loss;
}

/* Setting up --------------------------------------------------------------------------
 */

static FvMap
new_map (gint height, gint width, gint channels, guint64 seed)
{
  FvMap map;

  g_assert_true (fv_map_allocate (&map, width, height, channels, NULL));
  for (gsize i = 0; i < fv_map_get_n_values (&map); i++)
    map.data[i] = 4.0 * fv_random_normal (seed, i);
  return map;
}

static void
set_up_weights (Setting *setting)
{
  const Case *test = setting->test;

  if (test->kind == FV_NODE_SCALE)
    {
      FvChannelScale *scale = fv_channel_scale_new (CHANNELS, NULL);

      for (gint c = 0; c < CHANNELS; c++)
        {
          scale->factor[c] = fv_random_normal (11, c);
          scale->offset[c] = fv_random_normal (12, c);
        }
      setting->operation.scale = scale;
    }
  if (test->kind == FV_NODE_CONVOLUTION)
    {
      FvConvolution *convolution =
          fv_convolution_new_of_size (test->window.rows.size, test->window.columns.size,
                                      test->groups, CHANNELS, CHANNELS, NULL);

      for (gsize i = 0; i < fv_convolution_get_n_weights (convolution); i++)
        convolution->kernel[i] = 0.1 * fv_random_normal (13, i);
      for (gint c = 0; c < CHANNELS; c++)
        convolution->bias[c] = fv_random_normal (14, c);
      setting->operation.convolution = convolution;
    }
}

static void
set_up_inputs (Setting *setting)
{
  const Case *test = setting->test;
  gboolean concatenates = test->kind == FV_NODE_CONCATENATE;

  for (gint i = 0; i < test->n_inputs; i++)
    {
      gint height = i == 1 && test->second_height > 0 ? test->second_height : HEIGHT;
      gint width = i == 1 && test->second_width > 0 ? test->second_width : WIDTH;

      setting->channels[i] = CHANNELS + (concatenates ? 3 * i : 0);
      setting->inputs[i] = new_map (height, width, setting->channels[i], i);
      setting->input_gradients[i] = new_map (height, width, setting->channels[i], 0);
      setting->rows[i] = fv_span_new (&test->window, FALSE, height);
      if (height == 1)
        setting->rows[i] = fv_span_new_broadcast (HEIGHT);
      setting->operation.n_channels =
          concatenates ? setting->operation.n_channels + CHANNELS + 3 * i : CHANNELS;
    }
}

static void
set_up (Setting *setting, const Case *test)
{
  FvOperation *operation = &setting->operation;

  *setting = (Setting){ .test = test };
  set_up_inputs (setting);
  set_up_weights (setting);
  operation->kind = test->kind;
  operation->n_inputs = test->n_inputs;
  operation->channels = setting->channels;
  operation->rows = setting->rows;
  operation->columns = fv_span_new (&test->window, TRUE, WIDTH);
  operation->parameters = test->parameters;
  operation->counts_padding = test->window.counts_padding;
  operation->activation = test->activation;
  operation->activation_parameters = test->activation_parameters;
  operation->records = TRUE;
  operation->n_rows = operation->rows->n_outputs;
  setting->output = new_map (operation->rows->n_outputs, operation->columns.n_outputs,
                             operation->n_channels, 20);
  setting->output_gradient =
      new_map (operation->rows->n_outputs, operation->columns.n_outputs,
               operation->n_channels, 21);
  setting->shared = fv_memory_new_floats (fv_operation_get_shared (operation) + 1, NULL);
  operation->shared = setting->shared;
}

static void
tear_down (Setting *setting)
{
  fv_map_clear (&setting->output);
  fv_map_clear (&setting->output_gradient);
  for (gint i = 0; i < setting->test->n_inputs; i++)
    {
      fv_map_clear (setting->inputs + i);
      fv_map_clear (setting->input_gradients + i);
    }
  fv_convolution_free ((FvConvolution *)setting->operation.convolution);
  fv_channel_scale_free ((FvChannelScale *)setting->operation.scale);
  fv_memory_free (setting->shared);
}

/* Comparing ---------------------------------------------------------------------------
 */

static void
check_forward (const Setting *setting, gdouble *const *values)
{
  gsize n = fv_map_get_n_values (&setting->output), i = 0;
  g_autofree gfloat *expected = g_new (gfloat, n);

  for (gint y = 0; y < setting->output.height; y++)
    for (gint x = 0; x < setting->output.width; x++)
      for (gint c = 0; c < setting->output.channels; c++)
        expected[i++] = define (setting, values, y, x, c);
  g_assert_cmpfloat (get_relative_error (setting->output.data, expected, n), <, FORWARD);
}

static void
check_backward (const Setting *setting, gint input, gdouble *const *values)
{
  const FvMap *map = setting->inputs + input;
  gsize n = fv_map_get_n_values (map);
  g_autofree gfloat *expected = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    {
      gint x = i / map->channels % map->width, y = i / map->channels / map->width;
      gdouble value = values[input][i], above;

      values[input][i] = value + STEP;
      above = define_loss (setting, values, input, y, x);
      values[input][i] = value - STEP;
      expected[i] = (above - define_loss (setting, values, input, y, x)) / (2.0 * STEP);
      values[input][i] = value;
    }
  g_assert_cmpfloat (
      get_relative_error (setting->input_gradients[input].data, expected, n), <,
      BACKWARD);
}

static FvWorkers *
new_workers (const Setting *setting, gint n_threads)
{
  return fv_workers_new (n_threads, fv_operation_get_scratch (&setting->operation) + 1,
                         NULL);
}

static void
run_whole (Setting *setting, FvWorkers *workers)
{
  const FvMap *inputs[MOST_INPUTS] = { setting->inputs, setting->inputs + 1,
                                       setting->inputs + 2 };
  FvOperation *operation = &setting->operation;

  g_assert_true (fv_operation_prepare (operation, NULL));
  fv_operation_forward (operation, inputs, 0, setting->output.height, &setting->output,
                        workers);
  for (gint i = 0; i < operation->n_inputs; i++)
    fv_operation_backward (operation, i, &setting->output_gradient, 0,
                           setting->inputs[i].height, FALSE, setting->input_gradients + i,
                           workers);
}

static void
test_definition (gconstpointer data)
{
  Setting setting;
  gdouble *values[MOST_INPUTS] = { NULL };
  g_autoptr (FvWorkers) workers = NULL;

  set_up (&setting, data);
  workers = new_workers (&setting, 1);
  run_whole (&setting, workers);
  for (gint i = 0; i < setting.test->n_inputs; i++)
    {
      gsize n = fv_map_get_n_values (setting.inputs + i);

      values[i] = g_new (gdouble, n);
      for (gsize k = 0; k < n; k++)
        values[i][k] = setting.inputs[i].data[k];
    }
  check_forward (&setting, values);
  for (gint i = 0; i < setting.test->n_inputs; i++)
    check_backward (&setting, i, values);
  for (gint i = 0; i < MOST_INPUTS; i++)
    g_free (values[i]);
  fv_operation_clear (&setting.operation);
  tear_down (&setting);
}

/* In rows -----------------------------------------------------------------------------
 */

/* A ring of @n_rows rows, in which rows @first … @end - 1 of @map are, and else nothing
 * that is a number */
static FvMap
new_ring (const FvMap *map, gint n_rows, gint first, gint end)
{
  FvMap ring = *map;

  ring.n_rows = MAX (n_rows, 1);
  ring.data = fv_memory_new_floats (fv_map_get_n_values (&ring), NULL);
  for (gsize i = 0; i < fv_map_get_n_values (&ring); i++)
    ring.data[i] = NAN;
  for (gint y = first; y < end; y++)
    memcpy (fv_map_get_row (&ring, y), fv_map_get_row (map, y),
            fv_map_get_row_size (map) * sizeof (gfloat));
  return ring;
}

static void
check_rows (const FvMap *ring, gint first, gint end, const FvMap *expected)
{
  for (gint y = first; y < end; y++)
    g_assert_cmpmem (
        fv_map_get_row (ring, y), fv_map_get_row_size (ring) * sizeof (gfloat),
        fv_map_get_row (expected, y), fv_map_get_row_size (expected) * sizeof (gfloat));
}

/* What is added to itself is twice as much: to the last bit but where a convolution adds
 * its products one by one. */
static void
check_doubled (const FvMap *ring, gint first, gint end, const FvMap *once)
{
  for (gint y = first; y < end; y++)
    for (gsize i = 0; i < fv_map_get_row_size (ring); i++)
      {
        gfloat value = fv_map_get_row (once, y)[i];

        g_assert_cmpfloat_with_epsilon (fv_map_get_row (ring, y)[i], 2.0f * value,
                                        1e-5f * (1.0f + fabsf (value)));
      }
}

static void
forward_rows (const Setting *setting, const FvOperation *operation, gint first, gint end,
              FvWorkers *workers)
{
  FvMap rings[MOST_INPUTS], output = new_ring (&setting->output, end - first, 0, 0);
  const FvMap *inputs[MOST_INPUTS];

  for (gint i = 0; i < operation->n_inputs; i++)
    {
      const FvSpan *span = operation->rows + i;
      gint begin = fv_span_get_first_needed (span, first);
      gint needed = fv_span_count_needed (span, end);

      rings[i] = new_ring (setting->inputs + i, needed - begin, begin, needed);
      inputs[i] = rings + i;
    }
  fv_operation_forward (operation, inputs, first, end, &output, workers);
  check_rows (&output, first, end, &setting->output);
  for (gint i = 0; i < operation->n_inputs; i++)
    fv_map_clear (rings + i);
  fv_map_clear (&output);
}

static void
backward_rows (const Setting *setting, const FvOperation *operation, gint input,
               gint first, gint end, FvWorkers *workers)
{
  const FvSpan *span = operation->rows + input;
  gint begin = fv_span_get_first_user (span, first);
  gint users = MAX (fv_span_count_users (span, end), begin);
  FvMap gradient = new_ring (&setting->output_gradient, users - begin, begin, users);
  FvMap target = new_ring (setting->input_gradients + input, end - first, 0, 0);

  if (users > begin)
    forward_rows (setting, operation, begin, users, workers);
  fv_operation_backward (operation, input, &gradient, first, end, FALSE, &target,
                         workers);
  check_rows (&target, first, end, setting->input_gradients + input);
  fv_operation_backward (operation, input, &gradient, first, end, TRUE, &target, workers);
  check_doubled (&target, first, end, setting->input_gradients + input);
  fv_map_clear (&gradient);
  fv_map_clear (&target);
}

/* The same bytes, @rows rows at a time, with records for as few rows as possible */
static void
check_in_rows (const Setting *setting, gint rows, FvWorkers *workers)
{
  FvOperation operation = setting->operation;

  operation.state = NULL;
  operation.record = NULL;
  operation.n_rows = 1;
  for (gint input = 0; input < operation.n_inputs; input++)
    for (gint y = 0; y < setting->inputs[input].height; y++)
      operation.n_rows =
          MAX (operation.n_rows,
               fv_span_count_users (operation.rows + input,
                                    MIN (y + rows, setting->inputs[input].height)) -
                   fv_span_get_first_user (operation.rows + input, y));
  g_assert_true (fv_operation_prepare (&operation, NULL));
  forward_rows (setting, &operation, 0, MIN (operation.n_rows, setting->output.height),
                workers);
  for (gint input = 0; input < operation.n_inputs; input++)
    for (gint y = 0; y < setting->inputs[input].height; y += rows)
      backward_rows (setting, &operation, input, y,
                     MIN (y + rows, setting->inputs[input].height), workers);
  fv_operation_clear (&operation);
  operation.records = FALSE;
  g_assert_true (fv_operation_prepare (&operation, NULL));
  g_assert_null (operation.record);
  for (gint y = 0; y < setting->output.height; y += rows)
    forward_rows (setting, &operation, y, MIN (y + rows, setting->output.height),
                  workers);
  fv_operation_clear (&operation);
}

static void
test_rows (gconstpointer data)
{
  Setting setting;
  g_autoptr (FvWorkers) one = NULL;
  g_autoptr (FvWorkers) three = NULL;

  set_up (&setting, data);
  one = new_workers (&setting, 1);
  three = new_workers (&setting, 3);
  run_whole (&setting, one);
  check_in_rows (&setting, 1, three);
  check_in_rows (&setting, 2, one);
  check_in_rows (&setting, 4, three);
  fv_operation_clear (&setting.operation);
  tear_down (&setting);
}

/* Edges -------------------------------------------------------------------------------
 */

/* Of equal values the first wins; what is not a number stays so; ReLU at 0 is closed. */
static void
test_ties (void)
{
  static const Case pooling = { "",    FV_NODE_MAX_POOLING,
                                1,     { SQUARE (2, 2, 0) },
                                { 0 }, NOTHING };
  Setting setting;
  g_autoptr (FvWorkers) workers = NULL;

  set_up (&setting, &pooling);
  workers = new_workers (&setting, 1);
  for (gsize i = 0; i < fv_map_get_n_values (setting.inputs); i++)
    setting.inputs->data[i] = -1.0f;
  setting.inputs->data[CHANNELS] = NAN;
  run_whole (&setting, workers);
  g_assert_true (isnan (setting.output.data[0]));
  g_assert_cmpfloat (setting.output.data[1], ==, -1.0f);
  g_assert_cmpfloat (setting.input_gradients->data[1], ==,
                     setting.output_gradient.data[1]);
  g_assert_cmpfloat (setting.input_gradients->data[CHANNELS + 1], ==, 0.0f);
  fv_operation_clear (&setting.operation);
  tear_down (&setting);
}

static void
test_rectified (void)
{
  Setting setting;
  g_autoptr (FvWorkers) workers = NULL;

  set_up (&setting, cases);
  workers = new_workers (&setting, 1);
  setting.inputs->data[0] = NAN;
  setting.inputs->data[1] = 0.0f;
  setting.inputs->data[2] = -INFINITY;
  run_whole (&setting, workers);
  g_assert_true (isnan (setting.output.data[0]));
  g_assert_cmpfloat (setting.input_gradients->data[1], ==, 0.0f);
  g_assert_cmpfloat (setting.output.data[2], ==, 0.0f);
  fv_operation_clear (&setting.operation);
  tear_down (&setting);
}

static void
test_estimates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Setting setting;
      gint rows;

      set_up (&setting, cases + i);
      rows = fv_operation_choose_rows (&setting.operation, 2);
      g_assert_cmpint (rows, >=, 1);
      g_assert_cmpint (rows, <=, setting.output.height);
      g_assert_cmpfloat (fv_operation_count_multiplications (&setting.operation, rows), >,
                         0.0);
      tear_down (&setting);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *definition =
          g_strdup_printf ("/operation/definition/%s", cases[i].name);
      g_autofree gchar *rows = g_strdup_printf ("/operation/rows/%s", cases[i].name);

      g_test_add_data_func (definition, cases + i, test_definition);
      g_test_add_data_func (rows, cases + i, test_rows);
    }
  g_test_add_func ("/operation/ties", test_ties);
  g_test_add_func ("/operation/rectified", test_rectified);
  g_test_add_func ("/operation/estimates", test_estimates);
  return g_test_run ();
}
