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
 * Only hard links are followed, and only data is read that lies plainly in the
 * file: no external files, no virtual datasets, no filters. */

#define H5_USE_110_API

#include "layout.h"
#include "reader.h"

#include <glib/gi18n-lib.h>
#include <hdf5.h>
#include <string.h>

#define MAX_DEPTH 8
#define MAX_LINKS 20000 /* a hard link may lead back to a group above it */

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

/* The library's own state is not safe to use from several threads. */
static GMutex hdf5_mutex;

typedef struct
{
  hid_t file;
  GPtrArray *paths; /* of each tensor of the reader */
} State;

/* A walk through the groups of a file. */
typedef struct
{
  FvReader *reader;
  GPtrArray *names; /* the groups from the root down to the current one */
  gint n_links;
} Walk;

/* HDF5 prints its errors unless it is told not to. */
static void
begin_hdf5 (void)
{
  g_mutex_lock (&hdf5_mutex);
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
}

static void
end_hdf5 (void)
{
  g_mutex_unlock (&hdf5_mutex);
}

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

/* What describes a type in a message; %NULL for one that is not read. */
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
  return NULL;
}

static gboolean
get_shape (hid_t dataset, FvTensor *tensor)
{
  hsize_t shape[H5S_MAX_RANK];
  hid_t space = H5Dget_space (dataset);

  tensor->rank = H5Sget_simple_extent_dims (space, shape, NULL);
  H5Sclose (space);
  if (tensor->rank < 0 || tensor->rank > FV_TENSOR_MAX_RANK)
    return FALSE;
  for (gint i = 0; i < tensor->rank; i++)
    tensor->shape[i] = shape[i];
  return TRUE;
}

static void
add_dataset (Walk *walk, hid_t dataset, const gchar *name)
{
  State *state = walk->reader->state;
  const gchar *layer = find_layer (walk->names);
  const gchar *part = layer != NULL ? find_part (walk->names, name, layer) : NULL;
  FvTensor tensor = { NULL };
  hid_t type;

  if (part == NULL || !get_shape (dataset, &tensor))
    return;
  type = H5Dget_type (dataset);
  tensor.type = g_strdup (describe_type (type));
  H5Tclose (type);
  if (tensor.type == NULL)
    tensor.type = g_strdup ("another type");
  tensor.name = g_strconcat (layer, "/", part, NULL);
  g_array_append_val (walk->reader->tensors, tensor);

  g_ptr_array_add (walk->names, (gpointer)name);
  g_ptr_array_add (walk->names, NULL);
  g_ptr_array_add (state->paths, g_strjoinv ("/", (gchar **)walk->names->pdata));
  g_ptr_array_set_size (walk->names, (gint)walk->names->len - 2);
}

/* A callback of H5Literate(); a positive return value ends the walk. */
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
    add_dataset (walk, object, name);
  else if (H5Iget_type (object) == H5I_GROUP && walk->names->len < MAX_DEPTH)
    {
      g_ptr_array_add (walk->names, (gpointer)name);
      result = H5Literate (object, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, walk);
      g_ptr_array_set_size (walk->names, (gint)walk->names->len - 1);
    }
  H5Oclose (object);
  return result;
}

/* The superblock tells where the file should end: a 64-bit number, little-endian,
 * whose place depends on the superblock's version. */
static gboolean
is_truncated (const FvReader *reader)
{
  gsize offset = reader->first_bytes[8] < 2 ? 40 : 28;
  guint64 end;

  if (reader->n_first_bytes < offset + sizeof end)
    return TRUE;
  memcpy (&end, reader->first_bytes + offset, sizeof end);
  return GUINT64_FROM_LE (end) > reader->size;
}

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
open_file (FvReader *reader, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Walk walk = { .reader = reader, .names = names };
  State *state = g_new0 (State, 1);
  gboolean succeeded = FALSE;

  reader->state = state;
  state->paths = g_ptr_array_new_with_free_func (g_free);
  state->file = H5I_INVALID_HID;
  if (!check_name (reader, error))
    return FALSE;
  begin_hdf5 ();
  state->file = H5Fopen (reader->file, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (state->file >= 0)
    succeeded = H5Literate (state->file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link,
                            &walk) == 0;
  end_hdf5 ();
  if (!succeeded && is_truncated (reader))
    fv_reader_set_truncated (reader, NULL, error);
  else if (!succeeded)
    fv_reader_set_damaged (reader, error);
  return succeeded;
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
is_stored_in_full (const FvReader *reader, hid_t dataset, hid_t type,
                   const FvTensor *tensor)
{
  FvTensor current = { NULL };
  guint64 n_values, n_bytes;
  haddr_t offset = H5Dget_offset (dataset);

  if (!get_shape (dataset, &current) || current.rank != tensor->rank ||
      memcmp (current.shape, tensor->shape, sizeof current.shape) != 0 ||
      !fv_tensor_get_n_values (tensor, &n_values) ||
      !g_uint64_checked_mul (&n_bytes, n_values, H5Tget_size (type)) ||
      H5Dget_storage_size (dataset) != n_bytes || n_bytes > reader->size)
    return FALSE;
  return offset == HADDR_UNDEF || offset <= reader->size - n_bytes;
}

static gboolean
check_dataset (FvReader *reader, hid_t dataset, const FvTensor *tensor, GError **error)
{
  hid_t type = H5Dget_type (dataset);
  gboolean succeeded = FALSE;

  if (describe_type (type) == NULL)
    fv_reader_set_unknown_type (reader, tensor, error);
  else if (!is_stored_plainly (dataset))
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("In the weights file “%s”, “%s” is compressed or lies in another file. "
           "Rewrite it with “h5repack -f NONE -l CONTI”."),
        reader->label, tensor->name);
  else if (!is_stored_in_full (reader, dataset, type, tensor))
    fv_reader_set_damaged (reader, error);
  else
    succeeded = TRUE;
  H5Tclose (type);
  return succeeded;
}

/* Checks a tensor, and reads it if @values is not %NULL. */
static gboolean
use_dataset (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  gboolean succeeded = FALSE;
  hid_t dataset;

  begin_hdf5 ();
  dataset = H5Dopen2 (state->file, state->paths->pdata[tensor], H5P_DEFAULT);
  if (dataset < 0)
    fv_reader_set_damaged (reader, error);
  else
    {
      succeeded = check_dataset (reader, dataset, info, error);
      if (succeeded && values != NULL &&
          H5Dread (dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
        {
          fv_reader_set_damaged (reader, error);
          succeeded = FALSE;
        }
      H5Dclose (dataset);
    }
  end_hdf5 ();
  return succeeded;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  return use_dataset (reader, tensor, NULL, error);
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  return use_dataset (reader, tensor, values, error);
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  if (state->file >= 0)
    {
      begin_hdf5 ();
      H5Fclose (state->file);
      end_hdf5 ();
    }
  g_ptr_array_unref (state->paths);
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
