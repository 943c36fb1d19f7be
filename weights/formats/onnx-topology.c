/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-topology.h"

#include <math.h>

#include "onnx-fold.h"
#include "onnx-operations.h"
#include "onnx-shapes.h"
#include "onnx-weighted.h"

#define HIGHEST (gdouble) G_MAXFLOAT /* a limit from here on is none */

/* The picture ----------------------------------------------------------------------- */

static gboolean
is_number_of_channels (gint64 length)
{
  return length == 1 || length == 3;
}

/* The picture's shape is n × channels × rows × columns, or has the channels last. */
static void
add_picture (FvOnnxWork *work, const FvOnnx__ValueInfo *info)
{
  const FvOnnx__TensorType *type = info->type != NULL ? info->type->tensor_type : NULL;
  const FvOnnx__Shape *shape = type != NULL ? type->shape : NULL;
  FvValue picture = { .kind = FV_VALUE_MAP, .node = FV_PICTURE, .layer = -1 };
  gint64 lengths[4] = { 0, 3, 0, 0 };

  if (shape != NULL && shape->n_dim != 0 && shape->n_dim != 4)
    return;
  for (gsize i = 0; i < 4 && shape != NULL && shape->n_dim == 4; i++)
    lengths[i] = shape->dim[i]->dim_value;
  picture.has_channels_last =
      is_number_of_channels (lengths[3]) && !is_number_of_channels (lengths[1]);
  if (picture.has_channels_last)
    fv_graph_set_size (work->graph, lengths[3], lengths[1], lengths[2]);
  else
    fv_graph_set_size (work->graph, lengths[1], lengths[2], lengths[3]);
  fv_graph_set (work->graph, info->name, &picture);
}

/* The picture is the first input that is no weight: these are named as inputs, too, by
 * older writers. */
static void
find_picture (FvOnnxWork *work, const FvOnnxGraph *graph)
{
  for (guint i = 0; i < graph->inputs->len; i++)
    {
      const FvOnnx__ValueInfo *info = g_ptr_array_index (graph->inputs, i);

      if (!g_hash_table_contains (work->constants, info->name))
        {
          add_picture (work, info);
          return;
        }
    }
}

/* Operations ------------------------------------------------------------------------ */

static gboolean
do_same (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  return fv_onnx_work_get_map (work, message, 0, value);
}

static gboolean
do_softmax (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  if (!fv_onnx_work_get_map (work, message, 0, value))
    return FALSE;
  value->kind = FV_VALUE_END;
  return TRUE;
}

/* One that its attributes tell all of */
static gboolean
do_plain (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  FvGraphNode node;
  FvValue input;

  fv_graph_node_init (&node);
  return fv_onnx_work_get_map (work, message, 0, &input) &&
         fv_onnx_read_operation (message, &node) &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

/* A limit of Clip: an attribute, or an input */
static gdouble
get_limit (const FvOnnxWork *work, const FvOnnx__Node *message, const gchar *name,
           gsize input, gdouble otherwise)
{
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, input);

  if (fv_onnx_work_has_input (message, input))
    return constant != NULL && constant->is_read && constant->n_values == 1
               ? constant->values[0]
               : (gdouble)NAN;
  return (gdouble)fv_onnx_get_float (message, name, (gfloat)otherwise);
}

static gboolean
is_rectified (const FvOnnxWork *work, const FvValue *value)
{
  return value->node != FV_PICTURE &&
         fv_topology_get_node (work->graph->topology, value->node)->kind == FV_NODE_RELU;
}

/* Clip between 0 and 6, or from 0 on. PyTorch writes 6 as a limit of a ReLU. */
static gboolean
do_clip (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const gdouble min = get_limit (work, message, "min", 1, -HIGHEST);
  const gdouble max = get_limit (work, message, "max", 2, HIGHEST);
  FvGraphNode node;
  FvValue input;

  fv_graph_node_init (&node);
  node.node.kind = max == 6.0 ? FV_NODE_RELU6 : FV_NODE_RELU;
  if (!fv_onnx_work_get_map (work, message, 0, &input))
    return FALSE;
  return (min == 0.0 || (min <= -HIGHEST && is_rectified (work, &input))) &&
         (max == 6.0 || max >= HIGHEST) &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

static gboolean
do_concatenation (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const gint64 axis = fv_onnx_get_number (message, "axis", 1);
  g_autofree FvValue *inputs = g_new (FvValue, message->n_input);
  gboolean are_single = TRUE;
  FvGraphNode node;

  fv_graph_node_init (&node);
  node.node.kind = FV_NODE_CONCATENATE;
  if (!fv_graph_get_inputs (work->graph, fv_onnx_work_get_label (message), message->input,
                            message->n_input, inputs))
    return FALSE;
  for (gsize i = 0; i < message->n_input; i++)
    are_single &= inputs[i].is_single;
  return (axis == 1 || axis == -3 || (axis == -1 && are_single)) &&
         fv_onnx_work_add (work, message, &node, inputs, message->n_input, value);
}

/* Numbers that are an attribute, or the second input */
static gsize
get_numbers (const FvOnnxWork *work, const FvOnnx__Node *message, const gchar *name,
             gdouble *numbers)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, name);
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, 1);
  gsize n_numbers = 0;

  if (attribute != NULL)
    n_numbers = MIN (attribute->n_ints, FV_ONNX_MAX_VALUES);
  else if (constant != NULL && constant->is_read)
    n_numbers = constant->n_values;
  for (gsize i = 0; i < n_numbers; i++)
    numbers[i] = attribute != NULL ? (gdouble)attribute->ints[i] : constant->values[i];
  return n_numbers;
}

/* ReduceMean and ReduceMax: over all positions, they are global poolings. */
static gboolean
do_reduction (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  gdouble axes[FV_ONNX_MAX_VALUES];
  gdouble first;
  FvGraphNode node;
  FvValue input;

  if (get_numbers (work, message, "axes", axes) != 2 ||
      !fv_onnx_work_get_map (work, message, 0, &input))
    return FALSE;
  for (gint i = 0; i < 2; i++)
    axes[i] += axes[i] < 0.0 ? 4.0 : 0.0;
  first = input.has_channels_last ? 1.0 : 2.0;
  fv_graph_node_init (&node);
  node.node.kind = g_str_equal (message->op_type, "ReduceMean") ? FV_NODE_AVERAGE_POOLING
                                                                : FV_NODE_MAX_POOLING;
  node.node.window.is_global = TRUE;
  input.has_channels_last = FALSE;
  return MIN (axes[0], axes[1]) == first && MAX (axes[0], axes[1]) == first + 1.0 &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

static gboolean
is_sane_padding (gdouble n)
{
  return n >= -G_MAXUINT16 && n <= G_MAXUINT16;
}

/* Pad: the numbers are those before each axis, and then those behind. */
static gboolean
do_padding (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const FvOnnx__Attribute *mode = fv_onnx_find_attribute (message, "mode");
  gdouble pads[FV_ONNX_MAX_VALUES];
  FvGraphNode node;
  FvValue input;

  if ((mode != NULL && (mode->s.len != 8 || mode->s.data[0] != 'c')) ||
      fv_onnx_get_float (message, "value", 0.0f) != 0.0f ||
      (fv_onnx_work_has_input (message, 2) &&
       !fv_onnx_constant_is (fv_onnx_work_get_constant (work, message, 2), 0.0)) ||
      fv_onnx_work_has_input (message, 3) ||
      get_numbers (work, message, "pads", pads) != 8 || pads[0] != 0.0 ||
      pads[1] != 0.0 || pads[4] != 0.0 || pads[5] != 0.0)
    return FALSE;
  for (gint i = 0; i < 8; i++)
    if (!is_sane_padding (pads[i]))
      return FALSE;
  fv_graph_node_init (&node);
  node.node.kind = FV_NODE_ZERO_PADDING;
  node.node.window.rows.before = (gint)pads[2];
  node.node.window.columns.before = (gint)pads[3];
  node.node.window.rows.after = (gint)pads[6];
  node.node.window.columns.after = (gint)pads[7];
  return fv_onnx_work_get_map (work, message, 0, &input) &&
         fv_onnx_work_add (work, message, &node, &input, 1, value);
}

static const struct
{
  const gchar *name;
  FvOnnxOperation run;
} operations[] = {
  { "Add", fv_onnx_do_arithmetic },
  { "BatchNormalization", fv_onnx_do_normalisation },
  { "Cast", do_same },
  { "Clip", do_clip },
  { "Concat", do_concatenation },
  { "Conv", fv_onnx_do_convolution },
  { "Div", fv_onnx_do_arithmetic },
  { "Dropout", do_same },
  { "Flatten", fv_onnx_do_flatten },
  { "Gemm", fv_onnx_do_gemm },
  { "Identity", do_same },
  { "LogSoftmax", do_softmax },
  { "MatMul", fv_onnx_do_product },
  { "Mul", fv_onnx_do_arithmetic },
  { "Pad", do_padding },
  { "ReduceMax", do_reduction },
  { "ReduceMean", do_reduction },
  { "Reshape", fv_onnx_do_reshape },
  { "Softmax", do_softmax },
  { "Squeeze", fv_onnx_do_squeeze },
  { "Sub", fv_onnx_do_arithmetic },
  { "Sum", fv_onnx_do_arithmetic },
  { "Transpose", fv_onnx_do_transpose },
  { "Unsqueeze", fv_onnx_do_squeeze },
};

static FvOnnxOperation
find_operation (const gchar *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (operations[i].name, type))
      return operations[i].run;
  return do_plain;
}

/* What is not known is named, and what it gives is not known either. */
static void
add_node (FvOnnxWork *work, const FvOnnx__Node *message)
{
  const FvValue unknown = { .kind = FV_VALUE_UNKNOWN, .layer = -1 };
  FvValue value = unknown;

  if (message->op_type == NULL || message->n_output == 0 || fv_onnx_fold (work, message))
    return;
  if (!find_operation (message->op_type) (work, message, &value))
    {
      value = unknown;
      fv_topology_set_unknown (work->graph->topology, message->op_type,
                               fv_onnx_work_get_label (message));
    }
  fv_graph_set (work->graph, message->output[0], &value);
  for (gsize i = 1; i < message->n_output; i++)
    fv_graph_set (work->graph, message->output[i], &unknown);
}

/**
 * fv_onnx_topology_new:
 * @graph: all nodes, constants and inputs
 * @reader: the model's reader, with all tensors
 *
 * Returns: (transfer full) (nullable): the network that they are
 */
FvTopology *
fv_onnx_topology_new (const FvOnnxGraph *graph, FvReader *reader)
{
  g_autoptr (FvGraph) made = fv_graph_new ();
  FvOnnxWork work = { made, reader, graph->constants };

  find_picture (&work, graph);
  for (guint i = 0; i < graph->nodes->len; i++)
    add_node (&work, g_array_index (graph->nodes, FvOnnxNode, i).message);
  return fv_graph_steal (made);
}
