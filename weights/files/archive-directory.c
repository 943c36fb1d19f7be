/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "archive-directory.h"

#include <string.h>

#include "archive-scan.h"
#include "reader-errors.h"
#include "values.h"

#define MAX_DIRECTORY_BYTES (1024 * 1024)

/* The end of a zip file: a record of 22 bytes and a comment, before them perhaps a
 * pointer to a record of 64-bit numbers. */
#define END_BYTES      22
#define END_ENTRIES    10
#define END_SIZE       12
#define LOCATOR_BYTES  20
#define LOCATOR_OFFSET 8
#define END64_BYTES    56
#define END64_ENTRIES  32
#define END64_SIZE     40
#define MAX_TAIL_BYTES (LOCATOR_BYTES + END_BYTES + G_MAXUINT16)

/* libzip takes memory for each entry that the directory at the end of the file tells
 * of, so its size is looked at before. */
static gboolean
is_directory_small (guint64 n_entries, guint64 n_bytes)
{
  return n_entries <= FV_ARCHIVE_MAX_ENTRIES && n_bytes <= MAX_DIRECTORY_BYTES;
}

static gboolean
check_end64 (const FvReader *reader, const guint8 *locator, GError **error)
{
  guint64 offset = fv_values_get_number (locator + LOCATOR_OFFSET, 8);
  guint8 end[END64_BYTES];

  if (reader->size < END64_BYTES || offset > reader->size - END64_BYTES)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (!fv_reader_read_bytes (reader, offset, end, END64_BYTES, error))
    return FALSE;
  if (is_directory_small (fv_values_get_number (end + END64_ENTRIES, 8),
                          fv_values_get_number (end + END64_SIZE, 8)))
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

/* Checks each place where libzip might see the end of the directory.
 *
 * @n_ends: (out): how many there are */
static gboolean
check_ends (const FvReader *reader, const guint8 *tail, gsize n_bytes, gint *n_ends,
            GError **error)
{
  *n_ends = 0;
  for (gsize i = 0; i + END_BYTES <= n_bytes; i++)
    {
      const guint8 *end = tail + i;

      if (memcmp (end, "PK\005\006", 4) != 0)
        continue;
      *n_ends += 1;
      if (i >= LOCATOR_BYTES && memcmp (end - LOCATOR_BYTES, "PK\006\007", 4) == 0)
        {
          if (!check_end64 (reader, end - LOCATOR_BYTES, error))
            return FALSE;
        }
      else if (!is_directory_small (fv_values_get_number (end + END_ENTRIES, 2),
                                    fv_values_get_number (end + END_SIZE, 4)))
        {
          fv_reader_set_damaged (reader, error);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * fv_archive_check_directory:
 * @reader: a zip file
 * @n_ends: (out): how many places there are where the directory may end; 0 in a file that
 *   was cut
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the directory is larger than any of
 *   weights
 *
 * Returns: whether libzip may open the file
 */
gboolean
fv_archive_check_directory (const FvReader *reader, gint *n_ends, GError **error)
{
  gsize n_bytes = (gsize)MIN (reader->size, MAX_TAIL_BYTES);
  g_autofree guint8 *tail = g_malloc (MAX_TAIL_BYTES);

  return fv_reader_read_bytes (reader, reader->size - n_bytes, tail, n_bytes, error) &&
         check_ends (reader, tail, n_bytes, n_ends, error);
}
