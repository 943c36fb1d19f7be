/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Padding is done around the whole network instead of in each of its layers: the picture
 * gets a margin as wide as the receptive field reaches, and only positions within count.
 * So circular padding is exactly what it would be in each layer, and the way back adds
 * what the margin's gradient is to where its pixels came from. */

#include "evaluation.h"

#include "base/random.h"
#include "network/network.h"
#include "pass/objective.h"
#include "pass/pass.h"
#include "picture/padding.h"
#include "picture/shift.h"

#define JITTER_SEED 0x6a09e667f3bcc908u /* so that it is not the noise again */

struct _FvEvaluation
{
  const FvAscent *ascent;
  FvPass *pass;
  gint margin_x;
  gint margin_y;
  FvImage *padded; /* with the margins; NULL if there are none */
  FvImage *padded_gradient;
};

/**
 * fv_ascent_get_objective:
 * @ascent: an ascent
 *
 * Returns: what it maximises; its terms are the ascent's
 */
FvObjective
fv_ascent_get_objective (const FvAscent *ascent)
{
  return (FvObjective){
    .layer = ascent->layer,
    .filter = ascent->filter,
    .border = ascent->settings.border,
    .relu = ascent->settings.relu,
    .terms = ascent->terms,
    .n_terms = ascent->n_terms,
    .pooling = ascent->settings.pooling,
  };
}

/**
 * fv_seamless_has_x:
 * @seamless: along which axes a picture continues
 *
 * Returns: whether it does from its right edge to its left one
 */
gboolean
fv_seamless_has_x (FvSeamless seamless)
{
  return seamless == FV_SEAMLESS_X || seamless == FV_SEAMLESS_XY;
}

/**
 * fv_seamless_has_y:
 * @seamless: along which axes a picture continues
 *
 * Returns: whether it does from its lower edge to its upper one
 */
gboolean
fv_seamless_has_y (FvSeamless seamless)
{
  return seamless == FV_SEAMLESS_Y || seamless == FV_SEAMLESS_XY;
}

/* A view of a picture whose spectrum is ascended is turned and scaled: it has no other
 * side, whatever the picture has. */
static FvPadding
get_padding (const FvSettings *settings, gboolean is_seamless)
{
  return is_seamless && !settings->recipe->is_spectral ? FV_PADDING_CIRCULAR
                                                       : settings->padding;
}

/* Margins -----------------------------------------------------------------------------
 */

/**
 * fv_settings_get_padding_x:
 * @settings: an ascent's settings
 *
 * Returns: what lies beyond the left and right edge
 */
FvPadding
fv_settings_get_padding_x (const FvSettings *settings)
{
  return get_padding (settings, fv_seamless_has_x (settings->seamless));
}

/**
 * fv_settings_get_padding_y:
 * @settings: an ascent's settings
 *
 * Returns: what lies beyond the upper and lower edge
 */
FvPadding
fv_settings_get_padding_y (const FvSettings *settings)
{
  return get_padding (settings, fv_seamless_has_y (settings->seamless));
}

static gint
find_deepest_node (const FvArchitecture *architecture, const FvAscent *ascent)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  FvTerm single;
  gint n_terms, deepest = -1;
  const FvTerm *terms = fv_objective_get_terms (&objective, &single, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    deepest = MAX (deepest, fv_architecture_find (architecture, terms[i].layer));
  return deepest;
}

/* As far as the deepest layer's receptive field reaches, in whole strides */
static gint
get_margin (const FvNetwork *network, const FvAscent *ascent, FvPadding padding)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint node = find_deepest_node (architecture, ascent);
  gint stride = fv_architecture_get_stride (architecture, node);
  gint reach = 0;

  if (padding == FV_PADDING_ZERO)
    return 0;
  for (; node >= 0; node--)
    if (architecture->nodes[node].kind == FV_NODE_CONVOLUTION)
      reach++;
    else if (architecture->nodes[node].kind == FV_NODE_MAX_POOLING)
      reach = 2 * reach + 1;
  return (reach + stride - 1) / stride * stride;
}

static void
get_margins (const FvNetwork *network, const FvAscent *ascent, gint *x, gint *y)
{
  *x = get_margin (network, ascent, fv_settings_get_padding_x (&ascent->settings));
  *y = get_margin (network, ascent, fv_settings_get_padding_y (&ascent->settings));
}

/**
 * fv_evaluation_get_pass_size:
 * @network: a network
 * @ascent: an ascent that was checked
 * @width: (inout): a tensor's number of columns, which becomes that with margins
 * @height: (inout): its number of rows, likewise
 *
 * Tells the size of the passes through the network.
 */
void
fv_evaluation_get_pass_size (const FvNetwork *network, const FvAscent *ascent,
                             gint *width, gint *height)
{
  gint margin_x, margin_y;

  get_margins (network, ascent, &margin_x, &margin_y);
  *width += 2 * margin_x;
  *height += 2 * margin_y;
}

/**
 * fv_evaluation_get_memory:
 * @network: a network
 * @ascent: an ascent that was checked
 * @width: a tensor's number of columns
 * @height: its number of rows
 *
 * Returns: what an evaluation takes beside its pass, in bytes
 */
guint64
fv_evaluation_get_memory (const FvNetwork *network, const FvAscent *ascent, gint width,
                          gint height)
{
  gint padded_width = width, padded_height = height;

  fv_evaluation_get_pass_size (network, ascent, &padded_width, &padded_height);
  if (padded_width == width && padded_height == height)
    return 0;
  return (guint64)2 * padded_width * padded_height * 3 * sizeof (gfloat);
}

static gboolean
allocate_padded (FvEvaluation *evaluation, gint width, gint height, GError **error)
{
  if (evaluation->margin_x == 0 && evaluation->margin_y == 0)
    return TRUE;
  evaluation->padded = fv_image_new (width, height, error);
  if (evaluation->padded == NULL)
    return FALSE;
  evaluation->padded_gradient = fv_image_new (width, height, error);
  return evaluation->padded_gradient != NULL;
}

/**
 * fv_evaluation_new:
 * @network: a network, which must outlive the evaluation
 * @ascent: an ascent that was checked; it must outlive the evaluation
 * @manner: how to do the passes
 * @width: the tensors' number of columns
 * @height: their number of rows
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): an evaluation with all the memory that it needs, or %NULL
 */
FvEvaluation *
fv_evaluation_new (const FvNetwork *network, const FvAscent *ascent, FvPassManner manner,
                   gint width, gint height, GError **error)
{
  g_autoptr (FvEvaluation) evaluation = g_new0 (FvEvaluation, 1);
  FvObjective objective = fv_ascent_get_objective (ascent);

  evaluation->ascent = ascent;
  get_margins (network, ascent, &evaluation->margin_x, &evaluation->margin_y);
  objective.region =
      (FvRegion){ evaluation->margin_x, evaluation->margin_y, width, height };
  fv_evaluation_get_pass_size (network, ascent, &width, &height);
  if (!allocate_padded (evaluation, width, height, error))
    return NULL;
  evaluation->pass = fv_pass_new (network, &objective, manner, width, height, error);
  if (evaluation->pass == NULL)
    return NULL;
  fv_pass_set_stop (evaluation->pass, ascent->stop);
  return g_steal_pointer (&evaluation);
}

/**
 * fv_evaluation_free:
 * @evaluation: (nullable): an evaluation
 */
void
fv_evaluation_free (FvEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  fv_pass_free (evaluation->pass);
  fv_image_free (evaluation->padded);
  fv_image_free (evaluation->padded_gradient);
  g_free (evaluation);
}

/* Running -----------------------------------------------------------------------------
 */

static gboolean
run_padded (FvEvaluation *evaluation, const FvImage *tensor, gboolean redirect,
            FvImage *gradient, gdouble *loss, GCancellable *cancellable, GError **error)
{
  const FvSettings *settings = &evaluation->ascent->settings;
  FvPadding x = fv_settings_get_padding_x (settings);
  FvPadding y = fv_settings_get_padding_y (settings);

  if (evaluation->padded == NULL)
    return fv_pass_run (evaluation->pass, tensor, redirect, gradient, loss, cancellable,
                        error);
  fv_padding_apply (tensor, x, evaluation->margin_x, y, evaluation->margin_y, NULL,
                    evaluation->padded);
  if (!fv_pass_run (evaluation->pass, evaluation->padded, redirect,
                    evaluation->padded_gradient, loss, cancellable, error))
    return FALSE;
  fv_padding_fold (evaluation->padded_gradient, x, evaluation->margin_x, y,
                   evaluation->margin_y, gradient);
  return TRUE;
}

/* Along an axis that is circular, the picture may as well be rolled by any amount: so no
 * place of it is nearer to the windows' edges than others. */
static gint
get_jitter (const FvAscent *ascent, gint step, gint axis, gint size)
{
  gdouble random =
      fv_random_uniform (ascent->seed ^ JITTER_SEED, 2 * (guint64)step + axis);
  FvPadding padding = axis == 0 ? fv_settings_get_padding_x (&ascent->settings)
                                : fv_settings_get_padding_y (&ascent->settings);
  gint most =
      padding == FV_PADDING_CIRCULAR ? size / 2 : MIN (ascent->settings.jitter, size / 2);

  return (gint)(random * (2 * most + 1)) - most;
}

/**
 * fv_evaluation_run:
 * @evaluation: an evaluation
 * @tensor: (inout): what the network sees; it is rolled by the step's jitter, and back
 * @step: the step's number, which the jitter depends on
 * @redirect: see fv_pass_run()
 * @gradient: (out caller-allocated): d loss / d @tensor, not normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked every few rows of each layer, beside what stops the
 *   ascent
 * @error: %FV_ERROR_CANCELLED, with which @tensor is as it was, or %FV_ERROR_MEMORY
 *
 * Returns: whether it was run to its end; then, too, @tensor is as it was
 */
gboolean
fv_evaluation_run (FvEvaluation *evaluation, FvImage *tensor, gint step,
                   gboolean redirect, FvImage *gradient, gdouble *loss,
                   GCancellable *cancellable, GError **error)
{
  gint dx = get_jitter (evaluation->ascent, step, 0, tensor->width);
  gint dy = get_jitter (evaluation->ascent, step, 1, tensor->height);
  gboolean success;
  GError *problem = NULL;

  if (!fv_image_shift (tensor, dx, dy, error))
    return FALSE;
  success = run_padded (evaluation, tensor, redirect, gradient, loss, cancellable, error);
  if (!fv_image_shift (tensor, -dx, -dy, &problem))
    {
      g_clear_error (error);
      g_propagate_error (error, problem);
      return FALSE;
    }
  return success && fv_image_shift (gradient, -dx, -dy, error);
}
