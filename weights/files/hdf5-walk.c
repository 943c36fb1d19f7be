/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which datasets an HDF5 file holds: told in a process of its own. Only hard links are
 * followed, and by the address that they hold, never by their name: a name with a slash
 * would be taken for a path, which may lead through any other link. */

#define H5_USE_110_API

#include "hdf5-walk.h"

#include <string.h>

#include "hdf5-text.h"

#define MAX_DEPTH 16

#define LABEL "name" /* the attribute that Keras 3 gives a group */

/* A walk through the groups of a file. */
typedef struct
{
  FvHdf5Tell tell; /* takes the records */
  gpointer data;
  guint64 size;        /* of the file, in bytes */
  GHashTable *visited; /* addresses of groups: a hard link may lead back to one above */
  GString *path;       /* of the current group: "" or "layers/conv2d/" */
  const gchar *label;  /* of the current group */
  gint depth;
  gint n_links;
} Walk;

/* Labels ---------------------------------------------------------------------------- */

/* @text: (out caller-allocates): what a group calls itself; else empty */
static void
read_label (hid_t group, gchar *text, gsize size)
{
  g_autofree gchar *label = fv_hdf5_read_text (group, LABEL, size - 1);

  memset (text, 0, size);
  if (label != NULL)
    g_strlcpy (text, label, size);
}

/* Datasets -------------------------------------------------------------------------- */

/* What describes a type in a message; "" for one that is not read. */
static const gchar *
describe_type (hid_t type)
{
  size_t sign, exponent, exponent_size, fraction, fraction_size;

  if (H5Tequal (type, H5T_IEEE_F32LE) > 0 || H5Tequal (type, H5T_IEEE_F32BE) > 0)
    return "float32";
  if (H5Tequal (type, H5T_IEEE_F64LE) > 0 || H5Tequal (type, H5T_IEEE_F64BE) > 0)
    return "float64";
  if (H5Tget_class (type) == H5T_FLOAT && H5Tget_size (type) == 2 &&
      H5Tget_fields (type, &sign, &exponent, &exponent_size, &fraction, &fraction_size) >=
          0 &&
      exponent == 10 && exponent_size == 5 && fraction == 0 && fraction_size == 10 &&
      H5Tget_ebias (type) == 15)
    return "float16";
  return "";
}

static gboolean
get_shape (hid_t dataset, FvHdf5Record *record)
{
  hsize_t shape[H5S_MAX_RANK];
  hid_t space = H5Dget_space (dataset);

  record->rank = H5Sget_simple_extent_dims (space, shape, NULL);
  H5Sclose (space);
  if (record->rank < 0 || record->rank > FV_TENSOR_MAX_RANK)
    return FALSE;
  for (gint i = 0; i < record->rank; i++)
    record->shape[i] = shape[i];
  return TRUE;
}

/* Whether the data of a dataset is stored as it is, in the file itself. */
static gboolean
is_stored_plainly (hid_t dataset)
{
  hid_t list = H5Dget_create_plist (dataset);
  H5D_layout_t layout = H5Pget_layout (list);
  gboolean is_plain = (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT) &&
                      H5Pget_external_count (list) == 0;

  H5Pclose (list);
  return is_plain;
}

/* Whether the values that the dataset declares are all there. */
static gboolean
is_stored_in_full (hid_t dataset, gsize value_size, const FvHdf5Record *record,
                   guint64 file_size)
{
  guint64 n_bytes = value_size;
  haddr_t offset = H5Dget_offset (dataset);

  for (gint i = 0; i < record->rank; i++)
    if (!g_uint64_checked_mul (&n_bytes, n_bytes, record->shape[i]))
      return FALSE;
  return H5Dget_storage_size (dataset) == n_bytes && n_bytes <= file_size &&
         (offset == HADDR_UNDEF || offset <= file_size - n_bytes);
}

static gboolean
fill_record (const Walk *walk, hid_t dataset, const gchar *name, FvHdf5Record *record)
{
  hid_t type;

  if (!get_shape (dataset, record))
    return FALSE;
  type = H5Dget_type (dataset);
  g_strlcpy (record->type, describe_type (type), sizeof record->type);
  record->is_plain = is_stored_plainly (dataset);
  record->is_whole = is_stored_in_full (dataset, H5Tget_size (type), record, walk->size);
  H5Tclose (type);
  g_strlcpy (record->label, walk->label, sizeof record->label);
  g_strlcpy (record->path, walk->path->str, sizeof record->path);
  return g_strlcat (record->path, name, sizeof record->path) < sizeof record->path;
}

static herr_t
tell_dataset (const Walk *walk, hid_t dataset, const gchar *name, guint64 address)
{
  FvHdf5Record record = { .address = address };

  if (!fill_record (walk, dataset, name, &record))
    return 0;
  return walk->tell (&record, sizeof record, walk->data) ? 0 : -1;
}

/* Links ----------------------------------------------------------------------------- */

static herr_t visit_link (hid_t group, const char *name, const H5L_info_t *info,
                          void *data);

static herr_t
visit_group (Walk *walk, hid_t group, const gchar *name, guint64 address)
{
  gchar label[sizeof ((FvHdf5Record *)NULL)->label];
  const gchar *outer = walk->label;
  gsize length = walk->path->len;
  herr_t result;

  if (walk->depth >= MAX_DEPTH ||
      !g_hash_table_add (walk->visited, g_memdup2 (&address, sizeof address)))
    return 0;
  read_label (group, label, sizeof label);
  walk->label = label;
  walk->depth++;
  g_string_append_printf (walk->path, "%s/", name);
  result = H5Literate (group, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, walk);
  g_string_truncate (walk->path, length);
  walk->depth--;
  walk->label = outer;
  return result;
}

/* A callback of H5Literate(); any return value but 0 ends the walk. */
static herr_t
visit_link (hid_t group, const char *name, const H5L_info_t *info, void *data)
{
  Walk *walk = data;
  herr_t result = 0;
  hid_t object;

  if (++walk->n_links > FV_HDF5_MAX_LINKS)
    return 1;
  if (info->type != H5L_TYPE_HARD || strchr (name, '/') != NULL)
    return 0;
  object = H5Oopen_by_addr (group, info->u.address);
  if (object < 0)
    return 0;
  if (H5Iget_type (object) == H5I_DATASET)
    result = tell_dataset (walk, object, name, info->u.address);
  else if (H5Iget_type (object) == H5I_GROUP)
    result = visit_group (walk, object, name, info->u.address);
  H5Oclose (object);
  return result;
}

/**
 * fv_hdf5_walk:
 * @file: an open file
 * @size: its size in bytes
 * @tell: takes one #FvHdf5Record of each dataset that has few enough axes
 * @data: what that is given
 *
 * Returns: whether the walk came to its end
 */
gboolean
fv_hdf5_walk (hid_t file, guint64 size, FvHdf5Tell tell, gpointer data)
{
  g_autoptr (GHashTable) visited =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GString) path = g_string_new (NULL);
  Walk walk = { .tell = tell,
                .data = data,
                .size = size,
                .visited = visited,
                .path = path,
                .label = "" };

  return H5Literate (file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, &walk) == 0;
}
