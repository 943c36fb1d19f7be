/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ARCHIVE_SCAN_H
#define FV_ARCHIVE_SCAN_H

#include "reader.h"

/* What is stored without compression, and whole. */
typedef struct
{
  gchar *name;
  guint64 begin; /* counted from the beginning of the file */
  guint64 size;
} FvArchiveEntry;

gboolean fv_archive_probe (const FvReader *reader);
GArray *fv_archive_scan (const FvReader *reader, gsize max_entries);

#endif /* FV_ARCHIVE_SCAN_H */
