/* SPDX-License-Identifier: GPL-3.0-or-later */

/* L-BFGS: D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
 * optimization", Mathematical Programming 45, 1989; uphill. The last steps, and how the
 * gradient changed by each, tell how it will change by the next one. A step that goes
 * down is taken back in part. */

#include "lbfgs.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/workers.h"

/* How much is left of a step that went down */
#define SHRINK 0.3

/* A step moves no value farther: a quarter of the range of a picture. */
#define LONGEST 64.0

/* A change of the gradient this much smaller than its own length tells nothing. */
#define LEAST_CURVATURE 1e-10

/* As many pairs as fit into this, so that results do not depend on the memory left */
#define MOST_MEMORY ((guint64)512 << 20)
#define MOST_PAIRS  10

/* Values that a thread does at once; sums of these are added up in their order. */
#define CHUNK  (1 << 16)
#define N_SUMS 8

/* One step, and how much less steep it was behind it */
typedef struct
{
  gfloat *step;
  gfloat *change;
  gdouble curvature; /* the product of both */
  gdouble share;     /* while a direction is found */
} Pair;

struct _FvLbfgs
{
  gsize n_values;
  gdouble metric[3][3];
  gint n_room; /* for pairs */
  gint n_pairs;
  Pair *pairs;      /* the oldest first */
  gfloat *point;    /* that the last step began at */
  gfloat *gradient; /* there */
  gdouble loss;     /* there */
  gboolean has_point;
  gdouble length; /* how far to go along a gradient, as far as the last step told */
  FvWorkers *workers;
  gdouble *sums; /* of chunks */
};

/**
 * fv_lbfgs_get_memory:
 * @n_values: a number of values
 * @n_pairs: a number of steps
 *
 * Returns: the bytes that fv_lbfgs_new() takes
 */
guint64
fv_lbfgs_get_memory (gsize n_values, gint n_pairs)
{
  return (2 * (guint64)n_pairs + 2) * n_values * sizeof (gfloat);
}

/**
 * fv_lbfgs_choose_pairs:
 * @n_values: a number of values
 *
 * Returns: how many steps to remember of so many values: 10, as is usual, or fewer of
 *   very many; 0 where only the length of the next step is learnt from the last one
 */
gint
fv_lbfgs_choose_pairs (gsize n_values)
{
  gint n_pairs = MOST_PAIRS;

  while (n_pairs > 0 && fv_lbfgs_get_memory (n_values, n_pairs) > MOST_MEMORY)
    n_pairs--;
  return n_pairs;
}

static gint
count_chunks (const FvLbfgs *lbfgs)
{
  return (gint)((lbfgs->n_values + CHUNK - 1) / CHUNK);
}

static gboolean
allocate (FvLbfgs *lbfgs, GError **error)
{
  lbfgs->sums = g_new (gdouble, count_chunks (lbfgs));
  lbfgs->point = fv_memory_new_floats (lbfgs->n_values, error);
  if (lbfgs->point == NULL)
    return FALSE;
  lbfgs->gradient = fv_memory_new_floats (lbfgs->n_values, error);
  if (lbfgs->gradient == NULL)
    return FALSE;
  for (gint i = 0; i < lbfgs->n_room; i++)
    {
      Pair *pair = &lbfgs->pairs[i];

      pair->step = fv_memory_new_floats (lbfgs->n_values, error);
      if (pair->step == NULL)
        return FALSE;
      pair->change = fv_memory_new_floats (lbfgs->n_values, error);
      if (pair->change == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_lbfgs_new:
 * @n_pixels: how many pixels of three values are to be moved, at least 1
 * @metric: what a pixel's gradient is multiplied by to be a direction, as far as is known
 *   beforehand: a positive definite matrix
 * @n_pairs: how many steps are remembered: see fv_lbfgs_choose_pairs()
 * @n_threads: number of threads, at least 1; no result depends on it
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): an optimiser that has made no step, or %NULL
 */
FvLbfgs *
fv_lbfgs_new (gsize n_pixels, const gdouble metric[3][3], gint n_pairs, gint n_threads,
              GError **error)
{
  g_autoptr (FvLbfgs) lbfgs = g_new0 (FvLbfgs, 1);

  lbfgs->n_values = 3 * n_pixels;
  memcpy (lbfgs->metric, metric, sizeof lbfgs->metric);
  lbfgs->n_room = n_pairs;
  lbfgs->pairs = g_new0 (Pair, n_pairs);
  lbfgs->workers = fv_workers_new (n_threads, 0, error);
  if (lbfgs->workers == NULL || !allocate (lbfgs, error))
    return NULL;
  return g_steal_pointer (&lbfgs);
}

/**
 * fv_lbfgs_free:
 * @lbfgs: (nullable): an optimiser
 */
void
fv_lbfgs_free (FvLbfgs *lbfgs)
{
  if (lbfgs == NULL)
    return;
  for (gint i = 0; i < lbfgs->n_room; i++)
    {
      fv_memory_free (lbfgs->pairs[i].step);
      fv_memory_free (lbfgs->pairs[i].change);
    }
  g_free (lbfgs->pairs);
  fv_memory_free (lbfgs->point);
  fv_memory_free (lbfgs->gradient);
  fv_workers_free (lbfgs->workers);
  g_free (lbfgs->sums);
  g_free (lbfgs);
}

/* Vectors ---------------------------------------------------------------------------- */

/* What is done with chunks of vectors: values += factor × other, or sums of products */
typedef struct
{
  const FvLbfgs *lbfgs;
  gfloat *values;
  const gfloat *other;
  gfloat factor;
} Vectors;

static gsize
count_in_chunk (const FvLbfgs *lbfgs, gint chunk)
{
  return MIN (CHUNK, lbfgs->n_values - (gsize)chunk * CHUNK);
}

static void
multiply_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Vectors *vectors = data;
  const gfloat *a = vectors->values + (gsize)chunk * CHUNK;
  const gfloat *b = vectors->other + (gsize)chunk * CHUNK;
  gsize n = count_in_chunk (vectors->lbfgs, chunk), i = 0;
  gdouble sums[N_SUMS] = { 0.0 }, sum = 0.0; /* several at once keep a machine busy */

  (void)scratch;
  for (; i + N_SUMS <= n; i += N_SUMS)
    for (gint k = 0; k < N_SUMS; k++)
      sums[k] += (gdouble)a[i + k] * b[i + k];
  for (; i < n; i++)
    sum += (gdouble)a[i] * b[i];
  for (gint k = 0; k < N_SUMS; k++)
    sum += sums[k];
  vectors->lbfgs->sums[chunk] = sum;
}

/* In one order, whatever the number of threads */
static gdouble
multiply (const FvLbfgs *lbfgs, gfloat *a, const gfloat *b)
{
  Vectors vectors = { lbfgs, a, b, 0.0f };
  gdouble sum = 0.0;

  fv_workers_run (lbfgs->workers, count_chunks (lbfgs), multiply_chunk, &vectors);
  for (gint chunk = 0; chunk < count_chunks (lbfgs); chunk++)
    sum += lbfgs->sums[chunk];
  return sum;
}

static void
add_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Vectors *vectors = data;
  gfloat *values = vectors->values + (gsize)chunk * CHUNK;
  const gfloat *other = vectors->other + (gsize)chunk * CHUNK;
  gsize n = count_in_chunk (vectors->lbfgs, chunk);

  (void)scratch;
  for (gsize i = 0; i < n; i++)
    values[i] += vectors->factor * other[i];
}

static void
add (const FvLbfgs *lbfgs, gfloat *values, const gfloat *other, gdouble factor)
{
  Vectors vectors = { lbfgs, values, other, (gfloat)factor };

  fv_workers_run (lbfgs->workers, count_chunks (lbfgs), add_chunk, &vectors);
}

/* Of each pixel, by the metric and a factor */
static void
transform (const FvLbfgs *lbfgs, gfloat *values, gdouble factor)
{
  for (gsize i = 0; i < lbfgs->n_values; i += 3)
    {
      const gdouble pixel[3] = { values[i], values[i + 1], values[i + 2] };

      for (gint c = 0; c < 3; c++)
        values[i + c] =
            factor * (lbfgs->metric[c][0] * pixel[0] + lbfgs->metric[c][1] * pixel[1] +
                      lbfgs->metric[c][2] * pixel[2]);
    }
}

/* The square of a vector's length by the metric */
static gdouble
measure (const FvLbfgs *lbfgs, const gfloat *values)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < lbfgs->n_values; i += 3)
    for (gint c = 0; c < 3; c++)
      sum += (gdouble)values[i + c] *
             (lbfgs->metric[c][0] * values[i] + lbfgs->metric[c][1] * values[i + 1] +
              lbfgs->metric[c][2] * values[i + 2]);
  return sum;
}

static void
scale (gfloat *values, gdouble factor, gsize n)
{
  gfloat narrow = (gfloat)factor;

  for (gsize i = 0; i < n; i++)
    values[i] *= narrow;
}

static gdouble
get_largest (const gfloat *values, gsize n)
{
  gfloat largest = 0.0f;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, fabsf (values[i]));
  return largest;
}

/* What is learnt --------------------------------------------------------------------- */

/* Makes what is kept of the last point the step from there and the change of the gradient
 * along it. */
static void
make_differences (FvLbfgs *lbfgs, const gfloat *values, const gfloat *gradient)
{
  for (gsize i = 0; i < lbfgs->n_values; i++)
    {
      lbfgs->point[i] = values[i] - lbfgs->point[i];
      lbfgs->gradient[i] -= gradient[i];
    }
}

/* The oldest pair makes room for another if there is none. */
static Pair *
get_free_pair (FvLbfgs *lbfgs)
{
  Pair oldest = lbfgs->pairs[0];

  if (lbfgs->n_pairs < lbfgs->n_room)
    return &lbfgs->pairs[lbfgs->n_pairs];
  lbfgs->n_pairs--;
  memmove (lbfgs->pairs, lbfgs->pairs + 1, lbfgs->n_pairs * sizeof *lbfgs->pairs);
  lbfgs->pairs[lbfgs->n_pairs] = oldest;
  return &lbfgs->pairs[lbfgs->n_pairs];
}

static void
swap (gfloat **a, gfloat **b)
{
  gfloat *other = *a;

  *a = *b;
  *b = other;
}

/* Of the step from the last point to @values. One along which it becomes steeper has no
 * summit ahead that could be told.
 *
 * Returns: how far to go along a gradient, as far as this step tells; 0 if it does not */
static gdouble
learn (FvLbfgs *lbfgs, const gfloat *values, const gfloat *gradient)
{
  gdouble curvature, square;
  Pair *pair;

  make_differences (lbfgs, values, gradient);
  curvature = multiply (lbfgs, lbfgs->point, lbfgs->gradient);
  square = measure (lbfgs, lbfgs->gradient);
  if (curvature <= LEAST_CURVATURE * square)
    return 0.0;
  if (lbfgs->n_room > 0)
    {
      pair = get_free_pair (lbfgs);
      swap (&pair->step, &lbfgs->point);
      swap (&pair->change, &lbfgs->gradient);
      pair->curvature = curvature;
      lbfgs->n_pairs++;
    }
  return curvature / square;
}

/* The two loops of the paper's algorithm: the gradient becomes the direction. Without
 * pairs, it is the step of J. Barzilai and J. Borwein: "Two-Point Step Size Gradient
 * Methods", 1988. */
static void
find_direction (FvLbfgs *lbfgs, gfloat *gradient, gdouble length)
{
  for (gint i = lbfgs->n_pairs - 1; i >= 0; i--)
    {
      Pair *pair = &lbfgs->pairs[i];

      pair->share = multiply (lbfgs, pair->step, gradient) / pair->curvature;
      add (lbfgs, gradient, pair->change, -pair->share);
    }
  transform (lbfgs, gradient, length);
  for (gint i = 0; i < lbfgs->n_pairs; i++)
    {
      const Pair *pair = &lbfgs->pairs[i];
      gdouble share = multiply (lbfgs, pair->change, gradient) / pair->curvature;

      add (lbfgs, gradient, pair->step, pair->share - share);
    }
}

/* Steps ------------------------------------------------------------------------------ */

static void
shrink_step (const FvLbfgs *lbfgs, gfloat *values)
{
  for (gsize i = 0; i < lbfgs->n_values; i++)
    values[i] = lbfgs->point[i] + (gfloat)SHRINK * (values[i] - lbfgs->point[i]);
}

/**
 * fv_lbfgs_change_view:
 * @lbfgs: (inout): an optimiser
 *
 * To be called where the loss becomes another function of the values, one that is much
 * the same: neither its value nor its gradient is compared with what came before, but how
 * gradients change holds for it, too.
 */
void
fv_lbfgs_change_view (FvLbfgs *lbfgs)
{
  lbfgs->has_point = FALSE;
}

/**
 * fv_lbfgs_ascend:
 * @lbfgs: an optimiser
 * @values: (inout): its values
 * @gradient: (inout): d loss / d @values; what it is afterwards is of no use
 * @loss: at @values
 * @first_step: how far the value goes that goes the farthest, while there is nothing to
 *   learn from
 *
 * Makes one step such that the loss grows; or, if the last one made it less, takes a part
 * of that back.
 */
void
fv_lbfgs_ascend (FvLbfgs *lbfgs, gfloat *values, gfloat *gradient, gdouble loss,
                 gdouble first_step)
{
  gsize n = lbfgs->n_values;
  gdouble length, largest;

  if (lbfgs->has_point && loss < lbfgs->loss)
    {
      shrink_step (lbfgs, values);
      return;
    }
  length = lbfgs->has_point ? learn (lbfgs, values, gradient) : lbfgs->length;
  lbfgs->length = length;
  memcpy (lbfgs->point, values, n * sizeof (gfloat));
  memcpy (lbfgs->gradient, gradient, n * sizeof (gfloat));
  lbfgs->loss = loss;
  lbfgs->has_point = TRUE;
  if (length > 0.0)
    find_direction (lbfgs, gradient, length);
  else
    transform (lbfgs, gradient, 1.0);
  largest = get_largest (gradient, n);
  if (largest > 0.0 && (length == 0.0 || largest > LONGEST))
    scale (gradient, (length == 0.0 ? first_step : LONGEST) / largest, n);
  add (lbfgs, values, gradient, 1.0);
}
