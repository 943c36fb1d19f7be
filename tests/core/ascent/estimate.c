/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told of an ascent before it begins: its work, its memory, and the smallest size
 * that it can have. */

#include "../helpers.h"

#define MIB (1024.0 * 1024.0)

static void
fill_ascent (FvAscent *ascent, const gchar *recipe, const gchar *layer,
             const gchar *options)
{
  GError *error = NULL;

  *ascent = (FvAscent){ .layer = layer, .seed = 1 };
  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, fv_recipe_find (recipe, NULL),
                    FV_START_NOISE);
  fv_settings_parse (&ascent->settings, options, &error);
  g_assert_no_error (error);
}

/* Work --------------------------------------------------------------------------------
 */

/* The convolutions before block2_conv2, of a network of a quarter of VGG16's width: each
 * position of the map has 3×3 × inputs × filters of them. */
static gdouble
count_to_block2_conv2 (gint width, gint height, gint n_filters)
{
  gdouble positions = (gdouble)width * height;
  gdouble pooled = (gdouble)(width / 2) * (height / 2);

  return 9 * (positions * (3 * 16 + 16 * 16) + pooled * (16 * 32 + 32 * n_filters));
}

static void
assert_work (const FvNetwork *network, const FvAscent *ascent, gdouble expected)
{
  GError *error = NULL;
  FvEstimate estimate;

  fv_ascent_estimate (network, ascent, &estimate, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (estimate.work, expected, 1e-9 * expected);
}

/* Of the target, only the filters that are looked at are computed; forward and back. */
static void
test_work (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  const FvTerm terms[] = { { FV_TERM_FILTER, "block2_conv2", 1, 1.0 },
                           { FV_TERM_FILTER, "block2_conv2", 5, -1.0 },
                           { FV_TERM_LAYER, "block1_conv2", 0, 0.1 } };
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv2", "steps=7");
  ascent.width = 41;
  ascent.height = 30;
  assert_work (network, &ascent, 7 * 2 * count_to_block2_conv2 (41, 30, 1));
  ascent.terms = terms;
  ascent.n_terms = 2;
  assert_work (network, &ascent, 7 * 2 * count_to_block2_conv2 (41, 30, 2));
  ascent.n_terms = 3;
  assert_work (network, &ascent,
               7 * 2 * (count_to_block2_conv2 (41, 30, 2) + 9.0 * 41 * 30 * 16 * 16));
}

/* 90×70, over 1.2 four times, three times, twice and once */
static void
test_scales (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  const gint sizes[4][2] = { { 43, 33 }, { 52, 40 }, { 62, 48 }, { 75, 58 } };
  gdouble work = 0.0;
  FvAscent ascent;

  fill_ascent (&ascent, "keras", "block2_conv2", "steps=3 scales=4");
  ascent.width = 90;
  ascent.height = 70;
  for (gint i = 0; i < 4; i++)
    work += 3 * 2 * count_to_block2_conv2 (sizes[i][0], sizes[i][1], 1);
  assert_work (network, &ascent, work);
}

/* block2_conv2 sees 7 pixels beyond an edge: 2 positions of block 2 are 4 pixels, the
 * pooling has one more, and block 1 two. In whole strides, that is 8. */
static void
test_margins (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv2", "steps=1 seamless=x jitter=5");
  ascent.width = 40;
  ascent.height = 30;
  assert_work (network, &ascent, 2 * count_to_block2_conv2 (40 + 2 * 8, 30, 1));
}

/* Memory ------------------------------------------------------------------------------
 */

/* The least limit within which it stays is enough; with less, it takes less, until there
 * is an error. */
static void
test_memory (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 1);
  g_autoptr (GError) error = NULL;
  FvEstimate estimate, limited, less;
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block3_conv1", "threads=1");
  ascent.width = ascent.height = 2000;
  g_assert_true (fv_ascent_estimate (network, &ascent, &estimate, NULL));
  ascent.settings.memory = (gint)(estimate.memory / MIB) + 1;
  g_assert_true (fv_ascent_estimate (network, &ascent, &limited, NULL));
  g_assert_cmpuint (limited.memory, ==, estimate.memory);
  g_assert_true (limited.work == estimate.work);
  ascent.settings.memory -= 1;
  g_assert_true (fv_ascent_estimate (network, &ascent, &less, NULL));
  g_assert_cmpfloat (less.memory, <=, ascent.settings.memory * MIB);
  ascent.settings.memory = 30;
  g_assert_false (fv_ascent_estimate (network, &ascent, &less, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
}

static void
test_errors (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", 8);
  g_autoptr (GError) error = NULL;
  FvEstimate estimate;
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block3_conv1", "");
  g_assert_false (fv_ascent_estimate (network, &ascent, &estimate, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
}

/* Sizes -------------------------------------------------------------------------------
 */

static void
assert_too_small (const FvLayer *layers, gint n_layers, FvAscent *ascent, gint width,
                  gint height)
{
  g_autoptr (GError) error = NULL;

  if (width == 0 || height == 0) /* which is to say: the recipe's */
    return;
  ascent->width = width;
  ascent->height = height;
  g_assert_false (fv_ascent_check (layers, n_layers, ascent, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_SIZE);
}

static void
assert_smallest (const FvLayer *layers, gint n_layers, FvAscent *ascent)
{
  GError *error = NULL;
  gint width, height;

  fv_ascent_get_smallest_size (layers, n_layers, ascent, &width, &height, &error);
  g_assert_no_error (error);
  ascent->width = width;
  ascent->height = height;
  fv_ascent_check (layers, n_layers, ascent, &error);
  g_assert_no_error (error);
  assert_too_small (layers, n_layers, ascent, width - 1, height);
  assert_too_small (layers, n_layers, ascent, width, height - 1);
}

static void
test_smallest_size (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block5_conv3", 32);
  const gchar *options[] = { "", "border=2", "scales=1 border=1", "scale-factor=1",
                             "scales=7 scale-factor=1.37 border=3" };
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvRecipe *recipe;
  FvAscent ascent;

  for (gint r = 0; (recipe = fv_recipe_get (r)) != NULL; r++)
    for (gint i = 0; i < n_layers; i++)
      for (guint k = 0; k < G_N_ELEMENTS (options); k++)
        {
          fill_ascent (&ascent, recipe->name, layers[i].name, options[k]);
          assert_smallest (layers, n_layers, &ascent);
        }
}

/* The deepest layer of an objective decides, wherever it stands; a photo is not asked
 * for. */
static void
test_smallest_of_terms (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 32);
  const FvTerm terms[] = { { FV_TERM_LAYER, "block3_conv1", 0, 1.0 },
                           { FV_TERM_FILTER, "block1_conv1", 0, 1.0 } };
  gint n_layers, width, height;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block3_conv1", "border=1");
  ascent.start = FV_START_IMAGE;
  ascent.terms = terms;
  ascent.n_terms = G_N_ELEMENTS (terms);
  g_assert_true (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, &height, NULL));
  g_assert_cmpint (width, ==, 3 * 4);
  g_assert_cmpint (height, ==, 3 * 4);
}

static void
assert_no_size (const FvAscent *ascent, FvError code)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 32);
  g_autoptr (GError) error = NULL;
  gint n_layers, width, height;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  g_assert_false (
      fv_ascent_get_smallest_size (layers, n_layers, ascent, &width, &height, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
}

static void
test_no_size (void)
{
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block5_conv1", "");
  assert_no_size (&ascent, FV_ERROR_LAYER);
  fill_ascent (&ascent, "book", "block2_conv1", "");
  ascent.filter = 1000;
  assert_no_size (&ascent, FV_ERROR_FILTER);
  fill_ascent (&ascent, "book", "block2_conv1", "");
  ascent.settings.steps = 0;
  assert_no_size (&ascent, FV_ERROR_SETTING);
  fill_ascent (&ascent, "book", "block2_conv1", "scales=100 scale-factor=10");
  assert_no_size (&ascent, FV_ERROR_SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/estimate/work", test_work);
  g_test_add_func ("/estimate/scales", test_scales);
  g_test_add_func ("/estimate/margins", test_margins);
  g_test_add_func ("/estimate/memory", test_memory);
  g_test_add_func ("/estimate/errors", test_errors);
  g_test_add_func ("/estimate/smallest-size", test_smallest_size);
  g_test_add_func ("/estimate/smallest-of-terms", test_smallest_of_terms);
  g_test_add_func ("/estimate/no-size", test_no_size);
  return g_test_run ();
}
