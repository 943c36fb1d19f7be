/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other pictures that an ascent's is to differ from: at each scale they are looked at
 * in its size, with the picture's own padding. */

#include "other-terms.h"

#include "ascent-guide.h"
#include "pass/guide-style.h"
#include "pass/guide.h"
#include "picture/decode.h"
#include "picture/image.h"
#include "picture/padding.h"

/* The terms about diversity alone, without other pictures yet */
static GArray *
list_diversity (const FvAscent *ascent)
{
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (FvTerm));

  for (gint i = 0; i < ascent->n_terms; i++)
    if (ascent->terms[i].kind == FV_TERM_DIVERSITY)
      g_array_append_val (terms, ascent->terms[i]);
  return terms;
}

/* Another picture as an evaluation at that scale sees it */
static FvImage *
make_padded (const FvAscentPlan *plan, const FvScale *scale, const FvImage *other,
             GError **error)
{
  FvImage *tensor = fv_image_resize (other, scale->width, scale->height, error);

  if (tensor != NULL)
    fv_picture_to_tensor (tensor, plan->mean, plan->colors);
  return fv_padding_surround (tensor, plan->padding_x, plan->margin_x, plan->padding_y,
                              plan->margin_y, error);
}

/* Takes the guides, of which each layer has one. */
static void
add_terms (const FvAscent *ascent, const GArray *diversity, GPtrArray *measured,
           GArray *terms, GPtrArray *guides)
{
  for (guint i = 0; i < diversity->len; i++)
    {
      FvTerm term = g_array_index (diversity, FvTerm, i);

      term.weight /= ascent->n_others;
      for (guint k = 0; k < measured->len; k++)
        {
          term.guide = measured->pdata[k];
          if (g_str_equal (term.guide->layer, term.layer))
            g_array_append_val (terms, term);
        }
    }
  g_ptr_array_extend_and_steal (guides, g_ptr_array_ref (measured));
}

/* What excites nothing at a layer differs from all that does. */
static gboolean
add_other (const FvAscentPlan *plan, const FvScale *scale, const FvStyleWork *work,
           const FvImage *other, const GArray *diversity, GArray *terms,
           GPtrArray *guides, GError **error)
{
  FvStyleWork own = *work;
  g_autoptr (FvImage) tensor = make_padded (plan, scale, other, error);
  g_autoptr (GPtrArray) measured = NULL;
  GError *problem = NULL;

  if (tensor == NULL)
    return FALSE;
  own.tensor = tensor;
  measured = fv_styles_measure (&own, &problem);
  if (measured != NULL)
    add_terms (plan->ascent, diversity, measured, terms, guides);
  else if (!g_error_matches (problem, FV_ERROR, FV_ERROR_STUCK))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_clear_error (&problem);
  return TRUE;
}

/**
 * fv_other_terms_add:
 * @plan: an ascent's plan
 * @scale: one of its scales
 * @terms: (inout) (element-type FvTerm): where the terms about diversity are added, one
 *   for each of the other pictures
 * @guides: (inout) (element-type FvGuide): where what they compare with is added
 * @cancellable: (nullable): asked beside what stops the ascent
 * @error: %FV_ERROR_SIZE, %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Returns: whether that was done
 */
gboolean
fv_other_terms_add (const FvAscentPlan *plan, const FvScale *scale, GArray *terms,
                    GPtrArray *guides, GCancellable *cancellable, GError **error)
{
  const FvAscent *ascent = plan->ascent;
  g_autoptr (GArray) diversity = list_diversity (ascent);
  FvObjective objective = fv_ascent_plan_get_scale_objective (plan, scale);
  const FvStyleWork work = {
    .network = plan->network,
    .objective = &objective,
    .manner = plan->manner,
    .stop = ascent->stop,
    .cancellable = cancellable,
  };

  objective.terms = (const FvTerm *)diversity->data;
  objective.n_terms = (gint)diversity->len;
  for (gint i = 0; diversity->len > 0 && i < ascent->n_others; i++)
    if (!add_other (plan, scale, &work, ascent->others[i], diversity, terms, guides,
                    error))
      return FALSE;
  return TRUE;
}

/**
 * fv_other_terms_get_memory:
 * @plan: an ascent's plan
 *
 * Returns: what the other pictures take from beginning to end, with what is measured of
 *   them at a scale, in bytes
 */
guint64
fv_other_terms_get_memory (const FvAscentPlan *plan)
{
  const FvAscent *ascent = plan->ascent;
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (plan->network, &n_layers);
  guint64 bytes = 0;

  for (gint i = 0; i < ascent->n_others; i++)
    bytes += fv_image_get_memory (ascent->others[i]->width, ascent->others[i]->height);
  for (gint i = 0; i < ascent->n_terms; i++)
    if (ascent->terms[i].kind == FV_TERM_DIVERSITY)
      {
        guint64 n = fv_layer_find (layers, n_layers, ascent->terms[i].layer)->n_filters;

        bytes += ascent->n_others * n * n * sizeof (gfloat);
      }
  return bytes;
}
