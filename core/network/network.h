/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a network is: an ordered table of nodes, and the weights of its
 * convolutions. A new kind of network is one more table; a new kind of node is
 * one more #FvNodeKind with its forward and backward pass in pass.c. */

#ifndef FV_NETWORK_H
#define FV_NETWORK_H

#include "featvis.h"
#include "layers/convolution.h"
#include "layers/winograd.h"

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

gboolean fv_network_check_map (const FvNetwork *network, const gchar *layer,
                               GError **error);
FvNetwork *fv_network_new (const FvArchitecture *architecture, const gchar *origin,
                           const gfloat mean[3]);
gboolean fv_network_set_convolution (FvNetwork *network, gint node,
                                     FvConvolution *convolution, GError **error);
const FvArchitecture *fv_network_get_architecture (const FvNetwork *network);
guint64 fv_network_get_memory (const FvNetwork *network);
const FvConvolution *fv_network_get_convolution (const FvNetwork *network, gint node);

gboolean fv_network_is_accurate (const FvNetwork *network, gint node);
const FvWinograd *fv_network_get_winograd (const FvNetwork *network, gint node,
                                           FvWorkers *workers, GError **error);

#endif /* FV_NETWORK_H */
