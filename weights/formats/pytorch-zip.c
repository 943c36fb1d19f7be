/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What PyTorch saves since version 1.6: a zip of, below one folder of any name,
 *
 *   data.pkl      a pickle of the state dict, which refers to the storages by keys
 *   data/KEY      the values of a storage, uncompressed
 *   byteorder     "little" or "big", since version 2.1 */

#include "formats.h"

#include <string.h>

#include "foreign.h"
#include "state-dict.h"
#include "files/archive.h"
#include "files/reader-errors.h"

#define PICKLE           "data.pkl"
#define MAX_PICKLE_BYTES (1024 * 1024) /* VGG16's has 10 kB */

typedef struct
{
  FvArchive *archive;
  gchar *folder; /* with its slash */
  gboolean is_big_endian;
  GArray *places; /* of FvStored, one for each tensor of the reader */
} State;

/* Says why an entry is not there. */
static void
set_missing (const FvReader *reader, GError **error)
{
  const State *state = reader->state;

  if (fv_archive_is_cut (state->archive))
    fv_reader_set_truncated (reader, NULL, error);
  else
    fv_reader_set_damaged (reader, error);
}

static gboolean
find_pickle (FvReader *reader, guint64 *entry, GError **error)
{
  State *state = reader->state;

  for (guint64 i = 0; i < fv_archive_get_n_entries (state->archive); i++)
    {
      const gchar *name = fv_archive_get_name (state->archive, i);
      const gchar *slash = name != NULL ? strchr (name, '/') : NULL;

      if (slash != NULL && strcmp (slash + 1, PICKLE) == 0)
        {
          state->folder = g_strndup (name, (gsize)(slash + 1 - name));
          *entry = i;
          return TRUE;
        }
    }
  if (fv_archive_is_cut (state->archive))
    fv_reader_set_truncated (reader, NULL, error);
  else
    fv_foreign_set_zip (reader, error);
  return FALSE;
}

static gboolean
read_pickle (FvReader *reader, guint64 entry, GError **error)
{
  State *state = reader->state;
  g_autoptr (FvPickle) pickle = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize position = 0;
  guint64 size;

  if (!fv_archive_get_size (state->archive, entry, &size, error))
    return FALSE;
  if (size == 0 || size > MAX_PICKLE_BYTES)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  bytes = g_malloc (size);
  if (!fv_archive_read (state->archive, entry, 0, bytes, (gsize)size, error))
    return FALSE;
  pickle = fv_pickle_read (reader, bytes, (gsize)size, &position, error);
  if (pickle == NULL)
    return FALSE;
  state->places = fv_state_dict_new (reader, pickle, error);
  return state->places != NULL;
}

static gboolean
read_byte_order (FvReader *reader, GError **error)
{
  State *state = reader->state;
  g_autofree gchar *name = g_strconcat (state->folder, "byteorder", NULL);
  guint64 entry, size;
  gchar first;

  if (!fv_archive_find (state->archive, name, &entry))
    return TRUE;
  if (!fv_archive_get_size (state->archive, entry, &size, error))
    return FALSE;
  if (size == 0)
    return TRUE;
  if (!fv_archive_read (state->archive, entry, 0, &first, 1, error))
    return FALSE;
  state->is_big_endian = first == 'b';
  return TRUE;
}

/* A program's constants lie beside its pickle, which names classes of the program's own.
 */
static gboolean
check_no_program (const FvReader *reader, GError **error)
{
  const State *state = reader->state;
  g_autofree gchar *name = g_strconcat (state->folder, "constants.pkl", NULL);
  guint64 entry;

  if (!fv_archive_find (state->archive, name, &entry))
    return TRUE;
  fv_foreign_set_torchscript (reader, error);
  return FALSE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State *state = g_new0 (State, 1);
  guint64 entry;

  reader->state = state;
  state->archive = fv_archive_new (reader, error);
  return state->archive != NULL && find_pickle (reader, &entry, error) &&
         check_no_program (reader, error) && read_byte_order (reader, error) &&
         read_pickle (reader, entry, error);
}

/* Finds the storage that a tensor is part of, which must have the size it should. */
static gboolean
find_storage (const FvReader *reader, const FvStored *stored, guint64 *entry,
              GError **error)
{
  const State *state = reader->state;
  g_autofree gchar *name = g_strconcat (state->folder, "data/", stored->key, NULL);
  guint64 size;

  if (!fv_archive_find (state->archive, name, entry))
    {
      set_missing (reader, error);
      return FALSE;
    }
  if (!fv_archive_get_size (state->archive, *entry, &size, error))
    return FALSE;
  if (size == stored->n_stored * stored->type->value_size)
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const State *state = reader->state;
  const FvStored *stored = &g_array_index (state->places, FvStored, tensor);
  guint64 entry;

  return fv_state_dict_check (reader, fv_reader_get_tensor (reader, tensor), stored,
                              error) &&
         find_storage (reader, stored, &entry, error);
}

static gboolean
read_stored (FvReader *reader, const FvStored *stored, guint64 n_values, gfloat *values,
             GError **error)
{
  const State *state = reader->state;
  FvArchiveValues place = { 0, stored->begin * stored->type->value_size,
                            stored->type->type, state->is_big_endian };

  return find_storage (reader, stored, &place.entry, error) &&
         fv_archive_read_values (state->archive, &place, n_values, values, error);
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;

  return fv_state_dict_read (reader, tensor, state->places, read_stored, values, error);
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  fv_archive_free (state->archive);
  g_clear_pointer (&state->places, g_array_unref);
  g_free (state->folder);
  g_free (state);
}

const FvFormat fv_format_pytorch_zip = {
  .name = "PyTorch",
  .probe = fv_archive_probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
