/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_NONLINEARITY_H
#define FV_NONLINEARITY_H

#include "operation-kind.h"

/* An activation of a map of which @n_rows rows have a place, as an operation's kind or
 * after another one
 *
 * record: (nullable): what the way back needs: one bit for each value, as in an FvMask,
 * or its derivative */
typedef struct
{
  FvNodeKind kind;
  FvNodeParameters parameters;
  gint n_rows;
  gint width;
  gint channels;
  gpointer record;
} FvNonlinearity;

gsize fv_nonlinearity_get_record_size (const FvNonlinearity *activation);
void fv_nonlinearity_apply (const FvNonlinearity *activation, FvSegment segment,
                            FvMap *map);
void fv_nonlinearity_gate (const FvNonlinearity *activation, const FvMap *gradient,
                           FvSegment segment, FvMap *target);

#endif /* FV_NONLINEARITY_H */
