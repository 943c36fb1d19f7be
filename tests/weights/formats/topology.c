/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The networks that Caffe and ONNX files tell, made by make_topology_files.py; and those
 * of real files, where they are at hand. */

#include "topology_case.h"

#include "../common.h"
#include "../../core/helpers.h"

static void
test_caffe (void)
{
  static const gchar *const expected[] = {
    "conv - <-1 3/2+1+1 3/1+1+1 f8 0=conv1.weight",
    "scale - <0 e0.001 4=bn1.weight 5=bn1.bias 6=bn1.factor",
    "scale conv1 <1 2=scale1.weight 3=scale1.bias",
    "relu - <2",
    "conv conv2 <3 3/1~2+2+2 1/1 f8 g2 0=conv2.weight 1=conv2.bias",
    "leaky relu2 <4 s0.1",
    "add sum <5,3",
    "lrn norm <6 3 0.5 0.75 1",
    "max pool <7 3/2 3/2 up",
    "average mean <7 3/2+1+1 3/2+1+1 up counts",
    "scale power <9 *0.5+2",
    "average global <10 1/1 1/1 global",
    "conv classes <11 1/1 1/1 f10 dense 5 0=classes.weight 1=classes.bias",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("topology.caffemodel"));

  g_assert_cmpstr (reader->topology->name, ==, "Small");
  assert_picture (reader->topology, 16, 16, 3);
  g_assert_false (reader->topology->has_mean);
  assert_nodes (reader, expected, G_N_ELEMENTS (expected));
  assert_unknown (reader->topology, "“Eltwise” of layer “scaled”");
}

/* What is only for the training is passed over, and the means are the file's. */
static void
test_old_caffe (void)
{
  static const gchar *const expected[] = {
    "conv conv <-1 3/1 3/1 f4 0=conv.weight 1=conv.bias",
    "relu - <0",
    "concat both <1,1",
    "conv side <2 1/1 1/1 f2 dense 5 0=side.weight 1=side.bias",
    "conv classes <2 1/1 1/1 f2 dense 5 0=classes.weight 1=classes.bias",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("topology-v1.caffemodel"));

  assert_picture (reader->topology, 16, 16, 3);
  g_assert_true (reader->topology->has_mean);
  g_assert_cmpfloat (reader->topology->mean[0], ==, 104.0f);
  g_assert_cmpfloat (reader->topology->mean[2], ==, 123.0f);
  g_assert_cmpfloat (reader->topology->scale, ==, 1.0);
  g_assert_null (reader->topology->unknown);
  assert_nodes (reader, expected, G_N_ELEMENTS (expected));
}

static void
test_pytorch (void)
{
  static const gchar *const expected[] = {
    "scale /Mul <-1 *2+0",
    "scale /Sub <0 *1+-1",
    "conv /first/Conv <1 5/2+2+2 5/2+2+2 f8 0=onnx::Conv_41 1=onnx::Conv_42",
    "relu /Relu <2",
    "relu6 /Clip <3",
    "conv /depthwise/Conv <4 3/1+1+1 1/1 f8 g8 0=depthwise.weight 1=depthwise.bias",
    "sigmoid /Sigmoid <5",
    "multiply /Mul_1 <4,6",
    "add /Add <7,4",
    "elu /Elu <8 s0.5",
    "conv /dilated/Conv <9 3/1~2+2+2 3/1~2+2+2 f4 0=dilated.weight 1=dilated.bias",
    "leaky /LeakyRelu <10 s0.2",
    "max /pool/MaxPool <11 3/2+1+3 3/2+1+3",
    "scale /Add_1 <12 3=shift",
    "tanh /Tanh <13",
    "relu /Relu_1 <12",
    "concat /Concat <14,15",
    "padding /Pad <16 1/1+0+1 1/1+1+0",
    "average /average/AveragePool <17 2/2 2/2",
    "average /GlobalAveragePool <18 1/1 1/1 global",
    "conv /dense/Gemm <19 1/1 1/1 f10 dense 5 0=dense.weight 1=dense.bias",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("topology-pytorch-9.onnx"));

  assert_picture (reader->topology, 16, 16, 3);
  g_assert_null (reader->topology->unknown);
  assert_nodes (reader, expected, G_N_ELEMENTS (expected));
}

static void
test_channels_last (void)
{
  static const gchar *const expected[] = {
    "conv conv <-1 3/2 3/2 same f4 0=kernel",
    "lrn norm <0 5 0.5 0.25 2",
    "max pool <1 3/1 3/1 lower",
    "conv dense <2 1/1 1/1 f5 dense 3 0=dense",
    "scale add <3 3=bias",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("topology-last.onnx"));

  assert_picture (reader->topology, 16, 16, 3);
  g_assert_null (reader->topology->unknown);
  assert_nodes (reader, expected, G_N_ELEMENTS (expected));
}

/* What does not depend on what is not known is there; of two of a name, the second goes
 * by its output's. */
static void
test_unknown (void)
{
  static const gchar *const expected[] = {
    "conv a <-1 3/1 3/1 f4 0=features.0.weight",
    "relu d <0",
    "average e <1 1/1 1/1 global",
    "conv f <2 1/1 1/1 f2 dense 4 0=dense",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("topology-unknown.onnx"));

  assert_nodes (reader, expected, G_N_ELEMENTS (expected));
  assert_unknown (reader->topology, "“Resize” of layer “b”");
}

/* Real files ------------------------------------------------------------------------ */

typedef struct
{
  const gchar *file;
  guint n_nodes;
  const gchar *layer; /* the last */
  gint width;
  gint height;
  gint n_channels;
  const gchar *unknown; /* words of it */
} Real;

static const Real reals[] = {
  { "bvlc_googlenet.caffemodel", 140, "loss3/classifier", 224, 224, 3, NULL },
  { "small/ultraface-RFB-320.caffemodel", 91, "447", 320, 240, 3, "“Permute”" },
  { "small/ultraface-RFB-320.onnx", 126, "447", 320, 240, 3, "“Reshape”" },
  { "small/andreygermanov-mnist.onnx", 11, "/net/net.11/Gemm", 28, 28, 1, NULL },
  { "small/akinobu123-model.onnx", 10, "Plus214", 28, 28, 1, NULL },
  { "small/onnx-light_vgg19.onnx", 0, NULL, 224, 224, 3, "“conv1_1_w_0”" },
  { "small/dlwp-mnist_cnn.h5", 11, "dense_2", 28, 28, 1, NULL },
  { "small/simonnchong-cifar10.h5", 12, "dense_1", 32, 32, 3, NULL },
  { "small/mlperf-tiny-pretrainedResnet.h5", 28, "dense", 32, 32, 3, NULL },
  { "small/mpkuse-mnist_cnn.h5", 13, "dense_1", 28, 28, 1, NULL },
  { "small/tensorspace-mnist.h5", 9, "Softmax", 28, 28, 1, NULL },
  { "small/fisakhan-mnist.h5", 3, "dense_1", 28, 28, 1, NULL },
  { "small/lukas-digits.h5", 3, "dense_2", 28, 28, 1, NULL },
  { "small/codesdred-mnist.keras", 4, "dense", 28, 28, 1, NULL },
  { "small/sony-mnist.keras", 0, NULL, 28, 28, 1, "KerasActivationQuantizationHolder" },
};

/* Whether a tensor of the file is a node's */
static gboolean
has_weights (FvTopology *topology, gint node)
{
  const FvNodeWeights *weights = fv_topology_get_weights (topology, node);

  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    if (weights->tensors[i] >= 0)
      return TRUE;
  return FALSE;
}

static void
test_real (gconstpointer data)
{
  const Real *real = data;
  g_autofree gchar *file = find_test_data (real->file);
  g_autoptr (FvReader) reader = NULL;
  FvTopology *topology;

  if (file == NULL)
    return;
  reader = open_reader (file);
  topology = reader->topology;
  assert_picture (topology, real->width, real->height, real->n_channels);
  g_assert_cmpuint (topology->nodes->len, ==, real->n_nodes);
  if (real->layer != NULL)
    {
      gint last = (gint)real->n_nodes - 1;

      g_assert_cmpstr (fv_topology_get_node (topology, last)->layer, ==, real->layer);
      g_assert_true (has_weights (topology, last));
    }
  if (real->unknown != NULL)
    assert_unknown (topology, real->unknown);
  else
    g_assert_null (topology->unknown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/topology/caffe", test_caffe);
  g_test_add_func ("/weights/topology/caffe-v1", test_old_caffe);
  g_test_add_func ("/weights/topology/pytorch", test_pytorch);
  g_test_add_func ("/weights/topology/channels-last", test_channels_last);
  g_test_add_func ("/weights/topology/unknown", test_unknown);
  for (gsize i = 0; i < G_N_ELEMENTS (reals); i++)
    {
      g_autofree gchar *path = g_strconcat ("/weights/topology/", reals[i].file, NULL);

      g_test_add_data_func (path, &reals[i], test_real);
    }
  return g_test_run ();
}
