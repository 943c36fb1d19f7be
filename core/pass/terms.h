/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TERMS_H
#define FV_TERMS_H

#include "featvis.h"

/* Which channels of a layer a photo excites */
typedef enum
{
  FV_RANK_NONE, /* the term is not about that */
  FV_RANK_STRONG,
  FV_RANK_WEAK,
  FV_RANK_AVERAGE
} FvRank;

/* A term as it is written. One with a rank becomes @n_channels terms. */
typedef struct
{
  FvTerm term;
  FvRank rank;
  gint n_channels;
} FvWrittenTerm;

struct _FvTerms
{
  GArray *written;  /* of FvWrittenTerm */
  GArray *resolved; /* of FvTerm */
  GPtrArray *guides;
  const gchar *deepest_layer;
};

gboolean fv_terms_read (const gchar *text, GArray *written, const FvLayer *layers,
                        gint n_layers, GError **error);

#endif /* FV_TERMS_H */
