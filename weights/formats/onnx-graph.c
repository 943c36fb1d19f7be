/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-graph.h"

#include <string.h>

#include "files/reader-errors.h"

#define N_BLOCKS 5 /* each ends with a pooling */
#define N_DENSE  3 /* layers behind them */

#define MAX_ATTRIBUTE_BYTES 128 /* of one that holds a number, or a few */

/* An average of one position, Shape and what takes it to pieces come of torchvision's
 * adaptive pooling and flattening. */
static const struct
{
  const gchar *name;
  FvOnnxRole role;
} operations[] = {
  { "Conv", FV_ONNX_CONVOLUTION },  { "MaxPool", FV_ONNX_POOLING },
  { "Gemm", FV_ONNX_DENSE },        { "Relu", FV_ONNX_HARMLESS },
  { "Identity", FV_ONNX_HARMLESS }, { "Constant", FV_ONNX_HARMLESS },
  { "Dropout", FV_ONNX_HARMLESS },  { "Cast", FV_ONNX_HARMLESS },
  { "Transpose", FV_ONNX_BODY },    { "Pad", FV_ONNX_BODY },
  { "Flatten", FV_ONNX_HEAD },      { "Reshape", FV_ONNX_HEAD },
  { "Softmax", FV_ONNX_HEAD },      { "AveragePool", FV_ONNX_HEAD },
  { "Shape", FV_ONNX_HEAD },        { "Gather", FV_ONNX_HEAD },
  { "Slice", FV_ONNX_HEAD },        { "Unsqueeze", FV_ONNX_HEAD },
  { "Concat", FV_ONNX_HEAD },
};

static void
clear_node (gpointer data)
{
  FvOnnxNode *node = data;

  fv_onnx__node__free_unpacked (node->message, NULL);
}

static void
free_input (gpointer data)
{
  fv_onnx__value_info__free_unpacked (data, NULL);
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

  graph->nodes = g_array_new (FALSE, TRUE, sizeof (FvOnnxNode));
  g_array_set_clear_func (graph->nodes, clear_node);
  graph->inputs = g_ptr_array_new_with_free_func (free_input);
  graph->constants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return graph;
}

void
fv_onnx_graph_free (FvOnnxGraph *graph)
{
  g_array_unref (graph->nodes);
  g_ptr_array_unref (graph->inputs);
  g_hash_table_unref (graph->constants);
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

static FvOnnxRole
find_role (const FvOnnx__Node *message)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (message->op_type, operations[i].name) == 0)
      return operations[i].role == FV_ONNX_DENSE && !is_transposed (message)
                 ? FV_ONNX_FOREIGN
                 : operations[i].role;
  return FV_ONNX_FOREIGN;
}

static gboolean
are_texts (gchar *const *texts, gsize n_texts)
{
  for (gsize i = 0; i < n_texts; i++)
    if (!g_utf8_validate (texts[i], -1, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
is_text (const gchar *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL);
}

static gboolean
has_texts (const FvOnnx__Node *message)
{
  return is_text (message->name) && is_text (message->op_type) &&
         are_texts (message->input, message->n_input) &&
         are_texts (message->output, message->n_output);
}

static gboolean
unpack_node (FvOnnxGraph *graph, const FvReader *reader, const GByteArray *head,
             GError **error)
{
  FvOnnx__Node *message = fv_onnx__node__unpack (NULL, head->len, head->data);
  FvOnnxNode node = { .role = FV_ONNX_FOREIGN, .message = message };
  gboolean has_weights;

  if (message == NULL || !has_texts (message))
    {
      if (message != NULL)
        fv_onnx__node__free_unpacked (message, NULL);
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  node.role = find_role (message);
  has_weights = node.role == FV_ONNX_CONVOLUTION || node.role == FV_ONNX_DENSE;
  if (has_weights && message->n_input > 1)
    node.kernel = message->input[1];
  if (has_weights && message->n_input > 2)
    node.bias = message->input[2];
  g_array_append_val (graph->nodes, node);
  return TRUE;
}

/* An attribute is read if it may be a number: some hold whole tensors or graphs. */
static gboolean
is_read (const FvField *field)
{
  return (field->number >= 1 && field->number <= 4) ||
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

/**
 * fv_onnx_graph_add_input:
 * @graph: a graph
 * @file: the model
 * @whole: an input, as a field of the model's graph
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Adds an input. What is not one, or is cut, does not count.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_onnx_graph_add_input (FvOnnxGraph *graph, FvProtobuf *file, const FvField *whole,
                         GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  FvField content = *whole;
  FvOnnx__ValueInfo *input;

  if (!fv_protobuf_is_whole (file, whole))
    return TRUE;
  content.begin = content.content;
  if (!fv_protobuf_copy (file, &content, bytes, error))
    return FALSE;
  input = fv_onnx__value_info__unpack (NULL, bytes->len, bytes->data);
  if (input == NULL)
    return TRUE;
  if (input->name != NULL && is_text (input->name))
    g_ptr_array_add (graph->inputs, input);
  else
    fv_onnx__value_info__free_unpacked (input, NULL);
  return TRUE;
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
has_both (GHashTable *numbers, const FvOnnxNode *node)
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
      FvOnnxRole role = g_array_index (graph->nodes, FvOnnxNode, i).role;

      n_poolings += role == FV_ONNX_POOLING;
      if (role == FV_ONNX_POOLING || role == FV_ONNX_CONVOLUTION)
        n_nodes = i + 1;
    }
  return n_nodes;
}

static gboolean
is_in_body (FvOnnxRole role)
{
  return role == FV_ONNX_CONVOLUTION || role == FV_ONNX_POOLING ||
         role == FV_ONNX_HARMLESS || role == FV_ONNX_BODY;
}

static gboolean
is_in_head (FvOnnxRole role)
{
  return role == FV_ONNX_DENSE || role == FV_ONNX_HARMLESS || role == FV_ONNX_HEAD;
}

/* Whether nothing but what a VGG has stands from node @first up to @end, so that the
 * weights are not taken for something that they are not. */
static gboolean
is_plain (const FvOnnxGraph *graph, guint first, guint end,
          gboolean (*is_known) (FvOnnxRole role))
{
  for (guint i = first; i < end; i++)
    if (!is_known (g_array_index (graph->nodes, FvOnnxNode, i).role))
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
      const FvOnnxNode *node = &g_array_index (graph->nodes, FvOnnxNode, i);

      if (node->role == FV_ONNX_CONVOLUTION &&
          (has_both (numbers, node) || !file->is_truncated))
        {
          rename_tensor (reader, numbers, node->kernel, "features", index, "weight");
          rename_tensor (reader, numbers, node->bias, "features", index, "bias");
        }
      if (node->role == FV_ONNX_CONVOLUTION)
        index += 2; /* it has its ReLU */
      else if (node->role == FV_ONNX_POOLING)
        index++;
    }
}

/* Names the tensors of the dense layers, which are among the nodes from @first on. If
 * there is anything else there or another number of them, they stay as they are. */
static void
name_dense (const FvOnnxGraph *graph, FvReader *reader, GHashTable *numbers, guint first)
{
  static const gint indices[N_DENSE] = { 0, 3, 6 };
  const FvOnnxNode *dense[N_DENSE];
  guint n_dense = 0;

  if (!is_plain (graph, first, graph->nodes->len, is_in_head))
    return;
  for (guint i = first; i < graph->nodes->len; i++)
    {
      const FvOnnxNode *node = &g_array_index (graph->nodes, FvOnnxNode, i);

      if (node->role != FV_ONNX_DENSE)
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
