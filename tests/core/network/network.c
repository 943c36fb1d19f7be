/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network tells of itself: what its layers see, and its checksum. */

#include <string.h>

#include "../helpers.h"

static void
test_receptive_fields (void)
{
  const gint expected[] = { 3,  5,  6,  10, 14,  16,  24,  32,  40,
                            44, 60, 76, 92, 100, 132, 164, 196, 212 };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block5_conv3", 32);
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  g_assert_cmpint (n_layers, ==, G_N_ELEMENTS (expected));
  for (gint i = 0; i < n_layers; i++)
    g_assert_cmpint (layers[i].receptive_field, ==, expected[i]);
}

/* Of a network in which every weight is positive, so that each pixel that a position
 * sees has a gradient, unless another one wins the pooling */
static void
test_receptive_field_is_seen (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 32);
  g_autoptr (FvImage) input = make_input (52, 40);
  g_autoptr (FvImage) gradient = fv_image_new (52, 40, NULL);
  FvObjective objective = { "block3_conv1", 0, .pooling = FV_POOLING_AVERAGE };
  gint n_layers, first = G_MAXINT, last = -1;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  gdouble loss;

  for (gint node = 0; node <= 10; node++)
    {
      FvConvolution *layer = (FvConvolution *)fv_network_get_convolution (network, node);

      for (gint i = 0; layer != NULL && i < 9 * layer->n_inputs * layer->n_filters; i++)
        layer->kernel[i] = 0.1f;
      for (gint i = 0; layer != NULL && i < layer->n_filters; i++)
        layer->bias[i] = 1000.0f;
    }
  objective.region = (FvRegion){ 24, 20, 4, 4 }; /* one position */
  g_assert_true (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, NULL));
  for (gint i = 0; i < 52 * 40; i++)
    if (gradient->data[3 * i] != 0.0f)
      {
        first = MIN (first, i % 52);
        last = MAX (last, i % 52);
      }
  g_assert_cmpint (last - first + 1, ==, layers[n_layers - 1].receptive_field);
}

/* Checksum ----------------------------------------------------------------------------
 */

static gchar *
get_checksum (const FvNetwork *network, const gchar *layer)
{
  GError *error = NULL;
  gchar *checksum = fv_network_get_checksum (network, layer, &error);

  g_assert_no_error (error);
  g_assert_cmpint (strlen (checksum), ==, 64);
  return checksum;
}

static void
test_same_checksum (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  g_autoptr (FvNetwork) deeper = make_network (&fv_vgg16, "block3_conv1", 8);
  g_autofree gchar *checksum = get_checksum (network, "block2_conv1");
  g_autofree gchar *same = get_checksum (deeper, "block2_conv1");
  g_autofree gchar *nearer = get_checksum (network, "block1_conv2");
  g_autofree gchar *behind = get_checksum (deeper, "block3_conv1");

  g_assert_cmpstr (checksum, ==, same);
  g_assert_cmpstr (checksum, !=, nearer);
  g_assert_cmpstr (checksum, !=, behind);
}

/* Any value up to the layer counts, and none behind it. */
static void
test_changed_values (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  const gint nodes[] = { 0, 2, 5 }; /* block1_conv1, block1_conv2, block2_conv1 */
  const gboolean counts[] = { TRUE, TRUE, FALSE };
  g_autofree gchar *before = get_checksum (network, "block1_conv2");

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      const FvConvolution *layer = fv_network_get_convolution (network, nodes[i]);
      gfloat *values[] = { &layer->bias[layer->n_filters - 1], &layer->kernel[0] };

      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        {
          g_autofree gchar *changed = NULL;
          gfloat value = *values[k];

          *values[k] += 1.0f;
          changed = get_checksum (network, "block1_conv2");
          g_assert_true (g_str_equal (before, changed) == !counts[i]);
          *values[k] = value;
        }
    }
}

static void
test_other_networks (void)
{
  const gfloat mean[] = { 104.0f, 117.0f, 123.0f };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv1", 8);
  g_autoptr (FvNetwork) vgg19 = make_network (&fv_vgg19, "block1_conv1", 8);
  g_autoptr (FvNetwork) shifted = fv_network_new (&fv_vgg16, "", mean);
  g_autofree gchar *checksum = get_checksum (network, "block1_conv1");
  g_autofree gchar *of_vgg19 = get_checksum (vgg19, "block1_conv1");
  g_autofree gchar *of_shifted = NULL;
  const FvConvolution *layer = fv_network_get_convolution (network, 0);
  FvConvolution *copy = fv_convolution_new (layer->n_inputs, layer->n_filters, NULL);

  memcpy (copy->kernel, layer->kernel, 9 * 3 * layer->n_filters * sizeof (gfloat));
  memcpy (copy->bias, layer->bias, layer->n_filters * sizeof (gfloat));
  g_assert_true (fv_network_set_convolution (shifted, 0, copy, NULL));
  of_shifted = get_checksum (shifted, "block1_conv1");
  g_assert_cmpstr (checksum, !=, of_vgg19);
  g_assert_cmpstr (checksum, !=, of_shifted);
}

/* Thumbnails that users have are found by it, so that it must never become another:
 *
 *   from hashlib import sha256
 *   from struct import pack
 *   values = [0.125 * (i + 1) for i in range (27)]
 *   sha256 (b"VGG16\0" + pack ("<3f", 104, 117, 123) + b"0 block1_conv1\0" + b"3 1\0" +
 *           pack ("<28f", *values, -0.25)).hexdigest () */
static void
test_golden_checksum (void)
{
  const gfloat mean[] = { 104.0f, 117.0f, 123.0f };
  g_autoptr (FvNetwork) network = fv_network_new (&fv_vgg16, "", mean);
  FvConvolution *convolution = fv_convolution_new (3, 1, NULL);
  g_autofree gchar *checksum = NULL;

  for (gint i = 0; i < 27; i++)
    convolution->kernel[i] = 0.125f * (gfloat)(i + 1);
  convolution->bias[0] = -0.25f;
  g_assert_true (fv_network_set_convolution (network, 0, convolution, NULL));
  checksum = get_checksum (network, "block1_conv1");
  g_assert_cmpstr (checksum, ==,
                   "3d2fa5f51cc62d577495619906254e6f0c6ac12ba46a4d582f6a120cf6b335cc");
}

static void
test_no_layer (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", 8);
  const gchar *names[] = { "block2_conv1", "block2_pool", "", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fv_network_get_checksum (network, names[i], &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/golden-checksum", test_golden_checksum);
  g_test_add_func ("/network/receptive-fields", test_receptive_fields);
  g_test_add_func ("/network/receptive-field-is-seen", test_receptive_field_is_seen);
  g_test_add_func ("/network/checksum/same", test_same_checksum);
  g_test_add_func ("/network/checksum/changed-values", test_changed_values);
  g_test_add_func ("/network/checksum/other-networks", test_other_networks);
  g_test_add_func ("/network/checksum/no-layer", test_no_layer);
  return g_test_run ();
}
