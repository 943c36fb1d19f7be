/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The style of a guide picture: the Gram matrices of some layers' features there, or how
 * these are spread. */

#include "guide-style.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "guide.h"
#include "pass.h"
#include "base/memory.h"

static gboolean
take_gram (FvGuide *guide, const FvTap *tap, GError **error)
{
  gsize n = (gsize)tap->n_channels * tap->n_channels;

  guide->gram = fv_memory_new_floats (n, error);
  if (guide->gram == NULL)
    return FALSE;
  memcpy (guide->gram, fv_style_get_gram (tap->style), n * sizeof (gfloat));
  for (gsize i = 0; i < n; i++)
    guide->gram_norm += (gdouble)guide->gram[i] * guide->gram[i];
  return TRUE;
}

static void
take_sorted (FvGuide *guide, const FvTap *tap)
{
  gsize n_positions, n;

  guide->sorted = fv_statistics_take_sorted (tap->statistics, &n_positions);
  guide->n_positions = (gint)n_positions;
  n = tap->n_channels * n_positions;
  for (gsize i = 0; i < n; i++)
    guide->sorted_norm += (gdouble)guide->sorted[i] * guide->sorted[i] / n;
}

/* Of all that terms are about */
static FvGuide *
make_guide (const FvTap *tap, const gchar *layer, GError **error)
{
  g_autoptr (FvGuide) guide = g_new0 (FvGuide, 1);

  guide->layer = g_strdup (layer);
  guide->n_channels = tap->n_channels;
  if (tap->style != NULL && !take_gram (guide, tap, error))
    return NULL;
  if (tap->statistics != NULL)
    take_sorted (guide, tap);
  if (guide->gram_norm > 0.0 || guide->sorted_norm > 0.0)
    return g_steal_pointer (&guide);
  g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
               _ ("The guide excites no channel of %s. Choose another layer."), layer);
  return NULL;
}

/* One for each layer that was measured */
static gboolean
make_guides (const FvPlan *plan, GPtrArray *guides, GError **error)
{
  for (gint i = 0; i < plan->n_taps; i++)
    {
      const FvTap *tap = &plan->taps[i];
      FvGuide *guide;

      if (tap->style == NULL && tap->statistics == NULL)
        continue;
      guide = make_guide (tap, tap->terms[0].layer, error);
      if (guide == NULL)
        return FALSE;
      g_ptr_array_add (guides, guide);
    }
  return TRUE;
}

/**
 * fv_styles_measure:
 * @work: what is measured, where and how
 * @error: %FV_ERROR_STUCK if nothing is excited at a layer, %FV_ERROR_MEMORY or
 *   %FV_ERROR_CANCELLED
 *
 * One pass forward.
 *
 * Returns: (transfer full) (element-type FvGuide): a guide for each layer that has terms
 *   about styles, or %NULL
 */
GPtrArray *
fv_styles_measure (const FvStyleWork *work, GError **error)
{
  g_autoptr (GPtrArray) guides =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_guide_free);
  g_autoptr (FvPass) pass =
      fv_pass_new (work->network, &(const FvPassTarget){ .objective = work->objective },
                   work->manner, work->tensor->width, work->tensor->height, error);

  if (pass == NULL)
    return NULL;
  fv_pass_set_stop (pass, work->stop);
  if (!fv_pass_measure (pass, work->tensor, work->cancellable, error) ||
      !make_guides (fv_pass_get_plan (pass), guides, error))
    return NULL;
  return g_steal_pointer (&guides);
}
