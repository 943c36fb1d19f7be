/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adam: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
 * algorithm 1 with its default decay rates; uphill. */

#include "adam.h"

#include <math.h>
#include <string.h>

#include "base/mathematics.h"
#include "base/memory.h"

/* The paper's names */
#define BETA_1 0.9
#define BETA_2 0.999

struct _FvAdam
{
  gsize n_values;
  gdouble epsilon;
  gint n_steps;
  gfloat *first;  /* moment: the mean of gradients */
  gfloat *second; /* moment: the mean of their squares */
};

/**
 * fv_adam_new:
 * @n_values: how many values are to be moved
 * @epsilon: added to the root mean square of gradients before dividing by it: values of
 *   gradients that are far smaller hardly move; the paper has 1e-8
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): an optimiser that has made no step, or %NULL
 */
FvAdam *
fv_adam_new (gsize n_values, gdouble epsilon, GError **error)
{
  g_autoptr (FvAdam) adam = g_new0 (FvAdam, 1);

  adam->n_values = n_values;
  adam->epsilon = epsilon;
  adam->first = fv_memory_new_floats (n_values, error);
  if (adam->first == NULL)
    return NULL;
  adam->second = fv_memory_new_floats (n_values, error);
  if (adam->second == NULL)
    return NULL;
  memset (adam->first, 0, n_values * sizeof (gfloat));
  memset (adam->second, 0, n_values * sizeof (gfloat));
  return g_steal_pointer (&adam);
}

/**
 * fv_adam_free:
 * @adam: (nullable): an optimiser
 */
void
fv_adam_free (FvAdam *adam)
{
  if (adam == NULL)
    return;
  fv_memory_free (adam->first);
  fv_memory_free (adam->second);
  g_free (adam);
}

/**
 * fv_adam_get_memory:
 * @n_values: a number of values
 *
 * Returns: the bytes that fv_adam_new() takes
 */
guint64
fv_adam_get_memory (gsize n_values)
{
  return 2 * n_values * sizeof (gfloat);
}

/**
 * fv_adam_ascend:
 * @adam: an optimiser
 * @values: (inout): its values
 * @gradient: d loss / d @values
 * @step_size: how far a value goes whose gradient is the same at every step
 *
 * Makes one step such that the loss grows.
 */
void
fv_adam_ascend (FvAdam *adam, gfloat *values, const gfloat *gradient, gdouble step_size)
{
  gdouble first_bias, second_bias;

  adam->n_steps++;
  first_bias = 1.0 - fv_whole_power (BETA_1, adam->n_steps);
  second_bias = 1.0 - fv_whole_power (BETA_2, adam->n_steps);
  for (gsize i = 0; i < adam->n_values; i++)
    {
      gdouble g = gradient[i];
      gdouble first = BETA_1 * adam->first[i] + (1.0 - BETA_1) * g;
      gdouble second = BETA_2 * adam->second[i] + (1.0 - BETA_2) * g * g;

      values[i] += step_size * (first / first_bias) /
                   (sqrt (second / second_bias) + adam->epsilon);
      adam->first[i] = first;
      adam->second[i] = second;
    }
}
