/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "variants.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pictures/picture.h"

#define LEAST_VARIANTS    2
#define MOST_VARIANTS     16
#define MOST_DIVERSITY    100.0
#define DEFAULT_DIVERSITY 1.0

/* ascent: of the next one
 * seed: of the first one
 * terms: the objective's, and last the one about diversity
 * others: those that were made */
struct _FvVariants
{
  FvAscent ascent;
  guint64 seed;
  gint number;
  gdouble diversity;
  GArray *terms;
  GPtrArray *others;
};

/* Command line ---------------------------------------------------------------------- */

/**
 * fv_variants_are_wanted:
 * @options: what was given
 *
 * Returns: whether several pictures are to be made
 */
gboolean
fv_variants_are_wanted (const FvVariantsOptions *options)
{
  return options->number != FV_NO_NUMBER;
}

static gboolean
parse_diversity (const FvVariantsOptions *options, gdouble *diversity)
{
  gchar *end;

  *diversity = DEFAULT_DIVERSITY;
  if (options->diversity == NULL)
    return TRUE;
  *diversity = g_ascii_strtod (options->diversity, &end);
  return end != options->diversity && *end == '\0' && *diversity >= 0.0 &&
         *diversity <= MOST_DIVERSITY;
}

/* The numbers by themselves */
static gboolean
check_numbers (const FvVariantsOptions *options, GError **error)
{
  gdouble diversity;

  if (options->number < LEAST_VARIANTS || options->number > MOST_VARIANTS)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--variants cannot be %d. Choose a whole number from %d to %d."),
                 options->number, LEAST_VARIANTS, MOST_VARIANTS);
  else if (!parse_diversity (options, &diversity))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--diversity cannot be “%s”. Choose a number from 0 to %g."),
                 options->diversity, MOST_DIVERSITY);
  else
    return TRUE;
  return FALSE;
}

/**
 * fv_variants_check:
 * @options: what was given
 * @output: where pictures are to be written
 * @trace: (nullable): where steps are to be written
 * @error: #GOptionError
 *
 * Returns: whether that can be, as far as the command line tells
 */
gboolean
fv_variants_check (const FvVariantsOptions *options, const gchar *output,
                   const gchar *trace, GError **error)
{
  if (!fv_variants_are_wanted (options) && options->diversity == NULL)
    return TRUE;
  if (!fv_variants_are_wanted (options))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--diversity is about several pictures. Say by --variants how many, "
                    "or leave it out."));
  else if (trace != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--trace tells the steps of one picture. Leave --trace or --variants "
                    "out."));
  else if (!fv_output_is_regular (output))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("Variants are many files. Name a file that their numbers can be "
                    "added to."));
  else
    return check_numbers (options, error);
  return FALSE;
}

/* Whether a layer has one position for all of the picture, such as classes */
static gboolean
is_of_whole (const FvLayer *layer)
{
  return layer->receptive_field == 0 || g_strcmp0 (layer->kind, "dense") == 0;
}

/**
 * fv_variants_check_layer:
 * @options: what was given, and was checked
 * @weights: the weights that were found
 * @layer: where variants are to differ
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether they can: not by the only position of a map, as all of them are to
 * give the same there
 */
gboolean
fv_variants_check_layer (const FvVariantsOptions *options, const FvWeights *weights,
                         const gchar *layer, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  const FvLayer *found = fv_layer_find (layers, n_layers, layer);
  gdouble diversity;

  if (!fv_variants_are_wanted (options) || found == NULL || !is_of_whole (found) ||
      !parse_diversity (options, &diversity) || diversity == 0.0)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("Layer %s sees the whole picture at once, and cannot tell how two of "
                  "them differ. Choose a layer nearer to the input, or --diversity 0."),
               layer);
  return FALSE;
}

/* Work ------------------------------------------------------------------------------ */

/* The objective as a list of terms, the one about diversity last */
static GArray *
make_terms (const FvAscent *ascent)
{
  GArray *terms = g_array_new (FALSE, FALSE, sizeof (FvTerm));
  const FvTerm filter = { FV_TERM_FILTER, ascent->layer, ascent->filter, 1.0, NULL };
  const FvTerm diversity = { FV_TERM_DIVERSITY, ascent->layer, 0, 0.0, NULL };

  if (ascent->terms != NULL)
    g_array_append_vals (terms, ascent->terms, ascent->n_terms);
  else
    g_array_append_val (terms, filter);
  g_array_append_val (terms, diversity);
  return terms;
}

/**
 * fv_variants_new:
 * @options: what was given, and was checked
 * @ascent: that of the first one, which must outlive the variants
 *
 * Returns: (transfer full): variants, none of which was made
 */
FvVariants *
fv_variants_new (const FvVariantsOptions *options, const FvAscent *ascent)
{
  FvVariants *variants = g_new0 (FvVariants, 1);

  variants->ascent = *ascent;
  variants->seed = ascent->seed;
  variants->number = options->number;
  parse_diversity (options, &variants->diversity);
  variants->terms = make_terms (ascent);
  variants->others = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_image_free);
  return variants;
}

/**
 * fv_variants_free:
 * @variants: (nullable): variants
 */
void
fv_variants_free (FvVariants *variants)
{
  if (variants == NULL)
    return;
  g_array_unref (variants->terms);
  g_ptr_array_unref (variants->others);
  g_free (variants);
}

/* Makes an ascent's picture differ from others. */
static void
set_others (const FvVariants *variants, const FvImage *const *others, gint n_others,
            FvAscent *ascent)
{
  if (variants->diversity == 0.0)
    return;
  ascent->terms = (const FvTerm *)variants->terms->data;
  ascent->n_terms = (gint)variants->terms->len;
  ascent->others = others;
  ascent->n_others = n_others;
}

/**
 * fv_variants_check_memory:
 * @variants: variants
 * @network: the network
 * @error: any that fv_ascent_estimate() sets
 *
 * Returns: whether there is enough for the last one, which takes most
 */
gboolean
fv_variants_check_memory (const FvVariants *variants, const FvNetwork *network,
                          GError **error)
{
  FvAscent last = variants->ascent;
  FvImage extent = { 0 };
  const FvImage *others[MOST_VARIANTS];
  FvEstimate estimate;

  fv_ascent_get_size (&last, &extent.width, &extent.height);
  for (gint i = 0; i < MOST_VARIANTS; i++)
    others[i] = &extent;
  set_others (variants, others, variants->number - 1, &last);
  return fv_ascent_estimate (network, &last, &estimate, error);
}

/**
 * fv_variants_get_ascent:
 * @variants: variants
 *
 * Returns: (transfer none): that of the next one
 */
const FvAscent *
fv_variants_get_ascent (const FvVariants *variants)
{
  return &variants->ascent;
}

/**
 * fv_variants_name_file:
 * @variants: variants
 * @output: what was given
 *
 * Returns: (transfer full): where the next one is written
 */
gchar *
fv_variants_name_file (const FvVariants *variants, const gchar *output)
{
  return fv_picture_number_file (output, (gint)variants->others->len + 1,
                                 variants->number > 9 ? 2 : 1);
}

/**
 * fv_variants_make_record:
 * @variants: variants
 *
 * Returns: (transfer full): lines of key=value about the next one, beside those of the
 *   first: together they make it again
 */
gchar *
fv_variants_make_record (const FvVariants *variants)
{
  gchar diversity[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (diversity, sizeof diversity, "%.15g", variants->diversity);
  return g_strdup_printf ("variants=%d\ndiversity=%s\nvariant=%u\n"
                          "variant-seed=%" G_GUINT64_FORMAT "\n",
                          variants->number, diversity, variants->others->len + 1,
                          variants->ascent.seed);
}

/**
 * fv_variants_add:
 * @variants: (inout): variants
 * @result: (inout): the next one, whose picture is taken
 *
 * Weighs diversity by what the first one has of the objective, so that a weight means the
 * same for every layer.
 *
 * Returns: whether another one is to follow
 */
gboolean
fv_variants_add (FvVariants *variants, FvResult *result)
{
  FvAscent *ascent = &variants->ascent;

  if (variants->others->len == 0)
    g_array_index (variants->terms, FvTerm, variants->terms->len - 1).weight =
        variants->diversity * fabs (result->loss);
  g_ptr_array_add (variants->others, g_steal_pointer (&result->picture));
  ascent->seed = variants->seed + variants->others->len;
  set_others (variants, (const FvImage *const *)variants->others->pdata,
              (gint)variants->others->len, ascent);
  return (gint)variants->others->len < variants->number;
}
