/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_BLOCK_H
#define FV_WINDOW_BLOCK_H

#include "operation.h"

/* Positions of a target that are side by side in a product */
typedef struct
{
  gint rows;
  gint columns;
} FvWindowBlock;

FvWindowBlock fv_window_block_choose (const FvOperation *operation, gboolean backward,
                                      gint n_target);

#endif /* FV_WINDOW_BLOCK_H */
