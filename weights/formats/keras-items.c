/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "keras-items.h"

#include <string.h>

#include "keras-names.h"

static void
clear_item (gpointer data)
{
  FvKerasItem *item = data;

  g_free (item->name);
}

static gint
compare_paths (gconstpointer first, gconstpointer second)
{
  return fv_keras_compare_paths (((const FvKerasItem *)first)->record.path,
                                 ((const FvKerasItem *)second)->record.path);
}

static gint
compare_positions (gconstpointer first, gconstpointer second)
{
  guint a = ((const FvKerasItem *)first)->position,
        b = ((const FvKerasItem *)second)->position;

  return a < b ? -1 : a > b;
}

/* Whether both are datasets of one group */
static gboolean
are_siblings (const FvHdf5Record *first, const FvHdf5Record *second)
{
  g_autofree gchar *one = g_path_get_dirname (first->path);
  g_autofree gchar *other = g_path_get_dirname (second->path);

  return strcmp (one, other) == 0;
}

/* A layer of the same name in another part of the model is told from the first one by all
 * groups that it is in. */
static gchar *
make_unique (GHashTable *names, const FvHdf5Record *record, gchar *name)
{
  g_autofree gchar *given = name;
  g_autofree gchar *group = NULL;

  if (!g_hash_table_contains (names, given))
    return g_steal_pointer (&given);
  group = g_path_get_dirname (record->path);
  return g_strconcat (group, strrchr (given, '/'), NULL);
}

/**
 * fv_keras_items_name:
 * @items: (element-type FvKerasItem): datasets, which are sorted; without names
 * @config: (nullable): the model's configuration
 *
 * Names the datasets that are layers', and drops the others, and those that another link
 * leads to as well.
 *
 * Returns: (transfer full) (element-type FvKerasItem): in the model's order, as far as it
 *   is known
 */
GArray *
fv_keras_items_name (GArray *items, const FvKerasConfig *config)
{
  GArray *named = g_array_new (FALSE, FALSE, sizeof (FvKerasItem));
  g_autoptr (GHashTable) addresses = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_array_sort (items, compare_paths);
  for (guint i = 0; i < items->len; i++)
    {
      FvKerasItem *item = &g_array_index (items, FvKerasItem, i);
      const FvKerasItem *before = item - 1;
      gboolean has_kernel = i > 0 && before->name != NULL &&
                            g_str_has_suffix (before->name, "/kernel") &&
                            are_siblings (&before->record, &item->record);
      gchar *name =
          g_hash_table_add (addresses, &item->record.address)
              ? fv_keras_make_name (&item->record, config, has_kernel, &item->position)
              : NULL;
      FvKerasItem copy;

      if (name == NULL)
        continue;
      item->name = make_unique (names, &item->record, name);
      g_hash_table_add (names, item->name);
      copy = *item;
      g_array_append_val (named, copy);
    }
  g_array_set_clear_func (named, clear_item);
  g_array_sort (named, compare_positions);
  return named;
}
