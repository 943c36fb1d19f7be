/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network is made of: an ordered table of nodes. A new kind of network is one more
 * table; a new kind of node is one more #FvNodeKind with its forward and backward pass in
 * the room pass. */

#ifndef FV_ARCHITECTURE_H
#define FV_ARCHITECTURE_H

#include "featvis.h"

typedef enum
{
  FV_NODE_CONVOLUTION,
  FV_NODE_RELU,
  FV_NODE_MAX_POOLING
} FvNodeKind;

/* A convolution or a pooling carries its layer's name, a convolution its number of
 * filters in the published network, too; weights of other widths are accepted. */
typedef struct
{
  FvNodeKind kind;
  const gchar *layer;
  gint n_filters;
} FvNode;

typedef struct
{
  const gchar *name;
  const FvNode *nodes;
  gint n_nodes;
} FvArchitecture;

#define FV_N_ARCHITECTURES 2

/* The networks that weights are told from: where a file fits several, the first counts */
extern const FvArchitecture *const fv_architectures[FV_N_ARCHITECTURES];

extern const FvArchitecture fv_vgg16;
extern const FvArchitecture fv_vgg19;

/* The ImageNet means of B, G, R in 0…255 (the Oxford training). */
extern const gfloat fv_imagenet_mean[3];

gint fv_architecture_find (const FvArchitecture *architecture, const gchar *layer);
const gchar *fv_architecture_get_convolution (const FvArchitecture *architecture,
                                              const gchar *layer);
gint fv_architecture_get_stride (const FvArchitecture *architecture, gint node);
FvLayer fv_architecture_describe (const FvArchitecture *architecture, gint node,
                                  gint n_filters);

#endif /* FV_ARCHITECTURE_H */
