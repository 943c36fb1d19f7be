/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which nodes become one step, and which flows have a gradient: in small networks by what
 * is expected of them, in many that are drawn by the definition. */

#include "plan_case.h"

#define WIDTH      64
#define HEIGHT     48
#define N_NETWORKS 300
#define LAST       (fv_network_get_architecture (network)->n_nodes - 1)

static const FvPassManner manner = { FV_PASS_FAST, 2 };

/* Steps in words -------------------------------------------------------------------- */

static void
describe_stage (const FvPassStep *step, GString *text)
{
  g_string_append_printf (text, "stage %d", step->convolution_node);
  if (step->scale_node >= 0)
    g_string_append_printf (text, " scale %d", step->scale_node);
  if (step->stage.has_relu)
    g_string_append (text, " relu");
  if (step->stage.mask.pools)
    g_string_append (text, step->stage.mask.averages ? " average" : " max");
}

static void
describe_operation (const FvPassStep *step, GString *text)
{
  g_string_append_printf (text, "kind %d", step->operation.kind);
  if (step->scale_node >= 0)
    g_string_append_printf (text, " scale %d", step->scale_node);
  if (step->operation.activation != FV_NODE_IDENTITY)
    g_string_append_printf (text, " then %d", step->operation.activation);
}

/* "-1 > stage 0 relu > 1": what it takes, does and gives, by nodes; "tap" for a tap's */
static gchar *
describe (const FvPlan *plan, const FvPassStep *step)
{
  GString *text = g_string_new (NULL);

  for (gint i = 0; i < step->n_inputs; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "",
                            fv_plan_get_flow (plan, step->inputs[i])->node);
  g_string_append (text, " > ");
  if (step->is_stage)
    describe_stage (step, text);
  else
    describe_operation (step, text);
  if (step->tap != NULL)
    g_string_append (text, " > tap");
  else
    g_string_append_printf (text, " > %d", fv_plan_get_flow (plan, step->output)->node);
  return g_string_free (text, FALSE);
}

static void
assert_steps (const FvNetwork *network, const FvPassTarget *target,
              const gchar *const *expected)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, target, manner, WIDTH, HEIGHT);
  guint n = 0;

  for (; expected[n] != NULL && n < plan->steps->len; n++)
    {
      g_autofree gchar *text = describe (plan, fv_plan_get_step (plan, (gint)n));

      g_assert_cmpstr (text, ==, expected[n]);
    }
  g_assert_null (expected[n]);
  g_assert_cmpuint (plan->steps->len, ==, n);
}

/* Small networks -------------------------------------------------------------------- */

/* All that a convolution takes along; kinds: 5 is ReLU6, 12 the product */
static void
test_convolutions (void)
{
  static const PlanNode nodes[] = {
    { FV_NODE_ZERO_PADDING, "a", FV_PICTURE, NONE, SQUARE (1, 1, 1) },
    { FV_NODE_CONVOLUTION, "b", 0, NONE, SQUARE (3, 1, 0) },
    { FV_NODE_SCALE, "c", 1, NONE },
    { FV_NODE_RELU, NULL, 2, NONE },
    { FV_NODE_MAX_POOLING, "d", 3, NONE, SQUARE (2, 2, 0) },
    { FV_NODE_CONVOLUTION, "e", 4, NONE, SQUARE (3, 2, 1) },
    { FV_NODE_SCALE, "f", 5, NONE },
    { FV_NODE_RELU6, NULL, 6, NONE },
    { FV_NODE_MAX_POOLING, "g", 7, NONE, SQUARE (2, 2, 0) },
  };
  static const gchar *const expected[] = { "-1 > stage 1 scale 2 relu max > 4",
                                           "4 > kind 0 scale 6 then 5 > 7",
                                           "7 > kind 2 > 8", NULL };
  static const gchar *const up_to_scale[] = { "-1 > stage 1 scale 2 > 2", NULL };
  g_autoptr (FvNetwork) network = plan_case_new (nodes, G_N_ELEMENTS (nodes));
  const gint last = 8, scale = 2;

  assert_steps (network, &(FvPassTarget){ NULL, &last, 1 }, expected);
  assert_steps (network, &(FvPassTarget){ NULL, &scale, 1 }, up_to_scale);
}

/* Where somebody else takes what is between, a step ends: a sum, a target, a tap. */
static void
test_branches (void)
{
  static const PlanNode nodes[] = {
    { FV_NODE_CONVOLUTION, "a", FV_PICTURE, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_RELU, NULL, 0, NONE },
    { FV_NODE_CONVOLUTION, "b", 1, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_RELU, NULL, 2, NONE },
    { FV_NODE_ADD, "c", 3, 2 },
    { FV_NODE_RELU, "d", 4, NONE },
    { FV_NODE_AVERAGE_POOLING, "e", 5, NONE, SQUARE (2, 2, 0) },
  };
  static const gchar *const expected[] = {
    "-1 > stage 0 relu > 1",    "1 > stage 2 > 2", "2 > kind 1 > 3",
    "3,2 > kind 11 then 1 > 5", "5 > kind 3 > 6",  NULL
  };
  static const gchar *const with_kept[] = { "-1 > stage 0 > 0",  "0 > kind 1 > 1",
                                            "1 > stage 2 > 2",   "2 > kind 1 > 3",
                                            "3,2 > kind 11 > 4", NULL };
  static const gchar *const with_taps[] = { "-1 > stage 0 relu > 1", "1 > stage 2 > tap",
                                            NULL };
  static const gchar *const with_map[] = { "-1 > stage 0 relu > 1", "1 > stage 2 > 2",
                                           "2 > kind 1 > 3",        "3,2 > kind 11 > 4",
                                           "4 > kind 13 > tap",     NULL };
  const FvObjective convolution = { .layer = "b" }, sum = { .layer = "d" };
  g_autoptr (FvNetwork) network = plan_case_new (nodes, G_N_ELEMENTS (nodes));
  const gint last = 6, kept[] = { 0, 4 };

  assert_steps (network, &(FvPassTarget){ NULL, &last, 1 }, expected);
  assert_steps (network, &(FvPassTarget){ NULL, kept, 2 }, with_kept);
  assert_steps (network, &(FvPassTarget){ &convolution, NULL, 0 }, with_taps);
  assert_steps (network, &(FvPassTarget){ &sum, NULL, 0 }, with_map);
}

/* The end of a residual block: the convolution after which the other addend is there
 * takes the sum along, which then is no map of the convolution's own. */
static void
test_residual (void)
{
  static const PlanNode nodes[] = {
    { FV_NODE_CONVOLUTION, "a", FV_PICTURE, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_CONVOLUTION, "b", 0, NONE, SQUARE (1, 1, 0) },
    { FV_NODE_SCALE, NULL, 1, NONE },
    { FV_NODE_ADD, "c", 0, 2 },
    { FV_NODE_RELU, NULL, 3, NONE },
    { FV_NODE_CONVOLUTION, "d", 4, NONE, SQUARE (1, 1, 0) },
    { FV_NODE_CONVOLUTION, "e", 4, NONE, SQUARE (1, 1, 0) },
    { FV_NODE_ADD, "f", 5, 6 },
  };
  static const gchar *const expected[] = { "-1 > stage 0 > 0",
                                           "0,0 > kind 0 scale 2 then 1 > 4",
                                           "4 > kind 0 > 5", "4,5 > kind 0 > 7", NULL };
  static const gchar *const with_kept[] = { "-1 > stage 0 > 0", "0 > kind 0 scale 2 > 2",
                                            "0,2 > kind 11 then 1 > 4", NULL };
  g_autoptr (FvNetwork) network = plan_case_new (nodes, G_N_ELEMENTS (nodes));
  const gint last = 7, kept[] = { 4, 2 };

  assert_steps (network, &(FvPassTarget){ NULL, &last, 1 }, expected);
  assert_steps (network, &(FvPassTarget){ NULL, kept, 2 }, with_kept);
}

/* What only looks as if it could be done at once */
static void
test_apart (void)
{
  static const PlanNode nodes[] = {
    { FV_NODE_ZERO_PADDING,
      "a",
      FV_PICTURE,
      NONE,
      { { 1, 1, 1, -1, 0 }, { 1, 1, 1, 0, 0 } } },
    { FV_NODE_CONVOLUTION, "b", 0, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_ELU, NULL, 1, NONE },
    { FV_NODE_CONVOLUTION, "c", 2, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_RELU, NULL, 3, NONE },
    { FV_NODE_MAX_POOLING,
      "d",
      4,
      NONE,
      { { 2, 2, 1, 0, 0 }, { 2, 2, 1, 0, 0 }, .rounds_up = TRUE } },
    { FV_NODE_RELU, "e", 5, NONE },
    { FV_NODE_SCALE, "f", 6, NONE },
    { FV_NODE_SCALE, "g", 7, NONE },
    { FV_NODE_CONVOLUTION, "h", 8, NONE, SQUARE (3, 1, 1) },
    { FV_NODE_RELU, NULL, 9, NONE },
    { FV_NODE_MAX_POOLING, "i", 10, NONE, SQUARE (2, 1, 0) },
  };
  static const gchar *const expected[] = {
    "-1 > kind 14 > 0",      "0 > stage 1 > 1",
    "1 > kind 7 > 2",        "2 > stage 3 relu > 4",
    "4 > kind 2 then 1 > 6", "6 > kind 4 > 7",
    "7 > kind 4 > 8",        "8 > stage 9 relu > 10",
    "10 > kind 2 > 11",      NULL
  };
  g_autoptr (FvNetwork) network = plan_case_new (nodes, G_N_ELEMENTS (nodes));
  const gint last = 11;

  assert_steps (network, &(FvPassTarget){ NULL, &last, 1 }, expected);
}

/* Any network ----------------------------------------------------------------------- */

/* Whether a node's map depends on another one's, or is it */
static gboolean
depends (const FvArchitecture *architecture, gint node, gint source)
{
  if (node == source)
    return TRUE;
  for (gint i = 0; node != FV_PICTURE && i < architecture->nodes[node].n_inputs; i++)
    if (depends (architecture, fv_architecture_get_input (architecture, node, i), source))
      return TRUE;
  return FALSE;
}

/* How often nodes that are needed for the last take a node */
static gint
count_takers (const FvArchitecture *architecture, gint last, gint node)
{
  gint n = 0;

  for (gint i = 0; i <= last; i++)
    for (gint k = 0;
         depends (architecture, last, i) && k < architecture->nodes[i].n_inputs; k++)
      n += fv_architecture_get_input (architecture, i, k) == node;
  return n;
}

/* Counts the nodes that a step does; those in its midst are nobody else's. */
static void
cover (const FvNetwork *network, const FvPlan *plan, const FvPassStep *step,
       gint *covered)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint first = plan_case_get_first (network, plan, step);
  gint node = fv_plan_get_flow (plan, step->output)->node;

  for (covered[node]++; node != first; covered[node]++)
    {
      node = fv_architecture_get_input (architecture, node, 0);
      if (architecture->nodes[node].kind != FV_NODE_ZERO_PADDING)
        g_assert_cmpint (count_takers (architecture, LAST, node), ==, 1);
    }
}

/* Each node that is needed is done by one step; zero padding, where convolutions take it
 * along, by each of these. */
static void
test_each_once (void)
{
  for (guint32 seed = 0; seed < N_NETWORKS; seed++)
    {
      g_autoptr (FvNetwork) network = plan_case_draw (seed, WIDTH, HEIGHT);
      const FvArchitecture *architecture = fv_network_get_architecture (network);
      const gint last = LAST;
      const FvPassTarget target = { NULL, &last, 1 };
      g_autoptr (FvPlan) plan = fv_plan_new (network, &target, manner, WIDTH, HEIGHT);
      g_autofree gint *covered = g_new0 (gint, last + 1);

      for (guint i = 0; i < plan->steps->len; i++)
        cover (network, plan, fv_plan_get_step (plan, (gint)i), covered);
      for (gint node = 0; node <= last; node++)
        if (architecture->nodes[node].kind != FV_NODE_ZERO_PADDING || covered[node] == 0)
          g_assert_cmpint (covered[node], ==, depends (architecture, last, node));
    }
}

static gboolean
leads_to_tap (const FvArchitecture *architecture, const FvTap *tap, gint node)
{
  return depends (architecture, tap->node, node) &&
         !(tap->is_convolved && tap->node == node);
}

/* Zero padding that is there for itself, beside the convolutions that take it along */
static gboolean
is_aside (const FvArchitecture *architecture, gint node, gint source)
{
  return node != FV_PICTURE && node != source &&
         architecture->nodes[node].kind == FV_NODE_ZERO_PADDING;
}

/* A flow has a gradient if a tap depends on it, and it depends on what is differentiated
 * by; this one, and all other maps that are kept, are between steps. */
static void
assert_gradients (const FvNetwork *network, const FvPassTarget *target)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  g_autoptr (FvPlan) plan = fv_plan_new (network, target, manner, WIDTH, HEIGHT);
  gint source = target->n_kept > 0 ? target->kept[0] : FV_PICTURE;

  for (gint i = 0; i < target->n_kept; i++)
    g_assert_true (fv_plan_find_flow (plan, target->kept[i])->is_kept);
  for (guint i = 0; i < plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, (gint)i);
      gboolean expected = FALSE;

      if (flow->is_kept && is_aside (architecture, flow->node, source))
        continue;
      for (gint k = 0; k < plan->n_taps; k++)
        expected = expected || leads_to_tap (architecture, &plan->taps[k], flow->node);
      expected = expected && depends (architecture, flow->node, source);
      g_assert_cmpint (flow->has_gradient, ==, expected);
      g_assert_cmpint (flow->users->len > 0, ==, expected);
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
test_gradients (void)
{
  for (guint32 seed = 0; seed < N_NETWORKS; seed++)
    {
      g_autoptr (FvNetwork) network = plan_case_draw (seed, WIDTH, HEIGHT);
      const FvArchitecture *architecture = fv_network_get_architecture (network);
      const FvObjective objective = { .layer = get_layer (architecture) };
      const gint kept[] = { (gint)seed % architecture->n_nodes, 1 };

      assert_gradients (network, &(FvPassTarget){ &objective, NULL, 0 });
      assert_gradients (network, &(FvPassTarget){ &objective, kept, 2 });
      assert_gradients (network, &(FvPassTarget){ NULL, kept, 2 });
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiring/convolutions", test_convolutions);
  g_test_add_func ("/wiring/branches", test_branches);
  g_test_add_func ("/wiring/residual", test_residual);
  g_test_add_func ("/wiring/apart", test_apart);
  g_test_add_func ("/wiring/each-once", test_each_once);
  g_test_add_func ("/wiring/gradients", test_gradients);
  return g_test_run ();
}
