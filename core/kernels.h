/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERNELS_H
#define FV_KERNELS_H

#include "map.h"

/* The inner loops that are compiled once per instruction set. */

/* The two sizes of Winograd's tiles. Each output tile depends on two rows and columns
 * more of the input. */
typedef enum
{
  FV_WINOGRAD_2X2, /* 16 planes; as accurate as direct convolution */
  FV_WINOGRAD_4X4, /* 36 planes; fewer multiplications, ten times the rounding error */
  FV_WINOGRAD_N_SIZES
} FvWinogradSize;

#define FV_WINOGRAD_MAXIMUM_PLANES 36

/* The transforms of one size. Tiles are counted row by row from 0; plane p of what is
 * transformed begins at p × plane_size.
 *
 * transform_kernel: n filters' taps, which lie tap_size apart, to one value per filter
 *   in each plane; a flipped kernel is turned by half a turn
 * transform_input: the inputs of tiles @first … @end-1, to one value per channel for
 *   each tile; what lies outside is zero
 * transform_output: such planes to the outputs of these tiles, plus @bias (which may be
 *   NULL) */
typedef struct
{
  void (*transform_kernel) (const gfloat *taps, gsize tap_size, gint n, gboolean flipped,
                            gfloat *planes, gsize plane_size);
  void (*transform_input) (const FvMap *map, gint64 first, gint64 end, gfloat *planes,
                           gsize plane_size);
  void (*transform_output) (const gfloat *planes, gsize plane_size, gint64 first,
                            gint64 end, const gfloat *bias, FvMap *map);
} FvWinogradTransforms;

#define FV_RELU_VALUES     128 /* that are worked on at once */
#define FV_RELU_MASK_BYTES 16  /* for these */

/* What one instruction set has.
 *
 * relu_forward, relu_backward: see relu.h, on n_groups times FV_RELU_VALUES values;
 *   bit b of byte l of the mask of a group is that of its value 16 × b + l */
typedef struct
{
  const gchar *name;
  FvWinogradTransforms winograd[FV_WINOGRAD_N_SIZES];
  void (*relu_forward) (gfloat *values, gsize n_groups, guint8 *mask);
  void (*relu_backward) (gfloat *values, gsize n_groups, const guint8 *mask,
                         gboolean redirect);
} FvKernels;

extern const FvKernels fv_kernels_baseline;
#ifdef FV_HAVE_X86_KERNELS
extern const FvKernels fv_kernels_avx2;
extern const FvKernels fv_kernels_avx512;
#endif

const FvKernels *fv_kernels_get (void);

#endif /* FV_KERNELS_H */
