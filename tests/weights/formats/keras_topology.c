/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The networks that Keras files describe, made by make_keras_models.py. */

#include "topology_case.h"

#include <string.h>

#include "../common.h"
#include "formats/keras-topology.h"

/* Files ----------------------------------------------------------------------------- */

static const gchar *const kinds[] = {
  "scale rescaling <-1 *0.00784314+-1",
  "padding pad <0 1/1+0+1 1/1+2+3",
  "conv conv <1 3/2 3/2 f4 0=conv/kernel",
  "scale bn <2 e0.002 3=bn/beta 4=bn/moving_mean 5=bn/moving_variance",
  "relu6 relu6 <3",
  "conv depthwise <4 3/1 3/1 same f8 g4 0=depthwise/kernel 1=depthwise/bias",
  "leaky leaky <5 s0.125",
  "conv separable/depthwise <6 3/1~2 3/1~2 same f8 g8 0=separable/depthwise_kernel",
  "conv separable <7 1/1 1/1 f8 0=separable/pointwise_kernel 1=separable/bias",
  "elu - <8 s1",
  "conv grouped <9 1/1 1/1 f8 g2 0=grouped/kernel 1=grouped/bias",
  "swish - <10",
  "add add <9,11",
  "average squeeze <12 1/1 1/1 global",
  "conv excite <13 1/1 1/1 f8 0=excite/kernel 1=excite/bias",
  "sigmoid - <14",
  "multiply multiply <12,15",
  "concat concatenate <16,12,6",
  "padding crop <17 1/1+-1+0 1/1+0+-2",
  "average average <18 3/2 3/2 same",
  "max global <19 1/1 1/1 global",
  "conv predictions <20 1/1 1/1 f5 dense 3 0=predictions/kernel 1=predictions/bias",
};

static const FvNodeWeights *
get_weights (const FvReader *reader, gint node)
{
  return fv_topology_get_weights (reader->topology, node);
}

/* A layer of each class that is known, and one that is not: what does not depend on it is
 * there. */
static void
test_kinds (void)
{
  g_autoptr (FvReader) reader = open_reader (test_file ("keras-model-kinds.h5"));

  g_assert_cmpstr (reader->topology->name, ==, "kinds");
  assert_picture (reader->topology, 0, 0, 3);
  assert_nodes (reader, kinds, G_N_ELEMENTS (kinds));
  g_assert_cmpfloat (get_weights (reader, 0)->factor, ==, 1 / 127.5);
  g_assert_cmpint (get_weights (reader, 5)->order, ==, FV_KERNEL_HWOI);
  g_assert_cmpint (get_weights (reader, 10)->order, ==, FV_KERNEL_HWIO);
  g_assert_cmpint (get_weights (reader, 21)->order, ==, FV_KERNEL_DENSE_IO);
  assert_unknown (reader->topology, "“Lambda” of layer “lambda”");
}

static void
test_nested (void)
{
  static const gchar *const nested[] = {
    "conv conv <-1 3/1 3/1 same f3 0=conv/kernel 1=conv/bias",
    "conv encoder/conv <0 3/1 3/1 f4 0=model_weights/encoder/conv/kernel "
    "1=model_weights/encoder/conv/bias",
    "relu - <1",
    "conv second <2 3/1 3/1 f4 0=second/kernel 1=second/bias",
    "tanh - <3",
    "conv dense <4 1/1 1/1 f2 dense 3 0=dense/kernel 1=dense/bias",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("keras-model-nested.h5"));

  assert_picture (reader->topology, 8, 8, 3);
  assert_nodes (reader, nested, G_N_ELEMENTS (nested));
  g_assert_null (reader->topology->unknown);
}

static void
test_archive (void)
{
  static const gchar *const archive[] = {
    "conv stem <-1 3/1 3/1 same f2 0=stem/kernel 1=stem/bias",
    "relu - <0",
    "scale norm <1 e0.001 2=norm/0 3=norm/1 4=norm/2 5=norm/3",
    "conv branch <2 1/1 1/1 f2 0=branch/kernel 1=branch/bias",
    "leaky - <3 s0.2",
    "add sum <2,4",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("keras-model-3.keras"));

  assert_picture (reader->topology, 8, 8, 1);
  assert_nodes (reader, archive, G_N_ELEMENTS (archive));
  g_assert_cmpfloat (fv_topology_get_node (reader->topology, 4)->parameters.slope, ==,
                     0.2f);
  g_assert_null (reader->topology->unknown);
}

/* Layers that wait for each other, and for one that is not there */
static void
test_ring (void)
{
  static const gchar *const ring[] = {
    "conv first <-1 3/1 3/1 f2 0=first/kernel",
  };
  g_autoptr (FvReader) reader = open_reader (test_file ("keras-model-ring.h5"));

  assert_nodes (reader, ring, G_N_ELEMENTS (ring));
  assert_unknown (reader->topology, "“second”");
}

static void
test_wide (void)
{
  g_autoptr (FvReader) reader = open_reader (test_file ("keras-model-wide.h5"));

  g_assert_cmpuint (reader->topology->nodes->len, ==, 0);
  assert_unknown (reader->topology, "strides");
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
  assert_unknown (topology, "Sequential");
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
  return g_test_run ();
}
