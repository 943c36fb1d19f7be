/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "state-dict.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "files/reader-errors.h"
#include "files/strides.h"

#define MAX_NESTING 4 /* of dictionaries around the one that is meant, and below it */
#define MAX_ITEMS   200000 /* of all of them; VGG19's has 38 */

/* What people call the state dict in a checkpoint that holds more than it. */
static const gchar *const state_dict_keys[] = { "state_dict", "model_state_dict",
                                                "model_state", "model", "net" };

static gboolean
get_count (const FvPickleValue *value, guint64 *count)
{
  if (value->kind != FV_PICKLE_INTEGER || value->integer < 0)
    return FALSE;
  *count = (guint64)value->integer;
  return TRUE;
}

/**
 * fv_storage_get:
 * @pickle: a pickle
 * @value: a storage in it
 * @storage: (out): its type, key and number of values, the key being the pickle's
 *
 * Returns: whether it makes sense
 */
gboolean
fv_storage_get (const FvPickle *pickle, const FvPickleValue *value, FvStored *storage)
{
  guint64 n_bytes;

  storage->type = fv_pickle_get_item (pickle, value, 1)->name;
  storage->key = fv_pickle_get_item (pickle, value, 2)->string;
  return get_count (fv_pickle_get_item (pickle, value, 4), &storage->n_stored) &&
         g_uint64_checked_mul (&n_bytes, storage->n_stored, storage->type->value_size) &&
         n_bytes <= G_MAXINT64;
}

/* Up to 2018, a storage may be a part of another one: key, first value, number. */
static gboolean
get_view (const FvPickle *pickle, const FvPickleValue *value, FvStored *stored,
          guint64 *n_values)
{
  const FvPickleValue *view = NULL;

  *n_values = stored->n_stored;
  if (fv_pickle_get_n_items (value) > 5)
    view = fv_pickle_get_item (pickle, value, 5);
  if (view == NULL || view->kind == FV_PICKLE_NONE)
    return TRUE;
  return view->kind == FV_PICKLE_TUPLE && fv_pickle_get_n_items (view) == 3 &&
         get_count (fv_pickle_get_item (pickle, view, 1), &stored->begin) &&
         get_count (fv_pickle_get_item (pickle, view, 2), n_values) &&
         stored->begin <= stored->n_stored &&
         *n_values <= stored->n_stored - stored->begin;
}

static gboolean
get_counts (const FvPickle *pickle, const FvPickleValue *tuple, guint64 *counts)
{
  for (guint i = 0; i < fv_pickle_get_n_items (tuple); i++)
    if (!get_count (fv_pickle_get_item (pickle, tuple, i), &counts[i]))
      return FALSE;
  return TRUE;
}

/* @stored: (out): all but its key's memory is the pickle's */
static gboolean
get_tensor (const FvPickle *pickle, const FvPickleValue *value, FvTensor *tensor,
            FvStored *stored)
{
  const FvPickleValue *storage = fv_pickle_get_item (pickle, value, 0);
  const FvPickleValue *shape = fv_pickle_get_item (pickle, value, 2);
  const FvPickleValue *strides = fv_pickle_get_item (pickle, value, 3);
  guint64 n_values, offset;

  tensor->rank = (gint)fv_pickle_get_n_items (shape);
  if (fv_pickle_get_n_items (strides) != fv_pickle_get_n_items (shape) ||
      !get_counts (pickle, shape, tensor->shape) ||
      !get_counts (pickle, strides, stored->strides) ||
      !fv_storage_get (pickle, storage, stored) ||
      !get_view (pickle, storage, stored, &n_values) ||
      !get_count (fv_pickle_get_item (pickle, value, 1), &offset) || offset > n_values)
    return FALSE;
  stored->begin += offset;
  return TRUE;
}

/* Tensors on their way from a pickle to a reader.
 *
 * places: of FvStored, one for each tensor of the reader
 * numbers: of the tensors, by their names, which are the reader's
 * n_left: how many items may still be looked at: a small pickle can make many of few, by
 *   naming one dictionary again and again */
typedef struct
{
  FvReader *reader;
  const FvPickle *pickle;
  GArray *places;
  GHashTable *numbers;
  guint n_left;
} Collection;

static void
clear_stored (gpointer data)
{
  FvStored *stored = data;

  g_free (stored->key);
}

/* Where a name comes twice the last tensor counts, as in Python. */
static void
keep_tensor (Collection *collection, FvTensor *tensor, FvStored *stored)
{
  GArray *tensors = collection->reader->tensors;
  gpointer number;

  if (g_hash_table_lookup_extended (collection->numbers, tensor->name, NULL, &number))
    {
      FvTensor *former = &g_array_index (tensors, FvTensor, GPOINTER_TO_UINT (number));
      FvStored *former_stored =
          &g_array_index (collection->places, FvStored, GPOINTER_TO_UINT (number));

      g_free (tensor->name);
      tensor->name = former->name;
      g_free (former->type);
      *former = *tensor;
      clear_stored (former_stored);
      *former_stored = *stored;
      return;
    }
  g_hash_table_insert (collection->numbers, tensor->name,
                       GUINT_TO_POINTER (tensors->len));
  g_array_append_vals (tensors, tensor, 1);
  g_array_append_vals (collection->places, stored, 1);
}

/* What has more dimensions than any tensor of a network here is passed over. */
static gboolean
add_tensor (Collection *collection, const gchar *name, const FvPickleValue *value)
{
  const FvPickle *pickle = collection->pickle;
  FvTensor tensor = { NULL };
  FvStored stored = { NULL };

  if (fv_pickle_get_n_items (fv_pickle_get_item (pickle, value, 2)) > FV_TENSOR_MAX_RANK)
    return TRUE;
  if (!get_tensor (pickle, value, &tensor, &stored))
    return FALSE;
  tensor.name = g_strdup (name);
  tensor.type = g_strdup (stored.type->label);
  stored.key = g_strdup (stored.key);
  keep_tensor (collection, &tensor, &stored);
  return TRUE;
}

/* Adds the tensors of a dictionary, and of those in it: their keys come before their
 * tensors' names, as a module's name does. */
static gboolean
add_dict (Collection *collection, const FvPickleValue *dict, const gchar *before,
          gint depth)
{
  const FvPickle *pickle = collection->pickle;

  for (guint i = 0; i + 1 < fv_pickle_get_n_items (dict); i += 2)
    {
      const FvPickleValue *key = fv_pickle_get_item (pickle, dict, i);
      const FvPickleValue *value = fv_pickle_get_item (pickle, dict, i + 1);
      gboolean is_dict = value->kind == FV_PICKLE_DICT;
      g_autofree gchar *name = NULL;

      if (--collection->n_left == 0)
        return FALSE;
      if (key->kind != FV_PICKLE_STRING)
        continue;
      name = g_strconcat (before, key->string, is_dict ? "." : "", NULL);
      if (value->kind == FV_PICKLE_TENSOR && !add_tensor (collection, name, value))
        return FALSE;
      if (is_dict && depth < MAX_NESTING &&
          !add_dict (collection, value, name, depth + 1))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_tensors (const FvPickle *pickle, const FvPickleValue *dict)
{
  for (guint i = 1; i < fv_pickle_get_n_items (dict); i += 2)
    {
      FvPickleKind kind = fv_pickle_get_item (pickle, dict, i)->kind;

      if (kind == FV_PICKLE_TENSOR || kind == FV_PICKLE_DICT)
        return TRUE;
    }
  return FALSE;
}

static const FvPickleValue *
find_nested (const FvPickle *pickle, const FvPickleValue *dict)
{
  for (gsize k = 0; k < G_N_ELEMENTS (state_dict_keys); k++)
    for (guint i = 0; i + 1 < fv_pickle_get_n_items (dict); i += 2)
      {
        const FvPickleValue *key = fv_pickle_get_item (pickle, dict, i);
        const FvPickleValue *value = fv_pickle_get_item (pickle, dict, i + 1);

        if (key->kind == FV_PICKLE_STRING && value->kind == FV_PICKLE_DICT &&
            strcmp (key->string, state_dict_keys[k]) == 0 && has_tensors (pickle, value))
          return value;
      }
  return NULL;
}

static const FvPickleValue *
find_state_dict (const FvPickle *pickle)
{
  const FvPickleValue *dict = fv_pickle_get_root (pickle);

  for (gint depth = 0; depth < MAX_NESTING; depth++)
    {
      const FvPickleValue *nested =
          dict->kind == FV_PICKLE_DICT ? find_nested (pickle, dict) : NULL;

      if (nested == NULL)
        break;
      dict = nested;
    }
  return dict->kind == FV_PICKLE_DICT ? dict : NULL;
}

/**
 * fv_state_dict_new:
 * @reader: where the tensors go
 * @pickle: a dictionary of tensors, or of such dictionaries
 * @error: %FV_ERROR_WEIGHTS
 *
 * Where a key comes twice the last one counts, as in Python.
 *
 * Returns: (transfer full): an array of #FvStored, one for each tensor of the reader,
 *   or %NULL
 */
GArray *
fv_state_dict_new (FvReader *reader, const FvPickle *pickle, GError **error)
{
  const FvPickleValue *dict = find_state_dict (pickle);
  g_autoptr (GArray) places = g_array_new (FALSE, TRUE, sizeof (FvStored));
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  Collection collection = { reader, pickle, places, numbers, MAX_ITEMS };

  g_array_set_clear_func (places, clear_stored);
  if (dict == NULL)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                   _ ("“%s” holds no state dict. Save the network's weights with "
                      "torch.save (model.state_dict (), …)."),
                   reader->label);
      return NULL;
    }
  if (!add_dict (&collection, dict, "", 0))
    {
      fv_reader_set_damaged (reader, error);
      return NULL;
    }
  return g_steal_pointer (&places);
}

/**
 * fv_state_dict_check:
 * @reader: the file
 * @tensor: one of its tensors
 * @stored: where its values are
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether its type is known, its values lie within its storage, and close
 *   together
 */
gboolean
fv_state_dict_check (const FvReader *reader, const FvTensor *tensor,
                     const FvStored *stored, GError **error)
{
  guint64 n_values;

  if (stored->type->type == FV_TYPE_OTHER)
    {
      fv_reader_set_unknown_type (reader, tensor, error);
      return FALSE;
    }
  if (!fv_tensor_get_n_values (tensor, &n_values) || stored->begin > stored->n_stored ||
      n_values > stored->n_stored - stored->begin)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (!fv_strides_are_dense (tensor, stored->strides))
    {
      g_autofree gchar *name = fv_text_shorten (tensor->name);

      g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                   _ ("In the weights file “%s”, the values of “%s” do not lie close "
                      "together. Save the tensor after calling its contiguous ()."),
                   reader->label, name);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_state_dict_read:
 * @reader: the file
 * @tensor: number of one of its tensors, which fv_state_dict_check() accepted
 * @places: (element-type FvStored): where the values of each are
 * @read: what reads values of a storage
 * @values: (out caller-allocates): the tensor's values in C order
 * @error: as @read sets it, or %FV_ERROR_MEMORY
 *
 * Returns: whether it succeeded
 */
gboolean
fv_state_dict_read (FvReader *reader, guint tensor, const GArray *places,
                    FvReadStored read, gfloat *values, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const FvStored *stored = &g_array_index (places, FvStored, tensor);
  fv_autofree gfloat *unordered = NULL;
  guint64 n_values;

  fv_tensor_get_n_values (info, &n_values);
  if (fv_strides_are_plain (info, stored->strides))
    return read (reader, stored, n_values, values, error);
  unordered = fv_memory_new_floats ((gsize)n_values, error);
  if (unordered == NULL || !read (reader, stored, n_values, unordered, error))
    return FALSE;
  fv_strides_arrange (info, stored->strides, unordered, values);
  return TRUE;
}
