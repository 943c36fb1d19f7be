/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks that cannot be, as damaged files tell them: each is refused by a sentence, or
 * what cannot be used of it is left out. */

#include "graph_case.h"

#include <math.h>

static const CaseTensor tensors[] = {
  { "first", 4, { 3, 3, 3, 4 } },
  { "four", 1, { 4 } },
  { "long", 1, { 5 } },
  { "empty", 4, { 3, 3, 4, 0 } },
};

static FvReader *
new_reader (void)
{
  FvReader *reader = case_new (tensors, G_N_ELEMENTS (tensors));

  case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  return reader;
}

static gint
find_channels (const FvLayout *layout, const gchar *layer)
{
  g_autoptr (FvArchitecture) architecture = fv_layout_copy_architecture (layout);
  gint node = fv_architecture_find (architecture, layer);

  return node < 0 ? 0 : architecture->nodes[node].n_filters;
}

/* What takes itself, something later, or something that there is not, is left out, and so
 * is what depends on it. */
static void
test_cycles (void)
{
  const gint inputs[] = { 1, 2, 99, G_MAXINT, -2, G_MININT };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      FvReader *reader = new_reader ();
      g_autoptr (FvLayout) layout = NULL;

      case_add (reader, FV_NODE_RELU, "ring", inputs[i]);
      case_add_pair (reader, FV_NODE_ADD, "behind", 0, 1);
      layout = case_open (reader);
      g_assert_cmpint (find_channels (layout, "first"), ==, 4);
      g_assert_cmpint (find_channels (layout, "ring"), ==, 0);
      g_assert_cmpint (find_channels (layout, "behind"), ==, 0);
    }
}

static void
test_groups (void)
{
  const gint groups[] = { 0, -1, 2, 3, G_MAXINT, G_MININT };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      FvReader *reader = new_reader ();

      fv_topology_get_node (reader->topology, 0)->groups = groups[i];
      case_assert_refused (reader, "“first”");
    }
}

static void
test_filters (void)
{
  FvReader *reader = new_reader ();

  case_add_convolution (reader, "none", 0, "empty", FV_KERNEL_HWIO);
  case_assert_refused (reader, "“none”");
  reader = new_reader ();
  fv_topology_get_weights (reader->topology, 0)->tensors[FV_WEIGHT_BIAS] =
      case_find (reader, "long");
  case_assert_refused (reader, "“long”");
}

/* Each takes the one before it as often as that. */
static void
add_wide (FvReader *reader, const gchar *layer, gint input, gint n_inputs)
{
  g_autofree gint *inputs = g_new (gint, n_inputs);

  for (gint i = 0; i < n_inputs; i++)
    inputs[i] = input;
  fv_topology_add (reader->topology, FV_NODE_CONCATENATE, layer, inputs, n_inputs);
}

static void
test_wide (void)
{
  FvReader *reader = new_reader ();
  g_autoptr (FvLayout) layout = NULL;

  add_wide (reader, "wide", 0, 1000);
  layout = case_open (reader);
  g_assert_cmpint (find_channels (layout, "wide"), ==, 4000);

  reader = new_reader ();
  add_wide (reader, "wide", 0, 1000);
  add_wide (reader, "wider", 1, 1000);
  case_assert_refused (reader, "“wider” is too large");

  reader = new_reader ();
  for (gint i = 0; i < 200; i++)
    add_wide (reader, "wide", 0, 1000);
  case_assert_refused (reader, "is too large for this program");
}

/* A network as deep as is allowed, each layer with a size of its own, and one deeper */
static void
test_deep (void)
{
  FvReader *reader = new_reader ();
  g_autoptr (FvLayout) layout = NULL;

  for (gint i = 0; i < 3999; i++)
    case_set_window (reader, case_add (reader, FV_NODE_MAX_POOLING, "pool", i), 2, 1, 0);
  layout = case_open (reader);
  g_assert_cmpint (find_channels (layout, "pool/3999"), ==, 4);

  reader = new_reader ();
  for (gint i = 0; i < 4000; i++)
    case_add (reader, FV_NODE_RELU, "relu", i);
  case_assert_refused (reader, "is too large for this program");
}

/* Whose factors are no numbers, or infinite */
static void
test_scales (void)
{
  const gdouble epsilons[] = { -1000.0, NAN, INFINITY, 0.001 };

  for (guint i = 0; i < G_N_ELEMENTS (epsilons); i++)
    {
      const gchar *const layers[] = { "norm", NULL };
      FvReader *reader = new_reader ();
      gint node = case_add (reader, FV_NODE_SCALE, "norm", 0);
      FvNodeWeights *weights = fv_topology_get_weights (reader->topology, node);
      g_autoptr (FvLayout) layout = NULL;
      g_autoptr (FvNetwork) network = NULL;
      g_autoptr (GError) error = NULL;

      weights->tensors[FV_WEIGHT_VARIANCE] = case_find (reader, "four");
      weights->epsilon = epsilons[i];
      weights->factor = i == 2 ? NAN : 1;
      layout = case_open (reader);
      network = fv_layout_load (layout, "test", layers, FV_CONVENTION_RAW, &error);
      if (i == 3)
        g_assert_no_error (error);
      else
        g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/graph-hostile/cycles", test_cycles);
  g_test_add_func ("/weights/graph-hostile/groups", test_groups);
  g_test_add_func ("/weights/graph-hostile/filters", test_filters);
  g_test_add_func ("/weights/graph-hostile/wide", test_wide);
  g_test_add_func ("/weights/graph-hostile/deep", test_deep);
  g_test_add_func ("/weights/graph-hostile/scales", test_scales);
  return g_test_run ();
}
