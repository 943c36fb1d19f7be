/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's row for a guide: a layer of any open image, a picture file, or none, which
 * may have a name of its own; below the objective that is driven towards it, if there is
 * one. The file is an argument of its own, which is chosen here, too. */

#include "guide-row.h"
#include "dialog-row.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-question.h"
#include "gimp/combo.h"

#include <glib/gi18n-lib.h>

/* Choices beside 0 and the drawables; GIMP's combo boxes keep -1 for themselves. */
#define CHOOSE_FILE -2
#define CHOSEN_FILE -3

/* What was chosen last, so that it comes back when a guide is used again; and the file
 * that is among the choices. */
typedef struct _GuideRow
{
  gint32 guide;
  gchar *file; /* or NULL */
  gchar *offered_file;
} GuideRow;

static DialogRow *
get_row (const Dialog *dialog)
{
  return dialog_find_row (dialog, ARGUMENT_GUIDE);
}

static DialogRow *
get_file_row (const Dialog *dialog)
{
  return dialog_find_row (dialog, ARGUMENT_GUIDE_FILE);
}

static gint32 *
get_guide (const Dialog *dialog)
{
  return dialog_row_get_number (get_row (dialog));
}

static gchar *
get_file (const Dialog *dialog)
{
  return dialog_row_get_text (get_file_row (dialog));
}

gboolean
guide_row_is_set (const Dialog *dialog)
{
  return *get_guide (dialog) != 0 || get_file (dialog)[0] != '\0';
}

/* One of both is none. */
static void
set (const Dialog *dialog, gint32 guide, const gchar *file)
{
  *get_guide (dialog) = file ? 0 : guide;
  g_strlcpy (get_file (dialog), file ? file : "", get_file_row (dialog)->argument->size);
}

static void
remember (const Dialog *dialog)
{
  GuideRow *kept = get_row (dialog)->guide;
  const gchar *file = get_file (dialog);

  if (!guide_row_is_set (dialog))
    return;

  kept->guide = *get_guide (dialog);
  g_free (kept->file);
  kept->file = file[0] ? g_strdup (file) : NULL;
}

/* Where no guide is used, there is none; where one is, it is the one that there was. */
void
guide_row_set_used (Dialog *dialog, gboolean is_used)
{
  const GuideRow *kept = get_row (dialog)->guide;

  remember (dialog);
  if (is_used)
    set (dialog, kept->guide, kept->file);
  else
    set (dialog, 0, NULL);
  dialog_show_rows (dialog, &(const ArgumentKind){ ARGUMENT_GUIDE }, 1);
}

/* What is shown */

/* A file stands behind the layers, before the choice of another one. */
static void
offer_file (GtkWidget *combo, GuideRow *kept, const gchar *file)
{
  g_autofree gchar *name = g_filename_display_basename (file);

  if (g_strcmp0 (kept->offered_file, file) == 0)
    return;

  g_free (kept->offered_file);
  kept->offered_file = g_strdup (file);
  combo_remove (combo, CHOSEN_FILE);
  combo_remove (combo, CHOOSE_FILE);
  combo_append (combo, CHOSEN_FILE, name);
  combo_append (combo, CHOOSE_FILE, _ ("Picture File…"));
}

/* The guide of the last time may be closed by now. */
static void
show (DialogRow *row)
{
  gint32 *guide = dialog_row_get_number (row);
  const gchar *file = get_file (row->dialog);

  if (file[0])
    {
      offer_file (row->widget, row->guide, file);
      combo_set (row->widget, CHOSEN_FILE);
    }
  else if (!combo_set (row->widget, *guide))
    {
      *guide = 0;
      combo_set (row->widget, *guide);
    }
  remember (row->dialog);
}

/* What the user chooses */

static void
take (Dialog *dialog, gint32 guide, const gchar *file)
{
  set (dialog, guide, file);
  dialog_show_rows (dialog, &(const ArgumentKind){ ARGUMENT_GUIDE }, 1);
  dialog_changed (dialog);
}

/* Where pictures are, before one has been chosen */
static const gchar *
get_folder (void)
{
  const gchar *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  return pictures ? pictures : g_get_home_dir ();
}

static GtkWidget *
make_chooser (const Dialog *dialog)
{
  const GuideRow *kept = get_row (dialog)->guide;
  GtkWidget *chooser = gtk_file_chooser_dialog_new (
      _ ("Choose a Picture File"), GTK_WINDOW (dialog->window),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"),
      GTK_RESPONSE_OK, NULL);

  if (kept->offered_file)
    gtk_file_chooser_set_filename (GTK_FILE_CHOOSER (chooser), kept->offered_file);
  else
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), get_folder ());
  gtk_dialog_set_default_response (GTK_DIALOG (chooser), GTK_RESPONSE_OK);
  return chooser;
}

static void
choose_file (Dialog *dialog)
{
  GtkWidget *chooser = make_chooser (dialog);
  g_autofree gchar *file = NULL;

  if (gtk_dialog_run (GTK_DIALOG (chooser)) == GTK_RESPONSE_OK)
    file = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  gtk_widget_destroy (chooser);

  if (file)
    take (dialog, 0, file);
  else
    dialog_show_rows (dialog, &(const ArgumentKind){ ARGUMENT_GUIDE }, 1);
}

static void
changed (GtkWidget *combo, DialogRow *row)
{
  Dialog *dialog = row->dialog;
  const GuideRow *kept = row->guide;
  gint choice;

  if (dialog->showing || !combo_get (combo, &choice))
    return;

  if (choice == CHOOSE_FILE)
    dialog_ask_soon (dialog, combo, choose_file);
  else
    take (dialog, choice, choice == CHOSEN_FILE ? kept->offered_file : NULL);
}

/* The row */

static void
free_guide (gpointer data)
{
  GuideRow *kept = data;

  g_free (kept->file);
  g_free (kept->offered_file);
  g_free (kept);
}

static void
make (DialogRow *row)
{
  const Argument *argument = row->argument;
  const DialogRow *objective = dialog_find_row (row->dialog, ARGUMENT_OBJECTIVE);
  GtkWidget *combo =
      combo_new_for_drawables (argument->hint ? _ (argument->hint) : _ ("None"));

  row->guide = g_new0 (GuideRow, 1);
  g_object_set_data_full (G_OBJECT (combo), "guide-row", row->guide, free_guide);
  combo_append (combo, CHOOSE_FILE, _ ("Picture File…"));
  if (objective)
    dialog_row_attach_on (row, objective->guide_line, combo, combo);
  else
    dialog_row_attach (row, combo, combo);
  g_signal_connect (combo, "changed", G_CALLBACK (changed), row);
}

const DialogRowKind dialog_guide_row = { .make = make, .show = show };

/* The file has the guide's widgets, which show it. */

static void
make_file (DialogRow *row)
{
  const DialogRow *guide = get_row (row->dialog);

  row->label = guide->label;
  row->box = guide->box;
  row->widget = guide->widget;
}

static void
show_file (DialogRow *row G_GNUC_UNUSED)
{
}

const DialogRowKind dialog_guide_file_row = { .make = make_file, .show = show_file };
