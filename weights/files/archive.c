/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "archive.h"

#include <string.h>
#include <zip.h>

#include "archive-directory.h"
#include "archive-scan.h"
#include "reader-errors.h"

#define COPIED_AT_ONCE 65536
#define MAX_INFLATION  1040 /* the most that deflate can do */

/* @zip: %NULL for a file that was cut; then there are @entries, of #FvArchiveEntry */
struct _FvArchive
{
  const FvReader *reader;
  zip_t *zip;
  GArray *entries;
};

/* A place in an entry: in @file, or @position bytes after the beginning of the archive.
 */
typedef struct
{
  zip_file_t *file;
  guint64 position;
} Cursor;

/**
 * fv_archive_new:
 * @reader: a zip file; it must outlive the archive
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * A file that was cut serves for what is whole in it.
 *
 * Returns: (transfer full): an archive, or %NULL
 */
FvArchive *
fv_archive_new (const FvReader *reader, GError **error)
{
  g_autoptr (FvArchive) archive = g_new0 (FvArchive, 1);
  gint n_ends;

  archive->reader = reader;
  if (!fv_archive_check_directory (reader, &n_ends, error))
    return NULL;
  if (n_ends == 0)
    {
      archive->entries = fv_archive_scan (reader, FV_ARCHIVE_MAX_ENTRIES);
      return g_steal_pointer (&archive);
    }
  archive->zip = zip_open (reader->file, ZIP_RDONLY, NULL);
  if (archive->zip == NULL)
    {
      fv_reader_set_damaged (reader, error);
      return NULL;
    }
  return g_steal_pointer (&archive);
}

void
fv_archive_free (FvArchive *archive)
{
  if (archive == NULL)
    return;
  if (archive->zip != NULL)
    zip_discard (archive->zip);
  g_clear_pointer (&archive->entries, g_array_unref);
  g_free (archive);
}

/* Whether entries may be missing because the file ends too early. */
gboolean
fv_archive_is_cut (const FvArchive *archive)
{
  return archive->zip == NULL;
}

static const FvArchiveEntry *
get_entry (const FvArchive *archive, guint64 entry)
{
  return &g_array_index (archive->entries, FvArchiveEntry, entry);
}

guint64
fv_archive_get_n_entries (const FvArchive *archive)
{
  if (archive->zip == NULL)
    return archive->entries->len;
  return (guint64)zip_get_num_entries (archive->zip, 0);
}

/* Returns: (nullable): an entry's name; bytes that may not be UTF-8 */
const gchar *
fv_archive_get_name (const FvArchive *archive, guint64 entry)
{
  if (archive->zip == NULL)
    return get_entry (archive, entry)->name;
  return zip_get_name (archive->zip, entry, ZIP_FL_ENC_RAW);
}

gboolean
fv_archive_find (const FvArchive *archive, const gchar *name, guint64 *entry)
{
  zip_int64_t found;

  if (archive->zip == NULL)
    {
      for (*entry = 0; *entry < archive->entries->len; ++*entry)
        if (strcmp (get_entry (archive, *entry)->name, name) == 0)
          return TRUE;
      return FALSE;
    }
  found = zip_name_locate (archive->zip, name, ZIP_FL_ENC_RAW);
  *entry = found >= 0 ? (guint64)found : 0;
  return found >= 0;
}

/* Whether an entry's sizes can be true, and it can be read. */
static gboolean
is_sound (const FvArchive *archive, const zip_stat_t *stat)
{
  const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD |
                              ZIP_STAT_ENCRYPTION_METHOD;

  if ((stat->valid & needed) != needed || stat->encryption_method != ZIP_EM_NONE ||
      stat->comp_size > archive->reader->size)
    return FALSE;
  if (stat->comp_method == ZIP_CM_STORE)
    return stat->size == stat->comp_size;
  return stat->comp_method == ZIP_CM_DEFLATE &&
         stat->size / MAX_INFLATION <= stat->comp_size;
}

/**
 * fv_archive_get_size:
 * @archive: an archive
 * @entry: number of one of its entries
 * @size: (out): how many bytes it has when they are read
 * @error: %FV_ERROR_WEIGHTS when it claims more than the file can hold, or is
 *   encrypted
 *
 * Returns: whether it can be read
 */
gboolean
fv_archive_get_size (const FvArchive *archive, guint64 entry, guint64 *size,
                     GError **error)
{
  zip_stat_t stat;

  if (archive->zip == NULL)
    {
      *size = get_entry (archive, entry)->size;
      return TRUE;
    }
  if (zip_stat_index (archive->zip, entry, 0, &stat) != 0 || !is_sound (archive, &stat))
    {
      fv_reader_set_damaged (archive->reader, error);
      return FALSE;
    }
  *size = stat.size;
  return TRUE;
}

static gboolean
read_all (zip_file_t *file, gpointer bytes, guint64 n_bytes)
{
  for (guint64 n_read = 0; n_read < n_bytes;)
    {
      zip_int64_t n = zip_fread (file, (guint8 *)bytes + n_read, n_bytes - n_read);

      if (n <= 0)
        return FALSE;
      n_read += (guint64)n;
    }
  return TRUE;
}

/* What is compressed has to be read to get beyond it. In an entry that is empty, libzip
 * 1.7 crashes when it is to seek. */
static gboolean
skip (const FvArchive *archive, guint64 entry, zip_file_t *file, guint64 n_bytes)
{
  guint8 bytes[4096];
  zip_stat_t stat;

  if (n_bytes == 0)
    return TRUE;
  if (zip_stat_index (archive->zip, entry, 0, &stat) != 0 || n_bytes > stat.size)
    return FALSE;
  if (stat.comp_method == ZIP_CM_STORE)
    return zip_fseek (file, (zip_int64_t)n_bytes, SEEK_SET) == 0;
  for (guint64 i = 0; i < n_bytes; i += sizeof bytes)
    if (!read_all (file, bytes, MIN (n_bytes - i, sizeof bytes)))
      return FALSE;
  return TRUE;
}

static void
cursor_close (Cursor *cursor)
{
  if (cursor->file != NULL)
    zip_fclose (cursor->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cursor, cursor_close)

/* @cursor: closed */
static gboolean
open_cursor (const FvArchive *archive, guint64 entry, guint64 offset, Cursor *cursor)
{
  if (archive->zip == NULL)
    {
      cursor->position = get_entry (archive, entry)->begin + offset;
      return TRUE;
    }
  cursor->file = zip_fopen_index (archive->zip, entry, 0);
  return cursor->file != NULL && skip (archive, entry, cursor->file, offset);
}

/* Reads on from the place to which it was read. */
static gboolean
read_on (const FvArchive *archive, Cursor *cursor, gpointer bytes, gsize n_bytes)
{
  guint64 position = cursor->position;

  if (cursor->file != NULL)
    return read_all (cursor->file, bytes, n_bytes);
  cursor->position += n_bytes;
  return fv_reader_read_bytes (archive->reader, position, bytes, n_bytes, NULL);
}

/**
 * fv_archive_read:
 * @archive: an archive
 * @entry: number of one of its entries, whose size is known
 * @offset: where in it to begin
 * @bytes: (out caller-allocates): room for the bytes
 * @n_bytes: how many
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether all were read
 */
gboolean
fv_archive_read (const FvArchive *archive, guint64 entry, guint64 offset, gpointer bytes,
                 gsize n_bytes, GError **error)
{
  g_auto (Cursor) cursor = { NULL, 0 };
  gboolean succeeded = open_cursor (archive, entry, offset, &cursor) &&
                       read_on (archive, &cursor, bytes, n_bytes);

  if (!succeeded)
    fv_reader_set_damaged (archive->reader, error);
  return succeeded;
}

/**
 * fv_archive_copy:
 * @archive: an archive
 * @entry: number of one of its entries
 * @size: how many bytes it has
 * @take: takes them
 * @data: what that is given
 *
 * Returns: whether all were read, and taken
 */
gboolean
fv_archive_copy (const FvArchive *archive, guint64 entry, guint64 size,
                 FvArchiveTake take, gpointer data)
{
  g_autofree guint8 *bytes = g_malloc (COPIED_AT_ONCE);
  g_auto (Cursor) cursor = { NULL, 0 };
  gboolean succeeded = open_cursor (archive, entry, 0, &cursor);

  for (guint64 i = 0; i < size && succeeded; i += COPIED_AT_ONCE)
    {
      gsize n = (gsize)MIN (size - i, COPIED_AT_ONCE);

      succeeded = read_on (archive, &cursor, bytes, n) && take (bytes, n, data);
    }
  return succeeded;
}

static void
swap_bytes (guint8 *bytes, gsize n_values, gsize size)
{
  for (gsize i = 0; i < n_values; i++)
    for (gsize low = i * size, high = low + size - 1; low < high; low++, high--)
      {
        guint8 byte = bytes[low];

        bytes[low] = bytes[high];
        bytes[high] = byte;
      }
}

/**
 * fv_archive_read_values:
 * @archive: an archive
 * @stored: where the values are; the entry's size is known
 * @n_values: how many
 * @values: (out caller-allocates): room for them
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether all were read
 */
gboolean
fv_archive_read_values (const FvArchive *archive, const FvArchiveValues *stored,
                        guint64 n_values, gfloat *values, GError **error)
{
  gsize size = fv_type_get_size (stored->type);
  g_autofree guint8 *bytes = g_malloc (FV_VALUES_AT_ONCE * size);
  g_auto (Cursor) cursor = { NULL, 0 };
  gboolean succeeded = open_cursor (archive, stored->entry, stored->offset, &cursor);

  for (guint64 i = 0; i < n_values && succeeded; i += FV_VALUES_AT_ONCE)
    {
      gsize n = (gsize)MIN (n_values - i, FV_VALUES_AT_ONCE);

      succeeded = read_on (archive, &cursor, bytes, n * size);
      if (succeeded && stored->is_big_endian)
        swap_bytes (bytes, n, size);
      if (succeeded)
        fv_values_decode (stored->type, bytes, n, values + i);
    }
  if (!succeeded)
    fv_reader_set_damaged (archive->reader, error);
  return succeeded;
}
