/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Convolution by Winograd's F(m×m, 3×3): m = 2 needs 4/9 of the multiplications, m = 4
 * a quarter. Tiles of the input are transformed to planes, each plane is multiplied by
 * the plane of the transformed kernel, and the products are transformed to tiles of the
 * output. One worker takes a block of tiles through all three steps.
 *
 * Forward, rounding errors decide ReLUs and poolings that are near a tie, and one that
 * is decided otherwise changes the gradient by a thousandth and more. Most decisions are
 * in the layers at full size, so these are convolved with 2×2 tiles, whose errors are
 * those of direct convolution; errors of 4×4 tiles are twice as large. Of 400 random
 * networks with inputs of 56×56, the gradient to block5_conv1 was then off by more than
 * 1e-4 in 33; that of PyTorch in single precision in 29; that with 4×4 tiles everywhere
 * in 59. Backward nothing is decided. */

#include "winograd.h"

#include "kernels/kernels.h"
#include "memory.h"

/* Transforms of fewer channels cost more than the multiplications that they save. */
#define MINIMUM_CHANNELS 16

/* Floats between one tile's channels, or one plane's tiles, and the next's: without it
 * they would be powers of two apart, and share the same few places of a cache. */
#define GAP 16

/* Tiles in a block: few enough for the planes of narrow layers to stay in a cache of
 * 1 MiB, many enough for wide ones to use what is read of the kernel. */
#define NARROW_CHANNELS 128
#define NARROW_TILES    48
#define WIDE_TILES      96
#define CHANNELS_UNIT   32 /* of a product, that are multiplied at once */

typedef enum
{
  FORWARD,
  BACKWARD,
  N_DIRECTIONS
} Direction;

/* For each direction, the size of tiles, and planes of the kernel in panels: source
 * channels × target channels */
struct _FvWinograd
{
  const FvConvolution *convolution;
  FvWinogradSize sizes[N_DIRECTIONS];
  gfloat *planes[N_DIRECTIONS];
};

typedef struct
{
  FvWorkers *workers;
  const FvKernels *kernels;
  const FvWinogradTransforms *transforms;
  const FvMap *source;
  const FvMask *source_mask;
  FvMap *target;
  const FvMask *target_mask;
  const gfloat *kernel;
  const gfloat *bias;
  gint n_planes;
  gint64 first;
  gint64 end;
  gint block_tiles;
  gint group_channels; /* of the target */
  gint n_groups;
} FvWinogradWork;

static FvWinogradSize
get_size (Direction direction, gboolean accurate)
{
  return direction == FORWARD && accurate ? FV_WINOGRAD_2X2 : FV_WINOGRAD_4X4;
}

static gint
count_planes (FvWinogradSize size)
{
  gint input = fv_kernels_get ()->winograd[size]->output + 2;

  return input * input;
}

static gsize
get_plane_size (const FvConvolution *convolution)
{
  return (gsize)convolution->n_inputs * convolution->n_filters;
}

/* One block of tiles ---------------------------------------------------------------- */

static FvPlanes
lay_out_planes (gfloat *data, gint tiles, gint channels)
{
  FvPlanes planes = { data, (gsize)tiles * (channels + GAP) + GAP, channels + GAP };

  return planes;
}

/* The products of all planes, for @n_channels of the target from @channel on */
static void
multiply_planes (const FvWinogradWork *work, gint n_tiles, const FvPlanes *inputs,
                 gint channel, gint n_channels, const FvPlanes *outputs)
{
  gint n_source = work->source->channels, n_target = work->target->channels;

  for (gint plane = 0; plane < work->n_planes; plane++)
    work->kernels->multiply (
        n_tiles, n_channels, n_source, inputs->data + plane * inputs->plane_size,
        inputs->tile_size, work->kernel + ((gsize)plane * n_target + channel) * n_source,
        outputs->data + plane * outputs->plane_size, outputs->tile_size);
}

static void
run_block (gint chunk, gfloat *scratch, gpointer data)
{
  const FvWinogradWork *work = data;
  gint64 first = work->first + (gint64)(chunk / work->n_groups) * work->block_tiles;
  gint64 end = MIN (first + work->block_tiles, work->end);
  gint channel = chunk % work->n_groups * work->group_channels;
  gint n_channels = MIN (work->group_channels, work->target->channels - channel);
  FvPlanes inputs = lay_out_planes (scratch, work->block_tiles, work->source->channels);
  FvPlanes outputs = lay_out_planes (scratch + work->n_planes * inputs.plane_size,
                                     work->block_tiles, n_channels);
  gint64 begin = g_get_monotonic_time ();

  work->transforms->transform_input (work->source, work->source_mask, first, end,
                                     &inputs);
  fv_workers_take_time (work->workers, FV_TIME_INPUT, begin);
  multiply_planes (work, end - first, &inputs, channel, n_channels, &outputs);
  begin = g_get_monotonic_time ();
  work->transforms->transform_output (&outputs, first, end, channel, n_channels,
                                      work->bias, work->target_mask, work->target);
  fv_workers_take_time (work->workers, FV_TIME_OUTPUT, begin);
}

/* Shares tiles out in blocks of about the same size, at least one for each thread; or,
 * where one block of a wide layer takes them all, the target's channels, so that no part
 * of the kernel is read by two threads. No result depends on it. */
static void
share_out (FvWinogradWork *work, const FvConvolution *convolution, gint n_threads)
{
  gint64 n_tiles = work->end - work->first;
  gint64 most = fv_winograd_get_tiles (convolution);
  gint64 n_blocks = (n_tiles + most - 1) / most;
  gint n_units = work->target->channels / CHANNELS_UNIT;

  work->n_groups = 1;
  if (most == WIDE_TILES && n_blocks == 1)
    work->n_groups = CLAMP (n_threads, 1, MAX (n_units, 1));
  else
    n_blocks = (n_blocks + n_threads - 1) / n_threads * n_threads;
  work->block_tiles = (n_tiles + n_blocks - 1) / n_blocks;
  work->group_channels = work->target->channels;
  if (work->n_groups > 1)
    {
      work->group_channels =
          (n_units + work->n_groups - 1) / work->n_groups * CHANNELS_UNIT;
      work->n_groups =
          (work->target->channels + work->group_channels - 1) / work->group_channels;
    }
}

/* Rows @first … @end - 1 of a convolution of @width positions */
static void
run (const FvWinograd *winograd, Direction direction, FvWinogradWork *work, gint width,
     gint first, gint end, FvWorkers *workers)
{
  gint output, tiles_across;

  work->workers = workers;
  work->kernels = fv_kernels_get ();
  work->transforms = work->kernels->winograd[winograd->sizes[direction]];
  work->kernel = winograd->planes[direction];
  work->n_planes = count_planes (winograd->sizes[direction]);
  output = work->transforms->output;
  tiles_across = (width + output - 1) / output;
  work->first = (gint64)first / output * tiles_across;
  work->end = (gint64)((end + output - 1) / output) * tiles_across;
  share_out (work, winograd->convolution, fv_workers_count (workers));
  fv_workers_run (workers,
                  (work->end - work->first + work->block_tiles - 1) / work->block_tiles *
                      work->n_groups,
                  run_block, work);
}

/**
 * fv_winograd_forward:
 * @winograd: a convolution
 * @input: height × width × n_inputs, of which rows @first - 1 … @end have a place
 * @first: a multiple of 4
 * @end: another one, or the height
 * @mask: (inout): what follows; the bits of these rows are written
 * @output: these rows of the convolution are written here, after bias, ReLU and pooling
 * @workers: threads with enough scratch memory
 *
 * The same as fv_convolution_forward().
 */
void
fv_winograd_forward (const FvWinograd *winograd, const FvMap *input, gint first, gint end,
                     const FvMask *mask, FvMap *output, FvWorkers *workers)
{
  FvWinogradWork work = {
    .source = input,
    .target = output,
    .target_mask = mask,
    .bias = winograd->convolution->bias,
  };

  run (winograd, FORWARD, &work, input->width, first, end, workers);
}

/**
 * fv_winograd_backward:
 * @winograd: a convolution
 * @output_gradient: d loss / d output after ReLU and pooling
 * @mask: what follows the convolution
 * @first: a multiple of 4
 * @end: another one, or the height
 * @input_gradient: rows @first … @end - 1 of d loss / d input are written here
 * @workers: threads with enough scratch memory
 *
 * The same as fv_convolution_backward().
 */
void
fv_winograd_backward (const FvWinograd *winograd, const FvMap *output_gradient,
                      const FvMask *mask, gint first, gint end, FvMap *input_gradient,
                      FvWorkers *workers)
{
  FvWinogradWork work = {
    .source = output_gradient,
    .source_mask = mask,
    .target = input_gradient,
  };

  run (winograd, BACKWARD, &work, input_gradient->width, first, end, workers);
}

/* Memory ---------------------------------------------------------------------------- */

/**
 * fv_winograd_suits:
 * @convolution: a convolution
 *
 * Returns: whether it has the channels for this
 */
gboolean
fv_winograd_suits (const FvConvolution *convolution)
{
  return convolution->n_inputs >= MINIMUM_CHANNELS &&
         convolution->n_filters >= MINIMUM_CHANNELS &&
         convolution->n_inputs % FV_PANEL == 0 && convolution->n_filters % FV_PANEL == 0;
}

/**
 * fv_winograd_get_size:
 * @convolution: a convolution
 * @accurate: see fv_winograd_new()
 *
 * Returns: number of values that fv_winograd_new() takes memory for
 */
gsize
fv_winograd_get_size (const FvConvolution *convolution, gboolean accurate)
{
  return (count_planes (get_size (FORWARD, accurate)) +
          count_planes (get_size (BACKWARD, accurate))) *
         get_plane_size (convolution);
}

/**
 * fv_winograd_get_tiles:
 * @convolution: a convolution
 *
 * Returns: how many tiles one worker takes at once, if there are enough
 */
gint
fv_winograd_get_tiles (const FvConvolution *convolution)
{
  return MAX (convolution->n_inputs, convolution->n_filters) <= NARROW_CHANNELS
             ? NARROW_TILES
             : WIDE_TILES;
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
  gint tiles = fv_winograd_get_tiles (convolution);

  return FV_WINOGRAD_MAXIMUM_PLANES *
         (lay_out_planes (NULL, tiles, convolution->n_inputs).plane_size +
          lay_out_planes (NULL, tiles, convolution->n_filters).plane_size);
}

/* Transformed kernels --------------------------------------------------------------- */

typedef struct
{
  const FvWinograd *winograd;
  Direction direction;
} FvKernelWork;

/* For one direction, the taps of all pairs of @source with the targets of one panel */
static void
transform_kernel_row (const FvKernelWork *work, gint source, gint panel,
                      const gfloat *taps, gsize tap_size)
{
  const FvConvolution *convolution = work->winograd->convolution;
  gint n_source =
      work->direction == FORWARD ? convolution->n_inputs : convolution->n_filters;

  fv_kernels_get ()->winograd[work->winograd->sizes[work->direction]]->transform_kernel (
      taps, tap_size,
      work->winograd->planes[work->direction] +
          ((gsize)panel * n_source + source) * FV_PANEL,
      get_plane_size (convolution));
}

/* Forward, one input with all filters */
static void
transform_forward (gint input, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvKernelWork *work = data;
  const FvConvolution *convolution = work->winograd->convolution;

  for (gint panel = 0; panel < convolution->n_filters / FV_PANEL; panel++)
    transform_kernel_row (work, input, panel,
                          convolution->kernel + (gsize)input * convolution->n_filters +
                              panel * FV_PANEL,
                          get_plane_size (convolution));
}

/* Backward, FV_PANEL inputs with all filters: the kernel is turned by half a turn, and
 * its filters, which lie side by side, become the rows of panels of inputs. */
static void
transform_backward (gint panel, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvKernelWork *work = data;
  const FvConvolution *convolution = work->winograd->convolution;
  gfloat taps[FV_PANEL][9][FV_PANEL];

  for (gint filter = 0; filter < convolution->n_filters; filter += FV_PANEL)
    {
      for (gint tap = 0; tap < 9; tap++)
        for (gint input = 0; input < FV_PANEL; input++)
          {
            const gfloat *filters =
                convolution->kernel + (8 - tap) * get_plane_size (convolution) +
                ((gsize)panel * FV_PANEL + input) * convolution->n_filters + filter;

            for (gint i = 0; i < FV_PANEL; i++)
              taps[i][tap][input] = filters[i];
          }
      for (gint i = 0; i < FV_PANEL; i++)
        transform_kernel_row (work, filter + i, panel, taps[i][0], FV_PANEL);
    }
}

/**
 * fv_winograd_new:
 * @convolution: a convolution, which must outlive the result
 * @accurate: whether rounding errors forward are to be those of direct convolution
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the convolution with its kernel transformed, or %NULL
 */
FvWinograd *
fv_winograd_new (const FvConvolution *convolution, gboolean accurate, FvWorkers *workers,
                 GError **error)
{
  FvWinograd *winograd = g_new0 (FvWinograd, 1);

  winograd->convolution = convolution;
  for (Direction direction = 0; direction < N_DIRECTIONS; direction++)
    {
      FvKernelWork work = { winograd, direction };

      winograd->sizes[direction] = get_size (direction, accurate);
      winograd->planes[direction] = fv_memory_new_floats (
          count_planes (winograd->sizes[direction]) * get_plane_size (convolution),
          error);
      if (winograd->planes[direction] == NULL)
        {
          fv_winograd_free (winograd);
          return NULL;
        }
      if (direction == FORWARD)
        fv_workers_run (workers, convolution->n_inputs, transform_forward, &work);
      else
        fv_workers_run (workers, convolution->n_inputs / FV_PANEL, transform_backward,
                        &work);
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
