/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-graph.h"

#include <string.h>

#include "onnx.pb-c.h"

#define N_BLOCKS 5 /* each ends with a pooling */

typedef enum
{
  NODE_CONVOLUTION,
  NODE_POOLING,
  NODE_HARMLESS, /* does not change what a VGG computes */
  NODE_FOREIGN   /* a VGG has none between its convolutions */
} NodeKind;

/* The tensors' names: of a convolution; NULL where there are none. */
typedef struct
{
  NodeKind kind;
  gchar *kernel;
  gchar *bias;
} Node;

struct _FvOnnxGraph
{
  GArray *nodes; /* of Node, in the graph's order */
};

static void
clear_node (gpointer data)
{
  Node *node = data;

  g_free (node->kernel);
  g_free (node->bias);
}

/**
 * fv_onnx_graph_new:
 *
 * Returns: (transfer full): a graph without nodes
 */
FvOnnxGraph *
fv_onnx_graph_new (void)
{
  FvOnnxGraph *graph = g_new0 (FvOnnxGraph, 1);

  graph->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_clear_func (graph->nodes, clear_node);
  return graph;
}

void
fv_onnx_graph_free (FvOnnxGraph *graph)
{
  g_array_unref (graph->nodes);
  g_free (graph);
}

static NodeKind
find_kind (const gchar *operation)
{
  static const gchar *const harmless[] = { "Relu",      "Identity", "Constant", "Dropout",
                                           "Transpose", "Cast",     "Pad",      NULL };

  if (operation == NULL)
    return NODE_FOREIGN;
  if (strcmp (operation, "Conv") == 0)
    return NODE_CONVOLUTION;
  if (strcmp (operation, "MaxPool") == 0)
    return NODE_POOLING;
  return g_strv_contains (harmless, operation) ? NODE_HARMLESS : NODE_FOREIGN;
}

static gboolean
unpack_node (FvOnnxGraph *graph, const FvReader *reader, const GByteArray *head,
             GError **error)
{
  FvOnnx__Node *message = fv_onnx__node__unpack (NULL, head->len, head->data);
  Node node = { NODE_FOREIGN, NULL, NULL };

  if (message == NULL)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  node.kind = find_kind (message->op_type);
  if (node.kind == NODE_CONVOLUTION && message->n_input > 1)
    node.kernel = g_strdup (message->input[1]);
  if (node.kind == NODE_CONVOLUTION && message->n_input > 2)
    node.bias = g_strdup (message->input[2]);
  fv_onnx__node__free_unpacked (message, NULL);
  g_array_append_val (graph->nodes, node);
  return TRUE;
}

/**
 * fv_onnx_graph_add_node:
 * @graph: a graph
 * @file: the model
 * @whole: the node, as a field of the model's graph
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Adds a node. Its attributes, of which some hold whole tensors or graphs, are not read.
 * A node at which the file is cut does not count.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_onnx_graph_add_node (FvOnnxGraph *graph, FvProtobuf *file, const FvField *whole,
                        GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { whole->content, whole->end };
  FvField field;
  GError *reason = NULL;

  if (!fv_protobuf_is_whole (file, whole))
    return TRUE;
  while (fv_protobuf_next (file, &message, &field, &reason))
    if ((field.number == 1 || field.number == 4) &&
        !fv_protobuf_copy (file, &field, head, error))
      return FALSE;
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  return unpack_node (graph, file->reader, head, error);
}

static void
rename_tensor (FvReader *reader, GHashTable *numbers, const gchar *old_name, gint index,
               const gchar *part)
{
  gpointer number;
  FvTensor *tensor;

  if (old_name == NULL ||
      !g_hash_table_lookup_extended (numbers, old_name, NULL, &number))
    return;
  tensor = &g_array_index (reader->tensors, FvTensor, GPOINTER_TO_UINT (number));
  g_free (tensor->name);
  tensor->name = g_strdup_printf ("features.%d.%s", index, part);
}

/* Where a file is cut, a layer of which one tensor is left is no layer. */
static gboolean
has_both (GHashTable *numbers, const Node *node)
{
  return node->kernel != NULL && node->bias != NULL &&
         g_hash_table_contains (numbers, node->kernel) &&
         g_hash_table_contains (numbers, node->bias);
}

/* How many nodes there are up to the last convolution or pooling of a VGG. */
static guint
count_nodes (const FvOnnxGraph *graph)
{
  guint n_nodes = 0;
  gint n_poolings = 0;

  for (guint i = 0; i < graph->nodes->len && n_poolings < N_BLOCKS; i++)
    {
      NodeKind kind = g_array_index (graph->nodes, Node, i).kind;

      n_poolings += kind == NODE_POOLING;
      if (kind == NODE_POOLING || kind == NODE_CONVOLUTION)
        n_nodes = i + 1;
    }
  return n_nodes;
}

/* Whether nothing but what a VGG has stands up to there, so that the weights are not
 * taken for something that they are not. */
static gboolean
is_plain (const FvOnnxGraph *graph, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    if (g_array_index (graph->nodes, Node, i).kind == NODE_FOREIGN)
      return FALSE;
  return TRUE;
}

/**
 * fv_onnx_graph_name_tensors:
 * @graph: all nodes
 * @file: the model
 * @reader: its reader, with all tensors by their names in the file
 *
 * Gives the tensors of the convolutions their names. Of a network that cannot be a VGG
 * no tensor is kept.
 */
void
fv_onnx_graph_name_tensors (const FvOnnxGraph *graph, const FvProtobuf *file,
                            FvReader *reader)
{
  g_autoptr (GHashTable) numbers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_nodes = count_nodes (graph);
  gint index = 0;

  for (guint i = 0; i < reader->tensors->len; i++)
    g_hash_table_insert (numbers, g_strdup (fv_reader_get_tensor (reader, i)->name),
                         GUINT_TO_POINTER (i));
  if (!is_plain (graph, n_nodes))
    {
      g_array_set_size (reader->tensors, 0);
      return;
    }
  for (guint i = 0; i < n_nodes; i++)
    {
      const Node *node = &g_array_index (graph->nodes, Node, i);

      if (node->kind == NODE_CONVOLUTION &&
          (has_both (numbers, node) || !file->is_truncated))
        {
          rename_tensor (reader, numbers, node->kernel, index, "weight");
          rename_tensor (reader, numbers, node->bias, index, "bias");
        }
      if (node->kind != NODE_HARMLESS)
        index += node->kind == NODE_CONVOLUTION ? 2 : 1; /* a convolution has its ReLU */
    }
}
