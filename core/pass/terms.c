/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An objective's terms: from a text, and, where it is about what a photo excites, from
 * the photo. */

#include "terms.h"

#include <glib/gi18n-lib.h>

#include "activations.h"
#include "network/layer-list.h"
#include "picture/image.h"
#include "settings/settings.h"

/**
 * fv_terms_parse:
 * @text: an objective: "block4_conv2:17", "block4_conv2:17*0.5 + block5_conv1:3*-1",
 *   "block4_conv3" for a whole layer, or "block4_conv3@strong:8" for the channels that a
 *   photo excites most ("weak": least, "average": middling), "block3_conv1@style" for the
 *   style of a guide, "block3_conv1@statistics" for how its features are spread, or
 *   "block4_conv2@content" for that of the photo started from;
 *   "block4_conv2:17@direction" for a component of a direction
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @error: %FV_ERROR_SETTING, which tells the place, or %FV_ERROR_LAYER
 *
 * Returns: (transfer full): the terms, or %NULL
 */
FvTerms *
fv_terms_parse (const gchar *text, const FvLayer *layers, gint n_layers, GError **error)
{
  g_autoptr (FvTerms) terms = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (layers != NULL || n_layers == 0, NULL);
  terms = g_new0 (FvTerms, 1);
  terms->written = g_array_new (FALSE, FALSE, sizeof (FvWrittenTerm));
  terms->resolved = g_array_new (FALSE, FALSE, sizeof (FvTerm));
  terms->guides = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_guide_free);
  if (!fv_terms_read (text, terms->written, layers, n_layers, error))
    return NULL;
  for (gint i = 0; i < n_layers; i++)
    for (guint j = 0; j < terms->written->len; j++)
      if (g_str_equal (g_array_index (terms->written, FvWrittenTerm, j).term.layer,
                       layers[i].name))
        terms->deepest_layer = layers[i].name;
  return g_steal_pointer (&terms);
}

/**
 * fv_terms_free:
 * @terms: (nullable): an objective's terms
 *
 * Frees the terms, and what fv_terms_get() gave.
 */
void
fv_terms_free (FvTerms *terms)
{
  if (terms == NULL)
    return;
  g_array_unref (terms->written);
  g_array_unref (terms->resolved);
  g_ptr_array_unref (terms->guides);
  g_free (terms);
}

/**
 * fv_terms_list_layers:
 * @terms: terms
 *
 * Returns: (transfer full) (array zero-terminated=1): the layers that they are about,
 *   each once: what fv_weights_load_layers() takes
 */
gchar **
fv_terms_list_layers (const FvTerms *terms)
{
  g_autoptr (GStrvBuilder) layers = NULL;
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (terms != NULL, NULL);
  layers = g_strv_builder_new ();
  for (guint i = 0; i < terms->written->len; i++)
    {
      const gchar *layer = g_array_index (terms->written, FvWrittenTerm, i).term.layer;

      if (g_hash_table_add (listed, (gpointer)layer))
        g_strv_builder_add (layers, layer);
    }
  return g_strv_builder_end (layers);
}

/**
 * fv_terms_get_deepest_layer:
 * @terms: an objective's terms
 *
 * Returns: (transfer none): the last layer that has to be loaded
 */
const gchar *
fv_terms_get_deepest_layer (const FvTerms *terms)
{
  g_return_val_if_fail (terms != NULL, NULL);
  return terms->deepest_layer;
}

/**
 * fv_terms_need_photo:
 * @terms: an objective's terms
 *
 * Returns: whether some are about what a photo excites
 */
gboolean
fv_terms_need_photo (const FvTerms *terms)
{
  g_return_val_if_fail (terms != NULL, FALSE);
  for (guint i = 0; i < terms->written->len; i++)
    if (g_array_index (terms->written, FvWrittenTerm, i).rank != FV_RANK_NONE)
      return TRUE;
  return FALSE;
}

/* Ranks -------------------------------------------------------------------------------
 */

typedef struct
{
  gint channel;
  gdouble mean;
} FvRanked;

static gint
compare_ranked (gconstpointer a, gconstpointer b)
{
  const FvRanked *one = a, *other = b;

  if (one->mean != other->mean)
    return one->mean > other->mean ? -1 : 1;
  return one->channel - other->channel;
}

/* The channels by how strongly they are excited on average, the strongest first; those
 * that are not at all are left out, as there is no slope to climb. */
static gboolean
rank_channels (const FvActivation *activation, gpointer data,
               G_GNUC_UNUSED GError **error)
{
  GArray *ranked = data;
  gsize n_positions = (gsize)activation->width * activation->height;

  for (gint channel = 0; channel < activation->n_channels; channel++)
    {
      FvRanked item = { channel, 0.0 };

      for (gsize i = 0; i < n_positions; i++)
        item.mean += activation->values[i * activation->n_channels + channel];
      if (item.mean > 0.0)
        g_array_append_val (ranked, item);
    }
  g_array_sort (ranked, compare_ranked);
  return TRUE;
}

static guint
get_first_ranked (FvRank rank, guint n_ranked, guint n)
{
  switch (rank)
    {
    case FV_RANK_STRONG:
      return 0;
    case FV_RANK_WEAK:
      return n_ranked - n;
    default:
      return (n_ranked - n) / 2;
    }
}

/* Each of the channels gets its share of the weight. */
static void
add_channels (FvTerms *terms, const FvWrittenTerm *written, const GArray *ranked)
{
  guint n = MIN ((guint)written->n_channels, ranked->len);
  guint first = get_first_ranked (written->rank, ranked->len, n);

  for (guint i = first; i < first + n; i++)
    {
      FvTerm term = written->term;

      term.kind = FV_TERM_FILTER;
      term.filter = g_array_index (ranked, FvRanked, i).channel;
      term.weight /= n;
      g_array_append_val (terms->resolved, term);
    }
}

static gboolean
resolve_rank (FvTerms *terms, const FvWrittenTerm *written, const FvNetwork *network,
              const FvImage *photo, const FvBudget *budget, GError **error)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (FvRanked));

  if (photo == NULL)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_SETTING,
          _ ("Which channels of %s a photo excites, noise cannot tell. Start from "
             "a photo, or name filters, such as “%s:3”."),
          written->term.layer, written->term.layer);
      return FALSE;
    }
  if (!fv_activations_of_photo (network, written->term.layer, photo, budget,
                                rank_channels, ranked, error))
    return FALSE;
  if (ranked->len == 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
                   _ ("The photo excites no channel of %s. Choose another layer."),
                   written->term.layer);
      return FALSE;
    }
  add_channels (terms, written, ranked);
  return TRUE;
}

/* Resolving -----------------------------------------------------------------------------
 */

static gboolean
resolve_guide (FvTerms *terms, const FvTerm *term, const FvNetwork *network,
               const FvImage *picture, const FvBudget *budget, GError **error)
{
  FvGuide *guide = fv_guide_new (network, term->layer, picture, budget->threads,
                                 budget->memory, error);
  FvTerm guided = *term;

  if (guide == NULL)
    return FALSE;
  g_ptr_array_add (terms->guides, guide);
  guided.kind = FV_TERM_GUIDE;
  guided.guide = guide;
  g_array_append_val (terms->resolved, guided);
  return TRUE;
}

static void
forget_resolved (FvTerms *terms)
{
  g_array_set_size (terms->resolved, 0);
  g_ptr_array_set_size (terms->guides, 0);
}

static gboolean
resolve (FvTerms *terms, const FvNetwork *network, const FvImage *photo,
         const FvImage *guide, const FvBudget *budget, GError **error)
{
  for (guint i = 0; i < terms->written->len; i++)
    {
      const FvWrittenTerm *written = &g_array_index (terms->written, FvWrittenTerm, i);
      gboolean success = TRUE;

      if (written->rank != FV_RANK_NONE)
        success = resolve_rank (terms, written, network, photo, budget, error);
      else if (written->term.kind == FV_TERM_LAYER && guide != NULL)
        success = resolve_guide (terms, &written->term, network, guide, budget, error);
      else
        g_array_append_val (terms->resolved, written->term);
      if (!success)
        return FALSE;
    }
  return TRUE;
}

/* Before any of them takes time */
static gboolean
check_terms (const FvTerms *terms, const FvNetwork *network, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  for (guint i = 0; i < terms->written->len; i++)
    {
      const FvTerm *term = &g_array_index (terms->written, FvWrittenTerm, i).term;

      if (!fv_layer_check (layers, n_layers, term->layer, error) ||
          ((term->kind == FV_TERM_FILTER || term->kind == FV_TERM_DIRECTION) &&
           !fv_filter_check (fv_layer_find (layers, n_layers, term->layer), term->filter,
                             error)))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_terms_resolve:
 * @terms: an objective's terms
 * @network: the network, loaded at least to their deepest layer
 * @photo: (nullable): the picture that is started from: R, G, B in 0…255
 * @guide: (nullable): a picture towards whose features whole layers are driven
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER or %FV_ERROR_FILTER when the network lacks one;
 *   %FV_ERROR_SETTING when a photo is missing, or a value is none; %FV_ERROR_SIZE,
 *   %FV_ERROR_STUCK or %FV_ERROR_MEMORY
 *
 * Finds the channels that the terms are about, and the guide's features. Terms about
 * styles and contents stay without guides: an ascent makes them from its guide and its
 * start picture, at each scale anew.
 * What an earlier call found is freed.
 *
 * Returns: whether fv_terms_get() has them
 */
gboolean
fv_terms_resolve (FvTerms *terms, const FvNetwork *network, const FvImage *photo,
                  const FvImage *guide, gint threads, gint memory, GError **error)
{
  const FvBudget budget = { .threads = threads, .memory = memory };

  g_return_val_if_fail (terms != NULL && network != NULL, FALSE);
  g_return_val_if_fail (photo == NULL || fv_image_has_data (photo), FALSE);
  g_return_val_if_fail (guide == NULL || fv_image_has_data (guide), FALSE);
  forget_resolved (terms);
  if (fv_setting_check_number ("threads", threads, error) &&
      check_terms (terms, network, error) &&
      resolve (terms, network, photo, guide, &budget, error))
    return TRUE;
  forget_resolved (terms);
  return FALSE;
}

/**
 * fv_terms_get:
 * @terms: terms that fv_terms_resolve() resolved
 * @n_terms: (out): how many; 0 before they are resolved
 *
 * Returns: (transfer none) (array length=n_terms): what an #FvObjective takes
 */
const FvTerm *
fv_terms_get (const FvTerms *terms, gint *n_terms)
{
  g_return_val_if_fail (terms != NULL && n_terms != NULL, NULL);
  *n_terms = (gint)terms->resolved->len;
  return (const FvTerm *)terms->resolved->data;
}
