/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of rows in chains, in networks that are drawn, where all rows are seen at
 * once, and in tall pictures. */

#include "plan_walk.h"

#include "../helpers.h"

#define HEIGHT     90
#define N_NETWORKS 40
#define SPARE      1
#define TALL       20000

static void
test_chain (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv2", 16);
  const FvObjective objective = { .layer = "block3_conv2" };

  for (gint height = 64; height < 260; height += 65)
    for (gint n_threads = 1; n_threads < 4; n_threads++)
      {
        plan_walk_assert (network, &(FvPassTarget){ &objective, NULL, 0 },
                          (FvPassManner){ FV_PASS_FAST, n_threads }, height, 0);
        plan_walk_assert (network, &(FvPassTarget){ &objective, NULL, 0 },
                          (FvPassManner){ FV_PASS_LEAN, n_threads }, height, 0);
      }
}

/* The last node with a name */
static const gchar *
get_layer (const FvArchitecture *architecture)
{
  gint node = architecture->n_nodes - 1;

  while (architecture->nodes[node].layer == NULL)
    node--;
  return architecture->nodes[node].layer;
}

static void
test_drawn (void)
{
  for (guint32 seed = 0; seed < N_NETWORKS; seed++)
    {
      g_autoptr (FvNetwork) network = plan_case_draw (seed, PLAN_WIDTH, HEIGHT);
      const FvArchitecture *architecture = fv_network_get_architecture (network);
      const FvObjective objective = { .layer = get_layer (architecture) };
      const FvPassManner manner = { FV_PASS_FAST, 1 + (gint)seed % 3 };
      const gint kept[] = { (gint)seed % architecture->n_nodes,
                            architecture->n_nodes - 1 };

      plan_walk_assert (network, &(FvPassTarget){ &objective, NULL, 0 }, manner, HEIGHT,
                        SPARE);
      plan_walk_assert (network, &(FvPassTarget){ &objective, kept, 2 }, manner, HEIGHT,
                        SPARE);
      plan_walk_assert (network, &(FvPassTarget){ NULL, kept, 2 }, manner, HEIGHT, SPARE);
    }
}

/* What all rows see, and what each of them is multiplied by */
static const PlanNode gate[] = {
  { FV_NODE_CONVOLUTION, "a", FV_PICTURE, NONE, SQUARE (3, 2, 1) },
  { FV_NODE_AVERAGE_POOLING,
    "b",
    0,
    NONE,
    { { 1, 1, 1 }, { 1, 1, 1 }, .is_global = TRUE } },
  { FV_NODE_CONVOLUTION, "c", 1, NONE, SQUARE (1, 1, 0) },
  { FV_NODE_SIGMOID, NULL, 2, NONE },
  { FV_NODE_MULTIPLY, "d", 0, 3 },
  { FV_NODE_CONVOLUTION, "e", 4, NONE, SQUARE (3, 1, 1) },
};

static void
test_gate (void)
{
  g_autoptr (FvNetwork) network = plan_case_new (gate, G_N_ELEMENTS (gate));
  const FvObjective objective = { .layer = "e" };

  for (gint n_threads = 1; n_threads < 4; n_threads++)
    plan_walk_assert (network, &(FvPassTarget){ &objective, NULL, 0 },
                      (FvPassManner){ FV_PASS_FAST, n_threads }, HEIGHT, 0);
}

/* Branches of different depth, as Inception has them */
static const PlanNode branches[] = {
  { FV_NODE_CONVOLUTION, "a", FV_PICTURE, NONE, SQUARE (7, 2, 3) },
  { FV_NODE_RELU, NULL, 0, NONE },
  { FV_NODE_MAX_POOLING, "b", 1, NONE, SQUARE (3, 2, 0) },
  { FV_NODE_CONVOLUTION, "c", 2, NONE, SQUARE (3, 1, 1) },
  { FV_NODE_CONVOLUTION, "d", 3, NONE, SQUARE (5, 1, 2) },
  { FV_NODE_CONVOLUTION, "e", 2, NONE, SQUARE (1, 1, 0) },
  { FV_NODE_CONCATENATE, "f", 4, 5 },
  { FV_NODE_CONVOLUTION, "g", 6, NONE, SQUARE (3, 1, 1) },
};

static guint64
get_memory (const FvNetwork *network, const gchar *layer, gint height)
{
  const FvObjective objective = { .layer = layer };
  const FvPassTarget target = { &objective, NULL, 0 };
  g_autoptr (FvPlan) plan = fv_plan_new (
      network, &target, (FvPassManner){ FV_PASS_FAST, 2 }, PLAN_WIDTH, height);

  return fv_plan_get_memory (plan, network, 2);
}

/* Of thrice as tall a picture as many rows have a place, but for few: steps do not begin
 * at the same rows of a map. */
static void
assert_streams (const FvNetwork *network, const gchar *layer)
{
  guint64 memory = get_memory (network, layer, TALL);

  g_assert_cmpfloat (get_memory (network, layer, 3 * TALL), <=, 1.01 * memory);
}

static void
test_tall (void)
{
  g_autoptr (FvNetwork) network = plan_case_new (branches, G_N_ELEMENTS (branches));
  g_autoptr (FvNetwork) chain = make_network (&fv_vgg16, "block3_conv2", 16);

  assert_streams (network, "g");
  assert_streams (chain, "block3_conv2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/chain", test_chain);
  g_test_add_func ("/schedule/drawn", test_drawn);
  g_test_add_func ("/schedule/gate", test_gate);
  g_test_add_func ("/schedule/tall", test_tall);
  return g_test_run ();
}
