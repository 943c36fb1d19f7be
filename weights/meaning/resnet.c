/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ResNet50V2 and its deeper kin, as keras.applications has them: its files of weights
 * hold no topology, but the names of the layers tell it. */

#include "resnet.h"

#define EPSILON 1.001e-5
#define SIDE    224 /* of the pictures that they were trained on */

#define N_STACKS 4

/* A node that takes the one before it
 *
 * layer: its name; in a block, what follows the block's
 * size: of its window, or how many zeros a padding adds on each side
 * stride: of its window; 0 for the block's own */
typedef struct
{
  FvNodeKind kind;
  const gchar *layer;
  gint size;
  gint stride;
} Step;

static const Step beginning[] = {
  { FV_NODE_ZERO_PADDING, "conv1_pad", 3, 1 },
  { FV_NODE_CONVOLUTION, "conv1_conv", 7, 2 },
  { FV_NODE_ZERO_PADDING, "pool1_pad", 1, 1 },
  { FV_NODE_MAX_POOLING, "pool1_pool", 3, 2 },
};

static const Step activation[] = {
  { FV_NODE_SCALE, "_preact_bn", 1, 1 },
  { FV_NODE_RELU, "_preact_relu", 1, 1 },
};

static const Step residual[] = {
  { FV_NODE_CONVOLUTION, "_1_conv", 1, 1 }, { FV_NODE_SCALE, "_1_bn", 1, 1 },
  { FV_NODE_RELU, "_1_relu", 1, 1 },        { FV_NODE_ZERO_PADDING, "_2_pad", 1, 1 },
  { FV_NODE_CONVOLUTION, "_2_conv", 3, 0 }, { FV_NODE_SCALE, "_2_bn", 1, 1 },
  { FV_NODE_RELU, "_2_relu", 1, 1 },
};

static const Step shortcut = { FV_NODE_CONVOLUTION, "_0_conv", 1, 0 };
static const Step expansion = { FV_NODE_CONVOLUTION, "_3_conv", 1, 1 };

static const Step end[] = {
  { FV_NODE_SCALE, "post_bn", 1, 1 },
  { FV_NODE_RELU, "post_relu", 1, 1 },
};

/* n_blocks: of each stack; the last block of each but the last has a stride of 2 */
typedef struct
{
  const gchar *name;
  gint n_blocks[N_STACKS];
} Network;

static const Network networks[] = {
  { "ResNet50V2", { 3, 4, 6, 3 } },
  { "ResNet101V2", { 3, 4, 23, 3 } },
  { "ResNet152V2", { 3, 8, 36, 3 } },
};

/* tensors: their numbers by name
 * last: the node that was added last
 * n_poolings: that shortcuts have so far
 * is_complete: whether no tensor was missing so far: where one is, the network ends */
typedef struct
{
  const FvReader *reader;
  GHashTable *tensors;
  FvTopology *topology;
  gint last;
  gint n_poolings;
  gboolean is_complete;
} Builder;

static gint
find (const Builder *builder, const gchar *layer, const gchar *variable)
{
  g_autofree gchar *name = g_strconcat (layer, "/", variable, NULL);
  gpointer tensor;

  return g_hash_table_lookup_extended (builder->tensors, name, NULL, &tensor)
             ? GPOINTER_TO_INT (tensor)
             : -1;
}

/* Finds the weights of a layer: Keras 3 has those of a normalisation by number.
 *
 * Returns: whether all are there but a bias, which few have */
static gboolean
find_weights (const Builder *builder, FvNodeKind kind, const gchar *layer, gint *tensors)
{
  static const gchar *const variables[FV_N_WEIGHTS][2] = {
    { "kernel", "0" }, { "bias", "1" },        { "gamma", "0" },
    { "beta", "1" },   { "moving_mean", "2" }, { "moving_variance", "3" },
  };
  gboolean is_scale = kind == FV_NODE_SCALE;

  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    {
      tensors[i] = -1;
      if ((kind != FV_NODE_CONVOLUTION && !is_scale) ||
          is_scale != (i >= FV_WEIGHT_GAMMA) || i == FV_WEIGHT_FACTOR)
        continue;
      for (gint name = 0; name < 2 && tensors[i] < 0; name++)
        tensors[i] = find (builder, layer, variables[i][name]);
      if (tensors[i] < 0 && i != FV_WEIGHT_BIAS)
        return FALSE;
    }
  return TRUE;
}

/* The last axis of a kernel, whatever layer it is of */
static gint
count_filters (const Builder *builder, gint kernel)
{
  const FvTensor *tensor =
      kernel >= 0 ? fv_reader_get_tensor (builder->reader, (guint)kernel) : NULL;

  return tensor != NULL && tensor->rank > 0
             ? (gint)MIN (tensor->shape[tensor->rank - 1], G_MAXINT)
             : 0;
}

static void
set_window (FvNode *node, const Step *step, gint stride)
{
  const FvWindowAxis axis = { step->size, stride, 1, 0, 0 };
  const FvWindowAxis padding = { 1, 1, 1, step->size, step->size };

  node->window.rows = node->kind == FV_NODE_ZERO_PADDING ? padding : axis;
  node->window.columns = node->window.rows;
}

/* Adds a node for @step, unless its weights are missing, or those of a node before.
 *
 * Returns: its number; or that of the last node */
static gint
add (Builder *builder, const Step *step, const gchar *block, gint stride, gint input)
{
  g_autofree gchar *layer = g_strconcat (block, step->layer, NULL);
  gint tensors[FV_N_WEIGHTS];
  FvNodeWeights *weights;
  FvNode *node;

  builder->is_complete =
      builder->is_complete && find_weights (builder, step->kind, layer, tensors);
  if (!builder->is_complete)
    return builder->last;
  builder->last = fv_topology_add (builder->topology, step->kind, layer, &input, 1);
  node = fv_topology_get_node (builder->topology, builder->last);
  set_window (node, step, step->stride > 0 ? step->stride : stride);
  weights = fv_topology_get_weights (builder->topology, builder->last);
  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    weights->tensors[i] = tensors[i];
  weights->epsilon = step->kind == FV_NODE_SCALE ? EPSILON : 0.0;
  node->n_filters = count_filters (builder, tensors[FV_WEIGHT_KERNEL]);
  return builder->last;
}

static void
add_all (Builder *builder, const Step *steps, gsize n_steps, const gchar *block,
         gint stride)
{
  for (gsize i = 0; i < n_steps; i++)
    add (builder, &steps[i], block, stride, builder->last);
}

/* What goes round a block: in the first of a stack a convolution of what was activated;
 * else what the block takes, of which a stride takes every other position. Such a pooling
 * is called as Keras calls it. */
static gint
add_shortcut (Builder *builder, const gchar *block, gboolean is_first, gint stride,
              gint input, gint activated)
{
  g_autofree gchar *pooling = NULL;
  Step step = { FV_NODE_MAX_POOLING, NULL, 1, 0 };

  if (is_first)
    return add (builder, &shortcut, block, stride, activated);
  if (stride == 1)
    return input;
  pooling = builder->n_poolings > 0
                ? g_strdup_printf ("max_pooling2d_%d", builder->n_poolings)
                : g_strdup ("max_pooling2d");
  builder->n_poolings++;
  step.layer = pooling;
  return add (builder, &step, "", stride, input);
}

static void
add_block (Builder *builder, const gchar *block, gboolean is_first, gint stride)
{
  g_autofree gchar *name = g_strconcat (block, "_out", NULL);
  gint input = builder->last, activated, inner, inputs[2];

  add_all (builder, activation, G_N_ELEMENTS (activation), block, stride);
  activated = builder->last;
  add_all (builder, residual, G_N_ELEMENTS (residual), block, stride);
  inner = builder->last;
  inputs[0] = add_shortcut (builder, block, is_first, stride, input, activated);
  inputs[1] = add (builder, &expansion, block, stride, inner);
  if (builder->is_complete)
    builder->last = fv_topology_add (builder->topology, FV_NODE_ADD, name, inputs, 2);
}

static void
add_stack (Builder *builder, gint stack, gint n_blocks)
{
  for (gint i = 1; i <= n_blocks; i++)
    {
      g_autofree gchar *block = g_strdup_printf ("conv%d_block%d", stack + 2, i);

      add_block (builder, block, i == 1, i == n_blocks && stack < N_STACKS - 1 ? 2 : 1);
    }
}

/* The classes, where the file has them; their value is what softmax would take. */
static void
add_top (Builder *builder)
{
  const Step pooling = { FV_NODE_AVERAGE_POOLING, "avg_pool", 1, 1 };
  const Step classes = { FV_NODE_CONVOLUTION, "predictions", 1, 1 };

  if (!builder->is_complete)
    return;
  add (builder, &pooling, "", 1, builder->last);
  fv_topology_get_node (builder->topology, builder->last)->window.is_global = TRUE;
  add (builder, &classes, "", 1, builder->last);
  if (!builder->is_complete)
    return;
  fv_topology_get_weights (builder->topology, builder->last)->order = FV_KERNEL_DENSE_IO;
  fv_topology_get_weights (builder->topology, builder->last)->is_dense = TRUE;
}

/* Whether the file has more blocks than the network */
static gboolean
has_more (const Builder *builder, const Network *network)
{
  for (gint stack = 0; stack < N_STACKS; stack++)
    {
      g_autofree gchar *layer = g_strdup_printf ("conv%d_block%d_1_conv", stack + 2,
                                                 network->n_blocks[stack] + 1);

      if (find (builder, layer, "kernel") >= 0)
        return TRUE;
    }
  return FALSE;
}

/* Returns: (nullable): %NULL if it is none of them */
static const Network *
find_network (const Builder *builder)
{
  gint tensors[FV_N_WEIGHTS];

  if (!find_weights (builder, FV_NODE_CONVOLUTION, "conv1_conv", tensors) ||
      !find_weights (builder, FV_NODE_SCALE, "conv2_block1_preact_bn", tensors))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    if (!has_more (builder, &networks[i]))
      return &networks[i];
  return NULL;
}

/**
 * fv_resnet_recognise:
 * @reader: a reader
 *
 * A file may end within the network: there are nodes as far as their weights are there.
 *
 * Source: Keras, keras/src/applications/resnet.py, stack_residual_blocks_v2().
 *
 * Returns: (transfer full) (nullable): the network, if the names of the tensors are those
 *   that Keras gives ResNet50V2, ResNet101V2 or ResNet152V2
 */
FvTopology *
fv_resnet_recognise (const FvReader *reader)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (FvTopology) topology = fv_topology_new ();
  Builder builder = { reader, tensors, topology, FV_PICTURE, 0, TRUE };
  const Network *network;

  for (guint i = 0; i < reader->tensors->len; i++)
    g_hash_table_insert (tensors, fv_reader_get_tensor (reader, i)->name,
                         GINT_TO_POINTER ((gint)i));
  network = find_network (&builder);
  if (network == NULL)
    return NULL;
  topology->name = g_strdup (network->name);
  topology->width = topology->height = SIDE;
  add_all (&builder, beginning, G_N_ELEMENTS (beginning), "", 1);
  for (gint stack = 0; stack < N_STACKS; stack++)
    add_stack (&builder, stack, network->n_blocks[stack]);
  add_all (&builder, end, G_N_ELEMENTS (end), "", 1);
  add_top (&builder);
  return g_steal_pointer (&topology);
}
