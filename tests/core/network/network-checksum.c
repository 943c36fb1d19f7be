/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The checksum of a network of any shape: all that a layer depends on changes it, each
 * in a way of its own, and nothing else does. */

#include <stddef.h>
#include <string.h>

#include "../helpers.h"

#define N_NODES    10
#define MOST       2 /* inputs of a node */
#define N_CHANNELS 2
#define LAYER      "both"

/* Of two branches that meet, and one that leads elsewhere */
typedef enum
{
  STEM,
  LEAKY,
  NORM,
  SIDE, /* no way leads from here to the layer */
  GROUPED,
  LRN,
  POOL,
  BOTH,
  ELU,   /* belongs to the layer */
  BEHIND /* takes it */
} Place;

typedef struct
{
  const gchar *name;
  gfloat mean[3];
  FvNode nodes[N_NODES];
  gint inputs[N_NODES][MOST];
  gboolean is_left_out[N_NODES];
} Case;

/* A number of a node, and what is another one */
typedef struct
{
  const gchar *name;
  gsize offset;
  gboolean is_float;
} Field;

#define FIELD(field)                                                                     \
  {                                                                                      \
#field, offsetof(FvNode, field), FALSE                                               \
  }
#define PARAMETER(field)                                                                 \
  {                                                                                      \
#field, offsetof(FvNode, parameters.field), TRUE                                     \
  }

static const Field fields[] = {
  FIELD (kind),
  FIELD (window.rows.size),
  FIELD (window.rows.stride),
  FIELD (window.rows.dilation),
  FIELD (window.rows.before),
  FIELD (window.rows.after),
  FIELD (window.columns.size),
  FIELD (window.columns.stride),
  FIELD (window.columns.dilation),
  FIELD (window.columns.before),
  FIELD (window.columns.after),
  FIELD (window.padding),
  FIELD (window.is_global),
  FIELD (window.rounds_up),
  FIELD (window.counts_padding),
  FIELD (groups),
  FIELD (parameters.size),
  PARAMETER (slope),
  PARAMETER (alpha),
  PARAMETER (beta),
  PARAMETER (bias),
};

static void
set_node (Case *test, Place place, FvNodeKind kind, const gchar *layer, gint first,
          gint second)
{
  static const FvWindow window = { .rows = { 1, 1, 1, 0, 0 },
                                   .columns = { 1, 1, 1, 0, 0 } };

  test->inputs[place][0] = first;
  test->inputs[place][1] = second;
  test->nodes[place] =
      (FvNode){ .kind = kind,
                .layer = layer,
                .n_filters = kind == FV_NODE_CONVOLUTION ? N_CHANNELS : 0,
                .n_inputs = second != first ? 2 : 1,
                .window = window,
                .groups = 1 };
}

static Case
make_case (void)
{
  Case test = { "small", { 104.0f, 117.0f, 123.0f } };

  set_node (&test, STEM, FV_NODE_CONVOLUTION, "stem", FV_PICTURE, FV_PICTURE);
  set_node (&test, LEAKY, FV_NODE_LEAKY_RELU, NULL, STEM, STEM);
  set_node (&test, NORM, FV_NODE_SCALE, "norm", LEAKY, LEAKY);
  set_node (&test, SIDE, FV_NODE_CONVOLUTION, "side", NORM, NORM);
  set_node (&test, GROUPED, FV_NODE_CONVOLUTION, "grouped", NORM, NORM);
  set_node (&test, LRN, FV_NODE_LRN, "lrn", GROUPED, GROUPED);
  set_node (&test, POOL, FV_NODE_AVERAGE_POOLING, "pool", NORM, NORM);
  set_node (&test, BOTH, FV_NODE_CONCATENATE, LAYER, LRN, POOL);
  set_node (&test, ELU, FV_NODE_ELU, NULL, BOTH, BOTH);
  set_node (&test, BEHIND, FV_NODE_CONVOLUTION, "behind", ELU, ELU);
  test.nodes[GROUPED].groups = 2;
  return test;
}

static FvConvolution *
new_convolution (gint n_inputs, gint n_filters)
{
  FvConvolution *convolution =
      fv_convolution_new_of_size (1, 1, 1, n_inputs, n_filters, NULL);

  for (gsize i = 0; i < fv_convolution_get_n_weights (convolution); i++)
    convolution->kernel[i] = 0.125f * (gfloat)(i + 1);
  for (gint i = 0; i < n_filters; i++)
    convolution->bias[i] = -0.25f * (gfloat)(i + 1);
  return convolution;
}

static FvChannelScale *
new_scale (void)
{
  FvChannelScale *scale = fv_channel_scale_new (N_CHANNELS, NULL);

  for (gint i = 0; i < N_CHANNELS; i++)
    {
      scale->factor[i] = 1.0f + (gfloat)i;
      scale->offset[i] = 0.5f - (gfloat)i;
    }
  return scale;
}

/* A network of the nodes that are not left out, as those are that a file's layers need */
static FvNetwork *
make_graph (const Case *test, const gchar *origin)
{
  FvNode nodes[N_NODES];
  gint inputs[N_NODES][MOST], numbers[N_NODES], n_nodes = 0;
  FvNetwork *network;

  for (gint i = 0; i < N_NODES; i++)
    {
      numbers[i] = n_nodes;
      if (test->is_left_out[i])
        continue;
      for (gint k = 0; k < test->nodes[i].n_inputs; k++)
        inputs[n_nodes][k] =
            test->inputs[i][k] == FV_PICTURE ? FV_PICTURE : numbers[test->inputs[i][k]];
      nodes[n_nodes] = test->nodes[i];
      nodes[n_nodes].inputs = inputs[n_nodes];
      n_nodes++;
    }
  network = fv_network_new_graph (fv_architecture_new (test->name, nodes, n_nodes),
                                  origin, test->mean);
  for (gint i = 0; i < n_nodes; i++)
    if (nodes[i].kind == FV_NODE_CONVOLUTION)
      fv_network_set_weights (
          network, i, new_convolution (i == 0 ? 3 : N_CHANNELS, N_CHANNELS), NULL);
    else if (nodes[i].kind == FV_NODE_SCALE)
      fv_network_set_weights (network, i, NULL, new_scale ());
  return network;
}

static gchar *
get_checksum (const FvNetwork *network, const gchar *layer)
{
  GError *error = NULL;
  gchar *checksum = fv_network_get_checksum (network, layer, &error);

  g_assert_no_error (error);
  return checksum;
}

static gchar *
get_checksum_of_case (const Case *test)
{
  g_autoptr (FvNetwork) network = make_graph (test, "here");

  return get_checksum (network, LAYER);
}

/* What was seen of a network's checksums */
typedef struct
{
  GHashTable *all;
  gchar *first;
} Checksums;

static void
checksums_init (Checksums *checksums, gchar *first)
{
  checksums->all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  checksums->first = first;
  g_hash_table_add (checksums->all, g_strdup (first));
}

static void
checksums_clear (Checksums *checksums)
{
  g_hash_table_unref (checksums->all);
  g_free (checksums->first);
}

/* @checksum: (transfer full): which is one that was not seen yet, or the first */
static void
assert_checksum (Checksums *checksums, gchar *checksum, gboolean is_new,
                 const gchar *what, gint node)
{
  g_autofree gchar *owned = checksum;

  if (is_new != !g_hash_table_contains (checksums->all, owned) ||
      (!is_new && !g_str_equal (owned, checksums->first)))
    g_error ("%s of node %d", what, node);
  g_hash_table_add (checksums->all, g_steal_pointer (&owned));
}

static void
change (FvNode *node, const Field *field)
{
  gpointer at = (guint8 *)node + field->offset;

  if (field->is_float)
    *(gfloat *)at += 0.5f;
  else
    ++*(gint *)at;
}

static void
test_nodes (void)
{
  Checksums checksums;
  Case test = make_case ();

  checksums_init (&checksums, get_checksum_of_case (&test));
  for (gint i = 0; i < N_NODES; i++)
    {
      gboolean counts = i != SIDE && i != BEHIND;

      for (gsize k = 0; k < G_N_ELEMENTS (fields); k++)
        {
          test = make_case ();
          change (&test.nodes[i], &fields[k]);
          assert_checksum (&checksums, get_checksum_of_case (&test), counts,
                           fields[k].name, i);
        }
      test = make_case ();
      if (i == BOTH || test.nodes[i].layer == NULL)
        continue;
      test.nodes[i].layer = "another";
      assert_checksum (&checksums, get_checksum_of_case (&test), counts, "name", i);
    }
  checksums_clear (&checksums);
}

static void
test_inputs (void)
{
  Checksums checksums;
  Case test = make_case ();

  checksums_init (&checksums, get_checksum_of_case (&test));
  test.inputs[BOTH][0] = POOL;
  test.inputs[BOTH][1] = LRN;
  assert_checksum (&checksums, get_checksum_of_case (&test), TRUE, "order", BOTH);
  test = make_case ();
  test.inputs[POOL][0] = STEM;
  assert_checksum (&checksums, get_checksum_of_case (&test), TRUE, "input", POOL);
  test = make_case ();
  test.inputs[LRN][0] = SIDE;
  assert_checksum (&checksums, get_checksum_of_case (&test), TRUE, "branch", LRN);
  test = make_case ();
  test.inputs[SIDE][0] = LEAKY;
  assert_checksum (&checksums, get_checksum_of_case (&test), FALSE, "input", SIDE);
  checksums_clear (&checksums);
}

static void
test_network (void)
{
  Checksums checksums;
  Case test = make_case ();
  g_autoptr (FvNetwork) elsewhere = make_graph (&test, "elsewhere");

  checksums_init (&checksums, get_checksum_of_case (&test));
  assert_checksum (&checksums, get_checksum (elsewhere, LAYER), FALSE, "origin", -1);
  assert_checksum (&checksums, get_checksum (elsewhere, "pool"), TRUE, "layer", -1);
  test.name = "other";
  assert_checksum (&checksums, get_checksum_of_case (&test), TRUE, "name", -1);
  for (gint i = 0; i < 3; i++)
    {
      test = make_case ();
      test.mean[i] += 1.0f;
      assert_checksum (&checksums, get_checksum_of_case (&test), TRUE, "mean", -1);
    }
  checksums_clear (&checksums);
}

/* However many layers more were loaded */
static void
test_parts (void)
{
  Checksums checksums;
  Case test = make_case ();

  checksums_init (&checksums, get_checksum_of_case (&test));
  test.is_left_out[BEHIND] = TRUE;
  assert_checksum (&checksums, get_checksum_of_case (&test), FALSE, "absence", BEHIND);
  test.is_left_out[SIDE] = TRUE;
  assert_checksum (&checksums, get_checksum_of_case (&test), FALSE, "absence", SIDE);
  checksums_clear (&checksums);
}

/* Each value, by one that differs in its last bits */
static void
assert_values (Checksums *checksums, const FvNetwork *network, const gchar *layer,
               gboolean counts, gint node, gfloat *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      gfloat value = values[i];

      values[i] = value + 1e-6f;
      g_assert_true (values[i] != value);
      assert_checksum (checksums, get_checksum (network, layer), counts, "value", node);
      values[i] = value;
    }
}

static void
assert_weights (const FvNetwork *network, const gchar *layer, const gboolean *counts)
{
  Checksums checksums;

  checksums_init (&checksums, get_checksum (network, layer));
  for (gint i = 0; i < fv_network_get_architecture (network)->n_nodes; i++)
    {
      const FvConvolution *convolution = fv_network_get_convolution (network, i);
      const FvChannelScale *scale = fv_network_get_scale (network, i);

      if (convolution != NULL)
        {
          assert_values (&checksums, network, layer, counts[i], i, convolution->kernel,
                         fv_convolution_get_n_weights (convolution));
          assert_values (&checksums, network, layer, counts[i], i, convolution->bias,
                         (gsize)convolution->n_filters);
        }
      if (scale == NULL)
        continue;
      assert_values (&checksums, network, layer, counts[i], i, scale->factor,
                     (gsize)scale->n_channels);
      assert_values (&checksums, network, layer, counts[i], i, scale->offset,
                     (gsize)scale->n_channels);
    }
  checksums_clear (&checksums);
}

static void
test_weights (void)
{
  const gboolean counts[N_NODES] = { [STEM] = TRUE, [NORM] = TRUE, [GROUPED] = TRUE };
  const Case test = make_case ();
  g_autoptr (FvNetwork) network = make_graph (&test, "here");

  assert_weights (network, LAYER, counts);
}

static void
test_weights_of_chain (void)
{
  const gboolean counts[] = { TRUE, TRUE, TRUE, TRUE, TRUE, FALSE };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  gboolean all[64] = { FALSE };

  memcpy (all, counts, sizeof counts);
  assert_weights (network, "block1_conv2", all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network-checksum/nodes", test_nodes);
  g_test_add_func ("/network-checksum/inputs", test_inputs);
  g_test_add_func ("/network-checksum/network", test_network);
  g_test_add_func ("/network-checksum/parts", test_parts);
  g_test_add_func ("/network-checksum/weights", test_weights);
  g_test_add_func ("/network-checksum/weights-of-chain", test_weights_of_chain);
  return g_test_run ();
}
