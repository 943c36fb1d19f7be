/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of a file tells its format, never its name. */

#include "formats.h"

#include <glib/gi18n-lib.h>

#include "foreign.h"

static const FvFormat *const formats[] = {
  &fv_format_safetensors, &fv_format_keras,       &fv_format_keras_archive,
  &fv_format_npz,         &fv_format_pytorch_zip, &fv_format_pytorch_legacy,
};

/* Protobuf has no signature, so these come behind all that has one. */
static const FvFormat *const formats_without_signature[] = { &fv_format_caffe,
                                                             &fv_format_onnx };

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
                 _ ("“%s” is not a weights file of a known kind. Choose a network in a "
                    "file of Caffe, Keras or ONNX, or weights of VGG16, VGG19 or "
                    "ResNet50V2, which may also be in a file of PyTorch, NumPy or "
                    "safetensors."),
                 reader->label);
  return reader->format != NULL;
}

/**
 * fv_formats_open:
 * @location: the file
 * @file: its path, or what stands for it
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads which tensors a file holds, and none of their values.
 *
 * Returns: (transfer full): a reader, or %NULL
 */
FvReader *
fv_formats_open (GFile *location, const gchar *file, GError **error)
{
  g_autoptr (FvReader) reader = fv_reader_new (location, file, error);

  if (reader == NULL)
    return NULL;
  if (reader->is_folder)
    {
      fv_foreign_set_folder (reader, error);
      return NULL;
    }
  if (!find_format (reader, error) || !reader->format->open (reader, error))
    return NULL;
  return g_steal_pointer (&reader);
}
