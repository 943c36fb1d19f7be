/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of the files of a work folder. */

#ifndef FV_SHEET_NAMES_H
#define FV_SHEET_NAMES_H

#include "featvis.h"

#define FV_SHEET_JOB_NAME "job"

/* Which of a job's filters one process makes: every @n-th from the @index-th on, from 0
 */
typedef struct
{
  gint index;
  gint n;
} FvShard;

gchar *fv_sheet_name_picture (gint filter);
gchar *fv_sheet_name_table (FvShard shard);
gchar *fv_sheet_name_part (FvShard shard);
gint fv_sheet_name_find_picture (const gchar *name);
gboolean fv_sheet_name_find_table (const gchar *name, FvShard *shard);
gboolean fv_sheet_name_find_part (const gchar *name, FvShard *shard);

#endif /* FV_SHEET_NAMES_H */
