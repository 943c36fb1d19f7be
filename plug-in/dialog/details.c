/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of a dialog that has a widget for each setting that options can name. It shows
 * the values that count, and writes into the options what differs from the recipe; labels
 * of such settings are bold. */

#include "dialog-private.h"
#include "parameters/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define LONGEST_COLUMN 10 /* settings; where there are more, there are two columns */
#define COLUMN_SPACING 24
#define MAXIMUM_DIGITS 10

/* One setting. */
typedef struct
{
  Dialog *dialog;
  gint setting; /* its index */
  FvSettingInfo info;
  GtkWidget *widget; /* a spin button, a check button or a combo box */
  GtkWidget *label;
} Detail;

struct _Details
{
  GArray *details;  /* of Detail */
  gboolean showing; /* the widgets are being set, not changed by the user */
};

static Detail *
get_detail (const Dialog *dialog, guint index)
{
  return &g_array_index (dialog->details->details, Detail, index);
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
  gboolean is_of_photo =
      !procedure->reads_drawable || procedure->reads_drawable (dialog->parameters);

  fv_settings_init (
      settings, dialog_find_row (dialog, ARGUMENT_OPTIONS)->argument->number,
      recipe ? recipe : fv_recipe_get (0), is_of_photo ? FV_START_IMAGE : FV_START_NOISE);
}

/* Adds what can be understood of the options. */
static void
add_options (const Dialog *dialog, FvSettings *settings)
{
  const gchar *options = dialog_row_get_text (dialog_find_row (dialog, ARGUMENT_OPTIONS));
  gchar **words = g_strsplit_set (options, " \t\r\n", -1);

  for (gint i = 0; words[i]; i++)
    fv_settings_parse (settings, words[i], NULL);
  g_strfreev (words);
}

/* A setting's value, as the user set it. */
static gchar *
get_value (const Detail *detail)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  gchar **words;
  gchar *word;
  gint index;

  if (!detail->info.values)
    return g_strdup (
        g_ascii_formatd (number, sizeof number, "%.15g",
                         gtk_spin_button_get_value (GTK_SPIN_BUTTON (detail->widget))));

  if (GTK_IS_TOGGLE_BUTTON (detail->widget))
    index = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (detail->widget));
  else
    index = gtk_combo_box_get_active (GTK_COMBO_BOX (detail->widget));
  words = g_strsplit (detail->info.values, "|", -1);
  word = g_strdup (words[index]);
  g_strfreev (words);
  return word;
}

/* The options with that setting; without it where the recipe has the same value. */
static gchar *
put_value (const Detail *detail, const gchar *value)
{
  const Dialog *dialog = detail->dialog;
  const DialogRow *row = dialog_find_row (dialog, ARGUMENT_OPTIONS);
  FvSettings settings;
  gchar *usual;
  gchar *options;

  init_settings (dialog, &settings);
  usual = fv_settings_get (&settings, detail->info.name);
  options = options_put (dialog_row_get_text (row), detail->info.name,
                         strcmp (value, usual) == 0 ? NULL : value);
  g_free (usual);
  return options;
}

/* Showing */

/* The digits that a value needs: with less of them, the button would change it. */
static gint
count_digits (gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];
  gint digits = MAXIMUM_DIGITS;

  g_ascii_formatd (text, sizeof text, "%." G_STRINGIFY (MAXIMUM_DIGITS) "f", value);
  for (gsize last = strlen (text) - 1; digits > 0 && text[last] == '0'; last--)
    digits--;
  return digits;
}

static gint
find_word (const FvSettingInfo *info, const gchar *value)
{
  gchar **words = g_strsplit (info->values, "|", -1);
  gint index = 0;

  while (words[index] && strcmp (words[index], value) != 0)
    index++;
  g_strfreev (words);
  return index;
}

static void
show_value (const Detail *detail, const gchar *value)
{
  if (GTK_IS_SPIN_BUTTON (detail->widget))
    {
      GtkSpinButton *button = GTK_SPIN_BUTTON (detail->widget);
      gdouble number = g_ascii_strtod (value, NULL);

      gtk_spin_button_set_digits (button,
                                  MAX (count_digits (number), detail->info.digits));
      gtk_spin_button_set_value (button, number);
    }
  else if (GTK_IS_TOGGLE_BUTTON (detail->widget))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (detail->widget),
                                  find_word (&detail->info, value) == 1);
  else
    gtk_combo_box_set_active (GTK_COMBO_BOX (detail->widget),
                              find_word (&detail->info, value));
}

static void
set_bold (GtkWidget *label, gboolean is_bold)
{
  gimp_label_set_attributes (GTK_LABEL (label), PANGO_ATTR_WEIGHT,
                             is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL, -1);
}

static void
show_detail (const Detail *detail, const FvSettings *settings, const FvSettings *usual)
{
  gchar *value = fv_settings_get (settings, detail->info.name);
  gchar *usual_value = fv_settings_get (usual, detail->info.name);

  show_value (detail, value);
  set_bold (detail->label, strcmp (value, usual_value) != 0);
  g_free (usual_value);
  g_free (value);
}

/* Shows what recipe and options say. */
static void
show (Dialog *dialog)
{
  FvSettings settings, usual;

  init_settings (dialog, &usual);
  settings = usual;
  add_options (dialog, &settings);

  dialog->details->showing = TRUE;
  for (guint i = 0; i < dialog->details->details->len; i++)
    show_detail (get_detail (dialog, i), &settings, &usual);
  dialog->details->showing = FALSE;
}

/* What the user changes */

static void
value_changed (Detail *detail)
{
  Dialog *dialog = detail->dialog;
  DialogRow *row = dialog_find_row (dialog, ARGUMENT_OPTIONS);
  gchar *value;
  gchar *options;

  if (dialog->details->showing)
    return;

  value = get_value (detail);
  options = put_value (detail, value);
  if (dialog_options_have_room (row, options))
    {
      dialog_row_show_text (row, options);
      dialog_changed (dialog);
    }
  else
    {
      show (dialog);
      gtk_widget_error_bell (detail->widget);
    }
  g_free (options);
  g_free (value);
}

/* Takes over what was typed but not confirmed. */
static void
finish (Dialog *dialog)
{
  for (guint i = 0; i < dialog->details->details->len; i++)
    if (GTK_IS_SPIN_BUTTON (get_detail (dialog, i)->widget))
      gtk_spin_button_update (GTK_SPIN_BUTTON (get_detail (dialog, i)->widget));
}

/* Widgets */

static GtkWidget *
make_spin_button (const FvSettingInfo *info)
{
  gdouble step = 1.0;
  GtkWidget *button;

  for (gint i = 1; i < info->digits; i++)
    step /= 10.0;
  button = gtk_spin_button_new_with_range (info->minimum, info->maximum, step);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (button), info->digits);
  gtk_entry_set_width_chars (GTK_ENTRY (button), 7);
  gtk_entry_set_activates_default (GTK_ENTRY (button), TRUE);
  return button;
}

static GtkWidget *
make_combo (gint setting)
{
  GtkWidget *combo = gtk_combo_box_text_new ();
  gchar **labels = fv_setting_get_value_labels (setting);

  for (gint i = 0; labels[i]; i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), labels[i]);
  g_strfreev (labels);
  return combo;
}

/* A label beside the widget, but a check button has its own. */
static void
attach (Detail *detail, GtkTable *table, gint line)
{
  gchar *text;

  if (GTK_IS_TOGGLE_BUTTON (detail->widget))
    {
      detail->label = gtk_bin_get_child (GTK_BIN (detail->widget));
      gtk_table_attach (table, detail->widget, 0, 2, line, line + 1, GTK_FILL, GTK_FILL,
                        0, 0);
      return;
    }

  text = g_strdup_printf (_ ("%s:"), detail->info.label);
  detail->label = gimp_table_attach_aligned (table, 0, line, text, 0.0, 0.5,
                                             detail->widget, 1, FALSE);
  g_free (text);
}

static void
make_detail (Detail *detail, GtkTable *table, gint line)
{
  const FvSettingInfo *info = &detail->info;
  const gchar *signal;

  if (!info->values)
    {
      detail->widget = make_spin_button (info);
      signal = "value-changed";
    }
  else if (strcmp (info->values, "no|yes") == 0)
    {
      detail->widget = gtk_check_button_new_with_label (info->label);
      signal = "toggled";
    }
  else
    {
      detail->widget = make_combo (detail->setting);
      signal = "changed";
    }

  attach (detail, table, line);
  gimp_help_set_help_data (detail->widget, info->blurb, NULL);
  g_signal_connect_swapped (detail->widget, signal, G_CALLBACK (value_changed), detail);
}

/* Whether a setting is the page's: the task has it, and no argument has the same name. */
static gboolean
has_setting (const Procedure *procedure, FvTask task, const FvSettingInfo *info)
{
  for (gint i = 0; i < procedure->n_arguments; i++)
    if (strcmp (procedure->arguments[i].name, info->name) == 0)
      return FALSE;

  return (info->tasks >> task & 1) != 0;
}

static GtkTable *
add_table (GtkWidget *columns)
{
  GtkWidget *table = gtk_table_new (1, 2, FALSE);

  gtk_table_set_row_spacings (GTK_TABLE (table), 6);
  gtk_table_set_col_spacings (GTK_TABLE (table), 6);
  gtk_box_pack_start (GTK_BOX (columns), table, FALSE, FALSE, 0);
  return GTK_TABLE (table);
}

/* The part of the dialog */

static gboolean
is_for (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments,
                         ARGUMENT_OPTIONS) != NULL;
}

static GArray *
list_settings (Dialog *dialog)
{
  GArray *details = g_array_new (FALSE, FALSE, sizeof (Detail));
  Detail detail = { .dialog = dialog };
  FvTask task = dialog_find_row (dialog, ARGUMENT_OPTIONS)->argument->number;

  for (; fv_setting_get_info (detail.setting, &detail.info); detail.setting++)
    if (has_setting (dialog->procedure, task, &detail.info))
      g_array_append_val (details, detail);

  return details;
}

static void
add (Dialog *dialog)
{
  GtkWidget *page = dialog_add_page (dialog, _ ("_Details"));
  GtkWidget *columns = gtk_hbox_new (FALSE, COLUMN_SPACING);
  GArray *details = list_settings (dialog);
  guint n_lines = details->len > LONGEST_COLUMN ? (details->len + 1) / 2 : details->len;
  GtkTable *table = NULL;

  dialog->details = g_new0 (struct _Details, 1);
  dialog->details->details = details;
  gtk_box_pack_start (GTK_BOX (page), columns, FALSE, FALSE, 0);
  for (guint i = 0; i < details->len; i++)
    {
      if (i % n_lines == 0)
        table = add_table (columns);
      make_detail (get_detail (dialog, i), table, i % n_lines);
    }
  gtk_widget_show_all (page);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  show (dialog);
}

static void
close_details (Dialog *dialog)
{
  g_array_unref (dialog->details->details);
  g_free (dialog->details);
}

const DialogPart dialog_details_part = {
  is_for, add, NULL, changed, close_details, finish
};
