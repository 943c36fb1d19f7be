/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In an archive the variables of a layer have numbers, in the order in which the layer
 * made them: "functional/conv2d_1/0". In an HDF5 file of a whole model there is a group
 * for each layer of the outermost model, and below it what TensorFlow calls the variable,
 * which is up to the version and to how the model came to be:
 *
 *   conv2d/conv2d/kernel:0
 *   conv2d/conv2d_1/kernel:0          of a model that was loaded, and saved again
 *   conv2d/sequential/conv2d/kernel   Keras 3
 *   vgg16/block1_conv1/kernel:0       of a model in the model
 */

#include "keras-variables.h"

#include <string.h>

#define AMBIGUOUS (-1)

/* paths: all of the key, but what follows a colon, to the tensor
 * names: the outermost layer, the innermost group, or nothing in its place, and the name,
 *   one to a line, to the tensor, or AMBIGUOUS
 * unnumbered: the same without numbers at the end of group and name */
struct _FvKerasVariables
{
  GHashTable *paths;
  GHashTable *names;
  GHashTable *unnumbered;
};

FvKerasVariables *
fv_keras_variables_new (void)
{
  FvKerasVariables *variables = g_new (FvKerasVariables, 1);

  variables->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  variables->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  variables->unnumbered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return variables;
}

void
fv_keras_variables_free (FvKerasVariables *variables)
{
  if (variables == NULL)
    return;
  g_hash_table_unref (variables->paths);
  g_hash_table_unref (variables->names);
  g_hash_table_unref (variables->unnumbered);
  g_free (variables);
}

/* Without "_1" at its end */
static gchar *
strip_number (const gchar *name)
{
  const gchar *number = strrchr (name, '_');
  gsize length = strlen (name);

  if (number != NULL && number > name && number[1] != '\0' &&
      strspn (number + 1, "0123456789") == strlen (number + 1))
    length = (gsize)(number - name);
  return g_strndup (name, length);
}

static gchar *
make_line (const gchar *top, const gchar *group, const gchar *name)
{
  return g_strjoin ("\n", top, group, name, NULL);
}

static void
note (GHashTable *table, const gchar *top, const gchar *group, const gchar *name,
      gint tensor)
{
  g_autofree gchar *line = make_line (top, group, name);
  gpointer known;

  if (g_hash_table_lookup_extended (table, line, NULL, &known) &&
      GPOINTER_TO_INT (known) != tensor)
    tensor = AMBIGUOUS;
  g_hash_table_replace (table, g_steal_pointer (&line), GINT_TO_POINTER (tensor));
}

static void
note_below (FvKerasVariables *variables, const gchar *top, const gchar *group,
            const gchar *name, gint tensor)
{
  g_autofree gchar *short_group = strip_number (group);
  g_autofree gchar *short_name = strip_number (name);

  note (variables->names, top, "", name, tensor);
  note (variables->names, top, group, name, tensor);
  note (variables->unnumbered, top, "", short_name, tensor);
  note (variables->unnumbered, top, short_group, short_name, tensor);
}

/**
 * fv_keras_variables_add:
 * @variables: what is known so far
 * @key: what fv_keras_make_key() gives for a dataset
 * @tensor: its number among the reader's tensors
 *
 * The name of a layer may have slashes, so each part of the path may be the outermost
 * layer.
 */
void
fv_keras_variables_add (FvKerasVariables *variables, const gchar *key, gint tensor)
{
  g_autofree gchar *path = g_strndup (key, strcspn (key, ":"));
  gchar *last = strrchr (path, '/');
  g_autofree gchar *group = NULL;

  g_hash_table_insert (variables->paths, g_strdup (path), GINT_TO_POINTER (tensor));
  if (last == NULL)
    return;
  *last = '\0';
  group = g_path_get_basename (path);
  for (gchar *slash = last; slash != NULL; slash = strrchr (path, '/'))
    {
      *slash = '\0';
      note_below (variables, path, group, last + 1, tensor);
    }
}

/* Returns: the tensor, or -1 */
static gint
look_up (GHashTable *table, const gchar *key)
{
  gpointer tensor;

  return g_hash_table_lookup_extended (table, key, NULL, &tensor)
             ? GPOINTER_TO_INT (tensor)
             : -1;
}

static gint
find_path (const FvKerasVariables *variables, const FvKerasPlace *place,
           const gchar *name)
{
  g_autofree gchar *path =
      *place->models != '\0'
          ? g_strjoin ("/", place->top, place->models, place->layer, name, NULL)
          : g_strjoin ("/", place->top, place->layer, name, NULL);

  return look_up (variables->paths, path);
}

/**
 * fv_keras_variables_find:
 * @variables: what is known
 * @place: where a layer's variables are
 * @name: of one of them
 * @number: its number
 *
 * Returns: the number of its tensor, or -1 if there is none, or several that might be it
 */
gint
fv_keras_variables_find (const FvKerasVariables *variables, const FvKerasPlace *place,
                         const gchar *name, gint number)
{
  const gchar *inner = place->models != NULL ? place->layer : "";
  g_autofree gchar *line = make_line (place->top, inner, name);
  gint tensor = -1;

  if (place->group != NULL)
    {
      g_autofree gchar *path = g_strdup_printf ("%s/%d", place->group, number);

      return look_up (variables->paths, path);
    }
  if (place->models != NULL)
    tensor = find_path (variables, place, name);
  if (tensor < 0)
    tensor = look_up (variables->names, line);
  return tensor >= 0 ? tensor : look_up (variables->unnumbered, line);
}
