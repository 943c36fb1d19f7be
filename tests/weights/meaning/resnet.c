/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ResNet50V2, told by the names of its layers: a file made by make_keras_models.py, and
 * the real weights, where they are at hand. */

#include "../common.h"
#include "../../core/helpers.h"

#include "formats/formats.h"
#include "meaning/resnet.h"

static FvTopology *
recognise (const gchar *file)
{
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvReader) reader = fv_formats_open (location, file, &error);

  g_assert_no_error (error);
  g_assert_null (reader->topology);
  return fv_resnet_recognise (reader);
}

static gint
find (FvTopology *topology, const gchar *layer)
{
  for (guint i = 0; i < topology->nodes->len; i++)
    if (g_strcmp0 (fv_topology_get_node (topology, (gint)i)->layer, layer) == 0)
      return (gint)i;
  g_error ("there is no node %s", layer);
}

static void
check_inputs (FvTopology *topology, const gchar *layer, const gchar *first,
              const gchar *second)
{
  const FvNode *node = fv_topology_get_node (topology, find (topology, layer));

  g_assert_cmpint (node->n_inputs, ==, second != NULL ? 2 : 1);
  g_assert_cmpint (node->inputs[0], ==, find (topology, first));
  if (second != NULL)
    g_assert_cmpint (node->inputs[1], ==, find (topology, second));
}

static gint
get_stride (FvTopology *topology, const gchar *layer)
{
  return fv_topology_get_node (topology, find (topology, layer))->window.rows.stride;
}

/* 16 blocks of 11 or 12 nodes, as many as those of keras.applications */
static void
test_whole (void)
{
  g_autoptr (FvTopology) topology = recognise (test_file ("keras-resnet50v2.h5"));

  g_assert_nonnull (topology);
  g_assert_cmpstr (topology->name, ==, "ResNet50V2");
  g_assert_cmpuint (topology->nodes->len, ==, 191);
  check_inputs (topology, "conv2_block1_out", "conv2_block1_0_conv",
                "conv2_block1_3_conv");
  check_inputs (topology, "conv2_block1_0_conv", "conv2_block1_preact_relu", NULL);
  check_inputs (topology, "conv2_block2_out", "conv2_block1_out", "conv2_block2_3_conv");
  check_inputs (topology, "conv4_block6_out", "max_pooling2d_2", "conv4_block6_3_conv");
  check_inputs (topology, "max_pooling2d_2", "conv4_block5_out", NULL);
  check_inputs (topology, "conv5_block3_out", "conv5_block2_out", "conv5_block3_3_conv");
  check_inputs (topology, "predictions", "avg_pool", NULL);
  g_assert_cmpint (get_stride (topology, "conv1_conv"), ==, 2);
  g_assert_cmpint (get_stride (topology, "conv2_block3_2_conv"), ==, 2);
  g_assert_cmpint (get_stride (topology, "conv3_block1_2_conv"), ==, 1);
  g_assert_cmpint (get_stride (topology, "conv3_block1_0_conv"), ==, 1);
  g_assert_cmpint (get_stride (topology, "conv5_block3_2_conv"), ==, 1);
  g_assert_cmpfloat (
      fv_topology_get_weights (topology, find (topology, "post_bn"))->epsilon, ==,
      1.001e-5);
  g_assert_true (
      fv_topology_get_weights (topology, find (topology, "predictions"))->is_dense);
}

static void
test_others (void)
{
  static const gchar *const others[] = { "keras-2.h5", "torchvision.safetensors",
                                         "keras-3.weights.h5" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (recognise (test_file (others[i])));
}

/* The network ends where the file does. */
static void
test_real (void)
{
  g_autofree gchar *file = find_test_data ("resnet50v2-imagenet-partial.h5");
  g_autoptr (FvTopology) topology = NULL;

  if (file == NULL)
    return;
  topology = recognise (file);
  g_assert_nonnull (topology);
  g_assert_cmpstr (topology->name, ==, "ResNet50V2");
  g_assert_cmpuint (topology->nodes->len, ==, 85);
  g_assert_cmpint (find (topology, "conv3_block4_out"), ==, 84);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/resnet/whole", test_whole);
  g_test_add_func ("/weights/resnet/others", test_others);
  g_test_add_func ("/weights/resnet/real", test_real);
  return g_test_run ();
}
