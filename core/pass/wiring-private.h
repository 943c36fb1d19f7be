/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WIRING_PRIVATE_H
#define FV_WIRING_PRIVATE_H

#include "wiring.h"
#include "network/geometry.h"

/* What is known while a network's nodes become steps */
typedef struct
{
  FvPlan *plan;
  const FvNetwork *network;
  const FvArchitecture *architecture;
  FvPassManner manner;
  FvShape picture;
  FvShape *shapes;   /* of each node's map */
  gboolean *needed;  /* whether the target needs the node */
  gint *n_takers;    /* how many nodes and targets take it */
  gint *taker;       /* the last node that takes it; -1 if that is a target */
  gint *flow;        /* that holds its value, once a step gives it */
  gint source;       /* what is differentiated by: a node, or FV_PICTURE */
  gboolean averages; /* whether poolings are made to average */
} FvWiring;

static inline const FvNode *
fv_wiring_get_node (const FvWiring *wiring, gint node)
{
  return &wiring->architecture->nodes[node];
}

static inline FvShape
fv_wiring_get_shape (const FvWiring *wiring, gint node)
{
  return node == FV_PICTURE ? wiring->picture : wiring->shapes[node];
}

static inline gint
fv_wiring_get_flow (const FvWiring *wiring, gint node)
{
  return node == FV_PICTURE ? 0 : wiring->flow[node];
}

gint fv_fusion_add_followers (const FvWiring *wiring, FvPassStep *step, gint node);

#endif /* FV_WIRING_PRIVATE_H */
