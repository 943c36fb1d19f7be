/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values in their order, against the C library's sort. */

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "base/random.h"
#include "pass/ranks.h"

#define SEED 11

typedef struct
{
  gfloat value;
  guint32 index;
} Item;

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *one = a, *other = b;

  if (one->value != other->value)
    return one->value < other->value ? -1 : 1;
  return one->index < other->index ? -1 : 1;
}

static void
assert_order (const gfloat *values, gsize n)
{
  g_autofree gfloat *scratch = g_new (gfloat, MAX (fv_ranks_get_scratch (n), 1));
  g_autofree Item *items = g_new (Item, MAX (n, 1));
  const FvRanked *ranked = fv_ranks_find (values, n, scratch);

  for (gsize i = 0; i < n; i++)
    items[i] = (Item){ values[i], (guint32)i };
  qsort (items, n, sizeof *items, compare_items);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (fv_ranked_get_index (ranked[i]), ==, items[i].index);
      g_assert_true (fv_ranked_get_value (ranked[i]) == items[i].value);
    }
}

/* Of any magnitude, many of them equal */
static void
test_random (void)
{
  static const gsize sizes[] = { 0, 1, 2, 3, 100, 2049, 70000 };
  gfloat *values = g_new (gfloat, 70000);

  for (gsize i = 0; i < 70000; i++)
    {
      gdouble value = fv_random_normal (SEED, i);

      values[i] = i % 3 == 0 ? round (value) : value * pow (10.0, 30.0 * value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_order (values, sizes[i]);
  g_free (values);
}

static void
test_special (void)
{
  const gfloat values[] = { 0.0f,      -0.0f,    1.0f,       -1.0f, FLT_MIN,
                            -FLT_MIN,  -FLT_MAX, FLT_MAX,    0.0f,  INFINITY,
                            -INFINITY, 1.0f,     1.0000001f, -0.0f, 1e-45f };

  assert_order (values, G_N_ELEMENTS (values));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranks/random", test_random);
  g_test_add_func ("/ranks/special", test_special);
  return g_test_run ();
}
