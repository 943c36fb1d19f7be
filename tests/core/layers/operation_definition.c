/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "operation_case.h"

#include <math.h>

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
define_pooling (const OperationSetting *setting, const gdouble *values, gint y, gint x,
                gint c)
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
define_lrn (const OperationSetting *setting, const gdouble *values, gint y, gint x,
            gint c)
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
define_convolution (const OperationSetting *setting, const gdouble *values, gint y,
                    gint x, gint filter)
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
define_several (const OperationSetting *setting, gdouble *const *values, gint y, gint x,
                gint c)
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
define_concatenation (const OperationSetting *setting, gdouble *const *values, gint y,
                      gint x, gint c)
{
  gint input = 0;

  for (; c >= setting->channels[input]; input++)
    c -= setting->channels[input];
  return get_value (setting->inputs + input, values[input], y, x, c);
}

static gdouble
define_kind (const OperationSetting *setting, gdouble *const *values, gint y, gint x,
             gint c)
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

gdouble
operation_define (const OperationSetting *setting, gdouble *const *values, gint y, gint x,
                  gint c)
{
  return define_activation (setting->operation.activation,
                            &setting->operation.activation_parameters,
                            define_kind (setting, values, y, x, c));
}

/* The scalar whose gradient is asked for: the output times the output's gradient, over
 * the positions that see (y, x) of an input */
gdouble
operation_define_loss (const OperationSetting *setting, gdouble *const *values,
                       gint input, gint y, gint x)
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
        loss += operation_define (setting, values, i, j, c) *
                fv_map_get_row (&setting->output_gradient,
                                i)[(gsize)j * output->channels + c];
  return loss;
}
