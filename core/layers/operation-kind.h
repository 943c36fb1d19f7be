/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each kind of operation is to define, for operation.c. */

#ifndef FV_OPERATION_KIND_H
#define FV_OPERATION_KIND_H

#include "operation.h"

/* Columns @left … @right - 1 of row @y of a map */
typedef struct
{
  gint y;
  gint left;
  gint right;
} FvSegment;

/* What a kind does. Those that share out their work themselves have the second group,
 * the others the first.
 *
 * get_record_size: (nullable): bytes of what the way back needs, which is allocated as
 *   the operation's state if it records, and is NULL if not
 * get_scratch: (nullable): floats of scratch memory
 * count_multiplications: (nullable): for one value of the output; 1 where there is none
 * forward: does a segment of the output
 * backward: does a segment of the gradient of one of the inputs, for which there are all
 *   rows of the output's gradient that see it
 *
 * get_memory: bytes of what is prepared
 * choose_rows: of the output, to be done at once */
typedef struct
{
  gsize (*get_record_size) (const FvOperation *operation);
  gsize (*get_scratch) (const FvOperation *operation);
  gdouble (*count_multiplications) (const FvOperation *operation);
  void (*forward) (const FvOperation *operation, const FvMap *const *inputs,
                   FvSegment segment, FvMap *output, gfloat *scratch);
  void (*backward) (const FvOperation *operation, gint input,
                    const FvMap *output_gradient, FvSegment segment,
                    FvMap *input_gradient, gfloat *scratch);

  guint64 (*get_memory) (const FvOperation *operation);
  gint (*choose_rows) (const FvOperation *operation, gint threads);
  gboolean (*prepare) (FvOperation *operation, GError **error);
  void (*clear) (FvOperation *operation);
  void (*forward_rows) (const FvOperation *operation, const FvMap *const *inputs,
                        gint first, gint end, FvMap *output, FvWorkers *workers);
  void (*backward_rows) (const FvOperation *operation, const FvMap *output_gradient,
                         gint first, gint end, gboolean adds, FvMap *input_gradient,
                         FvWorkers *workers);
} FvOperationKind;

extern const FvOperationKind fv_nonlinearity_kind;
extern const FvOperationKind fv_addition_kind;
extern const FvOperationKind fv_average_pooling_kind;
extern const FvOperationKind fv_concatenation_kind;
extern const FvOperationKind fv_lrn_kind;
extern const FvOperationKind fv_max_pooling_kind;
extern const FvOperationKind fv_multiplication_kind;
extern const FvOperationKind fv_scale_kind;
extern const FvOperationKind fv_zero_padding_kind;

/* Number of values of the output for which what the way back needs has a place */
static inline gsize
fv_operation_get_n_recorded (const FvOperation *operation)
{
  return (gsize)operation->n_rows * operation->columns.n_outputs * operation->n_channels;
}

/* The index among these of the first value at (y, x) */
static inline gsize
fv_operation_get_index (const FvOperation *operation, gint y, gint x)
{
  return ((gsize)(y % operation->n_rows) * operation->columns.n_outputs + x) *
         operation->n_channels;
}

static inline gfloat *
fv_map_get_position (const FvMap *map, gint y, gint x)
{
  return fv_map_get_row (map, y) + (gsize)x * map->channels;
}

/* Number of values of a segment */
static inline gsize
fv_segment_get_size (FvSegment segment, const FvMap *map)
{
  return (gsize)(segment.right - segment.left) * map->channels;
}

#endif /* FV_OPERATION_KIND_H */
