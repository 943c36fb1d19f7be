/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PASS_H
#define FV_PASS_H

#include "featvis.h"
#include "manner.h"
#include "redirect.h"
#include "base/progress.h"

typedef struct _FvPass FvPass;

gboolean fv_pass_check (const FvNetwork *network, const FvObjective *objective,
                        gint width, gint height, GError **error);
gboolean fv_pass_choose (const FvNetwork *network, const FvPassTarget *target, gint width,
                         gint height, const FvBudget *budget, FvPassManner *manner,
                         GError **error);
guint64 fv_pass_get_process_memory (const FvNetwork *network, const FvPassTarget *target,
                                    FvPassManner manner, gint width, gint height,
                                    const FvBudget *budget);
gdouble fv_pass_get_work (const FvNetwork *network, const FvPassTarget *target,
                          FvPassManner manner, gint width, gint height);
guint64 fv_pass_get_memory (const FvNetwork *network, const FvPassTarget *target,
                            FvPassManner manner, gint width, gint height, guint64 *kept);
FvPass *fv_pass_new (const FvNetwork *network, const FvPassTarget *target,
                     FvPassManner manner, gint width, gint height, GError **error);
void fv_pass_free (FvPass *pass);
void fv_pass_set_stop (FvPass *pass, GCancellable *stop);
void fv_pass_set_progress (FvPass *pass, FvProgress *progress);
gboolean fv_pass_run (FvPass *pass, const FvImage *input, FvRedirect redirect,
                      FvImage *gradient, gdouble *loss, GCancellable *cancellable,
                      GError **error);
gboolean fv_pass_run_forward (FvPass *pass, const FvImage *input, gfloat *map,
                              GCancellable *cancellable, GError **error);
gboolean fv_pass_measure (FvPass *pass, const FvImage *input, GCancellable *cancellable,
                          GError **error);
gboolean fv_pass_remember (FvPass *pass, const FvImage *photo, GCancellable *cancellable,
                           GError **error);
gboolean fv_pass_run_kept (FvPass *pass, const FvImage *input, gdouble *loss,
                           GCancellable *cancellable, GError **error);

gboolean fv_pass_is_redirected (const FvPass *pass);
const FvPlan *fv_pass_get_plan (const FvPass *pass);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPass, fv_pass_free)

#endif /* FV_PASS_H */
