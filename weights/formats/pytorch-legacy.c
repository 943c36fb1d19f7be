/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What PyTorch saved before version 1.6: five pickles one after the other (a magic
 * number, the version 1001, facts about the machine, the state dict, the keys of its
 * storages), then for each key the number of values, in 64 bits, and the values. */

#include "formats.h"

#include <string.h>

#include "state-dict.h"
#include "files/extent.h"
#include "files/reader-errors.h"

#define PROTOCOL          1001
#define MAX_PICKLES_BYTES (2 * 1024 * 1024) /* VGG16's have 10 kB */
#define COUNT_BYTES       8

/* The first pickle: PROTO 2, LONG1 of 10 bytes, STOP. */
static const guint8 magic[] = { 0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.' };

/* A storage, whose values begin @begin bytes after the beginning of the file. */
typedef struct
{
  guint64 n_bytes;
  guint64 n_values;
  guint64 begin;
} Storage;

typedef struct
{
  GHashTable *storages; /* of Storage, by key */
  GArray *places;       /* of FvStored, one for each tensor of the reader */
} State;

static gboolean
probe (const FvReader *reader)
{
  return reader->n_first_bytes >= sizeof magic &&
         memcmp (reader->first_bytes, magic, sizeof magic) == 0;
}

/* Notes the sizes of all storages that the state dict speaks of. */
static gboolean
list_storages (State *state, const FvPickle *pickle)
{
  for (guint i = 0; i < fv_pickle_get_n_values (pickle); i++)
    {
      const FvPickleValue *value = fv_pickle_get_value (pickle, i);
      FvStored stored = { NULL };
      Storage *storage;

      if (value->kind != FV_PICKLE_STORAGE)
        continue;
      if (!fv_storage_get (pickle, value, &stored))
        return FALSE;
      storage = g_new0 (Storage, 1);
      storage->n_values = stored.n_stored;
      storage->n_bytes = stored.n_stored * stored.type->value_size;
      g_hash_table_insert (state->storages, g_strdup (stored.key), storage);
    }
  return TRUE;
}

/* Each storage begins where the one before it ends. */
static gboolean
place_storages (State *state, const FvPickle *pickle, guint64 position)
{
  const FvPickleValue *keys = fv_pickle_get_root (pickle);

  if (keys->kind != FV_PICKLE_LIST)
    return FALSE;
  for (guint i = 0; i < fv_pickle_get_n_items (keys); i++)
    {
      const FvPickleValue *key = fv_pickle_get_item (pickle, keys, i);
      Storage *storage = key->kind == FV_PICKLE_STRING
                             ? g_hash_table_lookup (state->storages, key->string)
                             : NULL;

      if (storage == NULL || storage->begin != 0)
        return FALSE;
      storage->begin = position + COUNT_BYTES;
      if (!g_uint64_checked_add (&position, storage->begin, storage->n_bytes) ||
          position > G_MAXINT64)
        return FALSE;
    }
  return TRUE;
}

/* Whether the machine that wrote the file put the lowest byte first. */
static gboolean
is_little_endian (const FvPickle *pickle)
{
  const FvPickleValue *facts = fv_pickle_get_root (pickle);

  for (guint i = 0; facts->kind == FV_PICKLE_DICT && i < fv_pickle_get_n_items (facts);
       i += 2)
    {
      const FvPickleValue *key = fv_pickle_get_item (pickle, facts, i);

      if (key->kind == FV_PICKLE_STRING && strcmp (key->string, "little_endian") == 0)
        return fv_pickle_get_item (pickle, facts, i + 1)->integer != 0;
    }
  return TRUE;
}

/* The version, and the facts about the machine. */
static gboolean
read_header (FvReader *reader, const guint8 *bytes, gsize n_bytes, gsize *position,
             GError **error)
{
  g_autoptr (FvPickle) version = NULL;
  g_autoptr (FvPickle) facts = NULL;

  version = fv_pickle_read (reader, bytes, n_bytes, position, error);
  if (version == NULL)
    return FALSE;
  facts = fv_pickle_read (reader, bytes, n_bytes, position, error);
  if (facts == NULL)
    return FALSE;
  if (fv_pickle_get_root (version)->kind == FV_PICKLE_INTEGER &&
      fv_pickle_get_root (version)->integer == PROTOCOL && is_little_endian (facts))
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
read_pickles (FvReader *reader, const guint8 *bytes, gsize n_bytes, GError **error)
{
  State *state = reader->state;
  gsize position = sizeof magic;
  g_autoptr (FvPickle) dict = NULL;
  g_autoptr (FvPickle) keys = NULL;

  if (!read_header (reader, bytes, n_bytes, &position, error))
    return FALSE;
  dict = fv_pickle_read (reader, bytes, n_bytes, &position, error);
  if (dict == NULL)
    return FALSE;
  keys = fv_pickle_read (reader, bytes, n_bytes, &position, error);
  if (keys == NULL)
    return FALSE;
  state->places = fv_state_dict_new (reader, dict, error);
  if (state->places == NULL)
    return FALSE;
  if (list_storages (state, dict) && place_storages (state, keys, position))
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State *state = g_new0 (State, 1);
  gsize n_bytes = (gsize)MIN (reader->size, MAX_PICKLES_BYTES);
  g_autofree guint8 *bytes = g_malloc (n_bytes);

  reader->state = state;
  state->storages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return fv_reader_read_bytes (reader, 0, bytes, n_bytes, error) &&
         read_pickles (reader, bytes, n_bytes, error);
}

/* Returns: (nullable): the storage that a tensor is part of */
static const Storage *
find_storage (const State *state, const FvStored *stored)
{
  const Storage *storage = g_hash_table_lookup (state->storages, stored->key);

  return storage != NULL && storage->begin != 0 &&
                 storage->n_bytes == stored->n_stored * stored->type->value_size
             ? storage
             : NULL;
}

static FvExtent
make_extent (const Storage *storage, const FvStored *stored, guint64 n_values)
{
  FvExtent extent = { .type = stored->type->type };
  gsize size = stored->type->value_size;

  extent.begin = storage->begin + stored->begin * size;
  extent.end = extent.begin + n_values * size;
  return extent;
}

/* Whether as many values as the state dict says stand before a storage's values. */
static gboolean
check_count (FvReader *reader, const Storage *storage, GError **error)
{
  guint64 count;

  if (!fv_reader_read_bytes (reader, storage->begin - COUNT_BYTES, &count, COUNT_BYTES,
                             error))
    return FALSE;
  if (GUINT64_FROM_LE (count) == storage->n_values)
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const FvStored *stored = &g_array_index (state->places, FvStored, tensor);
  const Storage *storage = find_storage (state, stored);
  guint64 n_values;
  FvExtent extent;

  if (!fv_state_dict_check (reader, info, stored, error))
    return FALSE;
  if (storage == NULL || !fv_tensor_get_n_values (info, &n_values))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  extent = make_extent (storage, stored, n_values);
  return fv_extent_check (reader, info, &extent, error) &&
         check_count (reader, storage, error);
}

static gboolean
read_stored (FvReader *reader, const FvStored *stored, guint64 n_values, gfloat *values,
             GError **error)
{
  const State *state = reader->state;
  FvExtent extent = make_extent (find_storage (state, stored), stored, n_values);

  return fv_extent_read (reader, &extent, values, error);
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
  g_hash_table_unref (state->storages);
  g_clear_pointer (&state->places, g_array_unref);
  g_free (state);
}

const FvFormat fv_format_pytorch_legacy = {
  .name = "PyTorch (legacy)",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
