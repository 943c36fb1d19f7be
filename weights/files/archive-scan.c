/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A zip file has its directory at its end. Of one that was cut, the headers that stand
 * before each entry tell what is there. */

#include "archive-scan.h"

#include <string.h>

#include "values.h"

/* The header of an entry, which its name and extra fields follow. */
#define HEADER_BYTES    30
#define HEADER_FLAGS    6
#define HEADER_METHOD   8
#define HEADER_SIZE     18 /* as it is stored; in 64 bits if the extra fields have it */
#define HEADER_NAME     26
#define HEADER_EXTRA    28
#define MAX_NAME_BYTES  1024
#define MAX_EXTRA_BYTES 1024

#define FLAG_DESCRIPTOR 8 /* the sizes come after the data */
#define FLAG_ENCRYPTED  1
#define METHOD_STORED   0
#define EXTRA_ZIP64     1
#define SIZE_IN_EXTRA   G_MAXUINT32

/* "PK\7\8", checksum, stored size, real size; the sizes in 32 or in 64 bits. */
#define DESCRIPTOR_BYTES 24
#define BYTES_AT_ONCE    65536

typedef struct
{
  const FvReader *reader;
  guint64 position;
} Scan;

typedef struct
{
  guint64 flags;
  guint64 method;
  guint64 size;
  gchar *name;
} Header;

static void
header_clear (Header *header)
{
  g_free (header->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, header_clear)

/* Reads on, if as many bytes are there. */
static gboolean
take (Scan *scan, gpointer bytes, gsize n_bytes)
{
  if (n_bytes > scan->reader->size - MIN (scan->position, scan->reader->size) ||
      !fv_reader_read_bytes (scan->reader, scan->position, bytes, n_bytes, NULL))
    return FALSE;
  scan->position += n_bytes;
  return TRUE;
}

/* Finds the 64-bit size as stored, the second one of its field. */
static gboolean
find_size (const guint8 *extra, gsize n_bytes, guint64 *size)
{
  gsize length;

  for (gsize i = 0; i + 4 <= n_bytes; i += 4 + length)
    {
      length = (gsize)fv_values_get_number (extra + i + 2, 2);
      if (length > n_bytes - i - 4)
        return FALSE;
      if (fv_values_get_number (extra + i, 2) == EXTRA_ZIP64 && length >= 16)
        {
          *size = fv_values_get_number (extra + i + 12, 8);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
take_header (Scan *scan, Header *header)
{
  guint8 bytes[HEADER_BYTES], extra[MAX_EXTRA_BYTES];
  gchar name[MAX_NAME_BYTES];
  gsize n_name, n_extra;

  if (!take (scan, bytes, sizeof bytes) || memcmp (bytes, "PK\003\004", 4) != 0)
    return FALSE;
  n_name = (gsize)fv_values_get_number (bytes + HEADER_NAME, 2);
  n_extra = (gsize)fv_values_get_number (bytes + HEADER_EXTRA, 2);
  if (n_name > sizeof name || n_extra > sizeof extra || !take (scan, name, n_name) ||
      !take (scan, extra, n_extra))
    return FALSE;
  header->flags = fv_values_get_number (bytes + HEADER_FLAGS, 2);
  header->method = fv_values_get_number (bytes + HEADER_METHOD, 2);
  header->size = fv_values_get_number (bytes + HEADER_SIZE, 4);
  if (header->size == SIZE_IN_EXTRA && !find_size (extra, n_extra, &header->size))
    return FALSE;
  header->name = g_strndup (name, n_name);
  return TRUE;
}

/* Returns: how many bytes a descriptor of data of that size has; 0 if it is none */
static gsize
match_descriptor (const guint8 *bytes, guint64 size)
{
  if (memcmp (bytes, "PK\007\010", 4) != 0)
    return 0;
  if (fv_values_get_number (bytes + 8, 8) == size)
    return 24;
  return fv_values_get_number (bytes + 8, 4) == size ? 16 : 0;
}

/* Goes on to the end of data whose size stands after it. */
static gboolean
find_descriptor (Scan *scan, guint64 *size)
{
  const guint64 begin = scan->position;
  g_autofree guint8 *bytes = g_malloc (BYTES_AT_ONCE + DESCRIPTOR_BYTES);

  for (guint64 block = begin; block < scan->reader->size; block += BYTES_AT_ONCE)
    {
      gsize n = (gsize)MIN (scan->reader->size - block, BYTES_AT_ONCE + DESCRIPTOR_BYTES);
      const guint8 *found = bytes;

      scan->position = block;
      if (!take (scan, bytes, n))
        return FALSE;
      memset (bytes + n, 0, BYTES_AT_ONCE + DESCRIPTOR_BYTES - n);
      while (found < bytes + BYTES_AT_ONCE &&
             (found = memchr (found, 'P', (gsize)(bytes + BYTES_AT_ONCE - found))) !=
                 NULL)
        {
          gsize length;

          *size = block - begin + (guint64)(found - bytes);
          length = match_descriptor (found, *size);
          scan->position = begin + *size + length;
          if (length > 0)
            return scan->position <= scan->reader->size;
          found++;
        }
    }
  return FALSE;
}

/* Goes over an entry's data. */
static gboolean
take_data (Scan *scan, Header *header)
{
  if (header->flags & FLAG_DESCRIPTOR)
    return find_descriptor (scan, &header->size);
  if (header->size > scan->reader->size - scan->position)
    return FALSE;
  scan->position += header->size;
  return TRUE;
}

static void
clear_entry (gpointer data)
{
  FvArchiveEntry *entry = data;

  g_free (entry->name);
}

/**
 * fv_archive_probe:
 * @reader: a file, its first bytes read
 *
 * Returns: whether it begins as a zip file does
 */
gboolean
fv_archive_probe (const FvReader *reader)
{
  return reader->n_first_bytes >= 4 && memcmp (reader->first_bytes, "PK\003\004", 4) == 0;
}

/**
 * fv_archive_scan:
 * @reader: a zip file
 * @max_entries: how many entries to look at
 *
 * Returns: (transfer full): the entries up to the first that is not whole, of
 *   #FvArchiveEntry; those that are compressed are left out
 */
GArray *
fv_archive_scan (const FvReader *reader, gsize max_entries)
{
  GArray *entries = g_array_new (FALSE, TRUE, sizeof (FvArchiveEntry));
  Scan scan = { reader, 0 };
  gboolean is_whole = TRUE;

  g_array_set_clear_func (entries, clear_entry);
  for (gsize i = 0; i < max_entries && is_whole; i++)
    {
      g_auto (Header) header = { 0 };
      FvArchiveEntry entry;

      if (!take_header (&scan, &header))
        break;
      entry.begin = scan.position;
      is_whole = take_data (&scan, &header);
      if (!is_whole || header.method != METHOD_STORED || (header.flags & FLAG_ENCRYPTED))
        continue;
      entry.name = g_steal_pointer (&header.name);
      entry.size = header.size;
      g_array_append_val (entries, entry);
    }
  return entries;
}
