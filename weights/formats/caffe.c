/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights that Caffe saved (.caffemodel): a protobuf message of layers, each with its
 * name and its blobs, of which the first is the kernel and the second the bias.
 *
 *   NetParameter   name = 1, layers = 2 or layer = 100; see caffe-probe.h
 *   layers         name = 4, blobs = 6
 *   layer          name = 1, blobs = 7; all that is read of both: see caffe.proto
 *   a blob         see caffe.proto; data = 5, double_data = 8
 *
 * The tensors of layer conv1_1 are named "conv1_1.weight" and "conv1_1.bias" here. What
 * network the layers make is the subject of caffe-graph.h. */

#include "formats.h"

#include <string.h>

#include "caffe-graph.h"
#include "caffe-message.h"
#include "caffe-probe.h"
#include "files/extent.h"
#include "files/reader-errors.h"

/* Of a batch normalisation the first is the mean, the second the variance. */
static const gchar *const suffixes[FV_CAFFE_N_BLOBS] = { "weight", "bias", "factor" };

typedef struct
{
  FvTensor tensor; /* without a name, until it is added to the reader */
  gboolean is_whole;
} Blob;

/* A file that is being opened
 *
 * is_in_doubt: weights that are not a VGG's followed the last of its convolutions; so
 *   long as none comes after them, they are those of what stands on the VGG
 * is_foreign: they are between the convolutions */
typedef struct
{
  FvReader *reader;
  FvProtobuf file;
  FvCaffeGraph *graph;
  GByteArray *net; /* what there is besides the layers */
  gint n_convolutions;
  gboolean is_in_doubt;
  gboolean is_foreign;
} State;

/* Caffe's first blobs had four dimensions each; later ones have as many as needed. */
static gboolean
get_shape (const FvCaffe__Blob *blob, FvTensor *tensor)
{
  const gint64 old_shape[] = { blob->num, blob->channels, blob->height, blob->width };
  gsize rank = blob->shape != NULL ? blob->shape->n_dim : G_N_ELEMENTS (old_shape);

  if (rank > FV_TENSOR_MAX_RANK)
    return FALSE;
  tensor->rank = (gint)rank;
  for (gsize i = 0; i < rank; i++)
    {
      gint64 length = blob->shape != NULL ? blob->shape->dim[i] : old_shape[i];

      if (length < 0)
        return FALSE;
      tensor->shape[i] = (guint64)length;
    }
  return TRUE;
}

/* A bias of the first Caffe is 1 × 1 × 1 × n. */
static void
remove_leading_ones (FvTensor *tensor)
{
  while (tensor->rank > 1 && tensor->shape[0] == 1)
    {
      tensor->rank--;
      memmove (tensor->shape, tensor->shape + 1,
               (gsize)tensor->rank * sizeof *tensor->shape);
    }
}

static gboolean
unpack_shape (State *state, const GByteArray *head, FvTensor *tensor, GError **error)
{
  FvCaffe__Blob *message = fv_caffe__blob__unpack (NULL, head->len, head->data);
  gboolean succeeded = message != NULL && get_shape (message, tensor);

  if (!succeeded)
    fv_reader_set_damaged (state->reader, error);
  if (message != NULL)
    fv_caffe__blob__free_unpacked (message, NULL);
  return succeeded;
}

/* Notes where the values lie; all else but what Caffe keeps of the training is small,
 * and copied. */
static gboolean
read_blob_field (State *state, const FvField *field, Blob *blob, GByteArray *head,
                 GError **error)
{
  const gboolean is_data = field->number == 5 || field->number == 8;

  if (is_data && field->wire == FV_WIRE_BYTES && blob->tensor.extent.end == 0)
    {
      blob->tensor.extent.type = field->number == 5 ? FV_TYPE_FLOAT32 : FV_TYPE_FLOAT64;
      blob->tensor.extent.begin = field->content;
      blob->tensor.extent.end = field->end;
      return TRUE;
    }
  if (is_data)
    {
      fv_reader_set_damaged (state->reader, error);
      return FALSE;
    }
  if (field->number <= 4 || field->number == 7)
    return fv_protobuf_copy (&state->file, field, head, error);
  return TRUE;
}

static gboolean
read_blob (State *state, const FvField *whole, Blob *blob, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  blob->is_whole = fv_protobuf_is_whole (&state->file, whole);
  blob->tensor.extent.type = FV_TYPE_OTHER;
  if (!blob->is_whole)
    return TRUE;
  while (fv_protobuf_next (&state->file, &message, &field, error))
    if (!read_blob_field (state, &field, blob, head, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  return unpack_shape (state, head, &blob->tensor, error);
}

static void
add_tensor (State *state, const gchar *layer, gint part, Blob *blob)
{
  const gchar *type = "another type";

  if (blob->tensor.extent.type != FV_TYPE_OTHER)
    type = blob->tensor.extent.type == FV_TYPE_FLOAT32 ? "float" : "double";
  if (part == 1)
    remove_leading_ones (&blob->tensor);
  blob->tensor.name = g_strconcat (layer, ".", suffixes[part], NULL);
  blob->tensor.type = g_strdup (type);
  g_array_append_val (state->reader->tensors, blob->tensor);
}

/* A batch normalisation between the convolutions is told by its weights: without them
 * the convolutions' own are worth nothing. */
static void
watch_order (State *state, const gchar *layer)
{
  if (!g_regex_match_simple ("^conv[0-9]+_[0-9]+$", layer, 0, 0))
    state->is_in_doubt = state->n_convolutions > 0;
  else
    {
      state->is_foreign |= state->is_in_doubt;
      state->n_convolutions++;
    }
}

static void
add_layer (State *state, FvCaffe__Layer *layer, Blob *blobs, gint n_blobs)
{
  gint tensors[FV_CAFFE_N_BLOBS] = { -1, -1, -1 };

  if (n_blobs > 0)
    watch_order (state, layer->name);
  for (gint i = 0; i < n_blobs; i++)
    {
      tensors[i] = (gint)state->reader->tensors->len;
      add_tensor (state, layer->name, i, &blobs[i]);
    }
  fv_caffe_graph_take_layer (state->graph, layer, tensors);
}

/* Only whole blobs count, where the file is cut. */
static gboolean
read_message (State *state, const FvField *whole, Blob *blobs, gint n_blobs,
              GError **error)
{
  const gboolean is_old = fv_caffe_find_generation (whole)->is_old;
  FvCaffe__Layer *layer;

  for (gint i = 0; i < n_blobs; i++)
    if (!blobs[i].is_whole)
      return TRUE;
  if (!fv_caffe_message_read (&state->file, whole, is_old, &layer, error))
    return FALSE;
  if (layer != NULL)
    add_layer (state, layer, blobs, n_blobs);
  else if (n_blobs > 0)
    fv_reader_set_damaged (state->reader, error);
  return layer != NULL || n_blobs == 0;
}

static gboolean
read_layer (State *state, const FvField *whole, GError **error)
{
  const guint32 number = fv_caffe_find_generation (whole)->blob;
  FvMessage message = { .begin = whole->content, .end = whole->end };
  Blob blobs[FV_CAFFE_N_BLOBS] = { 0 };
  gint n_blobs = 0;
  FvField field;

  while (fv_protobuf_next (&state->file, &message, &field, error))
    if (field.number == number && n_blobs < FV_CAFFE_N_BLOBS &&
        !read_blob (state, &field, &blobs[n_blobs++], error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  if (!fv_protobuf_is_whole (&state->file, whole) && n_blobs < 2)
    return TRUE;
  return read_message (state, whole, blobs, n_blobs, error);
}

static gboolean
read_field (State *state, const FvField *field, GError **error)
{
  if (fv_caffe_find_generation (field) != NULL)
    return read_layer (state, field, error);
  if (fv_caffe_is_known_field (field) && fv_protobuf_is_whole (&state->file, field))
    return fv_protobuf_copy (&state->file, field, state->net, error);
  return TRUE;
}

static gboolean
read_layers (State *state, GError **error)
{
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;

  while (fv_protobuf_next (&state->file, &message, &field, error))
    if (!read_field (state, &field, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  return fv_protobuf_end (&state->file, state->reader, error);
}

/* What does not say more than names and sizes of inputs is not worth a refusal. */
static void
make_topology (State *state)
{
  FvCaffe__Net *net = fv_caffe__net__unpack (NULL, state->net->len, state->net->data);

  if (net == NULL)
    return;
  if ((net->name == NULL || g_utf8_validate (net->name, -1, NULL)) &&
      fv_caffe_message_are_texts (net->input, net->n_input))
    state->reader->topology = fv_caffe_graph_make_topology (state->graph, net);
  fv_caffe__net__free_unpacked (net, NULL);
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (FvCaffeGraph) graph = fv_caffe_graph_new ();
  g_autoptr (GByteArray) net = g_byte_array_new ();
  State state = { .reader = reader, .graph = graph, .net = net };

  fv_protobuf_init (&state.file, reader);
  if (!read_layers (&state, error))
    return FALSE;
  reader->is_foreign = state.is_foreign;
  make_topology (&state);
  return TRUE;
}

const FvFormat fv_format_caffe = {
  .name = "Caffe",
  .probe = fv_caffe_probe,
  .open = open_file,
  .check = fv_extent_check_tensor,
  .read = fv_extent_read_tensor,
};
