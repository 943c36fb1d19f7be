/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder in which a sheet is made: its job, the table of its cells, and their
 * pictures. */

#ifndef FV_SHEET_FOLDER_H
#define FV_SHEET_FOLDER_H

#include "sheet-job.h"
#include "sheet-names.h"
#include "system/folder.h"

typedef enum
{
  FV_CELL_MISSING,
  FV_CELL_CHANGED, /* there is something, which is not as it was made */
  FV_CELL_DONE
} FvCellState;

typedef struct
{
  gchar *path;
  FvSystemFolder *directory;
  FvShard shard; /* the part of the work that this process does */
  FvSheetJob *job;
  gchar *job_checksum;
  FvCell *cells; /* of each of the job's filters; their pictures are in files */
  FvCellState *states;
  gchar **checksums; /* of those that are done, as the table has them */
  gint table;        /* where finished cells are written; -1 for nowhere */
} FvSheetFolder;

FvSheetFolder *fv_sheet_folder_new (const gchar *path, FvSystemFolder *directory,
                                    FvShard shard);
FvSheetFolder *fv_sheet_folder_begin (const gchar *path, const FvSheetJob *job,
                                      FvShard shard, gboolean resume, GError **error);
FvSheetFolder *fv_sheet_folder_open (const gchar *path, GError **error);
gboolean fv_sheet_folder_read_job (FvSheetFolder *folder, GError **error);
gboolean fv_sheet_folder_take_cells (FvSheetFolder *folder, GError **error);
gint *fv_sheet_folder_list (const FvSheetFolder *folder, FvShard shard, FvCellState state,
                            gboolean or_less, gint *n_filters);
gboolean fv_sheet_folder_is_at_work (const FvSheetFolder *folder, FvShard shard);
gboolean fv_sheet_folder_add (FvSheetFolder *folder, const FvCell *cell,
                              const gchar *record, GError **error);
gboolean fv_sheet_folder_read_picture (const FvSheetFolder *folder, gint index,
                                       FvCell *cell, GError **error);
gboolean fv_sheet_folder_has_pictures (const FvSheetFolder *folder);
void fv_sheet_folder_remove_parts (const FvSheetFolder *folder);
void fv_sheet_folder_remove (FvSheetFolder *folder);
void fv_sheet_folder_free (FvSheetFolder *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSheetFolder, fv_sheet_folder_free)

#endif /* FV_SHEET_FOLDER_H */
