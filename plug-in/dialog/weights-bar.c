/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bar above a dialog that tells what to do about the weights: where there are none
 * but the sample network, and where a file cannot be used. */

#include "weights-bar.h"
#include "fetch-dialog.h"
#include "dialog/base/dialog-changes.h"
#include "dialog/base/dialog-question.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/rows/dialog-row.h"
#include "dialog/rows/weights-row.h"

#include <glib/gi18n-lib.h>

typedef struct _WeightsBar
{
  GtkInfoBar *bar;
  GtkImage *icon;
  GtkWidget *text;
  GtkWidget *fetch_button;
  GtkWidget *search_button;
} WeightsBar;

static gboolean
names_file (const Dialog *dialog)
{
  return dialog_get_weights_file (dialog)[0] != '\0';
}

/* Whether the only weights are the sample network, where a search could have found
 * better ones. */
static gboolean
lacks_weights (const Dialog *dialog)
{
  return !names_file (dialog) && dialog->job->weights &&
         g_strcmp0 (fv_weights_get_file (dialog->job->weights), "sample") == 0;
}

/* The source of the network that is named in the place of a file; NULL for a file. */
static const FvSource *
get_named_source (const Dialog *dialog)
{
  return fv_source_find_network (dialog_get_weights_file (dialog));
}

static void
fetch (Dialog *dialog)
{
  const FvSource *source = get_named_source (dialog);

  if (!source)
    source = fv_source_get (0);
  if (fetch_dialog_ask (dialog->window, source->network))
    dialog_update_weights (dialog);
}

static void
search (Dialog *dialog)
{
  weights_row_set_file (dialog, "");
}

static gboolean
is_for (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments,
                         ARGUMENT_WEIGHTS) != NULL;
}

static void
add_text (WeightsBar *bar, GtkBox *box)
{
  bar->icon = GTK_IMAGE (gtk_image_new ());
  gtk_box_pack_start (box, GTK_WIDGET (bar->icon), FALSE, FALSE, 0);
  bar->text = dialog_add_text (GTK_WIDGET (box));
  gtk_widget_show (bar->text);
}

/* The bar's own place for buttons makes each as wide as the widest of them, for which a
 * dialog has no room. */
static GtkWidget *
add_button (Dialog *dialog, GtkBox *box, const gchar *label, const gchar *help,
            DialogQuestion press)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  GtkWidget *place = gtk_alignment_new (0.5, 0.5, 1.0, 0.0);

  gtk_widget_set_tooltip_text (button, help);
  gtk_container_add (GTK_CONTAINER (place), button);
  gtk_box_pack_start (box, place, FALSE, FALSE, 0);
  dialog_connect_question (dialog, button, press);
  return button;
}

static void
add_buttons (Dialog *dialog, WeightsBar *bar, GtkBox *box)
{
  bar->fetch_button =
      add_button (dialog, box, _ ("Dow_nload VGG16 (59 MB)…"),
                  _ ("Tells first from where, and under which licence"), fetch);
  add_button (dialog, box, _ ("Pic_k File…"), _ ("Choose a weights file"),
              weights_row_choose_file);
  bar->search_button =
      add_button (dialog, box, _ ("Use What Is Fou_nd"),
                  _ ("Leaves the file out and searches the usual places"), search);
}

/* The colors that GTK has for messages do not go with GIMP's dark themes, so that the bar
 * is of no kind and has an icon instead. */
static void
add (Dialog *dialog)
{
  WeightsBar *bar = g_new0 (WeightsBar, 1);
  GtkBox *box;

  dialog->weights_bar = bar;
  bar->bar = GTK_INFO_BAR (gtk_info_bar_new ());
  gtk_info_bar_set_message_type (bar->bar, GTK_MESSAGE_OTHER);
  box = GTK_BOX (gtk_info_bar_get_content_area (bar->bar));
  add_text (bar, box);
  add_buttons (dialog, bar, box);

  gtk_widget_show_all (GTK_WIDGET (bar->bar));
  gtk_widget_set_no_show_all (GTK_WIDGET (bar->bar), TRUE);
  gtk_box_pack_start (GTK_BOX (dialog->head), GTK_WIDGET (bar->bar), FALSE, FALSE, 0);
}

/* Tells what the button would fetch. */
static void
show_fetch (Dialog *dialog)
{
  const WeightsBar *bar = dialog->weights_bar;
  const FvSource *source = get_named_source (dialog);
  g_autofree gchar *size = g_format_size (source ? source->size : 0);
  g_autofree gchar *label =
      source ? g_strdup_printf (_ ("Dow_nload %s (%s)…"), source->title, size)
             : g_strdup (_ ("Dow_nload VGG16 (59 MB)…"));

  gtk_button_set_label (GTK_BUTTON (bar->fetch_button), label);
  gtk_widget_set_visible (bar->fetch_button, source || !dialog->weights_problem);
}

/* Returns: (transfer full): what is told where there is only the sample network */
static gchar *
describe_lack (void)
{
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *name = g_filename_display_name (folder);

  return g_strdup_printf (
      _ ("Only the small sample network is here. With the weights of VGG16 itself, "
         "pictures are richer. Download them, or put their file into “%s”."),
      name);
}

static void
changed (Dialog *dialog, const GError *problem G_GNUC_UNUSED)
{
  const WeightsBar *bar = dialog->weights_bar;
  const GError *weights_problem = dialog->weights_problem;
  g_autofree gchar *lack = describe_lack ();

  gtk_image_set_from_icon_name (
      bar->icon, weights_problem ? DIALOG_ICON_WARNING : DIALOG_ICON_INFORMATION,
      GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_label_set_text (GTK_LABEL (bar->text),
                      weights_problem ? weights_problem->message : lack);
  show_fetch (dialog);
  gtk_widget_set_visible (bar->search_button, weights_problem && names_file (dialog));
  gtk_widget_set_visible (GTK_WIDGET (bar->bar),
                          weights_problem || lacks_weights (dialog));
}

static void
close_bar (Dialog *dialog)
{
  g_free (dialog->weights_bar);
}

const DialogPanel dialog_weights_bar = { is_for, add, changed, close_bar, NULL };
