/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call is made once all that it takes is known, whatever stands first in the file; what
 * it takes is found by the layer's name, the number of the call and of its output. */

#include "keras-functional.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "keras-inputs.h"
#include "keras-model.h"
#include "keras-picture.h"
#include "base/text.h"

#define MAX_WORK 10000000 /* looks at a call, to see whether it can be made */

/* One call of a layer of a functional model */
typedef struct
{
  JsonObject *layer;
  const gchar *name;
  gint number;
  GArray *inputs; /* of FvKerasInput; NULL once it was made */
} Call;

/* values: what calls give, by make_key()
 * counts: of calls, by the layer's name */
typedef struct
{
  const FvKerasFunctional *model;
  GHashTable *values;
  GHashTable *counts;
  GArray *calls;
} Graph;

static gchar *
make_key (const gchar *layer, gint call, gint output)
{
  return g_strdup_printf ("%d/%d/%s", call, output, layer);
}

static void
set_values (Graph *graph, const gchar *layer, gint call, const GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    g_hash_table_replace (
        graph->values, make_key (layer, call, (gint)i),
        g_memdup2 (&g_array_index (values, FvKerasValue, i), sizeof (FvKerasValue)));
}

/* Of a layer that is called once any call is that one: Keras 2 counted the call by which
 * a model is made, too.
 *
 * Returns: (nullable): %NULL if there is none so far */
static const FvKerasValue *
get_value (const Graph *graph, const FvKerasInput *input)
{
  guint n_calls = GPOINTER_TO_UINT (g_hash_table_lookup (graph->counts, input->layer));
  g_autofree gchar *key =
      make_key (input->layer, n_calls > 1 ? input->call : 0, input->output);

  return g_hash_table_lookup (graph->values, key);
}

/* Returns: (transfer full) (nullable): %NULL if one of them is not known so far */
static GArray *
get_values (const Graph *graph, const GArray *inputs)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));

  for (guint i = 0; i < inputs->len; i++)
    {
      const FvKerasValue *value =
          get_value (graph, &g_array_index (inputs, FvKerasInput, i));

      if (value == NULL)
        return NULL;
      g_array_append_vals (values, value, 1);
    }
  return g_steal_pointer (&values);
}

static void
clear_call (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->inputs, g_array_unref);
}

static void
list_calls (Graph *graph, JsonObject *layer)
{
  JsonArray *nodes = fv_keras_get_array (layer, "inbound_nodes");
  const gchar *name = fv_keras_get_string (layer, "name");
  guint n_calls = nodes != NULL ? json_array_get_length (nodes) : 0;

  if (name == NULL)
    name = fv_keras_model_get_name (layer);
  g_hash_table_replace (graph->counts, (gpointer)name, GUINT_TO_POINTER (n_calls));
  for (guint i = 0; i < n_calls; i++)
    {
      Call call = { layer, name, (gint)i, NULL };

      call.inputs = fv_keras_find_inputs (json_array_get_element (nodes, i));
      g_array_append_val (graph->calls, call);
    }
}

/* Returns: whether the call could be made */
static gboolean
make_call (Graph *graph, Call *call)
{
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));
  g_autoptr (GArray) inputs = get_values (graph, call->inputs);

  if (inputs == NULL)
    return FALSE;
  graph->model->make_call (graph->model->data, call->layer, inputs, outputs);
  set_values (graph, call->name, call->number, outputs);
  g_clear_pointer (&call->inputs, g_array_unref);
  return TRUE;
}

static void
set_unreachable (FvTopology *topology, const gchar *layer)
{
  g_autofree gchar *shown = fv_text_shorten (layer);

  if (topology->unknown == NULL)
    topology->unknown =
        g_strdup_printf (_ ("Layer “%s” takes what no other layer gives it, so neither "
                            "that layer nor what "
                            "depends on it can be used. Choose a layer before it."),
                         shown);
}

/* In the order of the file, as far as a call does not take what comes later */
static void
make_calls (Graph *graph)
{
  guint *work = graph->model->work;
  gboolean goes_on = TRUE;

  while (goes_on && *work <= MAX_WORK)
    {
      goes_on = FALSE;
      *work += graph->calls->len;
      for (guint i = 0; i < graph->calls->len; i++)
        {
          Call *call = &g_array_index (graph->calls, Call, i);

          if (call->inputs != NULL && make_call (graph, call))
            goes_on = TRUE;
        }
    }
  for (guint i = 0; i < graph->calls->len; i++)
    if (g_array_index (graph->calls, Call, i).inputs != NULL)
      set_unreachable (graph->model->topology,
                       g_array_index (graph->calls, Call, i).name);
}

/* Of several inputs of the outermost model the first that may be a picture is one. */
static void
add_picture (Graph *graph, JsonObject *layer)
{
  FvTopology *topology = graph->model->topology;
  JsonArray *shape = fv_keras_find_shape (layer);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));
  FvKerasValue value = { .node = FV_KERAS_NOTHING };

  if (g_hash_table_size (graph->values) == 0)
    value = fv_keras_picture_new (topology, shape);
  else
    fv_topology_set_unknown (topology, fv_keras_model_get_class (layer),
                             fv_keras_model_get_name (layer));
  g_array_append_val (values, value);
  set_values (graph, fv_keras_model_get_name (layer), 0, values);
}

/* @number: of the input among those of the model, in the order of its layers
 * @names: (element-type FvKerasInput): those in the order in which the model takes them
 */
static void
add_input (Graph *graph, JsonObject *layer, guint number, const GArray *names,
           const GArray *inputs)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));
  FvKerasValue value = { .node = FV_KERAS_NOTHING };

  for (guint i = 0; i < names->len; i++)
    if (strcmp (g_array_index (names, FvKerasInput, i).layer,
                fv_keras_model_get_name (layer)) == 0)
      number = i;
  if (number < inputs->len)
    value = g_array_index (inputs, FvKerasValue, number);
  g_array_append_val (values, value);
  set_values (graph, fv_keras_model_get_name (layer), 0, values);
}

static void
fill_graph (Graph *graph, JsonObject *model, const GArray *inputs)
{
  JsonArray *layers = fv_keras_model_get_layers (model);
  g_autoptr (GArray) names = fv_keras_find_inputs (
      fv_keras_get_member (fv_keras_get_object (model, "config"), "input_layers"));
  guint n_inputs = 0;

  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = fv_keras_array_get_object (layers, i);

      if (layer != NULL && !fv_keras_model_is_input (layer))
        list_calls (graph, layer);
      else if (layer != NULL && inputs == NULL)
        add_picture (graph, layer);
      else if (layer != NULL)
        add_input (graph, layer, n_inputs++, names, inputs);
    }
}

/**
 * fv_keras_functional_walk:
 * @functional: how calls are made
 * @model: a functional model
 * @inputs: (nullable) (element-type FvKerasValue): %NULL for the outermost model
 * @outputs: (inout) (element-type FvKerasValue): gets what the model gives
 *
 * Makes each call that can be made, of each layer of a model.
 */
void
fv_keras_functional_walk (const FvKerasFunctional *functional, JsonObject *model,
                          const GArray *inputs, GArray *outputs)
{
  g_autoptr (GHashTable) values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (Call));
  g_autoptr (GArray) names = fv_keras_find_inputs (
      fv_keras_get_member (fv_keras_get_object (model, "config"), "output_layers"));
  Graph graph = { functional, values, counts, calls };

  g_array_set_clear_func (calls, clear_call);
  fill_graph (&graph, model, inputs);
  make_calls (&graph);
  for (guint i = 0; i < names->len; i++)
    {
      const FvKerasValue nothing = { .node = FV_KERAS_NOTHING };
      const FvKerasValue *value =
          get_value (&graph, &g_array_index (names, FvKerasInput, i));

      g_array_append_vals (outputs, value != NULL ? value : &nothing, 1);
    }
}
