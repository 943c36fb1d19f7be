/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Max pooling over 2×2 windows of stride 2. A last odd row or column is left out, as
 * Keras and PyTorch do. Its backward pass needs the winner of each window. */

#include "pooling.h"

#include <string.h>

typedef struct
{
  FvMap large;
  FvMap small;
  guint8 *winners;
} FvPoolingWork;

/* Where value (0, 0) of the window of output row @y, column @x begins. */
static gsize
get_window (const FvMap *large, gint y, gint x)
{
  return ((gsize)2 * y * large->width + 2 * x) * large->channels;
}

static void
forward_row (gint y, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvPoolingWork *work = data;
  gsize channels = work->large.channels;
  const gsize offsets[4] = { 0, channels, work->large.width * channels,
                             (work->large.width + 1) * channels };

  for (gint x = 0; x < work->small.width; x++)
    {
      const gfloat *window = work->large.data + get_window (&work->large, y, x);
      gsize position = ((gsize)y * work->small.width + x) * channels;

      for (gsize c = 0; c < channels; c++)
        {
          guint8 winner = 0;

          for (guint8 i = 1; i < 4; i++)
            if (window[offsets[i] + c] > window[offsets[winner] + c])
              winner = i;
          work->winners[position + c] = winner;
          work->small.data[position + c] = window[offsets[winner] + c];
        }
    }
}

/**
 * fv_max_pooling_forward:
 * @input: height × width × channels
 * @output: ⌊height / 2⌋ × ⌊width / 2⌋ × channels
 * @winners: (out caller-allocated): as many bytes as @output has values: which of its
 *   window (0 and 1 in the upper row, 2 and 3 in the lower) each one is; the first of
 *   equals
 * @workers: threads
 */
void
fv_max_pooling_forward (const FvMap *input, FvMap *output, guint8 *winners,
                        FvWorkers *workers)
{
  FvPoolingWork work = { *input, *output, winners };

  fv_workers_run (workers, output->height, forward_row, &work);
}

static void
backward_row (gint y, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  const FvPoolingWork *work = data;
  gsize channels = work->large.channels;
  gsize row = work->large.width * channels;

  memset (work->large.data + 2 * y * row, 0, 2 * row * sizeof (gfloat));
  for (gint x = 0; x < work->small.width; x++)
    {
      gfloat *window = work->large.data + get_window (&work->large, y, x);
      gsize position = ((gsize)y * work->small.width + x) * channels;

      for (gsize c = 0; c < channels; c++)
        {
          guint8 winner = work->winners[position + c];

          window[(winner >> 1) * row + (winner & 1) * channels + c] =
              work->small.data[position + c];
        }
    }
}

/**
 * fv_max_pooling_backward:
 * @output_gradient: ⌊height / 2⌋ × ⌊width / 2⌋ × channels: d loss / d output
 * @input_gradient: height × width × channels: d loss / d input is written here
 * @winners: what fv_max_pooling_forward() wrote
 * @workers: threads
 */
void
fv_max_pooling_backward (const FvMap *output_gradient, FvMap *input_gradient,
                         const guint8 *winners, FvWorkers *workers)
{
  FvPoolingWork work = { *input_gradient, *output_gradient, (guint8 *)winners };
  gsize row = (gsize)input_gradient->width * input_gradient->channels;

  fv_workers_run (workers, output_gradient->height, backward_row, &work);
  if (input_gradient->height % 2 == 1)
    memset (input_gradient->data + (input_gradient->height - 1) * row, 0,
            row * sizeof (gfloat));
}
