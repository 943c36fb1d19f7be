/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TARGET_H
#define PLUG_IN_TARGET_H

#include "picks.h"

typedef enum
{
  TARGET_LAYER,   /* a whole one */
  TARGET_FILTERS, /* one, or a mixture */
  TARGET_STRONG,  /* the filters that the photo excites most, */
  TARGET_WEAK,    /* least, */
  TARGET_AVERAGE, /* or neither */
  TARGET_CLASS,   /* one of ImageNet's */
  TARGET_TEXT     /* what only a text can tell */
} TargetKind;

/* What an objective is about, as far as it can be chosen without writing it. */
typedef struct
{
  TargetKind kind;
  gchar layer[ARGUMENT_LAYER_SIZE]; /* of all kinds but filters, classes and texts */
  gint n_filters;                   /* that the photo excites so */
  Pick picks[PICKS_MAXIMUM];
  gint n_picks;
  gint class_index;
} Target;

gboolean target_is_excited (TargetKind kind);
void target_parse (Target *target, const gchar *objective, const FvLayer *layers,
                   gint n_layers);
gchar *target_to_objective (const Target *target);

#endif /* PLUG_IN_TARGET_H */
