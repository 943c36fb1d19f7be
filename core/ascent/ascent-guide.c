/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an ascent's plan has of its guide, and where its terms look. */

#include "ascent-guide.h"

#include "pass/guide.h"
#include "picture/match-colors.h"

/* How far steps go along a colour that the guide does not have: hardly at all where the
 * picture gets its colours anyway, and so far that a photo loses those that it had */
#define LEAST_MATCHED 0.003
#define LEAST_COLOR   0.1

/* Fewer pixels of a guide's side tell nothing. */
#define LEAST_GUIDE_SIDE 16

/* As the picture's at that scale; but a few pixels are left of it, if it has them. */
static gint
get_guide_side (const FvAscentPlan *plan, const FvScale *scale, gint side)
{
  gdouble factor = plan->ascent->settings.guide_scale * scale->width / plan->width;

  return MAX ((gint)(side * factor + 0.5), MIN (side, LEAST_GUIDE_SIDE));
}

static void
set_sizes (FvAscentPlan *plan)
{
  const FvImage *guide = plan->ascent->guide;

  for (gint i = 0; i < plan->n_scales; i++)
    {
      FvScale *scale = &plan->scales[i];

      scale->guide_width = get_guide_side (plan, scale, guide->width);
      scale->guide_height = get_guide_side (plan, scale, guide->height);
    }
}

static void
set_style_terms (FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;

  for (gint i = 0; i < ascent->n_terms; i++)
    plan->has_content = plan->has_content || ascent->terms[i].kind == FV_TERM_CONTENT;
  if (ascent->guide == NULL)
    return;
  plan->style_terms = g_new (FvTerm, MAX (ascent->n_terms, 1));
  for (gint i = 0; i < ascent->n_terms; i++)
    if (fv_term_compares_styles (&ascent->terms[i]))
      plan->style_terms[plan->n_style_terms++] = ascent->terms[i];
}

/**
 * fv_ascent_plan_set_guide:
 * @plan: (inout): a plan whose sizes are set
 *
 * Finds the terms about the guide's style, and its sizes.
 */
void
fv_ascent_plan_set_guide (FvAscentPlan *plan)
{
  set_style_terms (plan);
  if (plan->n_style_terms > 0)
    set_sizes (plan);
}

/**
 * fv_ascent_plan_get_scale_objective:
 * @plan: a plan
 * @scale: one of its scales
 *
 * Returns: what is maximised there, within the margins; its terms are the ascent's
 */
FvObjective
fv_ascent_plan_get_scale_objective (const FvAscentPlan *plan, const FvScale *scale)
{
  FvObjective objective = plan->objective;

  if (plan->margin_x > 0 || plan->margin_y > 0)
    objective.region =
        (FvRegion){ plan->margin_x, plan->margin_y, scale->width, scale->height };
  return objective;
}

/**
 * fv_ascent_plan_get_guide_objective:
 * @plan: a plan with a guide
 * @scale: one of its scales
 *
 * Returns: the terms about styles, at the guide within its margins
 */
FvObjective
fv_ascent_plan_get_guide_objective (const FvAscentPlan *plan, const FvScale *scale)
{
  FvObjective objective = plan->objective;
  gint margin = plan->guide_margin;

  objective.border = 0;
  objective.terms = plan->style_terms;
  objective.n_terms = plan->n_style_terms;
  objective.region =
      (FvRegion){ margin, margin, scale->guide_width, scale->guide_height };
  return objective;
}

/* Of the guide's colours, in the order of a tensor's channels, over their sum; all zero
 * where there are none */
static void
get_covariance (const FvAscentPlan *plan, gdouble covariance[3][3])
{
  const FvImage *guide = plan->ascent->guide;
  gboolean is_turned = plan->colors == FV_COLORS_TRUE; /* to B, G, R */
  gdouble mean[3], of_guide[3][3] = { { 0.0 } }, sum = 0.0;

  if (guide != NULL)
    fv_image_get_covariance (guide, mean, of_guide);
  for (gint i = 0; i < 3; i++)
    sum += of_guide[i][i];
  for (gint i = 0; i < 3; i++)
    for (gint j = 0; j < 3; j++)
      covariance[i][j] =
          sum > 0.0 ? of_guide[is_turned ? 2 - i : i][is_turned ? 2 - j : j] / sum : 0.0;
}

/**
 * fv_ascent_plan_get_metric:
 * @plan: a plan
 * @metric: (out): what the gradient of a tensor's pixel is multiplied by to be a
 * direction
 *
 * The square of the covariance of the guide's colours: steps go along those in which it
 * differs, and hardly along others, which a network may not tell from each other and
 * would leave as specks. Without a guide, all colours are alike.
 */
void
fv_ascent_plan_get_metric (const FvAscentPlan *plan, gdouble metric[3][3])
{
  gdouble least = plan->ascent->settings.match_colors ? LEAST_MATCHED : LEAST_COLOR;
  gdouble covariance[3][3];

  get_covariance (plan, covariance);
  for (gint i = 0; i < 3; i++)
    for (gint j = 0; j < 3; j++)
      {
        metric[i][j] = i == j ? least : 0.0;
        for (gint k = 0; k < 3; k++)
          metric[i][j] += covariance[i][k] * covariance[k][j];
      }
}
