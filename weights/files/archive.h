/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Zip files with tensors in them: PyTorch's and NumPy's. */

#ifndef FV_ARCHIVE_H
#define FV_ARCHIVE_H

#include "archive-scan.h"
#include "reader.h"
#include "values.h"

typedef struct _FvArchive FvArchive;

/* Where values are stored: in an entry from @offset on
 *
 * is_big_endian: whether each begins with its highest byte */
typedef struct
{
  guint64 entry;
  guint64 offset; /* in bytes */
  FvType type;
  gboolean is_big_endian;
} FvArchiveValues;

FvArchive *fv_archive_new (const FvReader *reader, GError **error);
void fv_archive_free (FvArchive *archive);
gboolean fv_archive_is_cut (const FvArchive *archive);
guint64 fv_archive_get_n_entries (const FvArchive *archive);
const gchar *fv_archive_get_name (const FvArchive *archive, guint64 entry);
gboolean fv_archive_find (const FvArchive *archive, const gchar *name, guint64 *entry);
gboolean fv_archive_get_size (const FvArchive *archive, guint64 entry, guint64 *size,
                              GError **error);
gboolean fv_archive_read (const FvArchive *archive, guint64 entry, guint64 offset,
                          gpointer bytes, gsize n_bytes, GError **error);
gboolean fv_archive_read_values (const FvArchive *archive, const FvArchiveValues *stored,
                                 guint64 n_values, gfloat *values, GError **error);

/* Takes bytes of an entry, in their order; returns whether it could. */
typedef gboolean (*FvArchiveTake) (gconstpointer bytes, gsize n_bytes, gpointer data);

gboolean fv_archive_copy (const FvArchive *archive, guint64 entry, guint64 size,
                          FvArchiveTake take, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvArchive, fv_archive_free)

#endif /* FV_ARCHIVE_H */
