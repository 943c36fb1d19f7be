/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Smoothed and normalised gradients, and those of penalties, against float64 PyTorch. */

#include "../helpers.h"
#include "picture/norms.h"
#include "picture/regularise.h"
#include "picture/shift.h"
#include "picture/smooth.h"

/* Those of tests/golden/make_operations_golden.py */
#define WIDTH     23
#define HEIGHT    19
#define BASE_SEED 1001

#define ERROR         1e-6
#define PYRAMID_ERROR 1e-5 /* a weak band is raised together with what was rounded */

static const gchar *const padding_names[] = { "zero", "reflect", "circular" };

typedef gboolean (*SmoothFunc) (FvImage *image, FvPadding x, FvPadding y, GError **error);

static gboolean
smooth (FvImage *image, FvPadding x, FvPadding y, GError **error)
{
  return fv_gradient_smooth (image, 1.3, x, y, error);
}

static void
run (SmoothFunc func, FvImage *image, FvPadding x, FvPadding y)
{
  GError *error = NULL;

  g_assert_true (func (image, x, y, &error));
  g_assert_no_error (error);
}

static void
assert_within (const FvImage *image, const FvImage *expected, gdouble limit)
{
  g_assert_cmpint (image->width, ==, expected->width);
  g_assert_cmpint (image->height, ==, expected->height);
  g_assert_cmpfloat (
      get_relative_error (image->data, expected->data, fv_image_get_n_values (expected)),
      <, limit);
}

static void
assert_near (const FvImage *image, const FvImage *expected)
{
  assert_within (image, expected, ERROR);
}

static void
set_all (FvImage *image, gfloat value)
{
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = value;
}

/* Against golden values ---------------------------------------------------------------
 */

static void
test_cascade (void)
{
  for (FvPadding padding = 0; padding <= FV_PADDING_CIRCULAR; padding++)
    {
      g_autoptr (FvImage) image = make_input (WIDTH, HEIGHT);
      g_autoptr (FvImage) expected =
          read_golden ("smoothed-%s.npy", padding_names[padding]);

      run (smooth, image, padding, padding);
      assert_near (image, expected);
    }
}

static void
test_pyramid (void)
{
  const gint sizes[][2] = { { 30, 17 }, { 16, 32 }, { 5, 2 }, { 1, 9 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (FvPadding padding = 0; padding <= FV_PADDING_CIRCULAR; padding++)
      {
        gint width = sizes[i][0], height = sizes[i][1];
        g_autoptr (FvImage) image = make_input (width, height);
        g_autoptr (FvImage) expected =
            read_golden ("pyramid-%dx%d-%s.npy", width, height, padding_names[padding]);

        run (fv_gradient_normalise_pyramid, image, padding, padding);
        assert_within (image, expected, PYRAMID_ERROR);
      }
}

static FvImage *
new_zeros (gint width, gint height)
{
  FvImage *image = fv_image_new (width, height, NULL);

  set_all (image, 0.0f);
  return image;
}

static void
test_variation (void)
{
  g_autoptr (FvImage) tensor = make_input (13, 9);

  for (gint wraps = 0; wraps < 4; wraps++)
    {
      g_autoptr (FvImage) gradient = new_zeros (13, 9);
      g_autoptr (FvImage) expected =
          read_golden ("variation-%d%d.npy", wraps / 2, wraps % 2);

      fv_image_add_variation_gradient (gradient, tensor, 1.0, wraps / 2, wraps % 2);
      assert_near (gradient, expected);
    }
}

static void
test_l2 (void)
{
  g_autoptr (FvImage) tensor = make_input (13, 9);
  g_autoptr (FvImage) base = fv_image_new_noise (13, 9, BASE_SEED, -128.0, 256.0, NULL);
  g_autoptr (FvImage) from_base = read_golden ("l2-base.npy");
  g_autoptr (FvImage) from_gray = read_golden ("l2-gray.npy");
  g_autoptr (FvImage) gradient = new_zeros (13, 9);

  fv_image_add_l2_gradient (gradient, tensor, base, 1.0);
  assert_near (gradient, from_base);
  set_all (gradient, 0.0f);
  fv_image_add_l2_gradient (gradient, tensor, NULL, 1.0);
  assert_near (gradient, from_gray);
}

/* Both are added to what is there, in proportion to their weight. */
static void
test_weights (void)
{
  g_autoptr (FvImage) tensor = make_input (13, 9);
  g_autoptr (FvImage) variation = read_golden ("variation-10.npy");
  g_autoptr (FvImage) l2 = read_golden ("l2-gray.npy");
  g_autoptr (FvImage) gradient = make_input (13, 9);

  for (gsize i = 0; i < fv_image_get_n_values (tensor); i++)
    variation->data[i] = tensor->data[i] + 1e4 * variation->data[i] + 3e3 * l2->data[i];
  fv_image_add_variation_gradient (gradient, tensor, 1e4, TRUE, FALSE);
  fv_image_add_l2_gradient (gradient, tensor, NULL, 3e3);
  assert_near (gradient, variation);
}

/* Properties ----------------------------------------------------------------------------
 */

/* Axes are padded each in its own way: where rows are all the same, only the padding of
 * columns counts, and the other way round. */
static void
test_axes (void)
{
  g_autoptr (FvImage) rows = fv_image_new_noise (11, 1, 5, -1.0, 2.0, NULL);
  g_autoptr (FvImage) columns = fv_image_copy (rows, NULL);

  columns->width = 1;
  columns->height = 11;
  for (FvPadding padding = 0; padding <= FV_PADDING_CIRCULAR; padding++)
    {
      g_autoptr (FvImage) across = fv_image_copy (rows, NULL);
      g_autoptr (FvImage) down = fv_image_copy (columns, NULL);

      run (smooth, across, padding, FV_PADDING_REFLECT);
      run (smooth, down, FV_PADDING_CIRCULAR, padding);
      g_assert_cmpfloat (get_relative_error (across->data, down->data, 33), <, ERROR);
    }
}

/* ⟨S x, y⟩ = ⟨x, S y⟩, but where values are reflected */
static void
test_own_adjoint (void)
{
  for (gint i = 0; i < 4; i++)
    {
      FvPadding x = i / 2 ? FV_PADDING_ZERO : FV_PADDING_CIRCULAR;
      FvPadding y = i % 2 ? FV_PADDING_ZERO : FV_PADDING_CIRCULAR;
      g_autoptr (FvImage) a = make_input (6, 9);
      g_autoptr (FvImage) b = fv_image_new_noise (6, 9, BASE_SEED, -1.0, 2.0, NULL);
      g_autoptr (FvImage) smooth_a = fv_image_copy (a, NULL);
      g_autoptr (FvImage) smooth_b = fv_image_copy (b, NULL);
      gdouble difference = 0.0;

      run (smooth, smooth_a, x, y);
      run (smooth, smooth_b, x, y);
      for (gsize k = 0; k < fv_image_get_n_values (a); k++)
        difference += (gdouble)smooth_a->data[k] * b->data[k] -
                      (gdouble)a->data[k] * smooth_b->data[k];
      g_assert_cmpfloat_with_epsilon (
          difference, 0.0, ERROR * fv_image_get_norm (a) * fv_image_get_norm (b));
    }
}

/* Kernels that reach beyond an image several times: a constant stays one. */
static void
test_small_images (void)
{
  const gint sizes[][2] = { { 1, 1 }, { 2, 1 }, { 1, 3 }, { 4, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (FvPadding padding = FV_PADDING_REFLECT; padding <= FV_PADDING_CIRCULAR;
         padding++)
      {
        g_autoptr (FvImage) image = fv_image_new (sizes[i][0], sizes[i][1], NULL);

        set_all (image, 3.0f);
        run (smooth, image, padding, padding);
        for (gsize k = 0; k < fv_image_get_n_values (image); k++)
          g_assert_cmpfloat_with_epsilon (image->data[k], 3.0, 1e-5);
      }
}

/* On a circle no position is special: what is shifted and then smoothed is what is
 * smoothed and then shifted; for the pyramid, by multiples of what its levels skip. */
static void
test_seamless (void)
{
  const SmoothFunc funcs[] = { smooth, fv_gradient_normalise_pyramid };

  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    {
      gint unit = funcs[i] == fv_gradient_normalise_pyramid ? 16 : 1;
      g_autoptr (FvImage) before = make_input (48, 32);
      g_autoptr (FvImage) after = fv_image_copy (before, NULL);

      g_assert_true (fv_image_shift (before, 5 * unit, -3 * unit, NULL));
      run (funcs[i], before, FV_PADDING_CIRCULAR, FV_PADDING_CIRCULAR);
      run (funcs[i], after, FV_PADDING_CIRCULAR, FV_PADDING_CIRCULAR);
      g_assert_true (fv_image_shift (after, 5 * unit, -3 * unit, NULL));
      if (unit == 1)
        assert_same_image (before, after);
      else
        assert_near (before, after);
    }
}

static void
test_seamless_variation (void)
{
  g_autoptr (FvImage) tensor = make_input (13, 9);
  g_autoptr (FvImage) before = new_zeros (13, 9), after = new_zeros (13, 9);

  fv_image_add_variation_gradient (after, tensor, 1.0, TRUE, TRUE);
  g_assert_true (fv_image_shift (after, 4, 7, NULL));
  g_assert_true (fv_image_shift (tensor, 4, 7, NULL));
  fv_image_add_variation_gradient (before, tensor, 1.0, TRUE, TRUE);
  assert_near (before, after);
}

/* What is constant is in no band: nothing of it is left to be raised, not even what was
 * rounded; and zero stays zero. */
static void
test_pyramid_of_constant (void)
{
  const gfloat values[] = { 0.1f, -7.7f, 123.456f };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (FvPadding padding = FV_PADDING_REFLECT; padding <= FV_PADDING_CIRCULAR;
         padding++)
      {
        g_autoptr (FvImage) image = fv_image_new (37, 22, NULL);

        set_all (image, values[i]);
        run (fv_gradient_normalise_pyramid, image, padding, padding);
        for (gsize k = 0; k < fv_image_get_n_values (image); k++)
          g_assert_cmpfloat_with_epsilon (image->data[k], values[i] > 0.0f ? 1.0 : -1.0,
                                          1e-6);
        set_all (image, 0.0f);
        run (fv_gradient_normalise_pyramid, image, padding, padding);
        g_assert_cmpfloat (fv_image_get_norm (image), ==, 0.0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smooth/cascade", test_cascade);
  g_test_add_func ("/smooth/pyramid", test_pyramid);
  g_test_add_func ("/smooth/axes", test_axes);
  g_test_add_func ("/smooth/own-adjoint", test_own_adjoint);
  g_test_add_func ("/smooth/small-images", test_small_images);
  g_test_add_func ("/smooth/seamless", test_seamless);
  g_test_add_func ("/smooth/pyramid-of-constant", test_pyramid_of_constant);
  g_test_add_func ("/regularise/variation", test_variation);
  g_test_add_func ("/regularise/l2", test_l2);
  g_test_add_func ("/regularise/weights", test_weights);
  g_test_add_func ("/regularise/seamless", test_seamless_variation);
  return g_test_run ();
}
