/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network is made of: an ordered table of nodes with inputs. A new kind of network
 * is one more table, or comes from a file; a new kind of node is one more #FvNodeKind
 * with its way forward and back in the folder layers. */

#ifndef FV_ARCHITECTURE_H
#define FV_ARCHITECTURE_H

#include "featvis.h"
#include "layers/node-kind.h"
#include "layers/window.h"

/* As a node's input: the picture */
#define FV_PICTURE (-1)

/* kind: what it does
 * layer: (nullable): the name of the layer that begins with it. The layer goes on with
 *   the activations without a name that follow it; its value is what the last of these
 *   gives
 * n_filters: of a convolution; in a table, as published: weights of other widths are
 *   accepted
 * inputs: (nullable) (array length=n_inputs): the nodes that it takes, each before it,
 *   or FV_PICTURE; NULL for the one before it
 * window: of convolutions, poolings and zero padding (whose window has one position)
 * groups: of a convolution
 * parameters: see there
 * is_dense: whether a convolution stands for a dense layer: its window is as large as the
 *   map that this was made for */
typedef struct
{
  FvNodeKind kind;
  const gchar *layer;
  gint n_filters;
  gint n_inputs;
  const gint *inputs;
  FvWindow window;
  gint groups;
  FvNodeParameters parameters;
  gboolean is_dense;
} FvNode;

/* name: of the network, for people
 * is_chain: whether each node takes the one before it and, up to the first dense layer,
 *   convolutions are 3×3 of stride 1 with padding, each with a ReLU, and poolings 2×2: a
 *   VGG */
typedef struct
{
  const gchar *name;
  const FvNode *nodes;
  gint n_nodes;
  gboolean is_chain;
} FvArchitecture;

#define FV_N_ARCHITECTURES 2

/* The networks that weights are told from: where a file fits several, the first counts */
extern const FvArchitecture *const fv_architectures[FV_N_ARCHITECTURES];

extern const FvArchitecture fv_vgg16;
extern const FvArchitecture fv_vgg19;

/* The ImageNet means of B, G, R in 0…255 (the Oxford training). */
extern const gfloat fv_imagenet_mean[3];

gboolean fv_node_has_window (const FvNode *node);
gboolean fv_node_is_convolution (const FvNode *node);
FvArchitecture *fv_architecture_new (const gchar *name, const FvNode *nodes,
                                     gint n_nodes);
void fv_architecture_free (FvArchitecture *architecture);
gint fv_architecture_get_n_inputs (const FvArchitecture *architecture, gint node);
gint fv_architecture_get_input (const FvArchitecture *architecture, gint node,
                                gint input);
gboolean fv_architecture_is_rectified (const FvArchitecture *architecture, gint node);
gint fv_architecture_find (const FvArchitecture *architecture, const gchar *layer);
gint fv_architecture_find_dense (const FvArchitecture *architecture);
gint fv_architecture_get_last (const FvArchitecture *architecture, gint node);
gint fv_architecture_get_stride (const FvArchitecture *architecture, gint node);
FvLayer fv_architecture_describe (const FvArchitecture *architecture, gint node,
                                  gint n_filters);
FvLayer *fv_architecture_describe_all (const FvArchitecture *architecture,
                                       gint *n_layers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvArchitecture, fv_architecture_free)

#endif /* FV_ARCHITECTURE_H */
