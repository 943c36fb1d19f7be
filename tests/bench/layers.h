/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which layers are compared, and how: those of VGG16 for a picture of 412×412. */

#ifndef LAYERS_H
#define LAYERS_H

#include <glib.h>

#define ENOUGH_SECONDS 0.5
#define LEAST_RUNS     3

typedef struct
{
  const gchar *name;
  gint side;
  gint n_inputs;
  gint n_filters;
} Shape;

static const Shape shapes[] = {
  { "block1_conv1", 412, 3, 64 },    { "block1_conv2", 412, 64, 64 },
  { "block2_conv1", 206, 64, 128 },  { "block2_conv2", 206, 128, 128 },
  { "block3_conv1", 103, 128, 256 }, { "block3_conv2", 103, 256, 256 },
  { "block4_conv1", 51, 256, 512 },  { "block4_conv2", 51, 512, 512 },
  { "block5_conv2", 25, 512, 512 },
};

/* The best time of @run, in seconds */
static inline gdouble
measure (void (*run) (gpointer data, gboolean backward), gpointer data, gboolean backward)
{
  gdouble best = G_MAXDOUBLE, total = 0.0;

  for (gint i = 0; i < LEAST_RUNS || total < ENOUGH_SECONDS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      gdouble seconds;

      run (data, backward);
      seconds = (g_get_monotonic_time () - begin) / 1e6;
      total += seconds;
      best = MIN (best, seconds);
    }
  return best;
}

/* Nominal GFLOP/s: of the multiplications and additions of direct convolution */
static inline void
print_rate (const Shape *s, const gchar *what, gdouble seconds)
{
  gdouble operations = 2.0 * 9.0 * s->n_inputs * s->n_filters * s->side * s->side;

  g_print ("%s %s %.0f\n", s->name, what, operations / seconds / 1e9);
}

#endif /* LAYERS_H */
