/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a network as safetensors, in the library's own convention of input and with
 * Keras' names. What a reader has to know beside the weights is in the metadata:
 *
 *   "format": "featvis", "network", "training" (if known), "source" (the file's name),
 *   "mean" of B, G, R (if it is not that of ImageNet) */

#include "weights.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/output.h"
#include "files/values.h"
#include "meaning/training.h"
#include "network/classifier.h"
#include "network/network.h"

#define ALIGNMENT 8

/* @classifier: (nullable): written too */
typedef struct
{
  const FvNetwork *network;
  const FvClassifier *classifier;
  FvPrecision precision;
  FvOutput *output;
  guint8 *bytes; /* room for FV_VALUES_AT_ONCE values */
} Writer;

/* @end: of the tensors that are in it so far, in bytes from the first one's beginning */
typedef struct
{
  JsonObject *object;
  FvPrecision precision;
  gint64 end;
} Header;

static gsize
get_value_size (FvPrecision precision)
{
  return precision == FV_PRECISION_SINGLE ? 4 : 2;
}

static void
add_string (JsonObject *object, const gchar *name, const gchar *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/* Returns: (transfer full) (nullable): the mean, if it is not that of ImageNet */
static gchar *
describe_mean (const FvNetwork *network)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gfloat mean[3];

  fv_network_get_mean (network, mean);
  if (memcmp (mean, fv_imagenet_mean, sizeof mean) == 0)
    return NULL;
  for (gint i = 0; i < 3; i++)
    {
      gchar number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (
          text, "%s%s", i > 0 ? " " : "",
          g_ascii_formatd (number, sizeof number, "%.9g", (gdouble)mean[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static JsonObject *
make_metadata (const FvNetwork *network, const gchar *source)
{
  JsonObject *metadata = json_object_new ();
  g_autofree gchar *mean = describe_mean (network);

  add_string (metadata, "format", "featvis");
  add_string (metadata, "network", fv_network_get_name (network));
  add_string (metadata, "training",
              fv_training_recognise (fv_network_get_convolution (network, 0)));
  add_string (metadata, "source", source);
  add_string (metadata, "mean", mean);
  return metadata;
}

static JsonArray *
make_array (const gint64 *values, gint n_values)
{
  JsonArray *array = json_array_new ();

  for (gint i = 0; i < n_values; i++)
    json_array_add_int_element (array, values[i]);
  return array;
}

/* Adds a tensor behind those that are in the header. */
static void
add_tensor (Header *header, const gchar *layer, const gchar *part, const gint64 *shape,
            gint rank)
{
  gboolean is_single = header->precision == FV_PRECISION_SINGLE;
  JsonObject *tensor = json_object_new ();
  g_autofree gchar *name = g_strconcat (layer, "/", part, NULL);
  gint64 n_bytes = (gint64)get_value_size (header->precision);
  gint64 offsets[2];

  for (gint i = 0; i < rank; i++)
    n_bytes *= shape[i];
  offsets[0] = header->end;
  offsets[1] = header->end += n_bytes;
  add_string (tensor, "dtype", is_single ? "F32" : "F16");
  json_object_set_array_member (tensor, "shape", make_array (shape, rank));
  json_object_set_array_member (tensor, "data_offsets", make_array (offsets, 2));
  json_object_set_object_member (header->object, name, tensor);
}

static void
add_convolution (Header *header, const gchar *layer, const FvConvolution *convolution)
{
  const gint64 kernel[] = { 3, 3, convolution->n_inputs, convolution->n_filters };
  const gint64 bias[] = { convolution->n_filters };

  add_tensor (header, layer, "kernel", kernel, G_N_ELEMENTS (kernel));
  add_tensor (header, layer, "bias", bias, G_N_ELEMENTS (bias));
}

static void
add_dense (Header *header, const gchar *layer, const FvDense *dense)
{
  const gint64 kernel[] = { dense->n_inputs, dense->n_outputs };
  const gint64 bias[] = { dense->n_outputs };

  add_tensor (header, layer, "kernel", kernel, G_N_ELEMENTS (kernel));
  add_tensor (header, layer, "bias", bias, G_N_ELEMENTS (bias));
}

static void
add_layers (Header *header, const FvNetwork *network, const FvClassifier *classifier)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);

  for (gint node = 0; node < architecture->n_nodes; node++)
    if (fv_network_get_convolution (network, node) != NULL)
      add_convolution (header, architecture->nodes[node].layer,
                       fv_network_get_convolution (network, node));
  for (FvDenseIndex i = 0; classifier != NULL && i < FV_N_DENSE; i++)
    add_dense (header, fv_dense_names[i], &classifier->layers[i]);
}

/* Returns: (transfer full): the header with its length before it */
static GString *
make_header (const Writer *writer, const gchar *source)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *json = NULL;
  GString *text = g_string_new (NULL);
  Header header = { object, writer->precision, 0 };
  guint64 length;

  json_object_set_object_member (object, "__metadata__",
                                 make_metadata (writer->network, source));
  add_layers (&header, writer->network, writer->classifier);
  json_node_set_object (root, object);
  json = json_to_string (root, FALSE);
  g_string_append (text, json);
  while (text->len % ALIGNMENT != 0)
    g_string_append_c (text, ' ');
  length = text->len;
  for (gint i = 7; i >= 0; i--)
    g_string_prepend_c (text, (gchar)(length >> 8 * i));
  return text;
}

static gboolean
encode (const Writer *writer, const gfloat *values, gsize n_values, GError **error)
{
  gsize size = get_value_size (writer->precision);

  for (gsize i = 0; i < n_values; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      if (size == 2)
        bits = fv_values_encode_half (values[i]);
      if (size == 2 && (bits & 0x7fff) == 0x7c00)
        {
          g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                       _ ("A weight of %g is too large for a half-precision number. "
                          "Convert with --dtype f32."),
                       (gdouble)values[i]);
          return FALSE;
        }
      for (gsize k = 0; k < size; k++)
        writer->bytes[i * size + k] = (guint8)(bits >> 8 * k);
    }
  return TRUE;
}

static gboolean
write_values (const Writer *writer, const gfloat *values, gsize n_values, GError **error)
{
  for (gsize i = 0; i < n_values; i += FV_VALUES_AT_ONCE)
    {
      gsize n = MIN (n_values - i, FV_VALUES_AT_ONCE);

      if (!encode (writer, values + i, n, error) ||
          !fv_output_write (writer->output, writer->bytes,
                            n * get_value_size (writer->precision), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_header (const Writer *writer, const gchar *source, GError **error)
{
  g_autoptr (GString) header = make_header (writer, source);

  return fv_output_write (writer->output, header->str, header->len, error);
}

static gboolean
write_network (const Writer *writer, GError **error)
{
  const FvArchitecture *architecture = fv_network_get_architecture (writer->network);
  gboolean succeeded = TRUE;

  for (gint node = 0; node < architecture->n_nodes && succeeded; node++)
    {
      const FvConvolution *convolution =
          fv_network_get_convolution (writer->network, node);

      if (convolution != NULL)
        succeeded =
            write_values (writer, convolution->kernel,
                          (gsize)9 * convolution->n_inputs * convolution->n_filters,
                          error) &&
            write_values (writer, convolution->bias, (gsize)convolution->n_filters,
                          error);
    }
  return succeeded;
}

static gboolean
write_classifier (const Writer *writer, GError **error)
{
  gboolean succeeded = TRUE;

  for (FvDenseIndex i = 0; i < FV_N_DENSE && succeeded; i++)
    {
      const FvDense *dense = &writer->classifier->layers[i];

      succeeded = write_values (writer, dense->kernel,
                                (gsize)dense->n_inputs * dense->n_outputs, error) &&
                  write_values (writer, dense->bias, (gsize)dense->n_outputs, error);
    }
  return succeeded;
}

static gboolean
write_file (Writer *writer, const gchar *file, const gchar *source, GError **error)
{
  g_autoptr (FvOutput) output = fv_output_new (file, error);
  g_autofree guint8 *bytes = NULL;

  if (output == NULL)
    return FALSE;
  writer->output = output;
  writer->bytes = bytes = g_malloc (FV_VALUES_AT_ONCE * sizeof (gfloat));
  return write_header (writer, source, error) && write_network (writer, error) &&
         (writer->classifier == NULL || write_classifier (writer, error)) &&
         fv_output_close (output, error) && fv_output_keep (output, error);
}

/* What a safetensors file cannot tell must be told by its names. */
static gboolean
check_network (const FvWeights *weights, GError **error)
{
  g_autofree gchar *label = NULL;

  if (weights->owned == NULL)
    return TRUE;
  label = g_filename_display_name (weights->file);
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("“%s” holds the network %s together with its weights; a safetensors "
                  "file has room for the weights of VGG16 and VGG19 alone. Use the file "
                  "as it is."),
               label, weights->architecture->name);
  return FALSE;
}

/**
 * fv_weights_convert:
 * @weights: weights
 * @file: where to write them, in the file system's encoding
 * @precision: of the numbers in the file
 * @with_classifier: whether to write fc1, fc2 and predictions too, which take eight times
 *   the room of all convolutions
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS, also for a network that is no VGG, or
 *   %FV_ERROR_MEMORY; %FV_ERROR_LAYER when
 *   @with_classifier is %TRUE and the weights do not hold it
 *
 * Writes all convolutions that the weights hold as a safetensors file with the layers'
 * names ("block1_conv1/kernel", rows × columns × inputs × filters), for B, G, R in 0…255
 * minus a mean, which is noted in the file; the classifier as "fc1/kernel", inputs ×
 * outputs, the inputs of fc1 being rows × columns × channels. With %FV_PRECISION_SINGLE
 * the file gives the same gradients to the bit. The file is complete, or as it was
 * before;
 * "-" is the standard output.
 *
 * Returns: whether it was written
 */
gboolean
fv_weights_convert (const FvWeights *weights, const gchar *file, FvPrecision precision,
                    gboolean with_classifier, GError **error)
{
  g_autofree gchar *name = NULL;
  g_autofree gchar *source = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvClassifier) classifier = NULL;
  Writer writer = { .precision = precision };

  g_return_val_if_fail (weights != NULL && file != NULL, FALSE);
  g_return_val_if_fail (precision <= FV_PRECISION_HALF, FALSE);
  if (!check_network (weights, error))
    return FALSE;
  name = g_path_get_basename (fv_weights_get_file (weights));
  source = g_filename_display_name (name);
  writer.network = network =
      fv_weights_load (weights, fv_weights_get_last_layer (weights)->name, error);
  if (network == NULL)
    return FALSE;
  if (with_classifier)
    {
      classifier = fv_weights_load_classifier (weights, error);
      if (classifier == NULL)
        return FALSE;
      writer.classifier = classifier;
    }
  return write_file (&writer, file, source, error);
}
