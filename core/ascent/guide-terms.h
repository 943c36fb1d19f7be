/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GUIDE_TERMS_H
#define FV_GUIDE_TERMS_H

#include "ascent-plan.h"

/* An ascent's terms, of which those about styles have the guide's at one scale, and those
 * about diversity are one for each of the other pictures */
typedef struct _FvGuideTerms FvGuideTerms;

FvGuideTerms *fv_guide_terms_new (const FvAscentPlan *plan, const FvScale *scale,
                                  GCancellable *cancellable, GError **error);
void fv_guide_terms_free (FvGuideTerms *terms);
const FvTerm *fv_guide_terms_get (const FvGuideTerms *terms, gint *n_terms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvGuideTerms, fv_guide_terms_free)

#endif /* FV_GUIDE_TERMS_H */
