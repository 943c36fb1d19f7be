/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where positions of maps lie in the picture, against a walk through each single column,
 * in networks with branches that are drawn at random. */

#include <glib.h>

#include "network/geometry.h"

#define N_NETWORKS 200
#define N_NODES    12
#define MAX_INPUTS 2
#define WIDTH      150 /* of pictures in which some positions see no edge */
#define SIZE_ENDS  600 /* which all of these networks have enough of */

typedef struct
{
  FvNode nodes[N_NODES];
  gint inputs[N_NODES][MAX_INPUTS];
} Drawn;

/* Columns of the picture that a position sees, if it sees any */
typedef struct
{
  gint first;
  gint last;
} Seen;

static void
draw_window (GRand *draw, FvNode *node)
{
  FvWindowAxis axis = { .size = g_rand_int_range (draw, 1, 4),
                        .stride = g_rand_int_range (draw, 0, 4) == 0 ? 2 : 1,
                        .dilation = g_rand_int_range (draw, 1, 3) };

  axis.before = g_rand_int_range (draw, 0, axis.size);
  axis.after = g_rand_int_range (draw, 0, axis.size);
  node->kind = FV_NODE_CONVOLUTION;
  node->window = (FvWindow){ .rows = { 1, 1, 1, 0, 0 }, .columns = axis };
  node->window.padding = g_rand_boolean (draw) ? FV_PADDING_SAME : FV_PADDING_GIVEN;
}

/* Nodes with windows, and sums of two of which some do not fit together */
static FvArchitecture *
draw_network (guint32 seed)
{
  g_autoptr (GRand) draw = g_rand_new_with_seed (seed);
  Drawn drawn = { 0 };

  for (gint i = 0; i < N_NODES; i++)
    {
      FvNode *node = &drawn.nodes[i];

      node->inputs = drawn.inputs[i];
      node->n_inputs = 1;
      drawn.inputs[i][0] =
          i == 0 ? FV_PICTURE : g_rand_int_range (draw, MAX (i - 3, 0), i);
      drawn.inputs[i][1] = i == 0 ? FV_PICTURE : i - 1;
      if (i > 0 && g_rand_int_range (draw, 0, 3) == 0)
        {
          node->kind = FV_NODE_ADD;
          node->n_inputs = 2;
        }
      else
        draw_window (draw, node);
      node->layer = "layer";
    }
  return fv_architecture_new ("drawn", drawn.nodes, N_NODES);
}

/* Every size is asked for: the search that halves finds a size behind which there is a
 * map, before which there is none. */
static void
assert_smallest (const FvArchitecture *architecture, gint node, gint smallest)
{
  gboolean has_map[SIZE_ENDS] = { FALSE };

  for (gint width = 1; width < SIZE_ENDS; width++)
    {
      g_autofree FvShape *shapes = fv_geometry_get_shapes (architecture, width, 8192);

      has_map[width] = shapes[node].width > 0;
    }
  if (smallest < SIZE_ENDS)
    {
      g_assert_true (has_map[smallest]);
      g_assert_true (!has_map[smallest - 1]);
    }
  else
    g_assert_false (has_map[SIZE_ENDS - 1]);
}

static void
test_smallest (void)
{
  for (guint32 seed = 0; seed < N_NETWORKS; seed++)
    {
      g_autoptr (FvArchitecture) architecture = draw_network (seed);
      g_autofree gint *all = fv_geometry_list_smallest (architecture, TRUE);

      for (gint node = 0; node < N_NODES; node++)
        g_assert_cmpint (all[node], ==,
                         fv_geometry_get_smallest (architecture, node, TRUE));
      assert_smallest (architecture, N_NODES - 1, all[N_NODES - 1]);
    }
}

static void
see (Seen *seen, const Seen *input)
{
  seen->first = MIN (seen->first, input->first);
  seen->last = MAX (seen->last, input->last);
}

/* What one position sees, by those of its inputs */
static Seen
look (const FvArchitecture *architecture, const FvShape *shapes, gint node, gint column)
{
  const FvNode *table = &architecture->nodes[node];
  Seen seen = { G_MAXINT, -1 }, part;

  if (node == FV_PICTURE)
    return (Seen){ column, column };
  for (gint i = 0; i < table->n_inputs; i++)
    {
      gint input = table->inputs[i];
      gint n = input == FV_PICTURE ? WIDTH : shapes[input].width;
      FvSpan span = fv_node_has_window (table) ? fv_span_new (&table->window, TRUE, n)
                                               : fv_span_new_same (n);

      for (gint k = 0; k < span.size; k += MAX (span.size - 1, 1))
        {
          gint at = column * span.stride - span.before + k * span.dilation;

          if (at < 0 || at >= n)
            continue;
          part = look (architecture, shapes, input, at);
          see (&seen, &part);
        }
    }
  return seen;
}

/* At the middle, where no edge is near */
static void
assert_sight (const FvArchitecture *architecture, const FvShape *shapes, gint node,
              const FvSight *sight)
{
  gint middle = shapes[node].width / 2;
  Seen one = look (architecture, shapes, node, middle);
  Seen next = look (architecture, shapes, node, middle + 1);

  g_assert_cmpint (one.first, >, 0);
  g_assert_cmpint (next.last, <, WIDTH - 1);
  g_assert_cmpint (next.first - one.first, ==, sight->stride);
  g_assert_cmpint (sight->stride, ==, fv_geometry_get_stride (architecture, node));
  g_assert_cmpint (sight->field, ==,
                   fv_geometry_get_receptive_field (architecture, node));
  if (architecture->nodes[node].n_inputs == 1)
    g_assert_cmpint (one.last - one.first + 1, ==, sight->field);
}

/* A chain of the windows that were drawn */
static void
test_sights (void)
{
  for (guint32 seed = 0; seed < N_NETWORKS; seed++)
    {
      g_autoptr (GRand) draw = g_rand_new_with_seed (seed);
      FvNode nodes[5] = { { 0 } };
      gint inputs[5];
      g_autoptr (FvArchitecture) architecture = NULL;
      g_autofree FvSight *sights = NULL;
      g_autofree FvShape *shapes = NULL;

      for (gint i = 0; i < 5; i++)
        {
          inputs[i] = i - 1;
          nodes[i].inputs = &inputs[i];
          nodes[i].n_inputs = 1;
          draw_window (draw, &nodes[i]);
        }
      architecture = fv_architecture_new ("chain", nodes, 5);
      sights = fv_geometry_list_sights (architecture);
      shapes = fv_geometry_get_shapes (architecture, WIDTH, 1);
      for (gint i = 0; i < 5; i++)
        if (shapes[i].width > 0 && sights[i].stride <= 8)
          assert_sight (architecture, shapes, i, &sights[i]);
    }
}

/* Zeros around a map that is not there are none; a window that sees all needs one. */
static void
test_empty (void)
{
  const gint inputs[] = { FV_PICTURE, 0, 1 };
  const FvWindowAxis five = { 5, 1, 1, 0, 0 }, zeros = { 1, 1, 1, 2, 2 };
  FvNode nodes[] = {
    { .kind = FV_NODE_CONVOLUTION, .inputs = &inputs[0] },
    { .kind = FV_NODE_ZERO_PADDING, .inputs = &inputs[1] },
    { .kind = FV_NODE_AVERAGE_POOLING, .inputs = &inputs[2] },
  };
  g_autoptr (FvArchitecture) architecture = NULL;

  nodes[0].window = (FvWindow){ .rows = five, .columns = five };
  nodes[1].window = (FvWindow){ .rows = zeros, .columns = zeros };
  nodes[2].window.is_global = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    nodes[i].n_inputs = 1;
  architecture = fv_architecture_new ("empty", nodes, G_N_ELEMENTS (nodes));
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autofree FvShape *shapes = fv_geometry_get_shapes (architecture, 4, 9);

      g_assert_cmpint (shapes[i].width, ==, 0);
      g_assert_cmpint (fv_geometry_get_smallest (architecture, (gint)i, TRUE), ==, 5);
      g_assert_cmpint (fv_geometry_get_smallest (architecture, (gint)i, FALSE), ==, 5);
    }
  g_assert_cmpint (fv_geometry_get_receptive_field (architecture, 2), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/smallest", test_smallest);
  g_test_add_func ("/geometry/sights", test_sights);
  g_test_add_func ("/geometry/empty", test_empty);
  return g_test_run ();
}
