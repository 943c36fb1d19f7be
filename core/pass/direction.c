/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A direction in the space of a layer's filters: the product of the activations with it,
 * which is the more the more they point there, times a power of the cosine between both,
 * which keeps other filters silent. This is the objective direction() with cossim_pow of
 * the Lucid library, with its limits:
 *
 *   x·y × max (0.1, x·y / (ε + |x|) / (ε + |y|))²
 *
 * for the activations x of each position, and the direction y. */

#include "direction.h"

#include <math.h>

#define LEAST_COSINE  0.1
#define LUCID_EPSILON 1e-4

/* One component of a direction for each term about a filter; those of one filter add up
 */
typedef struct
{
  gint n;
  gint *channels;
  gdouble *components;
  gdouble length;
} Direction;

static void
direction_clear (Direction *direction)
{
  g_free (direction->channels);
  g_free (direction->components);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Direction, direction_clear)

static void
add_component (Direction *direction, const FvTerm *term)
{
  gint i = 0;

  while (i < direction->n && direction->channels[i] != term->filter)
    i++;
  if (i == direction->n)
    direction->channels[direction->n++] = term->filter;
  direction->components[i] += term->weight;
}

static void
direction_init (Direction *direction, const FvTap *tap)
{
  gdouble squares = 0.0;

  *direction =
      (Direction){ 0, g_new (gint, tap->n_terms), g_new0 (gdouble, tap->n_terms), 0.0 };
  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind == FV_TERM_DIRECTION)
      add_component (direction, &tap->terms[i]);
  for (gint i = 0; i < direction->n; i++)
    squares += direction->components[i] * direction->components[i];
  direction->length = sqrt (squares);
}

static gdouble
get_product (const Direction *direction, const gfloat *values)
{
  gdouble product = 0.0;

  for (gint i = 0; i < direction->n; i++)
    product += direction->components[i] * values[direction->channels[i]];
  return product;
}

static gdouble
get_length (const gfloat *values, gint n)
{
  gdouble squares = 0.0;

  for (gint i = 0; i < n; i++)
    squares += (gdouble)values[i] * values[i];
  return sqrt (squares);
}

/* One position */
static gdouble
add_position (const Direction *direction, const gfloat *values, gint n_channels,
              gdouble factor, gfloat *gradient)
{
  gdouble product = get_product (direction, values);
  gdouble length = get_length (values, n_channels);
  gdouble scale = 1.0 / (LUCID_EPSILON + length) / (LUCID_EPSILON + direction->length);
  gdouble cosine = MAX (product * scale, LEAST_COSINE);
  gdouble along = cosine * cosine, turning = 0.0;

  if (product * scale > LEAST_COSINE)
    {
      /* d cosine / d x = scale × (y - x·y / (ε + |x|) × x / |x|) */
      turning = product * 2.0 * cosine * scale;
      for (gint i = 0; i < n_channels; i++)
        gradient[i] -=
            factor * turning * product / (LUCID_EPSILON + length) * values[i] / length;
    }
  for (gint i = 0; i < direction->n; i++)
    gradient[direction->channels[i]] +=
        factor * (along + turning) * direction->components[i];
  return product * along;
}

/**
 * fv_direction_add:
 * @tap: a layer, some of whose terms are about a direction
 * @values: n_positions × channels: the layer's activations
 * @n_positions: how many positions
 * @factor: what gradients are multiplied by
 * @gradient: (inout): d (@factor × value) / d values is added
 *
 * Returns: the sum over the positions of the value of the one direction that these terms
 *   together make
 */
gdouble
fv_direction_add (const FvTap *tap, const gfloat *values, gint n_positions,
                  gdouble factor, gfloat *gradient)
{
  gint n_channels = tap->output.channels;
  g_auto (Direction) direction = { 0 };
  gdouble sum = 0.0;

  direction_init (&direction, tap);
  for (gint i = 0; direction.length > 0.0 && i < n_positions; i++)
    sum += add_position (&direction, values + (gsize)i * n_channels, n_channels, factor,
                         gradient + (gsize)i * n_channels);
  return sum;
}
