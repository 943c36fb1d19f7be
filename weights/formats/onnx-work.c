/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-work.h"

/**
 * fv_onnx_work_get_label:
 * @message: a node
 *
 * Returns: (transfer none): what people know it by
 */
const gchar *
fv_onnx_work_get_label (const FvOnnx__Node *message)
{
  if (message->name != NULL && message->name[0] != '\0')
    return message->name;
  return message->n_output > 0 ? message->output[0] : "";
}

/**
 * fv_onnx_work_has_input:
 * @message: a node
 * @input: number of an input
 *
 * Returns: whether it is there: those that may be left out have no name
 */
gboolean
fv_onnx_work_has_input (const FvOnnx__Node *message, gsize input)
{
  return input < message->n_input && message->input[input][0] != '\0';
}

/**
 * fv_onnx_work_get_constant:
 * @work: what is at hand
 * @message: a node
 * @input: number of an input
 *
 * Returns: (transfer none) (nullable): the constant that this input is
 */
const FvOnnxConstant *
fv_onnx_work_get_constant (const FvOnnxWork *work, const FvOnnx__Node *message,
                           gsize input)
{
  if (!fv_onnx_work_has_input (message, input))
    return NULL;
  return g_hash_table_lookup (work->constants, message->input[input]);
}

/**
 * fv_onnx_work_get_map:
 * @work: what is at hand
 * @message: a node
 * @input: number of an input
 * @value: (out): the map that this input is
 *
 * Returns: whether it is one, and known
 */
gboolean
fv_onnx_work_get_map (FvOnnxWork *work, const FvOnnx__Node *message, gsize input,
                      FvValue *value)
{
  return input < message->n_input &&
         fv_graph_get_inputs (work->graph, fv_onnx_work_get_label (message),
                              &message->input[input], 1, value);
}

/* Returns: (transfer none) (nullable): the node's name, or that of its output, unless
 * another has it */
static const gchar *
find_name (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  const gchar *label = fv_onnx_work_get_label (message);

  if (!fv_graph_has_layer (work->graph, label))
    return label;
  if (!fv_graph_has_layer (work->graph, message->output[0]))
    return message->output[0];
  return NULL;
}

/**
 * fv_onnx_work_add:
 * @work: what is at hand
 * @message: a node
 * @node: what it computes
 * @inputs: (array length=n_inputs): of these
 * @n_inputs: how many
 * @value: (out): what it gives
 *
 * Returns: whether it can be added
 */
gboolean
fv_onnx_work_add (FvOnnxWork *work, const FvOnnx__Node *message, const FvGraphNode *node,
                  const FvValue *inputs, gsize n_inputs, FvValue *value)
{
  const gchar *name = find_name (work, message);

  if (name == NULL || !fv_graph_can_add (work->graph, node, inputs, n_inputs))
    return FALSE;
  *value = fv_graph_add (work->graph, node, name, inputs, n_inputs);
  return TRUE;
}
