/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "npy-header.h"

#include <string.h>

/* Where the dictionary begins, and how long it is. */
static FvNpyStatus
find_text (const guint8 *bytes, gsize length, gsize *begin, gsize *size)
{
  if (length < FV_NPY_MAGIC_LENGTH + 6 ||
      memcmp (bytes, FV_NPY_MAGIC, FV_NPY_MAGIC_LENGTH) != 0)
    return FV_NPY_FOREIGN;
  *size = bytes[8] | (gsize)bytes[9] << 8;
  *begin = 10;
  if (bytes[6] >= 2)
    {
      *size |= (gsize)bytes[10] << 16 | (gsize)bytes[11] << 24;
      *begin = 12;
    }
  return *size > length - *begin ? FV_NPY_TRUNCATED : FV_NPY_GOOD;
}

static gchar *
match_one (const gchar *pattern, const gchar *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

/* @text: numbers with commas between them, perhaps one after the last */
static void
parse_shape (const gchar *text, FvNpyHeader *header)
{
  g_auto (GStrv) numbers = g_strsplit (text, ",", FV_NPY_MAX_RANK + 2);

  header->rank = 0;
  for (gchar **number = numbers; *number != NULL; number++)
    {
      g_strstrip (*number);
      if (**number == '\0' && number[1] == NULL)
        return;
      if (header->rank == FV_NPY_MAX_RANK ||
          !g_ascii_string_to_unsigned (*number, 10, 0, G_MAXINT64,
                                       &header->shape[header->rank], NULL))
        {
          header->rank = -1;
          return;
        }
      header->rank++;
    }
}

/**
 * fv_npy_header_parse:
 * @bytes: a file from its beginning
 * @length: how much of it is there
 * @header: (out): what it says
 *
 * The sizes that it claims are not compared with anything.
 *
 * Returns: whether there is a whole header
 */
FvNpyStatus
fv_npy_header_parse (const guint8 *bytes, gsize length, FvNpyHeader *header)
{
  g_autofree gchar *text = NULL, *type = NULL, *order = NULL, *shape = NULL;
  gsize begin = 0, size = 0;
  FvNpyStatus status = find_text (bytes, length, &begin, &size);

  if (status != FV_NPY_GOOD)
    return status;
  text = g_strndup ((const gchar *)bytes + begin, size);
  if (!g_utf8_validate (text, -1, NULL))
    return FV_NPY_FOREIGN;
  type = match_one ("'descr': *'([^']*)'", text);
  order = match_one ("'fortran_order': *(True|False)", text);
  shape = match_one ("'shape': *\\(([0-9, ]*)\\)", text);
  header->data_offset = begin + size;
  g_strlcpy (header->type, type != NULL ? type : "?", sizeof header->type);
  header->is_fortran_order = g_strcmp0 (order, "False") != 0;
  header->rank = -1;
  if (shape != NULL)
    parse_shape (shape, header);
  return FV_NPY_GOOD;
}
