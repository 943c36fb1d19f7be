/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LUCID_H
#define FV_LUCID_H

#include "featvis.h"

/* Computes what is to be maximised, and its gradient.
 *
 * view: R, G, B in 0…255, of the scale's size: fv_lucid_get_scale_size()
 * gradient: (out caller-allocates): d loss / d view, R, G, B; an image of the same size
 * is_asleep: (out): whether this is a step that only wakes what does not respond, so that
 *   it is not counted
 *
 * Returns: whether it was done; if not, with @error set */
typedef gboolean (*FvLucidGradientFunc) (const FvImage *view, FvImage *gradient,
                                         gdouble *loss, gboolean *is_asleep,
                                         gpointer data, GError **error);

/* Told after each step.
 *
 * step: how many were made, at all scales
 * loss: of the view before this one
 * gradient: d loss / d picture before this step
 * picture: so far, of the scale's size
 *
 * Returns: whether to go on; if not, with @error set */
typedef gboolean (*FvLucidStepFunc) (gint step, gdouble loss, const FvImage *gradient,
                                     const FvImage *picture, gpointer data,
                                     GError **error);

/* What fv_lucid_ascend() does.
 *
 * width, height: of the picture, 1…262144
 * scales: how many sizes it is made at, from small to large, at least 1
 * scale_factor: ratio of one size to the one before
 * steps: at each scale
 * step_size: what Adam moves a parameter by at most, at the largest of its steps
 * seed: of the noise and of the views
 * wraps_x, wraps_y: whether the picture is to continue at its other edge
 * keeps_magnitudes: whether only phases ascend: see phases.c
 * start: (nullable): the picture to start from, of any size; without it, noise */
typedef struct
{
  gint width;
  gint height;
  gint scales;
  gdouble scale_factor;
  gint steps;
  gdouble step_size;
  guint64 seed;
  gboolean wraps_x;
  gboolean wraps_y;
  gboolean keeps_magnitudes;
  const FvImage *start;
} FvLucid;

void fv_lucid_get_scale_size (const FvLucid *lucid, gint scale, gint *width,
                              gint *height);
guint64 fv_lucid_get_memory (const FvLucid *lucid);
gboolean fv_lucid_ascend (const FvLucid *lucid, FvLucidGradientFunc gradient_func,
                          FvLucidStepFunc step_func, gpointer data, FvImage **picture,
                          gdouble *loss, GError **error);

#endif /* FV_LUCID_H */
