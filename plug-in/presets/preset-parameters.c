/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way from a preset's texts to a procedure's parameters, and back. */

#include "preset-parameters.h"
#include "built-in-presets.h"
#include "preset-options.h"

#include <string.h>

/* The argument that has a preset's value of that index, or NULL after the last. */
const Argument *
preset_get_argument (const Procedure *procedure, gint value)
{
  const gchar *name = presets_get_arguments (procedure->name)[value];

  for (gint i = 0; name && i < procedure->n_arguments; i++)
    if (strcmp (procedure->arguments[i].name, name) == 0)
      return &procedure->arguments[i];

  return NULL;
}

/* Whether a text for the weights is a network's name instead of a file's. */
static gboolean
is_network (const gchar *weights)
{
  return fv_source_find_network (weights) != NULL;
}

Preset *
preset_new_from_parameters (const gchar *name, const Procedure *procedure,
                            gconstpointer parameters)
{
  Preset *preset = preset_new (name);
  const Argument *argument;

  for (gint i = 0; (argument = preset_get_argument (procedure, i)); i++)
    {
      g_autofree gchar *text = arguments_to_text (argument, parameters);

      if (argument->kind == ARGUMENT_OPTIONS)
        preset->values[i] = presets_strip_options (text);
      else if (argument->kind != ARGUMENT_WEIGHTS || is_network (text))
        preset->values[i] = g_steal_pointer (&text);
    }
  return preset;
}

/* Sets one value, with what the preset leaves as it is. */
static gboolean
set_value (const Argument *argument, const gchar *text, gpointer parameters,
           GError **error)
{
  g_autofree gchar *options = NULL;
  g_autofree gchar *merged = NULL;

  if (argument->kind != ARGUMENT_OPTIONS)
    return arguments_set_from_text (argument, text, parameters, error);

  options = arguments_to_text (argument, parameters);
  merged = presets_merge_options (text, options);
  return arguments_set_from_text (argument, merged, parameters, error);
}

/* Files stay as they are; a network that another preset has named is left again. */
static gboolean
leave_weights (const Argument *argument, gpointer parameters, GError **error)
{
  g_autofree gchar *weights = arguments_to_text (argument, parameters);

  return argument->kind != ARGUMENT_WEIGHTS || !is_network (weights) ||
         arguments_set_from_text (argument, "", parameters, error);
}

static gboolean
has_same_weights (const Procedure *procedure, gconstpointer one, gconstpointer other)
{
  const Argument *argument =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_WEIGHTS);

  return argument == NULL || strcmp ((const gchar *)one + argument->offset,
                                     (const gchar *)other + argument->offset) == 0;
}

/* A copy of the parameters with the preset's values, adapted to the weights if there are
 * any and it is these that the copy names. NULL if a value cannot be used. */
gpointer
preset_apply (const Preset *preset, const Procedure *procedure, const FvWeights *weights,
              gconstpointer parameters, GError **error)
{
  g_autofree gpointer copy = g_memdup2 (parameters, procedure->size);
  const Argument *argument;

  for (gint i = 0; (argument = preset_get_argument (procedure, i)); i++)
    if (!(preset->values[i] ? set_value (argument, preset->values[i], copy, error)
                            : leave_weights (argument, copy, error)))
      return NULL;

  if (procedure->adapt && weights && has_same_weights (procedure, parameters, copy))
    procedure->adapt (weights, copy);
  return g_steal_pointer (&copy);
}

/* Options are the same if their settings are, by that recipe. */
static gboolean
is_same (const Argument *argument, gconstpointer one, gconstpointer other,
         const FvRecipe *recipe)
{
  g_autofree gchar *one_text = arguments_to_text (argument, one);
  g_autofree gchar *other_text = arguments_to_text (argument, other);

  if (argument->kind != ARGUMENT_OPTIONS)
    return strcmp (one_text, other_text) == 0;
  return recipe &&
         presets_have_same_options (one_text, other_text, argument->number, recipe);
}

/* The recipe that the parameters name, or where they have none, the usual one. NULL if
 * there is none of that name. */
const FvRecipe *
preset_find_recipe (const Procedure *procedure, gconstpointer parameters)
{
  const Argument *recipe =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_RECIPE);
  const Argument *options =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_OPTIONS);

  return recipe ? fv_recipe_find ((const gchar *)parameters + recipe->offset, NULL)
                : fv_recipe_get_usual (options->number);
}

/* Whether the preset would change nothing. */
gboolean
preset_matches (const Preset *preset, const Procedure *procedure,
                const FvWeights *weights, gconstpointer parameters)
{
  const FvRecipe *recipe = preset_find_recipe (procedure, parameters);
  const Argument *argument;
  g_autofree gpointer copy = preset_apply (preset, procedure, weights, parameters, NULL);
  gboolean match = copy != NULL;

  for (gint i = 0; match && (argument = preset_get_argument (procedure, i)); i++)
    match = is_same (argument, parameters, copy, recipe);
  return match;
}
