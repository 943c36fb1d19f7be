/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-weighted.h"

#include <string.h>

#include "onnx-operations.h"

/* The tensor that an input is, as it lies in the file; -1 if it is none */
static gint
get_tensor (const FvOnnxWork *work, const FvOnnx__Node *message, gsize input)
{
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, input);

  return constant != NULL && !constant->is_transposed ? constant->tensor : -1;
}

/* The same for an input that may be left out
 *
 * Returns: FALSE if it is there, but no tensor */
static gboolean
get_optional_tensor (const FvOnnxWork *work, const FvOnnx__Node *message, gsize input,
                     gint *tensor)
{
  *tensor = get_tensor (work, message, input);
  return *tensor >= 0 || !fv_onnx_work_has_input (message, input);
}

/* Notes an input that is no tensor, where the operation is known but for that. */
static void
note_missing (FvOnnxWork *work, const FvOnnx__Node *message, gsize input)
{
  if (fv_onnx_work_has_input (message, input) && get_tensor (work, message, input) < 0 &&
      fv_graph_find (work->graph, message->input[input]) == NULL)
    fv_topology_set_missing (work->graph->topology, message->input[input],
                             fv_onnx_work_get_label (message));
}

/**
 * fv_onnx_do_convolution:
 * @work: what is at hand
 * @message: a node of type Conv: map, kernel, bias
 * @value: (out): what it gives
 *
 * Returns: whether it is known
 */
gboolean
fv_onnx_do_convolution (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const gint kernel = get_tensor (work, message, 1);
  const gint64 groups = fv_onnx_get_number (message, "group", 1);
  const FvTensor *tensor;
  FvGraphNode node;
  FvValue input;

  fv_graph_node_init (&node);
  if (!fv_onnx_work_get_map (work, message, 0, &input))
    return FALSE;
  note_missing (work, message, 1);
  if (kernel < 0 ||
      !get_optional_tensor (work, message, 2, &node.weights.tensors[FV_WEIGHT_BIAS]))
    return FALSE;
  tensor = fv_reader_get_tensor (work->reader, (guint)kernel);
  if (tensor->rank != 4 || tensor->shape[0] < 1 || tensor->shape[0] > G_MAXUINT16 ||
      groups < 1 || (guint64)groups > tensor->shape[0])
    return FALSE;
  node.node.kind = FV_NODE_CONVOLUTION;
  node.node.n_filters = (gint)tensor->shape[0];
  node.node.groups = (gint)groups;
  node.weights.order = FV_KERNEL_OIHW;
  node.weights.tensors[FV_WEIGHT_KERNEL] = kernel;
  return fv_onnx_read_window (message, tensor->shape + 2, &node.node.window) &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

/* Dense layers ---------------------------------------------------------------------- */

/* A kernel whose inputs are still rows, columns and channels (CNTK) becomes one of two
 * axes. */
static gboolean
flatten_inputs (FvTensor *tensor)
{
  while (tensor->rank > 2)
    {
      if (tensor->shape[1] != 0 && tensor->shape[0] > G_MAXINT32 / tensor->shape[1])
        return FALSE;
      tensor->shape[0] *= tensor->shape[1];
      tensor->rank--;
      memmove (tensor->shape + 1, tensor->shape + 2,
               (gsize)(tensor->rank - 1) * sizeof *tensor->shape);
    }
  return tensor->rank == 2;
}

static FvKernelOrder
get_order (gboolean is_outputs_first, const FvValue *input)
{
  if (is_outputs_first)
    return input->has_channels_last ? FV_KERNEL_DENSE_CHANNELS_LAST_OI
                                    : FV_KERNEL_DENSE_OI;
  return input->has_channels_last ? FV_KERNEL_DENSE_IO
                                  : FV_KERNEL_DENSE_CHANNELS_FIRST_IO;
}

/* @is_outputs_first: whether the operation takes the kernel so */
static gboolean
add_dense (FvOnnxWork *work, const FvOnnx__Node *message, gboolean is_outputs_first,
           gint bias, FvValue *value)
{
  const FvOnnxConstant *kernel = fv_onnx_work_get_constant (work, message, 1);
  FvTensor *tensor;
  FvGraphNode node;
  FvValue input;

  if (!fv_onnx_work_get_map (work, message, 0, &input) ||
      (input.kind != FV_VALUE_ROW && !input.is_single))
    return FALSE;
  if (kernel == NULL || kernel->tensor < 0)
    {
      note_missing (work, message, 1);
      return FALSE;
    }
  fv_graph_node_init (&node);
  is_outputs_first ^= kernel->is_transposed;
  tensor = &g_array_index (work->reader->tensors, FvTensor, kernel->tensor);
  if (tensor->rank < 2 || (tensor->rank > 2 && is_outputs_first) ||
      !flatten_inputs (tensor) || tensor->shape[!is_outputs_first] > G_MAXUINT16)
    return FALSE;
  node.node.kind = FV_NODE_CONVOLUTION;
  node.node.n_filters = (gint)tensor->shape[!is_outputs_first];
  node.weights.is_dense = TRUE;
  node.weights.order = get_order (is_outputs_first, &input);
  node.weights.tensors[FV_WEIGHT_KERNEL] = kernel->tensor;
  node.weights.tensors[FV_WEIGHT_BIAS] = bias;
  return node.node.n_filters > 0 &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

/**
 * fv_onnx_do_gemm:
 * @work: what is at hand
 * @message: a node of type Gemm: row, kernel, bias
 * @value: (out): what it gives
 *
 * Returns: whether it is known
 */
gboolean
fv_onnx_do_gemm (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  gint bias;

  return get_optional_tensor (work, message, 2, &bias) &&
         fv_onnx_get_number (message, "transA", 0) == 0 &&
         fv_onnx_get_float (message, "alpha", 1.0f) == 1.0f &&
         fv_onnx_get_float (message, "beta", 1.0f) == 1.0f &&
         add_dense (work, message, fv_onnx_get_number (message, "transB", 0) != 0, bias,
                    value);
}

/**
 * fv_onnx_do_product:
 * @work: what is at hand
 * @message: a node of type MatMul: row, kernel
 * @value: (out): what it gives
 *
 * Returns: whether it is known
 */
gboolean
fv_onnx_do_product (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  return message->n_input == 2 && add_dense (work, message, FALSE, -1, value);
}

/**
 * fv_onnx_do_normalisation:
 * @work: what is at hand
 * @message: a node of type BatchNormalization: map, gamma, beta, mean, variance
 * @value: (out): what it gives
 *
 * Returns: whether it is known
 */
gboolean
fv_onnx_do_normalisation (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  static const FvWeight parts[] = { FV_WEIGHT_GAMMA, FV_WEIGHT_BETA, FV_WEIGHT_MEAN,
                                    FV_WEIGHT_VARIANCE };
  FvGraphNode node;
  FvValue input;

  fv_graph_node_init (&node);
  node.node.kind = FV_NODE_SCALE;
  node.weights.epsilon = fv_onnx_get_float (message, "epsilon", 1e-5f);
  if (!fv_onnx_work_get_map (work, message, 0, &input))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      node.weights.tensors[parts[i]] = get_tensor (work, message, i + 1);
      note_missing (work, message, i + 1);
      if (node.weights.tensors[parts[i]] < 0)
        return FALSE;
    }
  return fv_onnx_get_number (message, "training_mode", 0) == 0 &&
         fv_onnx_get_number (message, "spatial", 1) == 1 &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

/* Arithmetic ------------------------------------------------------------------------ */

/* Which axis of a tensor of this rank is that of the channels, when it is broadcast to a
 * map; -1 if it has none */
static gint
get_channel_axis (const FvTensor *tensor, const FvValue *map)
{
  if (map->has_channels_last || (map->is_single && tensor->rank <= 2))
    return tensor->rank - 1;
  return tensor->rank - 3;
}

static gboolean
is_per_channel (const FvTensor *tensor, const FvValue *map)
{
  const gint axis = get_channel_axis (tensor, map);

  for (gint i = 0; i < tensor->rank; i++)
    if (i != axis && tensor->shape[i] != 1)
      return FALSE;
  return axis >= 0;
}

/* The values of a tensor, one for each channel */
static gboolean
set_tensor (const FvOnnx__Node *message, gint tensor, gboolean is_first,
            FvNodeWeights *weights)
{
  if (g_str_equal (message->op_type, "Add") || g_str_equal (message->op_type, "Sum"))
    weights->tensors[FV_WEIGHT_BETA] = tensor;
  else if (g_str_equal (message->op_type, "Mul"))
    weights->tensors[FV_WEIGHT_GAMMA] = tensor;
  else if (g_str_equal (message->op_type, "Sub"))
    {
      weights->tensors[is_first ? FV_WEIGHT_BETA : FV_WEIGHT_MEAN] = tensor;
      return !is_first;
    }
  else
    return FALSE;
  return TRUE;
}

/* @is_first: whether the number stands before the operation's sign */
static gboolean
set_number (const FvOnnx__Node *message, gdouble number, gboolean is_first,
            FvNodeWeights *weights)
{
  if (g_str_equal (message->op_type, "Add") || g_str_equal (message->op_type, "Sum"))
    weights->offset = number;
  else if (g_str_equal (message->op_type, "Mul"))
    weights->factor = number;
  else if (g_str_equal (message->op_type, "Sub"))
    {
      weights->factor = is_first ? -1.0 : 1.0;
      weights->offset = is_first ? number : -number;
    }
  else
    {
      weights->factor = 1.0 / number;
      return !is_first && number != 0.0;
    }
  return TRUE;
}

/* A map with a constant, which is input @number */
static gboolean
add_scale (FvOnnxWork *work, const FvOnnx__Node *message, gsize number, FvValue *value)
{
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, number);
  const gint tensor = get_tensor (work, message, number);
  FvGraphNode node;
  FvValue input;

  fv_graph_node_init (&node);
  node.node.kind = FV_NODE_SCALE;
  if (!fv_onnx_work_get_map (work, message, 1 - number, &input))
    return FALSE;
  if (constant->is_read && constant->n_values == 1)
    {
      if (!set_number (message, constant->values[0], number == 0, &node.weights))
        return FALSE;
    }
  else if (tensor < 0 ||
           !is_per_channel (fv_reader_get_tensor (work->reader, (guint)tensor), &input) ||
           !set_tensor (message, tensor, number == 0, &node.weights))
    return FALSE;
  return fv_onnx_work_add (work, message, &node, &input, 1, value);
}

/**
 * fv_onnx_do_arithmetic:
 * @work: what is at hand
 * @message: a node of type Add, Sub, Mul, Div or Sum
 * @value: (out): what it gives
 *
 * Returns: whether it is known: maps are added and multiplied, and scaled by constants
 */
gboolean
fv_onnx_do_arithmetic (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const gboolean is_product = g_str_equal (message->op_type, "Mul");
  const gboolean is_sum =
      g_str_equal (message->op_type, "Add") || g_str_equal (message->op_type, "Sum");
  g_autofree FvValue *inputs = g_new (FvValue, message->n_input);
  FvGraphNode node;

  for (gsize i = 0; i < 2 && message->n_input == 2; i++)
    if (fv_onnx_work_get_constant (work, message, i) != NULL)
      return add_scale (work, message, i, value);
  fv_graph_node_init (&node);
  node.node.kind = is_product ? FV_NODE_MULTIPLY : FV_NODE_ADD;
  return (is_product || is_sum) &&
         fv_graph_get_inputs (work->graph, fv_onnx_work_get_label (message),
                              message->input, message->n_input, inputs) &&
         fv_onnx_work_add (work, message, &node, inputs, message->n_input, value);
}
