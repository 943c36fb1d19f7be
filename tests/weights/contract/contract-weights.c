/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: weights files, and what they were trained on */

#include <glib/gstdio.h>
#include <string.h>

#include "../../core/contract/contract.h"
#include "../common.h"

static FvWeights *
open_sample (void)
{
  return fv_weights_open ("sample", NULL);
}

/* Returns: (nullable): a file that can be opened, and whose values then are gone; NULL on
 * Windows, where what is open stays */
static FvWeights *
open_vanished (void)
{
  g_autoptr (FvWeights) sample = open_sample ();
  g_autofree gchar *file = test_write ("vanished.safetensors", "", 0);
  FvWeights *weights;

  g_assert_true (fv_weights_convert (sample, file, FV_PRECISION_HALF, FALSE, NULL));
  weights = fv_weights_open (file, NULL);
  g_assert_nonnull (weights);
  if (g_unlink (file) == 0)
    return weights;
  g_assert_cmpint (G_DIR_SEPARATOR, ==, '\\');
  fv_weights_free (weights);
  g_assert_cmpint (g_unlink (file), ==, 0);
  return NULL;
}

/* Files ---------------------------------------------------------------------------------
 */

static const gchar *const no_files[] = { "", "/", "/dev/zero", "/no/such/file",
                                         ("/" NOT_UTF8) };

static void
test_weights_open (void)
{
  g_autoptr (FvWeights) sample = open_sample ();
  GError *error = NULL;

  g_assert_nonnull (sample);
  for (guint i = 0; i < G_N_ELEMENTS (no_files); i++)
    {
      g_assert_null (fv_weights_open (no_files[i], &error));
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_open (NULL, NULL));
}

static void
test_weights_find (void)
{
  g_autoptr (FvWeights) any = fv_weights_find (NULL, NULL);
  g_autoptr (FvWeights) empty = fv_weights_find ("", NULL);
  g_autoptr (FvWeights) sample = fv_weights_find ("sample", NULL);
  GError *error = NULL;

  g_assert_nonnull (any);
  g_assert_cmpstr (fv_weights_get_file (any), ==, fv_weights_get_file (empty));
  g_assert_cmpstr (fv_weights_get_file (sample), ==, "sample");
  g_assert_null (fv_weights_find (NOT_UTF8, &error));
  assert_error (&error, FV_ERROR_FILE, "Choose");
  g_setenv ("FEATVIS_WEIGHTS", "/no/such/file", TRUE);
  g_assert_null (fv_weights_find (NULL, &error));
  assert_error (&error, FV_ERROR_FILE, "FEATVIS_WEIGHTS");
  g_unsetenv ("FEATVIS_WEIGHTS");
}

static void
test_weights_list_places (void)
{
  g_autoptr (GPtrArray) places = fv_weights_list_places (NULL);
  g_autoptr (GPtrArray) more = fv_weights_list_places ("/no/such/" NOT_UTF8);
  const FvWeightsPlace *last = places->pdata[places->len - 1];
  const FvWeightsPlace *first = more->pdata[0];

  g_assert_cmpstr (last->file, ==, "sample");
  g_assert_cmpuint (more->len, ==, places->len + 1);
  g_assert_null (first->file);
  g_assert_true (g_utf8_validate (first->problem, -1, NULL));
}

static void
test_weights_free (void)
{
  fv_weights_free (NULL);
}

/* What is known of them -----------------------------------------------------------------
 */

static void
test_weights_get_file (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  g_assert_cmpstr (fv_weights_get_file (weights), ==, "sample");
  ASSERT_REFUSED (fv_weights_get_file (NULL));
}

static void
test_weights_get_format (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  g_assert_cmpstr (fv_weights_get_format (weights), ==, "safetensors");
  ASSERT_REFUSED (fv_weights_get_format (NULL));
}

static void
test_weights_get_network (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  g_assert_cmpstr (fv_weights_get_network (weights), ==, "VGG16");
  ASSERT_REFUSED (fv_weights_get_network (NULL));
}

static void
test_weights_get_layers (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  gint n_layers = 0;

  g_assert_nonnull (fv_weights_get_layers (weights, &n_layers));
  g_assert_cmpint (n_layers, >=, 1);
  ASSERT_REFUSED (fv_weights_get_layers (weights, NULL));
  ASSERT_REFUSED (fv_weights_get_layers (NULL, &n_layers));
}

static void
test_weights_get_title (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  g_assert_cmpstr (fv_weights_get_title (weights), ==, "sample network");
  ASSERT_REFUSED (fv_weights_get_title (NULL));
}

static void
test_weights_describe (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autofree gchar *text = fv_weights_describe (weights);

  g_assert_true (g_str_has_prefix (text, "sample network"));
  ASSERT_REFUSED (fv_weights_describe (NULL));
}

static void
test_weights_get_last_layer (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) graph = fv_weights_open (test_file ("topology.caffemodel"), NULL);
  g_autoptr (FvWeights) whole =
      fv_weights_open (test_file ("classifier.safetensors"), NULL);
  g_autoptr (FvWeights) part = fv_weights_open (test_file ("gap.safetensors"), NULL);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (graph, &n_layers);

  g_assert_true (fv_weights_get_last_layer (graph) == &layers[n_layers - 1]);
  g_assert_cmpstr (fv_weights_get_last_layer (weights)->name, ==, "block5_conv3");
  g_assert_cmpstr (fv_weights_get_last_layer (whole)->name, ==, "block5_conv3");
  g_assert_cmpstr (fv_weights_get_last_layer (part)->name, ==, "block1_conv2");
  ASSERT_REFUSED (fv_weights_get_last_layer (NULL));
}

static void
test_weights_have_classifier (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  g_assert_false (fv_weights_have_classifier (weights));
  ASSERT_REFUSED (fv_weights_have_classifier (NULL));
}

static void
test_weights_examine (void)
{
  g_autoptr (FvWeights) weights = open_vanished ();
  FvWeightsDetails details;
  GError *error = NULL;

  ASSERT_REFUSED (fv_weights_examine (NULL, &details, NULL));
  if (weights == NULL)
    {
      g_test_skip ("this Windows removes no file that is open");
      return;
    }
  g_assert_false (fv_weights_examine (weights, &details, &error));
  assert_error (&error, FV_ERROR_FILE, "Choose");
  fv_weights_details_clear (&details);
  ASSERT_REFUSED (fv_weights_examine (weights, NULL, NULL));
}

static void
test_weights_details_clear (void)
{
  FvWeightsDetails details = { NULL };

  fv_weights_details_clear (&details);
  fv_weights_details_clear (&details);
  ASSERT_CRITICAL (fv_weights_details_clear (NULL));
}

/* Loading -------------------------------------------------------------------------------
 */

static const gchar *const layers_not_there[] = { "", "block9_conv1", "block9_pool", "fc1",
                                                 NOT_UTF8 };

static void
test_weights_load (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  g_autoptr (FvNetwork) to_pooling = fv_weights_load (weights, "block1_pool", NULL);
  g_autofree gchar *long_name = make_long_text ("block", 100000);
  GError *error = NULL;

  g_assert_nonnull (to_pooling);
  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    {
      g_assert_null (fv_weights_load (weights, layers_not_there[i], &error));
      assert_error (&error, FV_ERROR_LAYER, "Choose one of these: block1_conv1");
    }
  g_assert_null (fv_weights_load (weights, long_name, &error));
  assert_error (&error, FV_ERROR_LAYER, "…");
  if (vanished != NULL)
    {
      g_assert_null (fv_weights_load (vanished, "block1_conv1", &error));
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_load (weights, NULL, NULL));
  ASSERT_REFUSED (fv_weights_load (NULL, "block1_conv1", NULL));
}

static void
test_weights_load_layers (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  const gchar *const some[] = { "block2_pool", "block1_conv1", NULL };
  const gchar *const wrong[] = { "block1_conv1", "block9_conv1", NULL };
  const gchar *const none[] = { NULL };
  g_autoptr (FvNetwork) network = fv_weights_load_layers (weights, some, NULL);
  GError *error = NULL;
  gint n_layers;

  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 6); /* with two poolings */
  g_assert_null (fv_weights_load_layers (weights, wrong, &error));
  assert_error (&error, FV_ERROR_LAYER, "Choose one of these: block1_conv1");
  if (vanished != NULL)
    {
      g_assert_null (fv_weights_load_layers (vanished, some, &error));
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_load_layers (weights, none, NULL));
  ASSERT_REFUSED (fv_weights_load_layers (weights, NULL, NULL));
  ASSERT_REFUSED (fv_weights_load_layers (NULL, some, NULL));
}

static FvTerms *
parse (const FvWeights *weights, const gchar *text)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);

  return fv_terms_parse (text, layers, n_layers, NULL);
}

static void
test_weights_load_terms (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  g_autoptr (FvTerms) terms = parse (weights, "block2_conv2:3 - block1_conv1:0*0.5");
  g_autoptr (FvNetwork) network = fv_weights_load_terms (weights, terms, NULL);
  GError *error = NULL;
  gint n_layers;

  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 6);
  if (vanished != NULL)
    {
      g_assert_null (fv_weights_load_terms (vanished, terms, &error));
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_load_terms (weights, NULL, NULL));
  ASSERT_REFUSED (fv_weights_load_terms (NULL, terms, NULL));
}

static void
test_weights_load_classifier (void)
{
  g_autoptr (FvWeights) sample = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  GError *error = NULL;

  g_assert_null (fv_weights_load_classifier (sample, &error));
  assert_error (&error, FV_ERROR_LAYER, "knows no classes");
  if (vanished != NULL)
    {
      g_assert_null (fv_weights_load_classifier (vanished, &error));
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_load_classifier (NULL, NULL));
}

static void
assert_converts_not (const FvWeights *weights, const gchar *file,
                     gboolean with_classifier, FvError code, const gchar *words)
{
  GError *error = NULL;

  g_assert_false (
      fv_weights_convert (weights, file, FV_PRECISION_SINGLE, with_classifier, &error));
  assert_error (&error, code, words);
}

static void
test_weights_convert (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  g_autofree gchar *file = test_write ("kept.safetensors", "kept", 4);
  g_autofree gchar *content = NULL;

  assert_converts_not (weights, file, TRUE, FV_ERROR_LAYER, "knows no classes");
  if (vanished != NULL)
    assert_converts_not (vanished, file, FALSE, FV_ERROR_FILE, "Choose");
  assert_converts_not (weights, "/", FALSE, FV_ERROR_FILE, "cannot be written");
  assert_converts_not (weights, "/no/such/folder/" NOT_UTF8, FALSE, FV_ERROR_FILE,
                       "cannot be written");
  ASSERT_REFUSED (fv_weights_convert (weights, file, (FvPrecision)2, FALSE, NULL));
  ASSERT_REFUSED (fv_weights_convert (weights, NULL, FV_PRECISION_HALF, FALSE, NULL));
  ASSERT_REFUSED (fv_weights_convert (NULL, file, FV_PRECISION_HALF, FALSE, NULL));
  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "kept");
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_weights_list_maps (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_auto (GStrv) maps = fv_weights_list_maps (weights);

  g_assert_cmpuint (g_strv_length (maps), ==, 18); /* 13 convolutions, 5 poolings */
  g_assert_cmpstr (maps[0], ==, "block1_conv1");
  g_assert_cmpstr (maps[17], ==, "block5_pool");
  g_assert_true (fv_weights_check_maps (weights, (const gchar *const *)maps, NULL));
  ASSERT_REFUSED (fv_weights_list_maps (NULL));
}

static void
test_weights_check_maps (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autofree gchar *long_name = make_long_text ("block", 100000);
  const gchar *none[] = { NULL }, *empty[] = { "", NULL };
  const gchar *one[] = { "block1_pool", long_name, NULL };
  GError *error = NULL;

  g_assert_true (fv_weights_check_maps (weights, none, NULL));
  for (guint i = 1; i < G_N_ELEMENTS (layers_not_there); i++)
    {
      const gchar *names[] = { "block1_conv1", layers_not_there[i], NULL };

      g_assert_false (fv_weights_check_maps (weights, names, &error));
      assert_error (&error, FV_ERROR_LAYER, "Choose one of these: block1_conv1");
    }
  g_assert_false (fv_weights_check_maps (weights, empty, &error));
  assert_error (&error, FV_ERROR_LAYER, "“”");
  g_assert_false (fv_weights_check_maps (weights, one, &error));
  assert_error (&error, FV_ERROR_LAYER, "…");
  ASSERT_REFUSED (fv_weights_check_maps (NULL, one, NULL));
  ASSERT_REFUSED (fv_weights_check_maps (weights, NULL, NULL));
}

/* Conventions ---------------------------------------------------------------------------
 */

static void
test_weights_set_convention (void)
{
  g_autoptr (FvWeights) weights = open_sample ();

  for (FvConvention i = FV_CONVENTION_KERAS; i <= FV_CONVENTION_RAW; i++)
    {
      fv_weights_set_convention (weights, i);
      g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==, i);
    }
  ASSERT_CRITICAL (fv_weights_set_convention (weights, FV_CONVENTION_RAW + 1));
  ASSERT_CRITICAL (fv_weights_set_convention (weights, (FvConvention)-1));
  ASSERT_CRITICAL (fv_weights_set_convention (NULL, FV_CONVENTION_KERAS));
  g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==, FV_CONVENTION_RAW);
}

static void
test_weights_get_convention (void)
{
  g_autoptr (FvWeights) weights = open_sample ();
  g_autoptr (FvWeights) vanished = open_vanished ();
  GError *error = NULL;

  g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==, FV_CONVENTION_KERAS);
  if (vanished != NULL)
    {
      g_assert_cmpint (fv_weights_get_convention (vanished, &error), ==,
                       FV_CONVENTION_UNKNOWN);
      assert_error (&error, FV_ERROR_FILE, "Choose");
    }
  ASSERT_REFUSED (fv_weights_get_convention (NULL, NULL));
}

static void
test_convention_get_name (void)
{
  g_assert_cmpstr (fv_convention_get_name (FV_CONVENTION_KERAS), ==, "keras");
  g_assert_cmpstr (fv_convention_get_name (FV_CONVENTION_RAW), ==, "raw");
  ASSERT_REFUSED (fv_convention_get_name (FV_CONVENTION_UNKNOWN));
  ASSERT_REFUSED (fv_convention_get_name (FV_CONVENTION_RAW + 1));
  ASSERT_REFUSED (fv_convention_get_name ((FvConvention)-1));
}

static void
test_convention_get_blurb (void)
{
  g_assert_nonnull (fv_convention_get_blurb (FV_CONVENTION_RAW));
  ASSERT_REFUSED (fv_convention_get_blurb (FV_CONVENTION_UNKNOWN));
  ASSERT_REFUSED (fv_convention_get_blurb (FV_CONVENTION_RAW + 1));
  ASSERT_REFUSED (fv_convention_get_blurb ((FvConvention)-1));
}

static void
test_convention_find (void)
{
  static const gchar *const names[] = { "", "Keras", "keras ", NOT_UTF8 };
  g_autofree gchar *long_name = make_long_text ("keras", 100000);
  GError *error = NULL;

  g_assert_cmpint (fv_convention_find ("keras", NULL), ==, FV_CONVENTION_KERAS);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpint (fv_convention_find (names[i], &error), ==, FV_CONVENTION_UNKNOWN);
      assert_error (&error, FV_ERROR_SETTING, "Choose one of these: keras");
    }
  g_assert_cmpint (fv_convention_find (long_name, &error), ==, FV_CONVENTION_UNKNOWN);
  assert_error (&error, FV_ERROR_SETTING, "…");
  ASSERT_REFUSED (fv_convention_find (NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_unsetenv ("FEATVIS_WEIGHTS");
  g_test_add_func ("/contract/fv_weights_open", test_weights_open);
  g_test_add_func ("/contract/fv_weights_find", test_weights_find);
  g_test_add_func ("/contract/fv_weights_list_places", test_weights_list_places);
  g_test_add_func ("/contract/fv_weights_free", test_weights_free);
  g_test_add_func ("/contract/fv_weights_get_file", test_weights_get_file);
  g_test_add_func ("/contract/fv_weights_get_format", test_weights_get_format);
  g_test_add_func ("/contract/fv_weights_get_network", test_weights_get_network);
  g_test_add_func ("/contract/fv_weights_get_layers", test_weights_get_layers);
  g_test_add_func ("/contract/fv_weights_get_last_layer", test_weights_get_last_layer);
  g_test_add_func ("/contract/fv_weights_get_title", test_weights_get_title);
  g_test_add_func ("/contract/fv_weights_describe", test_weights_describe);
  g_test_add_func ("/contract/fv_weights_have_classifier", test_weights_have_classifier);
  g_test_add_func ("/contract/fv_weights_examine", test_weights_examine);
  g_test_add_func ("/contract/fv_weights_details_clear", test_weights_details_clear);
  g_test_add_func ("/contract/fv_weights_load", test_weights_load);
  g_test_add_func ("/contract/fv_weights_load_layers", test_weights_load_layers);
  g_test_add_func ("/contract/fv_weights_load_terms", test_weights_load_terms);
  g_test_add_func ("/contract/fv_weights_load_classifier", test_weights_load_classifier);
  g_test_add_func ("/contract/fv_weights_convert", test_weights_convert);
  g_test_add_func ("/contract/fv_weights_list_maps", test_weights_list_maps);
  g_test_add_func ("/contract/fv_weights_check_maps", test_weights_check_maps);
  g_test_add_func ("/contract/fv_weights_set_convention", test_weights_set_convention);
  g_test_add_func ("/contract/fv_weights_get_convention", test_weights_get_convention);
  g_test_add_func ("/contract/fv_convention_get_name", test_convention_get_name);
  g_test_add_func ("/contract/fv_convention_get_blurb", test_convention_get_blurb);
  g_test_add_func ("/contract/fv_convention_find", test_convention_find);
  return g_test_run ();
}
