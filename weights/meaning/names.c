/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network is seldom saved alone: a class, a trainer or a dictionary around it puts its
 * own name before those of the tensors.
 *
 *   features.0.weight                      torchvision
 *   module.features.0.weight               DataParallel
 *   state.model.vgg.features.0.weight      others
 *   0.weight                               the Sequential with the features alone
 *   net.slice1.0.weight, net.slice2.5.…    the features, spread over several Sequentials
 *
 * What stands before a name that a family knows, up to a separator, may be anything. All
 * tensors with the same there make a group, and a group whose tensors all are a network's
 * is that network. */

#include "names.h"

#include <string.h>

#include "mismatch.h"

#define SEPARATORS     "./:"
#define SPREAD_NUMBERS "0123456789_" /* at the end of what is numbered through */

/* Tensors of one family with the same before their names.
 *
 * is_spread: their Sequentials' numbers have been left out, too
 * numbers: of the tensors, in the file's order
 * names: the family's names for them
 * tensors: the numbers by these names
 * is_twice: a name comes more than once */
typedef struct
{
  const FvFamily *family;
  gchar *before;
  gboolean is_spread;
  GArray *numbers;
  GPtrArray *names;
  GHashTable *tensors;
  gboolean is_twice;
} Group;

/* All groups of a file, in the order in which one is looked for, and by their keys */
typedef struct
{
  GPtrArray *list;
  GHashTable *by_key;
} Groups;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_hash_table_unref (group->tensors);
  g_ptr_array_unref (group->names);
  g_array_unref (group->numbers);
  g_free (group->before);
  g_free (group);
}

static void
groups_clear (Groups *groups)
{
  g_hash_table_unref (groups->by_key);
  g_ptr_array_unref (groups->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

static Group *
find_group (Groups *groups, const FvFamily *family, const gchar *before, gsize length,
            gboolean is_spread)
{
  g_autofree gchar *key =
      g_strdup_printf ("%d %.*s", is_spread, (gint)MIN (length, G_MAXINT), before);
  Group *group = g_hash_table_lookup (groups->by_key, key);

  if (group != NULL)
    return group;
  group = g_new0 (Group, 1);
  group->family = family;
  group->before = g_strndup (before, length);
  group->is_spread = is_spread;
  group->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  group->names = g_ptr_array_new_with_free_func (g_free);
  group->tensors = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (groups->list, group);
  g_hash_table_insert (groups->by_key, g_steal_pointer (&key), group);
  return group;
}

/* Returns: (transfer full): the name without TensorFlow's number of an output */
static gchar *
make_inner (const gchar *name)
{
  gsize length = strlen (name);

  return g_strndup (name, g_str_has_suffix (name, ":0") ? length - 2 : length);
}

/* Where a name comes twice the first one counts, as in all of a reader. */
static void
add_member (Group *group, guint number, const gchar *name)
{
  gchar *inner = make_inner (name);

  g_array_append_val (group->numbers, number);
  g_ptr_array_add (group->names, inner);
  if (g_hash_table_contains (group->tensors, inner))
    group->is_twice = TRUE;
  else
    g_hash_table_insert (group->tensors, inner, GUINT_TO_POINTER (number));
}

/* The same tensor in a group of all Sequentials that are called alike but for a number:
 * "net.slice" of "net.slice1." */
static void
add_spread (Groups *groups, const FvFamily *family, guint number, const gchar *whole,
            const gchar *name)
{
  gsize length = (gsize)(name - whole);

  if (length < 2 || !family->is_bare)
    return;
  length--;
  while (length > 0 && strchr (SPREAD_NUMBERS, whole[length - 1]) != NULL)
    length--;
  add_member (find_group (groups, family, whole, length, TRUE), number, name);
}

static void
add_tensor (Groups *groups, const FvFamily *family, guint number, const gchar *whole)
{
  const gchar *name = whole;

  while (name != NULL)
    {
      if (fv_family_owns (family, name))
        {
          gsize length = (gsize)(name - whole);

          add_member (find_group (groups, family, whole, length, FALSE), number, name);
          add_spread (groups, family, number, whole, name);
        }
      name = strpbrk (name, SEPARATORS);
      name = name != NULL ? name + 1 : NULL;
    }
}

static gboolean
fits (const Group *group, const FvReader *reader, const FvArchitecture *architecture)
{
  for (guint i = 0; i < group->numbers->len; i++)
    if (!fv_family_fits (
            group->family, architecture, group->names->pdata[i],
            fv_reader_get_tensor (reader, g_array_index (group->numbers, guint, i))))
      return FALSE;
  return !(group->is_spread && group->is_twice);
}

/* Returns: (nullable): the first network that has all the tensors of the group, so that
 *   one with only such layers as VGG16 and VGG19 share is VGG16 */
static const FvArchitecture *
find_architecture (const Group *group, const FvReader *reader)
{
  for (gsize i = 0; i < FV_N_ARCHITECTURES; i++)
    if (fits (group, reader, fv_architectures[i]))
      return fv_architectures[i];
  return NULL;
}

/* A normalisation beside the convolutions of a group: they are worth nothing without
 * it. */
static gboolean
is_normalised (const Group *group, const FvReader *reader, guint *tensor)
{
  gsize length = strlen (group->before);

  for (guint i = 0; i < reader->tensors->len; i++)
    {
      const gchar *name = fv_reader_get_tensor (reader, i)->name;

      if (!group->is_spread && strncmp (name, group->before, length) == 0 &&
          fv_family_is_normalisation (group->family, name + length))
        {
          *tensor = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* @rival: (out): another one with as many tensors
 *
 * Returns: (nullable): the group with the most tensors among those that are a network;
 *   where Sequentials together have no more than one of them alone, the latter */
static const Group *
choose (const Groups *groups, const FvReader *reader, const Group **rival)
{
  const Group *best = NULL;

  *rival = NULL;
  for (guint i = 0; i < groups->list->len; i++)
    {
      const Group *group = groups->list->pdata[i];
      guint n = group->numbers->len, n_best = best != NULL ? best->numbers->len : 0;

      if (n < n_best || find_architecture (group, reader) == NULL)
        continue;
      if (n > n_best)
        {
          best = group;
          *rival = NULL;
        }
      else if (!group->is_spread && group->family == best->family)
        *rival = group;
    }
  return best;
}

/* The groups of the first family that has any which is a network; @groups: (out): all
 * groups of that family, or of the first that has one */
static const Group *
find_network (Groups *groups, const FvReader *reader, const Group **rival)
{
  const FvFamily *family;
  const Group *best = NULL;

  for (gint i = 0; best == NULL && (family = fv_family_get (i)) != NULL; i++)
    {
      g_hash_table_remove_all (groups->by_key);
      g_ptr_array_set_size (groups->list, 0);
      for (guint k = 0; k < reader->tensors->len; k++)
        add_tensor (groups, family, k, fv_reader_get_tensor (reader, k)->name);
      best = choose (groups, reader, rival);
    }
  return best;
}

/* Of a group whose Sequentials are numbered through, only its tensors count; else all
 * others with the same before their names do, too: what stands behind the
 * convolutions. */
static GHashTable *
make_table (const Group *group, const FvReader *reader)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize length = strlen (group->before);

  for (guint i = 0; i < group->names->len; i++)
    if (!g_hash_table_contains (table, group->names->pdata[i]))
      g_hash_table_insert (table, g_strdup (group->names->pdata[i]),
                           GUINT_TO_POINTER (g_array_index (group->numbers, guint, i)));
  for (guint i = 0; i < reader->tensors->len && !group->is_spread; i++)
    {
      const gchar *name = fv_reader_get_tensor (reader, i)->name;
      g_autofree gchar *inner = NULL;

      if (strncmp (name, group->before, length) != 0)
        continue;
      inner = make_inner (name + length);
      if (!g_hash_table_contains (table, inner))
        g_hash_table_insert (table, g_steal_pointer (&inner), GUINT_TO_POINTER (i));
    }
  return table;
}

/**
 * fv_names_new:
 * @reader: a file
 * @error: %FV_ERROR_WEIGHTS
 *
 * Finds out which network a file is of, and which of its tensors are this network's.
 *
 * Returns: (transfer full): the names of these tensors, or %NULL
 */
FvNames *
fv_names_new (const FvReader *reader, GError **error)
{
  g_auto (Groups)
      groups = { g_ptr_array_new_with_free_func (group_free),
                 g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  const Group *rival = NULL, *group = NULL;
  FvNames *names;
  guint tensor;

  if (!reader->is_foreign)
    group = find_network (&groups, reader, &rival);
  if (group == NULL || is_normalised (group, reader, &tensor))
    {
      fv_mismatch_set_network (reader, error);
      return NULL;
    }
  if (rival != NULL)
    {
      fv_mismatch_set_several (reader, g_array_index (group->numbers, guint, 0),
                               g_array_index (rival->numbers, guint, 0), error);
      return NULL;
    }
  names = g_new0 (FvNames, 1);
  names->family = group->family;
  names->architecture = find_architecture (group, reader);
  names->tensors = make_table (group, reader);
  return names;
}

void
fv_names_free (FvNames *names)
{
  if (names == NULL)
    return;
  g_hash_table_unref (names->tensors);
  g_free (names);
}

/**
 * fv_names_find:
 * @names: the names of a network's tensors
 * @name: a name by their family
 * @tensor: (out): the tensor's number
 *
 * Returns: whether there is one of this name
 */
gboolean
fv_names_find (const FvNames *names, const gchar *name, guint *tensor)
{
  gpointer number;

  if (!g_hash_table_lookup_extended (names->tensors, name, NULL, &number))
    return FALSE;
  *tensor = GPOINTER_TO_UINT (number);
  return TRUE;
}
