/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which layer of a network that its file tells gives the scores of classes. */

#include "weights.h"

#include "network/geometry.h"

static gboolean
is_taken (const FvArchitecture *architecture, gint node)
{
  for (gint i = node + 1; i < architecture->n_nodes; i++)
    for (gint k = 0; k < fv_architecture_get_n_inputs (architecture, i); k++)
      if (fv_architecture_get_input (architecture, i, k) == node)
        return TRUE;
  return FALSE;
}

/* Whether the smallest picture that the node can be computed for gives it one position */
static gboolean
has_one_position (const FvArchitecture *architecture, gint node)
{
  gint width = fv_geometry_get_smallest (architecture, node, TRUE);
  gint height = fv_geometry_get_smallest (architecture, node, FALSE);
  g_autofree FvShape *shapes = fv_geometry_get_shapes (architecture, width, height);

  return shapes[node].width == 1 && shapes[node].height == 1;
}

/**
 * fv_weights_find_scores:
 * @weights: weights
 *
 * The scores are what a convolution, or a dense layer that became one, gives that nothing
 * else takes.
 *
 * Returns: the number of the node that gives one score for each class, before softmax; -1
 *   where there is none, or the network is a VGG, whose classifier stands by itself
 */
gint
fv_weights_find_scores (const FvWeights *weights)
{
  const FvArchitecture *architecture = weights->owned;
  gint last;

  if (architecture == NULL || weights->unknown != NULL)
    return -1;
  last = architecture->n_nodes - 1;
  return architecture->nodes[last].kind == FV_NODE_CONVOLUTION &&
                 architecture->nodes[last].layer != NULL &&
                 architecture->nodes[last].n_filters > 1 &&
                 !is_taken (architecture, last) && has_one_position (architecture, last)
             ? last
             : -1;
}
