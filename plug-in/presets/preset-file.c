/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The user's presets: a key file in GIMP's profile, with a group for each preset, that
 * has the values of the arguments. The group's name is the procedure's and, with what
 * such a name cannot have escaped, the preset's. */

#define _DEFAULT_SOURCE /* for realpath() */

#include "preset-file.h"
#include "built-in-presets.h"

#include <stdlib.h>
#include <string.h>

#include <featvis.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define MOST_COPIES 1000 /* of damaged files */

static gchar *
make_group (const gchar *procedure, const gchar *name)
{
  g_autofree gchar *escaped = g_uri_escape_string (name, " ", TRUE);

  return g_strdup_printf ("%s %s", procedure, escaped);
}

/* The name of a preset of that procedure, or NULL if the group is another one's. */
static gchar *
get_name (const gchar *group, const gchar *procedure)
{
  gsize length = strlen (procedure);

  if (strncmp (group, procedure, length) != 0 || group[length] != ' ')
    return NULL;
  return g_uri_unescape_string (group + length + 1, NULL);
}

/* A file that is not there has no presets. */
static gboolean
read_file (GKeyFile *key_file, const gchar *file, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (g_key_file_load_from_file (key_file, file,
                                 G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS,
                                 &problem) ||
      g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static Preset *
read_preset (GKeyFile *key_file, const gchar *group, const gchar *name,
             const gchar *const *arguments, GError **error)
{
  g_autoptr (Preset) preset = preset_new (name);
  g_autoptr (GError) problem = NULL;

  for (gint i = 0; arguments[i] && !problem; i++)
    if (g_key_file_has_key (key_file, group, arguments[i], NULL))
      preset->values[i] = g_key_file_get_string (key_file, group, arguments[i], &problem);

  if (!problem)
    return g_steal_pointer (&preset);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The style “%s” is damaged (%s). Save one of that name in its place."),
               name, problem->message);
  return NULL;
}

/* All of a procedure that can be read; the first problem is told. */
static void
add_presets (GPtrArray *presets, GKeyFile *key_file, const gchar *procedure,
             GError **error)
{
  const gchar *const *arguments = presets_get_arguments (procedure);
  g_auto (GStrv) groups = g_key_file_get_groups (key_file, NULL);

  for (gint i = 0; groups[i]; i++)
    {
      g_autofree gchar *name = get_name (groups[i], procedure);
      Preset *preset = name ? read_preset (key_file, groups[i], name, arguments,
                                           error && !*error ? error : NULL)
                            : NULL;

      if (preset)
        g_ptr_array_add (presets, preset);
    }
}

static void
set_read_error (const gchar *file, const GError *problem, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The styles in “%s” cannot be read (%s). Repair the file, or save a "
                  "style: that keeps a copy of it and begins a new one."),
               file, problem->message);
}

/* Adds the user's presets of a procedure. FALSE if not all of them could be read. */
gboolean
presets_load (GPtrArray *presets, const gchar *procedure, const gchar *file,
              GError **error)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) problem = NULL;

  if (read_file (key_file, file, &cause))
    add_presets (presets, key_file, procedure, &problem);
  else
    set_read_error (file, cause, &problem);

  if (!problem)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* A copy of a damaged file, beside it. */
static gboolean
keep_copy (const gchar *file, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (file);
  g_autoptr (GError) problem = NULL;
  gboolean success = FALSE;

  for (gint i = 1; i <= MOST_COPIES && !success; i++)
    {
      g_autofree gchar *name = g_strdup_printf ("%s.damaged-%d", file, i);
      g_autoptr (GFile) copy = g_file_new_for_path (name);

      g_clear_error (&problem);
      success = g_file_copy (source, copy, G_FILE_COPY_NONE, NULL, NULL, NULL, &problem);
      if (!success && !g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }

  if (!success)
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("“%s” is damaged, and no copy of it can be kept (%s). Move it away."),
                 file, problem->message);
  return success;
}

/* What the file has now, as another dialog may have changed it. What is damaged is kept
 * as a copy before a new one begins. */
static GKeyFile *
begin_change (const gchar *file, GError **error)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();

  if (read_file (key_file, file, NULL))
    return g_steal_pointer (&key_file);

  return keep_copy (file, error) ? g_key_file_new () : NULL;
}

/* Writes it all or nothing; where a link leads, if the user keeps the file elsewhere. */
static gboolean
end_change (GKeyFile *key_file, const gchar *file, GError **error)
{
  g_autofree gchar *target = realpath (file, NULL);
  g_autoptr (GError) problem = NULL;

  if (g_key_file_save_to_file (key_file, target ? target : file, &problem))
    return TRUE;

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The styles cannot be written to “%s” (%s). See to the folder’s space "
                  "and permissions."),
               file, problem->message);
  return FALSE;
}

/* Built-in presets keep their names, in the user's language. */
static gboolean
check_name (const gchar *name, const gchar *procedure, GError **error)
{
  g_autoptr (GPtrArray) presets = presets_new_built_in (procedure);

  if (!name[0])
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING, _ ("Give it a name."));
      return FALSE;
    }

  for (guint i = 0; i < presets->len; i++)
    if (g_utf8_collate (((Preset *)presets->pdata[i])->name, name) == 0)
      {
        g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                     _ ("“%s” is the name of a built-in style. Choose another name."),
                     name);
        return FALSE;
      }

  return TRUE;
}

/* Adds the preset to the file, or puts it in the place of one with its name. */
gboolean
presets_save (const Preset *preset, const gchar *procedure, const gchar *file,
              GError **error)
{
  const gchar *const *arguments = presets_get_arguments (procedure);
  g_autofree gchar *group = make_group (procedure, preset->name);
  g_autoptr (GKeyFile) key_file = NULL;

  if (!check_name (preset->name, procedure, error))
    return FALSE;
  key_file = begin_change (file, error);
  if (!key_file)
    return FALSE;

  g_key_file_remove_group (key_file, group, NULL);
  for (gint i = 0; arguments[i]; i++)
    if (preset->values[i])
      g_key_file_set_string (key_file, group, arguments[i], preset->values[i]);
  return end_change (key_file, file, error);
}

gboolean
presets_delete (const gchar *name, const gchar *procedure, const gchar *file,
                GError **error)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree gchar *group = make_group (procedure, name);

  if (!read_file (key_file, file, &problem))
    {
      set_read_error (file, problem, error);
      return FALSE;
    }

  g_key_file_remove_group (key_file, group, NULL);
  return end_change (key_file, file, error);
}
