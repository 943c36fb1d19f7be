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
        g_autofree gchar *setting = describe_setting (&info);

        g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", setting);
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

/* Whether the value is a gint32. Otherwise it is a gdouble or a text. */
gboolean
arguments_is_integer (const Argument *argument)
{
  return argument->kind < ARGUMENT_REAL;
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

/* What the argument is, with its range and default, as GIMP's procedure browser shows it.
 */
gchar *
arguments_describe (const Argument *argument)
{
  gchar *known = NULL;
  gchar *text;

  if (arguments_is_integer (argument))
    return describe_number (argument);

  switch (argument->kind)
    {
    case ARGUMENT_REAL:
      text = g_strdup_printf ("%s (%d to %d, default %g)", argument->blurb,
                              argument->minimum, argument->maximum, argument->real);
      break;

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

void
arguments_set_defaults (const Argument *arguments, gint n_arguments, gpointer parameters)
{
  for (gint i = 0; i < n_arguments; i++)
    {
      gpointer value = (guint8 *)parameters + arguments[i].offset;

      if (arguments_is_integer (&arguments[i]))
        *(gint32 *)value = arguments[i].number;
      else if (arguments[i].kind == ARGUMENT_REAL)
        *(gdouble *)value = arguments[i].real;
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

/* NaN is in no range. */
static gboolean
set_real (const Argument *argument, gdouble number, gdouble *value, GError **error)
{
  if (!(number >= argument->minimum && number <= argument->maximum))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The argument “%s” is %g. Give a number from %d to %d."),
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

static gboolean
set_value (const Argument *argument, const ArgumentValue *given, gpointer value,
           GError **error)
{
  if (arguments_is_integer (argument))
    return set_number (argument, given->number, value, error);
  if (argument->kind == ARGUMENT_REAL)
    return set_real (argument, given->real, value, error);
  return set_text (argument, given->text, value, error);
}

/* Copies the values of a call into the structure, after a check of each. */
gboolean
arguments_set_values (const Argument *arguments, gint n_arguments,
                      const ArgumentValue *values, gpointer parameters, GError **error)
{
  for (gint i = 0; i < n_arguments; i++)
    if (!set_value (&arguments[i], &values[i], (guint8 *)parameters + arguments[i].offset,
                    error))
      return FALSE;

  return TRUE;
}

static gboolean
set_text_error (const Argument *argument, const gchar *text, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("The argument “%s” cannot be “%s”. Give a number."), argument->name,
               text);
  return FALSE;
}

/* Sets one argument to what a text says, after a check. Numbers are in the C locale's
 * notation. */
gboolean
arguments_set_from_text (const Argument *argument, const gchar *text, gpointer parameters,
                         GError **error)
{
  gpointer value = (guint8 *)parameters + argument->offset;
  gint64 integer;
  gdouble real;
  gchar *end;

  if (arguments_is_integer (argument))
    {
      if (!g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &integer, NULL))
        return set_text_error (argument, text, error);
      return set_number (argument, integer, value, error);
    }

  if (argument->kind != ARGUMENT_REAL)
    return set_text (argument, text, value, error);

  real = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    return set_text_error (argument, text, error);
  return set_real (argument, real, value, error);
}

/* The value as arguments_set_from_text() takes it. */
gchar *
arguments_to_text (const Argument *argument, gconstpointer parameters)
{
  gconstpointer value = (const guint8 *)parameters + argument->offset;
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (arguments_is_integer (argument))
    return g_strdup_printf ("%d", *(const gint32 *)value);
  if (argument->kind == ARGUMENT_REAL)
    return g_strdup (
        g_ascii_formatd (number, sizeof number, "%.15g", *(const gdouble *)value));
  return g_strdup (value);
}
