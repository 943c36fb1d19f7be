/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for options: the input is, up to a line's end, “key=value …” as the
 * procedures take it, and then words as the command takes them, one a line; its length
 * tells whose. What was understood is the same when it is written and read again. */

#include "shared/ascent-options.h"
#include "input.h"

#include <string.h>

static void
check_settings (const FvSettings *settings, const FvSettings *usual)
{
  FvSettings again = *usual;
  g_autofree gchar *text = fv_settings_to_string (settings), *twice = NULL;

  g_assert_true (fv_settings_parse (&again, text, NULL));
  twice = fv_settings_to_string (&again);
  g_assert_true (g_str_equal (text, twice));
}

static void
parse_settings (const gchar *text, FvTask task)
{
  FvSettings settings, usual;
  g_autoptr (GError) error = NULL;

  fv_settings_init (&usual, task, fv_recipe_get (0), FV_START_NOISE);
  settings = usual;
  g_assert_true (fv_settings_parse (&settings, text, &error) == (error == NULL));
  check_settings (&settings, &usual);
}

static void
parse_command (const gchar *text, FvTask task)
{
  FvAscentOptions options = { 0 };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree gchar *line = g_strconcat ("featvis\n", text, NULL);
  g_auto (GStrv) words = g_strsplit (line, "\n", -1);
  g_autofree gchar **arguments =
      g_memdup2 (words, (g_strv_length (words) + 1) * sizeof *words);
  FvAscent ascent;

  g_option_context_set_help_enabled (context, FALSE); /* it would end the process */
  fv_ascent_options_add (&options, context, task);
  if (fv_command_parse (context, g_strv_length (words), arguments, NULL) &&
      fv_ascent_options_apply (&options, task, &ascent, NULL))
    {
      FvSettings usual;

      fv_settings_init (&usual, task, ascent.settings.recipe, ascent.start);
      check_settings (&ascent.settings, &usual);
    }
  fv_ascent_options_clear (&options);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  const FvTask tasks[] = { FV_TASK_ASCENT, FV_TASK_DREAM, FV_TASK_SHEET };
  FvTask task = tasks[n_bytes % G_N_ELEMENTS (tasks)];
  g_autofree gchar *text = g_strndup ((const gchar *)bytes, n_bytes);
  g_auto (GStrv) parts = g_strsplit (text, "\n", 2);

  parse_settings (parts[0] ? parts[0] : "", task);
  if (parts[0] != NULL && parts[1] != NULL && g_utf8_validate (parts[1], -1, NULL))
    parse_command (parts[1], task);
  return 0;
}
