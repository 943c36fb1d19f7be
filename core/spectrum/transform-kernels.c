/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fourier transforms of real planes: of two rows as one complex row, LANES of these at a
 * time, and then of LANES columns at a time. Which rows are a pair does not hang on
 * LANES, nor what a pair gives on those beside it. */

#include "transform-line.h"

/* Rows ------------------------------------------------------------------------------- */

#define ROWS (2 * LANES)

/* The rows of a group, the last one again where there are fewer */
static void
find_rows (const FvTransform *transform, gint y, gsize row_size, gsize *rows)
{
  for (gint i = 0; i < ROWS; i++)
    rows[i] = MIN (y + i, transform->height - 1) * row_size;
}

/* One of each pair of rows, the first ones if @rows is that of the first */
INLINE Lanes
gather (const gfloat *values, const gsize *rows)
{
  gfloat gathered[LANES];

  for (gint lane = 0; lane < LANES; lane++)
    gathered[lane] = values[rows[2 * lane]];
  return load (gathered);
}

static void
load_plane_rows (const FvTransform *transform, const gfloat *plane, gint y, Element *to)
{
  gsize rows[ROWS];

  find_rows (transform, y, transform->width, rows);
  for (gint x = 0; x < transform->width; x++)
    to[x] = (Element){ gather (plane + x, rows), gather (plane + x, rows + 1) };
}

/* Rows in the real part have symmetric spectra, those in the imaginary part
 * antisymmetric ones. */
static void
store_row_spectra (const FvTransform *transform, const Element *from, gint y,
                   FvComplex *coefficients)
{
  gint n_columns = transform->width / 2 + 1;
  gfloat *values = (gfloat *)coefficients;
  gsize rows[ROWS];

  find_rows (transform, y, 2 * (gsize)n_columns, rows);
  for (gint x = 0; x < n_columns; x++)
    {
      Element a = from[x], b = from[x == 0 ? 0 : transform->width - x];
      Lanes first_real = 0.5f * (a.real + b.real);
      Lanes first_imaginary = 0.5f * (a.imaginary - b.imaginary);
      Lanes second_real = 0.5f * (a.imaginary + b.imaginary);
      Lanes second_imaginary = 0.5f * (b.real - a.real);

      /* the later ones first: what stands for none is overwritten */
      for (gint lane = LANES - 1; lane >= 0; lane--)
        {
          gfloat *first = values + rows[2 * lane] + 2 * x;
          gfloat *second = values + rows[2 * lane + 1] + 2 * x;

          second[0] = second_real[lane];
          second[1] = second_imaginary[lane];
          first[0] = first_real[lane];
          first[1] = first_imaginary[lane];
        }
    }
}

static void
load_row_spectra (const FvTransform *transform, const FvComplex *coefficients, gint y,
                  Element *to)
{
  gint n_columns = transform->width / 2 + 1;
  const gfloat *values = (const gfloat *)coefficients;
  gsize rows[ROWS];

  find_rows (transform, y, 2 * (gsize)n_columns, rows);
  for (gint x = 0; x < n_columns; x++)
    {
      const gfloat *value = values + 2 * x;
      Element first = { gather (value, rows), gather (value + 1, rows) };
      Element second = { gather (value, rows + 1), gather (value + 1, rows + 1) };

      to[x] = swap (add_turned (first, second));
      if (x > 0)
        to[transform->width - x] =
            (Element){ second.real - first.imaginary, first.real + second.imaginary };
    }
}

static void
store_plane_rows (const FvTransform *transform, const Element *from, gint y,
                  gfloat *plane)
{
  gsize rows[ROWS];

  find_rows (transform, y, transform->width, rows);
  for (gint x = 0; x < transform->width; x++)
    for (gint lane = LANES - 1; lane >= 0; lane--)
      {
        plane[rows[2 * lane + 1] + x] = from[x].real[lane];
        plane[rows[2 * lane] + x] = from[x].imaginary[lane];
      }
}

/* Columns ------------------------------------------------------------------------------
 */

static void
load_columns (const FvTransform *transform, const FvComplex *coefficients, gint x,
              Element *to)
{
  gint n_columns = transform->width / 2 + 1, n = MIN (n_columns - x, LANES);

  for (gint y = 0; y < transform->height; y++)
    {
      const gfloat *values = (const gfloat *)(coefficients + (gsize)y * n_columns + x);

      gfloat real[LANES], imaginary[LANES];

      for (gint lane = 0; lane < LANES; lane++)
        {
          gint column = MIN (lane, n - 1);

          real[lane] = values[2 * column];
          imaginary[lane] = values[2 * column + 1];
        }
      to[y] = (Element){ load (real), load (imaginary) };
    }
}

static void
store_columns (const FvTransform *transform, const Element *from, gint x,
               FvComplex *coefficients)
{
  gint n_columns = transform->width / 2 + 1, n = MIN (n_columns - x, LANES);

  for (gint y = 0; y < transform->height; y++)
    {
      gfloat *values = (gfloat *)(coefficients + (gsize)y * n_columns + x);

      for (gint lane = 0; lane < n; lane++)
        {
          values[2 * lane] = from[y].real[lane];
          values[2 * lane + 1] = from[y].imaginary[lane];
        }
    }
}

static void
swap_all (Element *values, gint n)
{
  for (gint i = 0; i < n; i++)
    values[i] = swap (values[i]);
}

static void
transform_columns (const FvTransform *transform, gboolean is_inverse,
                   FvComplex *coefficients)
{
  const FvLine *line = &transform->column;
  Element *scratch = (Element *)transform->scratch, *result;

  for (gint x = 0; x < transform->width / 2 + 1; x += LANES)
    {
      load_columns (transform, coefficients, x, scratch);
      if (is_inverse)
        swap_all (scratch, line->n);
      result = transform_line (line, scratch, scratch + line->length);
      if (is_inverse)
        swap_all (result, line->n);
      store_columns (transform, result, x, coefficients);
    }
}

/* Planes ----------------------------------------------------------------------------- */

static void
to_coefficients (const FvTransform *transform, const gfloat *plane,
                 FvComplex *coefficients)
{
  const FvLine *line = &transform->row;
  Element *scratch = (Element *)transform->scratch, *result;

  for (gint y = 0; y < transform->height; y += ROWS)
    {
      load_plane_rows (transform, plane, y, scratch);
      result = transform_line (line, scratch, scratch + line->length);
      store_row_spectra (transform, result, y, coefficients);
    }
  transform_columns (transform, FALSE, coefficients);
}

static void
to_plane (const FvTransform *transform, FvComplex *coefficients, gfloat *plane)
{
  const FvLine *line = &transform->row;
  Element *scratch = (Element *)transform->scratch, *result;

  transform_columns (transform, TRUE, coefficients);
  for (gint y = 0; y < transform->height; y += ROWS)
    {
      load_row_spectra (transform, coefficients, y, scratch);
      result = transform_line (line, scratch, scratch + line->length);
      store_plane_rows (transform, result, y, plane);
    }
}

/* The same in each lane */
static void
transform_chirp (const FvLine *line, gfloat *scratch)
{
  Element *values = (Element *)scratch, *result;

  for (gint i = 0; i < line->length; i++)
    values[i] = (Element){ (Lanes){ 0 } + line->chirp_spectrum[i].real,
                           (Lanes){ 0 } + line->chirp_spectrum[i].imaginary };
  result = transform_length (line, values, values + line->length);
  for (gint i = 0; i < line->length; i++)
    line->chirp_spectrum[i] = (FvRoot){ result[i].real[0] / line->length,
                                        result[i].imaginary[0] / line->length };
}

const FvTransformKernels KERNEL (fv_transform_kernels_) = {
  .name = TEXT (FV_KERNELS),
  .to_coefficients = to_coefficients,
  .to_plane = to_plane,
  .transform_chirp = transform_chirp,
};
