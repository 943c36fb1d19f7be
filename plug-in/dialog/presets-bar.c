/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row of presets above a dialog: it shows which one the parameters are those of, sets
 * them to another one's, and saves them as the user's own. */

#include "presets-bar.h"
#include "preset-name.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-question.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "gimp/combo.h"
#include "gimp/profile.h"
#include "presets/built-in-presets.h"
#include "presets/preset-file.h"
#include "presets/preset-parameters.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define FILE_NAME  "visualize-vgg16-filter-presets"
#define CUSTOM     -1
#define HELP_WIDTH 20 /* characters, at least */

typedef struct _PresetsBar
{
  GPtrArray *presets;
  gchar *file;
  gchar *chosen; /* name of the last one that was chosen or saved, or NULL */
  gboolean showing;

  GtkWidget *combo;
  GtkWidget *help;
  GtkWidget *delete_button;
  GtkWidget *message_box;
  GtkWidget *message;
} PresetsBar;

static const Preset *
get_preset (const Dialog *dialog, gint index)
{
  return index == CUSTOM ? NULL : dialog->presets_bar->presets->pdata[index];
}

/* The one that the combo box shows. */
static const Preset *
get_active (const Dialog *dialog)
{
  gint index = CUSTOM;

  combo_get (dialog->presets_bar->combo, &index);
  return get_preset (dialog, index);
}

static const gchar *
get_procedure (const Dialog *dialog)
{
  return dialog->procedure->name;
}

/* The preset that the parameters are those of. Of several, the one that was chosen. */
static gint
find_match (const Dialog *dialog)
{
  const PresetsBar *bar = dialog->presets_bar;
  gint found = CUSTOM;

  for (gint i = 0; i < (gint)bar->presets->len; i++)
    if (preset_matches (get_preset (dialog, i), dialog->procedure, dialog->job->weights,
                        dialog->parameters))
      {
        if (g_strcmp0 (get_preset (dialog, i)->name, bar->chosen) == 0)
          return i;
        if (found == CUSTOM)
          found = i;
      }
  return found;
}

/* Showing */

static void
show_active (Dialog *dialog)
{
  PresetsBar *bar = dialog->presets_bar;
  const Preset *preset = get_active (dialog);
  const gchar *help = preset && preset->help ? preset->help : "";

  gtk_label_set_text (GTK_LABEL (bar->help), help);
  gtk_widget_set_tooltip_text (bar->help, help[0] ? help : NULL);
  gtk_widget_set_sensitive (bar->delete_button, preset && !preset->is_built_in);
}

/* Custom is there only while it is what there is. */
static void
show_index (const PresetsBar *bar, gint index)
{
  if (index == CUSTOM && !combo_has (bar->combo, CUSTOM))
    combo_append (bar->combo, CUSTOM, _ ("Custom"));
  combo_set (bar->combo, index);
  if (index != CUSTOM)
    combo_remove (bar->combo, CUSTOM);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  PresetsBar *bar = dialog->presets_bar;

  bar->showing = TRUE;
  show_index (bar, find_match (dialog));
  bar->showing = FALSE;
  show_active (dialog);
}

static void
show_problem (Dialog *dialog, const GError *problem)
{
  dialog_set_message (dialog->presets_bar->message_box, dialog->presets_bar->message,
                      problem ? problem->message : NULL);
}

/* Reads what there is. */
static void
load (Dialog *dialog)
{
  PresetsBar *bar = dialog->presets_bar;
  g_autoptr (GError) problem = NULL;

  g_clear_pointer (&bar->presets, g_ptr_array_unref);
  bar->presets = presets_new_built_in (get_procedure (dialog));
  presets_load (bar->presets, get_procedure (dialog), bar->file, &problem);
  show_problem (dialog, problem);

  bar->showing = TRUE;
  combo_clear (bar->combo);
  for (gint i = 0; i < (gint)bar->presets->len; i++)
    combo_append (bar->combo, i, get_preset (dialog, i)->name);
  bar->showing = FALSE;
}

/* What the user does */

static void
set_chosen (Dialog *dialog, const gchar *name)
{
  g_free (dialog->presets_bar->chosen);
  dialog->presets_bar->chosen = g_strdup (name);
}

static void
show_rows (Dialog *dialog)
{
  const Procedure *procedure = dialog->procedure;
  const Argument *argument;

  dialog->showing = TRUE;
  for (gint i = 0; (argument = preset_get_argument (procedure, i)); i++)
    {
      DialogRow *row = &dialog->rows[argument - procedure->arguments];

      row->kind->show (row);
    }
  dialog->showing = FALSE;
}

/* Takes the parameters, and looks for the weights again where they name others. */
static void
set_parameters (Dialog *dialog, gconstpointer parameters)
{
  g_autofree gchar *weights = g_strdup (dialog_get_weights_file (dialog));

  memcpy (dialog->parameters, parameters, dialog->procedure->size);
  show_rows (dialog);
  if (strcmp (weights, dialog_get_weights_file (dialog)) != 0)
    dialog_update_weights (dialog);
}

/* One that cannot be used changes nothing. */
static void
chosen (Dialog *dialog)
{
  const Preset *preset = get_active (dialog);
  g_autofree gpointer parameters = NULL;
  g_autoptr (GError) problem = NULL;

  if (dialog->presets_bar->showing)
    return;

  if (preset)
    parameters = preset_apply (preset, dialog->procedure, dialog->job->weights,
                               dialog->parameters, &problem);
  if (parameters)
    {
      set_chosen (dialog, preset->name);
      set_parameters (dialog, parameters);
    }
  dialog_changed (dialog);
  show_problem (dialog, problem);
}

/* Saves the parameters by that name, for the dialog that asks for it. */
static gboolean
save_as (const gchar *name, gpointer user_data, GError **error)
{
  Dialog *dialog = user_data;
  g_autoptr (Preset) preset =
      preset_new_from_parameters (name, dialog->procedure, dialog->parameters);

  if (!presets_save (preset, get_procedure (dialog), dialog->presets_bar->file, error))
    return FALSE;

  set_chosen (dialog, name);
  load (dialog);
  return TRUE;
}

static gboolean
has_name (const gchar *name, gpointer user_data)
{
  const Dialog *dialog = user_data;
  const GPtrArray *presets = dialog->presets_bar->presets;

  for (guint i = 0; i < presets->len; i++)
    if (strcmp (get_preset (dialog, (gint)i)->name, name) == 0)
      return !get_preset (dialog, (gint)i)->is_built_in;

  return FALSE;
}

static void
save (Dialog *dialog)
{
  const Preset *preset = get_active (dialog);

  preset_name_ask (dialog->window, preset && !preset->is_built_in ? preset->name : "",
                   has_name, save_as, dialog);
  changed (dialog, NULL);
}

static void
delete_active (Dialog *dialog)
{
  const Preset *preset = get_active (dialog);
  g_autoptr (GError) problem = NULL;

  if (preset_name_confirm_deletion (dialog->window, preset->name))
    {
      if (presets_delete (preset->name, get_procedure (dialog), dialog->presets_bar->file,
                          &problem))
        load (dialog);
      else
        show_problem (dialog, problem);
      changed (dialog, NULL);
    }
}

/* The presets that there are; NULL in a dialog without them. */
const GPtrArray *
presets_bar_get_presets (const Dialog *dialog)
{
  return dialog->presets_bar ? dialog->presets_bar->presets : NULL;
}

/* Widgets */

static GtkWidget *
make_help (void)
{
  GtkWidget *help = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (help), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (help), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (help), HELP_WIDTH);
  dialog_make_italic (help);
  return help;
}

static void
add_widgets (Dialog *dialog)
{
  PresetsBar *bar = dialog->presets_bar;
  GtkWidget *line = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("St_yle:"));
  GtkWidget *save_button = gtk_button_new_with_mnemonic (_ ("Sa_ve…"));

  bar->combo = combo_new ();
  bar->delete_button = dialog_make_icon_button ("edit-delete", GTK_ICON_SIZE_BUTTON,
                                                _ ("Delete this style of your own"));
  bar->help = make_help ();
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), bar->combo);
  gtk_widget_set_tooltip_text (bar->combo,
                               _ ("Sets everything that makes up the picture’s manner"));
  gtk_widget_set_tooltip_text (save_button,
                               _ ("Keep the settings as a style of your own"));

  gtk_box_pack_start (GTK_BOX (line), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), bar->combo, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), save_button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), bar->delete_button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), bar->help, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->head), line, FALSE, FALSE, 0);
  gtk_widget_show_all (line);
  bar->message_box = dialog_add_message (dialog->head, &bar->message);

  g_signal_connect_swapped (bar->combo, "changed", G_CALLBACK (chosen), dialog);
  dialog_connect_question (dialog, save_button, save);
  dialog_connect_question (dialog, bar->delete_button, delete_active);
}

/* The panel */

static gboolean
is_for (const Procedure *procedure)
{
  return presets_get_arguments (procedure->name) != NULL;
}

static void
add (Dialog *dialog)
{
  dialog->presets_bar = g_new0 (PresetsBar, 1);
  dialog->presets_bar->file = profile_get_file (FILE_NAME);
  add_widgets (dialog);
  load (dialog);
}

static void
close_bar (Dialog *dialog)
{
  PresetsBar *bar = dialog->presets_bar;

  g_ptr_array_unref (bar->presets);
  g_free (bar->chosen);
  g_free (bar->file);
  g_free (bar);
}

const DialogPanel dialog_presets_bar = { is_for, add, changed, close_bar, NULL };
