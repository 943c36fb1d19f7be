/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ASCENT_PLAN_H
#define PLUG_IN_ASCENT_PLAN_H

#include <featvis.h>

/* What is to be ascended. The ascent has no pixels yet: the picture that it starts from,
 * and the guide, have a size alone. Nor has it terms: these need the network, and perhaps
 * the photo. */
typedef struct
{
  FvAscent ascent;
  gchar *objective;     /* the terms as text; NULL for the ascent's one filter */
  FvTerms *terms;       /* the same, read */
  gint32 guide;         /* a drawable; 0 for none, or for a file or an example */
  gchar *guide_file;    /* a picture file, or NULL */
  FvImage guide_extent; /* its size */
  gboolean has_example; /* the guide is what is selected of the drawable */
  gboolean is_masked;   /* selection and transparency limit the change */
} AscentPlan;

gboolean ascent_plan_set_objective (AscentPlan *plan, const gchar *objective,
                                    const FvLayer *layers, gint n_layers, GError **error);
gboolean ascent_plan_set_own_objective (AscentPlan *plan, const gchar *objective,
                                        const FvLayer *layers, gint n_layers,
                                        GError **error);
gint ascent_plan_count_steps (const AscentPlan *plan);
FvNetwork *ascent_plan_load (const AscentPlan *plan, const FvWeights *weights,
                             GError **error);
gboolean ascent_plan_resolve (AscentPlan *plan, const FvNetwork *network,
                              const FvImage *photo, const FvImage *guide, GError **error);
void ascent_plan_clear (AscentPlan *plan);

#endif /* PLUG_IN_ASCENT_PLAN_H */
