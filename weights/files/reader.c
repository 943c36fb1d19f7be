/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens a file of named tensors, whichever format it has. The content tells the
 * format, never the file's name. */

#include "reader.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "sample-network.h"
#include "base/text.h"
#include "formats/foreign.h"

static const FvFormat *const formats[] = {
  &fv_format_safetensors, &fv_format_keras,       &fv_format_keras_archive,
  &fv_format_npz,         &fv_format_pytorch_zip, &fv_format_pytorch_legacy,
};

/* Protobuf has no signature, so these come behind all that has one. */
static const FvFormat *const formats_without_signature[] = { &fv_format_caffe,
                                                             &fv_format_onnx };

/* The sample network is a resource, which calling for it links into the program. */
static GFile *
locate (const gchar *file)
{
  if (strcmp (file, FV_SAMPLE) != 0)
    return g_file_new_for_path (file);
  fv_sample_get_resource ();
  return g_file_new_for_uri ("resource:///featvis/sample-network.safetensors");
}

/* A folder, a pipe or a device is not a file to read: some never end. */
static gboolean
check_regular (FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
      reader->location, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
      G_FILE_QUERY_INFO_NONE, NULL, &reason);

  if (info == NULL)
    {
      fv_reader_set_unreadable (reader, reason, error);
      return FALSE;
    }
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      fv_foreign_set_folder (reader, error);
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      fv_reader_set_not_file (reader, error);
      return FALSE;
    }
  reader->size = (guint64)MAX (g_file_info_get_size (info), 0);
  return TRUE;
}

static gboolean
read_first_bytes (FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (reader->location, NULL, &reason);

  if (stream != NULL &&
      g_input_stream_read_all (G_INPUT_STREAM (stream), reader->first_bytes,
                               FV_N_PROBED_BYTES, &reader->n_first_bytes, NULL, &reason))
    return TRUE;
  fv_reader_set_unreadable (reader, reason, error);
  return FALSE;
}

static const FvFormat *
probe (const FvReader *reader, const FvFormat *const *candidates, gsize n_candidates)
{
  for (gsize i = 0; i < n_candidates; i++)
    if (candidates[i]->probe (reader))
      return candidates[i];
  return NULL;
}

static gboolean
find_format (FvReader *reader, GError **error)
{
  if (reader->n_first_bytes == 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                   _ ("The weights file “%s” is empty. Download it again."),
                   reader->label);
      return FALSE;
    }
  reader->format = probe (reader, formats, G_N_ELEMENTS (formats));
  if (reader->format == NULL && fv_foreign_recognise (reader, error))
    return FALSE;
  if (reader->format == NULL)
    reader->format = probe (reader, formats_without_signature,
                            G_N_ELEMENTS (formats_without_signature));
  if (reader->format == NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("“%s” is not a weights file of a known kind. Choose VGG16 or VGG19 "
                    "weights as Keras, PyTorch, NumPy, Caffe, ONNX or safetensors "
                    "store them."),
                 reader->label);
  return reader->format != NULL;
}

static void
clear_tensor (gpointer data)
{
  FvTensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor->type);
}

/**
 * fv_reader_open:
 * @file: path of the file, or %FV_SAMPLE
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Reads which tensors a file holds, and none of their values.
 *
 * Returns: (transfer full): a reader, or %NULL
 */
FvReader *
fv_reader_open (const gchar *file, GError **error)
{
  g_autoptr (FvReader) reader = g_new0 (FvReader, 1);
  g_autofree gchar *display_name = NULL;

  reader->location = locate (file);
  reader->file = g_strdup (file);
  display_name = g_filename_display_name (file);
  reader->label = fv_text_escape (display_name);
  reader->tensors = g_array_new (FALSE, TRUE, sizeof (FvTensor));
  g_array_set_clear_func (reader->tensors, clear_tensor);
  if (!check_regular (reader, error) || !read_first_bytes (reader, error) ||
      !find_format (reader, error) || !reader->format->open (reader, error))
    return NULL;
  return g_steal_pointer (&reader);
}

/**
 * fv_reader_free:
 * @reader: (nullable): a reader
 */
void
fv_reader_free (FvReader *reader)
{
  if (reader == NULL)
    return;
  if (reader->format != NULL)
    reader->format->close (reader);
  g_array_unref (reader->tensors);
  g_object_unref (reader->location);
  g_free (reader->file);
  g_free (reader->label);
  g_free (reader);
}

const FvTensor *
fv_reader_get_tensor (const FvReader *reader, guint tensor)
{
  return &g_array_index (reader->tensors, FvTensor, tensor);
}

/**
 * fv_reader_check:
 * @reader: a reader
 * @tensor: number of a tensor
 * @error: %FV_ERROR_WEIGHTS: its type is not known, or its data is not in the file
 *   in full
 *
 * Returns: whether the tensor can be read; so its number of values is then no
 *   more than the file's size
 */
gboolean
fv_reader_check (FvReader *reader, guint tensor, GError **error)
{
  return reader->format->check (reader, tensor, error);
}

static gboolean
check_finite (const FvReader *reader, const FvTensor *tensor, const gfloat *values,
              guint64 n_values, GError **error)
{
  for (guint64 i = 0; i < n_values; i++)
    if (!isfinite (values[i]))
      {
        g_autofree gchar *name = fv_text_shorten (tensor->name);

        g_set_error (
            error, FV_ERROR, FV_ERROR_WEIGHTS,
            _ ("The weights file “%s” is damaged: “%s” holds values that are not "
               "finite numbers. Download it again, or choose another one."),
            reader->label, name);
        return FALSE;
      }
  return TRUE;
}

/**
 * fv_reader_read:
 * @reader: a reader
 * @tensor: number of a tensor that fv_reader_check() accepted
 * @values: (out caller-allocates): room for all its values
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Reads a tensor's values in C order. Values that are not finite are an error.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_reader_read (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  guint64 n_values;

  if (!fv_tensor_get_n_values (info, &n_values))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  return reader->format->read (reader, tensor, values, error) &&
         check_finite (reader, info, values, n_values, error);
}

/**
 * fv_tensor_get_n_values:
 * @tensor: a tensor
 * @n_values: (out): the product of its shape
 *
 * Returns: %FALSE if the product is too large for any memory
 */
gboolean
fv_tensor_get_n_values (const FvTensor *tensor, guint64 *n_values)
{
  *n_values = 1;
  for (gint i = 0; i < tensor->rank; i++)
    if (!g_uint64_checked_mul (n_values, *n_values, tensor->shape[i]))
      return FALSE;
  return *n_values <= G_MAXSSIZE / sizeof (gdouble);
}

/* For messages: "3 × 3 × 64 × 128". */
gchar *
fv_tensor_describe_shape (const FvTensor *tensor)
{
  GString *text = g_string_new (tensor->rank == 0 ? "1" : NULL);

  for (gint i = 0; i < tensor->rank; i++)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " × " : "",
                            tensor->shape[i]);
  return g_string_free (text, FALSE);
}

/* A folder, a pipe or a device */
void
fv_reader_set_not_file (const FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("“%s” is not a file. Choose a weights file."), reader->label);
}

void
fv_reader_set_unreadable (const FvReader *reader, const GError *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The weights file “%s” cannot be read (%s). Choose another one."),
               reader->label, reason->message);
}

void
fv_reader_set_unknown_type (const FvReader *reader, const FvTensor *tensor,
                            GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor->name);
  g_autofree gchar *type = fv_text_shorten (tensor->type);

  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("In the weights file “%s”, “%s” is stored as %s, which is not supported. "
         "Save the weights as 32-bit floating point numbers."),
      reader->label, name, type);
}

/* @layer: the layer that @tensor is of, by Keras' names
 *
 * Returns: %FALSE */
gboolean
fv_reader_set_wrong_shape (const FvReader *reader, const gchar *layer, guint tensor,
                           GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  g_autofree gchar *name = fv_text_shorten (info->name);
  g_autofree gchar *shape = fv_tensor_describe_shape (info);

  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("In the weights file “%s”, layer %s has the wrong shape: “%s” is %s. Choose "
         "weights of VGG16 or VGG19."),
      reader->label, layer, name, shape);
  return FALSE;
}

void
fv_reader_set_theano (const FvReader *reader, GError **error)
{
  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The kernels of “%s” are in Theano's order (“th”). Choose the file whose "
         "name has “tf_dim_ordering_tf_kernels” instead."),
      reader->label);
}

void
fv_reader_set_damaged (const FvReader *reader, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The weights file “%s” is damaged. Download it again."), reader->label);
}

/* @tensor: (nullable): the tensor that is cut; %NULL for the file's own tables. */
void
fv_reader_set_truncated (const FvReader *reader, const gchar *tensor, GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor);

  if (tensor != NULL)
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("The weights file “%s” is truncated: it ends before “%s” does. Download "
           "it again, or choose a layer nearer to the input."),
        reader->label, name);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("The weights file “%s” is truncated. Download it again."),
                 reader->label);
}
