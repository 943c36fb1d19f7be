/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What numpy.savez() writes: a zip of .npy files, of which each holds a tensor that is
 * named like it. */

#include "formats.h"

#include <string.h>

#include "base/memory.h"
#include "files/archive.h"
#include "files/npy-header.h"
#include "files/reader-errors.h"
#include "files/strides.h"

#define EXTENSION        ".npy"
#define MAX_HEADER_BYTES 4096 /* usually 128 */

typedef struct
{
  FvArchiveValues stored;
  guint64 strides[FV_TENSOR_MAX_RANK];
} Place;

typedef struct
{
  FvArchive *archive;
  GArray *places; /* of Place, one for each tensor of the reader */
} State;

/* By the name of the first entry, which follows the first 30 bytes. */
static gboolean
probe (const FvReader *reader)
{
  const gsize begin = 30, n_extension = strlen (EXTENSION);
  gsize end;

  if (!fv_archive_probe (reader) || reader->n_first_bytes < begin)
    return FALSE;
  end = begin + (reader->first_bytes[26] | (gsize)reader->first_bytes[27] << 8);
  return end >= begin + n_extension && end <= reader->n_first_bytes &&
         memcmp (reader->first_bytes + end - n_extension, EXTENSION, n_extension) == 0;
}

/* Returns: (transfer full): the name of a tensor; "block1_conv1/kernel" for all of
 *   Keras' ways to write it */
static gchar *
make_name (const gchar *entry)
{
  g_autofree gchar *name = g_strndup (entry, strlen (entry) - strlen (EXTENSION));
  g_autoptr (GRegex) regex = g_regex_new (
      "^(?:.*/)?(block\\d+_conv\\d+|fc1|fc2|predictions)(?:_\\d+)?[/_](kernel|bias|W|b)"
      "(?:_\\d+)?(?::0)?$",
      0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree gchar *layer = NULL, *part = NULL;

  if (!g_utf8_validate (name, -1, NULL) || !g_regex_match (regex, name, 0, &match))
    return g_steal_pointer (&name);
  layer = g_match_info_fetch (match, 1);
  part = g_match_info_fetch (match, 2);
  return g_strconcat (layer,
                      g_str_equal (part, "kernel") || g_str_equal (part, "W") ? "/kernel"
                                                                              : "/bias",
                      NULL);
}

static FvType
find_type (const gchar *type)
{
  if (strchr ("<>=|", type[0]) == NULL)
    return FV_TYPE_OTHER;
  if (strcmp (type + 1, "f4") == 0)
    return FV_TYPE_FLOAT32;
  if (strcmp (type + 1, "f8") == 0)
    return FV_TYPE_FLOAT64;
  if (strcmp (type + 1, "f2") == 0)
    return FV_TYPE_FLOAT16;
  return FV_TYPE_OTHER;
}

/* What has more dimensions than any tensor of a network here is passed over. */
static void
add_tensor (FvReader *reader, const gchar *entry_name, guint64 entry,
            const FvNpyHeader *header)
{
  State *state = reader->state;
  Place place = { .stored = { entry, header->data_offset } };
  FvTensor tensor = { .rank = header->rank };

  if (header->rank < 0 || !g_utf8_validate (entry_name, -1, NULL) ||
      !g_utf8_validate (header->type, -1, NULL))
    return;
  for (gint i = 0; i < header->rank; i++)
    tensor.shape[i] = header->shape[i];
  tensor.name = make_name (entry_name);
  tensor.type = g_strdup (header->type);
  place.stored.type = find_type (header->type);
  place.stored.is_big_endian = header->type[0] == '>';
  fv_strides_init (&tensor, header->is_fortran_order, place.strides);
  g_array_append_val (reader->tensors, tensor);
  g_array_append_val (state->places, place);
}

static gboolean
add_entry (FvReader *reader, guint64 entry, GError **error)
{
  const State *state = reader->state;
  const gchar *name = fv_archive_get_name (state->archive, entry);
  guint8 bytes[MAX_HEADER_BYTES];
  FvNpyHeader header;
  guint64 size;

  if (name == NULL || !g_str_has_suffix (name, EXTENSION))
    return TRUE;
  if (!fv_archive_get_size (state->archive, entry, &size, error))
    return FALSE;
  size = MIN (size, MAX_HEADER_BYTES);
  if (!fv_archive_read (state->archive, entry, 0, bytes, (gsize)size, error))
    return FALSE;
  if (fv_npy_header_parse (bytes, (gsize)size, &header) != FV_NPY_GOOD)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  add_tensor (reader, name, entry, &header);
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->places = g_array_new (FALSE, TRUE, sizeof (Place));
  state->archive = fv_archive_new (reader, error);
  if (state->archive == NULL)
    return FALSE;
  for (guint64 i = 0; i < fv_archive_get_n_entries (state->archive); i++)
    if (!add_entry (reader, i, error))
      return FALSE;
  reader->is_cut = fv_archive_is_cut (state->archive);
  if (!reader->is_cut || reader->tensors->len > 0)
    return TRUE;
  fv_reader_set_truncated (reader, NULL, error);
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const Place *place = &g_array_index (state->places, Place, tensor);
  guint64 size, n_values;

  if (place->stored.type == FV_TYPE_OTHER)
    {
      fv_reader_set_unknown_type (reader, info, error);
      return FALSE;
    }
  if (!fv_archive_get_size (state->archive, place->stored.entry, &size, error))
    return FALSE;
  if (fv_tensor_get_n_values (info, &n_values) && size >= place->stored.offset &&
      size - place->stored.offset == n_values * fv_type_get_size (place->stored.type))
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const Place *place = &g_array_index (state->places, Place, tensor);
  fv_autofree gfloat *unordered = NULL;
  guint64 n_values;

  fv_tensor_get_n_values (info, &n_values);
  if (fv_strides_are_plain (info, place->strides))
    return fv_archive_read_values (state->archive, &place->stored, n_values, values,
                                   error);
  unordered = fv_memory_new_floats ((gsize)n_values, error);
  if (unordered == NULL || !fv_archive_read_values (state->archive, &place->stored,
                                                    n_values, unordered, error))
    return FALSE;
  fv_strides_arrange (info, place->strides, unordered, values);
  return TRUE;
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  fv_archive_free (state->archive);
  g_array_unref (state->places);
  g_free (state);
}

const FvFormat fv_format_npz = {
  .name = "NumPy",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
