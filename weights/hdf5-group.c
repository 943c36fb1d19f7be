/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The links of a group of HDF5's first kind: a tree of nodes, whose leaves have the
 * addresses of objects, and the places of their names in a heap. */

#include "hdf5.h"

#include <string.h>

#include "bytes.h"

#define HEAP_HEADER_SIZE 32
#define TREE_HEADER_SIZE 24
#define LEAF_HEADER_SIZE 8
#define ENTRY_SIZE       40
#define MAX_HEAP_SIZE    (1024 * 1024)
#define MAX_TREE_DEPTH   8

typedef struct
{
  FvHdf5 *file;
  GByteArray *names;
  GArray *links; /* of FvHdf5Link */
} Group;

static gboolean
set_damaged (const FvHdf5 *file, GError **error)
{
  fv_reader_set_damaged (file->reader, error);
  return FALSE;
}

static gboolean
has_signature (FvBytes *bytes, const gchar *signature)
{
  const guint8 *front = fv_bytes_skip (bytes, 4);

  return front != NULL && memcmp (front, signature, 4) == 0;
}

static gboolean
read_names (Group *group, guint64 heap, GError **error)
{
  g_autoptr (GByteArray) header = NULL;
  FvBytes bytes = { 0 };
  guint64 size, offset;

  if (!fv_hdf5_read_bytes (group->file, heap, HEAP_HEADER_SIZE, &header, error))
    return FALSE;
  bytes = (FvBytes){ header->data, header->len, FALSE };
  if (!has_signature (&bytes, "HEAP"))
    return set_damaged (group->file, error);
  fv_bytes_skip (&bytes, 4); /* version */
  size = fv_bytes_get (&bytes, 8);
  fv_bytes_skip (&bytes, 8); /* free list */
  offset = fv_bytes_get (&bytes, 8);
  if (size > MAX_HEAP_SIZE)
    return set_damaged (group->file, error);
  return fv_hdf5_read_bytes (group->file, offset, size, &group->names, error);
}

/* What is no hard link, such as a soft one, has no object. */
static gboolean
add_link (Group *group, guint64 name, guint64 object, guint32 cache_type, GError **error)
{
  const guint8 *names = group->names->data;
  FvHdf5Link link = { NULL, object };

  if (cache_type == 2 || object == G_MAXUINT64)
    return TRUE;
  if (name >= group->names->len ||
      memchr (names + name, '\0', group->names->len - name) == NULL)
    return set_damaged (group->file, error);
  link.name = g_strdup ((const gchar *)names + name);
  g_array_append_val (group->links, link);
  return TRUE;
}

static gboolean
read_leaf (Group *group, guint64 offset, GError **error)
{
  g_autoptr (GByteArray) header = NULL;
  g_autoptr (GByteArray) entries = NULL;
  FvBytes bytes = { 0 };
  guint64 n_entries;

  if (!fv_hdf5_read_bytes (group->file, offset, LEAF_HEADER_SIZE, &header, error))
    return FALSE;
  bytes = (FvBytes){ header->data, header->len, FALSE };
  if (!has_signature (&bytes, "SNOD"))
    return set_damaged (group->file, error);
  fv_bytes_skip (&bytes, 2); /* version */
  n_entries = fv_bytes_get (&bytes, 2);
  if (!fv_hdf5_read_bytes (group->file, offset + LEAF_HEADER_SIZE, n_entries * ENTRY_SIZE,
                           &entries, error))
    return FALSE;
  bytes = (FvBytes){ entries->data, entries->len, FALSE };
  for (guint64 i = 0; i < n_entries; i++)
    {
      guint64 name = fv_bytes_get (&bytes, 8);
      guint64 object = fv_bytes_get (&bytes, 8);
      guint32 cache_type = (guint32)fv_bytes_get (&bytes, 4);

      fv_bytes_skip (&bytes, 20); /* the cache */
      if (!add_link (group, name, object, cache_type, error))
        return FALSE;
    }
  return TRUE;
}

/* @depth: how many levels there may be below; they are numbered from the leaves up, so
 * no node is its own ancestor */
static gboolean
read_node (Group *group, guint64 offset, gint depth, GError **error)
{
  g_autoptr (GByteArray) header = NULL;
  g_autoptr (GByteArray) children = NULL;
  FvBytes bytes = { 0 };
  gint level;
  guint64 n_children;

  if (!fv_hdf5_read_bytes (group->file, offset, TREE_HEADER_SIZE, &header, error))
    return FALSE;
  bytes = (FvBytes){ header->data, header->len, FALSE };
  if (!has_signature (&bytes, "TREE") || fv_bytes_get (&bytes, 1) != 0)
    return set_damaged (group->file, error);
  level = (gint)fv_bytes_get (&bytes, 1);
  n_children = fv_bytes_get (&bytes, 2);
  if (level > depth)
    return set_damaged (group->file, error);
  if (!fv_hdf5_read_bytes (group->file, offset + TREE_HEADER_SIZE, n_children * 16,
                           &children, error))
    return FALSE;
  bytes = (FvBytes){ children->data, children->len, FALSE };
  for (guint64 i = 0; i < n_children; i++)
    {
      guint64 child;

      fv_bytes_skip (&bytes, 8); /* key */
      child = fv_bytes_get (&bytes, 8);
      if (level == 0 ? !read_leaf (group, child, error)
                     : !read_node (group, child, level - 1, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_hdf5_add_links:
 * @file: a file
 * @tree: offset of the tree
 * @heap: offset of the heap
 * @links: where the hard links are appended
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: whether it succeeded
 */
gboolean
fv_hdf5_add_links (FvHdf5 *file, guint64 tree, guint64 heap, GArray *links,
                   GError **error)
{
  Group group = { .file = file, .links = links };
  gboolean succeeded =
      read_names (&group, heap, error) && read_node (&group, tree, MAX_TREE_DEPTH, error);

  g_clear_pointer (&group.names, g_byte_array_unref);
  return succeeded;
}
