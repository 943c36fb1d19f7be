/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OTHER_TERMS_H
#define FV_OTHER_TERMS_H

#include "ascent-plan.h"

gboolean fv_other_terms_add (const FvAscentPlan *plan, const FvScale *scale,
                             GArray *terms, GPtrArray *guides, GCancellable *cancellable,
                             GError **error);
guint64 fv_other_terms_get_memory (const FvAscentPlan *plan);

#endif /* FV_OTHER_TERMS_H */
