/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The style of an ascent's guide: it is looked at in the size that suits a scale, with
 * the same padding as the picture, so that edges are no part of the style. */

#include "guide-terms.h"

#include <math.h>

#include "ascent-guide.h"
#include "pass/guide-style.h"
#include "pass/guide.h"
#include "picture/decode.h"
#include "picture/padding.h"

struct _FvGuideTerms
{
  FvTerm *terms;
  GPtrArray *guides; /* of FvGuide, one for each layer */
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
  g_autoptr (FvImage) tensor = make_tensor (plan, scale, error);
  FvImage *padded;

  if (tensor == NULL || margin == 0)
    return g_steal_pointer (&tensor);
  padded = fv_image_new (tensor->width + 2 * margin, tensor->height + 2 * margin, error);
  if (padded != NULL)
    fv_padding_apply (tensor, plan->guide_padding, margin, plan->guide_padding, margin,
                      NULL, padded);
  return padded;
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
  gdouble of_content = pow (1.0 - settings->style_strength, 4.0);
  gboolean is_weighed = settings->task == FV_TASK_STYLE;

  if (fv_term_compares_styles (term))
    term->guide = find_guide (guides, term->layer);
  if (fv_term_compares_styles (term) && is_weighed)
    term->weight *= 1.0 - of_content;
  if (term->kind == FV_TERM_CONTENT && is_weighed)
    term->weight *= of_content;
}

/**
 * fv_guide_terms_new:
 * @plan: an ascent's plan, with a guide
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
  FvObjective objective = fv_ascent_plan_get_guide_objective (plan, scale);
  g_autoptr (FvImage) tensor = make_padded (plan, scale, error);
  g_autoptr (GPtrArray) guides = NULL;
  FvGuideTerms *terms;

  if (tensor == NULL)
    return NULL;
  guides =
      fv_styles_measure (&(const FvStyleWork){ plan->network, &objective, plan->manner,
                                               tensor, ascent->stop, cancellable },
                         error);
  if (guides == NULL)
    return NULL;
  terms = g_new0 (FvGuideTerms, 1);
  terms->terms = g_memdup2 (ascent->terms, ascent->n_terms * sizeof (FvTerm));
  for (gint i = 0; i < ascent->n_terms; i++)
    set_term (&ascent->settings, guides, &terms->terms[i]);
  terms->guides = g_steal_pointer (&guides);
  return terms;
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
  g_ptr_array_unref (terms->guides);
  g_free (terms->terms);
  g_free (terms);
}

/**
 * fv_guide_terms_get:
 * @terms: terms
 *
 * Returns: (transfer none): as many as the ascent has
 */
const FvTerm *
fv_guide_terms_get (const FvGuideTerms *terms)
{
  return terms->terms;
}
