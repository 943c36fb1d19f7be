/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Normalising a gradient in each band of its Laplacian pyramid (P. Burt and E. Adelson,
 * "The Laplacian pyramid as a compact image code", 1983): "lap_normalize" of A.
 * Mordvintsev's DeepDream notebook for TensorFlow, which has the network dream as much in
 * coarse structure as in fine. */

#include "smooth.h"

#include <string.h>

#include "norms.h"
#include "base/memory.h"

#define N_SPLITS 4
#define RADIUS   2
#define N_TAPS   (2 * RADIUS + 1)
#define SMALLEST 1e-10 /* root mean square by which a band is divided */

static const gdouble kernel[N_TAPS] = { 1.0 / 16, 4.0 / 16, 6.0 / 16, 4.0 / 16,
                                        1.0 / 16 };

/* Along one axis, each position of a result: how many positions it is made of, which,
 * and their weights. All is of double precision, so that of a constant nothing remains
 * in the bands, not even what is rounded, which would be raised to the size of the rest.
 */
typedef struct
{
  gint n_positions;
  gint *counts;
  gint *sources;    /* n_positions × N_TAPS */
  gdouble *weights; /* n_positions × N_TAPS */
} FvAxisFilter;

/* One level of the pyramid: an image of which the next level holds what is coarse */
typedef struct
{
  FvImage *image;
  FvAxisFilter reduce_x, reduce_y; /* to the next level */
  FvAxisFilter expand_x, expand_y; /* from there */
  gdouble *line;                   /* one row between the two axes */
  gfloat *row;                     /* one row of the result */
} FvPyramidLevel;

/* Filters of one axis ------------------------------------------------------------- */

/* The first position that is kept where every other is, as TensorFlow has it */
static gint
get_phase (gint size)
{
  return size % 2 == 0 ? 1 : 0;
}

static gboolean
axis_filter_init (FvAxisFilter *filter, gint n_positions, GError **error)
{
  gsize n = n_positions;

  filter->n_positions = n_positions;
  filter->counts = fv_memory_new (n, sizeof (gint), error);
  if (filter->counts != NULL)
    filter->sources = fv_memory_new (n * N_TAPS, sizeof (gint), error);
  if (filter->sources != NULL)
    filter->weights = fv_memory_new (n * N_TAPS, sizeof (gdouble), error);
  if (filter->weights == NULL)
    return FALSE;
  memset (filter->counts, 0, n * sizeof (gint));
  return TRUE;
}

static void
axis_filter_clear (FvAxisFilter *filter)
{
  fv_memory_free (filter->counts);
  fv_memory_free (filter->sources);
  fv_memory_free (filter->weights);
}

static void
axis_filter_add (FvAxisFilter *filter, gint position, gint source, gdouble weight)
{
  gsize index = (gsize)position * N_TAPS + filter->counts[position]++;

  filter->sources[index] = source;
  filter->weights[index] = weight;
}

/* Every other position, blurred */
static gboolean
init_reduce (FvAxisFilter *filter, gint size, FvPadding padding, GError **error)
{
  if (!axis_filter_init (filter, (size + 1) / 2, error))
    return FALSE;
  for (gint i = 0; i < filter->n_positions; i++)
    for (gint tap = 0; tap < N_TAPS; tap++)
      {
        gint position = 2 * i + get_phase (size) + tap - RADIUS;
        gint source = fv_padding_get_source (padding, size, position);

        if (source >= 0)
          axis_filter_add (filter, i, source, kernel[tap]);
      }
  return TRUE;
}

/* The weights of a position have the sum 1, but where zeros are beside the image. They
 * would not on a circle of odd size, where two positions that are kept are side by side.
 */
static void
scale_weights (FvAxisFilter *filter, gint position, FvPadding padding)
{
  gdouble *weights = filter->weights + (gsize)position * N_TAPS;
  gdouble sum = 0.0;

  for (gint i = 0; i < filter->counts[position]; i++)
    sum += weights[i];
  if (padding == FV_PADDING_ZERO)
    sum = 0.5;
  for (gint i = 0; i < filter->counts[position]; i++)
    weights[i] /= sum;
}

/* From every other position to all: zeros between these, blurred */
static gboolean
init_expand (FvAxisFilter *filter, gint size, FvPadding padding, GError **error)
{
  gint phase = get_phase (size);

  if (!axis_filter_init (filter, size, error))
    return FALSE;
  for (gint i = 0; i < size; i++)
    {
      for (gint tap = 0; tap < N_TAPS; tap++)
        {
          gint source = fv_padding_get_source (padding, size, i + tap - RADIUS);

          if (source >= 0 && source % 2 == phase)
            axis_filter_add (filter, i, source / 2, kernel[tap]);
        }
      scale_weights (filter, i, padding);
    }
  return TRUE;
}

/* Both axes ----------------------------------------------------------------------- */

/* line[i] = Σ weight × row[i] */
static void
sum_rows (const FvAxisFilter *filter, gint position, const FvImage *image, gdouble *line)
{
  gsize n = (gsize)image->width * 3;
  gsize first = (gsize)position * N_TAPS;

  memset (line, 0, n * sizeof (gdouble));
  for (gint tap = 0; tap < filter->counts[position]; tap++)
    {
      const gfloat *row = image->data + filter->sources[first + tap] * n;
      gdouble weight = filter->weights[first + tap];

      for (gsize i = 0; i < n; i++)
        line[i] += weight * row[i];
    }
}

static void
sum_columns (const FvAxisFilter *filter, const gdouble *line, gfloat *row)
{
  for (gint x = 0; x < filter->n_positions; x++, row += 3)
    {
      const gint *sources = filter->sources + (gsize)x * N_TAPS;
      const gdouble *weights = filter->weights + (gsize)x * N_TAPS;
      gdouble sums[3] = { 0.0, 0.0, 0.0 };

      for (gint tap = 0; tap < filter->counts[x]; tap++)
        for (gint c = 0; c < 3; c++)
          sums[c] += weights[tap] * line[3 * (gsize)sources[tap] + c];
      for (gint c = 0; c < 3; c++)
        row[c] = sums[c];
    }
}

static void
reduce (const FvPyramidLevel *level, FvImage *coarse)
{
  for (gint y = 0; y < coarse->height; y++)
    {
      sum_rows (&level->reduce_y, y, level->image, level->line);
      sum_columns (&level->reduce_x, level->line,
                   coarse->data + (gsize)y * coarse->width * 3);
    }
}

/* Adds @sign times the expanded coarser level */
static void
add_expanded (const FvPyramidLevel *level, const FvImage *coarse, gfloat sign)
{
  gsize n = (gsize)level->image->width * 3;

  for (gint y = 0; y < level->image->height; y++)
    {
      gfloat *target = level->image->data + y * n;

      sum_rows (&level->expand_y, y, coarse, level->line);
      sum_columns (&level->expand_x, level->line, level->row);
      for (gsize i = 0; i < n; i++)
        target[i] += sign * level->row[i];
    }
}

/* The pyramid --------------------------------------------------------------------- */

static gboolean
level_prepare (FvPyramidLevel *level, FvPadding x, FvPadding y, GError **error)
{
  gint width = level->image->width, height = level->image->height;

  if (!init_reduce (&level->reduce_x, width, x, error) ||
      !init_reduce (&level->reduce_y, height, y, error) ||
      !init_expand (&level->expand_x, width, x, error) ||
      !init_expand (&level->expand_y, height, y, error))
    return FALSE;
  level->line = fv_memory_new ((gsize)width * 3, sizeof (gdouble), error);
  if (level->line != NULL)
    level->row = fv_memory_new_floats ((gsize)width * 3, error);
  return level->row != NULL;
}

static void
level_clear (FvPyramidLevel *level)
{
  axis_filter_clear (&level->reduce_x);
  axis_filter_clear (&level->reduce_y);
  axis_filter_clear (&level->expand_x);
  axis_filter_clear (&level->expand_y);
  fv_memory_free (level->line);
  fv_memory_free (level->row);
}

/* Levels down to one position, but not more than there are splits; all memory is taken
 * before anything changes. Returns their number, 0 without memory. */
static gint
prepare (FvPyramidLevel *levels, FvImage *gradient, FvPadding x, FvPadding y,
         GError **error)
{
  FvImage *image = gradient;
  gint n = 0;

  levels[0].image = image;
  while (n < N_SPLITS && (image->width > 1 || image->height > 1))
    {
      if (!level_prepare (&levels[n], x, y, error))
        return 0;
      image = fv_image_new ((image->width + 1) / 2, (image->height + 1) / 2, error);
      if (image == NULL)
        return 0;
      levels[++n].image = image;
    }
  return n + 1;
}

static void
divide_by_magnitude (FvImage *image)
{
  gdouble factor = 1.0 / MAX (fv_image_get_root_mean_square (image), SMALLEST);

  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] *= factor;
}

static void
normalise (FvPyramidLevel *levels, gint n_levels)
{
  for (gint i = 0; i + 1 < n_levels; i++)
    {
      reduce (&levels[i], levels[i + 1].image);
      add_expanded (&levels[i], levels[i + 1].image, -1.0f);
    }
  for (gint i = 0; i < n_levels; i++)
    divide_by_magnitude (levels[i].image);
  for (gint i = n_levels - 2; i >= 0; i--)
    add_expanded (&levels[i], levels[i + 1].image, 1.0f);
}

/**
 * fv_gradient_normalise_pyramid:
 * @gradient: a gradient of any size, which is normalised in place
 * @x: what lies to the left and right; %FV_PADDING_ZERO, as in the notebook, darkens what
 *   is near the edges
 * @y: what lies above and below
 * @error: %FV_ERROR_MEMORY
 *
 * Splits a gradient into four bands and what remains, with the kernel [1, 4, 6, 4, 1] /
 * 16 along each axis; divides each by its root mean square, or by 1e-10 if that is less;
 * and puts them together again. A gradient so small that a single position remains after
 * fewer splits has fewer bands. On a circle (%FV_PADDING_CIRCULAR) it commutes with
 * shifts by multiples of 16, where the size is one. Takes a third of the gradient's
 * memory.
 *
 * Returns: %FALSE if there was no memory; @gradient is as it was
 */
gboolean
fv_gradient_normalise_pyramid (FvImage *gradient, FvPadding x, FvPadding y,
                               GError **error)
{
  FvPyramidLevel levels[N_SPLITS + 1] = { { NULL } };
  gint n_levels = prepare (levels, gradient, x, y, error);

  normalise (levels, n_levels);
  for (gint i = 0; i <= N_SPLITS; i++)
    {
      level_clear (&levels[i]);
      if (i > 0)
        fv_image_free (levels[i].image);
    }
  return n_levels > 0;
}
