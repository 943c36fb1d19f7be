/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An ascent, resolved: all that follows from what was asked for and from the network,
 * found out once, before it begins. The estimate, the memory and the ascent itself read
 * it. */

#ifndef FV_ASCENT_PLAN_H
#define FV_ASCENT_PLAN_H

#include "pass/manner.h"
#include "spectrum/lucid.h"

/* The sizes of a tensor, and of its passes through the network, which have margins; how
 * many steps it makes; and the guide's size meanwhile, 0 if there is none */
typedef struct
{
  gint width;
  gint height;
  gint pass_width;
  gint pass_height;
  gint n_steps;
  gint guide_width;
  gint guide_height;
} FvScale;

struct _FvAscentPlan
{
  const FvNetwork *network;
  const FvAscent *ascent;
  FvObjective objective;
  gboolean is_rectified; /* whether one filter is measured behind a ReLU, so that its loss
                            is never below 0 */
  gfloat mean[3];        /* the network's, of B, G, R */

  FvColors colors; /* in which the picture's channels are fed and shown */

  gint width; /* of the picture before its edges are cut off */
  gint height;
  gboolean wraps_x; /* whether it continues at its other edge */
  gboolean wraps_y;
  gboolean ends_below_size; /* the last scale is smaller, and is resized to it */
  FvScale *scales;          /* from coarse to fine */
  gint n_scales;
  gdouble n_positions; /* of the passes of all steps together, to tell progress by */

  FvPadding padding_x; /* what the network sees beyond the edges */
  FvPadding padding_y;
  gint margin_x; /* how far it sees there, on each side; 0 where that is constant */
  gint margin_y;
  FvTerm *style_terms; /* those about styles, of which a guide's are made */
  gint n_style_terms;
  FvPadding guide_padding; /* what the network sees beyond the guide's edges */
  gint guide_margin;
  gboolean has_content; /* some terms are about the start picture's features */
  gint n_pairs;         /* of steps that L-BFGS learns from */
  FvLucid lucid;        /* how a spectrum is ascended, where the recipe does that */

  FvBudget budget; /* of the passes; what is beside them has the network, too */
  FvPassManner manner;
};

FvAscentPlan *fv_ascent_plan_new (const FvNetwork *network, const FvAscent *ascent,
                                  GError **error);
void fv_ascent_plan_free (FvAscentPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvAscentPlan, fv_ascent_plan_free)

#endif /* FV_ASCENT_PLAN_H */
