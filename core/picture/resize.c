/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bicubic resizing as Pillow does it (Image.resize with BICUBIC, which widens the
 * filter when it makes a picture smaller): columns first, then rows. Pictures of
 * 8 bits are rounded to 8 bits between the two, with Pillow's fixed-point
 * coefficients, so that they agree with it to the last bit. */

#include "resize.h"

#include <math.h>
#include <string.h>

#include "image.h"
#include "padding.h"
#include "base/memory.h"

#define SUPPORT          2.0    /* of the bicubic filter, in pixels */
#define SHARPNESS        (-0.5) /* the filter's free parameter, as Pillow has it */
#define FIXED_POINT_BITS 22

/* For each new position: the first old one that counts, how many do, and their
 * weights. Where a filter wraps, what follows the last old position is the first. */
typedef struct
{
  gint old_size;
  gint n_positions;
  gint n_taps;
  gint *first;
  gint *count;
  gdouble *weights; /* n_positions × n_taps */
  gint *fixed;      /* the same in fixed point */
} FvResampler;

static gint
to_fixed_point (gdouble weight)
{
  return (gint)(weight * (1 << FIXED_POINT_BITS) + (weight < 0 ? -0.5 : 0.5));
}

static gdouble
bicubic (gdouble x)
{
  x = fabs (x);
  if (x < 1.0)
    return ((SHARPNESS + 2.0) * x - (SHARPNESS + 3.0)) * x * x + 1;
  if (x < 2.0)
    return (((x - 5) * x + 8) * x - 4) * SHARPNESS;
  return 0.0;
}

/* @wraps: whether taps beyond an edge are of the other side, and not left out */
static void
resampler_set_position (FvResampler *resampler, gint position, gdouble scale,
                        gboolean wraps)
{
  gint old_size = resampler->old_size;
  gdouble filter_scale = MAX (scale, 1.0);
  gdouble support = SUPPORT * filter_scale;
  gdouble center = (position + 0.5) * scale;
  gint first = (gint)floor (center - support + 0.5);
  gint end = (gint)floor (center + support + 0.5);
  gdouble *weights = resampler->weights + (gsize)position * resampler->n_taps;
  gint *fixed = resampler->fixed + (gsize)position * resampler->n_taps;
  gdouble sum = 0.0;

  if (!wraps)
    {
      first = MAX (first, 0);
      end = MIN (end, old_size);
    }
  for (gint tap = 0; tap < end - first; tap++)
    {
      weights[tap] = bicubic ((tap + first - center + 0.5) * (1.0 / filter_scale));
      sum += weights[tap];
    }
  for (gint tap = 0; tap < end - first && sum != 0.0; tap++)
    {
      weights[tap] /= sum;
      fixed[tap] = to_fixed_point (weights[tap]);
    }
  resampler->first[position] =
      wraps ? fv_padding_get_source (FV_PADDING_CIRCULAR, old_size, first) : first;
  resampler->count[position] = end - first;
}

static void
resampler_init (FvResampler *resampler, gint old_size, gint new_size, gboolean wraps)
{
  gdouble scale = (gdouble)old_size / new_size;

  resampler->old_size = old_size;
  resampler->n_positions = new_size;
  resampler->n_taps = (gint)ceil (SUPPORT * MAX (scale, 1.0)) * 2 + 1;
  resampler->first = g_new (gint, new_size);
  resampler->count = g_new (gint, new_size);
  resampler->weights = g_new0 (gdouble, (gsize)new_size * resampler->n_taps);
  resampler->fixed = g_new0 (gint, (gsize)new_size * resampler->n_taps);
  for (gint position = 0; position < new_size; position++)
    resampler_set_position (resampler, position, scale, wraps);
}

static void
resampler_clear (FvResampler *resampler)
{
  g_free (resampler->first);
  g_free (resampler->count);
  g_free (resampler->weights);
  g_free (resampler->fixed);
}

/* One output value: taps at @stride values from each other. */
typedef void (*FvResampleFunc) (const FvResampler *resampler, gint position,
                                gconstpointer line, gsize stride, gpointer value);

static void
resample_float (const FvResampler *resampler, gint position, gconstpointer line,
                gsize stride, gpointer value)
{
  const gdouble *weights = resampler->weights + (gsize)position * resampler->n_taps;
  const gfloat *old = line;
  gint index = resampler->first[position];
  gdouble sum = 0.0;

  for (gint tap = 0; tap < resampler->count[position]; tap++)
    {
      sum += weights[tap] * old[index * stride];
      if (++index == resampler->old_size)
        index = 0;
    }
  *(gfloat *)value = sum;
}

static void
resample_byte (const FvResampler *resampler, gint position, gconstpointer line,
               gsize stride, gpointer value)
{
  const gint *fixed = resampler->fixed + (gsize)position * resampler->n_taps;
  const guint8 *old = (const guint8 *)line + resampler->first[position] * stride;
  gint sum = 1 << (FIXED_POINT_BITS - 1);

  for (gint tap = 0; tap < resampler->count[position]; tap++)
    sum += fixed[tap] * old[tap * stride];
  *(guint8 *)value = CLAMP (sum >> FIXED_POINT_BITS, 0, 255);
}

/* What is resized: values of some kind, the channels of a position side by side */
typedef struct
{
  FvResampleFunc resample;
  gsize value_size;
  gint channels;
  gboolean wraps_x; /* whether the right edge borders on the left one */
  gboolean wraps_y; /* and the lower one on the upper */
} FvValues;

/* height × width × channels → height × new_width × channels */
static void
resize_columns (const FvValues *values, const guint8 *old, gint width, gint height,
                guint8 *new, gint new_width)
{
  gint channels = values->channels;
  FvResampler resampler;

  resampler_init (&resampler, width, new_width, values->wraps_x);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < new_width; x++)
      for (gint c = 0; c < channels; c++)
        values->resample (
            &resampler, x, old + ((gsize)y * width * channels + c) * values->value_size,
            channels,
            new + (((gsize)y * new_width + x) * channels + c) * values->value_size);
  resampler_clear (&resampler);
}

/* height × width × channels → new_height × width × channels */
static void
resize_rows (const FvValues *values, const guint8 *old, gint width, gint height,
             guint8 *new, gint new_height)
{
  gsize row = (gsize)width * values->channels;
  FvResampler resampler;

  resampler_init (&resampler, height, new_height, values->wraps_y);
  for (gint y = 0; y < new_height; y++)
    for (gsize i = 0; i < row; i++)
      values->resample (&resampler, y, old + i * values->value_size, row,
                        new + (y * row + i) * values->value_size);
  resampler_clear (&resampler);
}

static gboolean
resize (const FvValues *values, gconstpointer old, gint width, gint height, gpointer new,
        gint new_width, gint new_height, GError **error)
{
  gconstpointer columns_done = old;
  gpointer between = NULL;

  if (new_width != width && new_height != height)
    {
      between = fv_memory_new ((gsize)new_width * height * values->channels,
                               values->value_size, error);
      if (between == NULL)
        return FALSE;
    }
  if (new_width != width)
    {
      columns_done = between ? between : new;
      resize_columns (values, old, width, height, (gpointer)columns_done, new_width);
    }
  if (new_height != height)
    resize_rows (values, columns_done, new_width, height, new, new_height);
  else if (new_width == width)
    memcpy (new, old, (gsize)width * height * values->channels * values->value_size);
  fv_memory_free (between);
  return TRUE;
}

/**
 * fv_floats_resize:
 * @values: height × width × channels values, row by row
 * @channels: number of channels, at least 1
 * @width: number of columns, at least 1
 * @height: number of rows, at least 1
 * @new: (out caller-allocates): @new_height × @new_width × channels values
 * @new_width: new number of columns, at least 1
 * @new_height: new number of rows, at least 1
 * @error: %FV_ERROR_MEMORY
 *
 * See fv_image_resize().
 *
 * Returns: whether there was memory
 */
gboolean
fv_floats_resize (const gfloat *values, gint channels, gint width, gint height,
                  gfloat *new, gint new_width, gint new_height, GError **error)
{
  FvValues kind = { resample_float, sizeof (gfloat), channels };

  return resize (&kind, values, width, height, new, new_width, new_height, error);
}

/**
 * fv_image_resize:
 * @image: an image
 * @width: new number of columns, 1…262144
 * @height: new number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Bicubic, with a filter that widens when the image becomes smaller. Values are
 * not clipped: they may overshoot beside edges.
 *
 * Returns: (transfer full): the resized image, or %NULL
 */
FvImage *
fv_image_resize (const FvImage *image, gint width, gint height, GError **error)
{
  g_autoptr (FvImage) new = NULL;

  g_return_val_if_fail (fv_image_has_data (image), NULL);
  new = fv_image_new (width, height, error);
  if (new == NULL || !fv_floats_resize (image->data, 3, image->width, image->height,
                                        new->data, width, height, error))
    return NULL;
  return g_steal_pointer (&new);
}

/**
 * fv_image_resize_wrapped:
 * @image: an image
 * @width: new number of columns
 * @height: new number of rows
 * @wraps_x: whether the right edge borders on the left one
 * @wraps_y: whether the lower edge borders on the upper one
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * As fv_image_resize(), but along an axis that wraps, what the filter takes from beyond
 * an edge comes from the other side, and is not left out: a seamless image stays so.
 *
 * Returns: (transfer full): the resized image, or %NULL
 */
FvImage *
fv_image_resize_wrapped (const FvImage *image, gint width, gint height, gboolean wraps_x,
                         gboolean wraps_y, GError **error)
{
  FvValues kind = { resample_float, sizeof (gfloat), 3, wraps_x, wraps_y };
  g_autoptr (FvImage) new = fv_image_new (width, height, error);

  if (new == NULL || !resize (&kind, image->data, image->width, image->height, new->data,
                              width, height, error))
    return NULL;
  return g_steal_pointer (&new);
}

/**
 * fv_bytes_resize:
 * @bytes: height × width × 3 values, row by row
 * @width: number of columns, at least 1
 * @height: number of rows, at least 1
 * @new_width: new number of columns, at least 1
 * @new_height: new number of rows, at least 1
 * @error: %FV_ERROR_MEMORY
 *
 * The bicubic resize of Pillow, bit for bit.
 *
 * Returns: (transfer full): @new_height × @new_width × 3 values, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_bytes_resize (const guint8 *bytes, gint width, gint height, gint new_width,
                 gint new_height, GError **error)
{
  FvValues kind = { resample_byte, 1, 3 };
  guint8 *new = fv_memory_new ((gsize)new_width * new_height * 3, 1, error);

  if (new != NULL &&
      !resize (&kind, bytes, width, height, new, new_width, new_height, error))
    g_clear_pointer (&new, fv_memory_free);
  return new;
}
