/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of 2015, when Keras knew Theano alone: kernels are filter × input × row ×
 * column, and turned by half a turn, as Theano convolves where others correlate. The
 * rows of the first dense layer are channel × row × column. */

#include "theano.h"

/**
 * fv_theano_has_written:
 * @path: of a dataset of Keras
 *
 * Returns: whether it is of a file of that time
 */
gboolean
fv_theano_has_written (const gchar *path)
{
  return g_regex_match_simple ("^layer_[0-9]+/param_[0-9]+$", path, 0, 0);
}

static void
give_tensorflows_shape (FvTensor *kernel)
{
  const guint64 shape[FV_TENSOR_MAX_RANK] = { kernel->shape[2], kernel->shape[3],
                                              kernel->shape[1], kernel->shape[0] };

  for (gint i = 0; i < FV_TENSOR_MAX_RANK; i++)
    kernel->shape[i] = shape[i];
}

/**
 * fv_theano_init:
 * @theano: (out caller-allocates): what is to be reordered
 * @reader: a file whose tensors are in the model's order; they are given the shapes that
 *   TensorFlow would have for them
 * @is_theano: whether it is of that time
 */
void
fv_theano_init (FvTheano *theano, FvReader *reader, gboolean is_theano)
{
  *theano = (FvTheano){ is_theano, G_MAXUINT, 0 };
  for (guint i = 0; is_theano && i < reader->tensors->len; i++)
    {
      FvTensor *tensor = &g_array_index (reader->tensors, FvTensor, i);

      if (tensor->rank == 4)
        {
          give_tensorflows_shape (tensor);
          theano->n_channels = tensor->shape[3];
        }
      else if (tensor->rank == 2 && theano->first_dense == G_MAXUINT)
        theano->first_dense = i;
    }
}

/**
 * fv_theano_reorders:
 * @theano: what is to be reordered
 * @reader: the file
 * @tensor: number of a tensor
 *
 * Returns: whether the tensor's values are to be given to fv_theano_reorder()
 */
gboolean
fv_theano_reorders (const FvTheano *theano, const FvReader *reader, guint tensor)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);

  return theano->is_theano &&
         (info->rank == 4 || (tensor == theano->first_dense && theano->n_channels > 0 &&
                              info->shape[0] % theano->n_channels == 0));
}

static void
turn_kernel (const guint64 *shape, const gfloat *stored, gfloat *values)
{
  const guint64 n_taps = shape[0] * shape[1], n_inputs = shape[2], n_filters = shape[3];

  for (guint64 tap = 0; tap < n_taps; tap++)
    for (guint64 input = 0; input < n_inputs; input++)
      for (guint64 filter = 0; filter < n_filters; filter++)
        *values++ = stored[(filter * n_inputs + input) * n_taps + n_taps - 1 - tap];
}

static void
sort_rows (const guint64 *shape, guint64 n_channels, const gfloat *stored, gfloat *values)
{
  const guint64 n_positions = shape[0] / n_channels, n_outputs = shape[1];

  for (guint64 position = 0; position < n_positions; position++)
    for (guint64 channel = 0; channel < n_channels; channel++)
      {
        const gfloat *row = stored + (channel * n_positions + position) * n_outputs;

        for (guint64 i = 0; i < n_outputs; i++)
          *values++ = row[i];
      }
}

/**
 * fv_theano_reorder:
 * @theano: what is to be reordered
 * @tensor: a tensor that is
 * @stored: its values as they are in the file
 * @values: (out caller-allocates): the same in TensorFlow's order
 */
void
fv_theano_reorder (const FvTheano *theano, const FvTensor *tensor, const gfloat *stored,
                   gfloat *values)
{
  if (tensor->rank == 4)
    turn_kernel (tensor->shape, stored, values);
  else
    sort_rows (tensor->shape, theano->n_channels, stored, values);
}
