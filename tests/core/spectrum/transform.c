/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fourier transforms of real planes against their definition in double precision: of
 * sizes with all kinds of factors, and with primes too large for them. */

#include "spectrum/transform.h"

#include <math.h>

#include "../helpers.h"
#include "base/random.h"

#define SEED  1
#define ERROR 1e-6

static const gint sizes[][2] = {
  { 1, 1 },   { 2, 1 },   { 1, 3 },   { 3, 2 },   { 4, 4 },   { 5, 7 },   { 8, 6 },
  { 9, 33 },  { 16, 20 }, { 25, 36 }, { 27, 64 }, { 30, 49 }, { 37, 22 }, { 61, 26 },
  { 67, 15 }, { 24, 71 }, { 73, 67 }, { 122, 5 }, { 134, 3 }, { 96, 40 },
};

static gfloat *
make_plane (gint width, gint height)
{
  gfloat *plane = g_new (gfloat, (gsize)width * height);

  for (gsize i = 0; i < (gsize)width * height; i++)
    plane[i] = fv_random_normal (SEED, i);
  return plane;
}

/* Rows, then columns */
static gfloat *
define (const gfloat *plane, gint width, gint height)
{
  gint n_columns = width / 2 + 1;
  g_autofree complex double *rows = g_new0 (complex double, (gsize)height *n_columns);
  gfloat *coefficients = g_new (gfloat, 2 * (gsize)height * n_columns);

  for (gint y = 0; y < height; y++)
    for (gint u = 0; u < n_columns; u++)
      for (gint x = 0; x < width; x++)
        rows[(gsize)y * n_columns + u] +=
            plane[(gsize)y * width + x] *
            cexp (-2.0 * G_PI * I * (u * x % width) / width);
  for (gint v = 0; v < height; v++)
    for (gint u = 0; u < n_columns; u++)
      {
        complex double sum = 0.0;

        for (gint y = 0; y < height; y++)
          sum += rows[(gsize)y * n_columns + u] *
                 cexp (-2.0 * G_PI * I * (v * y % height) / height);
        coefficients[2 * ((gsize)v * n_columns + u)] = creal (sum);
        coefficients[2 * ((gsize)v * n_columns + u) + 1] = cimag (sum);
      }
  return coefficients;
}

static void
test_size (gconstpointer data)
{
  const gint *size = data;
  gint width = size[0], height = size[1];
  gsize n = (gsize)width * height, n_coefficients = fv_spectrum_count (width, height);
  g_autofree gfloat *plane = make_plane (width, height);
  g_autofree gfloat *expected = define (plane, width, height);
  g_autofree gfloat *drawn = g_new (gfloat, n);
  g_autofree FvComplex *coefficients = g_new (FvComplex, n_coefficients);
  g_autoptr (FvTransform) transform = fv_transform_new (width, height, NULL);

  fv_transform_to_coefficients (transform, plane, coefficients);
  g_assert_cmpfloat (
      get_relative_error ((gfloat *)coefficients, expected, 2 * n_coefficients), <,
      ERROR);
  fv_transform_to_plane (transform, coefficients, drawn);
  for (gsize i = 0; i < n; i++)
    drawn[i] /= n;
  g_assert_cmpfloat (get_relative_error (drawn, plane, n), <, ERROR);
}

/* What a large prime takes more is told. */
static void
test_memory (void)
{
  g_assert_cmpuint (fv_transform_get_memory (1021, 8), >,
                    2 * fv_transform_get_memory (1024, 8));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree gchar *path =
          g_strdup_printf ("/transform/%dx%d", sizes[i][0], sizes[i][1]);

      g_test_add_data_func (path, sizes + i, test_size);
    }
  g_test_add_func ("/transform/memory", test_memory);
  return g_test_run ();
}
