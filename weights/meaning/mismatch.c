/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that is read well but is of another network is described, so that one sees
 * whether it is the wrong file or an unknown way of naming. */

#include "mismatch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "family.h"
#include "base/text.h"

#define SEPARATORS "./:"
#define MAX_SIDE   31 /* of a kernel, rows or columns */

/* Returns: whether a name, or an end of it, is that of a normalisation between the
 *   convolutions of a VGG */
static gboolean
is_normalisation (const gchar *name)
{
  const FvFamily *family;

  while (name != NULL)
    {
      for (gint i = 0; (family = fv_family_get (i)) != NULL; i++)
        if (fv_family_is_normalisation (family, name))
          return TRUE;
      name = strpbrk (name, SEPARATORS);
      name = name != NULL ? name + 1 : NULL;
    }
  return FALSE;
}

/* Returns: (nullable): the first tensor of a normalisation */
static const FvTensor *
find_normalisation (const FvReader *reader)
{
  for (guint i = 0; i < reader->tensors->len; i++)
    if (is_normalisation (fv_reader_get_tensor (reader, i)->name))
      return fv_reader_get_tensor (reader, i);
  return NULL;
}

static gboolean
is_side (guint64 length, guint64 other)
{
  return length > 0 && length <= MAX_SIDE &&
         (length == other || MIN (length, other) == 1);
}

/* Returns: the inputs of a kernel, whichever way its axes are ordered; 0 if it is none */
static guint64
find_n_inputs (const FvTensor *tensor)
{
  const guint64 *shape = tensor->shape;

  if (tensor->rank != FV_TENSOR_MAX_RANK)
    return 0;
  if (is_side (shape[2], shape[3]) && is_side (shape[3], shape[2]))
    return shape[1];
  return is_side (shape[0], shape[1]) && is_side (shape[1], shape[0]) ? shape[2] : 0;
}

/* @n_kernels: (out): how many tensors have the shape of a convolution's kernel
 *
 * Returns: (nullable): the one that takes colours, else the first */
static const FvTensor *
find_kernel (const FvReader *reader, guint *n_kernels)
{
  const FvTensor *first = NULL, *colours = NULL;

  *n_kernels = 0;
  for (guint i = 0; i < reader->tensors->len; i++)
    {
      const FvTensor *tensor = fv_reader_get_tensor (reader, i);
      guint64 n_inputs = find_n_inputs (tensor);

      *n_kernels += n_inputs > 0;
      if (n_inputs > 0 && first == NULL)
        first = tensor;
      if (n_inputs == 3 && colours == NULL)
        colours = tensor;
    }
  return colours != NULL ? colours : first;
}

static void
set_normalised (const FvReader *reader, const FvTensor *tensor, GError **error)
{
  g_autofree gchar *name = fv_text_shorten (tensor->name);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("“%s” (%s) holds another network: a VGG with batch normalisation "
                  "(“%s”), such as vgg16_bn. Export it as ONNX, which tells the network, "
                  "or choose weights of VGG16 or VGG19 without it."),
               reader->label, reader->format->name, name);
}

static void
set_described (const FvReader *reader, GError **error)
{
  guint n_kernels;
  const FvTensor *kernel = find_kernel (reader, &n_kernels);
  const FvTensor *shown = kernel != NULL ? kernel : fv_reader_get_tensor (reader, 0);
  g_autofree gchar *name = fv_text_shorten (shown->name);
  g_autofree gchar *shape = fv_tensor_describe_shape (shown);

  if (n_kernels > 0)
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        ngettext (
            "“%s” (%s) holds another network, of %u convolution: “%s” has the shape "
            "%s. It holds the weights, but not how the layers are joined. Choose a file "
            "that tells both: Caffe’s, a whole model of Keras, or ONNX.",
            "“%s” (%s) holds another network, of %u convolutions: “%s” has the shape "
            "%s. It holds the weights, but not how the layers are joined. Choose a file "
            "that tells both: Caffe’s, a whole model of Keras, or ONNX.",
            n_kernels),
        reader->label, reader->format->name, n_kernels, name, shape);
  else
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("“%s” (%s) holds another network, and no convolution’s weights: its first "
           "tensor is “%s” of the shape %s. Choose a convolutional network."),
        reader->label, reader->format->name, name, shape);
}

/**
 * fv_mismatch_set_network:
 * @reader: a file whose tensors are of another network
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_mismatch_set_network (const FvReader *reader, GError **error)
{
  const FvTensor *normalisation = find_normalisation (reader);

  if (normalisation != NULL)
    set_normalised (reader, normalisation, error);
  else if (reader->tensors->len > 0)
    set_described (reader, error);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("“%s” (%s) holds no weights of a known network. Choose another "
                    "file."),
                 reader->label, reader->format->name);
}

/**
 * fv_mismatch_set_several:
 * @reader: a file that holds two networks, either of which could be meant
 * @first: number of the one's first tensor
 * @second: number of the other's
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_mismatch_set_several (const FvReader *reader, guint first, guint second,
                         GError **error)
{
  g_autofree gchar *one = fv_text_shorten (fv_reader_get_tensor (reader, first)->name);
  g_autofree gchar *other = fv_text_shorten (fv_reader_get_tensor (reader, second)->name);

  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("“%s” holds two networks that could be meant, with the tensors “%s” and "
         "“%s”. Save the weights of one of them alone."),
      reader->label, one, other);
}

/**
 * fv_mismatch_set_shape:
 * @reader: a file
 * @layer: the layer that @tensor is of, by Keras' names
 * @tensor: number of a tensor that has not the shape that it should have
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_mismatch_set_shape (const FvReader *reader, const gchar *layer, guint tensor,
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
}

/**
 * fv_mismatch_set_theano:
 * @reader: a file whose kernels are ordered as Theano has them
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_mismatch_set_theano (const FvReader *reader, GError **error)
{
  g_set_error (
      error, FV_ERROR, FV_ERROR_WEIGHTS,
      _ ("The kernels of “%s” are in Theano's order (“th”). Choose the file whose "
         "name has “tf_dim_ordering_tf_kernels” instead."),
      reader->label);
}
