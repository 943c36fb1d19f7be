/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In place of archive.c, in a build without libzip: there never is an archive, so nothing
 * is ever asked of one. */

#include "archive.h"

#include <glib/gi18n-lib.h>

FvArchive *
fv_archive_new (const FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("“%s” is a zip file, and this program was built without libzip "
                  "(-Dzip=disabled). Convert it to safetensors on another machine, by "
                  "“featvis weights convert”."),
               reader->label);
  return NULL;
}

void
fv_archive_free (FvArchive *archive)
{
  (void)archive;
}

gboolean
fv_archive_is_cut (const FvArchive *archive)
{
  (void)archive;
  g_return_val_if_reached (FALSE);
}

guint64
fv_archive_get_n_entries (const FvArchive *archive)
{
  (void)archive;
  g_return_val_if_reached (0);
}

const gchar *
fv_archive_get_name (const FvArchive *archive, guint64 entry)
{
  (void)archive;
  (void)entry;
  g_return_val_if_reached (NULL);
}

gboolean
fv_archive_find (const FvArchive *archive, const gchar *name, guint64 *entry)
{
  (void)archive;
  (void)name;
  (void)entry;
  g_return_val_if_reached (FALSE);
}

gboolean
fv_archive_get_size (const FvArchive *archive, guint64 entry, guint64 *size,
                     GError **error)
{
  (void)archive;
  (void)entry;
  (void)size;
  (void)error;
  g_return_val_if_reached (FALSE);
}

gboolean
fv_archive_read (const FvArchive *archive, guint64 entry, guint64 offset, gpointer bytes,
                 gsize n_bytes, GError **error)
{
  (void)archive;
  (void)entry;
  (void)offset;
  (void)bytes;
  (void)n_bytes;
  (void)error;
  g_return_val_if_reached (FALSE);
}

gboolean
fv_archive_read_values (const FvArchive *archive, const FvArchiveValues *stored,
                        guint64 n_values, gfloat *values, GError **error)
{
  (void)archive;
  (void)stored;
  (void)n_values;
  (void)values;
  (void)error;
  g_return_val_if_reached (FALSE);
}

gboolean
fv_archive_copy (const FvArchive *archive, guint64 entry, guint64 size,
                 FvArchiveTake take, gpointer data)
{
  (void)archive;
  (void)entry;
  (void)size;
  (void)take;
  (void)data;
  g_return_val_if_reached (FALSE);
}
