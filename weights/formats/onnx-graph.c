/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-graph.h"

#include <string.h>

#include "files/reader-errors.h"
#include "formats/onnx.pb-c.h"

#define N_BLOCKS 5 /* each ends with a pooling */
#define N_DENSE  3 /* layers behind them */

#define MAX_ATTRIBUTE_BYTES 64 /* of one that holds a number */

typedef enum
{
  NODE_CONVOLUTION,
  NODE_POOLING,
  NODE_DENSE,    /* its kernel being outputs × inputs */
  NODE_HARMLESS, /* does not change what a VGG computes */
  NODE_BODY,     /* the same, but only between the convolutions */
  NODE_HEAD,     /* the same, but only behind the last pooling */
  NODE_FOREIGN   /* a VGG has none */
} NodeKind;

/* The tensors' names: of a convolution or a dense layer; NULL where there are none. */
typedef struct
{
  NodeKind kind;
  gchar *kernel;
  gchar *bias;
} Node;

/* An average of one position, Shape and what takes it to pieces come of torchvision's
 * adaptive pooling and flattening. */
static const struct
{
  const gchar *name;
  NodeKind kind;
} operations[] = {
  { "Conv", NODE_CONVOLUTION },  { "MaxPool", NODE_POOLING },
  { "Gemm", NODE_DENSE },        { "Relu", NODE_HARMLESS },
  { "Identity", NODE_HARMLESS }, { "Constant", NODE_HARMLESS },
  { "Dropout", NODE_HARMLESS },  { "Cast", NODE_HARMLESS },
  { "Transpose", NODE_BODY },    { "Pad", NODE_BODY },
  { "Flatten", NODE_HEAD },      { "Reshape", NODE_HEAD },
  { "Softmax", NODE_HEAD },      { "AveragePool", NODE_HEAD },
  { "Shape", NODE_HEAD },        { "Gather", NODE_HEAD },
  { "Slice", NODE_HEAD },        { "Unsqueeze", NODE_HEAD },
  { "Concat", NODE_HEAD },
};

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

/* Whether a product takes its kernel as outputs × inputs; ONNX's default is the other
 * way. */
static gboolean
is_transposed (const FvOnnx__Node *message)
{
  for (gsize i = 0; i < message->n_attribute; i++)
    if (g_strcmp0 (message->attribute[i]->name, "transB") == 0)
      return message->attribute[i]->i == 1;
  return FALSE;
}

static NodeKind
find_kind (const FvOnnx__Node *message)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (message->op_type, operations[i].name) == 0)
      return operations[i].kind == NODE_DENSE && !is_transposed (message)
                 ? NODE_FOREIGN
                 : operations[i].kind;
  return NODE_FOREIGN;
}

static gboolean
unpack_node (FvOnnxGraph *graph, const FvReader *reader, const GByteArray *head,
             GError **error)
{
  FvOnnx__Node *message = fv_onnx__node__unpack (NULL, head->len, head->data);
  Node node = { NODE_FOREIGN, NULL, NULL };
  gboolean has_weights;

  if (message == NULL)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  node.kind = find_kind (message);
  has_weights = node.kind == NODE_CONVOLUTION || node.kind == NODE_DENSE;
  if (has_weights && message->n_input > 1)
    node.kernel = g_strdup (message->input[1]);
  if (has_weights && message->n_input > 2)
    node.bias = g_strdup (message->input[2]);
  fv_onnx__node__free_unpacked (message, NULL);
  g_array_append_val (graph->nodes, node);
  return TRUE;
}

/* An attribute is read if it may be a number: some hold whole tensors or graphs. */
static gboolean
is_read (const FvField *field)
{
  return field->number == 1 || field->number == 4 ||
         (field->number == 5 && field->end - field->begin <= MAX_ATTRIBUTE_BYTES);
}

/**
 * fv_onnx_graph_add_node:
 * @graph: a graph
 * @file: the model
 * @whole: the node, as a field of the model's graph
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Adds a node. A node at which the file is cut does not count.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_onnx_graph_add_node (FvOnnxGraph *graph, FvProtobuf *file, const FvField *whole,
                        GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  if (!fv_protobuf_is_whole (file, whole))
    return TRUE;
  while (fv_protobuf_next (file, &message, &field, error))
    if (is_read (&field) && !fv_protobuf_copy (file, &field, head, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  return unpack_node (graph, file->reader, head, error);
}

static void
rename_tensor (FvReader *reader, GHashTable *numbers, const gchar *old_name,
               const gchar *group, gint index, const gchar *part)
{
  gpointer number;
  FvTensor *tensor;

  if (old_name == NULL ||
      !g_hash_table_lookup_extended (numbers, old_name, NULL, &number))
    return;
  tensor = &g_array_index (reader->tensors, FvTensor, GPOINTER_TO_UINT (number));
  g_free (tensor->name);
  tensor->name = g_strdup_printf ("%s.%d.%s", group, index, part);
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

static gboolean
is_in_body (NodeKind kind)
{
  return kind == NODE_CONVOLUTION || kind == NODE_POOLING || kind == NODE_HARMLESS ||
         kind == NODE_BODY;
}

static gboolean
is_in_head (NodeKind kind)
{
  return kind == NODE_DENSE || kind == NODE_HARMLESS || kind == NODE_HEAD;
}

/* Whether nothing but what a VGG has stands from node @first up to @end, so that the
 * weights are not taken for something that they are not. */
static gboolean
is_plain (const FvOnnxGraph *graph, guint first, guint end,
          gboolean (*is_known) (NodeKind kind))
{
  for (guint i = first; i < end; i++)
    if (!is_known (g_array_index (graph->nodes, Node, i).kind))
      return FALSE;
  return TRUE;
}

/* Names the tensors of the convolutions, which are among the first @n_nodes nodes. */
static void
name_convolutions (const FvOnnxGraph *graph, const FvProtobuf *file, FvReader *reader,
                   GHashTable *numbers, guint n_nodes)
{
  gint index = 0;

  for (guint i = 0; i < n_nodes; i++)
    {
      const Node *node = &g_array_index (graph->nodes, Node, i);

      if (node->kind == NODE_CONVOLUTION &&
          (has_both (numbers, node) || !file->is_truncated))
        {
          rename_tensor (reader, numbers, node->kernel, "features", index, "weight");
          rename_tensor (reader, numbers, node->bias, "features", index, "bias");
        }
      if (node->kind == NODE_CONVOLUTION)
        index += 2; /* it has its ReLU */
      else if (node->kind == NODE_POOLING)
        index++;
    }
}

/* Names the tensors of the dense layers, which are among the nodes from @first on. If
 * there is anything else there or another number of them, they stay as they are. */
static void
name_dense (const FvOnnxGraph *graph, FvReader *reader, GHashTable *numbers, guint first)
{
  static const gint indices[N_DENSE] = { 0, 3, 6 };
  const Node *dense[N_DENSE];
  guint n_dense = 0;

  if (!is_plain (graph, first, graph->nodes->len, is_in_head))
    return;
  for (guint i = first; i < graph->nodes->len; i++)
    {
      const Node *node = &g_array_index (graph->nodes, Node, i);

      if (node->kind != NODE_DENSE)
        continue;
      if (n_dense == N_DENSE)
        return;
      dense[n_dense++] = node;
    }
  for (guint i = 0; i < n_dense && n_dense == N_DENSE; i++)
    {
      rename_tensor (reader, numbers, dense[i]->kernel, "classifier", indices[i],
                     "weight");
      rename_tensor (reader, numbers, dense[i]->bias, "classifier", indices[i], "bias");
    }
}

/**
 * fv_onnx_graph_name_tensors:
 * @graph: all nodes
 * @file: the model
 * @reader: its reader, with all tensors by their names in the file
 *
 * Gives the tensors of the convolutions and of the dense layers behind them their names.
 * Those of a network that cannot be a VGG keep their own.
 */
void
fv_onnx_graph_name_tensors (const FvOnnxGraph *graph, const FvProtobuf *file,
                            FvReader *reader)
{
  g_autoptr (GHashTable) numbers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_nodes = count_nodes (graph);

  for (guint i = 0; i < reader->tensors->len; i++)
    g_hash_table_insert (numbers, g_strdup (fv_reader_get_tensor (reader, i)->name),
                         GUINT_TO_POINTER (i));
  if (!is_plain (graph, 0, n_nodes, is_in_body))
    {
      reader->is_foreign = TRUE;
      return;
    }
  name_convolutions (graph, file, reader, numbers, n_nodes);
  name_dense (graph, reader, numbers, n_nodes);
}
