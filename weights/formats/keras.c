/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights that Keras saved as HDF5; where a layer's kernel lies is told in keras-names.c.
 * Tensors are named "block1_conv1/kernel" and "block1_conv1/bias" here, in the model's
 * order as far as it is known.
 *
 * Damaged files can crash the HDF5 library, so it works in a process of its own. Only
 * hard links are followed, and only data is read that lies plainly in the file: no
 * external files, no virtual datasets, no filters. */

#include "keras.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <glib/gstdio.h>

#include "formats.h"
#include "keras-items.h"
#include "keras-names.h"
#include "keras-topology.h"
#include "theano.h"
#include "base/memory.h"
#include "files/hdf5-file.h"
#include "files/hdf5-process.h"
#include "files/reader-errors.h"
#include "meaning/layer-recognition.h"
#include "meaning/mismatch.h"

/* items: of FvKerasItem, one for each tensor of the reader, once they are in order
 * theano: how the values are ordered, if not as in TensorFlow */
typedef struct
{
  FvHdf5Process *process;
  GArray *items;
  FvTheano theano;
} State;

static const FvKerasItem *
get_item (const FvReader *reader, guint tensor)
{
  const State *state = reader->state;

  return &g_array_index (state->items, FvKerasItem, tensor);
}

static gboolean
probe (const FvReader *reader)
{
  return fv_hdf5_file_probe (reader->first_bytes, reader->n_first_bytes);
}

/* Theano's convolution turns the kernel round. Its kernels in TensorFlow's order
 * of axes cannot be told from TensorFlow's own but by the name they come under. */
static gboolean
check_name (const FvReader *reader, GError **error)
{
  g_autofree gchar *name = g_path_get_basename (reader->label);

  if (strstr (name, "th_kernels") == NULL)
    return TRUE;
  fv_mismatch_set_theano (reader, error);
  return FALSE;
}

/* Records --------------------------------------------------------------------------- */

static gboolean
is_record_sound (const FvHdf5Record *record)
{
  return memchr (record->path, '\0', sizeof record->path) != NULL &&
         memchr (record->label, '\0', sizeof record->label) != NULL &&
         memchr (record->type, '\0', sizeof record->type) != NULL && record->rank >= 0 &&
         record->rank <= FV_TENSOR_MAX_RANK;
}

/* What the process tells of some datasets */
static gboolean
add_items (const FvConnection *connection, gsize n_bytes, gpointer data)
{
  State *state = data;
  const gsize n_items = n_bytes / sizeof (FvHdf5Record);
  g_autofree FvHdf5Record *records = NULL;

  if (n_bytes % sizeof *records != 0 || n_items > FV_HDF5_MAX_LINKS - state->items->len)
    return FALSE;
  records = g_new (FvHdf5Record, n_items);
  if (!fv_connection_read (connection, records, n_bytes))
    return FALSE;
  for (gsize i = 0; i < n_items; i++)
    {
      const FvKerasItem item = { .record = records[i] };

      if (!is_record_sound (&item.record))
        return FALSE;
      g_array_append_val (state->items, item);
    }
  return TRUE;
}

static void
add_tensor (FvReader *reader, const FvKerasItem *item)
{
  const FvHdf5Record *record = &item->record;
  FvTensor tensor = { .rank = record->rank };

  tensor.name = g_strdup (item->name);
  tensor.type = g_strdup (record->type[0] != '\0' ? record->type : "another type");
  memcpy (tensor.shape, record->shape, sizeof tensor.shape);
  g_array_append_val (reader->tensors, tensor);
}

/* Opening --------------------------------------------------------------------------- */

static void
add_tensors (FvReader *reader, const FvKerasConfig *config)
{
  State *state = reader->state;
  g_autoptr (GArray) items = g_steal_pointer (&state->items);
  gboolean is_theano = FALSE;

  state->items = fv_keras_items_name (items, config);
  for (guint i = 0; i < state->items->len; i++)
    {
      const FvKerasItem *item = &g_array_index (state->items, FvKerasItem, i);

      is_theano = is_theano || fv_theano_has_written (item->record.path);
      add_tensor (reader, item);
    }
  fv_theano_init (&state->theano, reader, is_theano);
  fv_layers_recognise (reader);
}

static FvKerasVariables *
list_variables (const FvReader *reader)
{
  const State *state = reader->state;
  FvKerasVariables *variables = fv_keras_variables_new ();

  for (guint i = 0; i < state->items->len; i++)
    {
      g_autofree gchar *key = fv_keras_make_key (get_item (reader, i)->record.path);

      fv_keras_variables_add (variables, key, (gint)i);
    }
  return variables;
}

/* @config: (nullable): of an archive; otherwise the file of the weights may have it */
static gboolean
read_topology (FvReader *reader, const FvKerasConfig *config, GError **error)
{
  const State *state = reader->state;
  g_autoptr (FvKerasVariables) variables = list_variables (reader);
  g_autoptr (FvKerasConfig) own = NULL;
  g_autofree gchar *model = NULL;

  if (config == NULL)
    {
      model = fv_hdf5_process_read_model (state->process, error);
      if (model == NULL)
        return FALSE;
      own = fv_keras_config_new (model, strlen (model));
    }
  if (config != NULL || own != NULL)
    reader->topology = fv_keras_topology_new (reader, config != NULL ? config : own,
                                              config != NULL, variables);
  return TRUE;
}

static gboolean
walk (FvReader *reader, const FvHdf5File *file, const FvKerasConfig *config,
      GError **error)
{
  g_autoptr (GError) reason = NULL;
  State *state = reader->state;

  if (fv_hdf5_process_open (state->process, file, add_items, state, &reason))
    {
      add_tensors (reader, config);
      read_topology (reader, config, &reason);
    }
  if (reason == NULL && (reader->tensors->len > 0 || !reader->is_cut))
    return TRUE;
  if (reader->is_cut &&
      (reason == NULL || g_error_matches (reason, FV_ERROR, FV_ERROR_WEIGHTS)))
    fv_reader_set_truncated (reader, NULL, error);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Closes what a source has open, if anything. */
void
fv_keras_source_close (FvKerasSource *source)
{
  if (source->descriptor >= 0)
    g_close (source->descriptor, NULL);
}

/**
 * fv_keras_open:
 * @reader: a reader
 * @source: where the HDF5 file lies
 * @config: (nullable): the model's configuration
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Finds the tensors. The other functions here are those of a #FvFormat.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_keras_open (FvReader *reader, const FvKerasSource *source, const FvKerasConfig *config,
               GError **error)
{
  FvHdf5File file = { .begin = source->begin, .size = source->size };
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->items = g_array_new (FALSE, FALSE, sizeof (FvKerasItem));
  if (!check_name (reader, error))
    return FALSE;
  if (!fv_hdf5_file_measure (source->descriptor, &file))
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  reader->is_cut = file.full_size > file.size;
  state->process = fv_hdf5_process_new (reader, source->descriptor, error);
  return state->process != NULL && walk (reader, &file, config, error);
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_auto (FvKerasSource)
      source = { fv_reader_open_descriptor (reader, error), 0, reader->size };

  return source.descriptor >= 0 && fv_keras_open (reader, &source, NULL, error);
}

/* Reading --------------------------------------------------------------------------- */

gboolean
fv_keras_check (FvReader *reader, guint tensor, GError **error)
{
  const FvHdf5Record *record = &get_item (reader, tensor)->record;
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
add_values (const FvConnection *connection, gsize n_bytes, gpointer data)
{
  Rest *rest = data;
  guint64 n = n_bytes / sizeof (gfloat);

  if (n_bytes % sizeof (gfloat) != 0 || n > rest->n_values ||
      !fv_connection_read (connection, rest->values, n_bytes))
    return FALSE;
  rest->values += n;
  rest->n_values -= n;
  return TRUE;
}

static gboolean
read_stored (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;
  Rest rest = { values, 0 };

  if (fv_tensor_get_n_values (fv_reader_get_tensor (reader, tensor), &rest.n_values) &&
      !fv_hdf5_process_read (state->process, &get_item (reader, tensor)->record,
                             add_values, &rest, error))
    return FALSE;
  if (rest.n_values == 0)
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

gboolean
fv_keras_read (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  fv_autofree gfloat *stored = NULL;
  guint64 n_values;

  if (!fv_theano_reorders (&state->theano, reader, tensor))
    return read_stored (reader, tensor, values, error);
  fv_tensor_get_n_values (info, &n_values);
  stored = fv_memory_new_floats ((gsize)n_values, error);
  if (stored == NULL || !read_stored (reader, tensor, stored, error))
    return FALSE;
  fv_theano_reorder (&state->theano, info, stored, values);
  return TRUE;
}

void
fv_keras_close (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  fv_hdf5_process_free (state->process);
  g_array_unref (state->items);
  g_free (state);
}

const FvFormat fv_format_keras = {
  .name = "Keras HDF5",
  .probe = probe,
  .open = open_file,
  .check = fv_keras_check,
  .read = fv_keras_read,
  .close = fv_keras_close,
};
