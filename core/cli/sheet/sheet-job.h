/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What determines the cells of a sheet: kept in its work folder, so that work is only
 * gone on with if it is the same. */

#ifndef FV_SHEET_JOB_H
#define FV_SHEET_JOB_H

#include "shared/ascent-options.h"

typedef struct
{
  GKeyFile *keys;
  gint *filters;
  gint n_filters;
  gint width; /* of a cell */
  gint height;
} FvSheetJob;

FvSheetJob *fv_sheet_job_new (const FvAscentOptions *options, const FvAscent *ascent,
                              const FvWeights *weights, const gint *filters,
                              gint n_filters, GError **error);
FvSheetJob *fv_sheet_job_parse (const gchar *contents, gsize length, const gchar *file,
                                GError **error);
gchar *fv_sheet_job_to_text (const FvSheetJob *job);
gchar *fv_sheet_job_get_string (const FvSheetJob *job, const gchar *key);
gchar *fv_sheet_job_make_options (const FvSettings *settings);
gchar *fv_sheet_job_get_checksum (const FvSheetJob *job);
gboolean fv_sheet_job_check_same (const FvSheetJob *job, const FvSheetJob *other,
                                  const gchar *folder, GError **error);
gboolean fv_sheet_job_check_settings (const FvSheetJob *job, const FvSettings *settings,
                                      GError **error);
gboolean fv_sheet_job_init_settings (const FvSheetJob *job, FvSettings *settings,
                                     GError **error);
gchar *fv_sheet_job_make_record (const FvSheetJob *job, const FvSettings *settings);
void fv_sheet_job_free (FvSheetJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSheetJob, fv_sheet_job_free)

#endif /* FV_SHEET_JOB_H */
