/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of what this instruction set has. The files beside it are compiled once per
 * instruction set, FV_KERNELS being the suffix of what they define. */

#include "kernel-set.h"

static const FvWinogradTransforms transforms_2x2 = {
  2,
  KERNEL (fv_transform_kernel_2x2_),
  KERNEL (fv_transform_input_2x2_),
  KERNEL (fv_transform_output_2x2_),
};

static const FvWinogradTransforms transforms_4x4 = {
  4,
  KERNEL (fv_transform_kernel_4x4_),
  KERNEL (fv_transform_input_4x4_),
  KERNEL (fv_transform_output_4x4_),
};

const FvKernels KERNEL (fv_kernels_) = {
  .name = TEXT (FV_KERNELS),
  .winograd = { &transforms_2x2, &transforms_4x4 },
  .multiply = KERNEL (fv_multiply_),
  .activate = KERNEL (fv_activate_),
  .gate = KERNEL (fv_gate_),
  .rectify = KERNEL (fv_rectify_),
  .unrectify = KERNEL (fv_unrectify_),
  .pool_largest = KERNEL (fv_pool_largest_),
  .add_won = KERNEL (fv_add_won_),
  .pool_sum = KERNEL (fv_pool_sum_),
  .get_powers = KERNEL (fv_get_powers_),
  .weigh = KERNEL (fv_weigh_),
};
