/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a network's nodes to the steps of a pass: what is needed for the target, and the
 * order in which steps take each other's maps. A step does several nodes at once: a
 * convolution the zero padding before it, and what fusion.c finds behind it. */

#include "wiring-private.h"

#include "flow.h"

/* Nodes ----------------------------------------------------------------------------- */

/* The zero padding before a convolution that is as good as its own, but for one whose
 * gradient is asked for; -1 for none */
static gint
find_padding (const FvWiring *wiring, gint node)
{
  gint input = fv_architecture_get_input (wiring->architecture, node, 0);
  const FvWindow *window;

  if (input == FV_PICTURE || input == wiring->source ||
      fv_wiring_get_node (wiring, node)->kind != FV_NODE_CONVOLUTION ||
      fv_wiring_get_node (wiring, node)->window.padding != FV_PADDING_GIVEN ||
      fv_wiring_get_node (wiring, input)->kind != FV_NODE_ZERO_PADDING)
    return -1;
  window = &fv_wiring_get_node (wiring, input)->window;
  return window->rows.before >= 0 && window->rows.after >= 0 &&
                 window->columns.before >= 0 && window->columns.after >= 0
             ? input
             : -1;
}

static gint
get_source (const FvWiring *wiring, gint node, gint input)
{
  gint padding = find_padding (wiring, node);

  return padding >= 0 ? fv_architecture_get_input (wiring->architecture, padding, 0)
                      : fv_architecture_get_input (wiring->architecture, node, input);
}

static FvWindow
get_window (const FvWiring *wiring, gint node)
{
  FvWindow window = fv_wiring_get_node (wiring, node)->window;
  gint padding = find_padding (wiring, node);

  if (padding >= 0)
    {
      const FvWindow *added = &fv_wiring_get_node (wiring, padding)->window;

      window.rows.before += added->rows.before;
      window.rows.after += added->rows.after;
      window.columns.before += added->columns.before;
      window.columns.after += added->columns.after;
    }
  return window;
}

/* What is needed -------------------------------------------------------------------- */

static void
take (FvWiring *wiring, gint node, gint taker)
{
  if (node == FV_PICTURE)
    return;
  wiring->needed[node] = TRUE;
  wiring->n_takers[node]++;
  wiring->taker[node] = taker;
}

static void
take_inputs (FvWiring *wiring, gint node, gint taker)
{
  for (gint i = 0; i < fv_architecture_get_n_inputs (wiring->architecture, node); i++)
    take (wiring, get_source (wiring, node, i), taker);
}

static void
find_needed (FvWiring *wiring, const FvPassTarget *target)
{
  const FvPlan *plan = wiring->plan;

  for (gint i = 0; i < target->n_kept; i++)
    take (wiring, target->kept[i], -1);
  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].is_convolved)
      take_inputs (wiring, plan->taps[i].node, -1);
    else
      take (wiring, plan->taps[i].node, -1);
  for (gint node = wiring->architecture->n_nodes - 1; node >= 0; node--)
    if (wiring->needed[node])
      take_inputs (wiring, node, node);
}

/* Steps ----------------------------------------------------------------------------- */

static FvSpan
get_span (const FvWiring *wiring, const FvNode *node, const FvWindow *window, gint source,
          gint input, gint height)
{
  gint source_height = fv_wiring_get_shape (wiring, source).height;

  if (input == 0 && fv_node_has_window (node))
    return fv_span_new (window, FALSE, source_height);
  return source_height == 1 && height > 1 ? fv_span_new_broadcast (height)
                                          : fv_span_new_same (source_height);
}

static gboolean
is_same_axis (const FvWindowAxis *axis, FvWindowPadding padding)
{
  return axis->size == 3 && axis->stride == 1 && axis->dilation == 1 &&
         (padding != FV_PADDING_GIVEN || (axis->before == 1 && axis->after == 1));
}

static gboolean
suits_stage (const FvNode *node, const FvWindow *window)
{
  return node->groups == 1 && is_same_axis (&window->rows, window->padding) &&
         is_same_axis (&window->columns, window->padding);
}

static void
set_convolution (const FvWiring *wiring, FvPassStep *step, gint node,
                 const FvWindow *window, gint n_filters)
{
  const FvConvolution *convolution = fv_network_get_convolution (wiring->network, node);

  step->convolution_node = node;
  step->is_stage = suits_stage (fv_wiring_get_node (wiring, node), window);
  if (step->is_stage)
    {
      step->stage.node = node;
      step->stage.convolution = convolution;
      step->stage.n_inputs = convolution->n_inputs;
      step->stage.n_filters = n_filters;
    }
  else
    {
      step->shape = *convolution; /* of a tap, fewer filters */
      step->shape.n_filters = n_filters;
      step->operation.convolution = &step->shape;
    }
}

/* A step that does @node, with all that it takes */
static FvPassStep *
make_step (const FvWiring *wiring, gint node, gint n_channels)
{
  const FvNode *table = fv_wiring_get_node (wiring, node);
  FvPassStep *step = fv_pass_step_new ();
  FvWindow window = get_window (wiring, node);
  FvShape shape = fv_wiring_get_shape (wiring, node);

  step->node = node;
  for (gint i = 0; i < table->n_inputs; i++)
    {
      gint source = get_source (wiring, node, i);

      fv_wiring_add_input (wiring, step, source,
                           get_span (wiring, table, &window, source, i, shape.height));
    }
  step->operation.kind = table->kind;
  if (table->kind == FV_NODE_MAX_POOLING && wiring->averages)
    step->operation.kind = FV_NODE_AVERAGE_POOLING;
  step->operation.n_channels = n_channels;
  step->operation.parameters = table->parameters;
  step->operation.counts_padding = window.counts_padding;
  step->operation.scale = fv_network_get_scale (wiring->network, node);
  step->operation.columns =
      fv_node_has_window (table)
          ? fv_span_new (&window, TRUE,
                         fv_wiring_get_shape (wiring, get_source (wiring, node, 0)).width)
          : fv_span_new_same (shape.width);
  if (table->kind == FV_NODE_CONVOLUTION)
    set_convolution (wiring, step, node, &window, n_channels);
  return step;
}

/* The plan ------------------------------------------------------------------------- */

static void
add_step (FvWiring *wiring, FvPassStep *step, FvShape shape)
{
  FvPlan *plan = wiring->plan;

  for (gint i = 0; i < step->n_inputs; i++)
    {
      FvUser user = { (gint)plan->steps->len, i };

      g_array_append_val (fv_plan_get_flow (plan, step->inputs[i])->takers, user);
    }
  fv_pass_step_plan (step, wiring->manner.kind, shape.width, shape.height,
                     wiring->manner.n_threads);
  g_ptr_array_add (plan->steps, step);
}

static void
add_node (FvWiring *wiring, gint node)
{
  gint n_channels = fv_network_get_n_channels (wiring->network, node);
  FvPassStep *step = make_step (wiring, node, n_channels);
  gint last = fv_fusion_add_followers (wiring, step, node);

  add_step (wiring, step, fv_wiring_get_shape (wiring, node));
  fv_plan_add_flow (wiring->plan, last, fv_wiring_get_shape (wiring, last), n_channels);
  step->output = (gint)wiring->plan->flows->len - 1;
  wiring->flow[last] = step->output;
  while (node != last)
    {
      node = wiring->taker[node];
      wiring->needed[node] = FALSE; /* it is done */
    }
}

/* Taps ------------------------------------------------------------------------------ */

/* A map is handed on as the only one of a concatenation. */
static FvPassStep *
make_copy (const FvWiring *wiring, const FvTap *tap)
{
  FvPassStep *step = fv_pass_step_new ();
  FvShape shape = fv_wiring_get_shape (wiring, tap->node);

  step->node = tap->node;
  fv_wiring_add_input (wiring, step, tap->node, fv_span_new_same (shape.height));
  step->operation.kind = FV_NODE_CONCATENATE;
  step->operation.n_channels = tap->n_channels;
  step->operation.columns = fv_span_new_same (shape.width);
  return step;
}

static void
add_tap (FvWiring *wiring, FvTap *tap)
{
  FvShape shape = fv_wiring_get_shape (wiring, tap->node);
  FvPassStep *step = tap->is_convolved ? make_step (wiring, tap->node, tap->n_channels)
                                       : make_copy (wiring, tap);

  step->tap = tap;
  tap->output = (FvMap){ shape.height, shape.width, tap->n_channels, 1, NULL };
  add_step (wiring, step, shape);
}

/**
 * fv_wiring_make:
 * @plan: (inout): a plan with its size and its taps, and nothing else
 * @network: its network
 * @target: what it is to find out
 * @manner: how it is to be done
 *
 * Makes the steps, and what flows between them.
 */
void
fv_wiring_make (FvPlan *plan, const FvNetwork *network, const FvPassTarget *target,
                FvPassManner manner)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  g_autofree FvShape *shapes =
      fv_geometry_get_shapes (architecture, plan->width, plan->height);
  g_autofree gboolean *needed = g_new0 (gboolean, architecture->n_nodes);
  g_autofree gint *n_takers = g_new0 (gint, architecture->n_nodes);
  g_autofree gint *taker = g_new0 (gint, architecture->n_nodes);
  g_autofree gint *flow = g_new0 (gint, architecture->n_nodes);
  FvWiring wiring = { plan,
                      network,
                      architecture,
                      manner,
                      { plan->width, plan->height },
                      shapes,
                      needed,
                      n_takers,
                      taker,
                      flow,
                      target->objective != NULL && target->n_kept > 0 ? target->kept[0]
                                                                      : FV_PICTURE,
                      plan->objective.pooling == FV_POOLING_AVERAGE };

  plan->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_pass_step_free);
  plan->flows = g_ptr_array_new_with_free_func (fv_flow_free);
  find_needed (&wiring, target);
  fv_plan_add_flow (plan, FV_PICTURE, wiring.picture, 3);
  for (gint node = 0; node < architecture->n_nodes; node++)
    if (needed[node])
      add_node (&wiring, node);
  for (gint i = 0; i < plan->n_taps; i++)
    add_tap (&wiring, &plan->taps[i]);
  for (gint i = 0; i < target->n_kept; i++)
    fv_plan_get_flow (plan, fv_wiring_get_flow (&wiring, target->kept[i]))->is_kept =
        TRUE;
  fv_plan_find_gradients (plan, fv_wiring_get_flow (&wiring, wiring.source));
}
