/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ascents that are to differ from other pictures: that they do, by every recipe, within
 * the memory that was told, and the same whatever the threads. */

#include <math.h>

#include "../helpers.h"
#include "pass/guide.h"

#define LAYER  "block3_conv1"
#define FILTER 5
#define WIDTH  64
#define HEIGHT 56

static FvNetwork *
make_own_network (void)
{
  return make_network (&fv_vgg16, LAYER, 4);
}

/* @others: (nullable): @n_others pictures */
static void
ascend (const FvNetwork *network, const gchar *recipe, gdouble weight,
        const FvImage *const *others, gint n_others, gint threads, FvResult *result)
{
  const FvTerm terms[] = { { FV_TERM_FILTER, LAYER, FILTER, 1.0, NULL },
                           { FV_TERM_DIVERSITY, LAYER, 0, weight, NULL } };
  FvAscent ascent = {
    .layer = LAYER,
    .terms = terms,
    .n_terms = n_others > 0 ? 2 : 1,
    .width = WIDTH,
    .height = HEIGHT,
    .seed = 3 + (guint64)n_others,
    .others = others,
    .n_others = n_others,
  };
  GError *error = NULL;

  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, fv_recipe_find (recipe, NULL),
                    FV_START_NOISE);
  ascent.settings.scales = 2;
  ascent.settings.crop = 0;
  ascent.settings.steps = 12;
  ascent.settings.threads = threads;
  fv_ascend (network, &ascent, NULL, NULL, NULL, result, &error);
  g_assert_no_error (error);
}

/* The cosine of the angle between the Gram matrices of both */
static gdouble
get_similarity (const FvNetwork *network, const FvImage *a, const FvImage *b)
{
  g_autoptr (FvGuide) one = fv_guide_new_style (network, LAYER, a, 1, 0, NULL);
  g_autoptr (FvGuide) other = fv_guide_new_style (network, LAYER, b, 1, 0, NULL);
  gsize n = (gsize)one->n_channels * one->n_channels;
  gdouble product = 0.0;

  for (gsize i = 0; i < n; i++)
    product += (gdouble)one->gram[i] * other->gram[i];
  return product / sqrt (one->gram_norm) / sqrt (other->gram_norm);
}

static void
test_differs (gconstpointer recipe)
{
  g_autoptr (FvNetwork) network = make_own_network ();
  g_auto (FvResult) first = { NULL };
  g_auto (FvResult) alike = { NULL };
  g_auto (FvResult) diverse = { NULL };
  const FvImage *others[1];
  gdouble before, after;

  ascend (network, recipe, 0.0, NULL, 0, 2, &first);
  others[0] = first.picture;
  ascend (network, recipe, 0.0, others, 1, 2, &alike);
  ascend (network, recipe, 10.0 * first.loss, others, 1, 2, &diverse);
  before = get_similarity (network, first.picture, alike.picture);
  after = get_similarity (network, first.picture, diverse.picture);
  g_test_message ("similarity %g, with diversity %g; loss %g, %g", before, after,
                  alike.loss, diverse.loss);
  g_assert_cmpfloat (1.0 - after, >, 1.5 * (1.0 - before));
}

/* Of any size, and several of them */
static void
test_same_bytes (gconstpointer recipe)
{
  g_autoptr (FvNetwork) network = make_own_network ();
  g_autoptr (FvImage) small = fv_image_new_noise (21, 50, 7, 0.0, 255.0, NULL);
  g_autoptr (FvImage) large = fv_image_new_noise (130, 40, 8, 60.0, 190.0, NULL);
  const FvImage *const others[] = { small, large };
  g_auto (FvResult) first = { NULL };

  ascend (network, recipe, 100.0, others, 2, 1, &first);
  for (gint threads = 2; threads <= 3; threads++)
    {
      g_auto (FvResult) result = { NULL };

      ascend (network, recipe, 100.0, others, 2, threads, &result);
      g_assert_true (result.loss == first.loss);
      g_assert_cmpmem (first.bytes, WIDTH * HEIGHT * 3, result.bytes, WIDTH * HEIGHT * 3);
    }
}

/* The loss is the mean over the other pictures: the same one twice is as it is once. */
static void
test_mean (void)
{
  g_autoptr (FvNetwork) network = make_own_network ();
  g_autoptr (FvImage) other = fv_image_new_noise (40, 50, 7, 0.0, 255.0, NULL);
  const FvImage *const others[] = { other, other };
  g_auto (FvResult) once = { NULL };
  g_auto (FvResult) twice = { NULL };
  FvTerm term = { FV_TERM_DIVERSITY, LAYER, 0, 1.0, NULL };
  FvAscent ascent = { .layer = LAYER,
                      .terms = &term,
                      .n_terms = 1,
                      .width = WIDTH,
                      .height = HEIGHT,
                      .others = others,
                      .n_others = 1 };

  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  ascent.settings.steps = 1;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &once, NULL));
  ascent.n_others = 2;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &twice, NULL));
  g_assert_cmpfloat (once.loss, <, 0.0);
  g_assert_cmpfloat (once.loss, >=, -1.0);
  g_assert_cmpfloat_with_epsilon (once.loss, twice.loss, 1e-9);
}

int
main (int argc, char **argv)
{
  static const gchar *const recipes[] = { "keras", "deepdream", "lucid", "maco",
                                          "resnet" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      g_autofree gchar *differs = g_strdup_printf ("/diversity/differs/%s", recipes[i]);
      g_autofree gchar *same = g_strdup_printf ("/diversity/same-bytes/%s", recipes[i]);

      g_test_add_data_func (differs, recipes[i], test_differs);
      g_test_add_data_func (same, recipes[i], test_same_bytes);
    }
  g_test_add_func ("/diversity/mean", test_mean);
  return g_test_run ();
}
