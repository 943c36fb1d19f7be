/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page “Details” of a dialog, which has a widget for each setting that options can
 * name, but for those that a procedure wants on its first page. They show the values that
 * count, and write into the options what differs from the recipe; labels of such settings
 * are bold. */

#include "settings-page.h"
#include "setting-slider.h"
#include "setting-widget.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-layout.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "dialog/rows/text-rows.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define LONGEST_COLUMN 10 /* settings; where there are more, there are two columns */
#define COLUMN_SPACING 24

/* One setting. */
typedef struct
{
  Dialog *dialog;
  gint index; /* of the setting */
  FvSettingInfo info;
  GtkWidget *widget;
  GtkWidget *label;
} PageSetting;

typedef struct _SettingsPage
{
  GArray *settings; /* of PageSetting */
  gboolean showing; /* the widgets are being set, not changed by the user */
} SettingsPage;

static PageSetting *
get_setting (const Dialog *dialog, guint index)
{
  return &g_array_index (dialog->settings_page->settings, PageSetting, index);
}

/* Settings */

/* What the recipe alone gives. */
static void
init_settings (const Dialog *dialog, FvSettings *settings)
{
  const Procedure *procedure = dialog->procedure;
  const DialogRow *recipe_row = dialog_find_row (dialog, ARGUMENT_RECIPE);
  const FvRecipe *recipe =
      recipe_row ? fv_recipe_find (dialog_row_get_text (recipe_row), NULL) : NULL;
  FvTask task = dialog_find_row (dialog, ARGUMENT_OPTIONS)->argument->number;
  gboolean is_of_photo =
      !procedure->reads_drawable || procedure->reads_drawable (dialog->parameters);

  fv_settings_init (settings, task, recipe ? recipe : fv_recipe_get_usual (task),
                    is_of_photo ? FV_START_IMAGE : FV_START_NOISE);
}

/* Adds what can be understood of the options. */
static void
add_options (const Dialog *dialog, FvSettings *settings)
{
  const gchar *options = dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_OPTIONS));
  g_auto (GStrv) words = g_strsplit_set (options, " \t\r\n", -1);

  for (gint i = 0; words[i]; i++)
    fv_settings_parse (settings, words[i], NULL);
}

/* The options with that setting; without it where the recipe has the same value. */
static gchar *
put_value (const PageSetting *setting, const gchar *value)
{
  const DialogRow *row = dialog_find_row (setting->dialog, ARGUMENT_OPTIONS);
  FvSettings settings;
  g_autofree gchar *usual = NULL;

  init_settings (setting->dialog, &settings);
  usual = fv_settings_get (&settings, setting->info.name);
  return options_put (dialog_row_get_text (row), setting->info.name,
                      strcmp (value, usual) == 0 ? NULL : value);
}

/* Showing */

static void
show_setting (const PageSetting *setting, const FvSettings *settings,
              const FvSettings *usual)
{
  g_autofree gchar *value = fv_settings_get (settings, setting->info.name);
  g_autofree gchar *usual_value = fv_settings_get (usual, setting->info.name);
  gboolean is_usual = strcmp (value, usual_value) == 0;

  setting_widget_show_value (setting->widget, &setting->info, value);
  dialog_set_attribute (
      setting->label,
      pango_attr_weight_new (is_usual ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD));
}

/* Shows what recipe and options say. */
static void
show (Dialog *dialog)
{
  FvSettings settings, usual;

  init_settings (dialog, &usual);
  settings = usual;
  add_options (dialog, &settings);

  dialog->settings_page->showing = TRUE;
  for (guint i = 0; i < dialog->settings_page->settings->len; i++)
    show_setting (get_setting (dialog, i), &settings, &usual);
  dialog->settings_page->showing = FALSE;
}

/* What the user changes */

static void
value_changed (PageSetting *setting)
{
  Dialog *dialog = setting->dialog;
  DialogRow *row = dialog_find_row (dialog, ARGUMENT_OPTIONS);
  g_autofree gchar *value = NULL;
  g_autofree gchar *options = NULL;

  if (dialog->settings_page->showing)
    return;

  value = setting_widget_get_value (setting->widget, &setting->info);
  options = put_value (setting, value);
  if (options_row_has_room (row, options))
    {
      dialog_row_show_text (row, options);
      dialog_changed (dialog);
    }
  else
    {
      show (dialog);
      gtk_widget_error_bell (setting->widget);
    }
}

static void
finish (Dialog *dialog)
{
  for (guint i = 0; i < dialog->settings_page->settings->len; i++)
    setting_widget_finish (get_setting (dialog, i)->widget);
}

/* Building */

/* Whether a setting is the page's: the task has it, and no argument has the same name. */
static gboolean
has_setting (const Procedure *procedure, FvTask task, const FvSettingInfo *info)
{
  for (gint i = 0; i < procedure->n_arguments; i++)
    if (strcmp (procedure->arguments[i].name, info->name) == 0)
      return FALSE;

  return (info->tasks >> task & 1) != 0;
}

static GArray *
list_settings (Dialog *dialog)
{
  GArray *settings = g_array_new (FALSE, FALSE, sizeof (PageSetting));
  PageSetting setting = { .dialog = dialog };
  FvTask task = dialog_find_row (dialog, ARGUMENT_OPTIONS)->argument->number;

  for (; fv_setting_get_info (setting.index, &setting.info); setting.index++)
    if (has_setting (dialog->procedure, task, &setting.info))
      g_array_append_val (settings, setting);

  return settings;
}

static GtkTable *
add_column (GtkWidget *columns)
{
  GtkWidget *table = dialog_make_table ();

  gtk_box_pack_start (GTK_BOX (columns), table, FALSE, FALSE, 0);
  return GTK_TABLE (table);
}

static GtkWidget *
add_setting (PageSetting *setting, gboolean is_main, GtkTable *table, gint line)
{
  GtkWidget *widget = setting_widget_new (setting->index, &setting->info);
  GtkWidget *box = is_main ? setting_slider_add (widget, &setting->info) : widget;

  setting->widget = widget;
  setting->label = setting_widget_attach (widget, box, &setting->info, table, line);
  setting_widget_watch (setting->widget, G_CALLBACK (value_changed), setting);
  return setting->label;
}

static gboolean
is_main (const Procedure *procedure, const PageSetting *setting)
{
  return procedure->main_settings &&
         g_strv_contains (procedure->main_settings, setting->info.name);
}

/* Adds those of the first page there. Returns how many are left. */
static guint
add_main_settings (Dialog *dialog, GArray *settings)
{
  const Procedure *procedure = dialog->procedure;
  guint n_left = settings->len;

  for (guint i = 0; i < settings->len; i++)
    {
      PageSetting *setting = get_setting (dialog, i);
      DialogSection *section;

      if (!is_main (procedure, setting))
        continue;
      section = dialog_get_section (dialog, NULL, procedure->settings_section);
      gtk_size_group_add_widget (
          dialog->labels,
          add_setting (setting, TRUE, section->table, section->n_lines++));
      gtk_widget_show_all (GTK_WIDGET (section->table));
      n_left--;
    }
  return n_left;
}

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments,
                         ARGUMENT_OPTIONS) != NULL;
}

static void
add (Dialog *dialog)
{
  GtkWidget *page = dialog_add_page (dialog, _ ("_Details"));
  GtkWidget *columns = gtk_hbox_new (FALSE, COLUMN_SPACING);
  GArray *settings = list_settings (dialog);
  GtkTable *table = NULL;
  guint n, n_lines, line = 0;

  dialog->settings_page = g_new0 (SettingsPage, 1);
  dialog->settings_page->settings = settings;
  n = add_main_settings (dialog, settings);
  n_lines = n > LONGEST_COLUMN ? (n + 1) / 2 : n;
  gtk_box_pack_start (GTK_BOX (page), columns, FALSE, FALSE, 0);
  for (guint i = 0; i < settings->len; i++)
    if (!is_main (dialog->procedure, get_setting (dialog, i)))
      {
        if (line % n_lines == 0)
          table = add_column (columns);
        add_setting (get_setting (dialog, i), FALSE, table, line++ % n_lines);
      }
  gtk_widget_show_all (page);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  show (dialog);
}

static void
close_page (Dialog *dialog)
{
  g_array_unref (dialog->settings_page->settings);
  g_free (dialog->settings_page);
}

const DialogPanel dialog_settings_page = { is_for, add, changed, close_page, finish };
