/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The guide of what is run again: the record has its name, or its file. */

#include "gimp/items.h"
#include "parameters/options.h"
#include "repeat-private.h"

#include <glib/gi18n-lib.h>

#define FILE_KEY "guide-file"

/* The key of a change that tells the guide: an argument's name, or an option's */
static const gchar *
get_guide_key (const Procedure *procedure)
{
  const Argument *argument =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_GUIDE);

  return argument ? argument->name : "guide";
}

static gboolean
has_change (const gchar *changes, const gchar *key)
{
  g_autofree gchar *rest = NULL;
  g_autofree gchar *value = options_take (changes, key, &rest);

  return value != NULL;
}

static void
set_guide (Repeat *repeat, gint32 guide, GString *options)
{
  const Procedure *procedure = repeat->procedure;
  const Argument *argument =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_GUIDE);

  if (argument)
    g_hash_table_insert (repeat->record, g_strdup (argument->name),
                         g_strdup_printf ("%d", guide));
  else if (guide != 0)
    g_string_append_printf (options, " guide=%d", guide);
}

/* Looks for the guide of that name, unless the changes have another one. */
gboolean
repeat_add_guide (Repeat *repeat, gint32 image, const gchar *changes, GString *options,
                  GError **error)
{
  const gchar *name = g_hash_table_lookup (repeat->record, "guide");
  const gchar *key = get_guide_key (repeat->procedure);
  gint32 guide = 0;

  if (has_change (changes, key) || has_change (changes, FILE_KEY))
    g_hash_table_remove (repeat->record, FILE_KEY);
  else if (name && name[0])
    guide = item_find_drawable (image, name);
  if (guide == -1)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_SETTING,
          _ ("The guide “%s” is not in any open image. Open it, or choose another "
             "one with %s=ID."),
          name, key);
      return FALSE;
    }

  set_guide (repeat, guide, options);
  return TRUE;
}

/* Only dialogs have an argument for a file: its name may have any characters. */
gboolean
repeat_set_guide_file (Repeat *repeat, GError **error)
{
  const Procedure *procedure = repeat->procedure;
  const Argument *argument = arguments_find (
      procedure->arguments, procedure_count_rows (procedure), ARGUMENT_GUIDE_FILE);
  const gchar *file = g_hash_table_lookup (repeat->record, FILE_KEY);

  return !argument || !file ||
         arguments_set_from_text (argument, file, repeat->parameters, error);
}
