/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ascent-plan.h"

#include "ascent-check.h"
#include "ascent-guide.h"
#include "ascent-memory.h"
#include "lbfgs.h"
#include "scales.h"
#include "network/geometry.h"
#include "network/network.h"
#include "pass/objective.h"
#include "pass/pass.h"

/* Edges ------------------------------------------------------------------------------ */

static gboolean
wraps_x (FvSeamless seamless)
{
  return seamless == FV_SEAMLESS_X || seamless == FV_SEAMLESS_XY;
}

static gboolean
wraps_y (FvSeamless seamless)
{
  return seamless == FV_SEAMLESS_Y || seamless == FV_SEAMLESS_XY;
}

/* A view of a picture whose spectrum is ascended is turned and scaled: it has no other
 * side, whatever the picture has. */
static FvPadding
get_padding (const FvSettings *settings, gboolean wraps)
{
  return wraps && !settings->recipe->is_spectral ? FV_PADDING_CIRCULAR
                                                 : settings->padding;
}

static gint
find_deepest_node (const FvAscentPlan *plan)
{
  const FvArchitecture *architecture = fv_network_get_architecture (plan->network);
  FvTerm single;
  gint n_terms, deepest = -1;
  const FvTerm *terms = fv_objective_get_terms (&plan->objective, &single, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    deepest = MAX (deepest, fv_architecture_find (architecture, terms[i].layer));
  return deepest;
}

/* As far as the deepest convolution of a chain sees beyond a window of its own stride */
static gint
get_reach (const FvArchitecture *architecture, gint node)
{
  gint reach = 0;

  for (; node >= 0; node--)
    if (architecture->nodes[node].kind == FV_NODE_CONVOLUTION)
      reach++;
    else if (architecture->nodes[node].kind == FV_NODE_MAX_POOLING)
      reach = 2 * reach + 1;
  return reach;
}

/* As far as the deepest layer's receptive field reaches, in whole strides */
static gint
get_margin (const FvAscentPlan *plan, FvPadding padding)
{
  const FvArchitecture *architecture = fv_network_get_architecture (plan->network);
  gint node = find_deepest_node (plan);
  gint stride = fv_geometry_get_stride (architecture, node);
  gint reach = architecture->is_chain && node < fv_architecture_find_dense (architecture)
                   ? get_reach (architecture, node)
                   : fv_geometry_get_receptive_field (architecture, node) / 2;

  if (padding == FV_PADDING_ZERO)
    return 0;
  return (reach + stride - 1) / stride * stride;
}

static void
set_edges (FvAscentPlan *plan)
{
  const FvSettings *settings = &plan->ascent->settings;

  plan->wraps_x = wraps_x (settings->seamless);
  plan->wraps_y = wraps_y (settings->seamless);
  plan->padding_x = get_padding (settings, plan->wraps_x);
  plan->padding_y = get_padding (settings, plan->wraps_y);
  plan->margin_x = get_margin (plan, plan->padding_x);
  plan->margin_y = get_margin (plan, plan->padding_y);
  plan->guide_padding =
      settings->padding == FV_PADDING_CIRCULAR ? FV_PADDING_REFLECT : settings->padding;
  plan->guide_margin = get_margin (plan, plan->guide_padding);
}

/* Sizes ------------------------------------------------------------------------------ */

static void
set_scales (FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;

  fv_ascent_get_whole_size (ascent, &plan->width, &plan->height);
  plan->ends_below_size = fv_ascent_ends_below_size (ascent);
  plan->n_scales = ascent->settings.scales;
  plan->scales = g_new0 (FvScale, plan->n_scales);
  for (gint i = 0; i < plan->n_scales; i++)
    {
      FvScale *scale = &plan->scales[i];

      fv_ascent_get_scale_size (ascent, i, &scale->width, &scale->height);
      scale->pass_width = scale->width + 2 * plan->margin_x;
      scale->pass_height = scale->height + 2 * plan->margin_y;
      scale->n_steps = fv_ascent_count_steps (ascent, i);
      plan->n_positions +=
          (gdouble)scale->pass_width * scale->pass_height * scale->n_steps;
    }
}

static void
set_lucid (FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;
  const FvSettings *settings = &ascent->settings;

  plan->lucid = (FvLucid){
    .width = plan->width,
    .height = plan->height,
    .scales = settings->scales,
    .scale_factor = settings->scale_factor,
    .steps = settings->steps,
    .step_size = settings->step_size,
    .seed = ascent->seed,
    .wraps_x = plan->wraps_x,
    .wraps_y = plan->wraps_y,
    .keeps_magnitudes = settings->recipe->keeps_magnitudes,
    .start = ascent->start == FV_START_IMAGE ? ascent->image : NULL,
  };
}

static gboolean
is_rectified (const FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (plan->network, &n_layers);

  return ascent->terms == NULL && ascent->settings.relu == FV_RELU_AFTER &&
         fv_layer_find (layers, n_layers, ascent->layer)->is_rectified;
}

/* Of what it does to the network, the largest scale decides for all. */
static gboolean
choose_manner (FvAscentPlan *plan, GError **error)
{
  const FvScale *largest = &plan->scales[plan->n_scales - 1];

  return fv_manner_choose (fv_ascent_plan_get_memory, plan,
                           (guint64)largest->pass_width * largest->pass_height,
                           &plan->budget, &plan->manner, error);
}

/**
 * fv_ascent_plan_new:
 * @network: a network, which must outlive the plan
 * @ascent: an ascent that was checked; it must outlive the plan
 * @error: %FV_ERROR_MEMORY where there is not enough for the ascent
 *
 * Returns: (transfer full): the ascent's plan, with the fastest manner of its passes that
 *   there is memory for, or %NULL
 */
FvAscentPlan *
fv_ascent_plan_new (const FvNetwork *network, const FvAscent *ascent, GError **error)
{
  g_autoptr (FvAscentPlan) plan = g_new0 (FvAscentPlan, 1);

  plan->network = network;
  plan->ascent = ascent;
  plan->objective = fv_ascent_get_objective (ascent);
  plan->is_rectified = is_rectified (plan);
  plan->colors =
      ascent->settings.recipe->has_true_colors ? FV_COLORS_TRUE : ascent->settings.colors;
  fv_network_get_mean (network, plan->mean);
  set_edges (plan);
  set_scales (plan);
  fv_ascent_plan_set_guide (plan);
  set_lucid (plan);
  if (ascent->settings.recipe->is_quasi_newton)
    plan->n_pairs = fv_lbfgs_choose_pairs ((gsize)plan->width * plan->height * 3);
  fv_ascent_plan_set_budget (plan);
  return choose_manner (plan, error) ? g_steal_pointer (&plan) : NULL;
}

/**
 * fv_ascent_plan_free:
 * @plan: (nullable): a plan
 */
void
fv_ascent_plan_free (FvAscentPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->scales);
  g_free (plan->style_terms);
  g_free (plan);
}
