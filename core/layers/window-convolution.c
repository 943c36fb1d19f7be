/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A stand-in: convolutions as slowly as by their definition. */

#include "window-convolution.h"

#include <string.h>

typedef struct
{
  const FvOperation *operation;
  const FvMap *source;
  gint first;
  FvMap *target;
} Work;

guint64
fv_window_convolution_get_memory (const FvOperation *operation)
{
  (void)operation;
  return 0;
}

gsize
fv_window_convolution_get_scratch (const FvOperation *operation)
{
  (void)operation;
  return 0;
}

gint
fv_window_convolution_choose_rows (const FvOperation *operation, gint threads)
{
  return CLAMP (4 * threads, 1, operation->rows->n_outputs);
}

gboolean
fv_window_convolution_prepare (FvOperation *operation, GError **error)
{
  (void)operation;
  (void)error;
  return TRUE;
}

void
fv_window_convolution_clear (FvOperation *operation)
{
  (void)operation;
}

/* Adds what tap (ky, kx) gives from @input to @output, or the other way round. */
static void
do_tap (const FvConvolution *convolution, gint ky, gint kx, gboolean back,
        const gfloat *from, gfloat *to)
{
  gint inputs = convolution->n_inputs / convolution->groups;
  gint filters = convolution->n_filters / convolution->groups;
  const gfloat *kernel = convolution->kernel + (gsize)(ky * convolution->width + kx) *
                                                   inputs * convolution->n_filters;

  for (gint f = 0; f < convolution->n_filters; f++)
    for (gint i = 0; i < inputs; i++)
      {
        gint input = f / filters * inputs + i;
        gfloat weight = kernel[(gsize)i * convolution->n_filters + f];

        if (back)
          to[input] += weight * from[f];
        else
          to[f] += weight * from[input];
      }
}

static gboolean
find_seen (const FvSpan *span, gint output, gint tap, gint *input)
{
  *input = output * span->stride - span->before + tap * span->dilation;
  return *input >= 0 && *input < span->n_inputs;
}

static void
forward_row (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  const FvConvolution *convolution = work->operation->convolution;
  gint y = work->first + chunk, sy, sx;

  (void)scratch;
  for (gint x = 0; x < work->target->width; x++)
    {
      gfloat *to = fv_map_get_row (work->target, y) + (gsize)x * convolution->n_filters;

      memcpy (to, convolution->bias, convolution->n_filters * sizeof (gfloat));
      for (gint ky = 0; ky < convolution->height; ky++)
        for (gint kx = 0; kx < convolution->width; kx++)
          if (find_seen (work->operation->rows, y, ky, &sy) &&
              find_seen (&work->operation->columns, x, kx, &sx))
            do_tap (convolution, ky, kx, FALSE,
                    fv_map_get_row (work->source, sy) + (gsize)sx * convolution->n_inputs,
                    to);
    }
}

static void
backward_row (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  const FvConvolution *convolution = work->operation->convolution;
  const FvSpan *rows = work->operation->rows, *columns = &work->operation->columns;
  gint y = work->first + chunk, sy, sx;

  (void)scratch;
  memset (fv_map_get_row (work->target, y), 0,
          fv_map_get_row_size (work->target) * sizeof (gfloat));
  for (gint x = 0; x < work->target->width; x++)
    for (gint oy = fv_span_get_first_user (rows, y);
         oy < fv_span_count_users (rows, y + 1); oy++)
      for (gint ox = fv_span_get_first_user (columns, x);
           ox < fv_span_count_users (columns, x + 1); ox++)
        for (gint ky = 0; ky < convolution->height; ky++)
          for (gint kx = 0; kx < convolution->width; kx++)
            if (find_seen (rows, oy, ky, &sy) && find_seen (columns, ox, kx, &sx) &&
                sy == y && sx == x)
              do_tap (
                  convolution, ky, kx, TRUE,
                  fv_map_get_row (work->source, oy) + (gsize)ox * convolution->n_filters,
                  fv_map_get_row (work->target, y) + (gsize)x * convolution->n_inputs);
}

void
fv_window_convolution_forward (const FvOperation *operation, const FvMap *input,
                               gint first, gint end, FvMap *output, FvWorkers *workers)
{
  Work work = { operation, input, first, output };

  fv_workers_run (workers, end - first, forward_row, &work);
}

void
fv_window_convolution_backward (const FvOperation *operation,
                                const FvMap *output_gradient, gint first, gint end,
                                FvMap *input_gradient, FvWorkers *workers)
{
  Work work = { operation, output_gradient, first, input_gradient };

  fv_workers_run (workers, end - first, backward_row, &work);
}
