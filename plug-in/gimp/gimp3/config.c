/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The configuration of a procedure of GIMP 3: its arguments as properties. In it GIMP
 * hands over what a script gives, and otherwise the last values, which it keeps in a file
 * of the profile when a run by a person has succeeded. */

#include "config.h"
#include "gimp/host/last-values.h"

#include <string.h>

static GimpProcedureConfig *current;

/* The one of the call that is done now, or NULL. */
void
config_set_current (GimpProcedureConfig *config)
{
  current = config;
}

static gboolean
is_text (const Argument *argument)
{
  return !arguments_is_integer (argument) && argument->kind != ARGUMENT_REAL;
}

/* The arguments' values, to be freed with config_free_values(). */
ArgumentValue *
config_get_values (GimpProcedureConfig *config, const Argument *arguments,
                   gint n_arguments)
{
  ArgumentValue *values = g_new0 (ArgumentValue, n_arguments);

  for (gint i = 0; i < n_arguments; i++)
    {
      g_object_get (config, arguments[i].name, &values[i], NULL);
      if (is_text (&arguments[i]) && !values[i].text)
        values[i].text = g_strdup ("");
    }
  return values;
}

void
config_free_values (ArgumentValue *values, const Argument *arguments, gint n_arguments)
{
  for (gint i = 0; i < n_arguments; i++)
    if (is_text (&arguments[i]))
      g_free ((gchar *)values[i].text);
  g_free (values);
}

/* Hands the parameters over to GIMP, which keeps them. */
void
last_values_keep (const LastValues *values, gconstpointer parameters)
{
  for (gint i = 0; i < values->n_arguments; i++)
    {
      const Argument *argument = &values->arguments[i];
      gconstpointer value = (const guint8 *)parameters + argument->offset;

      if (arguments_is_integer (argument))
        g_object_set (current, argument->name, *(const gint32 *)value, NULL);
      else if (argument->kind == ARGUMENT_REAL)
        g_object_set (current, argument->name, *(const gdouble *)value, NULL);
      else
        g_object_set (current, argument->name, value, NULL);
    }
}

/* Ones that this version does not take are left alone. */
void
last_values_recall (const LastValues *values, gpointer parameters)
{
  ArgumentValue *given =
      config_get_values (current, values->arguments, values->n_arguments);
  g_autofree gpointer stored = g_memdup2 (parameters, values->size);

  if (arguments_set_values (values->arguments, values->n_arguments, given, stored, NULL))
    memcpy (parameters, stored, values->size);
  config_free_values (given, values->arguments, values->n_arguments);
}
