/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: networks and classifiers that are loaded */

#include <string.h>

#include "contract.h"
#include "../helpers.h"

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, "block2_conv1", 16);
}

static void
test_layers_list (void)
{
  static const gchar *const others[] = { "", "vgg", NOT_UTF8, NULL };
  gint n_layers;
  g_autofree FvLayer *layers = fv_layers_list ("VGG19", &n_layers);

  g_assert_cmpint (n_layers, ==, 16);
  g_assert_cmpstr (layers[0].name, ==, "block1_conv1");
  g_assert_cmpint (layers[0].receptive_field, ==, 3);
  g_assert_cmpstr (layers[15].name, ==, "block5_conv4");
  g_assert_cmpint (layers[15].n_filters, ==, 512);
  g_assert_cmpint (layers[15].stride, ==, 16);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      n_layers = -1;
      g_assert_null (fv_layers_list (others[i], &n_layers));
      g_assert_cmpint (n_layers, ==, 0);
    }
  ASSERT_REFUSED (fv_layers_list ("VGG16", NULL));
}

static void
test_layer_find (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  for (gint i = 0; i < n_layers; i++)
    g_assert_true (fv_layer_find (layers, n_layers, layers[i].name) == &layers[i]);
  g_assert_null (fv_layer_find (layers, 2, "block2_conv1"));
  g_assert_null (fv_layer_find (layers, n_layers, "block2_pool"));
  g_assert_null (fv_layer_find (layers, n_layers, ""));
  g_assert_null (fv_layer_find (layers, n_layers, NOT_UTF8));
  g_assert_null (fv_layer_find (layers, n_layers, NULL));
  g_assert_null (fv_layer_find (NULL, 0, "block1_conv1"));
  ASSERT_REFUSED (fv_layer_find (NULL, 1, "block1_conv1"));
}

static void
test_layers_find_classes (void)
{
  FvLayer layers[] = { { .name = "conv", .n_filters = 1000, .kind = "convolution" },
                       { .name = "top", .n_filters = 10, .kind = "dense" } };

  g_assert_true (fv_layers_find_classes (layers, 2) == &layers[1]);
  g_assert_true (fv_layers_find_classes (layers, 1) == &layers[0]);
  layers[1].is_rectified = TRUE;
  g_assert_null (fv_layers_find_classes (layers, 2));
  layers[0].n_filters = 999;
  g_assert_null (fv_layers_find_classes (layers, 1));
  g_assert_null (fv_layers_find_classes (NULL, 0));
  ASSERT_REFUSED (fv_layers_find_classes (NULL, 1));
}

static void
test_layer_get_class_name (void)
{
  const FvLayer classes = { .name = "predictions", .n_filters = 1000, .kind = "dense" };
  const FvLayer digits = { .name = "digits", .n_filters = 10, .kind = "dense" };

  g_assert_cmpstr (fv_layer_get_class_name (&classes, 0), ==, "tench");
  g_assert_cmpstr (fv_layer_get_class_name (&classes, 281), ==, "tabby");
  g_assert_cmpstr (fv_layer_get_class_name (&classes, 999), ==, "toilet tissue");
  g_assert_null (fv_layer_get_class_name (&classes, 1000));
  g_assert_null (fv_layer_get_class_name (&classes, -1));
  g_assert_null (fv_layer_get_class_name (&digits, 3));
  ASSERT_REFUSED (fv_layer_get_class_name (NULL, 0));
}

static void
test_network_free (void)
{
  fv_network_free (NULL);
  fv_network_free (make_small_network ());
}

static void
test_network_get_name (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();

  g_assert_cmpstr (fv_network_get_name (network), ==, "VGG16");
  ASSERT_REFUSED (fv_network_get_name (NULL));
}

static void
test_network_get_origin (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();

  g_assert_cmpstr (fv_network_get_origin (network), ==, "random weights");
  ASSERT_REFUSED (fv_network_get_origin (NULL));
}

static void
test_network_get_layers (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers = 0;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  g_assert_cmpint (n_layers, ==, 4);
  g_assert_cmpstr (layers[2].name, ==, "block1_pool");
  g_assert_cmpstr (layers[3].name, ==, "block2_conv1");
  ASSERT_REFUSED (fv_network_get_layers (network, NULL));
  ASSERT_REFUSED (fv_network_get_layers (NULL, &n_layers));
}

static void
test_network_get_mean (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gfloat mean[3];

  fv_network_get_mean (network, mean);
  g_assert_cmpfloat (mean[0], ==, fv_imagenet_mean[0]);
  ASSERT_CRITICAL (fv_network_get_mean (network, NULL));
  ASSERT_CRITICAL (fv_network_get_mean (NULL, mean));
}

/* Of layers that there are not, or that are not loaded, and of nodes without a name */
static void
test_network_get_checksum (void)
{
  static const gchar *const layers[] = {
    "", "block9_conv1", "block3_conv1", "block2_pool", NOT_UTF8, NULL
  };
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autofree gchar *checksum = fv_network_get_checksum (network, "block1_conv1", NULL);
  GError *error = NULL;

  g_assert_cmpuint (strlen (checksum), ==, 64);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_assert_null (fv_network_get_checksum (network, layers[i], &error));
      assert_error (&error, FV_ERROR_LAYER, "Choose one of: block1_conv1, block1_conv2");
    }
  ASSERT_REFUSED (fv_network_get_checksum (NULL, "block1_conv1", NULL));
}

static FvClassifier *
make_classes (gint n_classes)
{
  return make_classifier (2, (const gint[]){ 3, 3, n_classes });
}

static void
test_classifier_free (void)
{
  fv_classifier_free (NULL);
  fv_classifier_free (make_classes (2));
}

static void
test_classifier_get_n_classes (void)
{
  g_autoptr (FvClassifier) classifier = make_classes (7);

  g_assert_cmpint (fv_classifier_get_n_classes (classifier), ==, 7);
  ASSERT_REFUSED (fv_classifier_get_n_classes (NULL));
}

static void
test_classifier_get_layer (void)
{
  g_autoptr (FvClassifier) dense = make_classes (7);
  g_autoptr (FvClassifier) of_layer = fv_classifier_new_of_layer ("loss3/classifier", 7);

  g_assert_null (fv_classifier_get_layer (dense));
  g_assert_cmpstr (fv_classifier_get_layer (of_layer), ==, "loss3/classifier");
  g_assert_cmpint (fv_classifier_get_n_classes (of_layer), ==, 7);
  ASSERT_REFUSED (fv_classifier_get_layer (NULL));
}

static void
test_classifier_has_class_names (void)
{
  g_autoptr (FvClassifier) named = make_classes (1000);
  g_autoptr (FvClassifier) nameless = make_classes (3);

  g_assert_true (fv_classifier_has_class_names (named));
  g_assert_false (fv_classifier_has_class_names (nameless));
  ASSERT_REFUSED (fv_classifier_has_class_names (NULL));
}

/* ImageNet's classes, and others, at both ends and beyond them: -1 is what #FvClassScore
 * has where there are not so many classes. */
static void
test_classifier_get_class_name (void)
{
  static const gint numbers[] = { 1000, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (FvClassifier) classifier = make_classes (numbers[i]);
      g_autofree gchar *first = fv_classifier_get_class_name (classifier, 0);
      g_autofree gchar *last = fv_classifier_get_class_name (classifier, numbers[i] - 1);

      g_assert_cmpstr (first, ==, i == 0 ? "tench" : "class 0");
      g_assert_cmpstr (last, ==, i == 0 ? "toilet tissue" : "class 2");
      ASSERT_REFUSED (fv_classifier_get_class_name (classifier, -1));
      ASSERT_REFUSED (fv_classifier_get_class_name (classifier, numbers[i]));
      ASSERT_REFUSED (fv_classifier_get_class_name (classifier, G_MAXINT));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_layers_list", test_layers_list);
  g_test_add_func ("/contract/fv_layer_find", test_layer_find);
  g_test_add_func ("/contract/fv_layers_find_classes", test_layers_find_classes);
  g_test_add_func ("/contract/fv_layer_get_class_name", test_layer_get_class_name);
  g_test_add_func ("/contract/fv_network_free", test_network_free);
  g_test_add_func ("/contract/fv_network_get_name", test_network_get_name);
  g_test_add_func ("/contract/fv_network_get_origin", test_network_get_origin);
  g_test_add_func ("/contract/fv_network_get_layers", test_network_get_layers);
  g_test_add_func ("/contract/fv_network_get_mean", test_network_get_mean);
  g_test_add_func ("/contract/fv_network_get_checksum", test_network_get_checksum);
  g_test_add_func ("/contract/fv_classifier_free", test_classifier_free);
  g_test_add_func ("/contract/fv_classifier_get_layer", test_classifier_get_layer);
  g_test_add_func ("/contract/fv_classifier_get_n_classes",
                   test_classifier_get_n_classes);
  g_test_add_func ("/contract/fv_classifier_has_class_names",
                   test_classifier_has_class_names);
  g_test_add_func ("/contract/fv_classifier_get_class_name",
                   test_classifier_get_class_name);
  return g_test_run ();
}
