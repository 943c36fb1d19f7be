/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The arguments of a procedure are stated once, in a table. From it come what
 * GIMP's procedure browser shows, the defaults, and the checks of a script's
 * values. */

#include "arguments.h"

#include <string.h>

#include <featvis.h>

#include <glib/gi18n-lib.h>

static gchar *
describe_setting (const FvSettingInfo *info)
{
  gchar minimum[G_ASCII_DTOSTR_BUF_SIZE];
  gchar maximum[G_ASCII_DTOSTR_BUF_SIZE];

  if (info->values)
    return g_strdup_printf ("%s=%s: %s", info->name, info->values, info->blurb);

  g_ascii_formatd (minimum, sizeof minimum, "%g", info->minimum);
  g_ascii_formatd (maximum, sizeof maximum, "%.10g", info->maximum);
  return g_strdup_printf ("%s=%s…%s: %s", info->name, minimum, maximum, info->blurb);
}

/* What can be written in a task's options string: a description of each key. */
gchar *
arguments_describe_options (FvTask task, const gchar *separator)
{
  GString *text = g_string_new (NULL);
  FvSettingInfo info;

  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    if ((info.tasks >> task & 1) != 0)
      {
        gchar *setting = describe_setting (&info);

        g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", setting);
        g_free (setting);
      }

  return g_string_free (text, FALSE);
}

static gchar *
list_recipes (void)
{
  GString *text = g_string_new (NULL);
  const FvRecipe *recipe;

  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    g_string_append_printf (text, "%s\"%s\"", i > 0 ? ", " : "", recipe->name);

  return g_string_free (text, FALSE);
}

gboolean
arguments_is_number (const Argument *argument)
{
  return argument->kind < ARGUMENT_TEXT;
}

/* The first argument of a kind, or NULL. */
const Argument *
arguments_find (const Argument *arguments, gint n_arguments, ArgumentKind kind)
{
  for (gint i = 0; i < n_arguments; i++)
    if (arguments[i].kind == kind)
      return &arguments[i];

  return NULL;
}

static gchar *
describe_number (const Argument *argument)
{
  if (argument->minimum == argument->maximum)
    return g_strdup_printf ("%s (default %d)", argument->blurb, argument->number);
  return g_strdup_printf ("%s (%d to %d, default %d)", argument->blurb, argument->minimum,
                          argument->maximum, argument->number);
}

static gchar *
describe (const Argument *argument)
{
  gchar *known = NULL;
  gchar *text;

  if (arguments_is_number (argument))
    return describe_number (argument);

  switch (argument->kind)
    {
    case ARGUMENT_RECIPE:
      known = list_recipes ();
      text = g_strdup_printf ("%s (%s; default \"%s\")", argument->blurb, known,
                              argument->text);
      break;

    case ARGUMENT_OPTIONS:
      known = arguments_describe_options (argument->number, "; ");
      text = g_strdup_printf ("%s (default \"%s\"): %s", argument->blurb, argument->text,
                              known);
      break;

    default:
      text = g_strdup_printf ("%s (default \"%s\")", argument->blurb, argument->text);
      break;
    }

  g_free (known);
  return text;
}

/* Fills n_arguments elements of params; their descriptions are freed by
 * arguments_free_params(). */
void
arguments_get_params (const Argument *arguments, gint n_arguments, GimpParamDef *params)
{
  for (gint i = 0; i < n_arguments; i++)
    {
      params[i].type =
          arguments_is_number (&arguments[i]) ? GIMP_PDB_INT32 : GIMP_PDB_STRING;
      params[i].name = (gchar *)arguments[i].name;
      params[i].description = describe (&arguments[i]);
    }
}

void
arguments_free_params (GimpParamDef *params, gint n_arguments)
{
  for (gint i = 0; i < n_arguments; i++)
    g_free (params[i].description);
}

void
arguments_set_defaults (const Argument *arguments, gint n_arguments, gpointer parameters)
{
  for (gint i = 0; i < n_arguments; i++)
    {
      gpointer value = (guint8 *)parameters + arguments[i].offset;

      if (arguments_is_number (&arguments[i]))
        *(gint32 *)value = arguments[i].number;
      else
        g_strlcpy (value, arguments[i].text, arguments[i].size);
    }
}

static gboolean
set_number (const Argument *argument, gint32 number, gint32 *value, GError **error)
{
  gboolean limited = argument->minimum != argument->maximum;

  if (limited && (number < argument->minimum || number > argument->maximum))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The argument “%s” is %d. Give a number from %d to %d."),
                   argument->name, number, argument->minimum, argument->maximum);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

static gboolean
set_text (const Argument *argument, const gchar *text, gchar *value, GError **error)
{
  if (strlen (text) >= argument->size)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The argument “%s” is too long. Give at most %d bytes."),
                   argument->name, (gint)argument->size - 1);
      return FALSE;
    }

  g_strlcpy (value, text, argument->size);
  return TRUE;
}

/* Copies the values of a call into the structure, after a check of each. */
gboolean
arguments_set_values (const Argument *arguments, gint n_arguments,
                      const GimpParam *params, gpointer parameters, GError **error)
{
  for (gint i = 0; i < n_arguments; i++)
    {
      gpointer value = (guint8 *)parameters + arguments[i].offset;
      const gchar *text = params[i].data.d_string;

      if (arguments_is_number (&arguments[i]))
        {
          if (!set_number (&arguments[i], params[i].data.d_int32, value, error))
            return FALSE;
        }
      else if (!set_text (&arguments[i], text ? text : "", value, error))
        return FALSE;
    }

  return TRUE;
}
