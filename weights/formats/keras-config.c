/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The configuration of a model, as a .keras file has it in JSON: the layers in the
 * model's order, with class and name. In the file of the weights a layer has the name of
 * its class in small letters, and a number from the second on. */

#include "keras-config.h"

#include "files/json.h"

#define MAX_NESTING 100 /* a model in a model in a model has 30 levels */
#define MAX_LAYERS  100000

/* root: what the file holds
 * groups: "functional/conv2d_1" to Layer
 * layers: the objects that describe layers, to the keys of @groups */
struct _FvKerasConfig
{
  JsonNode *root;
  GHashTable *groups;
  GHashTable *layers;
};

typedef struct
{
  gchar *name;
  guint position; /* from 1 */
} Layer;

static void
free_layer (gpointer data)
{
  Layer *layer = data;

  g_free (layer->name);
  g_free (layer);
}

/* "max_pooling2d" of "MaxPooling2D", as Keras does it */
static gchar *
make_group_name (const gchar *class_name)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (const gchar *c = class_name; *c != '\0'; c++)
    {
      gboolean begins_word = c > class_name && g_ascii_isupper (*c) &&
                             (g_ascii_islower (c[-1]) || g_ascii_islower (c[1]));

      if (!g_ascii_isalnum (*c) && *c != '_')
        continue;
      if (begins_word)
        g_string_append_c (name, '_');
      g_string_append_c (name, g_ascii_tolower (*c));
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* Returns: (transfer full): the group of the next layer of that class */
static gchar *
count_group (GHashTable *counts, const gchar *parent, const gchar *class_name)
{
  g_autofree gchar *class_group = make_group_name (class_name);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, class_group));
  g_autofree gchar *name =
      n > 0 ? g_strdup_printf ("%s_%u", class_group, n) : g_strdup (class_group);

  g_hash_table_replace (counts, g_steal_pointer (&class_group), GUINT_TO_POINTER (n + 1));
  return parent != NULL ? g_strconcat (parent, "/", name, NULL) : g_steal_pointer (&name);
}

static void add_layers (FvKerasConfig *config, JsonObject *model, const gchar *parent);

static void
add_layer (FvKerasConfig *config, JsonObject *object, GHashTable *counts,
           const gchar *parent)
{
  const gchar *class_name = fv_keras_get_string (object, "class_name");
  JsonObject *own = fv_keras_get_object (object, "config");
  const gchar *name = fv_keras_get_string (own, "name");
  g_autofree gchar *group = NULL;
  Layer *layer;

  if (class_name == NULL || name == NULL ||
      g_hash_table_size (config->groups) >= MAX_LAYERS)
    return;
  group = count_group (counts, parent, class_name);
  layer = g_new (Layer, 1);
  layer->name = g_strdup (name);
  layer->position = g_hash_table_size (config->groups) + 1;
  g_hash_table_replace (config->groups, g_strdup (group), layer);
  g_hash_table_replace (config->layers, object, g_strdup (group));
  add_layers (config, own, group);
}

/* @model: a model's own configuration; that of a layer that is no model has no layers */
static void
add_layers (FvKerasConfig *config, JsonObject *model, const gchar *parent)
{
  JsonArray *layers = fv_keras_get_array (model, "layers");
  g_autoptr (GHashTable) counts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; layers != NULL && i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = fv_keras_array_get_object (layers, i);

      if (layer != NULL)
        add_layer (config, layer, counts, parent);
    }
}

/**
 * fv_keras_config_new:
 * @json: what config.json holds, or the attribute "model_config" of an HDF5 file
 * @length: its length in bytes
 *
 * Returns: (transfer full) (nullable): what is said of the model; %NULL if that cannot be
 *   read
 */
FvKerasConfig *
fv_keras_config_new (const gchar *json, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  FvKerasConfig *config;
  JsonNode *root;

  if (!g_utf8_validate (json, (gssize)length, NULL) ||
      !fv_json_is_shallow (json, length, MAX_NESTING) ||
      !json_parser_load_from_data (parser, json, (gssize)length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  config = g_new0 (FvKerasConfig, 1);
  config->root = json_node_ref (root);
  config->layers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  config->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_layer);
  add_layers (config, fv_keras_get_object (json_node_get_object (root), "config"), NULL);
  return config;
}

/**
 * fv_keras_config_free:
 * @config: (nullable): a configuration
 */
void
fv_keras_config_free (FvKerasConfig *config)
{
  if (config == NULL)
    return;
  g_hash_table_unref (config->layers);
  g_hash_table_unref (config->groups);
  json_node_unref (config->root);
  g_free (config);
}

/**
 * fv_keras_config_find:
 * @config: (nullable): a configuration
 * @group: a layer's group in the file of the weights, below those of the models that it
 *   is in: "functional/conv2d_1"
 * @position: (out): the layer's in the model's order, from 1; 0 if it is not known
 *
 * Returns: (nullable): the layer's name
 */
const gchar *
fv_keras_config_find (const FvKerasConfig *config, const gchar *group, guint *position)
{
  const Layer *layer =
      config != NULL ? g_hash_table_lookup (config->groups, group) : NULL;

  *position = layer != NULL ? layer->position : 0;
  return layer != NULL ? layer->name : NULL;
}

/**
 * fv_keras_config_get_model:
 * @config: a configuration
 *
 * Returns: (transfer none): the object that describes the model
 */
JsonObject *
fv_keras_config_get_model (const FvKerasConfig *config)
{
  return json_node_get_object (config->root);
}

/**
 * fv_keras_config_get_group:
 * @config: a configuration
 * @layer: an object in it that describes a layer
 *
 * Returns: (nullable): the layer's group, as fv_keras_config_find() takes it
 */
const gchar *
fv_keras_config_get_group (const FvKerasConfig *config, JsonObject *layer)
{
  return g_hash_table_lookup (config->layers, layer);
}
