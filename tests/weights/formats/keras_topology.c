/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The networks that Keras files describe: made by make_keras_models.py; and real ones,
 * where they are at hand. */

#include "../common.h"
#include "../../core/helpers.h"

#include <string.h>

#include "formats/formats.h"
#include "formats/keras-topology.h"

static FvReader *
open_file (const gchar *file)
{
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GError) error = NULL;
  FvReader *reader = fv_formats_open (location, file, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reader->topology);
  return reader;
}

static void
describe_inputs (const FvNode *node, GString *text)
{
  for (gint i = 0; i < node->n_inputs; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", node->inputs[i]);
}

static void
describe_tensors (const FvReader *reader, const FvNodeWeights *weights, GString *text)
{
  static const gchar *const names[FV_N_WEIGHTS] = { "kernel", "bias", "gamma",
                                                    "beta",   "mean", "variance" };

  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    if (weights->tensors[i] >= 0)
      g_string_append_printf (
          text, " %s=%s", names[i],
          fv_reader_get_tensor (reader, (guint)weights->tensors[i])->name);
}

/* "conv -1 kernel=conv/kernel": name, inputs, tensors */
static gchar *
describe (const FvReader *reader, gint node)
{
  const FvNode *described = fv_topology_get_node (reader->topology, node);
  g_autoptr (GString) text =
      g_string_new (described->layer != NULL ? described->layer : "-");

  g_string_append_c (text, ' ');
  describe_inputs (described, text);
  describe_tensors (reader, fv_topology_get_weights (reader->topology, node), text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  FvNodeKind kind;
  const gchar *description;
} Expected;

static void
check_nodes (const FvReader *reader, const Expected *expected, gsize n_expected)
{
  g_assert_cmpuint (reader->topology->nodes->len, ==, n_expected);
  g_assert_cmpuint (reader->topology->weights->len, ==, n_expected);
  for (gsize i = 0; i < n_expected; i++)
    {
      g_autofree gchar *description = describe (reader, (gint)i);

      g_assert_cmpstr (description, ==, expected[i].description);
      g_assert_cmpint (fv_topology_get_node (reader->topology, (gint)i)->kind, ==,
                       expected[i].kind);
    }
}

static void
check_window (const FvReader *reader, gint node, FvWindowAxis rows, FvWindowAxis columns,
              FvWindowPadding padding)
{
  const FvWindow *window = &fv_topology_get_node (reader->topology, node)->window;

  g_assert_cmpmem (&window->rows, sizeof rows, &rows, sizeof rows);
  g_assert_cmpmem (&window->columns, sizeof columns, &columns, sizeof columns);
  g_assert_cmpint (window->padding, ==, padding);
  g_assert_false (window->counts_padding);
  g_assert_false (window->rounds_up);
}

static void
check_picture (const FvReader *reader, gint width, gint height, gint n_channels)
{
  g_assert_cmpint (reader->topology->width, ==, width);
  g_assert_cmpint (reader->topology->height, ==, height);
  g_assert_cmpint (reader->topology->n_channels, ==, n_channels);
}

/* Files of our own ------------------------------------------------------------------ */

static const Expected kinds[] = {
  { FV_NODE_SCALE, "rescaling -1" },
  { FV_NODE_ZERO_PADDING, "pad 0" },
  { FV_NODE_CONVOLUTION, "conv 1 kernel=conv/kernel" },
  { FV_NODE_SCALE, "bn 2 beta=bn/beta mean=bn/moving_mean variance=bn/moving_variance" },
  { FV_NODE_RELU6, "relu6 3" },
  { FV_NODE_CONVOLUTION, "depthwise 4 kernel=depthwise/kernel bias=depthwise/bias" },
  { FV_NODE_LEAKY_RELU, "leaky 5" },
  { FV_NODE_CONVOLUTION, "separable/depthwise 6 kernel=separable/depthwise_kernel" },
  { FV_NODE_CONVOLUTION,
    "separable 7 kernel=separable/pointwise_kernel bias=separable/bias" },
  { FV_NODE_ELU, "- 8" },
  { FV_NODE_CONVOLUTION, "grouped 9 kernel=grouped/kernel bias=grouped/bias" },
  { FV_NODE_SWISH, "- 10" },
  { FV_NODE_ADD, "add 9,11" },
  { FV_NODE_AVERAGE_POOLING, "squeeze 12" },
  { FV_NODE_CONVOLUTION, "excite 13 kernel=excite/kernel bias=excite/bias" },
  { FV_NODE_SIGMOID, "- 14" },
  { FV_NODE_MULTIPLY, "multiply 12,15" },
  { FV_NODE_CONCATENATE, "concatenate 16,12,6" },
  { FV_NODE_ZERO_PADDING, "crop 17" },
  { FV_NODE_AVERAGE_POOLING, "average 18" },
  { FV_NODE_MAX_POOLING, "global 19" },
  { FV_NODE_CONVOLUTION,
    "predictions 20 kernel=predictions/kernel bias=predictions/bias" },
};

static void
check_windows_of_kinds (const FvReader *reader)
{
  check_window (reader, 1, (FvWindowAxis){ 1, 1, 1, 0, 1 },
                (FvWindowAxis){ 1, 1, 1, 2, 3 }, FV_PADDING_GIVEN);
  check_window (reader, 2, (FvWindowAxis){ 3, 2, 1, 0, 0 },
                (FvWindowAxis){ 3, 2, 1, 0, 0 }, FV_PADDING_GIVEN);
  check_window (reader, 7, (FvWindowAxis){ 3, 1, 2, 0, 0 },
                (FvWindowAxis){ 3, 1, 2, 0, 0 }, FV_PADDING_SAME);
  check_window (reader, 18, (FvWindowAxis){ 1, 1, 1, -1, 0 },
                (FvWindowAxis){ 1, 1, 1, 0, -2 }, FV_PADDING_GIVEN);
  check_window (reader, 19, (FvWindowAxis){ 3, 2, 1, 0, 0 },
                (FvWindowAxis){ 3, 2, 1, 0, 0 }, FV_PADDING_SAME);
  g_assert_true (fv_topology_get_node (reader->topology, 13)->window.is_global);
  g_assert_true (fv_topology_get_node (reader->topology, 20)->window.is_global);
}

static void
check_numbers_of_kinds (FvTopology *topology)
{
  g_assert_cmpfloat (fv_topology_get_weights (topology, 0)->factor, ==, 1 / 127.5);
  g_assert_cmpfloat (fv_topology_get_weights (topology, 0)->offset, ==, -1.0);
  g_assert_cmpfloat (fv_topology_get_weights (topology, 3)->epsilon, ==, 0.002);
  g_assert_cmpint (fv_topology_get_node (topology, 5)->groups, ==, 4);
  g_assert_cmpint (fv_topology_get_node (topology, 5)->n_filters, ==, 8);
  g_assert_cmpint (fv_topology_get_weights (topology, 5)->order, ==, FV_KERNEL_HWOI);
  g_assert_cmpfloat (fv_topology_get_node (topology, 6)->parameters.slope, ==, 0.125f);
  g_assert_cmpfloat (fv_topology_get_node (topology, 9)->parameters.slope, ==, 1.0f);
  g_assert_cmpint (fv_topology_get_node (topology, 10)->groups, ==, 2);
  g_assert_cmpint (fv_topology_get_weights (topology, 10)->order, ==, FV_KERNEL_HWIO);
  g_assert_false (fv_topology_get_weights (topology, 14)->is_dense);
  g_assert_true (fv_topology_get_weights (topology, 21)->is_dense);
  g_assert_cmpint (fv_topology_get_weights (topology, 21)->order, ==, FV_KERNEL_DENSE_IO);
}

/* A layer of each class that is known, and one that is not: what does not depend on it is
 * there. */
static void
test_kinds (void)
{
  g_autoptr (FvReader) reader = open_file (test_file ("keras-model-kinds.h5"));

  g_assert_cmpstr (reader->topology->name, ==, "kinds");
  check_picture (reader, 0, 0, 3);
  check_nodes (reader, kinds, G_N_ELEMENTS (kinds));
  check_windows_of_kinds (reader);
  check_numbers_of_kinds (reader->topology);
  g_assert_nonnull (strstr (reader->topology->unknown, "“Lambda” of layer “lambda”"));
}

static void
test_nested (void)
{
  static const Expected nested[] = {
    { FV_NODE_CONVOLUTION, "conv -1 kernel=conv/kernel bias=conv/bias" },
    { FV_NODE_CONVOLUTION, "encoder/conv 0 kernel=model_weights/encoder/conv/kernel "
                           "bias=model_weights/encoder/conv/bias" },
    { FV_NODE_RELU, "- 1" },
    { FV_NODE_CONVOLUTION, "second 2 kernel=second/kernel bias=second/bias" },
    { FV_NODE_TANH, "- 3" },
    { FV_NODE_CONVOLUTION, "dense 4 kernel=dense/kernel bias=dense/bias" },
  };
  g_autoptr (FvReader) reader = open_file (test_file ("keras-model-nested.h5"));

  check_picture (reader, 8, 8, 3);
  check_nodes (reader, nested, G_N_ELEMENTS (nested));
  g_assert_null (reader->topology->unknown);
}

static void
test_archive (void)
{
  static const Expected archive[] = {
    { FV_NODE_CONVOLUTION, "stem -1 kernel=stem/kernel bias=stem/bias" },
    { FV_NODE_RELU, "- 0" },
    { FV_NODE_SCALE, "norm 1 gamma=norm/0 beta=norm/1 mean=norm/2 variance=norm/3" },
    { FV_NODE_CONVOLUTION, "branch 2 kernel=branch/kernel bias=branch/bias" },
    { FV_NODE_LEAKY_RELU, "- 3" },
    { FV_NODE_ADD, "sum 2,4" },
  };
  g_autoptr (FvReader) reader = open_file (test_file ("keras-model-3.keras"));

  check_picture (reader, 8, 8, 1);
  check_nodes (reader, archive, G_N_ELEMENTS (archive));
  g_assert_cmpfloat (fv_topology_get_node (reader->topology, 4)->parameters.slope, ==,
                     0.2f);
  g_assert_null (reader->topology->unknown);
}

/* Layers that wait for each other, and for one that is not there */
static void
test_ring (void)
{
  static const Expected ring[] = { { FV_NODE_CONVOLUTION,
                                     "first -1 kernel=first/kernel" } };
  g_autoptr (FvReader) reader = open_file (test_file ("keras-model-ring.h5"));

  check_nodes (reader, ring, G_N_ELEMENTS (ring));
  g_assert_nonnull (strstr (reader->topology->unknown, "“second”"));
}

static void
test_wide (void)
{
  g_autoptr (FvReader) reader = open_file (test_file ("keras-model-wide.h5"));

  g_assert_cmpuint (reader->topology->nodes->len, ==, 0);
  g_assert_nonnull (strstr (reader->topology->unknown, "strides"));
}

/* Configurations -------------------------------------------------------------------- */

/* Layers of a Sequential for pictures of 8 × 8, in JSON with ' for "
 *
 * Returns: (transfer full) (nullable): the network, without tensors */
static FvTopology *
read_layers (const gchar *layers)
{
  g_autofree gchar *json = g_strdup_printf (
      "{'class_name': 'Sequential', 'config': {'name': 'm', 'layers': [{'class_name': "
      "'InputLayer', 'config': {'batch_input_shape': [null, 8, 8, 3], 'name': 'i'}}%s]}}",
      layers);
  g_autoptr (FvKerasConfig) config = NULL;
  g_autoptr (FvKerasVariables) variables = fv_keras_variables_new ();

  g_strdelimit (json, "'", '"');
  config = fv_keras_config_new (json, strlen (json));
  return config != NULL ? fv_keras_topology_new (NULL, config, FALSE, variables) : NULL;
}

/* What is refused, with what the sentence has to name */
static void
test_refused (void)
{
  static const struct
  {
    const gchar *layers;
    const gchar *words;
  } cases[] = {
    { "{'class_name': 'QuantizeWrapperV2', 'config': {'name': 'q'}}",
      "“QuantizeWrapperV2” of layer “q”" },
    { "{'class_name': 'Conv2D', 'config': {'name': 'c', 'filters': 2, 'kernel_size': "
      "[3, 3], 'data_format': 'channels_first'}}",
      "channels_first" },
    { "{'class_name': 'Conv2D', 'config': {'name': 'c', 'filters': 2, 'kernel_size': "
      "[3, 3], 'activation': 'gelu'}}",
      "gelu" },
    { "{'class_name': 'Conv2D', 'config': {'name': 'c', 'filters': 2, 'kernel_size': "
      "[9, 9]}}",
      "“Conv2D” of layer “c”" },
    { "{'class_name': 'Conv2D', 'config': {'name': 'c', 'filters': 2, 'kernel_size': "
      "[60000, 3], 'dilation_rate': [60000, 1]}}",
      "dilation_rate" },
    { "{'class_name': 'Conv2D', 'config': []}", "Conv2D" },
    { "{'class_name': 'Conv2D'}", "Conv2D" },
    { "{'config': {'name': 'nameless'}}", "nameless" },
    { "{'class_name': 'BatchNormalization', 'config': {'name': 'b', 'axis': [1]}}",
      "axis" },
    { "{'class_name': 'Flatten', 'config': {'name': 'f'}}, {'class_name': "
      "'BatchNormalization', 'config': {'name': 'b', 'axis': [1]}}",
      "axis" },
    { "{'class_name': 'ReLU', 'config': {'name': 'r', 'max_value': 4}}", "max_value: 4" },
    { "{'class_name': 'Softmax', 'config': {'name': 's'}}, {'class_name': 'Dense', "
      "'config': {'name': 'd', 'units': 3}}",
      "“softmax” of layer “s”" },
    { "{'class_name': 'Reshape', 'config': {'name': 'r', 'target_shape': [4, 16, 3]}}",
      "target_shape" },
    { "{'class_name': 'Cropping2D', 'config': {'name': 'c', 'cropping': "
      "[[4, 4], [0, 0]]}}",
      "Cropping2D" },
    { "{'class_name': 'ZeroPadding2D', 'config': {'name': 'z', 'padding': "
      "[[-1, 0], [0, 0]]}}",
      "padding" },
    { "{'class_name': 'MaxPooling2D', 'config': {'name': 'p', 'pool_size': 'x'}}",
      "pool_size" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *layers = g_strconcat (", ", cases[i].layers, NULL);
      g_autoptr (FvTopology) topology = read_layers (layers);

      g_assert_nonnull (topology);
      g_assert_cmpuint (topology->nodes->len, ==, 0);
      g_assert_nonnull (topology->unknown);
      if (strstr (topology->unknown, cases[i].words) == NULL)
        g_error ("“%s” does not name %s", topology->unknown, cases[i].words);
    }
}

/* What is no list of layers, and what is no configuration at all */
static void
test_odd (void)
{
  static const gchar *const odd[] = { "{}",
                                      "[]",
                                      "3",
                                      "{\"config\": 3}",
                                      "{\"config\": {\"layers\": {}}}",
                                      "{\"config\": [1, null, \"x\", [], {}]}",
                                      "{\"config\": {\"layers\": [null, 7, []]}}",
                                      "" };
  g_autoptr (FvKerasVariables) variables = fv_keras_variables_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (FvKerasConfig) config = fv_keras_config_new (odd[i], strlen (odd[i]));
      g_autoptr (FvTopology) topology =
          config != NULL ? fv_keras_topology_new (NULL, config, FALSE, variables) : NULL;

      g_assert_true (topology == NULL || topology->nodes->len == 0);
    }
}

/* Models in models, deeper than is read */
static void
test_deep (void)
{
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autoptr (FvTopology) topology = NULL;

  for (gint i = 0; i < 20; i++)
    g_string_append (layers, ", {'class_name': 'Sequential', 'config': {'name': 's', "
                             "'layers': [{'class_name': 'Activation', 'config': {'name': "
                             "'a', 'activation': 'relu'}}");
  for (gint i = 0; i < 20; i++)
    g_string_append (layers, "]}}");
  topology = read_layers (layers->str);
  g_assert_nonnull (topology);
  g_assert_cmpuint (topology->nodes->len, ==, 16);
  g_assert_nonnull (strstr (topology->unknown, "Sequential"));
}

/* A picture that the network takes as a row */
static void
test_row (void)
{
  static const gchar json[] =
      "{\"class_name\": \"Sequential\", \"config\": [{\"class_name\": \"Reshape\", "
      "\"config\": {\"name\": \"r\", \"batch_input_shape\": [null, 784], "
      "\"target_shape\": [28, 28, 1]}}, {\"class_name\": \"MaxPooling2D\", \"config\": "
      "{\"name\": \"p\"}}]}";
  g_autoptr (FvKerasConfig) config = fv_keras_config_new (json, strlen (json));
  g_autoptr (FvKerasVariables) variables = fv_keras_variables_new ();
  g_autoptr (FvTopology) topology =
      fv_keras_topology_new (NULL, config, FALSE, variables);

  g_assert_cmpuint (topology->nodes->len, ==, 1);
  g_assert_cmpint (topology->width, ==, 28);
  g_assert_cmpint (topology->height, ==, 28);
  g_assert_cmpint (topology->n_channels, ==, 1);
  g_assert_null (topology->unknown);
}

/* Real files ------------------------------------------------------------------------ */

static void
test_real (void)
{
  static const struct
  {
    const gchar *file;
    guint n_nodes;
    gint side;
    gint n_channels;
    const gchar *last;
    const gchar *unknown;
  } files[] = {
    { "small/dlwp-mnist_cnn.h5", 11, 28, 1, "dense_2 9", NULL },
    { "small/simonnchong-cifar10.h5", 12, 32, 3, "dense_1 10", NULL },
    { "small/mlperf-tiny-pretrainedResnet.h5", 28, 32, 3, "dense 26", NULL },
    { "small/mpkuse-mnist_cnn.h5", 13, 28, 1, "dense_1 11", NULL },
    { "small/tensorspace-mnist.h5", 9, 28, 1, "Softmax 7", NULL },
    { "small/fisakhan-mnist.h5", 3, 28, 1, "dense_1 1", NULL },
    { "small/lukas-digits.h5", 3, 28, 1, "dense_2 1", NULL },
    { "small/codesdred-mnist.keras", 4, 28, 1, "dense 2", NULL },
    { "small/sony-mnist.keras", 0, 28, 1, NULL, "KerasActivationQuantizationHolder" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree gchar *file = find_test_data (files[i].file);
      g_autoptr (FvReader) reader = NULL;
      g_autofree gchar *last = NULL;

      if (file == NULL)
        return;
      reader = open_file (file);
      check_picture (reader, files[i].side, files[i].side, files[i].n_channels);
      g_assert_cmpuint (reader->topology->nodes->len, ==, files[i].n_nodes);
      if (files[i].unknown != NULL)
        g_assert_nonnull (strstr (reader->topology->unknown, files[i].unknown));
      else
        g_assert_null (reader->topology->unknown);
      if (files[i].n_nodes == 0)
        continue;
      last = describe (reader, (gint)files[i].n_nodes - 1);
      g_assert_true (g_str_has_prefix (last, files[i].last));
      g_assert_nonnull (strstr (last, "kernel="));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/keras-topology/kinds", test_kinds);
  g_test_add_func ("/weights/keras-topology/nested", test_nested);
  g_test_add_func ("/weights/keras-topology/archive", test_archive);
  g_test_add_func ("/weights/keras-topology/ring", test_ring);
  g_test_add_func ("/weights/keras-topology/wide", test_wide);
  g_test_add_func ("/weights/keras-topology/refused", test_refused);
  g_test_add_func ("/weights/keras-topology/odd", test_odd);
  g_test_add_func ("/weights/keras-topology/deep", test_deep);
  g_test_add_func ("/weights/keras-topology/row", test_row);
  g_test_add_func ("/weights/keras-topology/real", test_real);
  return g_test_run ();
}
