/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: ascents, what is told of them before, and their steps */

#include <math.h>

#include "contract.h"
#include "../helpers.h"

#define LAST "block2_conv1"

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, LAST, 16);
}

static FvAscent
make_ascent (FvStart start)
{
  FvAscent ascent = { .layer = LAST, .start = start, .width = 12, .height = 10 };
  const FvRecipe *recipe = fv_recipe_find ("book", NULL);

  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, recipe, start);
  ascent.settings.steps = 2;
  ascent.settings.relu = FV_RELU_BEFORE; /* no filter is stuck */
  return ascent;
}

static gboolean
check (const FvAscent *ascent, GError **error)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_ascent_check (layers, n_layers, ascent, error);
}

/* By each function that takes an ascent */
static void
assert_no_ascent (const FvAscent *ascent, FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;
  FvEstimate estimate;
  FvResult result;

  g_assert_false (check (ascent, &error));
  assert_error (&error, code, words);
  g_assert_false (fv_ascent_estimate (network, ascent, &estimate, &error));
  assert_error (&error, code, words);
  g_assert_false (fv_ascend (network, ascent, NULL, NULL, NULL, &result, &error));
  assert_error (&error, code, words);
}

static void
assert_ascends (const FvAscent *ascent)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;
  FvResult result;

  fv_ascend (network, ascent, NULL, NULL, NULL, &result, &error);
  g_assert_no_error (error);
  fv_result_clear (&result);
}

/* Settings that were changed by hand ----------------------------------------------------
 */

typedef struct
{
  const gchar *name;
  gsize offset;
  gint numbers[3]; /* beyond its range; 0 after the last */
} WholeNumber;

#define FIELD(field) G_STRUCT_OFFSET (FvSettings, field)

static const WholeNumber whole_numbers[] = {
  { "steps", FIELD (steps), { -1, 100001, G_MAXINT } },
  { "scales", FIELD (scales), { -1, 101, G_MAXINT } },
  { "border", FIELD (border), { -1, G_MININT, G_MAXINT } },
  { "colors", FIELD (colors), { -1, 2, G_MAXINT } },
  { "relu", FIELD (relu), { -1, 2, G_MAXINT } },
  { "pooling", FIELD (pooling), { -1, 2, G_MAXINT } },
  { "norm", FIELD (norm), { -1, 3, G_MAXINT } },
  { "jitter", FIELD (jitter), { -1, 1001, G_MAXINT } },
  { "padding", FIELD (padding), { -1, 3, G_MAXINT } },
  { "seamless", FIELD (seamless), { -1, 4, G_MAXINT } },
  { "pyramid", FIELD (pyramid), { -1, 2, G_MAXINT } },
  { "match-colors", FIELD (match_colors), { -1, 2, G_MAXINT } },
  { "every", FIELD (every), { -1, 100001, G_MAXINT } },
  { "threads", FIELD (threads), { -5, 1025, 1000000000 } },
  { "memory", FIELD (memory), { -1, G_MININT, G_MAXINT } },
};

typedef struct
{
  const gchar *name;
  gsize offset;
  gdouble largest;
} Number;

static const Number numbers[] = {
  { "step-size", FIELD (step_size), 100000 },
  { "scale-factor", FIELD (scale_factor), 10 },
  { "contrast", FIELD (contrast), 10 },
  { "smooth", FIELD (smooth), 100 },
  { "variation", FIELD (variation), 100000 },
  { "l2", FIELD (l2), 100000 },
  { "strength", FIELD (strength), 1 },
  { "zoom", FIELD (zoom), 2 },
};

static void
assert_whole_number (const WholeNumber *number, gint value)
{
  FvAscent ascent = make_ascent (FV_START_NOISE);
  g_autofree gchar *words =
      g_strdup_printf ("Option %s cannot be “%d”", number->name, value);

  *(gint *)((gchar *)&ascent.settings + number->offset) = value;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, words);
}

static void
assert_number (const Number *number, gdouble value)
{
  FvAscent ascent = make_ascent (FV_START_NOISE);
  g_autofree gchar *words = g_strdup_printf ("Option %s cannot be", number->name);

  *(gdouble *)((gchar *)&ascent.settings + number->offset) = value;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, words);
}

/* Whatever task they say they are for, those of an ascent count. */
static void
assert_settings (void)
{
  FvAscent ascent = make_ascent (FV_START_NOISE);

  for (guint i = 0; i < G_N_ELEMENTS (whole_numbers); i++)
    for (guint k = 0; k < G_N_ELEMENTS (whole_numbers[i].numbers); k++)
      assert_whole_number (&whole_numbers[i], whole_numbers[i].numbers[k]);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      assert_number (&numbers[i], -1e-9);
      assert_number (&numbers[i], numbers[i].largest * 1.001);
      assert_number (&numbers[i], NAN);
      assert_number (&numbers[i], INFINITY);
    }
  ascent.settings.steps = 0;
  ascent.settings.task = FV_TASK_ACTIVATIONS;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "steps");
  ascent.settings.task = (FvTask)-1;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "steps");
}

/* Before an ascent ----------------------------------------------------------------------
 */

static void
assert_sizes (void)
{
  static const gint sizes[][2] = { { -1, 10 },       { 10, -1 },
                                   { 262145, 10 },   { 10, 262145 },
                                   { 1 << 30, 4 },   { G_MAXINT, G_MAXINT },
                                   { G_MININT, 10 }, { G_MAXINT, G_MININT } };
  FvAscent ascent = make_ascent (FV_START_NOISE);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      ascent.width = sizes[i][0];
      ascent.height = sizes[i][1];
      assert_no_ascent (&ascent, FV_ERROR_SIZE, "from 1 to 262144");
    }
  ascent.width = 1;
  ascent.height = 10;
  assert_no_ascent (&ascent, FV_ERROR_SIZE, "1×10 pixels are too few");
}

static void
assert_starts (void)
{
  g_autoptr (FvImage) image = make_picture (9, 9);
  FvAscent ascent = make_ascent (FV_START_IMAGE);

  assert_no_ascent (&ascent, FV_ERROR_SETTING, "There is no picture to start from");
  ascent.start = FV_START_TENSOR;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "There is no picture to start from");
  ascent.image = image;
  assert_no_ascent (&ascent, FV_ERROR_SIZE, "the first scale is 12×10");
  ascent.start = FV_START_IMAGE;
  assert_no_ascent (&ascent, FV_ERROR_SIZE, "The start picture is 9×9");
  ascent.start = (FvStart)7;
  ASSERT_REFUSED (check (&ascent, NULL));
  ascent = make_ascent (FV_START_TENSOR);
  ascent.settings.recipe = fv_recipe_find ("lucid", NULL);
  ascent.image = image;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "not from a tensor");
}

static void
test_ascent_check (void)
{
  FvAscent ascent = make_ascent (FV_START_NOISE);

  g_assert_true (check (&ascent, NULL));
  assert_settings ();
  assert_sizes ();
  assert_starts ();
  ascent.layer = "block3_conv1";
  assert_no_ascent (&ascent, FV_ERROR_LAYER, "have no layer");
  ascent.layer = NULL;
  assert_no_ascent (&ascent, FV_ERROR_LAYER, "have no layer");
  ascent = make_ascent (FV_START_NOISE);
  ascent.filter = 8;
  assert_no_ascent (&ascent, FV_ERROR_FILTER, "from 0 to 7");
  ascent.settings.recipe = NULL;
  ASSERT_REFUSED (check (&ascent, NULL));
  ASSERT_REFUSED (check (NULL, NULL));
}

static void
test_ascent_estimate (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvAscent ascent = make_ascent (FV_START_NOISE);
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_true (fv_ascent_estimate (network, &ascent, &estimate, NULL));
  ascent.width = ascent.height = 262144;
  g_assert_false (fv_ascent_estimate (network, &ascent, &estimate, &error));
  assert_error (&error, FV_ERROR_MEMORY, "memory");
  ASSERT_REFUSED (fv_ascent_estimate (network, &ascent, NULL, NULL));
  ASSERT_REFUSED (fv_ascent_estimate (network, NULL, &estimate, NULL));
  ASSERT_REFUSED (fv_ascent_estimate (NULL, &ascent, &estimate, NULL));
}

/* All steps together are the estimate's work. */
static void
test_ascent_list_work (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvAscent ascent = make_ascent (FV_START_NOISE);
  g_autofree gdouble *work = NULL;
  FvEstimate estimate;
  GError *error = NULL;
  gdouble sum = 0.0;
  gint n_scales;

  work = fv_ascent_list_work (network, &ascent, &n_scales, NULL);
  g_assert_true (fv_ascent_estimate (network, &ascent, &estimate, NULL));
  g_assert_cmpint (n_scales, ==, ascent.settings.scales);
  for (gint i = 0; i < n_scales; i++)
    sum += fv_ascent_count_steps (&ascent, i) * work[i];
  g_assert_cmpfloat_with_epsilon (sum, estimate.work, 1e-9 * sum);
  ascent.width = ascent.height = 262144;
  g_assert_null (fv_ascent_list_work (network, &ascent, &n_scales, &error));
  assert_error (&error, FV_ERROR_MEMORY, "memory");
  ASSERT_CRITICAL (fv_ascent_list_work (network, &ascent, NULL, NULL));
  ASSERT_CRITICAL (fv_ascent_list_work (NULL, &ascent, &n_scales, NULL));
  ASSERT_CRITICAL (fv_ascent_list_work (network, NULL, &n_scales, NULL));
}

static void
test_ascent_count_steps (void)
{
  FvAscent ascent = make_ascent (FV_START_NOISE);

  g_assert_cmpint (fv_ascent_count_steps (&ascent, 0), ==, 2);
  fv_settings_init (&ascent.settings, FV_TASK_TEXTURE,
                    fv_recipe_get_usual (FV_TASK_TEXTURE), FV_START_NOISE);
  ascent.settings.steps = 5;
  g_assert_cmpint (fv_ascent_count_steps (&ascent, 0), ==, 5);
  g_assert_cmpint (fv_ascent_count_steps (&ascent, 1), ==, 3);
  g_assert_cmpint (fv_ascent_count_steps (&ascent, ascent.settings.scales - 1), ==, 1);
  ASSERT_CRITICAL (fv_ascent_count_steps (&ascent, ascent.settings.scales));
  ASSERT_CRITICAL (fv_ascent_count_steps (&ascent, -1));
  ASSERT_CRITICAL (fv_ascent_count_steps (NULL, 0));
}

/* Styles need a guide, and contents a photo. */
static void
test_guided (void)
{
  g_autoptr (FvImage) photo = make_picture (12, 10);
  g_autoptr (FvImage) guide = make_picture (5, 40);
  g_autoptr (FvNetwork) network = make_small_network ();
  const FvTerm terms[] = { { FV_TERM_STYLE, LAST, 0, 1.0 },
                           { FV_TERM_CONTENT, LAST, 0, 1.0 } };
  FvAscent ascent = make_ascent (FV_START_NOISE);
  GError *error = NULL;
  FvResult result;

  fv_settings_init (&ascent.settings, FV_TASK_STYLE, fv_recipe_get_usual (FV_TASK_STYLE),
                    FV_START_IMAGE);
  ascent.settings.steps = 2;
  ascent.terms = terms;
  ascent.n_terms = 2;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "Choose a picture as the guide");
  ascent.guide = guide;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "Start from a photo");
  ascent.start = FV_START_IMAGE;
  ascent.image = photo;
  assert_ascends (&ascent);
  ascent.settings.guide_scale = 1000.0;
  assert_no_ascent (&ascent, FV_ERROR_SETTING, "guide-scale");
  ascent.settings.guide_scale = 1.0;
  guide->data[7] = NAN;
  g_assert_false (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 2 of row 0");
}

/* Diversity needs other pictures. */
static void
test_others (void)
{
  g_autoptr (FvImage) other = make_picture (5, 40);
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvImage *const others[] = { other, NULL };
  const FvTerm terms[] = { { FV_TERM_FILTER, LAST, 0, 1.0 },
                           { FV_TERM_DIVERSITY, LAST, 0, 1.0 } };
  FvAscent ascent = make_ascent (FV_START_NOISE);
  GError *error = NULL;
  FvResult result;

  ascent.terms = terms;
  ascent.n_terms = 2;
  ASSERT_REFUSED (fv_ascent_check (layers, n_layers, &ascent, NULL));
  ascent.others = others;
  ascent.n_others = 1;
  assert_ascends (&ascent);
  other->data[7] = NAN;
  g_assert_false (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 2 of row 0");
  other->data[7] = 0.0f;
  ascent.n_others = 2;
  ASSERT_REFUSED (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
}

/* Of an ascent that could not be made, too */
static void
test_ascent_get_size (void)
{
  g_autoptr (FvImage) image = make_picture (5, 3);
  FvAscent ascent = make_ascent (FV_START_NOISE);
  gint width = -1, height = -1;

  fv_ascent_get_size (&ascent, &width, &height);
  g_assert_cmpint (width, ==, 12);
  g_assert_cmpint (height, ==, 10);
  ascent.width = 0;
  fv_ascent_get_size (&ascent, &width, &height);
  g_assert_cmpint (width, ==, ascent.settings.recipe->size);
  ascent.start = FV_START_IMAGE;
  ASSERT_CRITICAL (fv_ascent_get_size (&ascent, &width, &height));
  ascent.image = image;
  ascent.height = 0;
  fv_ascent_get_size (&ascent, &width, &height);
  g_assert_cmpint (width, ==, 5);
  g_assert_cmpint (height, ==, 3);
  ASSERT_CRITICAL (fv_ascent_get_size (NULL, &width, &height));
  ASSERT_CRITICAL (fv_ascent_get_size (&ascent, NULL, &height));
  ASSERT_CRITICAL (fv_ascent_get_size (&ascent, &width, NULL));
  ascent.settings.recipe = NULL;
  ASSERT_CRITICAL (fv_ascent_get_size (&ascent, &width, &height));
}

static void
test_ascent_get_smallest_size (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers, width, height;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvAscent ascent = make_ascent (FV_START_IMAGE);
  GError *error = NULL;

  ascent.width = -7; /* neither this nor the image is looked at */
  g_assert_true (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, &height, NULL));
  g_assert_cmpint (width, ==, 2);
  ascent.settings.border = 100000;
  ascent.settings.scales = 100;
  g_assert_false (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, &height, &error));
  assert_error (&error, FV_ERROR_SIZE, "fewer scales");
  ascent.settings.scales = 0;
  g_assert_false (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, &height, &error));
  assert_error (&error, FV_ERROR_SETTING, "scales");
  ASSERT_REFUSED (
      fv_ascent_get_smallest_size (layers, n_layers, NULL, &width, &height, NULL));
  ASSERT_REFUSED (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, NULL, &height, NULL));
  ASSERT_REFUSED (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, NULL, NULL));
}

/* Ascents -------------------------------------------------------------------------------
 */

static void
assert_not_started (const FvAscent *ascent, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;
  FvResult result = { .loss = 7.0 };

  g_assert_false (fv_ascend (network, ascent, NULL, NULL, NULL, &result, &error));
  assert_error (&error, FV_ERROR_SETTING, words);
  g_assert_cmpfloat (result.loss, ==, 7.0); /* untouched */
}

/* Values that are none, in what is started from */
static void
assert_values (void)
{
  static const gfloat values[] = { NAN, INFINITY, -INFINITY };
  static const gfloat shares[] = { NAN, -0.001f, 1.001f };
  g_autoptr (FvImage) image = make_picture (12, 10);
  gfloat mask[120] = { 1.0f };
  FvAscent ascent = make_ascent (FV_START_IMAGE);

  ascent.image = image;
  ascent.mask = mask;
  assert_ascends (&ascent);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      mask[12 * 9 + 11] = shares[i];
      assert_not_started (&ascent, "The mask is not from 0 to 1 in column 11 of row 9");
    }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      image->data[12 * 3 + 5] = values[i];
      assert_not_started (&ascent, "in column 1 of row 1");
      ascent.start = FV_START_TENSOR;
      assert_not_started (&ascent, "in column 1 of row 1");
      ascent.start = FV_START_IMAGE;
    }
}

/* Terms at whatever layer decide how far the network sees beyond the edges; the ascent's
 * own layer has no say. */
static void
assert_layers_of_terms (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  const FvTerm term = { FV_TERM_FILTER, LAST, 0, 1.0 };
  FvAscent ascent = make_ascent (FV_START_NOISE);
  FvResult results[2];

  ascent.settings.padding = FV_PADDING_REFLECT;
  ascent.terms = &term;
  ascent.n_terms = 1;
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &results[i], NULL));
      ascent.layer = "block1_conv1";
    }
  g_assert_cmpmem (results[0].bytes, 360, results[1].bytes, 360);
  fv_result_clear (&results[0]);
  fv_result_clear (&results[1]);
}

static void
test_ascend (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  FvAscent ascent = make_ascent (FV_START_NOISE);
  const FvImage no_data = { 12, 10, NULL };
  GError *error = NULL;
  FvResult result;

  assert_ascends (&ascent);
  ascent.width = ascent.height = 0; /* the recipe's */
  assert_ascends (&ascent);
  assert_values ();
  assert_layers_of_terms ();
  g_cancellable_cancel (cancelled);
  g_assert_false (fv_ascend (network, &ascent, NULL, NULL, cancelled, &result, &error));
  assert_error (&error, FV_ERROR_CANCELLED, "cancelled");
  ASSERT_REFUSED (fv_ascend (network, &ascent, NULL, NULL, NULL, NULL, NULL));
  ASSERT_REFUSED (fv_ascend (network, NULL, NULL, NULL, NULL, &result, NULL));
  ASSERT_REFUSED (fv_ascend (NULL, &ascent, NULL, NULL, NULL, &result, NULL));
  ascent = make_ascent (FV_START_IMAGE);
  ascent.image = &no_data;
  ASSERT_REFUSED (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
}

static void
test_result_clear (void)
{
  FvResult result = { NULL };

  fv_result_clear (&result);
  fv_result_clear (&result);
  ASSERT_CRITICAL (fv_result_clear (NULL));
}

/* Steps ---------------------------------------------------------------------------------
 */

static gboolean
decode_step (const FvStep *step, gpointer data)
{
  g_autoptr (FvImage) picture = fv_step_decode (step, NULL);
  FvStep broken = *step;

  g_assert_cmpint (picture->width, ==, 12);
  ASSERT_REFUSED (fv_step_decode (NULL, NULL));
  broken.tensor = NULL;
  ASSERT_REFUSED (fv_step_decode (&broken, NULL));
  broken = *step;
  broken.scale = 0;
  ASSERT_REFUSED (fv_step_decode (&broken, NULL));
  broken.scale = step->n_scales + 1;
  ASSERT_REFUSED (fv_step_decode (&broken, NULL));
  *(gint *)data += 1;
  return TRUE;
}

static gboolean
draw_step (const FvStep *step, gpointer data)
{
  static const gint sides[] = { 1, 5, 12, 13, G_MAXINT };
  gint width, height;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      guint8 *bytes = fv_step_draw (step, sides[i], &width, &height, NULL);

      g_assert_nonnull (bytes);
      g_assert_cmpint (width, ==, MIN (sides[i], 12));
      fv_memory_free (bytes);
    }
  ASSERT_REFUSED (fv_step_draw (step, 0, &width, &height, NULL));
  ASSERT_REFUSED (fv_step_draw (step, -1, &width, &height, NULL));
  ASSERT_REFUSED (fv_step_draw (step, 5, NULL, &height, NULL));
  ASSERT_REFUSED (fv_step_draw (step, 5, &width, NULL, NULL));
  ASSERT_REFUSED (fv_step_draw (NULL, 5, &width, &height, NULL));
  *(gint *)data += 1;
  return TRUE;
}

static void
assert_steps (FvStepFunc func)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvAscent ascent = make_ascent (FV_START_NOISE);
  FvResult result;
  gint n_steps = 0;

  g_assert_true (fv_ascend (network, &ascent, func, &n_steps, NULL, &result, NULL));
  g_assert_cmpint (n_steps, ==, 2);
  fv_result_clear (&result);
}

static void
test_step_decode (void)
{
  assert_steps (decode_step);
}

static void
test_step_draw (void)
{
  assert_steps (draw_step);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_ascent_check", test_ascent_check);
  g_test_add_func ("/contract/fv_ascent_estimate", test_ascent_estimate);
  g_test_add_func ("/contract/fv_ascent_count_steps", test_ascent_count_steps);
  g_test_add_func ("/contract/guided", test_guided);
  g_test_add_func ("/contract/others", test_others);
  g_test_add_func ("/contract/fv_ascent_list_work", test_ascent_list_work);
  g_test_add_func ("/contract/fv_ascent_get_size", test_ascent_get_size);
  g_test_add_func ("/contract/fv_ascent_get_smallest_size",
                   test_ascent_get_smallest_size);
  g_test_add_func ("/contract/fv_ascend", test_ascend);
  g_test_add_func ("/contract/fv_result_clear", test_result_clear);
  g_test_add_func ("/contract/fv_step_decode", test_step_decode);
  g_test_add_func ("/contract/fv_step_draw", test_step_draw);
  return g_test_run ();
}
