/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The work folder of a sheet: the job, and the finished cells, each with its picture. */

#ifndef FV_SHEET_FOLDER_H
#define FV_SHEET_FOLDER_H

#include "sheet-job.h"

/* Which of a job's filters one process makes: every @n-th from the @index-th on, from 0
 */
typedef struct
{
  gint index;
  gint n;
} FvShard;

typedef struct
{
  gchar *path;
  FvSheetJob *job;
  FvCell *cells; /* of each of the job's filters; their pictures are in files */
  gboolean *is_done;
  gint table; /* where finished cells are written; -1 for nowhere */
} FvSheetFolder;

FvSheetFolder *fv_sheet_folder_begin (const gchar *path, const FvSheetJob *job,
                                      FvShard shard, gboolean resume, GError **error);
FvSheetFolder *fv_sheet_folder_open (const gchar *path, GError **error);
gint *fv_sheet_folder_list_missing (const FvSheetFolder *folder, FvShard shard,
                                    gint *n_filters);
gboolean fv_sheet_folder_add (FvSheetFolder *folder, const FvCell *cell,
                              const gchar *record, GError **error);
gboolean fv_sheet_folder_read_picture (const FvSheetFolder *folder, gint index,
                                       FvCell *cell, GError **error);
gboolean fv_sheet_folder_has_pictures (const FvSheetFolder *folder);
void fv_sheet_folder_remove (const FvSheetFolder *folder);
void fv_sheet_folder_free (FvSheetFolder *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSheetFolder, fv_sheet_folder_free)

#endif /* FV_SHEET_FOLDER_H */
