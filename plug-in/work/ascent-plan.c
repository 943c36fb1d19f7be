/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all that ascends has in common before there is any work. */

#include "ascent-plan.h"

/* Sets what is to grow, and the layer that it needs. */
gboolean
ascent_plan_set_objective (AscentPlan *plan, const gchar *objective,
                           const FvLayer *layers, gint n_layers, GError **error)
{
  plan->terms = fv_terms_parse (objective, layers, n_layers, error);
  if (!plan->terms)
    return FALSE;

  plan->objective = g_strdup (objective);
  plan->ascent.layer = fv_terms_get_deepest_layer (plan->terms);
  plan->ascent.filter = 0;
  return TRUE;
}

/* The same for a texture or a style, which, with NULL, has what suits it by these layers.
 */
gboolean
ascent_plan_set_own_objective (AscentPlan *plan, const gchar *objective,
                               const FvLayer *layers, gint n_layers, GError **error)
{
  FvTask task = plan->ascent.settings.task;
  g_autofree gchar *usual =
      objective ? NULL : fv_task_write_objective (task, layers, n_layers, error);

  return (objective || usual) &&
         ascent_plan_set_objective (plan, objective ? objective : usual, layers, n_layers,
                                    error);
}

/* Of all scales */
gint
ascent_plan_count_steps (const AscentPlan *plan)
{
  gint n_steps = 0;

  for (gint i = 0; i < plan->ascent.settings.scales; i++)
    n_steps += fv_ascent_count_steps (&plan->ascent, i);
  return n_steps;
}

/* Returns: (transfer full): the network with all layers that are needed, or NULL */
FvNetwork *
ascent_plan_load (const AscentPlan *plan, const FvWeights *weights, GError **error)
{
  return plan->terms ? fv_weights_load_terms (weights, plan->terms, error)
                     : fv_weights_load (weights, plan->ascent.layer, error);
}

/* Whether the guide is looked at anew at each scale. */
static gboolean
is_about_style (const FvAscent *ascent)
{
  return ascent->settings.task == FV_TASK_TEXTURE ||
         ascent->settings.task == FV_TASK_STYLE;
}

/* Gives the ascent the guide, and its terms, if it has any, which may depend on what the
 * network sees in the photo and in the guide; both may be NULL. */
gboolean
ascent_plan_resolve (AscentPlan *plan, const FvNetwork *network, const FvImage *photo,
                     const FvImage *guide, GError **error)
{
  FvAscent *ascent = &plan->ascent;

  ascent->guide = guide;
  if (!plan->terms)
    return TRUE;
  if (!fv_terms_resolve (plan->terms, network, photo,
                         is_about_style (ascent) ? NULL : guide, ascent->settings.threads,
                         ascent->settings.memory, error))
    return FALSE;

  ascent->terms = fv_terms_get (plan->terms, &ascent->n_terms);
  return TRUE;
}

void
ascent_plan_clear (AscentPlan *plan)
{
  g_clear_pointer (&plan->terms, fv_terms_free);
  g_clear_pointer (&plan->objective, g_free);
  g_clear_pointer (&plan->guide_file, g_free);
}
