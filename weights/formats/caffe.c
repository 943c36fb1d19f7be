/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights that Caffe saved (.caffemodel): a protobuf message of layers, each with its
 * name and its blobs, of which the first is the kernel and the second the bias.
 *
 *   NetParameter   name = 1, layers = 2 (until 2014), layer = 100 (since then)
 *   layers         name = 4, blobs = 6
 *   layer          name = 1, blobs = 7
 *   a blob         see caffe.proto; data = 5, double_data = 8
 *
 * The tensors of layer conv1_1 are named "conv1_1.weight" and "conv1_1.bias" here. */

#include "formats.h"

#include <string.h>

#include "files/extent.h"
#include "files/protobuf.h"
#include "files/reader-errors.h"
#include "formats/caffe.pb-c.h"

#define N_USED_BLOBS 2

/* Where a generation of Caffe keeps what is needed. */
typedef struct
{
  guint32 layer; /* number in the whole message */
  guint32 name;  /* numbers in the layer's */
  guint32 blob;
} Generation;

static const Generation generations[] = { { 100, 1, 7 }, { 2, 4, 6 } };

static const gchar *const suffixes[N_USED_BLOBS] = { "weight", "bias" };

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
  gint n_convolutions;
  gboolean is_in_doubt;
  gboolean is_foreign;
} State;

static const Generation *
find_generation (const FvField *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (generations); i++)
    if (field->wire == FV_WIRE_BYTES && field->number == generations[i].layer)
      return &generations[i];
  return NULL;
}

/* Whether a field is one that comes before the layers, of the published type: the name,
 * the names and sizes of the inputs, and a few switches. */
static gboolean
is_known_field (const FvField *field)
{
  switch (field->number)
    {
    case 1: /* name */
    case 3: /* input */
    case 6: /* state */
    case 8: /* input_shape */
      return field->wire == FV_WIRE_BYTES;
    case 4: /* input_dim */
    case 5: /* force_backward */
    case 7: /* debug_info */
      return field->wire == FV_WIRE_VARINT;
    default:
      return FALSE;
    }
}

/* Protobuf has no signature, so the first fields must make sense up to a layer, and
 * that must begin with its name, its type, or the blobs that it connects. */
static gboolean
probe (const FvReader *reader)
{
  FvProtobuf file;
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;

  fv_protobuf_probe (&file, reader);
  while (fv_protobuf_next (&file, &message, &field, NULL))
    {
      FvMessage layer = { .begin = field.content, .end = field.end };

      if (find_generation (&field) != NULL)
        return fv_protobuf_next (&file, &layer, &field, NULL) &&
               field.wire == FV_WIRE_BYTES && field.number <= 4;
      if (!is_known_field (&field))
        return FALSE;
    }
  return FALSE;
}

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

/* Returns: (transfer full) (nullable): the layer's name */
static gchar *
unpack_name (const Generation *generation, const GByteArray *head)
{
  gchar *name = NULL;

  if (generation->layer == 2)
    {
      FvCaffe__OldLayer *layer =
          fv_caffe__old_layer__unpack (NULL, head->len, head->data);

      if (layer != NULL)
        {
          name = g_strdup (layer->name);
          fv_caffe__old_layer__free_unpacked (layer, NULL);
        }
    }
  else
    {
      FvCaffe__Layer *layer = fv_caffe__layer__unpack (NULL, head->len, head->data);

      if (layer != NULL)
        {
          name = g_strdup (layer->name);
          fv_caffe__layer__free_unpacked (layer, NULL);
        }
    }
  return name;
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

/* Only whole blobs count, where the file is cut. */
static gboolean
add_layer (State *state, const Generation *generation, const GByteArray *head,
           Blob *blobs, gint n_blobs, GError **error)
{
  g_autofree gchar *name = unpack_name (generation, head);

  for (gint i = 0; i < n_blobs; i++)
    if (!blobs[i].is_whole)
      return TRUE;
  if (n_blobs == 0)
    return TRUE;
  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    {
      fv_reader_set_damaged (state->reader, error);
      return FALSE;
    }
  watch_order (state, name);
  for (gint i = 0; i < n_blobs; i++)
    add_tensor (state, name, i, &blobs[i]);
  return TRUE;
}

static gboolean
read_layer (State *state, const FvField *whole, GError **error)
{
  const Generation *generation = find_generation (whole);
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  Blob blobs[N_USED_BLOBS] = { 0 };
  gint n_blobs = 0;
  FvField field;

  while (fv_protobuf_next (&state->file, &message, &field, error))
    if (field.number == generation->name && fv_protobuf_is_whole (&state->file, &field))
      {
        if (!fv_protobuf_copy (&state->file, &field, head, error))
          return FALSE;
      }
    else if (field.number == generation->blob && n_blobs < N_USED_BLOBS)
      {
        if (!read_blob (state, &field, &blobs[n_blobs++], error))
          return FALSE;
      }
  if (message.has_failed)
    return FALSE;
  if (state->file.is_truncated && n_blobs < N_USED_BLOBS)
    return TRUE;
  return add_layer (state, generation, head, blobs, n_blobs, error);
}

static gboolean
read_layers (State *state, GError **error)
{
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;

  while (fv_protobuf_next (&state->file, &message, &field, error))
    if (find_generation (&field) != NULL && !read_layer (state, &field, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  return fv_protobuf_end (&state->file, state->reader, error);
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State state = { .reader = reader };

  fv_protobuf_init (&state.file, reader);
  if (!read_layers (&state, error))
    return FALSE;
  reader->is_foreign = state.is_foreign;
  return TRUE;
}

const FvFormat fv_format_caffe = {
  .name = "Caffe",
  .probe = probe,
  .open = open_file,
  .check = fv_extent_check_tensor,
  .read = fv_extent_read_tensor,
};
