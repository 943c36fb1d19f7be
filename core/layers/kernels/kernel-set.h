/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERNEL_SET_H
#define FV_KERNEL_SET_H

#include "kernels.h"
#include "lanes.h"

/* What the files of one instruction set define */
void KERNEL (fv_transform_kernel_2x2_) (const gfloat *taps, gsize tap_size,
                                        gfloat *planes, gsize plane_size);
void KERNEL (fv_transform_input_2x2_) (const FvMap *map, const FvMask *mask, gint64 first,
                                       gint64 end, const FvPlanes *planes);
void KERNEL (fv_transform_output_2x2_) (const FvPlanes *planes, gint64 first, gint64 end,
                                        gint channel, gint n_channels, const gfloat *bias,
                                        const FvMask *mask, FvMap *map);
void KERNEL (fv_transform_kernel_4x4_) (const gfloat *taps, gsize tap_size,
                                        gfloat *planes, gsize plane_size);
void KERNEL (fv_transform_input_4x4_) (const FvMap *map, const FvMask *mask, gint64 first,
                                       gint64 end, const FvPlanes *planes);
void KERNEL (fv_transform_output_4x4_) (const FvPlanes *planes, gint64 first, gint64 end,
                                        gint channel, gint n_channels, const gfloat *bias,
                                        const FvMask *mask, FvMap *map);
void KERNEL (fv_multiply_) (gint rows, gint columns, gint depth, const gfloat *a,
                            gsize a_stride, const gfloat *panels, gboolean adds,
                            gfloat *product, gsize product_stride);
void KERNEL (fv_activate_) (const gfloat *values, gsize row_size, gint y, gint x, gint n,
                            const gfloat *bias, const FvMask *mask, FvMap *map);
void KERNEL (fv_gate_) (const FvMap *map, const FvMask *mask, gint y, gint x, gint n,
                        gfloat *values);
void KERNEL (fv_rectify_) (gfloat *values, gint n, gint channels, gfloat slope,
                           gfloat limit, guint8 *bits);
void KERNEL (fv_unrectify_) (const gfloat *gradient, gint n, gint channels, gfloat slope,
                             const guint8 *bits, gfloat *target);
void KERNEL (fv_pool_largest_) (const FvPoolingRow *row, gint left, gint right,
                                gboolean is_wide, gfloat *target, gpointer winners);
void KERNEL (fv_add_won_) (const gfloat *gradient, gconstpointer winners,
                           gboolean is_wide, gint tap, gint channels, gfloat *target);
void KERNEL (fv_pool_sum_) (const FvPoolingRow *row, gint left, gint right,
                            gfloat *target);
void KERNEL (fv_weigh_) (const FvWeighing *weighing, gint positions, const gfloat *values,
                         const gfloat *weights, gfloat *sums, gsize sums_step);
void KERNEL (fv_get_powers_) (const gfloat *values, gint n, gfloat *powers);

#endif /* FV_KERNEL_SET_H */
