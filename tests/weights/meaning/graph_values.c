/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The weights of networks that a file tells, and what they take as their picture. */

#include "graph_case.h"

#include <math.h>

#define TOLERANCE 1e-6

static const CaseTensor tensors[] = {
  { "hwio", 4, { 2, 3, 3, 18 } },
  { "oihw", 4, { 18, 3, 2, 3 } },
  { "hwoi", 4, { 3, 3, 3, 2 } },
  { "io", 2, { 2 * 3 * 3, 18 } },
  { "oi", 2, { 18, 3 * 2 * 3 } },
  { "gray", 4, { 3, 3, 1, 4 } },
  { "colors", 4, { 3, 3, 3, 4 } },
  { "gamma", 1, { 4 } },
  { "beta", 1, { 4 } },
  { "the mean", 1, { 4 } },
  { "variance", 1, { 4 } },
  { "factor", 1, { 1 } },
};

static FvReader *
new_reader (void)
{
  return case_new (tensors, G_N_ELEMENTS (tensors));
}

/* Where the value of a kernel of 2 rows, 3 columns, 3 inputs and 18 filters lies in the
 * file */
static gsize
get_place (FvKernelOrder order, gsize row, gsize column, gsize input, gsize filter)
{
  switch (order)
    {
    case FV_KERNEL_OIHW:
    case FV_KERNEL_DENSE_OI:
      return ((filter * 3 + input) * 2 + row) * 3 + column;
    case FV_KERNEL_DENSE_CHANNELS_FIRST_IO:
      return ((input * 2 + row) * 3 + column) * 18 + filter;
    case FV_KERNEL_DENSE_CHANNELS_LAST_OI:
      return ((filter * 2 + row) * 3 + column) * 3 + input;
    default:
      return ((row * 3 + column) * 3 + input) * 18 + filter;
    }
}

static void
assert_order (FvKernelOrder order, const gchar *tensor)
{
  const gchar *const layers[] = { "layer", NULL };
  FvReader *reader = new_reader ();
  gint node = case_add_convolution (reader, "layer", FV_PICTURE, tensor, order);
  g_autoptr (FvNetwork) network = NULL;
  const FvConvolution *convolution;

  reader->topology->width = 3;
  reader->topology->height = 2;
  fv_topology_get_node (reader->topology, node)->window.rows.size = 2;
  fv_topology_get_node (reader->topology, node)->window.columns.size = 3;
  case_add_convolution (reader, "colors", FV_PICTURE, "colors", FV_KERNEL_HWIO);
  network = case_load (reader, layers, FV_CONVENTION_KERAS);
  convolution = fv_network_get_convolution (network, 0);
  g_assert_cmpint (convolution->height, ==, 2);
  g_assert_cmpint (convolution->width, ==, 3);
  for (gsize k = 0; k < fv_convolution_get_n_weights (convolution); k++)
    g_assert_cmpfloat (convolution->kernel[k], ==,
                       case_get_value (tensor, get_place (order, k / 162, k / 54 % 3,
                                                          k / 18 % 3, k % 18)));
  for (gint i = 0; i < 18; i++)
    g_assert_cmpfloat (convolution->bias[i], ==, 0);
}

static void
test_orders (void)
{
  assert_order (FV_KERNEL_HWIO, "hwio");
  assert_order (FV_KERNEL_OIHW, "oihw");
  assert_order (FV_KERNEL_DENSE_IO, "io");
  assert_order (FV_KERNEL_DENSE_CHANNELS_FIRST_IO, "io");
  assert_order (FV_KERNEL_DENSE_OI, "oi");
  assert_order (FV_KERNEL_DENSE_CHANNELS_LAST_OI, "oi");
}

/* Each channel has filters of its own, which no order of the picture's channels can be
 * put into: that stands before it. */
static void
test_depthwise (void)
{
  const gchar *const layers[] = { "layer", NULL };
  FvReader *reader = new_reader ();
  gint node = case_add_convolution (reader, "layer", FV_PICTURE, "hwoi", FV_KERNEL_HWOI);
  g_autoptr (FvNetwork) network = NULL;
  const FvConvolution *front, *convolution;

  fv_topology_get_node (reader->topology, node)->groups = 3;
  network = case_load (reader, layers, FV_CONVENTION_UNIT);
  g_assert_cmpint (fv_network_get_architecture (network)->n_nodes, ==, 2);
  front = fv_network_get_convolution (network, 0);
  convolution = fv_network_get_convolution (network, 1);
  g_assert_cmpint (convolution->groups, ==, 3);
  g_assert_cmpint (convolution->n_filters, ==, 6);
  for (gint k = 0; k < 54; k++)
    g_assert_cmpfloat (convolution->kernel[k], ==, case_get_value ("hwoi", (gsize)k));
  for (gint input = 0; input < 3; input++)
    for (gint filter = 0; filter < 3; filter++)
      g_assert_cmpfloat_with_epsilon (front->kernel[input * 3 + filter],
                                      input == 2 - filter ? 1 / 255.0f : 0, TOLERANCE);
}

static void
set_scale (FvReader *reader, gint node, gboolean has_factor)
{
  FvNodeWeights *weights = fv_topology_get_weights (reader->topology, node);

  weights->tensors[FV_WEIGHT_GAMMA] = case_find (reader, "gamma");
  weights->tensors[FV_WEIGHT_BETA] = case_find (reader, "beta");
  weights->tensors[FV_WEIGHT_MEAN] = case_find (reader, "the mean");
  weights->tensors[FV_WEIGHT_VARIANCE] = case_find (reader, "variance");
  if (has_factor)
    weights->tensors[FV_WEIGHT_FACTOR] = case_find (reader, "factor");
  weights->epsilon = 0.5;
}

static void
assert_scale (gboolean has_factor)
{
  const gchar *const layers[] = { "norm", NULL };
  FvReader *reader = new_reader ();
  gint node =
      case_add_convolution (reader, "colors", FV_PICTURE, "colors", FV_KERNEL_HWIO);
  gdouble share = has_factor ? 1 / case_get_value ("factor", 0) : 1;
  g_autoptr (FvNetwork) network = NULL;
  const FvChannelScale *scale;

  node = case_add (reader, FV_NODE_SCALE, "norm", node);
  set_scale (reader, node, has_factor);
  network = case_load (reader, layers, FV_CONVENTION_UNIT);
  scale = fv_network_get_scale (network, 1);
  for (gsize i = 0; i < 4; i++)
    {
      gdouble factor = case_get_value ("gamma", i) /
                       sqrt (case_get_value ("variance", i) * share + 0.5);
      gdouble offset =
          case_get_value ("beta", i) - case_get_value ("the mean", i) * share * factor;

      g_assert_cmpfloat_with_epsilon (scale->factor[i], factor, TOLERANCE);
      g_assert_cmpfloat_with_epsilon (scale->offset[i], offset, TOLERANCE);
    }
}

static void
test_scale (void)
{
  assert_scale (FALSE);
  assert_scale (TRUE);
}

/* One number for all channels, as a rescaling has it; then the network takes 0…255. */
static void
test_rescaling (void)
{
  const gchar *const layers[] = { "colors", NULL };
  FvReader *reader = new_reader ();
  gint node = case_add (reader, FV_NODE_SCALE, "rescaling", FV_PICTURE);
  g_autoptr (FvLayout) layout = NULL;
  g_autoptr (FvNetwork) network = NULL;
  FvInput input;

  fv_topology_get_weights (reader->topology, node)->factor = 1 / 127.5;
  fv_topology_get_weights (reader->topology, node)->offset = -1;
  case_add_convolution (reader, "colors", node, "colors", FV_KERNEL_HWIO);
  layout = case_open (reader);
  g_assert_true (fv_layout_find_input (layout, FV_CONVENTION_UNKNOWN, &input, NULL));
  g_assert_cmpint (input.convention, ==, FV_CONVENTION_RAW);
  network = fv_layout_load (layout, "test", layers, FV_CONVENTION_UNKNOWN, NULL);
  g_assert_cmpfloat (fv_network_get_convolution (network, 0)->kernel[2], ==, 1);
  g_assert_cmpfloat_with_epsilon (fv_network_get_scale (network, 1)->factor[2],
                                  1 / 127.5f, TOLERANCE);
  g_assert_cmpfloat (fv_network_get_scale (network, 1)->offset[0], ==, -1);
}

/* What the first convolution does with B, G, R: @divisor: of R, G, B */
static void
assert_folded (const FvConvolution *convolution, const gdouble divisor[3])
{
  for (gsize tap = 0; tap < 9; tap++)
    for (gsize i = 0; i < 3; i++)
      for (gsize filter = 0; filter < 4; filter++)
        g_assert_cmpfloat_with_epsilon (
            convolution->kernel[(tap * 3 + 2 - i) * 4 + filter],
            case_get_value ("colors", (tap * 3 + i) * 4 + filter) / divisor[i],
            TOLERANCE);
}

static void
assert_convention (FvConvention convention, gdouble divisor, gfloat expected_mean)
{
  const gchar *const layers[] = { "colors", NULL };
  const gdouble divisors[] = { divisor, divisor, divisor };
  FvReader *reader = new_reader ();
  g_autoptr (FvNetwork) network = NULL;
  gfloat mean[3];

  case_add_convolution (reader, "colors", FV_PICTURE, "colors", FV_KERNEL_HWIO);
  network = case_load (reader, layers, convention);
  g_assert_cmpint (fv_network_get_architecture (network)->n_nodes, ==, 1);
  assert_folded (fv_network_get_convolution (network, 0), divisors);
  fv_network_get_mean (network, mean);
  for (gint i = 0; i < 3; i++)
    g_assert_cmpfloat (mean[i], ==, expected_mean);
}

static void
test_conventions (void)
{
  assert_convention (FV_CONVENTION_TF, 127.5, 127.5f);
  assert_convention (FV_CONVENTION_UNIT, 255, 0);
  assert_convention (FV_CONVENTION_RAW, 1, 0);
  assert_convention (FV_CONVENTION_UNKNOWN, 255, 0);
}

/* A network of gray pictures sees the luma of three channels. */
static void
test_gray (void)
{
  static const gdouble luma[] = { 0.114, 0.587, 0.299 };
  const gchar *const layers[] = { "gray", NULL };
  FvReader *reader = new_reader ();
  g_autoptr (FvNetwork) network = NULL;
  const FvConvolution *convolution;

  reader->topology->n_channels = 1;
  case_add_convolution (reader, "gray", FV_PICTURE, "gray", FV_KERNEL_HWIO);
  network = case_load (reader, layers, FV_CONVENTION_UNIT);
  convolution = fv_network_get_convolution (network, 0);
  g_assert_cmpint (convolution->n_inputs, ==, 3);
  for (gsize k = 0; k < 108; k++)
    g_assert_cmpfloat_with_epsilon (
        convolution->kernel[k],
        case_get_value ("gray", k / 12 * 4 + k % 4) * luma[k / 4 % 3] / 255, TOLERANCE);
}

/* Zero padding stays in its place, unless its own value is asked for. */
static void
assert_padded (const gchar *const *layers, gboolean is_folded)
{
  FvReader *reader = new_reader ();
  gint node = case_add (reader, FV_NODE_ZERO_PADDING, "pad", FV_PICTURE);
  g_autoptr (FvNetwork) network = NULL;
  const FvArchitecture *architecture;

  reader->topology->n_channels = 1;
  case_set_window (reader, node, 1, 1, 1);
  node = case_add_convolution (reader, "gray", node, "gray", FV_KERNEL_HWIO);
  network = case_load (reader, layers, FV_CONVENTION_UNIT);
  architecture = fv_network_get_architecture (network);
  g_assert_cmpint (architecture->n_nodes, ==, is_folded ? 2 : 3);
  g_assert_cmpint (architecture->nodes[is_folded ? 0 : 1].n_filters, ==,
                   is_folded ? 3 : 1);
  g_assert_cmpint (fv_network_get_convolution (network, is_folded ? 1 : 2)->n_inputs, ==,
                   is_folded ? 3 : 1);
}

static void
test_padded (void)
{
  assert_padded ((const gchar *const[]){ "gray", NULL }, TRUE);
  assert_padded ((const gchar *const[]){ "gray", "pad", NULL }, FALSE);
}

/* A mean and a scale that the file tells, in the order B, G, R */
static void
test_told (void)
{
  const gchar *const layers[] = { "colors", NULL };
  FvReader *reader = new_reader ();
  g_autoptr (FvNetwork) network = NULL;
  gfloat mean[3];

  reader->topology->has_mean = TRUE;
  reader->topology->mean[1] = 117;
  reader->topology->scale = 0.5;
  case_add_convolution (reader, "colors", FV_PICTURE, "colors", FV_KERNEL_HWIO);
  network = case_load (reader, layers, FV_CONVENTION_UNKNOWN);
  fv_network_get_mean (network, mean);
  g_assert_cmpfloat (mean[1], ==, 117);
  g_assert_cmpfloat (fv_network_get_convolution (network, 0)->kernel[7], ==,
                     case_get_value ("colors", 7) / 2);
}

static void
assert_input (const gchar *name, FvConvention convention, gfloat blue)
{
  FvReader *reader = new_reader ();
  g_autoptr (FvLayout) layout = NULL;
  FvInput input;

  reader->topology->name = g_strdup (name);
  case_add_convolution (reader, "colors", FV_PICTURE, "colors", FV_KERNEL_HWIO);
  layout = case_open (reader);
  g_assert_true (fv_layout_find_input (layout, FV_CONVENTION_UNKNOWN, &input, NULL));
  g_assert_cmpint (input.convention, ==, convention);
  g_assert_cmpfloat (input.mean[0], ==, blue);
  g_assert_nonnull (input.reason);
}

/* Networks of keras.applications are known by their names. */
static void
test_known (void)
{
  assert_input ("resnet50v2", FV_CONVENTION_TF, 127.5f);
  assert_input ("ResNet50V2", FV_CONVENTION_TF, 127.5f);
  assert_input ("mobilenetv2_1.00_224", FV_CONVENTION_TF, 127.5f);
  assert_input ("resnet50", FV_CONVENTION_KERAS, 103.939f);
  assert_input ("xception", FV_CONVENTION_TF, 127.5f);
  assert_input ("sequential", FV_CONVENTION_UNIT, 0);
  assert_input (NULL, FV_CONVENTION_UNIT, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/graph-values/orders", test_orders);
  g_test_add_func ("/weights/graph-values/depthwise", test_depthwise);
  g_test_add_func ("/weights/graph-values/scale", test_scale);
  g_test_add_func ("/weights/graph-values/rescaling", test_rescaling);
  g_test_add_func ("/weights/graph-values/conventions", test_conventions);
  g_test_add_func ("/weights/graph-values/gray", test_gray);
  g_test_add_func ("/weights/graph-values/padded", test_padded);
  g_test_add_func ("/weights/graph-values/told", test_told);
  g_test_add_func ("/weights/graph-values/known", test_known);
  return g_test_run ();
}
