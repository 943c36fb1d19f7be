/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random views of a picture, so that what is ascended is what a filter sees in it however
 * it is moved a little: the transformations of the Lucid library (standard_transforms of
 * its optvis/transform.py).
 *
 * Lucid pads a picture with gray, crops it at random, scales, rotates and crops it again,
 * and resamples it at each of these. Here the same moves are composed into one affine
 * map, and the picture is resampled once, bilinearly. All views have one size; what lies
 * outside of the picture is gray, however far, or the picture again where it wraps. */

#include "warp.h"

#include <math.h>
#include <string.h>

#include "base/mathematics.h"
#include "base/random.h"

#define N_CHANNELS 3

#define GRAY 127.5f /* Lucid pads with 0.5 of 1 */

/* Lucid's: crops by 8 before and by 4 after scale and rotation */
#define FIRST_JITTER  8
#define SECOND_JITTER 4
#define N_SCALES      11 /* 0.9, 0.92 … 1.1 */
#define LARGEST_ANGLE 10 /* degrees, by whole ones */
#define N_LEVEL       5  /* how often 0 is among the angles besides */

/* A side is at least so many times each shift along it. */
#define SIDE_PER_JITTER 5

typedef enum
{
  RANDOM_FIRST_X,
  RANDOM_FIRST_Y,
  RANDOM_SCALE,
  RANDOM_ANGLE,
  RANDOM_SECOND_X,
  RANDOM_SECOND_Y,
  RANDOM_ROLL_X,
  RANDOM_ROLL_Y,
  N_RANDOM
} RandomNumber;

/* A whole number in 0 … @n - 1 */
static gint
choose (guint64 seed, gint step, RandomNumber which, gint n)
{
  return fv_random_uniform (seed, (guint64)step * N_RANDOM + which) * n;
}

static gdouble
choose_angle (guint64 seed, gint step)
{
  gint n = 2 * LARGEST_ANGLE + 1;
  gint angle = choose (seed, step, RANDOM_ANGLE, n + N_LEVEL);

  return (angle < n ? angle - LARGEST_ANGLE : 0) * G_PI / 180.0;
}

/* A shift of -@jitter … @jitter pixels; less where of @side pixels too little would be
 * left to see */
static gint
choose_shift (guint64 seed, gint step, RandomNumber which, gint jitter, gint side)
{
  jitter = MIN (jitter, side / SIDE_PER_JITTER);
  return choose (seed, step, which, 2 * jitter + 1) - jitter;
}

/* Where a picture repeats, a view may begin anywhere. */
static void
roll (FvWarp *warp, gint width, gint height, guint64 seed, gint step)
{
  if (warp->wraps_x)
    warp->center_x += choose (seed, step, RANDOM_ROLL_X, width);
  if (warp->wraps_y)
    warp->center_y += choose (seed, step, RANDOM_ROLL_Y, height);
}

/**
 * fv_warp_init_random:
 * @warp: (out): a warp
 * @width: the picture's width
 * @height: its height
 * @wraps_x: whether the picture repeats from left to right
 * @wraps_y: whether it does from top to bottom
 * @seed: seed of fv_random_uniform()
 * @step: which of the views of @seed, from 0
 *
 * Chooses a view: shifted by up to 8 pixels, or by any number where the picture repeats;
 * scaled by 0.9, 0.92 … or 1.1; rotated by -10°, -9° … or 10°; and shifted by up to 4
 * pixels of the view. Pictures of less than 40 pixels are shifted less.
 */
void
fv_warp_init_random (FvWarp *warp, gint width, gint height, gboolean wraps_x,
                     gboolean wraps_y, guint64 seed, gint step)
{
  gdouble scale = 1.0 + (choose (seed, step, RANDOM_SCALE, N_SCALES) - 5) / 50.0;
  gdouble angle = choose_angle (seed, step);
  gdouble x = choose_shift (seed, step, RANDOM_SECOND_X, SECOND_JITTER, width);
  gdouble y = choose_shift (seed, step, RANDOM_SECOND_Y, SECOND_JITTER, height);

  *warp = (FvWarp){
    .cosine = fv_cos (angle) / scale,
    .sine = fv_sin (angle) / scale,
    .wraps_x = wraps_x,
    .wraps_y = wraps_y,
  };
  warp->center_x = (width - 1) / 2.0 + warp->cosine * x - warp->sine * y +
                   choose_shift (seed, step, RANDOM_FIRST_X, FIRST_JITTER, width);
  warp->center_y = (height - 1) / 2.0 + warp->sine * x + warp->cosine * y +
                   choose_shift (seed, step, RANDOM_FIRST_Y, FIRST_JITTER, height);
  roll (warp, width, height, seed, step);
}

/* The middle of a part of @fraction of @side pixels; anywhere where the picture repeats
 */
static gdouble
choose_center (guint64 seed, gint step, RandomNumber which, gint side, gboolean wraps,
               gdouble fraction)
{
  gdouble place = fv_random_uniform (seed, (guint64)step * N_RANDOM + which);

  return wraps ? place * side
               : (side - 1) / 2.0 + (place - 0.5) * (1.0 - fraction) * (side - 1);
}

/**
 * fv_warp_init_crop:
 * @warp: (out): a warp
 * @width: the picture's width
 * @height: its height
 * @wraps_x: whether the picture repeats from left to right
 * @wraps_y: whether it does from top to bottom
 * @least: which part of each side is seen at least, up to 1
 * @seed: seed of fv_random_uniform()
 * @step: which of the views of @seed, from 0
 *
 * Chooses a part of the picture, of its proportions, which a view of its size enlarges.
 */
void
fv_warp_init_crop (FvWarp *warp, gint width, gint height, gboolean wraps_x,
                   gboolean wraps_y, gdouble least, guint64 seed, gint step)
{
  gdouble share = fv_random_uniform (seed, (guint64)step * N_RANDOM + RANDOM_SCALE);
  gdouble fraction = least + (1.0 - least) * share;

  *warp = (FvWarp){
    .center_x = choose_center (seed, step, RANDOM_ROLL_X, width, wraps_x, fraction),
    .center_y = choose_center (seed, step, RANDOM_ROLL_Y, height, wraps_y, fraction),
    .cosine = fraction,
    .wraps_x = wraps_x,
    .wraps_y = wraps_y,
  };
}

/* The four pixels of a picture around a position, and how much each of them counts;
 * pixel -1 is outside. */
typedef struct
{
  gssize pixels[4];
  gfloat weights[4];
} Neighbours;

/* Column or row @i of @n, or -1 where there is none */
static gint
find_index (gint64 i, gint n, gboolean wraps)
{
  if (i >= 0 && i < n)
    return i;
  return wraps ? (i % n + n) % n : -1;
}

static void
find_neighbours (Neighbours *neighbours, const FvWarp *warp, const FvImage *view,
                 gint view_x, gint view_y, gint width, gint height)
{
  gdouble u = view_x - (view->width - 1) / 2.0;
  gdouble v = view_y - (view->height - 1) / 2.0;
  gdouble x = warp->center_x + warp->cosine * u - warp->sine * v;
  gdouble y = warp->center_y + warp->sine * u + warp->cosine * v;
  gdouble left = floor (x), top = floor (y);

  for (gint i = 0; i < 4; i++)
    {
      gint column = find_index ((gint64)left + i % 2, width, warp->wraps_x);
      gint row = find_index ((gint64)top + i / 2, height, warp->wraps_y);

      neighbours->pixels[i] = column < 0 || row < 0 ? -1 : (gssize)row * width + column;
      neighbours->weights[i] = (i % 2 == 0 ? 1.0 - (x - left) : x - left) *
                               (i / 2 == 0 ? 1.0 - (y - top) : y - top);
    }
}

/**
 * fv_warp_forward:
 * @warp: a warp
 * @picture: R, G, B in 0…255
 * @view: (out caller-allocates): an image of any size: the view
 */
void
fv_warp_forward (const FvWarp *warp, const FvImage *picture, FvImage *view)
{
  gfloat *target = view->data;

  for (gint y = 0; y < view->height; y++)
    for (gint x = 0; x < view->width; x++, target += N_CHANNELS)
      {
        Neighbours near;

        find_neighbours (&near, warp, view, x, y, picture->width, picture->height);
        for (gint c = 0; c < N_CHANNELS; c++)
          {
            target[c] = 0.0f;
            for (gint i = 0; i < 4; i++)
              target[c] +=
                  near.weights[i] *
                  (near.pixels[i] < 0 ? GRAY
                                      : picture->data[near.pixels[i] * N_CHANNELS + c]);
          }
      }
}

/**
 * fv_warp_backward:
 * @warp: a warp
 * @view_gradient: d loss / d view
 * @picture_gradient: (inout): an image of the picture's size, to which d loss / d picture
 *   is added
 *
 * The adjoint of fv_warp_forward().
 */
void
fv_warp_backward (const FvWarp *warp, const FvImage *view_gradient,
                  FvImage *picture_gradient)
{
  const gfloat *source = view_gradient->data;

  for (gint y = 0; y < view_gradient->height; y++)
    for (gint x = 0; x < view_gradient->width; x++, source += N_CHANNELS)
      {
        Neighbours near;

        find_neighbours (&near, warp, view_gradient, x, y, picture_gradient->width,
                         picture_gradient->height);
        for (gint i = 0; i < 4; i++)
          for (gint c = 0; c < N_CHANNELS && near.pixels[i] >= 0; c++)
            picture_gradient->data[near.pixels[i] * N_CHANNELS + c] +=
                near.weights[i] * source[c];
      }
}
