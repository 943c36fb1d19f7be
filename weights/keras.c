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

#include "hdf5-copy.h"
#include "hdf5-process.h"
#include "isolated.h"
#include "layout.h"
#include "reader.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

/* copy: (nullable): path of a copy that is opened instead of a truncated file */
typedef struct
{
  FvHdf5Process *process;
  GArray *records; /* of each tensor of the reader */
  gchar *copy;
} State;

static gboolean
probe (const FvReader *reader)
{
  return reader->n_first_bytes >= sizeof signature &&
         memcmp (reader->first_bytes, signature, sizeof signature) == 0;
}

static const gchar *
get_path (const FvReader *reader)
{
  const State *state = reader->state;

  return state->copy != NULL ? state->copy : reader->file;
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
is_record_sound (const FvHdf5Record *record)
{
  return memchr (record->name, '\0', sizeof record->name) != NULL &&
         memchr (record->path, '\0', sizeof record->path) != NULL &&
         memchr (record->type, '\0', sizeof record->type) != NULL && record->rank >= 0 &&
         record->rank <= FV_TENSOR_MAX_RANK;
}

/* What the process tells of one tensor */
static gboolean
add_record (gint descriptor, gsize n_bytes, gpointer data)
{
  FvReader *reader = data;
  State *state = reader->state;
  FvHdf5Record record;
  FvTensor tensor = { NULL };

  if (n_bytes != sizeof record || state->records->len >= FV_HDF5_MAX_LINKS ||
      !fv_isolated_read (descriptor, &record, sizeof record) ||
      !is_record_sound (&record))
    return FALSE;
  g_array_append_val (state->records, record);
  tensor.rank = record.rank;
  tensor.name = g_strdup (record.name);
  tensor.type = g_strdup (record.type[0] != '\0' ? record.type : "another type");
  memcpy (tensor.shape, record.shape, sizeof tensor.shape);
  g_array_append_val (reader->tensors, tensor);
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->records = g_array_new (FALSE, FALSE, sizeof (FvHdf5Record));
  reader->is_cut = fv_hdf5_is_truncated (reader);
  if (!check_name (reader, error))
    return FALSE;
  if (reader->is_cut && (state->copy = fv_hdf5_copy_whole (reader)) == NULL)
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  if ((state->process = fv_hdf5_process_new (reader, error)) == NULL)
    return FALSE;
  if (fv_hdf5_process_open (state->process, get_path (reader), reader->is_cut, add_record,
                            reader, &reason) &&
      (reader->tensors->len > 0 || !reader->is_cut))
    return TRUE;
  if (reader->is_cut && !g_error_matches (reason, FV_ERROR, FV_ERROR_MEMORY))
    fv_reader_set_truncated (reader, NULL, error);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const State *state = reader->state;
  const FvHdf5Record *record = &g_array_index (state->records, FvHdf5Record, tensor);
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

/* Room for the values that are still to come */
typedef struct
{
  gfloat *values;
  guint64 n_values;
} Rest;

static gboolean
add_values (gint descriptor, gsize n_bytes, gpointer data)
{
  Rest *rest = data;
  guint64 n = n_bytes / sizeof (gfloat);

  if (n_bytes % sizeof (gfloat) != 0 || n > rest->n_values ||
      !fv_isolated_read (descriptor, rest->values, n_bytes))
    return FALSE;
  rest->values += n;
  rest->n_values -= n;
  return TRUE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;
  Rest rest = { values, 0 };

  if (fv_tensor_get_n_values (fv_reader_get_tensor (reader, tensor), &rest.n_values) &&
      !fv_hdf5_process_read (state->process,
                             &g_array_index (state->records, FvHdf5Record, tensor),
                             add_values, &rest, error))
    return FALSE;
  if (rest.n_values == 0)
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
  fv_hdf5_process_free (state->process);
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
