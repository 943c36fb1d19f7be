/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which nodes are done at once: a convolution takes the normalisation behind it, the sum
 * that ends a residual block, the activation, and the 2×2 pooling; every other node the
 * activation behind it. Where somebody else takes what is between, it ends there. */

#include "wiring-private.h"

/* No node, nor FV_PICTURE */
#define NO_ADDEND (-2)

/* The only one that takes what @node gives, if that is a node with no other input */
static gint
find_follower (const FvWiring *wiring, gint node)
{
  gint taker = wiring->n_takers[node] == 1 ? wiring->taker[node] : -1;

  return taker >= 0 && fv_wiring_get_node (wiring, taker)->n_inputs == 1 ? taker : -1;
}

static gboolean
is_kind (const FvWiring *wiring, gint node, FvNodeKind kind)
{
  return node >= 0 && fv_wiring_get_node (wiring, node)->kind == kind;
}

/* Each of these returns the last node that the step does then. */

static gint
add_scale (const FvWiring *wiring, FvPassStep *step, gint node)
{
  gint next = find_follower (wiring, node);

  if (!is_kind (wiring, next, FV_NODE_SCALE))
    return node;
  step->scale_node = step->node = next;
  step->stage.node = next;
  return next;
}

/* The other input of the sum that takes @node alone, if its map is there already */
static gint
find_addend (const FvWiring *wiring, gint node, gint sum)
{
  const FvArchitecture *architecture = wiring->architecture;
  gint other = fv_architecture_get_input (architecture, sum, 0);
  FvShape shape = fv_wiring_get_shape (wiring, node), other_shape;

  if (other == node)
    other = fv_architecture_get_input (architecture, sum, 1);
  other_shape = fv_wiring_get_shape (wiring, other);
  return (other == FV_PICTURE || wiring->flow[other] > 0) &&
                 shape.width == other_shape.width && shape.height == other_shape.height &&
                 fv_network_get_n_channels (wiring->network, node) ==
                     fv_network_get_n_channels (wiring->network, other)
             ? other
             : NO_ADDEND;
}

/* A residual block's sum: the convolution begins with what is added. */
static gint
add_sum (const FvWiring *wiring, FvPassStep *step, gint node)
{
  gint next = wiring->n_takers[node] == 1 ? wiring->taker[node] : -1;
  gint addend;

  if (!is_kind (wiring, next, FV_NODE_ADD) ||
      fv_wiring_get_node (wiring, next)->n_inputs != 2)
    return node;
  addend = find_addend (wiring, node, next);
  if (addend == NO_ADDEND)
    return node;
  fv_pass_step_add_input (step, fv_wiring_get_flow (wiring, addend),
                          fv_network_get_n_channels (wiring->network, addend),
                          fv_span_new_same (fv_wiring_get_shape (wiring, addend).height));
  return next;
}

static gint
add_activation (const FvWiring *wiring, FvPassStep *step, gint node)
{
  gint next = find_follower (wiring, node);

  if (next < 0 || !fv_node_kind_is_activation (fv_wiring_get_node (wiring, next)->kind))
    return node;
  step->operation.activation = fv_wiring_get_node (wiring, next)->kind;
  step->operation.activation_parameters = fv_wiring_get_node (wiring, next)->parameters;
  return next;
}

static gboolean
is_halving (const FvWindow *window, gboolean is_column, gint n)
{
  FvSpan span = fv_span_new (window, is_column, n);

  return span.size == 2 && span.stride == 2 && span.dilation == 1 && span.before == 0 &&
         span.n_outputs == n / 2;
}

static gint
add_pooling (const FvWiring *wiring, FvPassStep *step, gint node)
{
  gint next = find_follower (wiring, node);
  FvShape shape = fv_wiring_get_shape (wiring, node);
  gboolean averages = is_kind (wiring, next, FV_NODE_AVERAGE_POOLING);

  if ((!averages && !is_kind (wiring, next, FV_NODE_MAX_POOLING)) ||
      !is_halving (&fv_wiring_get_node (wiring, next)->window, TRUE, shape.width) ||
      !is_halving (&fv_wiring_get_node (wiring, next)->window, FALSE, shape.height))
    return node;
  step->stage.mask.pools = TRUE;
  step->stage.mask.averages = averages || wiring->averages;
  return next;
}

static gint
add_to_stage (const FvWiring *wiring, FvPassStep *step, gint node)
{
  gint next = find_follower (wiring, node);

  if (!is_kind (wiring, next, FV_NODE_RELU))
    return node;
  step->stage.has_relu = TRUE;
  return add_pooling (wiring, step, next);
}

/**
 * fv_fusion_add_followers:
 * @wiring: what is known of the network
 * @step: (inout): a step that does @node
 * @node: a node
 *
 * Lets the step do what follows, too.
 *
 * Returns: the last node that it does then
 */
gint
fv_fusion_add_followers (const FvWiring *wiring, FvPassStep *step, gint node)
{
  if (step->convolution_node >= 0)
    node = add_scale (wiring, step, node);
  if (step->is_stage)
    return add_to_stage (wiring, step, node);
  if (step->convolution_node >= 0)
    node = add_sum (wiring, step, node);
  return fv_node_kind_is_activation (step->operation.kind)
             ? node
             : add_activation (wiring, step, node);
}
