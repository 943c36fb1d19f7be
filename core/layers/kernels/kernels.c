/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of what this instruction set has. The files beside it are compiled once per
 * instruction set, FV_KERNELS being the suffix of what they define. */

#include "kernel-set.h"

const FvKernels KERNEL (fv_kernels_) = {
  TEXT (FV_KERNELS),     { &KERNEL (fv_transforms_2x2_), &KERNEL (fv_transforms_4x4_) },
  KERNEL (fv_multiply_), KERNEL (fv_activate_),
  KERNEL (fv_gate_),     KERNEL (fv_weigh_),
};
