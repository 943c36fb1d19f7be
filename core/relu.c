/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rectifier max (x, 0), in place. Its backward pass needs one bit per value:
 * whether it was positive. */

#include "relu.h"

#define CHUNK_BYTES 8192 /* of the mask: 65536 values */

typedef struct
{
  gfloat *values;
  gsize n_values;
  guint8 *mask;
  gboolean redirect;
  gint any_passed; /* set by any chunk through which some gradient passed */
} FvReluWork;

static gsize
get_mask_size (gsize n_values)
{
  return (n_values + 7) / 8;
}

/**
 * fv_relu_get_mask_size:
 * @map: a map
 *
 * Returns: size of its mask in bytes: one bit per value, the lowest bit of a byte
 *   first
 */
gsize
fv_relu_get_mask_size (const FvMap *map)
{
  return get_mask_size (fv_map_get_n_values (map));
}

static void
run (FvReluWork *work, FvChunkFunc func, FvWorkers *workers)
{
  gsize mask_size = get_mask_size (work->n_values);

  fv_workers_run (workers, (mask_size + CHUNK_BYTES - 1) / CHUNK_BYTES, func, work);
}

/* The bytes of the mask, and the values, of one chunk */
static void
get_chunk (const FvReluWork *work, gint chunk, gsize *first, gsize *end)
{
  *first = (gsize)chunk * CHUNK_BYTES;
  *end = MIN (*first + CHUNK_BYTES, get_mask_size (work->n_values));
}

static void
forward_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  FvReluWork *work = data;
  gsize first, end;

  get_chunk (work, chunk, &first, &end);
  for (gsize byte = first; byte < end; byte++)
    {
      gfloat *values = work->values + byte * 8;
      gint n_bits = MIN (work->n_values - byte * 8, 8);
      guint bits = 0;

      for (gint bit = 0; bit < n_bits; bit++)
        {
          bits |= (guint)(values[bit] > 0.0f) << bit;
          /* written so that a value that is not a number stays one */
          values[bit] = values[bit] < 0.0f ? 0.0f : values[bit];
        }
      work->mask[byte] = bits;
    }
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

static void
look_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  FvReluWork *work = data;
  gsize first, end;
  gboolean any = FALSE;

  get_chunk (work, chunk, &first, &end);
  for (gsize i = first * 8; i < MIN (end * 8, work->n_values) && !any; i++)
    any = (work->mask[i / 8] >> (i % 8) & 1) && work->values[i] != 0.0f;
  if (any)
    g_atomic_int_set (&work->any_passed, 1);
}

static void
backward_chunk (gint chunk, G_GNUC_UNUSED gfloat *scratch, gpointer data)
{
  FvReluWork *work = data;
  gsize first, end;

  get_chunk (work, chunk, &first, &end);
  for (gsize byte = first; byte < end; byte++)
    {
      gfloat *values = work->values + byte * 8;
      gint n_bits = MIN (work->n_values - byte * 8, 8);
      guint bits = work->mask[byte];

      for (gint bit = 0; bit < n_bits; bit++)
        {
          gboolean passes = (bits >> bit & 1) || (work->redirect && values[bit] > 0.0f);

          values[bit] = passes ? values[bit] : 0.0f;
        }
    }
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
