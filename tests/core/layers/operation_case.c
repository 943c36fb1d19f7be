/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "operation_case.h"

#include "base/memory.h"
#include "base/random.h"

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
set_up_weights (OperationSetting *setting)
{
  const OperationCase *test = setting->test;

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
set_up_inputs (OperationSetting *setting)
{
  const OperationCase *test = setting->test;
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

void
operation_set_up (OperationSetting *setting, const OperationCase *test)
{
  FvOperation *operation = &setting->operation;

  *setting = (OperationSetting){ .test = test };
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

void
operation_tear_down (OperationSetting *setting)
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

FvWorkers *
operation_new_workers (const OperationSetting *setting, gint n_threads)
{
  return fv_workers_new (n_threads, fv_operation_get_scratch (&setting->operation) + 1,
                         NULL);
}

void
operation_run (OperationSetting *setting, FvWorkers *workers)
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
