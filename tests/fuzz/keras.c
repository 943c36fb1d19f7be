/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the networks that Keras' configurations tell, without the HDF5
 * file around them, which takes a hundred times as long to open as they take to read. The
 * input is what keras_seeds.py makes of a file: the configuration, a zero byte, and a
 * line for each dataset: its path, and its lengths. */

#include <string.h>

#include "gradient.h"
#include "input.h"
#include "json.h"
#include "files/reader-errors.h"
#include "formats/keras-names.h"
#include "formats/keras-topology.h"
#include "meaning/layout.h"

#define MAX_VALUES (1 << 20) /* of a tensor */
#define MAX_LINES  2000

size_t LLVMFuzzerCustomMutator (guint8 *bytes, size_t n_bytes, size_t size,
                                unsigned int seed);

/* The file --------------------------------------------------------------------------- */

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  guint64 n_values;

  if (fv_tensor_get_n_values (fv_reader_get_tensor (reader, tensor), &n_values) &&
      n_values <= MAX_VALUES)
    return TRUE;
  fv_reader_set_damaged (reader, error);
  return FALSE;
}

/* Small values of both signs, and zeros */
static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, G_GNUC_UNUSED GError **error)
{
  guint64 n_values = 0;

  fv_tensor_get_n_values (fv_reader_get_tensor (reader, tensor), &n_values);
  for (guint64 i = 0; i < n_values; i++)
    values[i] = (gfloat)((gint)((i * 7 + tensor) % 13) - 4) / 16;
  return TRUE;
}

static const FvFormat format = {
  .name = "Keras",
  .check = check,
  .read = read_values,
};

static FvReader *
new_reader (void)
{
  FvReader *reader = g_new0 (FvReader, 1);

  reader->format = &format;
  reader->location = g_file_new_for_path ("fuzz.keras");
  reader->file = g_strdup ("fuzz.keras");
  reader->label = g_strdup ("fuzz.keras");
  reader->tensors = g_array_new (FALSE, TRUE, sizeof (FvTensor));
  g_array_set_clear_func (reader->tensors, fv_tensor_clear);
  return reader;
}

/* A line of text: "/conv2d/conv2d/kernel:0 3 3 3 8" */
static void
add_tensor (FvReader *reader, const FvKerasConfig *config, FvKerasVariables *variables,
            const gchar *line)
{
  FvTensor tensor = { .rank = 0 };
  FvHdf5Record record = { .rank = 0 };
  g_auto (GStrv) words = g_strsplit (line, " ", FV_TENSOR_MAX_RANK + 1);
  g_autofree gchar *key = NULL;
  guint position;

  if (words[0] == NULL || strlen (words[0]) >= sizeof record.path)
    return;
  for (gint i = 1; words[i] != NULL; i++)
    tensor.shape[tensor.rank++] = g_ascii_strtoull (words[i], NULL, 10);
  record.rank = tensor.rank;
  strcpy (record.path, words[0]);
  tensor.name = fv_keras_make_name (&record, config, FALSE, &position);
  if (tensor.name == NULL)
    return;
  tensor.type = g_strdup ("F32");
  key = fv_keras_make_key (words[0]);
  fv_keras_variables_add (variables, key, (gint)reader->tensors->len);
  g_array_append_val (reader->tensors, tensor);
}

/* What it tells ---------------------------------------------------------------------- */

/* @reader: (transfer full): with a network */
static void
load (FvReader *reader)
{
  g_autoptr (FvLayout) layout = fv_layout_new (reader, NULL);
  g_autoptr (FvArchitecture) architecture = NULL;
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  g_autoptr (FvNetwork) network = NULL;

  if (layout == NULL)
    return;
  architecture = fv_layout_copy_architecture (layout);
  for (gint i = 0; i < architecture->n_nodes; i++)
    if (architecture->nodes[i].layer != NULL)
      g_ptr_array_add (layers, (gpointer)architecture->nodes[i].layer);
  if (layers->len == 0)
    return;
  g_ptr_array_add (layers, NULL);
  network = fv_layout_load (layout, "fuzz", (const gchar *const *)layers->pdata,
                            FV_CONVENTION_UNKNOWN, NULL);
  if (network != NULL)
    compute_gradient (network);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autofree gchar *text = g_strndup ((const gchar *)bytes, n_bytes);
  const gsize length = strlen (text);
  g_autofree gchar *list = g_strndup ((const gchar *)bytes + MIN (length + 1, n_bytes),
                                      n_bytes - MIN (length + 1, n_bytes));
  g_auto (GStrv) lines = g_strsplit (list, "\n", MAX_LINES);
  g_autoptr (FvKerasConfig) config = fv_keras_config_new (text, length);
  g_autoptr (FvKerasVariables) variables = fv_keras_variables_new ();
  g_autoptr (FvReader) reader = NULL;

  if (config == NULL)
    return 0;
  reader = new_reader ();
  for (gint i = 0; lines[i] != NULL; i++)
    add_tensor (reader, config, variables, lines[i]);
  reader->topology =
      fv_keras_topology_new (reader, config, strstr (list, "/vars/") != NULL, variables);
  if (reader->topology != NULL)
    load (g_steal_pointer (&reader));
  return 0;
}

size_t
LLVMFuzzerCustomMutator (guint8 *bytes, size_t n_bytes, size_t size, unsigned int seed)
{
  return change_json (bytes, n_bytes, size, seed);
}
