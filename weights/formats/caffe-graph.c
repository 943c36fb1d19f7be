/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "caffe-graph.h"

#include <string.h>

#define TRAIN 0 /* phases of a rule */
#define TEST  1

/* A layer and the numbers of its blobs among the reader's tensors, -1 where there is
 * none */
typedef struct
{
  FvCaffe__Layer *message;
  gint tensors[FV_CAFFE_N_BLOBS];
} Layer;

struct _FvCaffeGraph
{
  GArray *layers; /* of Layer, in the file's order */
};

static void
clear_layer (gpointer data)
{
  Layer *layer = data;

  fv_caffe__layer__free_unpacked (layer->message, NULL);
}

/**
 * fv_caffe_graph_new:
 *
 * Returns: (transfer full): a graph without layers
 */
FvCaffeGraph *
fv_caffe_graph_new (void)
{
  FvCaffeGraph *graph = g_new0 (FvCaffeGraph, 1);

  graph->layers = g_array_new (FALSE, TRUE, sizeof (Layer));
  g_array_set_clear_func (graph->layers, clear_layer);
  return graph;
}

void
fv_caffe_graph_free (FvCaffeGraph *graph)
{
  g_array_unref (graph->layers);
  g_free (graph);
}

/**
 * fv_caffe_graph_take_layer:
 * @graph: a graph
 * @layer: (transfer full): its next layer
 * @tensors: (array fixed-size=3): the numbers of its blobs among the reader's tensors, -1
 *   for each that it has not
 */
void
fv_caffe_graph_take_layer (FvCaffeGraph *graph, FvCaffe__Layer *layer,
                           const gint *tensors)
{
  Layer added = { .message = layer };

  memcpy (added.tensors, tensors, sizeof added.tensors);
  g_array_append_val (graph->layers, added);
}

/* The picture ----------------------------------------------------------------------- */

static void
add_picture (FvGraph *graph, const gchar *name, const gint64 *shape, gsize rank)
{
  const FvValue picture = { .kind = FV_VALUE_MAP, .node = FV_PICTURE, .layer = -1 };

  fv_graph_set (graph, name, &picture);
  if (rank == 4)
    fv_graph_set_size (graph, shape[1], shape[2], shape[3]);
}

/* The inputs that the file declares for the whole net: the first is the picture. */
static void
add_declared_inputs (FvGraph *graph, const FvCaffe__Net *net)
{
  if (net->n_input == 0)
    return;
  if (net->n_input_shape > 0)
    add_picture (graph, net->input[0], net->input_shape[0]->dim,
                 net->input_shape[0]->n_dim);
  else
    add_picture (graph, net->input[0], net->input_dim, MIN (net->n_input_dim, 4));
}

/* How the layer changes the values of the picture */
static void
note_transformation (FvTopology *topology, const FvCaffe__Transformation *from)
{
  if (from == NULL)
    return;
  topology->scale = from->scale;
  if (topology->width == 0 && from->crop_size > 0 && from->crop_size <= G_MAXUINT16)
    topology->width = topology->height = (gint)from->crop_size;
  topology->has_mean = from->n_mean_value == 1 || from->n_mean_value == 3;
  for (gsize i = 0; i < 3 && topology->has_mean; i++)
    topology->mean[i] = from->mean_value[MIN (i, from->n_mean_value - 1)];
}

/* Where the data come from: the first top of the first such layer is the picture; the
 * second has the labels. A file of training may have another such layer for tests. */
static void
add_data (FvGraph *graph, const FvCaffe__Layer *layer)
{
  const FvCaffe__Input *input = layer->input_param;

  if (g_hash_table_size (graph->values) > 0)
    return;
  if (input != NULL && input->n_shape > 0)
    add_picture (graph, layer->top[0], input->shape[0]->dim, input->shape[0]->n_dim);
  else
    add_picture (graph, layer->top[0], NULL, 0);
  note_transformation (graph->topology, layer->transform_param);
}

/* Layers ---------------------------------------------------------------------------- */

static gboolean
is_data (const Layer *layer)
{
  return layer->message->n_bottom == 0 && layer->message->n_top > 0 &&
         layer->tensors[0] < 0;
}

/* Whether a layer is there in training only */
static gboolean
is_of_training (const FvCaffe__Layer *layer)
{
  gboolean is_included = layer->n_include == 0;

  for (gsize i = 0; i < layer->n_include; i++)
    is_included |= !layer->include[i]->has_phase || layer->include[i]->phase == TEST;
  for (gsize i = 0; i < layer->n_exclude; i++)
    is_included &= !layer->exclude[i]->has_phase || layer->exclude[i]->phase == TRAIN;
  return !is_included;
}

static void
set_tops (FvGraph *graph, const FvCaffe__Layer *layer, const FvValue *value)
{
  for (gsize i = 0; i < layer->n_top; i++)
    fv_graph_set (graph, layer->top[i], value);
}

/* What stands for the only bottom of a layer that does nothing to it. A layer in place
 * goes on with the blob's layer. */
static void
pass_on (FvGraph *graph, const FvCaffe__Layer *layer, FvCaffeRole role,
         const FvValue *inputs)
{
  FvValue value = inputs[0];

  if (role == FV_CAFFE_FLAT && !value.is_single)
    value.kind = FV_VALUE_ROW;
  if (role == FV_CAFFE_END)
    value.kind = FV_VALUE_END;
  if (layer->n_top != 1 || !g_str_equal (layer->top[0], layer->bottom[0]))
    value.layer = -1;
  set_tops (graph, layer, &value);
}

/* How the nodes of a layer in place are named
 *
 * NAME_OWN: it begins a layer
 * NAME_NONE: it belongs to the layer that gives the blob
 * NAME_MOVED: it is what gives the blob now */
typedef enum
{
  NAME_OWN,
  NAME_NONE,
  NAME_MOVED
} Naming;

static Naming
find_naming (const FvGraph *graph, const FvCaffe__Layer *layer, const FvGraphNode *node,
             gint replaced)
{
  FvNodeKind kind;

  if (replaced < 0)
    return NAME_OWN;
  if (fv_node_kind_is_activation (node->node.kind) &&
      g_str_equal (layer->bottom[0], layer->top[0]))
    return NAME_NONE;
  kind = fv_topology_get_node (graph->topology, replaced)->kind;
  return fv_node_kind_is_activation (kind) ? NAME_OWN : NAME_MOVED;
}

/* Returns: (transfer none) (nullable): the blob's name, or that of the layer, unless
 * another has it */
static const gchar *
find_name (const FvGraph *graph, const FvCaffe__Layer *layer)
{
  if (!fv_graph_has_layer (graph, layer->top[0]))
    return layer->top[0];
  return fv_graph_has_layer (graph, layer->name) ? NULL : layer->name;
}

/* Adds a node by the name of its blob. Where the blob is there already, the layer that
 * gives it goes on, or the node takes its name. */
static void
add_node (FvGraph *graph, const FvCaffe__Layer *layer, const FvGraphNode *node,
          const FvValue *inputs)
{
  const FvValue *found = fv_graph_find (graph, layer->top[0]);
  gint replaced = found != NULL ? found->layer : -1;
  Naming naming = find_naming (graph, layer, node, replaced);
  const gchar *name = naming == NAME_OWN ? find_name (graph, layer) : NULL;
  FvValue value = fv_graph_add (graph, node, name, inputs, layer->n_bottom);

  if (naming == NAME_NONE)
    value.layer = replaced;
  if (naming == NAME_MOVED)
    {
      fv_graph_move_layer (graph, replaced, value.node);
      value.layer = value.node;
    }
  fv_graph_set (graph, layer->top[0], &value);
}

static void
set_unknown (FvGraph *graph, const FvCaffe__Layer *layer)
{
  const FvValue unknown = { .kind = FV_VALUE_UNKNOWN, .layer = -1 };

  set_tops (graph, layer, &unknown);
}

static void
add_known (FvGraph *graph, const FvCaffe__Layer *layer, FvCaffeRole role,
           const FvGraphNode *node)
{
  g_autofree FvValue *inputs = g_new (FvValue, layer->n_bottom);

  if (!fv_graph_get_inputs (graph, layer->name, layer->bottom, layer->n_bottom, inputs))
    set_unknown (graph, layer);
  else if (role != FV_CAFFE_NODE)
    pass_on (graph, layer, role, inputs);
  else if (fv_graph_can_add (graph, node, inputs, layer->n_bottom))
    add_node (graph, layer, node, inputs);
  else
    {
      fv_topology_set_unknown (graph->topology, fv_caffe_layer_get_type (layer),
                               layer->name);
      set_unknown (graph, layer);
    }
}

static gboolean
has_known_number (const FvCaffe__Layer *layer, FvCaffeRole role, const FvGraphNode *node)
{
  if (role != FV_CAFFE_NODE)
    return layer->n_bottom == 1;
  if (node->node.kind == FV_NODE_ADD || node->node.kind == FV_NODE_MULTIPLY ||
      node->node.kind == FV_NODE_CONCATENATE)
    return layer->n_bottom >= 1 && layer->n_top == 1;
  return layer->n_bottom == 1 && layer->n_top == 1;
}

/* A blob that is only for the training, as a label is, may be copied or flattened: that
 * it is missing does not matter. */
static gboolean
is_of_label (const FvGraph *graph, const FvCaffe__Layer *layer, FvCaffeRole role)
{
  return role != FV_CAFFE_NODE && layer->n_bottom == 1 &&
         fv_graph_find (graph, layer->bottom[0]) == NULL;
}

static void
add_layer (FvGraph *graph, const Layer *from)
{
  const FvCaffe__Layer *layer = from->message;
  FvCaffeRole role;
  FvGraphNode node;

  fv_graph_node_init (&node);
  if (is_data (from))
    {
      add_data (graph, layer);
      return;
    }
  role = fv_caffe_layer_read (layer, from->tensors, &node);
  if (is_of_training (layer) || role == FV_CAFFE_NONE || layer->n_bottom == 0)
    return;
  if (role != FV_CAFFE_UNKNOWN && is_of_label (graph, layer, role))
    return;
  if (role != FV_CAFFE_UNKNOWN && has_known_number (layer, role, &node))
    {
      add_known (graph, layer, role, &node);
      return;
    }
  fv_topology_set_unknown (graph->topology, fv_caffe_layer_get_type (layer), layer->name);
  set_unknown (graph, layer);
}

/**
 * fv_caffe_graph_make_topology:
 * @graph: all layers
 * @net: what the file says besides
 *
 * Returns: (transfer full) (nullable): the network that they are; %NULL if the layers are
 *   not connected
 */
FvTopology *
fv_caffe_graph_make_topology (const FvCaffeGraph *graph, const FvCaffe__Net *net)
{
  g_autoptr (FvGraph) made = fv_graph_new ();

  add_declared_inputs (made, net);
  for (guint i = 0; i < graph->layers->len; i++)
    add_layer (made, &g_array_index (graph->layers, Layer, i));
  if (net->name != NULL && net->name[0] != '\0')
    made->topology->name = g_strdup (net->name);
  return fv_graph_steal (made);
}
