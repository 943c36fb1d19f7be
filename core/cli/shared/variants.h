/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several pictures of one objective, made one after the other, each of which is to differ
 * from those before it. */

#ifndef FV_VARIANTS_H
#define FV_VARIANTS_H

#include "command.h"

/* What was given on the command line
 *
 * number: how many; FV_NO_NUMBER where not
 * diversity: the weight; NULL where not */
typedef struct
{
  gint number;
  gchar *diversity;
} FvVariantsOptions;

/* Variants under way */
typedef struct _FvVariants FvVariants;

gboolean fv_variants_are_wanted (const FvVariantsOptions *options);
gboolean fv_variants_check (const FvVariantsOptions *options, const gchar *output,
                            const gchar *trace, GError **error);
gboolean fv_variants_check_layer (const FvVariantsOptions *options,
                                  const FvWeights *weights, const gchar *layer,
                                  GError **error);

FvVariants *fv_variants_new (const FvVariantsOptions *options, const FvAscent *ascent);
void fv_variants_free (FvVariants *variants);
gboolean fv_variants_check_memory (const FvVariants *variants, const FvNetwork *network,
                                   GError **error);
const FvAscent *fv_variants_get_ascent (const FvVariants *variants);
gchar *fv_variants_name_file (const FvVariants *variants, const gchar *output);
gchar *fv_variants_make_record (const FvVariants *variants);
gboolean fv_variants_add (FvVariants *variants, FvResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvVariants, fv_variants_free)

#endif /* FV_VARIANTS_H */
