/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which datasets of an HDF5 file are layers' kernels and biases: told in a process of its
 * own. Only hard links are followed. */

#define H5_USE_110_API

#include "hdf5-walk.h"

#include <string.h>

#include "layout.h"

#define MAX_DEPTH 8

/* A walk through the groups of a file. */
typedef struct
{
  gint descriptor;  /* where the records are told */
  guint64 size;     /* of the file, in bytes */
  GPtrArray *names; /* the groups from the root down to the current one */
  gint n_links;
} Walk;

/* Names ----------------------------------------------------------------------------- */

/* The deepest of the groups above a dataset that is named like a layer; an
 * optimizer keeps values for each layer, which are no weights. */
static const gchar *
find_layer (const GPtrArray *names)
{
  const gchar *layer = NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const gchar *name = names->pdata[i];

      if (g_str_has_prefix (name, "optimizer"))
        return NULL;
      if (fv_layout_has_layer (name))
        layer = name;
    }
  return layer;
}

/* Whether a dataset of 2016 is @part, "W" or "b": "block1_conv1_W_1:0". */
static gboolean
is_part_of_2016 (const gchar *name, const gchar *layer, const gchar *part)
{
  g_autofree gchar *prefix = g_strconcat (layer, "_", part, NULL);

  return g_str_has_prefix (name, prefix) && strchr ("_:", name[strlen (prefix)]) != NULL;
}

/* Returns: (nullable): "kernel" or "bias", if that is what dataset @name is */
static const gchar *
find_part (const GPtrArray *names, const gchar *name, const gchar *layer)
{
  const gchar *group = names->pdata[names->len - 1];
  gboolean is_keras_3 = strcmp (group, "vars") == 0;

  if (strcmp (name, "kernel") == 0 || g_str_has_prefix (name, "kernel:") ||
      is_part_of_2016 (name, layer, "W") || (is_keras_3 && strcmp (name, "0") == 0))
    return "kernel";
  if (strcmp (name, "bias") == 0 || g_str_has_prefix (name, "bias:") ||
      is_part_of_2016 (name, layer, "b") || (is_keras_3 && strcmp (name, "1") == 0))
    return "bias";
  return NULL;
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
  const gchar *layer = find_layer (walk->names);
  const gchar *part = layer != NULL ? find_part (walk->names, name, layer) : NULL;
  hid_t type;

  if (part == NULL || !get_shape (dataset, record))
    return FALSE;
  g_snprintf (record->name, sizeof record->name, "%s/%s", layer, part);
  for (guint i = 0; i < walk->names->len; i++)
    {
      g_strlcat (record->path, walk->names->pdata[i], sizeof record->path);
      g_strlcat (record->path, "/", sizeof record->path);
    }
  type = H5Dget_type (dataset);
  g_strlcpy (record->type, describe_type (type), sizeof record->type);
  record->is_plain = is_stored_plainly (dataset);
  record->is_whole = is_stored_in_full (dataset, H5Tget_size (type), record, walk->size);
  H5Tclose (type);
  return g_strlcat (record->path, name, sizeof record->path) < sizeof record->path;
}

static herr_t
tell_dataset (const Walk *walk, hid_t dataset, const gchar *name)
{
  FvHdf5Record record = { .rank = 0 };

  if (!fill_record (walk, dataset, name, &record))
    return 0;
  return fv_hdf5_tell (walk->descriptor, FV_HDF5_MORE, &record, sizeof record) ? 0 : -1;
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
  if (info->type != H5L_TYPE_HARD)
    return 0;
  object = H5Oopen (group, name, H5P_DEFAULT);
  if (object < 0)
    return 0;
  if (H5Iget_type (object) == H5I_DATASET && walk->names->len > 0)
    result = tell_dataset (walk, object, name);
  else if (H5Iget_type (object) == H5I_GROUP && walk->names->len < MAX_DEPTH)
    {
      g_ptr_array_add (walk->names, (gpointer)name);
      result = H5Literate (object, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, walk);
      g_ptr_array_set_size (walk->names, (gint)walk->names->len - 1);
    }
  H5Oclose (object);
  return result;
}

/**
 * fv_hdf5_walk:
 * @file: an open file
 * @size: its size in bytes
 * @descriptor: where one #FvHdf5Record of each dataset is told that is a layer's kernel
 * or bias
 *
 * Returns: whether the walk came to its end
 */
gboolean
fv_hdf5_walk (hid_t file, guint64 size, gint descriptor)
{
  Walk walk = { descriptor, size, g_ptr_array_new (), 0 };
  herr_t result = H5Literate (file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, &walk);

  g_ptr_array_unref (walk.names);
  return result == 0;
}
