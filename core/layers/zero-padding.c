/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Zeros around a map, or less of it. */

#include <string.h>

#include "operation-kind.h"

/* Position (y, x) of the target, for x = left … right - 1, is (y + dy, x + dx) of the
 * source, or 0 outside of it. */
static void
shift (const FvMap *source, gint dy, gint dx, FvSegment segment, FvMap *target)
{
  gint y = segment.y + dy, channels = target->channels;
  gint begin = CLAMP (-dx, segment.left, segment.right);
  gint end = CLAMP (source->width - dx, begin, segment.right);

  memset (fv_map_get_position (target, segment.y, segment.left), 0,
          fv_segment_get_size (segment, target) * sizeof (gfloat));
  if (y >= 0 && y < source->height && begin < end)
    memcpy (fv_map_get_position (target, segment.y, begin),
            fv_map_get_position (source, y, begin + dx),
            (gsize)(end - begin) * channels * sizeof (gfloat));
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  (void)scratch;
  shift (inputs[0], -operation->rows->before, -operation->columns.before, segment,
         output);
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  (void)input;
  (void)scratch;
  shift (output_gradient, operation->rows->before, operation->columns.before, segment,
         input_gradient);
}

const FvOperationKind fv_zero_padding_kind = { .forward = forward, .backward = backward };
