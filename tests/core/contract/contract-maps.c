/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: activations and heat maps */

#include <math.h>

#include "contract.h"
#include "../helpers.h"

#define LAST    "block2_conv1"
#define DIVISOR 16

static const gchar *const layers_not_there[] = { "block9_conv1", "block3_conv1",
                                                 "block2_pool", "", NOT_UTF8 };

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, LAST, DIVISOR);
}

static FvSettings
make_settings (FvTask task)
{
  FvSettings settings;

  fv_settings_init (&settings, task, fv_recipe_get (0), FV_START_IMAGE);
  settings.threads = 1;
  return settings;
}

/* Layers ------------------------------------------------------------------------------
 */

static void
assert_parsed (const gchar *const *maps, const gchar *text, const gchar *expected)
{
  g_auto (GStrv) layers = fv_activations_parse_layers (maps, text);
  g_autofree gchar *list = g_strjoinv (" ", layers);

  g_assert_cmpstr (list, ==, expected);
}

static void
test_activations_parse_layers (void)
{
  static const gchar *const maps[] = {
    "a", "b", "c", "d", "e", "f", "g", "h", "i", NULL
  };
  static const gchar *const few[] = { "a", "b", NULL }, *const none[] = { NULL };
  static const gchar *const odd[] = { "a", "first:2", NULL };
  g_autofree gchar *many = make_long_text ("b,", 100000);

  assert_parsed (maps, NULL, "a b c d e f g h");
  assert_parsed (maps, "", "a b c d e f g h");
  assert_parsed (maps, "all", "a b c d e f g h i");
  assert_parsed (few, NULL, "a b");
  assert_parsed (none, NULL, "");
  assert_parsed (maps, "c, a,,c", "a c");
  assert_parsed (maps, many, "b");
  assert_parsed (maps, "z c " NOT_UTF8 ",y a", "a c z " NOT_UTF8 " y");
  assert_parsed (maps, " , ", "");
  assert_parsed (maps, "first:3", "a b c");
  assert_parsed (maps, "i,first:1,first:2", "a b i");
  assert_parsed (maps, "first:99", "a b c d e f g h i");
  assert_parsed (maps, "first:0 first:-1 first:x", "first:0 first:-1 first:x");
  assert_parsed (odd, "first:2", "first:2");
  ASSERT_REFUSED (fv_activations_parse_layers (NULL, "a"));
}

/* Values of #FvSettings that only a program can set */
typedef struct
{
  const gchar *name;
  gsize offset;
  gint number;
} Broken;

#define FIELD(field) G_STRUCT_OFFSET (FvSettings, field)

static const Broken broken[] = {
  { "threads", FIELD (threads), -5 },
  { "threads", FIELD (threads), 1000000000 },
  { "memory", FIELD (memory), -1 },
  { "longest-side", FIELD (longest_side), -1 },
  { "longest-side", FIELD (longest_side), G_MAXINT },
  { "map", FIELD (map), 9 },
};

static FvSettings
break_settings (FvTask task, const Broken *how)
{
  FvSettings settings = make_settings (task);

  *(gint *)((gchar *)&settings + how->offset) = how->number;
  return settings;
}

/* Activations ---------------------------------------------------------------------------
 */

static gboolean
count_call (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  g_assert_cmpint (activation->width, >=, 1);
  *(gint *)data += 1;
  return TRUE;
}

static gboolean
compute (const gchar *const *layers, const FvImage *picture, const FvSettings *settings,
         gint *n_calls, GError **error)
{
  g_autoptr (FvNetwork) network = make_small_network ();

  *n_calls = 0;
  return fv_activations_compute (network, picture, layers, settings, count_call, NULL,
                                 n_calls, NULL, error);
}

static void
assert_not_computed (const gchar *const *layers, const FvImage *picture,
                     const FvSettings *settings, FvError code, const gchar *words)
{
  GError *error = NULL;
  gint n_calls;

  g_assert_false (compute (layers, picture, settings, &n_calls, &error));
  assert_error (&error, code, words);
  g_assert_cmpint (n_calls, ==, 0);
}

/* No layer, a layer twice, a pooling, and layers that are not there */
static void
assert_layers (const FvImage *picture)
{
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  const gchar *const none[] = { NULL };
  const gchar *const twice[] = { LAST, "block1_pool", LAST, NULL };
  gint n_calls;

  g_assert_true (compute (none, picture, &settings, &n_calls, NULL));
  g_assert_cmpint (n_calls, ==, 0);
  g_assert_true (compute (twice, picture, &settings, &n_calls, NULL));
  g_assert_cmpint (n_calls, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    {
      const gchar *const alone[] = { layers_not_there[i], NULL };
      const gchar *const after[] = { LAST, layers_not_there[i], NULL };

      assert_not_computed (alone, picture, &settings, FV_ERROR_LAYER, "have no layer");
      assert_not_computed (after, picture, &settings, FV_ERROR_LAYER, "have no layer");
    }
}

static void
test_activations_compute (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (9, 7);
  g_autoptr (FvImage) thin = make_picture (1, 9);
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  const gchar *const layers[] = { LAST, NULL };
  gint n;

  assert_layers (picture);
  assert_not_computed (layers, thin, &settings, FV_ERROR_SIZE, "too few");
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      FvSettings changed = break_settings (FV_TASK_ACTIVATIONS, &broken[i]);

      assert_not_computed (layers, picture, &changed, FV_ERROR_SETTING, broken[i].name);
    }
  ASSERT_REFUSED (compute (NULL, picture, &settings, &n, NULL));
  ASSERT_REFUSED (compute (layers, NULL, &settings, &n, NULL));
  ASSERT_REFUSED (compute (layers, picture, NULL, &n, NULL));
  ASSERT_REFUSED (fv_activations_compute (network, picture, layers, &settings, NULL, NULL,
                                          NULL, NULL, NULL));
  ASSERT_REFUSED (fv_activations_compute (NULL, picture, layers, &settings, count_call,
                                          NULL, &n, NULL, NULL));
  picture->data[9 * 3 * 6] = NAN;
  assert_not_computed (layers, picture, &settings, FV_ERROR_SETTING, "column 0 of row 6");
}

static void
test_activations_estimate (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  const gchar *const layers[] = { LAST, NULL };
  const gchar *const not_there[] = { layers_not_there[0], NULL };
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_true (
      fv_activations_estimate (network, layers, 9, 7, &settings, &estimate, NULL));
  g_assert_cmpfloat (estimate.work, >, 0.0);
  g_assert_cmpuint (estimate.memory, >, 0);
  g_assert_false (
      fv_activations_estimate (network, not_there, 9, 7, &settings, &estimate, &error));
  assert_error (&error, FV_ERROR_LAYER, "have no layer");
  g_assert_false (
      fv_activations_estimate (network, layers, 0, 7, &settings, &estimate, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
  ASSERT_REFUSED (
      fv_activations_estimate (NULL, layers, 9, 7, &settings, &estimate, NULL));
  ASSERT_REFUSED (
      fv_activations_estimate (network, NULL, 9, 7, &settings, &estimate, NULL));
  ASSERT_REFUSED (fv_activations_estimate (network, layers, 9, 7, NULL, &estimate, NULL));
  ASSERT_REFUSED (fv_activations_estimate (network, layers, 9, 7, &settings, NULL, NULL));
}

/* Maps that are none */
static void
assert_no_maps (gboolean (*refuses) (const FvActivation *activation))
{
  static const gfloat values[1] = { 0.0f };
  static const FvActivation activations[] = { { LAST, 1, 1, 1, NULL },
                                              { LAST, 0, 1, 1, values },
                                              { LAST, 1, -1, 1, values },
                                              { LAST, 1, 1, 0, values } };

  for (guint i = 0; i < G_N_ELEMENTS (activations); i++)
    ASSERT_CRITICAL (g_assert_true (refuses (&activations[i])));
  ASSERT_CRITICAL (g_assert_true (refuses (NULL)));
}

static gboolean
counts_none (const FvActivation *activation)
{
  return fv_activation_count_dead (activation) == 0;
}

static void
test_activation_count_dead (void)
{
  const gfloat values[] = { 0.0f, 1.0f, 0.0f, NAN, 0.0f, -0.0f };
  const FvActivation activation = { LAST, 2, 1, 3, values };

  g_assert_cmpint (fv_activation_count_dead (&activation), ==, 1);
  assert_no_maps (counts_none);
}

static gboolean
draws_none (const FvActivation *activation)
{
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  gint width, height;

  return fv_activation_draw (activation, &settings, &width, &height, NULL) == NULL;
}

static void
assert_not_drawn (const FvActivation *activation, gint columns, FvColormap map,
                  FvError code, const gchar *words)
{
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  GError *error = NULL;
  gint width, height;

  settings.columns = columns;
  settings.map = map;
  g_assert_null (fv_activation_draw (activation, &settings, &width, &height, &error));
  assert_error (&error, code, words);
}

/* Values that are none are the middle of the colours; the sizes are refused before the
 * values, of which there are not so many, are looked at. */
static void
test_activation_draw (void)
{
  const gfloat values[] = { NAN, INFINITY };
  const FvActivation activation = { LAST, 1, 1, 2, values };
  const FvActivation wide = { LAST, 262144, 1, 2, values };
  const FvActivation long_one = { LAST, 1, 262144, G_MAXINT, values };
  FvSettings settings = make_settings (FV_TASK_ACTIVATIONS);
  gint width, height;
  guint8 *bytes;

  settings.map = FV_COLORMAP_GRAY;
  settings.columns = 2;
  bytes = fv_activation_draw (&activation, &settings, &width, &height, NULL);
  g_assert_cmpmem (bytes, 6, ((guint8[]){ 128, 128, 128, 128, 128, 128 }), 6);
  fv_memory_free (bytes);
  assert_not_drawn (&activation, -1, FV_COLORMAP_GRAY, FV_ERROR_SETTING, "columns");
  assert_not_drawn (&activation, G_MAXINT, FV_COLORMAP_GRAY, FV_ERROR_SETTING, "columns");
  assert_not_drawn (&activation, 1, (FvColormap)2, FV_ERROR_SETTING, "map");
  assert_not_drawn (&wide, 2, FV_COLORMAP_GRAY, FV_ERROR_SIZE, "from 1 to 262144");
  assert_not_drawn (&wide, 4096, FV_COLORMAP_GRAY, FV_ERROR_SIZE, "from 1 to 262144");
  assert_not_drawn (&long_one, 1, FV_COLORMAP_GRAY, FV_ERROR_SIZE, "from 1 to 262144");
  assert_no_maps (draws_none);
  ASSERT_REFUSED (fv_activation_draw (&activation, NULL, &width, &height, NULL));
  ASSERT_REFUSED (fv_activation_draw (&activation, &settings, NULL, &height, NULL));
  ASSERT_REFUSED (fv_activation_draw (&activation, &settings, &width, NULL, NULL));
}

static void
test_dead_channels_draw (void)
{
  const FvDeadChannels layers[] = { { LAST, 0, 0 }, { LAST, G_MAXINT, G_MAXINT } };
  const FvDeadChannels wrong[] = { { LAST, 2, 1 }, { LAST, -1, 1 }, { NULL, 0, 1 } };
  gint width, height;
  guint8 *bytes = fv_dead_channels_draw (layers, 2, &width, &height, NULL);

  g_assert_nonnull (bytes);
  fv_memory_free (bytes);
  bytes = fv_dead_channels_draw (NULL, 0, &width, &height, NULL);
  g_assert_nonnull (bytes);
  fv_memory_free (bytes);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    ASSERT_REFUSED (fv_dead_channels_draw (&wrong[i], 1, &width, &height, NULL));
  ASSERT_REFUSED (fv_dead_channels_draw (NULL, 1, &width, &height, NULL));
  ASSERT_REFUSED (fv_dead_channels_draw (layers, -1, &width, &height, NULL));
  ASSERT_REFUSED (fv_dead_channels_draw (layers, 1, NULL, &height, NULL));
  ASSERT_REFUSED (fv_dead_channels_draw (layers, 1, &width, NULL, NULL));
}

/* Heat maps -----------------------------------------------------------------------------
 */

static void
assert_no_filter_map (const gchar *layer, gint filter, const FvImage *picture,
                      const FvSettings *settings, FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;

  g_assert_null (fv_heatmap_new_filter (network, layer, filter, picture, settings, NULL,
                                        NULL, NULL, &error));
  assert_error (&error, code, words);
}

static void
test_heatmap_new_filter (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (9, 7);
  g_autoptr (FvImage) thin = make_picture (1, 9);
  FvSettings settings = make_settings (FV_TASK_HEATMAP);
  static const gint filters[] = { -1, 8, G_MAXINT };

  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    assert_no_filter_map (layers_not_there[i], 0, picture, &settings, FV_ERROR_LAYER,
                          "have no layer");
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    assert_no_filter_map (LAST, filters[i], picture, &settings, FV_ERROR_FILTER,
                          "from 0 to 7");
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      FvSettings changed = break_settings (FV_TASK_HEATMAP, &broken[i]);

      assert_no_filter_map (LAST, 0, picture, &changed, FV_ERROR_SETTING, broken[i].name);
    }
  assert_no_filter_map (LAST, 0, thin, &settings, FV_ERROR_SIZE, "too few");
  ASSERT_REFUSED (
      fv_heatmap_new_filter (NULL, LAST, 0, picture, &settings, NULL, NULL, NULL, NULL));
  ASSERT_REFUSED (
      fv_heatmap_new_filter (network, LAST, 0, NULL, &settings, NULL, NULL, NULL, NULL));
  ASSERT_REFUSED (
      fv_heatmap_new_filter (network, LAST, 0, picture, NULL, NULL, NULL, NULL, NULL));
  picture->data[1] = -INFINITY;
  assert_no_filter_map (LAST, 0, picture, &settings, FV_ERROR_SETTING, "column 0");
}

static void
test_heatmap_estimate_filter (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvSettings settings = make_settings (FV_TASK_HEATMAP);
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_true (
      fv_heatmap_estimate_filter (network, LAST, 0, 9, 7, &settings, &estimate, NULL));
  g_assert_cmpfloat (estimate.work, >, 0.0);
  g_assert_cmpuint (estimate.memory, >, 0);
  g_assert_false (
      fv_heatmap_estimate_filter (network, LAST, 8, 9, 7, &settings, &estimate, &error));
  assert_error (&error, FV_ERROR_FILTER, "from 0 to 7");
  g_assert_false (
      fv_heatmap_estimate_filter (network, LAST, 0, 9, -1, &settings, &estimate, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
  ASSERT_REFUSED (
      fv_heatmap_estimate_filter (NULL, LAST, 0, 9, 7, &settings, &estimate, NULL));
  ASSERT_REFUSED (
      fv_heatmap_estimate_filter (network, LAST, 0, 9, 7, NULL, &estimate, NULL));
  ASSERT_REFUSED (
      fv_heatmap_estimate_filter (network, LAST, 0, 9, 7, &settings, NULL, NULL));
}

static gboolean
makes_no_channel (const FvActivation *activation)
{
  return fv_heatmap_new_channel (activation, 0, NULL) == NULL;
}

static void
test_heatmap_new_channel (void)
{
  static const gint channels[] = { -1, 2, G_MAXINT, G_MININT };
  const gfloat values[] = { 1.0f, 2.0f };
  const FvActivation activation = { LAST, 1, 1, 2, values };
  g_autoptr (FvHeatmap) heatmap = fv_heatmap_new_channel (&activation, 1, NULL);
  GError *error = NULL;

  g_assert_cmpfloat (heatmap->data[0], ==, 2.0f);
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_assert_null (fv_heatmap_new_channel (&activation, channels[i], &error));
      assert_error (&error, FV_ERROR_FILTER, "from 0 to 1");
    }
  assert_no_maps (makes_no_channel);
}

typedef struct
{
  const gchar *last; /* of the network */
  const gchar *layer;
  gint class_index;
  gint n_channels; /* of the classifier */
  FvError code;
  const gchar *words;
} ClassCase;

static const ClassCase class_cases[] = {
  { "block4_conv3", NULL, 0, 32, FV_ERROR_LAYER, "the whole network" },
  { "block5_conv3", "block9_conv1", 0, 32, FV_ERROR_LAYER, "have no layer" },
  { "block5_conv3", "fc1", 0, 32, FV_ERROR_LAYER, "have no layer" },
  { "block5_conv3", NULL, 4, 32, FV_ERROR_FILTER, "from 0 to 3" },
  { "block5_conv3", NULL, G_MININT, 32, FV_ERROR_FILTER, "from 0 to 3" },
  { "block5_conv3", NULL, 0, 31, FV_ERROR_WEIGHTS, "of another network" },
  { "block5_conv3", NULL, 0, 512, FV_ERROR_WEIGHTS, "of another network" },
};

static FvHeatmap *
make_class_map (const ClassCase *test, const FvImage *picture, const FvSettings *settings,
                FvClassScore *best, GError **error)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, test->last, DIVISOR);
  g_autoptr (FvClassifier) classifier =
      make_classifier (test->n_channels, (const gint[]){ 3, 3, 4 });

  return fv_heatmap_new_class (network, classifier, test->layer, test->class_index,
                               picture, settings, best, NULL, NULL, NULL, NULL, error);
}

static void
test_heatmap_new_class (void)
{
  const ClassCase good = { .last = "block5_conv3", .n_channels = 32 };
  g_autoptr (FvImage) picture = make_picture (9, 7);
  FvSettings settings = make_settings (FV_TASK_HEATMAP);
  FvClassScore best[FV_N_BEST_CLASSES];
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (class_cases); i++)
    {
      g_assert_null (make_class_map (&class_cases[i], picture, &settings, best, &error));
      assert_error (&error, class_cases[i].code, class_cases[i].words);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      FvSettings changed = break_settings (FV_TASK_HEATMAP, &broken[i]);

      g_assert_null (make_class_map (&good, picture, &changed, best, &error));
      assert_error (&error, FV_ERROR_SETTING, broken[i].name);
    }
  ASSERT_REFUSED (make_class_map (&good, NULL, &settings, best, NULL));
  ASSERT_REFUSED (make_class_map (&good, picture, NULL, best, NULL));
  ASSERT_REFUSED (make_class_map (&good, picture, &settings, NULL, NULL));
  picture->data[0] = NAN;
  g_assert_null (make_class_map (&good, picture, &settings, best, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 0");
}

static void
test_heatmap_estimate_class (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block5_conv3", DIVISOR);
  g_autoptr (FvClassifier) classifier = make_classifier (32, (const gint[]){ 3, 3, 4 });
  g_autoptr (FvClassifier) other = make_classifier (31, (const gint[]){ 3, 3, 4 });
  FvSettings settings = make_settings (FV_TASK_HEATMAP);
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_true (fv_heatmap_estimate_class (network, classifier, NULL, 9, 7, &settings,
                                            &estimate, NULL));
  g_assert_cmpfloat (estimate.work, >, 0.0);
  g_assert_cmpuint (estimate.memory, >, 0);
  g_assert_false (fv_heatmap_estimate_class (network, other, NULL, 9, 7, &settings,
                                             &estimate, &error));
  assert_error (&error, FV_ERROR_WEIGHTS, "of another network");
  g_assert_false (fv_heatmap_estimate_class (network, classifier, NULL, 0, 7, &settings,
                                             &estimate, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
  ASSERT_REFUSED (fv_heatmap_estimate_class (NULL, classifier, NULL, 9, 7, &settings,
                                             &estimate, NULL));
  ASSERT_REFUSED (
      fv_heatmap_estimate_class (network, NULL, NULL, 9, 7, &settings, &estimate, NULL));
  ASSERT_REFUSED (
      fv_heatmap_estimate_class (network, classifier, NULL, 9, 7, NULL, &estimate, NULL));
}

static void
test_heatmap_free (void)
{
  fv_heatmap_free (NULL);
}

/* Heat maps that are none */
static void
assert_no_heatmaps (gboolean (*refuses) (const FvHeatmap *heatmap))
{
  static gfloat values[1] = { 0.0f };
  static const FvHeatmap heatmaps[] = { { 1, 1, NULL },
                                        { 0, 1, values },
                                        { 1, -1, values } };

  for (guint i = 0; i < G_N_ELEMENTS (heatmaps); i++)
    ASSERT_CRITICAL (g_assert_true (refuses (&heatmaps[i])));
  ASSERT_CRITICAL (g_assert_true (refuses (NULL)));
}

static gboolean
resizes_none (const FvHeatmap *heatmap)
{
  return fv_heatmap_resize (heatmap, 1, 1, NULL) == NULL;
}

static void
test_heatmap_resize (void)
{
  static const gint sizes[][2] = {
    { 0, 1 }, { 1, -1 }, { 262145, 1 }, { G_MAXINT, G_MAXINT }
  };
  gfloat values[] = { NAN, 1.0f, INFINITY, 2.0f };
  const FvHeatmap heatmap = { 2, 2, values };
  g_autoptr (FvHeatmap) large = fv_heatmap_resize (&heatmap, 9, 9, NULL);
  GError *error = NULL;

  for (gint i = 0; i < 81; i++)
    g_assert_true (large->data[i] >= 0.0f && large->data[i] <= 1.0f);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_assert_null (fv_heatmap_resize (&heatmap, sizes[i][0], sizes[i][1], &error));
      assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
    }
  assert_no_heatmaps (resizes_none);
}

static gboolean
is_not_drawn (const FvHeatmap *heatmap)
{
  FvSettings settings = make_settings (FV_TASK_HEATMAP);

  return fv_heatmap_draw (heatmap, &settings, NULL, NULL) == NULL;
}

static void
assert_heatmap_not_drawn (const FvHeatmap *heatmap, const FvSettings *settings,
                          const FvImage *picture, FvError code, const gchar *words)
{
  GError *error = NULL;

  g_assert_null (fv_heatmap_draw (heatmap, settings, picture, &error));
  assert_error (&error, code, words);
}

static void
test_heatmap_draw (void)
{
  gfloat values[] = { NAN, -1.0f, 2.0f, INFINITY };
  const FvHeatmap heatmap = { 4, 1, values };
  g_autoptr (FvImage) picture = make_picture (4, 1);
  g_autoptr (FvImage) small = make_picture (1, 4);
  FvSettings settings = make_settings (FV_TASK_HEATMAP);
  const guint8 expected[] = { 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255 };
  guint8 *bytes;

  settings.map = FV_COLORMAP_GRAY;
  settings.opacity = 1.0;
  picture->data[0] = NAN;
  bytes = fv_heatmap_draw (&heatmap, &settings, picture, NULL);
  g_assert_cmpmem (bytes, 12, expected, 12);
  fv_memory_free (bytes);
  assert_heatmap_not_drawn (&heatmap, &settings, small, FV_ERROR_SIZE, "1×4 pixels");
  settings.opacity = NAN;
  assert_heatmap_not_drawn (&heatmap, &settings, picture, FV_ERROR_SETTING, "opacity");
  settings.opacity = 1.5;
  assert_heatmap_not_drawn (&heatmap, &settings, NULL, FV_ERROR_SETTING, "opacity");
  assert_no_heatmaps (is_not_drawn);
  ASSERT_REFUSED (fv_heatmap_draw (&heatmap, NULL, picture, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_activations_parse_layers",
                   test_activations_parse_layers);
  g_test_add_func ("/contract/fv_activations_compute", test_activations_compute);
  g_test_add_func ("/contract/fv_activations_estimate", test_activations_estimate);
  g_test_add_func ("/contract/fv_activation_count_dead", test_activation_count_dead);
  g_test_add_func ("/contract/fv_activation_draw", test_activation_draw);
  add_labels_test ("/contract/fv_dead_channels_draw", test_dead_channels_draw);
  g_test_add_func ("/contract/fv_heatmap_new_filter", test_heatmap_new_filter);
  g_test_add_func ("/contract/fv_heatmap_estimate_filter", test_heatmap_estimate_filter);
  g_test_add_func ("/contract/fv_heatmap_new_channel", test_heatmap_new_channel);
  g_test_add_func ("/contract/fv_heatmap_new_class", test_heatmap_new_class);
  g_test_add_func ("/contract/fv_heatmap_estimate_class", test_heatmap_estimate_class);
  g_test_add_func ("/contract/fv_heatmap_free", test_heatmap_free);
  g_test_add_func ("/contract/fv_heatmap_resize", test_heatmap_resize);
  g_test_add_func ("/contract/fv_heatmap_draw", test_heatmap_draw);
  return g_test_run ();
}
