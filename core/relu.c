/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rectifier max (x, 0), in place. Its backward pass needs one bit per value:
 * whether it was positive. */

#include "relu.h"

#include <string.h>

#include "kernels.h"

#define CHUNK_GROUPS 512 /* of FV_RELU_VALUES: 65536 values */

typedef struct
{
  gfloat *values;
  gsize n_values;
  guint8 *mask;
  gboolean redirect;
  gint any_passed; /* set by any chunk through which some gradient passed */
} FvReluWork;

static gsize
count_groups (gsize n_values)
{
  return (n_values + FV_RELU_VALUES - 1) / FV_RELU_VALUES;
}

/**
 * fv_relu_get_mask_size:
 * @map: a map
 *
 * Returns: size of its mask in bytes: one bit per value, rounded up
 */
gsize
fv_relu_get_mask_size (const FvMap *map)
{
  return count_groups (fv_map_get_n_values (map)) * FV_RELU_MASK_BYTES;
}

static void
run (FvReluWork *work, FvChunkFunc func, FvWorkers *workers)
{
  gsize n_groups = count_groups (work->n_values);

  fv_workers_run (workers, (n_groups + CHUNK_GROUPS - 1) / CHUNK_GROUPS, func, work);
}

/* What does one chunk: the kernel on its whole groups, and on a copy of the last one if
 * it is not whole */
static void
run_kernel (const FvReluWork *work, gint chunk,
            void (*kernel) (const FvReluWork *work, gfloat *values, gsize n_groups,
                            guint8 *mask))
{
  gsize first = (gsize)chunk * CHUNK_GROUPS;
  gsize end = MIN (first + CHUNK_GROUPS, work->n_values / FV_RELU_VALUES);
  gsize n_rest = work->n_values % FV_RELU_VALUES;
  gfloat rest[FV_RELU_VALUES] = { 0 };

  if (end > first)
    kernel (work, work->values + first * FV_RELU_VALUES, end - first,
            work->mask + first * FV_RELU_MASK_BYTES);
  if (n_rest > 0 && end == work->n_values / FV_RELU_VALUES && end < first + CHUNK_GROUPS)
    {
      memcpy (rest, work->values + end * FV_RELU_VALUES, n_rest * sizeof (gfloat));
      kernel (work, rest, 1, work->mask + end * FV_RELU_MASK_BYTES);
      memcpy (work->values + end * FV_RELU_VALUES, rest, n_rest * sizeof (gfloat));
    }
}

static void
forward_kernel (G_GNUC_UNUSED const FvReluWork *work, gfloat *values, gsize n_groups,
                guint8 *mask)
{
  fv_kernels_get ()->relu_forward (values, n_groups, mask);
}

static void
forward_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  run_kernel (data, chunk, forward_kernel);
}

/**
 * fv_relu_forward:
 * @map: values of any shape, replaced by max (value, 0)
 * @mask: (out caller-allocated): fv_relu_get_mask_size() bytes: which were positive
 * @workers: threads
 */
void
fv_relu_forward (FvMap *map, guint8 *mask, FvWorkers *workers)
{
  FvReluWork work = { map->data, fv_map_get_n_values (map), mask, FALSE, 0 };

  run (&work, forward_chunk, workers);
}

static gboolean
passes (const FvReluWork *work, gsize value)
{
  gsize group = value / FV_RELU_VALUES, within = value % FV_RELU_VALUES;
  guint8 byte = work->mask[group * FV_RELU_MASK_BYTES + within % FV_RELU_MASK_BYTES];

  return (byte >> within / FV_RELU_MASK_BYTES & 1) && work->values[value] != 0.0f;
}

static void
look_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  FvReluWork *work = data;
  gsize first = (gsize)chunk * CHUNK_GROUPS * FV_RELU_VALUES;
  gsize end = MIN (first + CHUNK_GROUPS * FV_RELU_VALUES, work->n_values);
  gboolean any = FALSE;

  for (gsize value = first; value < end && !any; value++)
    any = passes (work, value);
  if (any)
    g_atomic_int_set (&work->any_passed, 1);
}

static void
backward_kernel (const FvReluWork *work, gfloat *values, gsize n_groups, guint8 *mask)
{
  fv_kernels_get ()->relu_backward (values, n_groups, mask, work->redirect);
}

static void
backward_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  run_kernel (data, chunk, backward_kernel);
}

/**
 * fv_relu_backward:
 * @gradient: d loss / d output, replaced by d loss / d input
 * @mask: what fv_relu_forward() wrote
 * @redirect: whether a gradient that would be zero everywhere passes where it raises
 *   an input that was not positive
 * @workers: threads
 *
 * The redirected rule is that of the Lucid library (redirected_relu_grad): without
 * it, filters that no value of the start excites would never begin to move.
 */
void
fv_relu_backward (FvMap *gradient, const guint8 *mask, gboolean redirect,
                  FvWorkers *workers)
{
  FvReluWork work = { gradient->data, fv_map_get_n_values (gradient), (guint8 *)mask,
                      FALSE, 0 };

  if (redirect)
    {
      run (&work, look_chunk, workers);
      work.redirect = !work.any_passed;
    }
  run (&work, backward_chunk, workers);
}
