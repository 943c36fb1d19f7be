/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan_case.h"

#include "network/geometry.h"

#define N_DRAWN 14

/* Networks -------------------------------------------------------------------------- */

/* inputs: of each node */
typedef struct
{
  FvNode nodes[N_DRAWN];
  gint inputs[N_DRAWN][2];
} Table;

static gint
count_channels (const Table *table, gint node)
{
  return node == FV_PICTURE ? 3 : table->nodes[node].n_filters;
}

static void
set_node (Table *table, gint place, const PlanNode *node)
{
  gint n_filters = count_channels (table, node->first);

  if (node->kind == FV_NODE_CONVOLUTION)
    n_filters = N_CHANNELS;
  if (node->kind == FV_NODE_CONCATENATE)
    n_filters += count_channels (table, node->second);
  table->inputs[place][0] = node->first;
  table->inputs[place][1] = node->second;
  table->nodes[place] = (FvNode){ .kind = node->kind,
                                  .layer = node->layer,
                                  .n_filters = n_filters,
                                  .n_inputs = node->second == NONE ? 1 : 2,
                                  .inputs = table->inputs[place],
                                  .window = node->window,
                                  .groups = 1 };
}

static void
set_weights (FvNetwork *network, const Table *table, gint place)
{
  const FvNode *node = &table->nodes[place];
  FvConvolution *convolution = NULL;
  FvChannelScale *scale = NULL;

  if (node->kind == FV_NODE_CONVOLUTION)
    convolution = fv_convolution_new_of_size (
        node->window.rows.size, node->window.columns.size, 1,
        count_channels (table, table->inputs[place][0]), node->n_filters, NULL);
  if (node->kind == FV_NODE_SCALE)
    scale = fv_channel_scale_new (node->n_filters, NULL);
  fv_network_set_weights (network, place, convolution, scale);
}

static FvNetwork *
make_network_of (const Table *table, gint n_nodes)
{
  const gfloat mean[3] = { 0.0f, 0.0f, 0.0f };
  FvNetwork *network = fv_network_new_graph (
      fv_architecture_new ("plan", table->nodes, n_nodes), "here", mean);

  for (gint i = 0; i < n_nodes; i++)
    set_weights (network, table, i);
  return network;
}

/* Its weights are anything: only plans are made for it. */
FvNetwork *
plan_case_new (const PlanNode *nodes, gint n_nodes)
{
  Table table = { 0 };

  g_assert_cmpint (n_nodes, <=, N_DRAWN);
  for (gint i = 0; i < n_nodes; i++)
    set_node (&table, i, &nodes[i]);
  return make_network_of (&table, n_nodes);
}

static void
draw_window (GRand *draw, FvWindow *window)
{
  FvWindowAxis *axes[] = { &window->rows, &window->columns };

  for (gint i = 0; i < 2; i++)
    {
      gint size = g_rand_int_range (draw, 1, 4);

      *axes[i] =
          (FvWindowAxis){ size, g_rand_int_range (draw, 1, 4),
                          g_rand_int_range (draw, 1, 3), g_rand_int_range (draw, 0, size),
                          g_rand_int_range (draw, 0, size) };
    }
  window->padding = (FvWindowPadding)g_rand_int_range (draw, 0, 3);
  window->rounds_up = g_rand_boolean (draw);
}

static void
draw_node (GRand *draw, PlanNode *node)
{
  static const FvWindow same = SQUARE (3, 1, 1), halving = SQUARE (2, 2, 0);
  static const FvNodeKind poolings[] = { FV_NODE_MAX_POOLING, FV_NODE_AVERAGE_POOLING };
  static const FvNodeKind others[] = { FV_NODE_RELU, FV_NODE_SCALE, FV_NODE_ELU,
                                       FV_NODE_LRN };

  switch (g_rand_int_range (draw, 0, 8))
    {
    case 0:
    case 1:
      node->kind = FV_NODE_CONVOLUTION;
      node->window = same;
      break;
    case 2:
      node->kind = FV_NODE_CONVOLUTION;
      draw_window (draw, &node->window);
      node->window.rounds_up = FALSE;
      break;
    case 3:
      node->kind = poolings[g_rand_int_range (draw, 0, 2)];
      draw_window (draw, &node->window);
      break;
    case 4:
      node->kind = poolings[g_rand_int_range (draw, 0, 2)];
      node->window = halving;
      break;
    case 5:
      node->kind = FV_NODE_ZERO_PADDING;
      node->window = (FvWindow)SQUARE (1, 1, 0);
      node->window.rows.before = g_rand_int_range (draw, -1, 3);
      node->window.rows.after = g_rand_int_range (draw, -1, 3);
      break;
    default:
      node->kind = others[g_rand_int_range (draw, 0, G_N_ELEMENTS (others))];
    }
}

/* Whether two maps may be added to each other */
static gboolean
are_alike (const Table *table, const FvShape *shapes, gint a, gint b)
{
  return a != b && shapes[a].width == shapes[b].width &&
         shapes[a].height == shapes[b].height &&
         table->nodes[a].n_filters == table->nodes[b].n_filters;
}

/* Puts a sum or a concatenation in the place of a node, if there are maps for it. */
static void
draw_meeting (GRand *draw, const Table *table, const FvShape *shapes, gint place,
              PlanNode *node)
{
  for (gint other = place - 2; other >= 0; other--)
    if (are_alike (table, shapes, place - 1, other))
      {
        node->kind = g_rand_boolean (draw) ? FV_NODE_ADD : FV_NODE_CONCATENATE;
        node->window = (FvWindow){ .rows = { 0 } };
        node->first = place - 1;
        node->second = other;
        return;
      }
}

/* Branches that meet, windows of all kinds, and what may be done at once with others */
FvNetwork *
plan_case_draw (guint32 seed, gint width, gint height)
{
  g_autoptr (GRand) draw = g_rand_new_with_seed (seed);
  g_autofree FvShape *shapes = g_new0 (FvShape, N_DRAWN);
  Table table = { 0 };

  for (gint i = 0; i < N_DRAWN; i++)
    {
      g_autoptr (FvArchitecture) architecture = NULL;
      g_autofree gchar *name = g_strdup_printf ("layer%d", i);
      gboolean is_branch = i > 1 && g_rand_int_range (draw, 0, 4) == 0;
      PlanNode node = { .first = is_branch ? i - 2 : i - 1, .second = NONE };

      draw_node (draw, &node);
      if (i > 1 && g_rand_int_range (draw, 0, 3) == 0)
        draw_meeting (draw, &table, shapes, i, &node);
      if (!fv_node_kind_is_activation (node.kind) || g_rand_boolean (draw))
        node.layer = g_intern_string (name);
      set_node (&table, i, &node);
      architecture = fv_architecture_new ("part", table.nodes, i + 1);
      g_free (shapes);
      shapes = fv_geometry_get_shapes (architecture, width, height);
      shapes = g_renew (FvShape, shapes, N_DRAWN);
      if (shapes[i].width < 2 || shapes[i].height < 2)
        i--; /* another one */
    }
  return make_network_of (&table, N_DRAWN);
}

/* What is seen ---------------------------------------------------------------------- */

/* Returns: (transfer full): rows of each node's map */
gint *
plan_case_list_heights (const FvNetwork *network, gint width, gint height)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  g_autofree FvShape *shapes = fv_geometry_get_shapes (architecture, width, height);
  gint *heights = g_new (gint, architecture->n_nodes);

  for (gint i = 0; i < architecture->n_nodes; i++)
    heights[i] = shapes[i].height;
  return heights;
}

gint
plan_case_get_height (const gint *heights, gint height, gint node)
{
  return node == FV_PICTURE ? height : heights[node];
}

/* The padding before the first row */
static gint
count_before (const FvWindow *window, gint height, gint input_height)
{
  const FvWindowAxis *rows = &window->rows;
  gint all =
      (height - 1) * rows->stride + (rows->size - 1) * rows->dilation + 1 - input_height;

  if (window->padding == FV_PADDING_GIVEN)
    return rows->before;
  all = MAX (all, 0);
  return window->padding == FV_PADDING_SAME ? all / 2 : all - all / 2;
}

/* Whether a row of a node's map depends on a row of its input's */
gboolean
plan_case_sees (const FvNetwork *network, gint node, gint row, gint input_row,
                gint height, gint input_height)
{
  const FvNode *table = &fv_network_get_architecture (network)->nodes[node];
  const FvWindow *window = &table->window;

  if (!fv_node_has_window (table))
    return input_height == 1 || row == input_row;
  if (window->is_global)
    return TRUE;
  for (gint i = 0; i < window->rows.size; i++)
    if (row * window->rows.stride - count_before (window, height, input_height) +
            i * window->rows.dilation ==
        input_row)
      return TRUE;
  return FALSE;
}

/* The node that a step begins with, found from what it gives; of a tap, the one that it
 * repeats, or what it takes */
gint
plan_case_get_first (const FvNetwork *network, const FvPlan *plan, const FvPassStep *step)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint source = fv_plan_get_flow (plan, step->inputs[0])->node;
  gint node =
      step->tap != NULL ? step->tap->node : fv_plan_get_flow (plan, step->output)->node;

  if (node == source)
    return node;
  for (;;)
    {
      gint input = fv_architecture_get_input (architecture, node, 0);

      if (input == source)
        return node;
      node = input;
    }
}
