/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dataset of Keras is, by its place in the file:
 *
 *   layer_1/param_0                                 2015
 *   block1_conv1/block1_conv1_W_1:0                 2016
 *   block1_conv1/block1_conv1/kernel:0              Keras 2
 *   model_weights/vgg16/block1_conv1/kernel:0       a whole model, VGG16 being a part
 *   _layer_checkpoint_dependencies/conv2d/vars/0    Keras 2.13 to 2.15
 *   layers/functional/layers/conv2d_1/vars/0        Keras 3
 *
 * In the last two layers are numbered by their class in the model's order; what they are
 * called is an attribute of "vars" since Keras 3.6, and otherwise in the model's
 * configuration, which only a .keras file has beside them. What was written on Windows
 * has "layers\conv2d" as the name of one group. */

#include "keras-names.h"

#include <stdlib.h>
#include <string.h>

#include "meaning/layer-recognition.h"

#define VARIABLES "vars"
#define DOUBLED   "_layer_checkpoint_dependencies"

/* Groups that every such file has, and that are no layers */
static const gchar *const containers[] = { "model_weights", "layers", DOUBLED, VARIABLES,
                                           NULL };

/**
 * fv_keras_compare_paths:
 * @first: a path
 * @second: another one
 *
 * Returns: which is first in the model's order: conv2d_2 is before conv2d_10
 */
gint
fv_keras_compare_paths (const gchar *first, const gchar *second)
{
  while (*first != '\0' && *second != '\0')
    if (g_ascii_isdigit (*first) && g_ascii_isdigit (*second))
      {
        gchar *first_end, *second_end;
        guint64 a = g_ascii_strtoull (first, &first_end, 10);
        guint64 b = g_ascii_strtoull (second, &second_end, 10);

        if (a != b)
          return a < b ? -1 : 1;
        first = first_end;
        second = second_end;
      }
    else if (*first != *second)
      return (guchar)*first < (guchar)*second ? -1 : 1;
    else
      {
        first++;
        second++;
      }
  return (gint)(*first != '\0') - (gint)(*second != '\0');
}

/* Returns: whether @name is @group, or @group and a number */
static gboolean
is_renumbered (const gchar *name, const gchar *group)
{
  gsize length = strlen (group);

  return g_str_has_prefix (name, group) &&
         (name[length] == '\0' ||
          (name[length] == '_' && name[length + 1] != '\0' &&
           strspn (name + length + 1, "0123456789") == strlen (name + length + 1)));
}

/* Each layer with weights is counted twice below that group: conv2d, conv2d_2, … */
static gchar *
halve_number (const gchar *name)
{
  const gchar *number = strrchr (name, '_');
  gchar *end = NULL;
  guint64 n = number != NULL ? g_ascii_strtoull (number + 1, &end, 10) : 0;

  if (number == NULL || end == number + 1 || *end != '\0' || n < 2 || n % 2 != 0)
    return g_strdup (name);
  return g_strdup_printf ("%.*s_%" G_GUINT64_FORMAT, (gint)(number - name), name, n / 2);
}

/* The groups that may be layers, without the dataset itself
 *
 * @in_config: (out): how fv_keras_config_find() knows the innermost */
static GPtrArray *
find_groups (GStrv names, GString *in_config)
{
  GPtrArray *groups = g_ptr_array_new ();
  gboolean is_doubled = FALSE;

  for (guint i = 0; names[i] != NULL && names[i + 1] != NULL; i++)
    if (g_strv_contains (containers, names[i]))
      is_doubled = is_doubled || strcmp (names[i], DOUBLED) == 0;
    else
      {
        g_autofree gchar *name =
            is_doubled ? halve_number (names[i]) : g_strdup (names[i]);

        g_string_append_printf (in_config, "%s%s", in_config->len > 0 ? "/" : "", name);
        g_ptr_array_add (groups, names[i]);
      }
  return groups;
}

/* The innermost group that has a name of VGG's; else the innermost. Keras 2 has the
 * layer's name twice, perhaps with a number the second time. */
static const gchar *
find_layer (const GPtrArray *groups)
{
  for (guint i = groups->len; i > 0; i--)
    if (fv_layers_know (groups->pdata[i - 1]))
      return groups->pdata[i - 1];
  if (groups->len == 0)
    return NULL;
  if (groups->len > 1 &&
      is_renumbered (groups->pdata[groups->len - 1], groups->pdata[groups->len - 2]))
    return groups->pdata[groups->len - 2];
  return groups->pdata[groups->len - 1];
}

/* Returns: "kernel", "bias", or the dataset's own name, in @name */
static const gchar *
find_part (gchar *name, const gchar *group, gint rank, gboolean has_kernel)
{
  g_autofree gchar *prefix = g_strconcat (group, "_", NULL);

  if (g_str_has_prefix (name, prefix))
    memmove (name, name + strlen (prefix), strlen (name + strlen (prefix)) + 1);
  name[strcspn (name, ":")] = '\0';
  if (is_renumbered (name, "kernel") || is_renumbered (name, "W") ||
      (rank > 1 && (strcmp (name, "0") == 0 || strcmp (name, "param_0") == 0)))
    return "kernel";
  if (is_renumbered (name, "bias") || is_renumbered (name, "b") ||
      (has_kernel && (strcmp (name, "1") == 0 || strcmp (name, "param_1") == 0)))
    return "bias";
  return name;
}

static gboolean
is_printable (const gchar *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* An optimizer keeps values for each layer, which are no weights. */
static gboolean
is_of_optimizer (GStrv names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "optimizer"))
      return TRUE;
  return FALSE;
}

/**
 * fv_keras_make_name:
 * @record: a dataset
 * @config: (nullable): the model's configuration
 * @has_kernel: whether the dataset before it, in the order of paths, is a kernel of the
 *   same group
 * @position: (out): its layer's in the model's order; 0 if that is not known
 *
 * Returns: (transfer full) (nullable): the name of its tensor, "conv2d/kernel"; %NULL if
 *   it is no layer's
 */
gchar *
fv_keras_make_name (const FvHdf5Record *record, const FvKerasConfig *config,
                    gboolean has_kernel, guint *position)
{
  g_auto (GStrv) names = g_strsplit_set (record->path, "/\\", -1);
  g_autoptr (GString) in_config = g_string_new (NULL);
  g_autoptr (GPtrArray) groups = NULL;
  const gchar *layer, *part, *true_name;

  *position = 0;
  if (!is_printable (record->path) || !is_printable (record->label) ||
      is_of_optimizer (names))
    return NULL;
  groups = find_groups (names, in_config);
  layer = find_layer (groups);
  if (layer == NULL)
    return NULL;
  part = find_part (names[g_strv_length (names) - 1], layer, record->rank, has_kernel);
  true_name = fv_keras_config_find (config, in_config->str, position);
  if (record->label[0] != '\0')
    true_name = record->label;
  return g_strconcat (true_name != NULL ? true_name : layer, "/", part, NULL);
}

/**
 * fv_keras_make_key:
 * @path: of a dataset
 *
 * Returns: (transfer full): the path without the groups that every file has, such as
 *   "vgg16/block1_conv1/kernel:0"; in what fv_keras_config_find() knows, with the number
 * of a variable at the end: "functional/conv2d_1/0"
 */
gchar *
fv_keras_make_key (const gchar *path)
{
  g_auto (GStrv) names = g_strsplit_set (path, "/\\", -1);
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GPtrArray) groups = find_groups (names, key);
  guint length = g_strv_length (names);

  if (length > 0)
    g_string_append_printf (key, "%s%s", groups->len > 0 ? "/" : "", names[length - 1]);
  return g_string_free (g_steal_pointer (&key), FALSE);
}
