/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "caffe-layers.h"

#include "caffe-window.h"

/* A layer's parameters, or their defaults */
#define GET(layer, field, type, Init)                                                    \
  ((layer)->field != NULL ? (layer)->field                                               \
                          : &(const FvCaffe__##type)FV_CAFFE__##Init##__INIT)

/* Reads a layer of a type. Tensors are those of its blobs, -1 where there is none.
 *
 * Returns: whether all that it says is known */
typedef gboolean (*Read) (const FvCaffe__Layer *layer, const gint *tensors,
                          FvGraphNode *node);

/* Layers with weights --------------------------------------------------------------- */

static gboolean
read_convolution (const FvCaffe__Layer *layer, const gint *tensors, FvGraphNode *node)
{
  const FvCaffe__Convolution *from =
      GET (layer, convolution_param, Convolution, CONVOLUTION);
  const FvCaffeLength size = FV_CAFFE_LENGTH (from, kernel_size, kernel_h, kernel_w, 0);
  const FvCaffeLength stride = FV_CAFFE_LENGTH (from, stride, stride_h, stride_w, 1);
  const FvCaffeLength padding = FV_CAFFE_LENGTH (from, pad, pad_h, pad_w, 0);
  const FvCaffeLength dilation = { .values = from->dilation,
                                   .n_values = from->n_dilation,
                                   .otherwise = 1 };

  if (from->axis != 1 || from->num_output < 1 || from->num_output > G_MAXUINT16 ||
      from->group < 1 || from->group > from->num_output)
    return FALSE;
  node->node.kind = FV_NODE_CONVOLUTION;
  node->node.n_filters = (gint)from->num_output;
  node->node.groups = (gint)from->group;
  node->weights.order = FV_KERNEL_OIHW;
  node->weights.tensors[FV_WEIGHT_KERNEL] = tensors[0];
  node->weights.tensors[FV_WEIGHT_BIAS] = from->bias_term ? tensors[1] : -1;
  return fv_caffe_window_set (&node->node.window, &size, &stride, &padding, &dilation);
}

static gboolean
read_inner_product (const FvCaffe__Layer *layer, const gint *tensors, FvGraphNode *node)
{
  const FvCaffe__InnerProduct *from =
      GET (layer, inner_product_param, InnerProduct, INNER_PRODUCT);

  node->node.kind = FV_NODE_CONVOLUTION;
  node->node.n_filters = (gint)CLAMP (from->num_output, 0, G_MAXUINT16);
  node->weights.is_dense = TRUE;
  node->weights.order =
      from->transpose ? FV_KERNEL_DENSE_CHANNELS_FIRST_IO : FV_KERNEL_DENSE_OI;
  node->weights.tensors[FV_WEIGHT_KERNEL] = tensors[0];
  node->weights.tensors[FV_WEIGHT_BIAS] = from->bias_term ? tensors[1] : -1;
  return from->axis == 1 && from->num_output == node->node.n_filters &&
         from->num_output > 0;
}

static gboolean
read_batch_normalisation (const FvCaffe__Layer *layer, const gint *tensors,
                          FvGraphNode *node)
{
  const FvCaffe__BatchNorm *from = GET (layer, batch_norm_param, BatchNorm, BATCH_NORM);

  node->node.kind = FV_NODE_SCALE;
  node->weights.tensors[FV_WEIGHT_MEAN] = tensors[0];
  node->weights.tensors[FV_WEIGHT_VARIANCE] = tensors[1];
  node->weights.tensors[FV_WEIGHT_FACTOR] = tensors[2];
  node->weights.epsilon = from->eps;
  return tensors[1] >= 0;
}

static gboolean
read_scale (const FvCaffe__Layer *layer, const gint *tensors, FvGraphNode *node)
{
  const FvCaffe__Scale *from = GET (layer, scale_param, Scale, SCALE);

  node->node.kind = FV_NODE_SCALE;
  node->weights.tensors[FV_WEIGHT_GAMMA] = tensors[0];
  node->weights.tensors[FV_WEIGHT_BETA] = from->bias_term ? tensors[1] : -1;
  return tensors[0] >= 0 && from->axis == 1 && from->num_axes == 1;
}

static gboolean
read_bias (const FvCaffe__Layer *layer, const gint *tensors, FvGraphNode *node)
{
  const FvCaffe__Bias *from = GET (layer, bias_param, Bias, BIAS);

  node->node.kind = FV_NODE_SCALE;
  node->weights.tensors[FV_WEIGHT_BETA] = tensors[0];
  return tensors[0] >= 0 && from->axis == 1 && from->num_axes == 1;
}

/* Layers without weights ------------------------------------------------------------ */

/* (shift + scale × value) ^ power */
static gboolean
read_power (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
            FvGraphNode *node)
{
  const FvCaffe__Power *from = GET (layer, power_param, Power, POWER);

  node->node.kind = FV_NODE_SCALE;
  node->weights.factor = from->scale;
  node->weights.offset = from->shift;
  return from->power == 1.0f;
}

static gboolean
read_pooling (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
              FvGraphNode *node)
{
  const FvCaffe__Pooling *from = GET (layer, pooling_param, Pooling, POOLING);
  const FvCaffeLength size = FV_CAFFE_LENGTH (from, kernel_size, kernel_h, kernel_w, 0);
  const FvCaffeLength stride = FV_CAFFE_LENGTH (from, stride, stride_h, stride_w, 1);
  const FvCaffeLength padding = FV_CAFFE_LENGTH (from, pad, pad_h, pad_w, 0);
  const FvCaffeLength dilation = { .otherwise = 1 };
  FvWindow *window = &node->node.window;

  node->node.kind = from->pool == 0 ? FV_NODE_MAX_POOLING : FV_NODE_AVERAGE_POOLING;
  window->is_global = from->global_pooling;
  window->rounds_up = !from->global_pooling && from->round_mode == 0;
  window->counts_padding = !from->global_pooling && from->pool == 1;
  if (from->pool < 0 || from->pool > 1 || from->round_mode < 0 || from->round_mode > 1)
    return FALSE;
  return from->global_pooling ||
         fv_caffe_window_set (window, &size, &stride, &padding, &dilation);
}

static gboolean
read_relu (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
           FvGraphNode *node)
{
  const FvCaffe__ReLU *from = GET (layer, relu_param, ReLU, RE_LU);

  node->node.kind = from->negative_slope == 0.0f ? FV_NODE_RELU : FV_NODE_LEAKY_RELU;
  node->node.parameters.slope = from->negative_slope;
  return TRUE;
}

static gboolean
read_elu (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
          FvGraphNode *node)
{
  node->node.kind = FV_NODE_ELU;
  node->node.parameters.slope = GET (layer, elu_param, ELU, ELU)->alpha;
  return TRUE;
}

static gboolean
read_sigmoid (G_GNUC_UNUSED const FvCaffe__Layer *layer,
              G_GNUC_UNUSED const gint *tensors, FvGraphNode *node)
{
  node->node.kind = FV_NODE_SIGMOID;
  return TRUE;
}

static gboolean
read_tanh (G_GNUC_UNUSED const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
           FvGraphNode *node)
{
  node->node.kind = FV_NODE_TANH;
  return TRUE;
}

static gboolean
read_swish (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
            FvGraphNode *node)
{
  node->node.kind = FV_NODE_SWISH;
  return GET (layer, swish_param, Swish, SWISH)->beta == 1.0f;
}

static gboolean
read_clip (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
           FvGraphNode *node)
{
  const FvCaffe__Clip *from = GET (layer, clip_param, Clip, CLIP);

  node->node.kind = FV_NODE_RELU6;
  return from->min == 0.0f && from->max == 6.0f;
}

static gboolean
read_lrn (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
          FvGraphNode *node)
{
  const FvCaffe__LRN *from = GET (layer, lrn_param, LRN, LRN);
  FvNodeParameters *parameters = &node->node.parameters;

  node->node.kind = FV_NODE_LRN;
  parameters->size = (gint)CLAMP (from->local_size, 0, G_MAXUINT16);
  parameters->alpha = from->alpha;
  parameters->beta = from->beta;
  parameters->bias = from->k;
  return from->norm_region == 0 && from->local_size == parameters->size &&
         parameters->size % 2 == 1;
}

static gboolean
read_concatenation (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
                    FvGraphNode *node)
{
  const FvCaffe__Concat *from = GET (layer, concat_param, Concat, CONCAT);

  node->node.kind = FV_NODE_CONCATENATE;
  return (from->axis == 1 || from->axis == -3) && from->concat_dim == 1;
}

static gboolean
read_elementwise (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
                  FvGraphNode *node)
{
  const FvCaffe__Eltwise *from = GET (layer, eltwise_param, Eltwise, ELTWISE);

  node->node.kind = from->operation == 0 ? FV_NODE_MULTIPLY : FV_NODE_ADD;
  for (gsize i = 0; i < from->n_coeff; i++)
    if (from->coeff[i] != 1.0f)
      return FALSE;
  return from->operation == 0 || from->operation == 1;
}

/* Layers that are no nodes ---------------------------------------------------------- */

static gboolean
read_flatten (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
              G_GNUC_UNUSED FvGraphNode *node)
{
  const FvCaffe__Flatten *from = GET (layer, flatten_param, Flatten, FLATTEN);

  return from->axis == 1 && (from->end_axis == -1 || from->end_axis == 3);
}

/* Whether a reshape makes a row, with one position or without any: n × all else */
static gboolean
read_reshape (const FvCaffe__Layer *layer, G_GNUC_UNUSED const gint *tensors,
              G_GNUC_UNUSED FvGraphNode *node)
{
  const FvCaffe__Reshape *from = GET (layer, reshape_param, Reshape, RESHAPE);
  const FvCaffe__BlobShape *shape = from->shape;

  if (from->axis != 0 || from->num_axes != -1 || shape == NULL || shape->n_dim < 2 ||
      (shape->dim[0] != 0 && shape->dim[0] != 1) || shape->dim[1] == 0)
    return FALSE;
  for (gsize i = 2; i < shape->n_dim; i++)
    if (shape->dim[i] != 1)
      return FALSE;
  return TRUE;
}

static gboolean
read_nothing (G_GNUC_UNUSED const FvCaffe__Layer *layer,
              G_GNUC_UNUSED const gint *tensors, G_GNUC_UNUSED FvGraphNode *node)
{
  return TRUE;
}

static gboolean
read_nothing_known (G_GNUC_UNUSED const FvCaffe__Layer *layer,
                    G_GNUC_UNUSED const gint *tensors, G_GNUC_UNUSED FvGraphNode *node)
{
  return FALSE;
}

/* old_type: its number until 2014, 0 where there was none */
static const struct
{
  const gchar *name;
  gint old_type;
  FvCaffeRole role;
  Read read;
} types[] = {
  { "AbsVal", 35, FV_CAFFE_NODE, read_nothing_known },
  { "Accuracy", 1, FV_CAFFE_NONE, read_nothing },
  { "ArgMax", 30, FV_CAFFE_NODE, read_nothing_known },
  { "BatchNorm", 0, FV_CAFFE_NODE, read_batch_normalisation },
  { "Bias", 0, FV_CAFFE_NODE, read_bias },
  { "BNLL", 2, FV_CAFFE_NODE, read_nothing_known },
  { "Clip", 0, FV_CAFFE_NODE, read_clip },
  { "Concat", 3, FV_CAFFE_NODE, read_concatenation },
  { "ContrastiveLoss", 37, FV_CAFFE_NONE, read_nothing },
  { "Convolution", 4, FV_CAFFE_NODE, read_convolution },
  { "Deconvolution", 39, FV_CAFFE_NODE, read_nothing_known },
  { "Dropout", 6, FV_CAFFE_SAME, read_nothing },
  { "Eltwise", 25, FV_CAFFE_NODE, read_elementwise },
  { "ELU", 0, FV_CAFFE_NODE, read_elu },
  { "EuclideanLoss", 7, FV_CAFFE_NONE, read_nothing },
  { "Exp", 38, FV_CAFFE_NODE, read_nothing_known },
  { "Flatten", 8, FV_CAFFE_FLAT, read_flatten },
  { "HDF5Output", 10, FV_CAFFE_NONE, read_nothing },
  { "HingeLoss", 28, FV_CAFFE_NONE, read_nothing },
  { "Im2col", 11, FV_CAFFE_NODE, read_nothing_known },
  { "InfogainLoss", 13, FV_CAFFE_NONE, read_nothing },
  { "InnerProduct", 14, FV_CAFFE_NODE, read_inner_product },
  { "LRN", 15, FV_CAFFE_NODE, read_lrn },
  { "MultinomialLogisticLoss", 16, FV_CAFFE_NONE, read_nothing },
  { "MVN", 34, FV_CAFFE_NODE, read_nothing_known },
  { "Pooling", 17, FV_CAFFE_NODE, read_pooling },
  { "Power", 26, FV_CAFFE_NODE, read_power },
  { "ReLU", 18, FV_CAFFE_NODE, read_relu },
  { "Reshape", 0, FV_CAFFE_FLAT, read_reshape },
  { "Scale", 0, FV_CAFFE_NODE, read_scale },
  { "Sigmoid", 19, FV_CAFFE_NODE, read_sigmoid },
  { "SigmoidCrossEntropyLoss", 27, FV_CAFFE_NONE, read_nothing },
  { "Silence", 36, FV_CAFFE_NONE, read_nothing },
  { "Slice", 33, FV_CAFFE_NODE, read_nothing_known },
  { "Softmax", 20, FV_CAFFE_END, read_nothing },
  { "SoftmaxWithLoss", 21, FV_CAFFE_NONE, read_nothing },
  { "Split", 22, FV_CAFFE_SAME, read_nothing },
  { "Swish", 0, FV_CAFFE_NODE, read_swish },
  { "TanH", 23, FV_CAFFE_NODE, read_tanh },
  { "Threshold", 31, FV_CAFFE_NODE, read_nothing_known },
};

static gint
find_type (const FvCaffe__Layer *layer)
{
  for (gint i = 0; i < (gint)G_N_ELEMENTS (types); i++)
    if (layer->type != NULL
            ? g_str_equal (layer->type, types[i].name)
            : layer->old_type != 0 && layer->old_type == types[i].old_type)
      return i;
  return -1;
}

/**
 * fv_caffe_layer_get_type:
 * @layer: a layer
 *
 * Returns: (transfer none): what Caffe calls its type, as far as it has one
 */
const gchar *
fv_caffe_layer_get_type (const FvCaffe__Layer *layer)
{
  gint type = find_type (layer);

  if (type >= 0)
    return types[type].name;
  return layer->type != NULL ? layer->type : "";
}

/**
 * fv_caffe_layer_read:
 * @layer: a layer
 * @tensors: (array fixed-size=3): the numbers of its blobs, -1 for each that it has not
 * @node: (inout): a node without anything, which becomes what the layer computes, if it
 *   is %FV_CAFFE_NODE
 *
 * Returns: what to do with the layer
 */
FvCaffeRole
fv_caffe_layer_read (const FvCaffe__Layer *layer, const gint *tensors, FvGraphNode *node)
{
  gint type = find_type (layer);

  if (type < 0 || !types[type].read (layer, tensors, node))
    return FV_CAFFE_UNKNOWN;
  return types[type].role;
}
