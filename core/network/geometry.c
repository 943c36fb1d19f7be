/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the positions of maps lie in the picture, and how many there are: all of it is
 * derived here from the nodes' windows. */

#include "geometry.h"

/* Pictures of this many pixels each way are enough for any network that there is. */
#define LARGEST 8192

/* Sizes ----------------------------------------------------------------------------- */

static FvShape
get_input_shape (const FvArchitecture *architecture, const FvShape *shapes,
                 FvShape picture, gint node, gint input)
{
  gint source = fv_architecture_get_input (architecture, node, input);

  return source == FV_PICTURE ? picture : shapes[source];
}

/* Inputs after the first have the size of the first, or, to be multiplied with it, one
 * position each way. */
static gboolean
fits (FvNodeKind kind, FvShape first, FvShape other)
{
  gboolean broadcasts = kind == FV_NODE_MULTIPLY;

  return (other.width == first.width || (broadcasts && other.width == 1)) &&
         (other.height == first.height || (broadcasts && other.height == 1));
}

static FvShape
get_shape (const FvArchitecture *architecture, const FvShape *shapes, FvShape picture,
           gint node)
{
  const FvNode *table = &architecture->nodes[node];
  FvShape first = get_input_shape (architecture, shapes, picture, node, 0), shape;

  for (gint i = 1; i < table->n_inputs; i++)
    if (!fits (table->kind, first,
               get_input_shape (architecture, shapes, picture, node, i)))
      return (FvShape){ 0, 0 };
  if (!fv_node_has_window (table))
    return first;
  shape.width = fv_span_new (&table->window, TRUE, first.width).n_outputs;
  shape.height = fv_span_new (&table->window, FALSE, first.height).n_outputs;
  return shape.width > 0 && shape.height > 0 ? shape : (FvShape){ 0, 0 };
}

/**
 * fv_geometry_get_shapes:
 * @architecture: a table of nodes
 * @width: the picture's width
 * @height: the picture's height
 *
 * Returns: (transfer full) (array): the size of each node's map, to be freed with
 *   g_free()
 */
FvShape *
fv_geometry_get_shapes (const FvArchitecture *architecture, gint width, gint height)
{
  FvShape *shapes = g_new (FvShape, architecture->n_nodes);

  for (gint node = 0; node < architecture->n_nodes; node++)
    shapes[node] = get_shape (architecture, shapes, (FvShape){ width, height }, node);
  return shapes;
}

/**
 * fv_geometry_get_smallest:
 * @architecture: a table of nodes
 * @node: one of them
 * @is_column: whether columns are asked for, else rows
 *
 * Returns: how many columns, or rows, a picture needs for the node's map to have a
 *   position, if it has enough of the others
 */
gint
fv_geometry_get_smallest (const FvArchitecture *architecture, gint node,
                          gboolean is_column)
{
  gint too_small = 0, enough = LARGEST;

  while (enough - too_small > 1)
    {
      gint middle = (too_small + enough) / 2;
      g_autofree FvShape *shapes = fv_geometry_get_shapes (
          architecture, is_column ? middle : LARGEST, is_column ? LARGEST : middle);

      if (shapes[node].width > 0 && shapes[node].height > 0)
        enough = middle;
      else
        too_small = middle;
    }
  return enough;
}

/* Strides and fields ---------------------------------------------------------------- */

/* Of the columns: networks whose windows are not square are told of as if they were. */
typedef struct
{
  gint stride;
  gint field; /* 0 for the whole picture */
} Sight;

static Sight
look (const FvArchitecture *architecture, const Sight *sights, gint node)
{
  const FvNode *table = &architecture->nodes[node];
  const FvWindowAxis *axis = &table->window.columns;
  Sight sight = { 1, 1 };
  gboolean sees_all = fv_node_has_window (table) && table->window.is_global;

  for (gint i = 0; i < table->n_inputs; i++)
    {
      gint source = fv_architecture_get_input (architecture, node, i);

      if (source == FV_PICTURE)
        continue;
      sight.stride = MAX (sight.stride, sights[source].stride);
      sees_all = sees_all || sights[source].field == 0;
      sight.field = MAX (sight.field, sights[source].field);
    }
  if (sees_all)
    return (Sight){ sight.stride, 0 };
  if (fv_node_has_window (table))
    {
      sight.field = MIN ((gint64)sight.field +
                             (gint64)(axis->size - 1) * axis->dilation * sight.stride,
                         G_MAXINT / 4);
      sight.stride = MIN ((gint64)sight.stride * axis->stride, LARGEST);
    }
  return sight;
}

static Sight
get_sight (const FvArchitecture *architecture, gint node)
{
  g_autofree Sight *sights = g_new (Sight, node + 1);

  for (gint i = 0; i <= node; i++)
    sights[i] = look (architecture, sights, i);
  return sights[node];
}

/**
 * fv_geometry_get_stride:
 * @architecture: a table of nodes
 * @node: one of them
 *
 * Returns: columns of the picture from one position of the node's map to the next
 */
gint
fv_geometry_get_stride (const FvArchitecture *architecture, gint node)
{
  return get_sight (architecture, node).stride;
}

/**
 * fv_geometry_get_receptive_field:
 * @architecture: a table of nodes
 * @node: one of them
 *
 * Returns: columns of the picture that one position of the node's map sees; 0 for all of
 *   them, however many
 */
gint
fv_geometry_get_receptive_field (const FvArchitecture *architecture, gint node)
{
  return get_sight (architecture, node).field;
}
