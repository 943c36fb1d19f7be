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
  if (!fv_node_has_window (table) || first.width == 0)
    return first; /* zeros around no positions are no map */
  shape.width = fv_span_new (&table->window, TRUE, first.width).n_outputs;
  shape.height = fv_span_new (&table->window, FALSE, first.height).n_outputs;
  return shape.width > 0 && shape.height > 0 ? shape : (FvShape){ 0, 0 };
}

/* Those of the first @n_nodes */
static FvShape *
get_shapes (const FvArchitecture *architecture, gint n_nodes, FvShape picture)
{
  FvShape *shapes = g_new (FvShape, n_nodes);

  for (gint node = 0; node < n_nodes; node++)
    shapes[node] = get_shape (architecture, shapes, picture, node);
  return shapes;
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
  return get_shapes (architecture, architecture->n_nodes, (FvShape){ width, height });
}

/* Smallest sizes -------------------------------------------------------------------- */

/* too_small, enough: of each node, the largest size that is known to be too small, and
 * the smallest that is known to be enough */
typedef struct
{
  const FvArchitecture *architecture;
  gboolean is_column;
  gint *too_small;
  gint *enough;
} Search;

/* Asks about one size for the nodes that know of these two so far. */
static void
try_size (Search *search, gint too_small, gint enough, gint size)
{
  g_autofree FvShape *shapes = get_shapes (
      search->architecture, search->architecture->n_nodes,
      search->is_column ? (FvShape){ size, LARGEST } : (FvShape){ LARGEST, size });

  for (gint i = 0; i < search->architecture->n_nodes; i++)
    if (search->too_small[i] == too_small && search->enough[i] == enough)
      *(shapes[i].width > 0 ? &search->enough[i] : &search->too_small[i]) = size;
}

static gboolean
is_sought (const Search *search, gint too_small, gint enough)
{
  for (gint i = 0; i < search->architecture->n_nodes; i++)
    if (search->too_small[i] == too_small && search->enough[i] == enough)
      return TRUE;
  return FALSE;
}

/* Halves what is between two sizes for all nodes at once: most have the same few. */
static void
narrow (Search *search, gint too_small, gint enough)
{
  gint middle = (too_small + enough) / 2;

  if (enough - too_small <= 1 || !is_sought (search, too_small, enough))
    return;
  try_size (search, too_small, enough, middle);
  narrow (search, too_small, middle);
  narrow (search, middle, enough);
}

/**
 * fv_geometry_list_smallest:
 * @architecture: a table of nodes
 * @is_column: whether columns are asked for, else rows
 *
 * Returns: (transfer full) (array): for each node, how many columns, or rows, a picture
 *   needs for its map to have a position, if it has enough of the others; to be freed
 *   with g_free()
 */
gint *
fv_geometry_list_smallest (const FvArchitecture *architecture, gboolean is_column)
{
  gint *enough = g_new (gint, architecture->n_nodes);
  g_autofree gint *too_small = g_new0 (gint, architecture->n_nodes);
  Search search = { architecture, is_column, too_small, enough };

  for (gint i = 0; i < architecture->n_nodes; i++)
    enough[i] = LARGEST;
  narrow (&search, 0, LARGEST);
  return enough;
}

/**
 * fv_geometry_get_smallest:
 * @architecture: a table of nodes
 * @node: one of them
 * @is_column: whether columns are asked for, else rows
 *
 * Returns: the same for one node
 */
gint
fv_geometry_get_smallest (const FvArchitecture *architecture, gint node,
                          gboolean is_column)
{
  gint too_small = 0, enough = LARGEST;

  while (enough - too_small > 1)
    {
      gint middle = (too_small + enough) / 2;
      FvShape picture =
          is_column ? (FvShape){ middle, LARGEST } : (FvShape){ LARGEST, middle };
      g_autofree FvShape *shapes = get_shapes (architecture, node + 1, picture);

      *(shapes[node].width > 0 ? &enough : &too_small) = middle;
    }
  return enough;
}

/* Strides and fields ---------------------------------------------------------------- */

static FvSight
look (const FvArchitecture *architecture, const FvSight *sights, gint node)
{
  const FvNode *table = &architecture->nodes[node];
  const FvWindowAxis *axis = &table->window.columns;
  FvSight sight = { 1, 1 };
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
    return (FvSight){ sight.stride, 0 };
  if (fv_node_has_window (table))
    {
      sight.field = MIN ((gint64)sight.field +
                             (gint64)(axis->size - 1) * axis->dilation * sight.stride,
                         G_MAXINT / 4);
      sight.stride = MIN ((gint64)sight.stride * axis->stride, LARGEST);
    }
  return sight;
}

/* Those of the first @n_nodes */
static FvSight *
get_sights (const FvArchitecture *architecture, gint n_nodes)
{
  FvSight *sights = g_new (FvSight, n_nodes);

  for (gint i = 0; i < n_nodes; i++)
    sights[i] = look (architecture, sights, i);
  return sights;
}

/**
 * fv_geometry_list_sights:
 * @architecture: a table of nodes
 *
 * Returns: (transfer full) (array): what the positions of each node's map see, to be
 *   freed with g_free()
 */
FvSight *
fv_geometry_list_sights (const FvArchitecture *architecture)
{
  return get_sights (architecture, architecture->n_nodes);
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
  g_autofree FvSight *sights = get_sights (architecture, node + 1);

  return sights[node].stride;
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
  g_autofree FvSight *sights = get_sights (architecture, node + 1);

  return sights[node].field;
}
