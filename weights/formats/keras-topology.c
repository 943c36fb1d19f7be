/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network of a model: each call of a layer becomes nodes, each model in a model is
 * walked where it is called. What depends on a layer that is not known is left out. */

#include "keras-topology.h"

#include <string.h>

#include "keras-functional.h"
#include "keras-layers.h"
#include "keras-model.h"
#include "keras-picture.h"

#define MAX_DEPTH 16
#define MAX_CALLS 100000
#define MAX_NAME  255 /* bytes */

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

static void add_model (const Scope *scope, JsonObject *model, const GArray *inputs,
                       GArray *outputs);

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
  const gchar *own = fv_keras_model_get_name (layer);
  g_autofree gchar *name =
      make_unique (scope, is_plain (own) ? own : fv_keras_model_get_class (layer));
  FvKerasValue value;
  FvKerasCall call = { .topology = builder->topology,
                       .reader = builder->reader,
                       .variables = builder->variables,
                       .class_name = fv_keras_model_get_class (layer),
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
  const gchar *name = fv_keras_model_get_name (model);
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
    fv_topology_set_unknown (scope->builder->topology, fv_keras_model_get_class (model),
                             name);
  else
    add_model (&inner, model, inputs, outputs);
}

static void
add_call (gconstpointer data, JsonObject *layer, const GArray *inputs, GArray *outputs)
{
  const Scope *scope = data;
  const FvKerasValue nothing = { .node = FV_KERAS_NOTHING };
  Builder *builder = scope->builder;

  builder->n_calls += 1 + inputs->len;
  if (builder->n_calls > MAX_CALLS)
    fv_topology_set_unknown (builder->topology, fv_keras_model_get_class (layer),
                             fv_keras_model_get_name (layer));
  else if (fv_keras_model_get_layers (layer) != NULL)
    add_inner_model (scope, layer, inputs, outputs);
  else
    add_layer (scope, layer, inputs, outputs);
  if (outputs->len == 0)
    g_array_append_val (outputs, nothing);
}

/* The first layer of the outermost model tells what the network takes, or the first layer
 * of the model that it is. */
static FvKerasValue
make_picture (const Scope *scope, JsonObject *model)
{
  JsonArray *shape = fv_keras_find_shape (model);

  for (guint depth = 0; shape == NULL && model != NULL && depth <= MAX_DEPTH; depth++)
    {
      JsonArray *layers = fv_keras_model_get_layers (model);

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
  JsonArray *layers = fv_keras_model_get_layers (model);
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

      if (layer == NULL || fv_keras_model_is_input (layer))
        continue;
      add_call (scope, layer, values, next);
      g_array_unref (values);
      values = g_steal_pointer (&next);
    }
  g_array_append_vals (outputs, values->data, values->len);
}

/* @inputs: (nullable) (element-type FvKerasValue): %NULL for the outermost model */
static void
add_model (const Scope *scope, JsonObject *model, const GArray *inputs, GArray *outputs)
{
  if (fv_keras_model_is_sequential (model))
    add_sequence (scope, model, inputs, outputs);
  else
    {
      const FvKerasFunctional functional = { scope->builder->topology, add_call, scope,
                                             &scope->builder->work };

      fv_keras_functional_walk (&functional, model, inputs, outputs);
    }
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

  if (fv_keras_model_get_layers (model) == NULL)
    return NULL;
  topology->name =
      g_strdup (fv_keras_get_string (fv_keras_get_object (model, "config"), "name"));
  add_model (&scope, model, NULL, outputs);
  if (topology->height == 0)
    fv_keras_picture_complete (topology, reader);
  return g_steal_pointer (&topology);
}
