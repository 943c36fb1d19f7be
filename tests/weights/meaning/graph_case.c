/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph_case.h"

#include "common.h"

#include <glib/gstdio.h>
#include <string.h>

/* Positive, so that it may be a variance, too */
gfloat
case_get_value (const gchar *tensor, gsize k)
{
  return (gfloat)((k * 37 + strlen (tensor) * 11) % 255 + 1) / 64;
}

static gsize
count_values (const CaseTensor *tensor)
{
  gsize n = 1;

  for (gint i = 0; i < tensor->rank; i++)
    n *= (gsize)tensor->shape[i];
  return n;
}

static void
append_values (GByteArray *bytes, const CaseTensor *tensor)
{
  for (gsize k = 0; k < count_values (tensor); k++)
    {
      gfloat value = case_get_value (tensor->name, k);
      guint32 bits;

      memcpy (&bits, &value, sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_byte_array_append (bytes, (const guint8 *)&bits, sizeof bits);
    }
}

static gchar *
make_header (const CaseTensor *tensors, gsize n_tensors)
{
  GString *text = g_string_new ("{");
  gsize begin = 0;

  for (gsize i = 0; i < n_tensors; i++)
    {
      gsize end = begin + 4 * count_values (&tensors[i]);

      g_string_append_printf (text, "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[",
                              i > 0 ? "," : "", tensors[i].name);
      for (gint k = 0; k < tensors[i].rank; k++)
        g_string_append_printf (text, "%s%d", k > 0 ? "," : "", tensors[i].shape[k]);
      g_string_append_printf (
          text, "],\"data_offsets\":[%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT "]}", begin,
          end);
      begin = end;
    }
  return g_string_free (g_string_append_c (text, '}'), FALSE);
}

/* A file of these tensors that is open, with an empty topology */
FvReader *
case_new (const CaseTensor *tensors, gsize n_tensors)
{
  g_autofree gchar *header = make_header (tensors, n_tensors);
  guint64 length = GUINT64_TO_LE (strlen (header));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree gchar *file = NULL;
  g_autoptr (GFile) location = NULL;
  g_autoptr (GError) error = NULL;
  FvReader *reader;

  g_byte_array_append (bytes, (const guint8 *)&length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *)header, (guint)strlen (header));
  for (gsize i = 0; i < n_tensors; i++)
    append_values (bytes, &tensors[i]);
  file = test_write ("graph.safetensors", bytes->data, bytes->len);
  location = g_file_new_for_path (file);
  reader = fv_formats_open (location, file, &error);
  g_assert_no_error (error);
  g_remove (file);
  reader->topology = fv_topology_new ();
  return reader;
}

/* The number of a tensor; -1 for NULL */
gint
case_find (const FvReader *reader, const gchar *tensor)
{
  for (guint i = 0; tensor != NULL && i < reader->tensors->len; i++)
    if (g_str_equal (fv_reader_get_tensor (reader, i)->name, tensor))
      return (gint)i;
  g_assert_null (tensor);
  return -1;
}

gint
case_add (FvReader *reader, FvNodeKind kind, const gchar *layer, gint input)
{
  return fv_topology_add (reader->topology, kind, layer, &input, 1);
}

gint
case_add_pair (FvReader *reader, FvNodeKind kind, const gchar *layer, gint first,
               gint second)
{
  const gint inputs[] = { first, second };

  return fv_topology_add (reader->topology, kind, layer, inputs, 2);
}

/* Padding keeps the size where the stride is 1 and the window odd. */
void
case_set_window (FvReader *reader, gint node, gint size, gint stride, gint padding)
{
  const FvWindowAxis axis = { size, stride, 1, padding, padding };

  fv_topology_get_node (reader->topology, node)->window =
      (FvWindow){ .rows = axis, .columns = axis };
}

/* A convolution whose window is that of the kernel; its bias, if there is one, is the
 * tensor of the same name with ".bias" behind it. */
gint
case_add_convolution (FvReader *reader, const gchar *layer, gint input,
                      const gchar *kernel, FvKernelOrder order)
{
  gint node = case_add (reader, FV_NODE_CONVOLUTION, layer, input);
  gint tensor = case_find (reader, kernel);
  const guint64 *shape = fv_reader_get_tensor (reader, (guint)tensor)->shape;
  FvNodeWeights *weights = fv_topology_get_weights (reader->topology, node);
  gint size = (gint)(order == FV_KERNEL_OIHW ? shape[2] : shape[0]);

  weights->tensors[FV_WEIGHT_KERNEL] = tensor;
  weights->order = order;
  weights->is_dense = order >= FV_KERNEL_DENSE_IO;
  if (!weights->is_dense)
    case_set_window (reader, node, size, 1, size / 2);
  return node;
}

/* @reader: (transfer full) */
FvLayout *
case_open (FvReader *reader)
{
  g_autoptr (GError) error = NULL;
  FvLayout *layout = fv_layout_new (reader, &error);

  g_assert_no_error (error);
  return layout;
}

/* @reader: (transfer full) */
FvNetwork *
case_load (FvReader *reader, const gchar *const *layers, FvConvention convention)
{
  g_autoptr (FvLayout) layout = case_open (reader);
  g_autoptr (GError) error = NULL;
  FvNetwork *network = fv_layout_load (layout, "test", layers, convention, &error);

  g_assert_no_error (error);
  return network;
}

/* @reader: (transfer full) */
void
case_assert_refused (FvReader *reader, const gchar *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvLayout) layout = fv_layout_new (reader, &error);

  g_assert_null (layout);
  g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}
