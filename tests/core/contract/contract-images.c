/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: memory, errors and images */

#include <math.h>
#include <string.h>

#include "contract.h"
#include "../helpers.h"

#define LONGEST_SIDE 262144

static void
test_error_quark (void)
{
  g_assert_cmpstr (g_quark_to_string (fv_error_quark ()), ==, "fv-error-quark");
  g_assert_cmpuint (fv_error_quark (), ==, FV_ERROR);
}

static void
test_memory_new (void)
{
  fv_autofree gfloat *values = fv_memory_new (5, sizeof (gfloat), NULL);
  fv_autofree gpointer nothing = fv_memory_new (0, 0, NULL);
  GError *error = NULL;

  g_assert_cmpuint ((guintptr)values % 64, ==, 0);
  g_assert_nonnull (nothing);
  g_assert_null (fv_memory_new (G_MAXSIZE, G_MAXSIZE, &error));
  assert_error (&error, FV_ERROR_MEMORY, "not enough memory");
  g_assert_null (fv_memory_new (G_MAXSIZE / 4, 1, &error));
  assert_error (&error, FV_ERROR_MEMORY, "not enough memory");
}

static void
test_memory_check (void)
{
  GError *error = NULL;

  g_assert_true (fv_memory_check (0, 0, NULL));
  g_assert_true (fv_memory_check (1 << 20, 1, NULL));
  g_assert_false (fv_memory_check ((1 << 20) + 1, 1, &error));
  assert_error (&error, FV_ERROR_MEMORY, "the limit is 1 MiB");
  g_assert_false (fv_memory_check (G_MAXUINT64, 0, &error));
  assert_error (&error, FV_ERROR_MEMORY, "this program can have");
}

static void
test_memory_free (void)
{
  FvSheet sheet = { .width = 1, .height = 1 };

  fv_memory_free (NULL);
  fv_memory_free (fv_sheet_new_black (&sheet, NULL));
}

/* No image has a side of less than 1 pixel, or more than 262144; and no size overflows.
 */
static void
assert_sizes (FvImage *(*make) (gint width, gint height, GError **error))
{
  static const gint sizes[][2] = { { 0, 1 },
                                   { 1, 0 },
                                   { -1, 5 },
                                   { 5, -1 },
                                   { LONGEST_SIDE + 1, 1 },
                                   { 1, LONGEST_SIDE + 1 },
                                   { 1 << 30, 4 },
                                   { G_MAXINT, G_MAXINT },
                                   { G_MININT, G_MININT } };
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_assert_null (make (sizes[i][0], sizes[i][1], &error));
      assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
    }
}

static void
test_size_check (void)
{
  GError *error = NULL;

  g_assert_true (fv_size_check (1, LONGEST_SIDE, NULL));
  g_assert_false (fv_size_check (0, 1, &error));
  assert_error (&error, FV_ERROR_SIZE, "0×1");
  g_assert_false (fv_size_check (G_MAXINT64, G_MININT64, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
}

static void
test_image_new (void)
{
  g_autoptr (FvImage) narrow = fv_image_new (LONGEST_SIDE, 1, NULL);
  GError *error = NULL;

  g_assert_cmpint (narrow->width, ==, LONGEST_SIDE);
  assert_sizes (fv_image_new);
  g_assert_null (fv_image_new (LONGEST_SIDE, LONGEST_SIDE, &error)); /* 768 GiB */
  assert_error (&error, FV_ERROR_MEMORY, "memory");
}

static void
test_image_copy (void)
{
  g_autoptr (FvImage) image = make_input (5, 3);
  g_autoptr (FvImage) copy = fv_image_copy (image, NULL);
  FvImage empty = { 5, 3, NULL }, flat = { 5, 0, image->data };

  assert_same_image (copy, image);
  g_assert_true (copy->data != image->data);
  ASSERT_REFUSED (fv_image_copy (NULL, NULL));
  ASSERT_REFUSED (fv_image_copy (&empty, NULL));
  ASSERT_REFUSED (fv_image_copy (&flat, NULL));
}

static void
test_image_free (void)
{
  fv_image_free (NULL);
  fv_image_free (make_input (2, 2));
}

static void
test_image_get_n_values (void)
{
  const FvImage image = { LONGEST_SIDE, LONGEST_SIDE, NULL };

  g_assert_cmpuint (fv_image_get_n_values (&image), ==,
                    (guint64)LONGEST_SIDE * LONGEST_SIDE * 3);
  ASSERT_REFUSED (fv_image_get_n_values (NULL));
}

static FvImage *
make_from_bytes (gint width, gint height, GError **error)
{
  static const guint8 bytes[3] = { 0, 128, 255 };

  return fv_image_new_from_bytes (bytes, width, height, error);
}

static void
test_image_new_from_bytes (void)
{
  g_autoptr (FvImage) image = make_from_bytes (1, 1, NULL);

  g_assert_cmpfloat (image->data[1], ==, 128.0f);
  assert_sizes (make_from_bytes);
  ASSERT_REFUSED (fv_image_new_from_bytes (NULL, 1, 1, NULL));
}

static void
test_image_to_bytes (void)
{
  static const gfloat values[] = { -7.0f, 0.4f, 254.5f, 300.0f, 127.0f, 0.0f };
  g_autoptr (FvImage) image = fv_image_new (2, 1, NULL);
  fv_autofree guint8 *bytes = NULL;
  FvImage empty = { 2, 1, NULL };

  memcpy (image->data, values, sizeof values);
  bytes = fv_image_to_bytes (image, NULL);
  g_assert_cmpmem (bytes, 6, "\0\0\xff\xff\x7f\0", 6);
  ASSERT_REFUSED (fv_image_to_bytes (NULL, NULL));
  ASSERT_REFUSED (fv_image_to_bytes (&empty, NULL));
}

static void
test_bytes_new (void)
{
  fv_autofree guint8 *narrow = fv_bytes_new (LONGEST_SIDE, 1, NULL);
  GError *error = NULL;

  g_assert_nonnull (narrow);
  g_assert_null (fv_bytes_new (0, 5, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
  g_assert_null (fv_bytes_new (5, LONGEST_SIDE + 1, &error));
  assert_error (&error, FV_ERROR_SIZE, "from 1 to 262144");
}

/* Only the strip is written to. */
static void
test_lettering_draw (void)
{
  guint8 rows[12][200] = { { 0 } };

  memset (rows, 7, sizeof rows);
  g_assert_true (fv_lettering_draw ("필터", &rows[1][0], 200, 60, 10, NULL));
  for (gint y = 0; y < 12; y++)
    for (gint x = 0; x < 200; x++)
      if (x >= 180 || y < 1 || y > 10)
        g_assert_cmpuint (rows[y][x], ==, 7);
  g_assert_cmpuint (rows[10][0], ==, 0);
  g_assert_true (fv_lettering_draw ("", &rows[0][0], 3, 1, 1, NULL));
  g_assert_true (fv_lettering_draw ("two\nlines", &rows[0][0], 200, 60, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw (NULL, &rows[0][0], 200, 60, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw (NOT_UTF8, &rows[0][0], 200, 60, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw ("text", NULL, 200, 60, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw ("text", &rows[0][0], 179, 60, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw ("text", &rows[0][0], 200, 0, 10, NULL));
  ASSERT_REFUSED (fv_lettering_draw ("text", &rows[0][0], 200, 60, 0, NULL));
}

static FvImage *
make_noise (gint width, gint height, GError **error)
{
  return fv_image_new_noise (width, height, G_MAXUINT64, -3.0, 6.0, error);
}

static void
test_image_new_noise (void)
{
  g_autoptr (FvImage) image = make_noise (40, 30, NULL);

  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    g_assert_true (image->data[i] >= -3.0f && image->data[i] <= 3.0f);
  assert_sizes (make_noise);
}

static FvImage *
resize (gint width, gint height, GError **error)
{
  g_autoptr (FvImage) image = make_input (3, 2);

  return fv_image_resize (image, width, height, error);
}

static void
test_image_resize (void)
{
  g_autoptr (FvImage) wide = resize (LONGEST_SIDE, 1, NULL);
  g_autoptr (FvImage) small = fv_image_resize (wide, 1, 1, NULL);

  g_assert_cmpint (wide->width, ==, LONGEST_SIDE);
  g_assert_true (isfinite (small->data[0]));
  assert_sizes (resize);
  ASSERT_REFUSED (fv_image_resize (NULL, 1, 1, NULL));
}

static void
assert_no_zoom (const FvImage *image, gdouble zoom, gdouble degrees, const gchar *words)
{
  GError *error = NULL;

  g_assert_null (fv_image_zoom (image, zoom, degrees, &error));
  assert_error (&error, FV_ERROR_SETTING, words);
}

static void
test_image_zoom (void)
{
  g_autoptr (FvImage) image = make_input (5, 3);
  g_autoptr (FvImage) largest = fv_image_zoom (image, 2.0, 180.0, NULL);
  g_autoptr (FvImage) smallest = fv_image_zoom (image, 0.5, -180.0, NULL);

  g_assert_true (isfinite (largest->data[0]) && isfinite (smallest->data[0]));
  assert_no_zoom (image, 0.0, 0.0, "Option zoom cannot be “0”");
  assert_no_zoom (image, -1.0, 0.0, "from 0.5 to 2");
  assert_no_zoom (image, 1e-300, 0.0, "zoom");
  assert_no_zoom (image, NAN, 0.0, "zoom");
  assert_no_zoom (image, INFINITY, 0.0, "zoom");
  assert_no_zoom (image, 1.0, 1e9, "rotate");
  assert_no_zoom (image, 1.0, NAN, "rotate");
  ASSERT_REFUSED (fv_image_zoom (NULL, 1.0, 0.0, NULL));
}

static void
test_image_fill_hidden (void)
{
  const gfloat alpha[] = { 1.0f, 0.0f, 0.5f };
  const gfloat nothing[] = { 0.0f, 0.0f, 0.0f };
  g_autoptr (FvImage) image = fv_image_new (3, 1, NULL);

  for (gint i = 0; i < 9; i++)
    image->data[i] = i;
  g_assert_false (fv_image_fill_hidden (image, nothing));
  g_assert_cmpfloat (image->data[4], ==, 4.0f);
  image->data[4] = NAN; /* of what is hidden, nothing counts */
  g_assert_true (fv_image_fill_hidden (image, alpha));
  for (gint i = 0; i < 9; i++)
    g_assert_cmpfloat (image->data[i], ==, i); /* the mean of its neighbours */
  ASSERT_REFUSED (fv_image_fill_hidden (NULL, alpha));
  ASSERT_REFUSED (fv_image_fill_hidden (image, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_error_quark", test_error_quark);
  g_test_add_func ("/contract/fv_memory_new", test_memory_new);
  g_test_add_func ("/contract/fv_memory_check", test_memory_check);
  g_test_add_func ("/contract/fv_memory_free", test_memory_free);
  g_test_add_func ("/contract/fv_size_check", test_size_check);
  g_test_add_func ("/contract/fv_image_new", test_image_new);
  g_test_add_func ("/contract/fv_image_copy", test_image_copy);
  g_test_add_func ("/contract/fv_image_free", test_image_free);
  g_test_add_func ("/contract/fv_image_get_n_values", test_image_get_n_values);
  g_test_add_func ("/contract/fv_image_new_from_bytes", test_image_new_from_bytes);
  g_test_add_func ("/contract/fv_image_to_bytes", test_image_to_bytes);
  g_test_add_func ("/contract/fv_bytes_new", test_bytes_new);
  add_labels_test ("/contract/fv_lettering_draw", test_lettering_draw);
  g_test_add_func ("/contract/fv_image_new_noise", test_image_new_noise);
  g_test_add_func ("/contract/fv_image_resize", test_image_resize);
  g_test_add_func ("/contract/fv_image_zoom", test_image_zoom);
  g_test_add_func ("/contract/fv_image_fill_hidden", test_image_fill_hidden);
  return g_test_run ();
}
