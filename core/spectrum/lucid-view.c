/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the network sees of a picture whose spectrum ascends: another view at each step,
 * moved a little as the Lucid library does it, or, where phases ascend, a part of it with
 * noise, as T. Fel et al. do (2023). */

#include "lucid-view.h"

#include <math.h>

#include "base/mathematics.h"
#include "base/random.h"

#define LEAST_PART    0.4  /* of each side that a view of phases sees */
#define LARGEST_NOISE 32.0 /* deviation of what is added to the first view */
#define LEAST_NOISE   0.1  /* and to the last */

#define NOISE_SEED 0x3c6ef372fe94f82bu /* so that it is not the start's or the views' */

/* Uniform noise whose deviation falls by the same factor at each step */
static void
add_noise (const FvLucid *lucid, gint number, gdouble done, FvImage *view)
{
  gdouble deviation = LARGEST_NOISE * fv_power (LEAST_NOISE / LARGEST_NOISE, done);
  gdouble range = deviation * sqrt (12.0);
  gsize n = fv_image_get_n_values (view);
  guint64 first = (guint64)number * n;

  for (gsize i = 0; i < n; i++)
    view->data[i] +=
        range * (fv_random_uniform (lucid->seed ^ NOISE_SEED, first + i) - 0.5);
}

/**
 * fv_lucid_view:
 * @lucid: an ascent
 * @picture: the picture at one of its scales: R, G, B in 0…255
 * @number: which view, from 0: of numbers that the noise of the start does not have
 * @done: how much of the ascent is done, from 0 to 1
 * @view: (out caller-allocates): an image of the picture's size: the view
 * @warp: (out): where it lies in the picture
 */
void
fv_lucid_view (const FvLucid *lucid, const FvImage *picture, gint number, gdouble done,
               FvImage *view, FvWarp *warp)
{
  gint width = picture->width, height = picture->height;

  if (lucid->keeps_magnitudes)
    fv_warp_init_crop (warp, width, height, lucid->wraps_x, lucid->wraps_y, LEAST_PART,
                       ~lucid->seed, number);
  else
    fv_warp_init_random (warp, width, height, lucid->wraps_x, lucid->wraps_y,
                         ~lucid->seed, number);
  fv_warp_forward (warp, picture, view);
  if (lucid->keeps_magnitudes)
    add_noise (lucid, number, done, view);
}
