/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Operations on whole images against naive ones: shifts, margins, magnitudes, tones. */

#include <math.h>

#include "../helpers.h"
#include "picture/blend.h"
#include "picture/norms.h"
#include "picture/padding.h"
#include "picture/shift.h"

static FvImage *
new_noise (gint width, gint height, guint64 seed)
{
  return fv_image_new_noise (width, height, seed, -1.0, 2.0, NULL);
}

/* Shifts ---------------------------------------------------------------------------- */

static void
assert_shift (gint width, gint height, gint dx, gint dy)
{
  g_autoptr (FvImage) before = new_noise (width, height, 3);
  g_autoptr (FvImage) image = fv_image_copy (before, NULL);

  g_assert_true (fv_image_shift (image, dx, dy, NULL));
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gint to_x = ((x + (gint64)dx) % width + width) % width;
        gint to_y = ((y + (gint64)dy) % height + height) % height;

        for (gint c = 0; c < 3; c++)
          g_assert_true (get_pixel (image, to_x, to_y)[c] == get_pixel (before, x, y)[c]);
      }
  if (dx == G_MININT)
    return;
  g_assert_true (fv_image_shift (image, -dx, -dy, NULL));
  assert_same_image (image, before);
}

static void
test_shift (void)
{
  const gint shifts[][2] = { { 0, 0 },
                             { 1, 0 },
                             { 0, 1 },
                             { -1, -1 },
                             { 5, 4 },
                             { -3, 6 },
                             { 12, -8 },
                             { 100, 101 },
                             { 6, 12 },
                             { -12, 0 },
                             { G_MININT, G_MAXINT } };
  const gint sizes[][2] = { { 12, 8 }, { 7, 12 }, { 1, 5 }, { 5, 1 }, { 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (shifts); k++)
      assert_shift (sizes[i][0], sizes[i][1], shifts[k][0], shifts[k][1]);
}

/* Margins -----------------------------------------------------------------------------
 */

/* One step at a time: towards the image, turning back at its edges or going around */
static gint
walk (FvPadding padding, gint size, gint position)
{
  gint at = position < 0 ? 0 : size - 1, direction = position < 0 ? 1 : -1;
  gint n_steps = position < 0 ? -position : position - (size - 1);

  if (position >= 0 && position < size)
    return position;
  if (padding == FV_PADDING_ZERO)
    return -1;
  if (padding == FV_PADDING_CIRCULAR)
    direction = -direction;
  for (gint i = 0; i < n_steps && size > 1; i++)
    {
      if (at + direction < 0 || at + direction >= size)
        {
          if (padding == FV_PADDING_CIRCULAR)
            at = direction > 0 ? -1 : size;
          else
            direction = -direction;
        }
      at += direction;
    }
  return at;
}

static void
assert_source_of_numpy (FvPadding padding, const gint *expected)
{
  for (gint i = -8; i < 12; i++)
    g_assert_cmpint (fv_padding_get_source (padding, 4, i), ==, expected[i + 8]);
}

/* numpy.pad (range (4), 8, mode) */
static void
test_sources (void)
{
  const gint reflect[] = { 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1 };
  const gint wrap[] = { 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3 };

  assert_source_of_numpy (FV_PADDING_REFLECT, reflect);
  assert_source_of_numpy (FV_PADDING_CIRCULAR, wrap);
}

static void
assert_padding (const FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                gint margin_y)
{
  const gfloat constant[3] = { 10.0f, 20.0f, 30.0f };
  g_autoptr (FvImage) padded =
      fv_image_new (image->width + 2 * margin_x, image->height + 2 * margin_y, NULL);

  fv_padding_apply (image, x, margin_x, y, margin_y, constant, padded);
  for (gint row = 0; row < padded->height; row++)
    for (gint column = 0; column < padded->width; column++)
      {
        gint from_x = walk (x, image->width, column - margin_x);
        gint from_y = walk (y, image->height, row - margin_y);
        const gfloat *expected =
            from_x < 0 || from_y < 0 ? constant : get_pixel (image, from_x, from_y);

        for (gint c = 0; c < 3; c++)
          g_assert_true (get_pixel (padded, column, row)[c] == expected[c]);
      }
}

/* ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ */
static void
assert_adjoint (const FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                gint margin_y)
{
  gint width = image->width + 2 * margin_x, height = image->height + 2 * margin_y;
  g_autoptr (FvImage) padded = fv_image_new (width, height, NULL);
  g_autoptr (FvImage) padded_gradient = new_noise (width, height, 8);
  g_autoptr (FvImage) gradient = new_noise (image->width, image->height, 9);

  fv_padding_apply (image, x, margin_x, y, margin_y, NULL, padded);
  fv_padding_fold (padded_gradient, x, margin_x, y, margin_y, gradient);
  g_assert_cmpfloat_with_epsilon (
      get_product (padded, padded_gradient), get_product (image, gradient),
      1e-6 * fv_image_get_norm (padded) * fv_image_get_norm (padded_gradient));
}

static void
test_padding (void)
{
  const gint sizes[][2] = { { 9, 7 }, { 2, 3 }, { 1, 4 }, { 5, 1 }, { 1, 1 } };
  const gint margins[][2] = { { 0, 0 }, { 2, 0 }, { 0, 3 }, { 4, 1 }, { 11, 25 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (margins); k++)
      for (gint modes = 0; modes < 9; modes++)
        {
          g_autoptr (FvImage) image = new_noise (sizes[i][0], sizes[i][1], 7);

          assert_padding (image, modes / 3, margins[k][0], modes % 3, margins[k][1]);
          assert_adjoint (image, modes / 3, margins[k][0], modes % 3, margins[k][1]);
        }
}

/* Magnitudes --------------------------------------------------------------------------
 */

static void
test_magnitude (void)
{
  gfloat values[] = { 3.0f, -4.0f, 0.0f, 0.0f, 0.0f, 12.0f };
  FvImage image = { 2, 1, values };

  g_assert_cmpfloat_with_epsilon (fv_image_get_norm (&image), 13.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (fv_image_get_root_mean_square (&image),
                                  13.0 / sqrt (6.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (fv_image_get_mean_absolute (&image), 19.0 / 6.0, 1e-12);
}

/* Neither too large nor too small for single precision */
static void
test_magnitude_of_extremes (void)
{
  gfloat values[] = { 1e30f, 1e30f, 1e30f }, small[] = { 1e-30f, -1e-30f, 1e-30f };
  FvImage image = { 1, 1, values };

  g_assert_cmpfloat_with_epsilon (fv_image_get_root_mean_square (&image), 1e30, 1e24);
  image.data = small;
  g_assert_cmpfloat_with_epsilon (fv_image_get_root_mean_square (&image), 1e-30, 1e-36);
}

/* Tones ---------------------------------------------------------------------------------
 */

static FvImage *
new_picture (guint64 seed)
{
  return fv_image_new_noise (16, 9, seed, 0.0, 255.0, NULL);
}

/* JFIF's equations, there and back */
static void
convert (const gfloat *picture, const gfloat *original, gdouble rgb[3])
{
  gdouble y = 0.299 * picture[0] + 0.587 * picture[1] + 0.114 * picture[2];
  gdouble cb = -0.168735892 * original[0] - 0.331264108 * original[1] + 0.5 * original[2];
  gdouble cr = 0.5 * original[0] - 0.418687589 * original[1] - 0.081312411 * original[2];

  rgb[0] = y + 1.402 * cr;
  rgb[1] = y - 0.344136286 * cb - 0.714136286 * cr;
  rgb[2] = y + 1.772 * cb;
}

static void
test_keep_colors (void)
{
  g_autoptr (FvImage) picture = new_picture (11), original = new_picture (12);
  g_autoptr (FvImage) before = fv_image_copy (picture, NULL);
  gint n_clipped = 0;

  fv_picture_keep_colors (picture, original);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i += 3)
    {
      gdouble rgb[3];

      convert (before->data + i, original->data + i, rgb);
      for (gint c = 0; c < 3; c++)
        {
          n_clipped += rgb[c] < 0.0 || rgb[c] > 255.0;
          g_assert_cmpfloat_with_epsilon (picture->data[i + c],
                                          CLAMP (rgb[c], 0.0, 255.0), 1e-3);
        }
    }
  g_assert_cmpint (n_clipped, >, 0);
}

static void
test_keep_own_colors (void)
{
  g_autoptr (FvImage) picture = new_picture (11);
  g_autoptr (FvImage) original = fv_image_copy (picture, NULL);

  fv_picture_keep_colors (picture, original);
  assert_same_image (picture, original);
}

static void
test_blend (void)
{
  g_autoptr (FvImage) original = new_picture (12), full = new_picture (11);
  const gdouble strengths[] = { 0.0, 0.25, 1.0, 1.5 };

  original->data[0] = -0.0f;
  full->data[1] = INFINITY;
  for (guint k = 0; k < G_N_ELEMENTS (strengths); k++)
    {
      g_autoptr (FvImage) picture = fv_image_copy (full, NULL);

      fv_picture_blend (picture, original, strengths[k], NULL);
      if (strengths[k] == 0.0)
        assert_same_image (picture, original);
      else if (strengths[k] == 1.0)
        assert_same_image (picture, full);
      else
        for (gsize i = 2; i < fv_image_get_n_values (full); i++)
          g_assert_cmpfloat_with_epsilon (picture->data[i],
                                          (1.0 - strengths[k]) * original->data[i] +
                                              strengths[k] * full->data[i],
                                          1e-4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shift", test_shift);
  g_test_add_func ("/padding/sources", test_sources);
  g_test_add_func ("/padding/adjoint", test_padding);
  g_test_add_func ("/magnitude", test_magnitude);
  g_test_add_func ("/magnitude/extremes", test_magnitude_of_extremes);
  g_test_add_func ("/tones/colors", test_keep_colors);
  g_test_add_func ("/tones/own-colors", test_keep_own_colors);
  g_test_add_func ("/tones/blend", test_blend);
  return g_test_run ();
}
