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
 * file: no external files, no virtual datasets, no chunks, no filters. */

#include "hdf5.h"
#include "layout.h"
#include "reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 8
#define MAX_LINKS 20000

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

typedef struct
{
  FvPlace place;
  gboolean is_big_endian;
  gboolean is_plain;
} Data;

typedef struct
{
  FvHdf5 file;
  GArray *data; /* of Data, one for each tensor of the reader */
} State;

/* A walk through the groups of a file. */
typedef struct
{
  FvReader *reader;
  State *state;
  GPtrArray *names;  /* the groups from the root down to the current one */
  GArray *ancestors; /* their offsets: a hard link may lead back to one of them */
  guint n_links;
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

static void
add_dataset (Walk *walk, FvHdf5Object *object, const gchar *name)
{
  const gchar *layer = find_layer (walk->names);
  const gchar *part = layer != NULL ? find_part (walk->names, name, layer) : NULL;
  FvTensor tensor = object->tensor;
  Data data = { object->place, object->is_big_endian, object->is_plain };

  if (part == NULL || tensor.rank < 0)
    return;
  object->tensor.type = NULL;
  tensor.name = g_strconcat (layer, "/", part, NULL);
  g_array_append_val (walk->reader->tensors, tensor);
  g_array_append_val (walk->state->data, data);
}

static gboolean
is_ancestor (const Walk *walk, guint64 object)
{
  for (guint i = 0; i < walk->ancestors->len; i++)
    if (g_array_index (walk->ancestors, guint64, i) == object)
      return TRUE;
  return FALSE;
}

static gboolean visit_group (Walk *walk, FvHdf5Object *group, guint64 offset,
                             GError **error);

static gboolean
visit_link (Walk *walk, const FvHdf5Link *link, GError **error)
{
  g_autoptr (FvHdf5Object) object = NULL;
  gboolean succeeded = TRUE;

  if (++walk->n_links > MAX_LINKS || !g_utf8_validate (link->name, -1, NULL))
    {
      fv_reader_set_damaged (walk->reader, error);
      return FALSE;
    }
  if (is_ancestor (walk, link->object))
    return TRUE;
  object = fv_hdf5_read_object (&walk->state->file, link->object, error);
  if (object == NULL)
    return FALSE;
  if (object->kind == FV_HDF5_DATASET && walk->names->len > 0)
    add_dataset (walk, object, link->name);
  else if (object->kind == FV_HDF5_GROUP && walk->names->len < MAX_DEPTH)
    {
      g_ptr_array_add (walk->names, link->name);
      succeeded = visit_group (walk, object, link->object, error);
      g_ptr_array_set_size (walk->names, (gint)walk->names->len - 1);
    }
  return succeeded;
}

static gboolean
visit_group (Walk *walk, FvHdf5Object *group, guint64 offset, GError **error)
{
  g_array_append_val (walk->ancestors, offset);
  for (guint i = 0; i < group->links->len; i++)
    if (!visit_link (walk, &g_array_index (group->links, FvHdf5Link, i), error))
      return FALSE;
  g_array_set_size (walk->ancestors, walk->ancestors->len - 1);
  return TRUE;
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
walk_file (FvReader *reader, State *state, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) ancestors = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (FvHdf5Object) root =
      fv_hdf5_read_object (&state->file, state->file.root, error);
  Walk walk = {
    .reader = reader, .state = state, .names = names, .ancestors = ancestors
  };

  return root != NULL && visit_group (&walk, root, state->file.root, error);
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->data = g_array_new (FALSE, TRUE, sizeof (Data));
  return check_name (reader, error) && fv_hdf5_open (&state->file, reader, error) &&
         walk_file (reader, state, error);
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const Data *data = &g_array_index (state->data, Data, tensor);

  if (data->place.type == FV_TYPE_OTHER || data->is_plain)
    return fv_place_check (reader, info, &data->place, error);
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("In the weights file “%s”, “%s” is compressed or lies in another file. "
                  "Rewrite it with “h5repack -f NONE -l CONTI”."),
               reader->label, info->name);
  return FALSE;
}

/* Turns round the bytes of each value. */
static void
swap (guint8 *bytes, gsize n_values, gsize size)
{
  for (gsize i = 0; i < n_values; i++)
    for (gsize k = 0; k < size / 2; k++)
      {
        guint8 *value = bytes + i * size;
        guint8 byte = value[k];

        value[k] = value[size - 1 - k];
        value[size - 1 - k] = byte;
      }
}

static gboolean
read_big_endian (const FvReader *reader, const FvPlace *place, gfloat *values,
                 GError **error)
{
  State *state = reader->state;
  gsize size = fv_type_get_size (place->type);
  guint64 n_values = (place->end - place->begin) / size;
  g_autofree guint8 *bytes = g_malloc (FV_VALUES_AT_ONCE * size);

  for (guint64 i = 0; i < n_values; i += FV_VALUES_AT_ONCE)
    {
      gsize n = (gsize)MIN (n_values - i, FV_VALUES_AT_ONCE);

      if (!fv_place_read_bytes (reader, state->file.stream, place->begin + i * size,
                                bytes, n * size, error))
        return FALSE;
      swap (bytes, n, size);
      fv_values_decode (place->type, bytes, n, values + i);
    }
  return TRUE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  State *state = reader->state;
  const Data *data = &g_array_index (state->data, Data, tensor);

  if (data->is_big_endian)
    return read_big_endian (reader, &data->place, values, error);
  return fv_place_read (reader, state->file.stream, &data->place, values, error);
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  fv_hdf5_close (&state->file);
  g_array_unref (state->data);
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
