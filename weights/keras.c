/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights that Keras saved as HDF5. Where a layer's kernel lies:
 *
 *   block1_conv1/block1_conv1_W_1:0         the files of 2016, which Keras downloads
 *   block1_conv1/block1_conv1/kernel:0      Keras 2
 *   model_weights/block1_conv1/…            Keras 2, a whole model
 *   model_weights/vgg16/block1_conv1/…      the same, VGG16 being a part of it
 *   layers/block1_conv1/vars/0              Keras 3
 *
 * Their tensors are named "block1_conv1/kernel" and "block1_conv1/bias" here.
 *
 * Damaged files can crash the HDF5 library, so it works in a process of its own. Only
 * hard links are followed, and only data is read that lies plainly in the file: no
 * external files, no virtual datasets, no filters. */

#define H5_USE_110_API

#include "hdf5-copy.h"
#include "hdf5-values.h"
#include "isolated.h"
#include "layout.h"
#include "reader.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <hdf5.h>
#include <string.h>

#define MAX_DEPTH 8
#define MAX_LINKS 20000 /* a hard link may lead back to a group above it */

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

/* What is told of one tensor */
typedef struct
{
  gchar name[64];  /* "block1_conv1/kernel" */
  gchar path[256]; /* of the dataset, in the file */
  gchar type[16];  /* empty for one that is not read */
  gint rank;
  guint64 shape[FV_TENSOR_MAX_RANK];
  gboolean is_plain; /* whether its data is stored as it is, in the file itself */
  gboolean is_whole; /* whether it is all there */
} Record;

/* copy: (nullable): path of a copy that is opened instead of a truncated file */
typedef struct
{
  GArray *records; /* of each tensor of the reader */
  gchar *copy;
} State;

/* A walk through the groups of a file. */
typedef struct
{
  gint descriptor;  /* where the records are told */
  guint64 size;     /* of the file, in bytes */
  GPtrArray *names; /* the groups from the root down to the current one */
  gint n_links;
} Walk;

static gboolean
probe (const FvReader *reader)
{
  return reader->n_first_bytes >= sizeof signature &&
         memcmp (reader->first_bytes, signature, sizeof signature) == 0;
}

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

static const gchar *
get_path (const FvReader *reader)
{
  const State *state = reader->state;

  return state->copy != NULL ? state->copy : reader->file;
}

/* In the process that looks into the file ------------------------------------------- */

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
get_shape (hid_t dataset, Record *record)
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
is_stored_in_full (hid_t dataset, gsize value_size, const Record *record,
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
fill_record (const Walk *walk, hid_t dataset, const gchar *name, Record *record)
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
  Record record = { .rank = 0 };

  if (!fill_record (walk, dataset, name, &record))
    return 0;
  return fv_isolated_write (walk->descriptor, &record, sizeof record) ? 0 : -1;
}

/* A callback of H5Literate(); any return value but 0 ends the walk. */
static herr_t
visit_link (hid_t group, const char *name, const H5L_info_t *info, void *data)
{
  Walk *walk = data;
  herr_t result = 0;
  hid_t object;

  if (++walk->n_links > MAX_LINKS)
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

/* Tells one Record of each dataset that is a layer's kernel or bias. */
static gboolean
tell_file (gint descriptor, gconstpointer data)
{
  const FvReader *reader = data;
  Walk walk = { descriptor, reader->size, g_ptr_array_new (), 0 };
  hid_t file;

  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  file = H5Fopen (get_path (reader), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0)
    return FALSE;
  /* Of a truncated file, what was found before the walk came to the hole serves. */
  return H5Literate (file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, &walk) == 0 ||
         fv_hdf5_is_truncated (reader);
}

/* In the caller's process ------------------------------------------------------------ */

/* Theano's convolution turns the kernel round. Its kernels in TensorFlow's order
 * of axes cannot be told from TensorFlow's own but by the name they come under. */
static gboolean
check_name (const FvReader *reader, GError **error)
{
  g_autofree gchar *name = g_path_get_basename (reader->label);

  if (strstr (name, "th_kernels") == NULL)
    return TRUE;
  fv_reader_set_theano (reader, error);
  return FALSE;
}

static gboolean
is_record_sound (const Record *record)
{
  return memchr (record->name, '\0', sizeof record->name) != NULL &&
         memchr (record->path, '\0', sizeof record->path) != NULL &&
         memchr (record->type, '\0', sizeof record->type) != NULL && record->rank >= 0 &&
         record->rank <= FV_TENSOR_MAX_RANK;
}

static gboolean
add_records (FvReader *reader, const GByteArray *bytes)
{
  State *state = reader->state;

  if (bytes->len % sizeof (Record) != 0)
    return FALSE;
  g_array_append_vals (state->records, bytes->data, bytes->len / sizeof (Record));
  for (guint i = 0; i < state->records->len; i++)
    {
      const Record *record = &g_array_index (state->records, Record, i);
      FvTensor tensor = { .rank = record->rank };

      if (!is_record_sound (record))
        return FALSE;
      tensor.name = g_strdup (record->name);
      tensor.type = g_strdup (record->type[0] != '\0' ? record->type : "another type");
      memcpy (tensor.shape, record->shape, sizeof tensor.shape);
      g_array_append_val (reader->tensors, tensor);
    }
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->records = g_array_new (FALSE, FALSE, sizeof (Record));
  reader->is_cut = fv_hdf5_is_truncated (reader);
  if (!check_name (reader, error))
    return FALSE;
  if (reader->is_cut && (state->copy = fv_hdf5_copy_whole (reader)) == NULL)
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  bytes = fv_isolated_run (tell_file, reader, MAX_LINKS * sizeof (Record));
  if (bytes != NULL && add_records (reader, bytes) &&
      (reader->tensors->len > 0 || !reader->is_cut))
    return TRUE;
  if (reader->is_cut)
    fv_reader_set_truncated (reader, NULL, error);
  else
    fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const State *state = reader->state;
  const Record *record = &g_array_index (state->records, Record, tensor);
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);

  if (record->type[0] == '\0')
    fv_reader_set_unknown_type (reader, info, error);
  else if (!record->is_plain)
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("In the weights file “%s”, “%s” is compressed or lies in another file. "
           "Rewrite it with “h5repack -f NONE -l CONTI”."),
        reader->label, info->name);
  else if (!record->is_whole && reader->is_cut)
    fv_reader_set_truncated (reader, info->name, error);
  else if (!record->is_whole)
    fv_reader_set_damaged (reader, error);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;
  const Record *record = &g_array_index (state->records, Record, tensor);
  FvHdf5Dataset dataset = { get_path (reader), record->path, record->rank,
                            record->shape };

  if (fv_hdf5_read_values (&dataset, values))
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  if (state->copy != NULL)
    g_unlink (state->copy);
  g_free (state->copy);
  g_array_unref (state->records);
  g_free (state);
}

const FvFormat fv_format_keras = {
  .name = "Keras HDF5",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
