/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels of Winograd's convolutions, transformed: kept, which takes 9 times the
 * memory of the kernel and more, or made in a place that convolutions share, or a few
 * channels at a time. The values are the same. */

#include "winograd-kernel.h"

#include "base/memory.h"

/**
 * fv_winograd_count_planes:
 * @size: a size of tiles
 *
 * Returns: how many planes there are
 */
gint
fv_winograd_count_planes (FvWinogradSize size)
{
  gint input = fv_kernels_get ()->winograd[size]->output + 2;

  return input * input;
}

static FvWinogradSize
get_size (FvWinogradDirection direction, FvTiles tiles)
{
  if (tiles == FV_TILES_SMALL)
    return FV_WINOGRAD_2X2;
  return direction == FV_WINOGRAD_FORWARD && tiles == FV_TILES_ACCURATE ? FV_WINOGRAD_2X2
                                                                        : FV_WINOGRAD_4X4;
}

static gsize
get_plane_size (const FvConvolution *convolution)
{
  return (gsize)convolution->n_inputs * convolution->n_filters;
}

/**
 * fv_winograd_get_size:
 * @convolution: a convolution
 * @tiles: which tiles of the output it has
 *
 * Returns: number of values that fv_winograd_new() takes memory for
 */
gsize
fv_winograd_get_size (const FvConvolution *convolution, FvTiles tiles)
{
  gsize n_planes = 0;

  for (FvWinogradDirection i = 0; i < FV_WINOGRAD_N_DIRECTIONS; i++)
    n_planes += fv_winograd_count_planes (get_size (i, tiles));
  return n_planes * get_plane_size (convolution);
}

/* One panel ------------------------------------------------------------------------- */

/* Forward, all inputs with FV_PANEL filters, which lie side by side */
static void
transform_filters (const FvWinograd *winograd, gint panel, gfloat *planes,
                   gsize plane_size)
{
  const FvConvolution *convolution = winograd->convolution;
  const FvWinogradTransforms *transforms =
      fv_kernels_get ()->winograd[winograd->sizes[FV_WINOGRAD_FORWARD]];

  for (gint input = 0; input < convolution->n_inputs; input++)
    transforms->transform_kernel (
        convolution->kernel + (gsize)input * convolution->n_filters + panel * FV_PANEL,
        get_plane_size (convolution), planes + input * FV_PANEL, plane_size);
}

/* The taps of FV_PANEL inputs with as many filters, turned by half a turn, each filter's
 * inputs side by side */
static void
turn_taps (const FvConvolution *convolution, gint panel, gint filter,
           gfloat taps[FV_PANEL][9][FV_PANEL])
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
}

/* Backward, all filters with FV_PANEL inputs */
static void
transform_inputs (const FvWinograd *winograd, gint panel, gfloat *planes,
                  gsize plane_size)
{
  const FvConvolution *convolution = winograd->convolution;
  const FvWinogradTransforms *transforms =
      fv_kernels_get ()->winograd[winograd->sizes[FV_WINOGRAD_BACKWARD]];
  gfloat taps[FV_PANEL][9][FV_PANEL];

  for (gint filter = 0; filter < convolution->n_filters; filter += FV_PANEL)
    {
      turn_taps (convolution, panel, filter, taps);
      for (gint i = 0; i < FV_PANEL; i++)
        transforms->transform_kernel (taps[i][0], FV_PANEL,
                                      planes + (filter + i) * FV_PANEL, plane_size);
    }
}

/**
 * fv_winograd_transform_panel:
 * @winograd: a convolution
 * @direction: forward or backward
 * @panel: which FV_PANEL channels of the target
 * @planes: (out caller-allocates): of each plane, source channels × FV_PANEL values
 * @plane_size: values from one plane to the next
 */
void
fv_winograd_transform_panel (const FvWinograd *winograd, FvWinogradDirection direction,
                             gint panel, gfloat *planes, gsize plane_size)
{
  if (direction == FV_WINOGRAD_FORWARD)
    transform_filters (winograd, panel, planes, plane_size);
  else
    transform_inputs (winograd, panel, planes, plane_size);
}

/* All of them ----------------------------------------------------------------------- */

typedef struct
{
  const FvWinograd *winograd;
  FvWinogradDirection direction;
  gint n_source;
  gfloat *planes;
} FvKernelWork;

static void
make_panel (gint panel, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvKernelWork *work = data;

  fv_winograd_transform_panel (work->winograd, work->direction, panel,
                               work->planes + (gsize)panel * work->n_source * FV_PANEL,
                               get_plane_size (work->winograd->convolution));
}

static void
make_planes (const FvWinograd *winograd, FvWinogradDirection direction, gfloat *planes,
             FvWorkers *workers)
{
  const FvConvolution *convolution = winograd->convolution;
  gboolean forward = direction == FV_WINOGRAD_FORWARD;
  gint n_source = forward ? convolution->n_inputs : convolution->n_filters;
  gint n_target = forward ? convolution->n_filters : convolution->n_inputs;
  FvKernelWork work = { winograd, direction, n_source, planes };

  fv_workers_run (workers, n_target / FV_PANEL, make_panel, &work);
}

static gboolean
keep_planes (FvWinograd *winograd, FvWinogradDirection direction, FvWorkers *workers,
             GError **error)
{
  winograd->planes[direction] =
      fv_memory_new_floats (fv_winograd_count_planes (winograd->sizes[direction]) *
                                get_plane_size (winograd->convolution),
                            error);
  if (winograd->planes[direction] == NULL)
    return FALSE;
  make_planes (winograd, direction, winograd->planes[direction], workers);
  return TRUE;
}

/* A shared kernel ------------------------------------------------------------------- */

struct _FvSharedKernel
{
  gfloat *planes;
  const FvWinograd *winograd; /* whose kernel is there */
  FvWinogradDirection direction;
};

/**
 * fv_shared_kernel_new:
 * @n_values: the most that fv_winograd_get_shared_size() tells of those that share it
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a place for one kernel, or %NULL
 */
FvSharedKernel *
fv_shared_kernel_new (gsize n_values, GError **error)
{
  gfloat *planes = fv_memory_new_floats (n_values, error);
  FvSharedKernel *shared;

  if (planes == NULL)
    return NULL;
  shared = g_new0 (FvSharedKernel, 1);
  shared->planes = planes;
  return shared;
}

/**
 * fv_shared_kernel_free:
 * @shared: (nullable): a place
 */
void
fv_shared_kernel_free (FvSharedKernel *shared)
{
  if (shared == NULL)
    return;
  fv_memory_free (shared->planes);
  g_free (shared);
}

/**
 * fv_winograd_get_shared_size:
 * @convolution: a convolution
 *
 * Returns: how many values of a shared kernel it takes
 */
gsize
fv_winograd_get_shared_size (const FvConvolution *convolution)
{
  return FV_WINOGRAD_MAXIMUM_PLANES * get_plane_size (convolution);
}

/**
 * fv_winograd_get_planes:
 * @winograd: a convolution
 * @direction: forward or backward
 * @workers: threads
 *
 * Returns: (transfer none) (nullable): the planes of its kernel, transformed now if they
 *   have a place that others have used since; %NULL if they have none
 */
const gfloat *
fv_winograd_get_planes (const FvWinograd *winograd, FvWinogradDirection direction,
                        FvWorkers *workers)
{
  FvSharedKernel *shared = winograd->shared;

  if (shared == NULL)
    return winograd->planes[direction];
  if (shared->winograd != winograd || shared->direction != direction)
    {
      make_planes (winograd, direction, shared->planes, workers);
      shared->winograd = winograd;
      shared->direction = direction;
    }
  return shared->planes;
}

/* Convolutions ---------------------------------------------------------------------- */

/**
 * fv_winograd_new_lean:
 * @convolution: a convolution, which must outlive the result
 * @tiles: which tiles of the output it has
 * @shared: (nullable): a place for its kernel that others use, too, one after another; it
 *   must outlive the result
 *
 * Returns: (transfer full): the same as fv_winograd_new() gives, without memory for
 *   transformed kernels of its own: they are made anew in @shared, or else for each block
 *   of tiles
 */
FvWinograd *
fv_winograd_new_lean (const FvConvolution *convolution, FvTiles tiles,
                      FvSharedKernel *shared)
{
  FvWinograd *winograd = g_new0 (FvWinograd, 1);

  winograd->convolution = convolution;
  winograd->shared = shared;
  for (FvWinogradDirection i = 0; i < FV_WINOGRAD_N_DIRECTIONS; i++)
    winograd->sizes[i] = get_size (i, tiles);
  return winograd;
}

/**
 * fv_winograd_new:
 * @convolution: a convolution, which must outlive the result
 * @tiles: which tiles of the output it has
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the convolution with its kernel transformed, or %NULL
 */
FvWinograd *
fv_winograd_new (const FvConvolution *convolution, FvTiles tiles, FvWorkers *workers,
                 GError **error)
{
  g_autoptr (FvWinograd) winograd = fv_winograd_new_lean (convolution, tiles, NULL);

  for (FvWinogradDirection i = 0; i < FV_WINOGRAD_N_DIRECTIONS; i++)
    if (!keep_planes (winograd, i, workers, error))
      return NULL;
  return g_steal_pointer (&winograd);
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
  for (FvWinogradDirection i = 0; i < FV_WINOGRAD_N_DIRECTIONS; i++)
    fv_memory_free (winograd->planes[i]);
  /* another may have its address */
  if (winograd->shared != NULL && winograd->shared->winograd == winograd)
    winograd->shared->winograd = NULL;
  g_free (winograd);
}
