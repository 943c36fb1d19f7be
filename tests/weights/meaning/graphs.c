/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which networks that a file tells can be, and what of them is used. */

#include "graph_case.h"

#include <math.h>

static const CaseTensor tensors[] = {
  { "first", 4, { 3, 3, 3, 4 } }, { "left", 4, { 1, 1, 4, 2 } },
  { "right", 4, { 3, 3, 4, 3 } }, { "again", 4, { 3, 3, 4, 4 } },
  { "gray", 4, { 3, 3, 1, 4 } },  { "classes", 2, { 5 * 4 * 4, 7 } },
  { "square", 2, { 9 * 4, 7 } },  { "outputs", 2, { 7, 2 } },
  { "four", 1, { 4 } },           { "three", 1, { 3 } },
  { "deep", 4, { 3, 3, 1, 4 } },  { "channels", 2, { 4, 7 } },
};

static FvReader *
new_reader (void)
{
  return case_new (tensors, G_N_ELEMENTS (tensors));
}

static gint
find_channels (const FvLayout *layout, const gchar *layer)
{
  g_autoptr (FvArchitecture) architecture = fv_layout_copy_architecture (layout);
  gint node = fv_architecture_find (architecture, layer);

  return node < 0 ? 0 : architecture->nodes[node].n_filters;
}

/* A picture of 10 × 8, a pooling of 2, and two branches */
static FvReader *
make_branches (void)
{
  FvReader *reader = new_reader ();
  gint first, pool, left, right;

  reader->topology->width = 10;
  reader->topology->height = 8;
  first = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  first = case_add (reader, FV_NODE_RELU, NULL, first);
  pool = case_add (reader, FV_NODE_MAX_POOLING, "pool", first);
  case_set_window (reader, pool, 2, 2, 0);
  left = case_add_convolution (reader, "left", pool, "left", FV_KERNEL_HWIO);
  left = case_add (reader, FV_NODE_RELU, NULL, left);
  right = case_add_convolution (reader, "right", pool, "right", FV_KERNEL_HWIO);
  case_add_pair (reader, FV_NODE_CONCATENATE, "both", left, right);
  case_add_convolution (reader, "classes", pool, "classes", FV_KERNEL_DENSE_IO);
  return reader;
}

static void
test_channels (void)
{
  g_autoptr (FvLayout) layout = case_open (make_branches ());
  g_autoptr (FvArchitecture) architecture = fv_layout_copy_architecture (layout);
  const FvNode *classes =
      &architecture->nodes[fv_architecture_find (architecture, "classes")];

  g_assert_null (fv_layout_get_table (layout));
  g_assert_cmpint (architecture->n_nodes, ==, 8);
  g_assert_cmpint (architecture->nodes[1].n_filters, ==, 4);
  g_assert_cmpint (find_channels (layout, "pool"), ==, 4);
  g_assert_cmpint (find_channels (layout, "both"), ==, 5);
  g_assert_cmpint (classes->n_filters, ==, 7);
  g_assert_cmpint (classes->window.rows.size, ==, 4);
  g_assert_cmpint (classes->window.columns.size, ==, 5);
  g_assert_cmpint (classes->window.rows.before, ==, 0);
  g_assert_cmpstr (fv_layout_get_type (layout), ==, "F32");
  g_assert_false (fv_layout_has_classifier (layout));
}

static void
assert_loaded (const gchar *const *layers, gint n_nodes, const gchar *const *expected)
{
  g_autoptr (FvNetwork) network =
      case_load (make_branches (), layers, FV_CONVENTION_UNIT);
  gint n_layers;
  const FvLayer *loaded = fv_network_get_layers (network, &n_layers);

  g_assert_cmpint (fv_network_get_architecture (network)->n_nodes, ==, n_nodes);
  g_assert_cmpint (n_layers, ==, (gint)g_strv_length ((gchar **)expected));
  for (gint i = 0; i < n_layers; i++)
    g_assert_cmpstr (loaded[i].name, ==, expected[i]);
}

/* Only what the layers depend on is loaded, and all of each layer. */
static void
test_ancestors (void)
{
  const gchar *const left[] = { "left", NULL };
  const gchar *const pair[] = { "right", "left", NULL };
  const gchar *const both[] = { "both", NULL };
  const gchar *const first[] = { "first", NULL };

  assert_loaded (first, 2, (const gchar *const[]){ "first", NULL });
  assert_loaded (left, 5, (const gchar *const[]){ "first", "pool", "left", NULL });
  assert_loaded (pair, 6,
                 (const gchar *const[]){ "first", "pool", "left", "right", NULL });
  assert_loaded (
      both, 7, (const gchar *const[]){ "first", "pool", "left", "right", "both", NULL });
}

/* Where the file does not tell the size, the first dense layer has seen a square, those
 * behind it one position. */
static void
test_square (void)
{
  FvReader *reader = new_reader ();
  gint node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  g_autoptr (FvLayout) layout = NULL;
  g_autoptr (FvArchitecture) architecture = NULL;

  node = case_add_convolution (reader, "square", node, "square", FV_KERNEL_DENSE_IO);
  case_add_convolution (reader, "outputs", node, "outputs", FV_KERNEL_DENSE_IO);
  layout = case_open (reader);
  architecture = fv_layout_copy_architecture (layout);
  g_assert_cmpint (architecture->nodes[1].window.rows.size, ==, 3);
  g_assert_cmpint (architecture->nodes[1].window.columns.size, ==, 3);
  g_assert_cmpint (architecture->nodes[2].window.rows.size, ==, 1);
  g_assert_cmpint (architecture->nodes[2].n_filters, ==, 2);
}

static void
test_global (void)
{
  FvReader *reader = new_reader ();
  gint node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  gint pool = case_add (reader, FV_NODE_AVERAGE_POOLING, "pool", node);
  g_autoptr (FvLayout) layout = NULL;
  g_autoptr (FvArchitecture) architecture = NULL;

  fv_topology_get_node (reader->topology, pool)->window.is_global = TRUE;
  case_add_pair (reader, FV_NODE_MULTIPLY, "product", pool, node);
  case_add_convolution (reader, "channels", pool, "channels", FV_KERNEL_DENSE_IO);
  layout = case_open (reader);
  architecture = fv_layout_copy_architecture (layout);
  g_assert_cmpint (fv_architecture_get_input (architecture, 2, 0), ==, node);
  g_assert_cmpint (fv_architecture_get_input (architecture, 2, 1), ==, pool);
  g_assert_cmpint (architecture->nodes[3].window.rows.size, ==, 1);
}

/* What depends on the unknown is left out. */
static void
test_unknown (void)
{
  FvReader *reader = new_reader ();
  gint first =
      case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  gint lost = case_add_convolution (reader, "lost", first, "again", FV_KERNEL_HWIO);
  g_autoptr (FvLayout) layout = NULL;

  fv_topology_get_weights (reader->topology, lost)->tensors[FV_WEIGHT_KERNEL] = -1;
  case_add (reader, FV_NODE_RELU, "behind", lost);
  case_add_convolution (reader, "left", first, "left", FV_KERNEL_HWIO);
  layout = case_open (reader);
  g_assert_cmpint (find_channels (layout, "behind"), ==, 0);
  g_assert_cmpint (find_channels (layout, "left"), ==, 2);
  g_assert_nonnull (strstr (fv_layout_get_unknown (layout), "lost"));
}

/* A layer that is used twice has two values. */
static void
test_names (void)
{
  FvReader *reader = new_reader ();
  gint node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  g_autoptr (FvLayout) layout = NULL;

  node = case_add (reader, FV_NODE_RELU, "relu", node);
  case_add (reader, FV_NODE_TANH, "relu", node);
  reader->topology->name = g_strdup ("bvlc_googlenet");
  layout = case_open (reader);
  g_assert_cmpint (find_channels (layout, "relu/2"), ==, 4);
}

static void
test_shapes_refused (void)
{
  FvReader *reader = new_reader ();
  gint node;

  case_add_convolution (reader, "colors", FV_PICTURE, "again", FV_KERNEL_HWIO);
  case_assert_refused (reader, "“again” of the shape 3 × 3 × 4 × 4");

  reader = new_reader ();
  node = case_add_convolution (reader, "sum", FV_PICTURE, "first", FV_KERNEL_HWIO);
  fv_topology_get_weights (reader->topology, node)->tensors[FV_WEIGHT_BIAS] =
      case_find (reader, "three");
  case_assert_refused (reader, "“three”");

  reader = new_reader ();
  node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  case_set_window (reader, node, 5, 1, 2);
  case_assert_refused (reader, "“first”");

  reader = new_reader ();
  node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  node = case_add (reader, FV_NODE_SCALE, "norm", node);
  fv_topology_get_weights (reader->topology, node)->tensors[FV_WEIGHT_GAMMA] =
      case_find (reader, "three");
  case_assert_refused (reader, "“norm”");

  reader = new_reader ();
  node = case_add_convolution (reader, "first", FV_PICTURE, "first", FV_KERNEL_HWIO);
  case_add_convolution (reader, "dense", node, "classes", FV_KERNEL_DENSE_IO);
  case_assert_refused (reader, "no square map of 4 channels");

  reader = make_branches ();
  reader->topology->width = 12;
  case_assert_refused (reader, "6 × 4 positions");
}

static void
test_inputs_refused (void)
{
  FvReader *reader = make_branches ();

  case_add_pair (reader, FV_NODE_ADD, "sum", 4, 5);
  case_assert_refused (reader, "layer “sum” puts maps together");

  reader = make_branches ();
  case_add_pair (reader, FV_NODE_CONCATENATE, "all", 1, 2);
  case_assert_refused (reader, "layer “all” puts maps together");

  reader = make_branches ();
  case_add_pair (reader, FV_NODE_RELU, "two", 1, 1);
  case_assert_refused (reader, "layer “two”");

  reader = new_reader ();
  reader->topology->n_channels = 4;
  case_add_convolution (reader, "again", FV_PICTURE, "again", FV_KERNEL_HWIO);
  case_assert_refused (reader, "takes 4 channels");
}

static void
assert_window_refused (gint size, gint stride, gint padding, const gchar *words)
{
  FvReader *reader = make_branches ();

  case_set_window (reader, 2, size, stride, padding);
  case_assert_refused (reader, words);
}

static void
test_windows_refused (void)
{
  FvReader *reader;
  gint node;

  assert_window_refused (0, 1, 0, "cannot be");
  assert_window_refused (2, 0, 0, "cannot be");
  assert_window_refused (2, -1, 0, "cannot be");
  assert_window_refused (G_MAXINT, 1, 0, "cannot be");
  assert_window_refused (2, 1, G_MAXINT, "cannot be");
  assert_window_refused (2, 1, G_MININT, "cannot be");
  assert_window_refused (2, 2, 2, "cannot be");
  assert_window_refused (11, 1, 0, "nothing is left");

  reader = make_branches ();
  for (gint i = 0; i < 4; i++)
    {
      node = case_add (reader, FV_NODE_MAX_POOLING, NULL, i == 0 ? 2 : node);
      case_set_window (reader, node, 1, 60000, 0);
    }
  case_assert_refused (reader, "too large");

  reader = make_branches ();
  node = case_add (reader, FV_NODE_LRN, "norm", 2);
  fv_topology_get_node (reader->topology, node)->parameters.size = 5;
  case_assert_refused (reader, "parameters that cannot be");

  reader = make_branches ();
  node = case_add (reader, FV_NODE_ELU, "elu", 2);
  fv_topology_get_node (reader->topology, node)->parameters.slope = NAN;
  case_assert_refused (reader, "parameters that cannot be");
}

static void
test_nothing (void)
{
  FvReader *reader = new_reader ();

  case_assert_refused (reader, "without any convolution");

  reader = new_reader ();
  reader->topology->width = reader->topology->height = 2;
  reader->topology->n_channels = 1;
  case_add_convolution (reader, "dense", FV_PICTURE, "channels", FV_KERNEL_DENSE_IO);
  case_assert_refused (reader, "without any convolution");

  reader = new_reader ();
  fv_topology_set_unknown (reader->topology, "Strange", "start");
  case_assert_refused (reader, "“Strange”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/graphs/channels", test_channels);
  g_test_add_func ("/weights/graphs/ancestors", test_ancestors);
  g_test_add_func ("/weights/graphs/square", test_square);
  g_test_add_func ("/weights/graphs/global", test_global);
  g_test_add_func ("/weights/graphs/unknown", test_unknown);
  g_test_add_func ("/weights/graphs/names", test_names);
  g_test_add_func ("/weights/graphs/shapes-refused", test_shapes_refused);
  g_test_add_func ("/weights/graphs/inputs-refused", test_inputs_refused);
  g_test_add_func ("/weights/graphs/windows-refused", test_windows_refused);
  g_test_add_func ("/weights/graphs/nothing", test_nothing);
  return g_test_run ();
}
