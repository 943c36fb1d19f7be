/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERNELS_H
#define FV_KERNELS_H

#include "maps/map.h"
#include "maps/mask.h"

/* The inner loops that are compiled once per instruction set. Numbers of channels are
 * multiples of FV_PANEL where nothing else is said. */

/* A matrix that others are multiplied with is stored in panels of this many columns: each
 * panel is depth × FV_PANEL, one after another. */
#define FV_PANEL 16

/* The sizes of Winograd's tiles of the output. Each tile depends on two rows and columns
 * more of the input. */
typedef enum
{
  FV_WINOGRAD_2X2,
  FV_WINOGRAD_4X4,
  FV_WINOGRAD_N_SIZES
} FvWinogradSize;

#define FV_WINOGRAD_MAXIMUM_PLANES 36

/* Tiles that were transformed: value (tile, channel) of plane p is at
 * data[p × plane_size + tile × tile_size + channel]. */
typedef struct
{
  gfloat *data;
  gsize plane_size;
  gsize tile_size;
} FvPlanes;

/* One size's transforms. Tiles are counted row by row from 0.
 *
 * output: side of a tile of the output
 * transform_kernel: 3×3 taps, which lie tap_size apart, of FV_PANEL pairs of channels, to
 *   one value of each in each plane; planes lie plane_size apart
 * transform_input: the inputs of tiles @first … @end-1; what lies outside is zero. With
 *   the bits of @mask, @map is the gradient after ReLU and pooling, and the inputs are
 *   that before
 * transform_output: such planes to the outputs of these tiles, @n_channels of them from
 *   @channel on, which is the planes' channel 0. @bias, if any, is added; with the bits
 * of
 *   @mask, ReLU and pooling follow, and the bits are written. */
typedef struct
{
  gint output;
  void (*transform_kernel) (const gfloat *taps, gsize tap_size, gfloat *planes,
                            gsize plane_size);
  void (*transform_input) (const FvMap *map, const FvMask *mask, gint64 first, gint64 end,
                           const FvPlanes *planes);
  void (*transform_output) (const FvPlanes *planes, gint64 first, gint64 end,
                            gint channel, gint n_channels, const gfloat *bias,
                            const FvMask *mask, FvMap *map);
} FvWinogradTransforms;

/* What the windows of one row of a pooling's output see.
 *
 * rows: (array length=n_rows): the rows of the map
 * first: the window's row that the first of these is
 * size, stride, dilation, before: of the window's columns, see FvSpan
 * n_columns, channels: of the map */
typedef struct
{
  const gfloat *const *rows;
  gint n_rows;
  gint first;
  gint size;
  gint stride;
  gint dilation;
  gint before;
  gint n_columns;
  gint channels;
} FvPoolingRow;

/* How channels are weighed:
 *
 * taps: that are summed up for each value
 * values_step: from what one position sees to what the next one does
 * tap_step: from what one tap sees to what the next one does
 * weights_step: from one tap's weights to the next one's */
typedef struct
{
  gint channels;
  gint taps;
  gsize values_step;
  gsize tap_step;
  gssize weights_step;
} FvWeighing;

/* What one instruction set has.
 *
 * multiply: the product of rows × depth values, whose rows lie a_stride apart, and
 *   depth × columns in panels; with @adds, it is added to what there is; rows of the
 *   product lie product_stride apart. Each of its values is summed up in the order of
 *   depth, so that neither how rows, columns or depth are cut, nor by whom, changes a bit
 * activate: @bias is added to one row of a convolution's output, or two where a pooling
 *   follows, from (y, x) on, n positions long, which lie row_size apart; ReLU and pooling
 *   follow, and their bits are written
 * gate: the gradient before ReLU and pooling, for n positions from (y, x) on
 * rectify: values of n positions below 0 are multiplied by @slope, those above @limit
 *   become this; with @bits, which were between is written, as in an FvMask
 * unrectify: the gradient before, where a value was not between times @slope
 * pool_largest: max pooling to columns @left … @right - 1; with @winners, the taps of the
 *   largest are written: guint32, if @is_wide, or guint8
 * add_won: adds the gradient of one position of a max pooling's output where @tap won
 * pool_sum: the sums of what the windows of columns @left … @right - 1 see
 * get_powers: of n values: 1 / value ^ 0.75
 * weigh: to each channel of some positions, which lie sums_step apart, the products of
 *   what each tap sees of this channel and its weight are added, in the order of taps;
 *   the number of channels is any */
typedef struct
{
  const gchar *name;
  const FvWinogradTransforms *winograd[FV_WINOGRAD_N_SIZES];
  void (*multiply) (gint rows, gint columns, gint depth, const gfloat *a, gsize a_stride,
                    const gfloat *panels, gboolean adds, gfloat *product,
                    gsize product_stride);
  void (*activate) (const gfloat *values, gsize row_size, gint y, gint x, gint n,
                    const gfloat *bias, const FvMask *mask, FvMap *map);
  void (*gate) (const FvMap *map, const FvMask *mask, gint y, gint x, gint n,
                gfloat *values);
  void (*rectify) (gfloat *values, gint n, gint channels, gfloat slope, gfloat limit,
                   guint8 *bits);
  void (*unrectify) (const gfloat *gradient, gint n, gint channels, gfloat slope,
                     const guint8 *bits, gfloat *target);
  void (*pool_largest) (const FvPoolingRow *row, gint left, gint right, gboolean is_wide,
                        gfloat *target, gpointer winners);
  void (*add_won) (const gfloat *gradient, gconstpointer winners, gboolean is_wide,
                   gint tap, gint channels, gfloat *target);
  void (*pool_sum) (const FvPoolingRow *row, gint left, gint right, gfloat *target);
  void (*get_powers) (const gfloat *values, gint n, gfloat *powers);
  void (*weigh) (const FvWeighing *weighing, gint positions, const gfloat *values,
                 const gfloat *weights, gfloat *sums, gsize sums_step);
} FvKernels;

extern const FvKernels fv_kernels_baseline;
#ifdef FV_HAVE_X86_KERNELS
extern const FvKernels fv_kernels_avx2;
extern const FvKernels fv_kernels_avx512;
#endif

const FvKernels *fv_kernels_get (void);

#endif /* FV_KERNELS_H */
