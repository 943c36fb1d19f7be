/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Convolution by Winograd's F(m×m, 3×3): m = 2 needs 4/9 of the multiplications, m = 4
 * a quarter. Tiles of the input are transformed to planes, each plane is multiplied by
 * the plane of the transformed kernel, and the products are transformed to tiles of the
 * output.
 *
 * Forward, tiles are 2×2: their rounding errors are those of direct convolution. With
 * 4×4 they are ten times as large, and enough ReLUs and poolings of a picture of 100×100
 * decide otherwise to change the gradient by a hundredth. Backward, where nothing is
 * decided, tiles are 4×4.
 *
 * Where there are few channels, one worker takes a block of tiles through all three
 * steps while it is in the cache. Where there are many, a kernel's planes are too large
 * for that: then all tiles take each step together, such that each plane of the kernel
 * is read once. */

#include "winograd.h"

#include <cblas.h>

#include "kernels.h"
#include "memory.h"

#define BLOCK_TILES        32
#define BLOCK_MAXIMUM_SIZE (128 * 128) /* of one plane of the kernel, in values */
#define CHUNK_TILES        16          /* of a transform alone */

/* Transforms of fewer channels cost more than the multiplications that they save. */
#define MINIMUM_CHANNELS 16

typedef enum
{
  FORWARD,
  BACKWARD,
  N_DIRECTIONS
} Direction;

static const struct
{
  FvWinogradSize size;
  gint output; /* side of a tile of the output */
} tiles[N_DIRECTIONS] = {
  [FORWARD] = { FV_WINOGRAD_2X2, 2 },
  [BACKWARD] = { FV_WINOGRAD_4X4, 4 },
};

/* planes: for each direction, planes of n_inputs × n_filters */
struct _FvWinograd
{
  const FvConvolution *convolution;
  gfloat *planes[N_DIRECTIONS];
};

typedef struct
{
  const FvWinogradTransforms *transforms;
  const FvMap *source;
  FvMap *target;
  const gfloat *kernel;
  const gfloat *bias;
  Direction direction;
  gint n_planes;
  gint64 n_tiles;
  gfloat *inputs; /* planes, where all tiles go together */
  gfloat *outputs;
} FvWinogradWork;

static gint
count_planes (Direction direction)
{
  return (tiles[direction].output + 2) * (tiles[direction].output + 2);
}

static gint64
count_tiles (const FvMap *map, Direction direction)
{
  gint output = tiles[direction].output;

  return (gint64)((map->width + output - 1) / output) *
         ((map->height + output - 1) / output);
}

static gsize
get_plane_size (const FvConvolution *convolution)
{
  return (gsize)convolution->n_inputs * convolution->n_filters;
}

static gboolean
goes_in_blocks (const FvConvolution *convolution)
{
  return get_plane_size (convolution) <= BLOCK_MAXIMUM_SIZE;
}

/* Multiplication -------------------------------------------------------------------- */

/* One plane: tiles × source channels times source channels × target channels. The
 * backward kernel is stored inputs × filters as well, and taken transposed. */
static void
multiply (const FvWinogradWork *work, gint plane, gint64 n_tiles, const gfloat *inputs,
          gfloat *outputs)
{
  gint n_source = work->source->channels, n_target = work->target->channels;
  gboolean backward = work->direction == BACKWARD;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, backward ? CblasTrans : CblasNoTrans, n_tiles,
               n_target, n_source, 1.0f, inputs, n_source,
               work->kernel + (gsize)plane * n_source * n_target,
               backward ? n_source : n_target, 0.0f, outputs, n_target);
}

static void
run_block (gint chunk, gfloat *scratch, gpointer data)
{
  const FvWinogradWork *work = data;
  gint64 first = (gint64)chunk * BLOCK_TILES;
  gint64 n_tiles = MIN (BLOCK_TILES, work->n_tiles - first);
  gsize input_size = (gsize)BLOCK_TILES * work->source->channels;
  gsize output_size = (gsize)BLOCK_TILES * work->target->channels;
  gfloat *outputs = scratch + work->n_planes * input_size;

  work->transforms->transform_input (work->source, first, first + n_tiles, scratch,
                                     input_size);
  for (gint plane = 0; plane < work->n_planes; plane++)
    multiply (work, plane, n_tiles, scratch + plane * input_size,
              outputs + plane * output_size);
  work->transforms->transform_output (outputs, output_size, first, first + n_tiles,
                                      work->bias, work->target);
}

static void
transform_input_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvWinogradWork *work = data;
  gint64 first = (gint64)chunk * CHUNK_TILES;

  work->transforms->transform_input (work->source, first,
                                     MIN (first + CHUNK_TILES, work->n_tiles),
                                     work->inputs + first * work->source->channels,
                                     work->n_tiles * work->source->channels);
}

static void
multiply_plane (gint plane, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvWinogradWork *work = data;

  multiply (work, plane, work->n_tiles,
            work->inputs + (gsize)plane * work->n_tiles * work->source->channels,
            work->outputs + (gsize)plane * work->n_tiles * work->target->channels);
}

static void
transform_output_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvWinogradWork *work = data;
  gint64 first = (gint64)chunk * CHUNK_TILES;

  work->transforms->transform_output (work->outputs + first * work->target->channels,
                                      work->n_tiles * work->target->channels, first,
                                      MIN (first + CHUNK_TILES, work->n_tiles),
                                      work->bias, work->target);
}

static void
run (const FvWinograd *winograd, Direction direction, const FvMap *source, FvMap *target,
     FvWorkers *workers)
{
  FvWinogradWork work = {
    .transforms = &fv_kernels_get ()->winograd[tiles[direction].size],
    .source = source,
    .target = target,
    .kernel = winograd->planes[direction],
    .bias = direction == FORWARD ? winograd->convolution->bias : NULL,
    .direction = direction,
    .n_planes = count_planes (direction),
    .n_tiles = count_tiles (source, direction),
    .inputs = fv_workers_get_shared (workers),
  };
  gint n_chunks = (work.n_tiles + CHUNK_TILES - 1) / CHUNK_TILES;

  if (goes_in_blocks (winograd->convolution))
    {
      fv_workers_run (workers, (work.n_tiles + BLOCK_TILES - 1) / BLOCK_TILES, run_block,
                      &work);
      return;
    }
  work.outputs = work.inputs + work.n_planes * work.n_tiles * source->channels;
  fv_workers_run (workers, n_chunks, transform_input_chunk, &work);
  fv_workers_run (workers, work.n_planes, multiply_plane, &work);
  fv_workers_run (workers, n_chunks, transform_output_chunk, &work);
}

/**
 * fv_winograd_forward:
 * @winograd: a convolution
 * @input: height × width × n_inputs
 * @output: height × width × n_filters, not @input's memory
 * @workers: threads with enough scratch and shared memory
 *
 * The same as fv_convolution_forward().
 */
void
fv_winograd_forward (const FvWinograd *winograd, const FvMap *input, FvMap *output,
                     FvWorkers *workers)
{
  run (winograd, FORWARD, input, output, workers);
}

/**
 * fv_winograd_backward:
 * @winograd: a convolution
 * @output_gradient: height × width × n_filters: d loss / d output
 * @input_gradient: height × width × n_inputs: d loss / d input is written here, not
 *   @output_gradient's memory
 * @workers: threads with enough scratch and shared memory
 *
 * The same as fv_convolution_backward().
 */
void
fv_winograd_backward (const FvWinograd *winograd, const FvMap *output_gradient,
                      FvMap *input_gradient, FvWorkers *workers)
{
  run (winograd, BACKWARD, output_gradient, input_gradient, workers);
}

/* Memory ------------------------------------------------------------------------------
 */

/**
 * fv_winograd_suits:
 * @convolution: a convolution
 *
 * Returns: whether it has channels enough for this to be faster than direct convolution
 */
gboolean
fv_winograd_suits (const FvConvolution *convolution)
{
  return convolution->n_inputs >= MINIMUM_CHANNELS &&
         convolution->n_filters >= MINIMUM_CHANNELS;
}

/**
 * fv_winograd_get_size:
 * @convolution: a convolution
 *
 * Returns: number of values that fv_winograd_new() takes memory for
 */
gsize
fv_winograd_get_size (const FvConvolution *convolution)
{
  return (count_planes (FORWARD) + count_planes (BACKWARD)) *
         get_plane_size (convolution);
}

/**
 * fv_winograd_get_scratch:
 * @convolution: a convolution
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_winograd_get_scratch (const FvConvolution *convolution)
{
  if (!goes_in_blocks (convolution))
    return 0;
  return (gsize)FV_WINOGRAD_MAXIMUM_PLANES * BLOCK_TILES *
         (convolution->n_inputs + convolution->n_filters);
}

/**
 * fv_winograd_get_shared:
 * @convolution: a convolution
 * @input: a map of the size that it works on
 *
 * Returns: how many floats of memory the workers need together
 */
gsize
fv_winograd_get_shared (const FvConvolution *convolution, const FvMap *input)
{
  gsize forward = count_planes (FORWARD) * count_tiles (input, FORWARD);
  gsize backward = count_planes (BACKWARD) * count_tiles (input, BACKWARD);

  if (goes_in_blocks (convolution))
    return 0;
  return MAX (forward, backward) * (convolution->n_inputs + convolution->n_filters);
}

/* Transformed kernels -------------------------------------------------------------------
 */

typedef struct
{
  const FvWinograd *winograd;
  Direction direction;
} FvKernelWork;

/* All filters of one input channel */
static void
transform_kernel_input (gint input, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvKernelWork *work = data;
  const FvConvolution *convolution = work->winograd->convolution;
  gsize place = (gsize)input * convolution->n_filters;

  fv_kernels_get ()->winograd[tiles[work->direction].size].transform_kernel (
      convolution->kernel + place, get_plane_size (convolution), convolution->n_filters,
      work->direction == BACKWARD, work->winograd->planes[work->direction] + place,
      get_plane_size (convolution));
}

/**
 * fv_winograd_new:
 * @convolution: a convolution, which must outlive the result
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the convolution with its kernel transformed, or %NULL
 */
FvWinograd *
fv_winograd_new (const FvConvolution *convolution, FvWorkers *workers, GError **error)
{
  FvWinograd *winograd = g_new0 (FvWinograd, 1);

  winograd->convolution = convolution;
  for (Direction direction = 0; direction < N_DIRECTIONS; direction++)
    {
      FvKernelWork work = { winograd, direction };

      winograd->planes[direction] = fv_memory_new_floats (
          count_planes (direction) * get_plane_size (convolution), error);
      if (winograd->planes[direction] == NULL)
        {
          fv_winograd_free (winograd);
          return NULL;
        }
      fv_workers_run (workers, convolution->n_inputs, transform_kernel_input, &work);
    }
  return winograd;
}

/**
 * fv_winograd_free:
 * @winograd: (nullable): a convolution
 */
void
fv_winograd_free (FvWinograd *winograd)
{
  if (winograd == NULL)
    return;
  for (Direction direction = 0; direction < N_DIRECTIONS; direction++)
    fv_memory_free (winograd->planes[direction]);
  g_free (winograd);
}
