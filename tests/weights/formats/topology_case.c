/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "topology_case.h"

#include <string.h>

#include "formats/formats.h"

FvReader *
open_reader (const gchar *file)
{
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GError) error = NULL;
  FvReader *reader = fv_formats_open (location, file, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reader->topology);
  return reader;
}

static void
describe_axis (GString *text, const FvWindowAxis *axis)
{
  g_string_append_printf (text, " %d/%d", axis->size, axis->stride);
  if (axis->dilation != 1)
    g_string_append_printf (text, "~%d", axis->dilation);
  if (axis->before != 0 || axis->after != 0)
    g_string_append_printf (text, "+%d+%d", axis->before, axis->after);
}

static void
describe_window (GString *text, const FvWindow *window)
{
  static const gchar *const paddings[] = { "", " same", " lower" };

  describe_axis (text, &window->rows);
  describe_axis (text, &window->columns);
  g_string_append (text, paddings[window->padding]);
  if (window->is_global)
    g_string_append (text, " global");
  if (window->rounds_up)
    g_string_append (text, " up");
  if (window->counts_padding)
    g_string_append (text, " counts");
}

static void
describe_weights (GString *text, const FvReader *reader, const FvNodeWeights *weights)
{
  if (weights->is_dense)
    g_string_append_printf (text, " dense %d", weights->order);
  if (weights->epsilon != 0.0)
    g_string_append_printf (text, " e%g", weights->epsilon);
  if (weights->factor != 1.0 || weights->offset != 0.0)
    g_string_append_printf (text, " *%g+%g", weights->factor, weights->offset);
  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    if (weights->tensors[i] >= 0)
      {
        const FvTensor *tensor =
            fv_reader_get_tensor (reader, (guint)weights->tensors[i]);

        g_string_append_printf (text, " %d=%s", i, tensor->name);
      }
}

/* "kind name <inputs window parameters weights": what is not the default */
static gchar *
describe (const FvReader *reader, guint index)
{
  static const gchar *const kinds[] = { "conv",     "relu",   "max",     "average",
                                        "scale",    "relu6",  "leaky",   "elu",
                                        "sigmoid",  "tanh",   "swish",   "add",
                                        "multiply", "concat", "padding", "lrn" };
  const FvNode *node = fv_topology_get_node (reader->topology, (gint)index);
  const FvNodeParameters *parameters = &node->parameters;
  GString *text = g_string_new (kinds[node->kind]);

  g_string_append_printf (text, " %s <", node->layer != NULL ? node->layer : "-");
  for (gint i = 0; i < node->n_inputs; i++)
    g_string_append_printf (text, i > 0 ? ",%d" : "%d", node->inputs[i]);
  if (fv_node_has_window (node))
    describe_window (text, &node->window);
  if (node->n_filters > 0)
    g_string_append_printf (text, " f%d", node->n_filters);
  if (node->groups != 1)
    g_string_append_printf (text, " g%d", node->groups);
  if (parameters->slope != 0.0f)
    g_string_append_printf (text, " s%g", (gdouble)parameters->slope);
  if (parameters->size != 0)
    g_string_append_printf (text, " %d %g %g %g", parameters->size,
                            (gdouble)parameters->alpha, (gdouble)parameters->beta,
                            (gdouble)parameters->bias);
  describe_weights (text, reader,
                    fv_topology_get_weights (reader->topology, (gint)index));
  return g_string_free (text, FALSE);
}

void
assert_nodes (const FvReader *reader, const gchar *const *expected, gsize n_expected)
{
  const FvTopology *topology = reader->topology;

  for (guint i = 0; i < topology->nodes->len && i < n_expected; i++)
    {
      g_autofree gchar *line = describe (reader, i);

      g_assert_cmpstr (line, ==, expected[i]);
    }
  g_assert_cmpuint (topology->nodes->len, ==, n_expected);
}

void
assert_picture (const FvTopology *topology, gint width, gint height, gint n_channels)
{
  g_assert_cmpint (topology->width, ==, width);
  g_assert_cmpint (topology->height, ==, height);
  g_assert_cmpint (topology->n_channels, ==, n_channels);
}

void
assert_unknown (const FvTopology *topology, const gchar *words)
{
  g_assert_nonnull (topology->unknown);
  g_assert_nonnull (strstr (topology->unknown, words));
}
