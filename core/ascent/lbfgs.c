/* SPDX-License-Identifier: GPL-3.0-or-later */

/* L-BFGS: D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale
 * optimization", Mathematical Programming 45, 1989; uphill. The last steps, and how the
 * gradient changed by each, tell how it will change by the next one. A step that goes
 * down is taken back in part. */

#include "lbfgs.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* How much is left of a step that went down */
#define SHRINK 0.3

/* After so many such steps in a row, what was learnt is forgotten. */
#define MOST_SHRINKS 5

/* A step moves no value farther: a quarter of the range of a picture. */
#define LONGEST 64.0

/* A change of the gradient this much smaller than its own length tells nothing. */
#define LEAST_CURVATURE 1e-10

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
  gint n_room; /* for pairs */
  gint n_pairs;
  Pair *pairs;      /* the oldest first */
  gfloat *point;    /* that the last step began at */
  gfloat *gradient; /* there */
  gdouble loss;     /* there */
  gboolean has_point;
  gint n_shrinks; /* of the last step */
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

static gboolean
allocate (FvLbfgs *lbfgs, GError **error)
{
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
 * @n_values: how many values are to be moved
 * @n_pairs: how many steps are remembered
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): an optimiser that has made no step, or %NULL
 */
FvLbfgs *
fv_lbfgs_new (gsize n_values, gint n_pairs, GError **error)
{
  g_autoptr (FvLbfgs) lbfgs = g_new0 (FvLbfgs, 1);

  lbfgs->n_values = n_values;
  lbfgs->n_room = n_pairs;
  lbfgs->pairs = g_new0 (Pair, n_pairs);
  return allocate (lbfgs, error) ? g_steal_pointer (&lbfgs) : NULL;
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
  g_free (lbfgs);
}

/* Vectors ---------------------------------------------------------------------------- */

/* In one order, whatever the machine; several sums at once keep it busy. */
static gdouble
multiply (const gfloat *a, const gfloat *b, gsize n)
{
  gdouble sums[N_SUMS] = { 0.0 };
  gdouble sum = 0.0;
  gsize i = 0;

  for (; i + N_SUMS <= n; i += N_SUMS)
    for (gint k = 0; k < N_SUMS; k++)
      sums[k] += (gdouble)a[i + k] * b[i + k];
  for (; i < n; i++)
    sum += (gdouble)a[i] * b[i];
  for (gint k = 0; k < N_SUMS; k++)
    sum += sums[k];
  return sum;
}

static void
add (gfloat *values, const gfloat *other, gdouble factor, gsize n)
{
  gfloat narrow = (gfloat)factor;

  for (gsize i = 0; i < n; i++)
    values[i] += narrow * other[i];
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

/* What is remembered ----------------------------------------------------------------- */

/* The place of the newest pair: the oldest gives way if there is no more room. */
static Pair *
get_free_pair (FvLbfgs *lbfgs)
{
  Pair oldest;

  if (lbfgs->n_pairs < lbfgs->n_room)
    return &lbfgs->pairs[lbfgs->n_pairs];
  oldest = lbfgs->pairs[0];
  lbfgs->n_pairs--;
  memmove (lbfgs->pairs, lbfgs->pairs + 1, lbfgs->n_pairs * sizeof *lbfgs->pairs);
  lbfgs->pairs[lbfgs->n_pairs] = oldest;
  return &lbfgs->pairs[lbfgs->n_pairs];
}

/* Of a step from the last point to @values. One along which it becomes steeper has no
 * summit ahead that could be told. */
static void
remember (FvLbfgs *lbfgs, const gfloat *values, const gfloat *gradient)
{
  Pair *pair = get_free_pair (lbfgs);
  gsize n = lbfgs->n_values;

  for (gsize i = 0; i < n; i++)
    {
      pair->step[i] = values[i] - lbfgs->point[i];
      pair->change[i] = lbfgs->gradient[i] - gradient[i];
    }
  pair->curvature = multiply (pair->step, pair->change, n);
  if (pair->curvature > LEAST_CURVATURE * multiply (pair->change, pair->change, n))
    lbfgs->n_pairs++;
}

/* The two loops of the paper's algorithm: the gradient becomes the direction. */
static void
find_direction (FvLbfgs *lbfgs, gfloat *gradient)
{
  gsize n = lbfgs->n_values;
  const Pair *newest = &lbfgs->pairs[lbfgs->n_pairs - 1];

  for (gint i = lbfgs->n_pairs - 1; i >= 0; i--)
    {
      Pair *pair = &lbfgs->pairs[i];

      pair->share = multiply (pair->step, gradient, n) / pair->curvature;
      add (gradient, pair->change, -pair->share, n);
    }
  scale (gradient, newest->curvature / multiply (newest->change, newest->change, n), n);
  for (gint i = 0; i < lbfgs->n_pairs; i++)
    {
      const Pair *pair = &lbfgs->pairs[i];
      gdouble share = multiply (pair->change, gradient, n) / pair->curvature;

      add (gradient, pair->step, pair->share - share, n);
    }
}

/* Steps ------------------------------------------------------------------------------ */

static void
shrink_step (FvLbfgs *lbfgs, gfloat *values)
{
  for (gsize i = 0; i < lbfgs->n_values; i++)
    values[i] = lbfgs->point[i] + (gfloat)SHRINK * (values[i] - lbfgs->point[i]);
  if (++lbfgs->n_shrinks == MOST_SHRINKS)
    lbfgs->n_pairs = 0;
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
  gdouble largest;

  if (lbfgs->has_point && loss < lbfgs->loss && lbfgs->n_shrinks < MOST_SHRINKS)
    {
      shrink_step (lbfgs, values);
      return;
    }
  if (lbfgs->has_point && lbfgs->n_shrinks < MOST_SHRINKS)
    remember (lbfgs, values, gradient);
  memcpy (lbfgs->point, values, n * sizeof (gfloat));
  memcpy (lbfgs->gradient, gradient, n * sizeof (gfloat));
  lbfgs->loss = loss;
  lbfgs->has_point = TRUE;
  lbfgs->n_shrinks = 0;
  if (lbfgs->n_pairs > 0)
    find_direction (lbfgs, gradient);
  largest = get_largest (gradient, n);
  if (largest > 0.0 && (lbfgs->n_pairs == 0 || largest > LONGEST))
    scale (gradient, (lbfgs->n_pairs == 0 ? first_step : LONGEST) / largest, n);
  add (values, gradient, 1.0, n);
}
