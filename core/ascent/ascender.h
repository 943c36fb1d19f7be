/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENDER_H
#define FV_ASCENDER_H

#include "pass/plan.h"

#define FV_REDIRECTED_STEPS 16 /* as many as Lucid redirects */

/* An ascent under way: what ascents of pixels and of spectra share */
typedef struct
{
  const FvNetwork *network;
  const FvAscent *ascent;
  FvPassManner manner;
  gfloat mean[3];

  FvImage *tensor; /* what the network sees */
  FvImage *base;   /* the start picture as a tensor at this scale; %NULL without one */
  gint scale; /* that the tensor is at, from 0; behind the last, of the result's size */
  gint n_steps_done;
  gdouble work_done; /* positions × steps */
  gdouble work_total;
  gdouble loss; /* at the last step */

  FvStepFunc step_func;
  gpointer user_data;
  GCancellable *cancellable;
  gboolean is_refused; /* whether @step_func cancelled it */
} FvAscender;

gboolean fv_ascender_begin (FvAscender *ascender, GError **error);
gboolean fv_ascender_go_on (FvAscender *ascender, GError **error);
gboolean fv_ascender_is_stopped (const FvAscender *ascender, const GError *error);
gboolean fv_ascender_finish (FvAscender *ascender, guint8 **bytes, GError **error);
void fv_ascender_clear (FvAscender *ascender);

gboolean fv_ascender_check (const FvAscender *ascender, gdouble loss, gdouble magnitude,
                            GError **error);
gboolean fv_ascender_smooth (FvImage *gradient, const FvSettings *settings,
                             GError **error);
gboolean fv_ascender_report (FvAscender *ascender, gint step, gdouble loss, gint64 begin,
                             GError **error);

#endif /* FV_ASCENDER_H */
