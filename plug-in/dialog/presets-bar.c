/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row of presets above a dialog: it shows which one the parameters are those of, sets
 * them to another one's, and saves them as the user's own. */

#include "dialog-private.h"
#include "preset-name.h"
#include "presets/preset-parameters.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define FILE_NAME     "visualize-vgg16-filter-presets"
#define CUSTOM        -1
#define MESSAGE_WIDTH 640 /* pixels */
#define HELP_WIDTH    20  /* characters, at least */

struct _Presets
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
};

static const Preset *
get_preset (const Dialog *dialog, gint index)
{
  return index == CUSTOM ? NULL : dialog->presets->presets->pdata[index];
}

/* The one that the combo box shows. */
static const Preset *
get_active (const Dialog *dialog)
{
  gint index = CUSTOM;

  gimp_int_combo_box_get_active (GIMP_INT_COMBO_BOX (dialog->presets->combo), &index);
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
  const struct _Presets *presets = dialog->presets;
  gint found = CUSTOM;

  for (gint i = 0; i < (gint)presets->presets->len; i++)
    if (preset_matches (get_preset (dialog, i), dialog->procedure, dialog->job->weights,
                        dialog->parameters))
      {
        if (g_strcmp0 (get_preset (dialog, i)->name, presets->chosen) == 0)
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
  struct _Presets *presets = dialog->presets;
  const Preset *preset = get_active (dialog);
  const gchar *help = preset && preset->help ? preset->help : "";

  gtk_label_set_text (GTK_LABEL (presets->help), help);
  gimp_help_set_help_data (presets->help, help[0] ? help : NULL, NULL);
  gtk_widget_set_sensitive (presets->delete_button, preset && !preset->is_built_in);
}

static void
append (GtkListStore *store, gint index, const gchar *name)
{
  GtkTreeIter iter;

  gtk_list_store_append (store, &iter);
  gtk_list_store_set (store, &iter, GIMP_INT_STORE_VALUE, index, GIMP_INT_STORE_LABEL,
                      name, -1);
}

/* Custom is there only while it is what there is. */
static void
show_index (struct _Presets *presets, gint index)
{
  GtkTreeModel *model = gtk_combo_box_get_model (GTK_COMBO_BOX (presets->combo));
  GtkTreeIter iter;
  gboolean has_custom = gimp_int_store_lookup_by_value (model, CUSTOM, &iter);

  if (index == CUSTOM && !has_custom)
    append (GTK_LIST_STORE (model), CUSTOM, _ ("Custom"));
  gimp_int_combo_box_set_active (GIMP_INT_COMBO_BOX (presets->combo), index);
  if (index != CUSTOM && has_custom)
    gtk_list_store_remove (GTK_LIST_STORE (model), &iter);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  struct _Presets *presets = dialog->presets;

  presets->showing = TRUE;
  show_index (presets, find_match (dialog));
  presets->showing = FALSE;
  show_active (dialog);
}

static void
show_problem (Dialog *dialog, const GError *problem)
{
  gtk_label_set_text (GTK_LABEL (dialog->presets->message),
                      problem ? problem->message : "");
  gtk_widget_set_visible (dialog->presets->message_box, problem != NULL);
}

/* Reads what there is. */
static void
load (Dialog *dialog)
{
  struct _Presets *presets = dialog->presets;
  GtkListStore *store = gimp_int_store_new ();
  GError *problem = NULL;

  g_clear_pointer (&presets->presets, g_ptr_array_unref);
  presets->presets = presets_new_built_in (get_procedure (dialog));
  presets_load (presets->presets, get_procedure (dialog), presets->file, &problem);
  show_problem (dialog, problem);
  g_clear_error (&problem);

  for (gint i = 0; i < (gint)presets->presets->len; i++)
    append (store, i, get_preset (dialog, i)->name);
  presets->showing = TRUE;
  gtk_combo_box_set_model (GTK_COMBO_BOX (presets->combo), GTK_TREE_MODEL (store));
  presets->showing = FALSE;
  g_object_unref (store);
}

/* What the user does */

static void
set_chosen (Dialog *dialog, const gchar *name)
{
  g_free (dialog->presets->chosen);
  dialog->presets->chosen = g_strdup (name);
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

/* One that cannot be used changes nothing. */
static void
chosen (Dialog *dialog)
{
  const Preset *preset = get_active (dialog);
  gpointer parameters = NULL;
  GError *problem = NULL;

  if (dialog->presets->showing)
    return;

  if (preset)
    parameters = preset_apply (preset, dialog->procedure, dialog->job->weights,
                               dialog->parameters, &problem);
  if (parameters)
    {
      set_chosen (dialog, preset->name);
      memcpy (dialog->parameters, parameters, dialog->procedure->size);
      show_rows (dialog);
    }
  dialog_changed (dialog);
  show_problem (dialog, problem);
  g_clear_error (&problem);
  g_free (parameters);
}

/* Saves the parameters by that name, for the dialog that asks for it. */
static gboolean
save_as (const gchar *name, gpointer user_data, GError **error)
{
  Dialog *dialog = user_data;
  Preset *preset =
      preset_new_from_parameters (name, dialog->procedure, dialog->parameters);
  gboolean success =
      presets_save (preset, get_procedure (dialog), dialog->presets->file, error);

  if (success)
    {
      set_chosen (dialog, name);
      load (dialog);
    }
  preset_free (preset);
  return success;
}

static gboolean
has_name (const gchar *name, gpointer user_data)
{
  const Dialog *dialog = user_data;
  const GPtrArray *presets = dialog->presets->presets;

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
  GError *problem = NULL;

  if (preset_name_confirm_deletion (dialog->window, preset->name))
    {
      if (presets_delete (preset->name, get_procedure (dialog), dialog->presets->file,
                          &problem))
        load (dialog);
      else
        show_problem (dialog, problem);
      changed (dialog, NULL);
    }
  g_clear_error (&problem);
}

/* Widgets */

static GtkWidget *
make_help (void)
{
  GtkWidget *help = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (help), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (help), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (help), HELP_WIDTH);
  gimp_label_set_attributes (GTK_LABEL (help), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
  return help;
}

static void
add_widgets (Dialog *dialog)
{
  struct _Presets *presets = dialog->presets;
  GtkWidget *line = gtk_hbox_new (FALSE, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("St_yle:"));
  GtkWidget *save_button = gtk_button_new_with_mnemonic (_ ("Sa_ve…"));

  presets->combo = g_object_new (GIMP_TYPE_INT_COMBO_BOX, NULL);
  presets->delete_button = dialog_make_icon_button (
      GIMP_ICON_EDIT_DELETE, GTK_ICON_SIZE_BUTTON, _ ("Delete this style of your own"));
  presets->help = make_help ();
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), presets->combo);
  gimp_help_set_help_data (
      presets->combo, _ ("Sets everything that makes up the picture’s manner"), NULL);
  gimp_help_set_help_data (save_button, _ ("Keep the settings as a style of your own"),
                           NULL);

  gtk_box_pack_start (GTK_BOX (line), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), presets->combo, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), save_button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), presets->delete_button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (line), presets->help, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (dialog->head), line, FALSE, FALSE, 0);
  gtk_widget_show_all (line);
  presets->message_box = dialog_add_message (dialog->head, &presets->message);
  gtk_widget_set_size_request (presets->message, MESSAGE_WIDTH, -1);

  g_signal_connect_swapped (presets->combo, "changed", G_CALLBACK (chosen), dialog);
  g_signal_connect_swapped (save_button, "clicked", G_CALLBACK (save), dialog);
  g_signal_connect_swapped (presets->delete_button, "clicked", G_CALLBACK (delete_active),
                            dialog);
}

/* The part of the dialog */

static gboolean
is_for (const Procedure *procedure)
{
  return presets_get_arguments (procedure->name) != NULL;
}

static void
add (Dialog *dialog)
{
  dialog->presets = g_new0 (struct _Presets, 1);
  dialog->presets->file = gimp_personal_rc_file (FILE_NAME);
  add_widgets (dialog);
  load (dialog);
}

static void
close_presets (Dialog *dialog)
{
  struct _Presets *presets = dialog->presets;

  g_ptr_array_unref (presets->presets);
  g_free (presets->chosen);
  g_free (presets->file);
  g_free (presets);
}

const DialogPart dialog_presets_part = {
  is_for, add, NULL, changed, close_presets, NULL
};
