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

#include "winograd-kernel.h"

/* Transforms of fewer channels cost more than the multiplications that they save. */
#define MINIMUM_CHANNELS 16

/* Floats between one tile's channels, or one plane's tiles, and the next's: without it
 * they would be powers of two apart, and share the same few places of a cache. */
#define GAP 16

/* Tiles in a block: few enough for the planes of narrow layers to stay in a cache of
 * 1 MiB, many enough for wide ones to use what is read of the kernel; few where memory
 * counts. */
#define NARROW_CHANNELS  128
#define FEW_TILES        48
#define MANY_TILES       96
#define MOST_SMALL_TILES 9  /* of 4×4, for which the kernel would be read */
#define CHANNELS_UNIT    32 /* of a product, that are multiplied at once */

typedef struct
{
  const FvWinograd *winograd;
  FvWinogradDirection direction;
  FvWorkers *workers;
  const FvKernels *kernels;
  const FvWinogradTransforms *transforms;
  const gfloat *kernel_planes; /* %NULL if it is lean */
  const FvMap *source;
  const FvMask *source_mask;
  FvMap *target;
  const FvMask *target_mask;
  const gfloat *bias;
  gint n_planes;
  gint64 first;
  gint64 end;
  gint block_tiles;
  gint group_channels; /* of the target */
  gint n_groups;
} FvWinogradWork;

/* One block of tiles ---------------------------------------------------------------- */

static FvPlanes
lay_out_planes (gfloat *data, gint tiles, gint channels)
{
  FvPlanes planes = { data, (gsize)tiles * (channels + GAP) + GAP, channels + GAP };

  return planes;
}

/* Whether its kernel never has a place as a whole */
static gboolean
is_lean (const FvWinograd *winograd)
{
  return winograd->planes[FV_WINOGRAD_FORWARD] == NULL && winograd->shared == NULL;
}

/* Panels of the kernel, of some channels of the target: plane p is at
 * data[p × plane_size]. */
typedef struct
{
  const gfloat *data;
  gsize plane_size;
} Panels;

static Panels
get_panels (const FvWinogradWork *work, gint channel)
{
  gsize n_source = work->source->channels;

  return (Panels){ work->kernel_planes + channel * n_source,
                   n_source * work->target->channels };
}

static gsize
get_made_plane_size (gint n_source)
{
  return (gsize)n_source * CHANNELS_UNIT + GAP;
}

static Panels
make_panels (const FvWinogradWork *work, gint channel, gint n_channels, gfloat *data)
{
  gsize n_source = work->source->channels;
  gsize plane_size = get_made_plane_size (work->source->channels);

  for (gint i = 0; i < n_channels; i += FV_PANEL)
    fv_winograd_transform_panel (work->winograd, work->direction,
                                 (channel + i) / FV_PANEL, data + i * n_source,
                                 plane_size);
  return (Panels){ data, plane_size };
}

/* From tiles @first … @end - 1, whose planes are @inputs, @n_channels of the target from
 * @channel on */
static void
do_channels (const FvWinogradWork *work, gint64 first, gint64 end, const FvPlanes *inputs,
             const Panels *panels, gint channel, gint n_channels, gfloat *scratch)
{
  FvPlanes outputs = lay_out_planes (scratch, work->block_tiles, n_channels);
  gint64 begin;

  for (gint plane = 0; plane < work->n_planes; plane++)
    work->kernels->multiply (end - first, n_channels, work->source->channels,
                             inputs->data + plane * inputs->plane_size, inputs->tile_size,
                             panels->data + plane * panels->plane_size, FALSE,
                             outputs.data + plane * outputs.plane_size,
                             outputs.tile_size);
  begin = g_get_monotonic_time ();
  work->transforms->transform_output (&outputs, first, end, channel, n_channels,
                                      work->bias, work->target_mask, work->target);
  fv_workers_take_time (work->workers, FV_TIME_OUTPUT, begin);
}

/* The same, a few channels at a time, whose panels are made */
static void
do_channels_lean (const FvWinogradWork *work, gint64 first, gint64 end,
                  const FvPlanes *inputs, gint channel, gint n_channels, gfloat *scratch)
{
  gfloat *outputs =
      scratch + work->n_planes * get_made_plane_size (work->source->channels);

  for (gint i = 0; i < n_channels; i += CHANNELS_UNIT)
    {
      gint n = MIN (CHANNELS_UNIT, n_channels - i);
      Panels panels = make_panels (work, channel + i, n, scratch);

      do_channels (work, first, end, inputs, &panels, channel + i, n, outputs);
    }
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
  gfloat *rest = scratch + work->n_planes * inputs.plane_size;
  gint64 begin = g_get_monotonic_time ();

  work->transforms->transform_input (work->source, work->source_mask, first, end,
                                     &inputs);
  fv_workers_take_time (work->workers, FV_TIME_INPUT, begin);
  if (work->kernel_planes == NULL)
    do_channels_lean (work, first, end, &inputs, channel, n_channels, rest);
  else
    {
      Panels panels = get_panels (work, channel);

      do_channels (work, first, end, &inputs, &panels, channel, n_channels, rest);
    }
}

/* Shares tiles out in blocks of about the same size, at least one for each thread; or,
 * where one block of a wide layer takes them all, the target's channels, so that no part
 * of the kernel is read by two threads. No result depends on it. */
static void
share_out (FvWinogradWork *work, gint n_threads)
{
  const FvConvolution *convolution = work->winograd->convolution;
  gint64 n_tiles = work->end - work->first;
  gint64 most = fv_winograd_get_tiles (convolution, is_lean (work->winograd));
  gint64 n_blocks = (n_tiles + most - 1) / most;
  gint n_units = work->target->channels / CHANNELS_UNIT;

  work->n_groups = 1;
  if (most == MANY_TILES && n_blocks == 1)
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
run (FvWinogradWork *work, gint width, gint first, gint end, FvWorkers *workers)
{
  FvWinogradSize size = work->winograd->sizes[work->direction];
  gint output, tiles_across;

  work->workers = workers;
  work->kernels = fv_kernels_get ();
  work->transforms = work->kernels->winograd[size];
  work->n_planes = fv_winograd_count_planes (size);
  work->kernel_planes = fv_winograd_get_planes (work->winograd, work->direction, workers);
  output = work->transforms->output;
  tiles_across = (width + output - 1) / output;
  work->first = (gint64)first / output * tiles_across;
  work->end = (gint64)((end + output - 1) / output) * tiles_across;
  share_out (work, fv_workers_count (workers));
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
    .winograd = winograd,
    .direction = FV_WINOGRAD_FORWARD,
    .source = input,
    .target = output,
    .target_mask = mask,
    .bias = winograd->convolution->bias,
  };

  run (&work, input->width, first, end, workers);
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
    .winograd = winograd,
    .direction = FV_WINOGRAD_BACKWARD,
    .source = output_gradient,
    .source_mask = mask,
    .target = input_gradient,
  };

  run (&work, input_gradient->width, first, end, workers);
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
 * fv_winograd_choose_tiles:
 * @width: of the convolution's whole map
 * @height: its height
 * @accurate: whether rounding errors forward are to be those of direct convolution
 *
 * For the sake of the same values everywhere, it depends on nothing else.
 *
 * Returns: which tiles are the fastest
 */
FvTiles
fv_winograd_choose_tiles (gint width, gint height, gboolean accurate)
{
  gint64 n_tiles = (gint64)((width + 3) / 4) * ((height + 3) / 4);

  if (n_tiles <= MOST_SMALL_TILES)
    return FV_TILES_SMALL;
  return accurate ? FV_TILES_ACCURATE : FV_TILES_WIDE;
}

/**
 * fv_winograd_get_tiles:
 * @convolution: a convolution
 * @lean: whether it is of fv_winograd_new_lean()
 *
 * Returns: how many tiles one worker takes at once, if there are enough
 */
gint
fv_winograd_get_tiles (const FvConvolution *convolution, gboolean lean)
{
  gint widest = MAX (convolution->n_inputs, convolution->n_filters);

  return lean || widest <= NARROW_CHANNELS ? FEW_TILES : MANY_TILES;
}

/* For one direction */
static gsize
get_scratch (gint n_source, gint n_target, gint tiles, gboolean lean)
{
  gsize values = lay_out_planes (NULL, tiles, n_source).plane_size;

  if (lean)
    values += get_made_plane_size (n_source) +
              lay_out_planes (NULL, tiles, MIN (n_target, CHANNELS_UNIT)).plane_size;
  else
    values += lay_out_planes (NULL, tiles, n_target).plane_size;
  return FV_WINOGRAD_MAXIMUM_PLANES * values;
}

/**
 * fv_winograd_get_scratch:
 * @convolution: a convolution
 * @lean: whether it is of fv_winograd_new_lean()
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_winograd_get_scratch (const FvConvolution *convolution, gboolean lean)
{
  gint tiles = fv_winograd_get_tiles (convolution, lean);
  gint n_inputs = convolution->n_inputs, n_filters = convolution->n_filters;

  return MAX (get_scratch (n_inputs, n_filters, tiles, lean),
              get_scratch (n_filters, n_inputs, tiles, lean));
}
