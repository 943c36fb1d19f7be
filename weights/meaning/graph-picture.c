/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-picture.h"

/**
 * fv_graph_takes_picture:
 * @architecture: a table of nodes
 * @node: one of them
 *
 * Returns: whether it takes the picture, at once or with zeros around it
 */
gboolean
fv_graph_takes_picture (const FvArchitecture *architecture, gint node)
{
  for (gint i = 0; i < fv_architecture_get_n_inputs (architecture, node); i++)
    {
      gint input = fv_architecture_get_input (architecture, node, i);

      while (input != FV_PICTURE &&
             architecture->nodes[input].kind == FV_NODE_ZERO_PADDING)
        input = fv_architecture_get_input (architecture, input, 0);
      if (input == FV_PICTURE)
        return TRUE;
    }
  return FALSE;
}

/**
 * fv_graph_can_fold:
 * @architecture: a table of nodes
 * @is_needed: (array): which of them count
 * @is_asked: (array): which of them are to have the value that they have in the file's
 *   own framework
 *
 * Returns: whether order and scale of the picture's channels can be put into the kernels
 *   of convolutions: nothing else takes it but zero padding, and 0 stays 0
 */
gboolean
fv_graph_can_fold (const FvArchitecture *architecture, const gboolean *is_needed,
                   const gboolean *is_asked)
{
  for (gint i = 0; i < architecture->n_nodes; i++)
    {
      const FvNode *node = &architecture->nodes[i];
      gboolean is_convolution = node->kind == FV_NODE_CONVOLUTION && node->groups == 1;
      gboolean is_padding = node->kind == FV_NODE_ZERO_PADDING && !is_asked[i];

      if (is_needed[i] && fv_graph_takes_picture (architecture, i) && !is_convolution &&
          !is_padding)
        return FALSE;
    }
  return TRUE;
}
