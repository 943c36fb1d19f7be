/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network of a model: each call of a layer becomes nodes, each model in a model is
 * walked where it is called. What depends on a layer that is not known is left out. */

#include "keras-topology.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "keras-inputs.h"
#include "keras-layers.h"
#include "keras-picture.h"

#define MAX_DEPTH 16
#define MAX_CALLS 100000
#define MAX_WORK  10000000 /* looks at a call, to see whether it can be made */
#define MAX_NAME  255      /* bytes */

/* names: how often a name was given to a layer
 * n_calls, work: so far */
typedef struct
{
  const FvReader *reader;
  const FvKerasConfig *config;
  gboolean is_archive;
  const FvKerasVariables *variables;
  FvTopology *topology;
  GHashTable *names;
  guint n_calls;
  guint work;
} Builder;

/* A model that is walked
 *
 * name: its own
 * top, models: of #FvKerasPlace, for its layers; %NULL in the outermost model
 * depth: how many models it is in */
typedef struct
{
  Builder *builder;
  const gchar *name;
  const gchar *top;
  const gchar *models;
  guint depth;
} Scope;

/* One call of a layer of a functional model */
typedef struct
{
  JsonObject *layer;
  const gchar *name;
  gint number;
  GArray *inputs; /* of FvKerasInput; NULL once it was made */
} Call;

static void add_model (const Scope *scope, JsonObject *model, const GArray *inputs,
                       GArray *outputs);

/* Layers ---------------------------------------------------------------------------- */

static const gchar *
get_class (JsonObject *layer)
{
  const gchar *class_name = fv_keras_get_string (layer, "class_name");

  return class_name != NULL ? class_name : "";
}

static const gchar *
get_name (JsonObject *layer)
{
  const gchar *name = fv_keras_get_string (fv_keras_get_object (layer, "config"), "name");

  if (name == NULL)
    name = fv_keras_get_string (layer, "name");
  return name != NULL ? name : get_class (layer);
}

static gboolean
is_input (JsonObject *layer)
{
  return strcmp (get_class (layer), "InputLayer") == 0;
}

static gboolean
is_sequential (JsonObject *model)
{
  return strcmp (get_class (model), "Sequential") == 0 ||
         strcmp (get_class (model), "Pipeline") == 0;
}

/* Before Keras 2.2.3 the configuration of a Sequential was the array of its layers.
 *
 * Returns: (nullable): %NULL if it is no model */
static JsonArray *
get_layers (JsonObject *model)
{
  JsonArray *layers = is_sequential (model) ? fv_keras_get_array (model, "config") : NULL;

  return layers != NULL
             ? layers
             : fv_keras_get_array (fv_keras_get_object (model, "config"), "layers");
}

static gboolean
is_plain (const gchar *name)
{
  for (const gchar *c = name; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return *name != '\0' && strlen (name) <= MAX_NAME;
}

/* Layers of two models may have the same name, and a layer may be called several times:
 * "conv1", "encoder/conv1", "encoder/conv1/2". */
static gchar *
make_unique (const Scope *scope, const gchar *name)
{
  GHashTable *names = scope->builder->names;
  g_autofree gchar *unique = g_strdup (name);
  guint count;

  if (g_hash_table_contains (names, unique) && scope->depth > 0 && is_plain (scope->name))
    {
      g_free (unique);
      unique = g_strconcat (scope->name, "/", name, NULL);
    }
  count = GPOINTER_TO_UINT (g_hash_table_lookup (names, unique)) + 1;
  g_hash_table_replace (names, g_strdup (unique), GUINT_TO_POINTER (count));
  return count > 1 ? g_strdup_printf ("%s/%u", unique, count) : g_steal_pointer (&unique);
}

static void
add_layer (const Scope *scope, JsonObject *layer, const GArray *inputs, GArray *outputs)
{
  const Builder *builder = scope->builder;
  const gchar *own = get_name (layer);
  g_autofree gchar *name = make_unique (scope, is_plain (own) ? own : get_class (layer));
  FvKerasValue value;
  FvKerasCall call = { .topology = builder->topology,
                       .reader = builder->reader,
                       .variables = builder->variables,
                       .class_name = get_class (layer),
                       .config = fv_keras_get_object (layer, "config"),
                       .name = name,
                       .inputs = (const FvKerasValue *)(gconstpointer)inputs->data,
                       .n_inputs = inputs->len };

  call.place = (FvKerasPlace){ .top = scope->top != NULL ? scope->top : own,
                               .models = scope->models,
                               .layer = own };
  if (builder->is_archive)
    call.place.group = fv_keras_config_get_group (builder->config, layer);
  fv_keras_call_layer (&call, &value);
  g_array_append_val (outputs, value);
}

static void
add_inner_model (const Scope *scope, JsonObject *model, const GArray *inputs,
                 GArray *outputs)
{
  const gchar *name = get_name (model);
  g_autofree gchar *models = NULL;
  Scope inner = { .builder = scope->builder, .name = name, .depth = scope->depth + 1 };

  if (scope->models == NULL)
    models = g_strdup ("");
  else
    models = *scope->models == '\0' ? g_strdup (name)
                                    : g_strconcat (scope->models, "/", name, NULL);
  inner.top = scope->top != NULL ? scope->top : name;
  inner.models = models;
  if (inner.depth > MAX_DEPTH)
    fv_topology_set_unknown (scope->builder->topology, get_class (model), name);
  else
    add_model (&inner, model, inputs, outputs);
}

static void
add_call (const Scope *scope, JsonObject *layer, const GArray *inputs, GArray *outputs)
{
  const FvKerasValue nothing = { .node = FV_KERAS_NOTHING };
  Builder *builder = scope->builder;

  builder->n_calls += 1 + inputs->len;
  if (builder->n_calls > MAX_CALLS)
    fv_topology_set_unknown (builder->topology, get_class (layer), get_name (layer));
  else if (get_layers (layer) != NULL)
    add_inner_model (scope, layer, inputs, outputs);
  else
    add_layer (scope, layer, inputs, outputs);
  if (outputs->len == 0)
    g_array_append_val (outputs, nothing);
}

/* Sequential models ----------------------------------------------------------------- */

/* The first layer of the outermost model tells what the network takes, or the first layer
 * of the model that it is. */
static FvKerasValue
make_picture (const Scope *scope, JsonObject *model)
{
  JsonArray *shape = fv_keras_find_shape (model);

  for (guint depth = 0; shape == NULL && model != NULL && depth <= MAX_DEPTH; depth++)
    {
      JsonArray *layers = get_layers (model);

      model = layers != NULL && json_array_get_length (layers) > 0
                  ? fv_keras_array_get_object (layers, 0)
                  : NULL;
      shape = fv_keras_find_shape (model);
    }
  return fv_keras_picture_new (scope->builder->topology, shape);
}

static void
add_sequence (const Scope *scope, JsonObject *model, const GArray *inputs,
              GArray *outputs)
{
  JsonArray *layers = get_layers (model);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));

  if (inputs != NULL)
    g_array_append_vals (values, inputs->data, inputs->len);
  else
    {
      FvKerasValue picture = make_picture (scope, model);

      g_array_append_val (values, picture);
    }
  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = fv_keras_array_get_object (layers, i);
      g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));

      if (layer == NULL || is_input (layer))
        continue;
      add_call (scope, layer, values, next);
      g_array_unref (values);
      values = g_steal_pointer (&next);
    }
  g_array_append_vals (outputs, values->data, values->len);
}

/* Functional models ----------------------------------------------------------------- */

/* values: what calls give, by make_key()
 * counts: of calls, by the layer's name */
typedef struct
{
  const Scope *scope;
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
    name = get_name (layer);
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
  add_call (graph->scope, call->layer, inputs, outputs);
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
  Builder *builder = graph->scope->builder;
  gboolean goes_on = TRUE;

  while (goes_on && builder->work <= MAX_WORK)
    {
      goes_on = FALSE;
      builder->work += graph->calls->len;
      for (guint i = 0; i < graph->calls->len; i++)
        {
          Call *call = &g_array_index (graph->calls, Call, i);

          if (call->inputs != NULL && make_call (graph, call))
            goes_on = TRUE;
        }
    }
  for (guint i = 0; i < graph->calls->len; i++)
    if (g_array_index (graph->calls, Call, i).inputs != NULL)
      set_unreachable (builder->topology, g_array_index (graph->calls, Call, i).name);
}

/* Of several inputs of the outermost model the first that may be a picture is one. */
static void
add_picture (Graph *graph, JsonObject *layer)
{
  FvTopology *topology = graph->scope->builder->topology;
  JsonArray *shape = fv_keras_find_shape (layer);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));
  FvKerasValue value = { .node = FV_KERAS_NOTHING };

  if (g_hash_table_size (graph->values) == 0)
    value = fv_keras_picture_new (topology, shape);
  else
    fv_topology_set_unknown (topology, get_class (layer), get_name (layer));
  g_array_append_val (values, value);
  set_values (graph, get_name (layer), 0, values);
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
    if (strcmp (g_array_index (names, FvKerasInput, i).layer, get_name (layer)) == 0)
      number = i;
  if (number < inputs->len)
    value = g_array_index (inputs, FvKerasValue, number);
  g_array_append_val (values, value);
  set_values (graph, get_name (layer), 0, values);
}

static void
fill_graph (Graph *graph, JsonObject *model, const GArray *inputs)
{
  JsonArray *layers = get_layers (model);
  g_autoptr (GArray) names = fv_keras_find_inputs (
      fv_keras_get_member (fv_keras_get_object (model, "config"), "input_layers"));
  guint n_inputs = 0;

  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = fv_keras_array_get_object (layers, i);

      if (layer != NULL && !is_input (layer))
        list_calls (graph, layer);
      else if (layer != NULL && inputs == NULL)
        add_picture (graph, layer);
      else if (layer != NULL)
        add_input (graph, layer, n_inputs++, names, inputs);
    }
}

static void
add_graph (const Scope *scope, JsonObject *model, const GArray *inputs, GArray *outputs)
{
  g_autoptr (GHashTable) values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (Call));
  g_autoptr (GArray) names = fv_keras_find_inputs (
      fv_keras_get_member (fv_keras_get_object (model, "config"), "output_layers"));
  Graph graph = { scope, values, counts, calls };

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

/* @inputs: (nullable) (element-type FvKerasValue): %NULL for the outermost model */
static void
add_model (const Scope *scope, JsonObject *model, const GArray *inputs, GArray *outputs)
{
  if (is_sequential (model))
    add_sequence (scope, model, inputs, outputs);
  else
    add_graph (scope, model, inputs, outputs);
}

/**
 * fv_keras_topology_new:
 * @reader: where the tensors are
 * @config: what the file says of its model
 * @is_archive: whether variables have numbers
 * @variables: which tensors they are
 *
 * Returns: (transfer full) (nullable): the network; %NULL if there is no model
 */
FvTopology *
fv_keras_topology_new (const FvReader *reader, const FvKerasConfig *config,
                       gboolean is_archive, const FvKerasVariables *variables)
{
  JsonObject *model = fv_keras_config_get_model (config);
  g_autoptr (FvTopology) topology = fv_topology_new ();
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) outputs = g_array_new (FALSE, FALSE, sizeof (FvKerasValue));
  Builder builder = { .reader = reader,
                      .config = config,
                      .is_archive = is_archive,
                      .variables = variables,
                      .topology = topology,
                      .names = names };
  const Scope scope = { .builder = &builder, .name = "" };

  if (get_layers (model) == NULL)
    return NULL;
  topology->name =
      g_strdup (fv_keras_get_string (fv_keras_get_object (model, "config"), "name"));
  add_model (&scope, model, NULL, outputs);
  if (topology->height == 0)
    fv_keras_picture_complete (topology, reader);
  return g_steal_pointer (&topology);
}
