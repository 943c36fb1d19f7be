/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The style of an ascent's guide: it is looked at in the size that suits a scale, with
 * the same padding as the picture, so that edges are no part of the style. */

#include "guide-terms.h"

#include "ascent-guide.h"
#include "other-terms.h"
#include "base/mathematics.h"
#include "pass/guide-style.h"
#include "pass/guide.h"
#include "picture/decode.h"
#include "picture/padding.h"

struct _FvGuideTerms
{
  GArray *terms;     /* of FvTerm */
  GPtrArray *guides; /* of FvGuide: the guide's, one for each layer; NULL without one */
  GPtrArray *others; /* likewise: those of the other pictures */
};

/* The guide at that scale, as a tensor */
static FvImage *
make_tensor (const FvAscentPlan *plan, const FvScale *scale, GError **error)
{
  FvImage *tensor = fv_image_resize (plan->ascent->guide, scale->guide_width,
                                     scale->guide_height, error);

  if (tensor != NULL)
    fv_picture_to_tensor (tensor, plan->mean, plan->colors);
  return tensor;
}

/* The same with margins */
static FvImage *
make_padded (const FvAscentPlan *plan, const FvScale *scale, GError **error)
{
  gint margin = plan->guide_margin;

  return fv_padding_surround (make_tensor (plan, scale, error), plan->guide_padding,
                              margin, plan->guide_padding, margin, error);
}

static const FvGuide *
find_guide (const GPtrArray *guides, const gchar *layer)
{
  for (guint i = 0; i < guides->len; i++)
    {
      const FvGuide *guide = guides->pdata[i];

      if (g_str_equal (guide->layer, layer))
        return guide;
    }
  g_return_val_if_reached (NULL);
}

/* A content is kept by little weight: such that half of the strength shows both. */
static void
set_term (const FvSettings *settings, const GPtrArray *guides, FvTerm *term)
{
  gdouble of_content = fv_whole_power (1.0 - settings->style_strength, 4);
  gboolean is_weighed = settings->task == FV_TASK_STYLE;

  if (fv_term_compares_styles (term) && guides != NULL)
    term->guide = find_guide (guides, term->layer);
  if (fv_term_compares_styles (term) && is_weighed)
    term->weight *= 1.0 - of_content;
  if (term->kind == FV_TERM_CONTENT && is_weighed)
    term->weight *= of_content;
}

/* @guides: (out): nothing where there is no guide */
static gboolean
measure_guide (const FvAscentPlan *plan, const FvScale *scale, GCancellable *cancellable,
               GPtrArray **guides, GError **error)
{
  FvObjective objective;
  g_autoptr (FvImage) tensor = NULL;

  if (plan->n_style_terms == 0)
    return TRUE;
  objective = fv_ascent_plan_get_guide_objective (plan, scale);
  tensor = make_padded (plan, scale, error);
  if (tensor == NULL)
    return FALSE;
  *guides =
      fv_styles_measure (&(const FvStyleWork){ plan->network, &objective, plan->manner,
                                               tensor, plan->ascent->stop, cancellable },
                         error);
  return *guides != NULL;
}

/**
 * fv_guide_terms_new:
 * @plan: an ascent's plan, with a guide or other pictures
 * @scale: one of its scales
 * @cancellable: (nullable): asked beside what stops the ascent
 * @error: %FV_ERROR_STUCK if the guide excites nothing at a layer, %FV_ERROR_SIZE,
 *   %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: (transfer full): its terms at that scale, or %NULL
 */
FvGuideTerms *
fv_guide_terms_new (const FvAscentPlan *plan, const FvScale *scale,
                    GCancellable *cancellable, GError **error)
{
  const FvAscent *ascent = plan->ascent;
  g_autoptr (FvGuideTerms) terms = g_new0 (FvGuideTerms, 1);

  terms->terms = g_array_new (FALSE, FALSE, sizeof (FvTerm));
  terms->others = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_guide_free);
  if (!measure_guide (plan, scale, cancellable, &terms->guides, error))
    return NULL;
  for (gint i = 0; i < ascent->n_terms; i++)
    {
      FvTerm term = ascent->terms[i];

      if (term.kind == FV_TERM_DIVERSITY)
        continue;
      set_term (&ascent->settings, terms->guides, &term);
      g_array_append_val (terms->terms, term);
    }
  return fv_other_terms_add (plan, scale, terms->terms, terms->others, cancellable, error)
             ? g_steal_pointer (&terms)
             : NULL;
}

/**
 * fv_guide_terms_free:
 * @terms: (nullable): terms
 */
void
fv_guide_terms_free (FvGuideTerms *terms)
{
  if (terms == NULL)
    return;
  g_clear_pointer (&terms->guides, g_ptr_array_unref);
  g_ptr_array_unref (terms->others);
  g_array_unref (terms->terms);
  g_free (terms);
}

/**
 * fv_guide_terms_get:
 * @terms: terms
 * @n_terms: (out): how many
 *
 * Returns: (transfer none) (array length=n_terms): what an objective takes
 */
const FvTerm *
fv_guide_terms_get (const FvGuideTerms *terms, gint *n_terms)
{
  *n_terms = (gint)terms->terms->len;
  return (const FvTerm *)terms->terms->data;
}
