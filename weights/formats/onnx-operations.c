/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-operations.h"

#include <string.h>

/* Attributes ------------------------------------------------------------------------ */

const FvOnnx__Attribute *
fv_onnx_find_attribute (const FvOnnx__Node *message, const gchar *name)
{
  for (gsize i = 0; i < message->n_attribute; i++)
    if (g_strcmp0 (message->attribute[i]->name, name) == 0)
      return message->attribute[i];
  return NULL;
}

gint64
fv_onnx_get_number (const FvOnnx__Node *message, const gchar *name, gint64 otherwise)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, name);

  return attribute != NULL ? attribute->i : otherwise;
}

gfloat
fv_onnx_get_float (const FvOnnx__Node *message, const gchar *name, gfloat otherwise)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, name);

  return attribute != NULL ? attribute->f : otherwise;
}

gboolean
fv_onnx_has_numbers (const FvOnnx__Node *message, const gchar *name,
                     const gint64 *numbers, gsize n_numbers)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, name);

  return attribute != NULL && attribute->n_ints == n_numbers &&
         memcmp (attribute->ints, numbers, n_numbers * sizeof *numbers) == 0;
}

/* Windows --------------------------------------------------------------------------- */

static gboolean
is_word (const FvOnnx__Attribute *attribute, const gchar *word)
{
  return attribute->s.len == strlen (word) &&
         memcmp (attribute->s.data, word, attribute->s.len) == 0;
}

/* Returns: whether the padding is of a known kind */
static gboolean
read_padding_kind (const FvOnnx__Node *message, FvWindowPadding *padding,
                   gboolean *is_valid)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, "auto_pad");

  *padding = FV_PADDING_GIVEN;
  *is_valid = FALSE;
  if (attribute == NULL || attribute->s.len == 0 || is_word (attribute, "NOTSET"))
    return TRUE;
  *is_valid = is_word (attribute, "VALID");
  if (is_word (attribute, "SAME_UPPER"))
    *padding = FV_PADDING_SAME;
  else if (is_word (attribute, "SAME_LOWER"))
    *padding = FV_PADDING_SAME_LOWER;
  return *is_valid || *padding != FV_PADDING_GIVEN;
}

/* The numbers of an attribute for rows and columns; FALSE if there are others than
 * @n_numbers */
static gboolean
read_numbers (const FvOnnx__Node *message, const gchar *name, gsize n_numbers,
              gint64 otherwise, gint64 *numbers)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, name);

  for (gsize i = 0; i < n_numbers; i++)
    numbers[i] = otherwise;
  if (attribute == NULL || attribute->n_ints == 0)
    return TRUE;
  if (attribute->n_ints != n_numbers)
    return FALSE;
  memcpy (numbers, attribute->ints, n_numbers * sizeof *numbers);
  return TRUE;
}

static gboolean
read_padding (const FvOnnx__Node *message, FvWindow *window)
{
  gint64 pads[4];
  gboolean is_valid;

  if (!read_padding_kind (message, &window->padding, &is_valid) ||
      !read_numbers (message, "pads", 4, 0, pads))
    return FALSE;
  if (is_valid || window->padding != FV_PADDING_GIVEN)
    memset (pads, 0, sizeof pads);
  return fv_graph_set_padding (&window->rows, pads[0], pads[2]) &&
         fv_graph_set_padding (&window->columns, pads[1], pads[3]);
}

/**
 * fv_onnx_read_window:
 * @message: a convolution or a pooling
 * @kernel: (nullable) (array fixed-size=2): the window's rows and columns, where the
 *   attributes do not say
 * @window: (inout): the window
 *
 * Returns: whether it is one that is known, of two axes
 */
gboolean
fv_onnx_read_window (const FvOnnx__Node *message, const guint64 *kernel, FvWindow *window)
{
  gint64 sizes[2], strides[2], dilations[2];

  if (!read_numbers (message, "kernel_shape", 2, 0, sizes) ||
      !read_numbers (message, "strides", 2, 1, strides) ||
      !read_numbers (message, "dilations", 2, 1, dilations))
    return FALSE;
  for (gint axis = 0; axis < 2 && kernel != NULL; axis++)
    {
      if (sizes[axis] == 0)
        sizes[axis] = (gint64)MIN (kernel[axis], G_MAXINT64);
      if ((guint64)sizes[axis] != kernel[axis])
        return FALSE;
    }
  return fv_graph_set_axis (&window->rows, sizes[0], strides[0], dilations[0]) &&
         fv_graph_set_axis (&window->columns, sizes[1], strides[1], dilations[1]) &&
         read_padding (message, window);
}

/* Operations ------------------------------------------------------------------------ */

static gboolean
read_max_pooling (const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_MAX_POOLING;
  node->node.window.rounds_up = fv_onnx_get_number (message, "ceil_mode", 0) != 0;
  return message->n_output == 1 &&
         fv_onnx_read_window (message, NULL, &node->node.window);
}

static gboolean
read_average_pooling (const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_AVERAGE_POOLING;
  node->node.window.rounds_up = fv_onnx_get_number (message, "ceil_mode", 0) != 0;
  node->node.window.counts_padding =
      fv_onnx_get_number (message, "count_include_pad", 0) != 0;
  return fv_onnx_read_window (message, NULL, &node->node.window);
}

static gboolean
read_global_average (G_GNUC_UNUSED const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_AVERAGE_POOLING;
  node->node.window.is_global = TRUE;
  return TRUE;
}

static gboolean
read_global_max (G_GNUC_UNUSED const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_MAX_POOLING;
  node->node.window.is_global = TRUE;
  return TRUE;
}

static gboolean
read_relu (G_GNUC_UNUSED const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_RELU;
  return TRUE;
}

static gboolean
read_leaky_relu (const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_LEAKY_RELU;
  node->node.parameters.slope = fv_onnx_get_float (message, "alpha", 0.01f);
  return TRUE;
}

static gboolean
read_elu (const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_ELU;
  node->node.parameters.slope = fv_onnx_get_float (message, "alpha", 1.0f);
  return TRUE;
}

static gboolean
read_sigmoid (G_GNUC_UNUSED const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_SIGMOID;
  return TRUE;
}

static gboolean
read_tanh (G_GNUC_UNUSED const FvOnnx__Node *message, FvGraphNode *node)
{
  node->node.kind = FV_NODE_TANH;
  return TRUE;
}

static gboolean
read_lrn (const FvOnnx__Node *message, FvGraphNode *node)
{
  const gint64 size = fv_onnx_get_number (message, "size", 0);
  FvNodeParameters *parameters = &node->node.parameters;

  node->node.kind = FV_NODE_LRN;
  parameters->size = (gint)CLAMP (size, 0, G_MAXUINT16);
  parameters->alpha = fv_onnx_get_float (message, "alpha", 0.0001f);
  parameters->beta = fv_onnx_get_float (message, "beta", 0.75f);
  parameters->bias = fv_onnx_get_float (message, "bias", 1.0f);
  return parameters->size == size && size % 2 == 1;
}

static const struct
{
  const gchar *name;
  gboolean (*read) (const FvOnnx__Node *message, FvGraphNode *node);
} operations[] = {
  { "AveragePool", read_average_pooling },
  { "Elu", read_elu },
  { "GlobalAveragePool", read_global_average },
  { "GlobalMaxPool", read_global_max },
  { "LRN", read_lrn },
  { "LeakyRelu", read_leaky_relu },
  { "MaxPool", read_max_pooling },
  { "Relu", read_relu },
  { "Sigmoid", read_sigmoid },
  { "Tanh", read_tanh },
};

/**
 * fv_onnx_read_operation:
 * @message: a node
 * @node: (inout): a node without anything, which becomes what it computes
 *
 * Returns: whether the operation is known, and takes nothing but one map
 */
gboolean
fv_onnx_read_operation (const FvOnnx__Node *message, FvGraphNode *node)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (message->op_type, operations[i].name) == 0)
      return message->n_input == 1 && operations[i].read (message, node);
  return FALSE;
}
