/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Direct convolution through OpenBLAS: the 3×3 neighbourhoods of a chunk of
 * positions are copied side by side ("im2col"), and one matrix product does the
 * rest. */

#include "convolution.h"

#include <cblas.h>
#include <string.h>

#include "memory.h"

#define TAPS 9 /* of the 3×3 kernel, in row-major order */

/* A chunk is long enough for the matrix product to pay for packing the kernel, and
 * short enough for a map to give every thread some work. */
#define SHORTEST_CHUNK 64
#define LONGEST_CHUNK  512
#define CHUNKS_PER_MAP 8

typedef struct
{
  const FvConvolution *convolution;
  const FvMap *source;
  FvMap *target;
  gint chunk_length;
} FvConvolutionWork;

/**
 * fv_convolution_new:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a convolution whose kernel and bias are to be filled, or
 *   %NULL
 */
FvConvolution *
fv_convolution_new (gint n_inputs, gint n_filters, GError **error)
{
  g_autoptr (FvConvolution) convolution = g_new0 (FvConvolution, 1);

  convolution->n_inputs = n_inputs;
  convolution->n_filters = n_filters;
  convolution->kernel = fv_memory_new_floats ((gsize)TAPS * n_inputs * n_filters, error);
  if (convolution->kernel == NULL)
    return NULL;
  convolution->bias = fv_memory_new_floats (n_filters, error);
  if (convolution->bias == NULL)
    return NULL;
  return g_steal_pointer (&convolution);
}

/**
 * fv_convolution_new_single_filter:
 * @convolution: a convolution
 * @filter: one of its filters
 * @error: %FV_ERROR_MEMORY
 *
 * The target layer needs only the filter that is visualized.
 *
 * Returns: (transfer full): the convolution by this filter alone, or %NULL
 */
FvConvolution *
fv_convolution_new_single_filter (const FvConvolution *convolution, gint filter,
                                  GError **error)
{
  FvConvolution *single = fv_convolution_new (convolution->n_inputs, 1, error);

  if (single == NULL)
    return NULL;
  for (gint i = 0; i < TAPS * convolution->n_inputs; i++)
    single->kernel[i] = convolution->kernel[(gsize)i * convolution->n_filters + filter];
  single->bias[0] = convolution->bias[filter];
  return single;
}

/**
 * fv_convolution_free:
 * @convolution: (nullable): a convolution
 */
void
fv_convolution_free (FvConvolution *convolution)
{
  if (convolution == NULL)
    return;
  fv_memory_free (convolution->kernel);
  fv_memory_free (convolution->bias);
  g_free (convolution);
}

/**
 * fv_convolution_get_scratch:
 * @channels: number of channels of the map that is read
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_convolution_get_scratch (gint channels)
{
  return (gsize)LONGEST_CHUNK * TAPS * channels;
}

/* Copies the neighbourhoods of positions first … end-1 (counted row by row) into
 * rows of TAPS × channels values; what lies outside the map is zero. */
static void
gather (const FvMap *map, gint64 first, gint64 end, gfloat *rows)
{
  gsize channels = map->channels;

  for (gint64 position = first; position < end; position++)
    {
      gint y = position / map->width, x = position % map->width;
      gint from = MAX (x - 1, 0), to = MIN (x + 1, map->width - 1);

      for (gint row = y - 1; row <= y + 1; row++, rows += 3 * channels)
        {
          if (row < 0 || row >= map->height || from != x - 1 || to != x + 1)
            memset (rows, 0, 3 * channels * sizeof (gfloat));
          if (row >= 0 && row < map->height)
            memcpy (rows + (from - (x - 1)) * channels,
                    map->data + ((gsize)row * map->width + from) * channels,
                    (to - from + 1) * channels * sizeof (gfloat));
        }
    }
}

static void
get_chunk (const FvConvolutionWork *work, gint chunk, gint64 *first, gint64 *end)
{
  *first = (gint64)chunk * work->chunk_length;
  *end = MIN (*first + work->chunk_length,
              (gint64)work->source->height * work->source->width);
}

/* target[p][f] = bias[f] + Σ over taps and inputs of gathered[p][tap, i] kernel[tap,
 * i][f] */
static void
forward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvConvolutionWork *work = data;
  const FvConvolution *convolution = work->convolution;
  gint n_filters = convolution->n_filters;
  gint depth = TAPS * convolution->n_inputs;
  gfloat *target;
  gint64 first, end;

  get_chunk (work, chunk, &first, &end);
  gather (work->source, first, end, scratch);
  target = work->target->data + first * n_filters;
  for (gint64 p = 0; p < end - first; p++)
    memcpy (target + p * n_filters, convolution->bias, n_filters * sizeof (gfloat));
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, end - first, n_filters, depth,
               1.0f, scratch, depth, convolution->kernel, n_filters, 1.0f, target,
               n_filters);
}

/* target[p][i] = Σ over taps and filters of gathered[p][8 - tap, f] kernel[tap, i][f]:
 * what a tap took from below on the way forward, it gives back from above. */
static void
backward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvConvolutionWork *work = data;
  const FvConvolution *convolution = work->convolution;
  gint n_filters = convolution->n_filters, n_inputs = convolution->n_inputs;
  gint64 first, end;

  get_chunk (work, chunk, &first, &end);
  gather (work->source, first, end, scratch);
  for (gint tap = 0; tap < TAPS; tap++)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, end - first, n_inputs,
                 n_filters, 1.0f, scratch + (TAPS - 1 - tap) * n_filters,
                 TAPS * n_filters,
                 convolution->kernel + (gsize)tap * n_inputs * n_filters, n_filters,
                 tap == 0 ? 0.0f : 1.0f, work->target->data + first * n_inputs, n_inputs);
}

static void
run (FvChunkFunc func, const FvConvolution *convolution, const FvMap *source,
     FvMap *target, FvWorkers *workers)
{
  gint64 n_positions = (gint64)source->height * source->width;
  FvConvolutionWork work = { convolution, source, target, 0 };

  work.chunk_length = CLAMP (n_positions / CHUNKS_PER_MAP, SHORTEST_CHUNK, LONGEST_CHUNK);
  fv_workers_run (workers, (n_positions + work.chunk_length - 1) / work.chunk_length,
                  func, &work);
}

/**
 * fv_convolution_forward:
 * @convolution: a convolution
 * @input: height × width × n_inputs
 * @output: height × width × n_filters, not @input's memory
 * @workers: threads with enough scratch memory
 *
 * Cross-correlation with zero padding, plus bias.
 */
void
fv_convolution_forward (const FvConvolution *convolution, const FvMap *input,
                        FvMap *output, FvWorkers *workers)
{
  run (forward_chunk, convolution, input, output, workers);
}

/**
 * fv_convolution_backward:
 * @convolution: a convolution
 * @output_gradient: height × width × n_filters: d loss / d output
 * @input_gradient: height × width × n_inputs: d loss / d input is written here, not
 *   @output_gradient's memory
 * @workers: threads with enough scratch memory
 */
void
fv_convolution_backward (const FvConvolution *convolution, const FvMap *output_gradient,
                         FvMap *input_gradient, FvWorkers *workers)
{
  run (backward_chunk, convolution, output_gradient, input_gradient, workers);
}
