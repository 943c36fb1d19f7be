/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much memory an ascent needs beside its passes. */

#include "ascent-memory.h"

#include "ascent-guide.h"
#include "importance.h"
#include "lbfgs.h"
#include "other-terms.h"
#include "base/memory.h"
#include "network/network.h"
#include "pass/guide.h"
#include "pass/pass.h"
#include "picture/image.h"

#define IMAGES_BESIDE_PASS 3 /* start, tensor and gradient */
#define IMAGES_OF_STEP     3 /* decoded, of bytes, and what is made of these */
#define IMAGES_OF_MARGINS  2 /* tensor and gradient */

/* What is kept of the guide for a term about its style, at the largest scale: as the
 * layer's map has it, at most */
static guint64
get_size_of_style (const FvAscentPlan *plan, const FvTerm *term)
{
  const FvScale *scale = &plan->scales[plan->n_scales - 1];
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (plan->network, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, term->layer);
  gint stride = MAX (layer->stride, 1);
  guint64 n_positions = (guint64)((scale->guide_width + stride - 1) / stride) *
                        ((scale->guide_height + stride - 1) / stride);

  return layer->n_filters * sizeof (gfloat) *
         (term->kind == FV_TERM_STYLE ? (guint64)layer->n_filters : n_positions);
}

static guint64
get_size_of_styles (const FvAscentPlan *plan, FvTermKind kind)
{
  guint64 size = 0;

  for (gint i = 0; i < plan->n_style_terms; i++)
    if (plan->style_terms[i].kind == kind)
      size += get_size_of_style (plan, &plan->style_terms[i]);
  return size;
}

/* What is there from beginning to end beside the start: mask, guides, other pictures */
static guint64
get_size_of_kept (const FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;
  guint64 size = 0;

  if (ascent->mask != NULL)
    size += (guint64)plan->width * plan->height * sizeof (gfloat);
  if (ascent->guide != NULL)
    size += fv_image_get_memory (ascent->guide->width, ascent->guide->height);
  for (gint i = 0; i < ascent->n_terms; i++)
    if (ascent->terms[i].guide != NULL)
      size += fv_guide_get_memory (ascent->terms[i].guide);
  return size + get_size_of_styles (plan, FV_TERM_STYLE) +
         get_size_of_styles (plan, FV_TERM_STATISTICS) + fv_other_terms_get_memory (plan);
}

/* What there is at once when a tensor is resized to the result's size: see
 * resize_with_detail() in ascent-run.c */
static guint64
get_size_of_resizing (const FvAscentPlan *plan)
{
  gint last = plan->n_scales - (plan->ends_below_size ? 1 : 2);
  const FvScale *scale = &plan->scales[MAX (last, 0)];

  if (last < 0)
    return 0;
  return 3 * fv_image_get_memory (plan->width, plan->height) +
         2 * fv_image_get_memory (scale->width, scale->height) +
         fv_image_get_memory (plan->width, scale->height);
}

/* What settings take of images of a size, during a pass or while it waits: the base is
 * kept for l2, a pyramid has levels of a half, a quarter … of each side, and a step's
 * picture is made, as between scales, and written. */
static guint64
get_size_of_settings (const FvAscentPlan *plan, guint64 image_size)
{
  const FvSettings *settings = &plan->ascent->settings;
  guint64 of_step = settings->every > 0
                        ? MAX (IMAGES_OF_STEP * image_size, get_size_of_resizing (plan))
                        : 0;
  guint64 of_pyramid = settings->pyramid ? image_size / 3 : 0;

  return (settings->l2 > 0.0 ? image_size : 0) + MAX (of_step, of_pyramid);
}

/* What an evaluation takes to give a tensor margins */
static guint64
get_size_of_margins (const FvAscentPlan *plan)
{
  if (plan->margin_x == 0 && plan->margin_y == 0)
    return 0;
  return IMAGES_OF_MARGINS * fv_image_get_memory (plan->width + 2 * plan->margin_x,
                                                  plan->height + 2 * plan->margin_y);
}

/**
 * fv_ascent_plan_set_budget:
 * @plan: (inout): a plan whose sizes are set; its budget is set, too
 */
void
fv_ascent_plan_set_budget (FvAscentPlan *plan)
{
  const FvSettings *settings = &plan->ascent->settings;
  guint64 kept = fv_network_get_memory (plan->network) + get_size_of_kept (plan);
  guint64 image_size = fv_image_get_memory (plan->width, plan->height);

  plan->budget = (FvBudget){
    .threads = settings->threads,
    .memory = settings->memory,
    .beside = kept + IMAGES_BESIDE_PASS * image_size +
              get_size_of_settings (plan, image_size) + get_size_of_margins (plan) +
              fv_importance_get_memory (plan),
    .between = kept + get_size_of_resizing (plan) + fv_importance_get_memory (plan),
  };
  if (settings->recipe->is_spectral)
    plan->budget.beside += fv_lucid_get_memory (&plan->lucid);
  if (settings->recipe->is_quasi_newton)
    plan->budget.beside +=
        fv_lbfgs_get_memory ((gsize)plan->width * plan->height * 3, plan->n_pairs);
}

/* While the guide's style is measured at the largest scale: the pass, whose statistics
 * become the guide's, the guide as a tensor, with margins and without, and images of the
 * picture's own */
static guint64
get_memory_of_guide (const FvAscentPlan *plan, FvPassManner manner)
{
  const FvScale *scale = &plan->scales[plan->n_scales - 1];
  const FvObjective objective = fv_ascent_plan_get_guide_objective (plan, scale);
  gint width = scale->guide_width + 2 * plan->guide_margin;
  gint height = scale->guide_height + 2 * plan->guide_margin;
  FvBudget budget = {
    .beside = fv_network_get_memory (plan->network) + get_size_of_kept (plan) -
              get_size_of_styles (plan, FV_TERM_STATISTICS) +
              IMAGES_BESIDE_PASS * fv_image_get_memory (plan->width, plan->height) +
              2 * fv_image_get_memory (width, height),
  };

  return fv_pass_get_process_memory (plan->network,
                                     &(const FvPassTarget){ .objective = &objective },
                                     manner, width, height, &budget);
}

/**
 * fv_ascent_plan_get_memory:
 * @manner: a manner of its passes
 * @data: a plan whose budget is set: see #FvMannerFunc
 *
 * Returns: the most bytes that the ascent takes at once in that manner, with all that is
 *   there meanwhile, but for the process itself
 */
guint64
fv_ascent_plan_get_memory (FvPassManner manner, gconstpointer data)
{
  const FvAscentPlan *plan = data;
  const FvScale *largest = &plan->scales[plan->n_scales - 1];
  guint64 bytes = fv_pass_get_process_memory (
      plan->network, &(const FvPassTarget){ .objective = &plan->objective }, manner,
      largest->pass_width, largest->pass_height, &plan->budget);

  if (plan->n_style_terms > 0)
    bytes = MAX (bytes, get_memory_of_guide (plan, manner));
  return bytes - FV_PROCESS_MEMORY;
}
