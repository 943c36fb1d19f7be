/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The widget of one setting, whose value it shows and takes as the text that options
 * have: a spin button for a number, a check button for no or yes, a combo box for other
 * words.
 */

#include "setting-widget.h"
#include "gimp/widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define MAXIMUM_DIGITS 10

/* Making */

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
  g_auto (GStrv) labels = fv_setting_get_value_labels (setting);

  for (gint i = 0; labels[i]; i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), labels[i]);
  return combo;
}

/* A widget for the setting of that index. */
GtkWidget *
setting_widget_new (gint setting, const FvSettingInfo *info)
{
  GtkWidget *widget;

  if (!info->values)
    widget = make_spin_button (info);
  else if (strcmp (info->values, "no|yes") == 0)
    widget = gtk_check_button_new_with_label (info->label);
  else
    widget = make_combo (setting);
  gtk_widget_set_tooltip_text (widget, info->blurb);
  return widget;
}

/* Attaches the box that it is in, which may be itself, with a label beside it, but a
 * check button has its own. Returns the label. */
GtkWidget *
setting_widget_attach (GtkWidget *widget, GtkWidget *box, const FvSettingInfo *info,
                       GtkTable *table, gint line)
{
  g_autofree gchar *text = NULL;
  GtkWidget *label;

  if (GTK_IS_TOGGLE_BUTTON (widget))
    {
      gtk_table_attach (table, widget, 0, 2, line, line + 1, GTK_FILL, GTK_FILL, 0, 0);
      return gtk_bin_get_child (GTK_BIN (widget));
    }

  text = g_strdup_printf (_ ("%s:"), info->label);
  label = widgets_attach (table, line, text, 0.5, box);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  return label;
}

/* Lets the function be called, with the data alone, when the value changes. */
void
setting_widget_watch (GtkWidget *widget, GCallback changed, gpointer user_data)
{
  const gchar *signal = "changed";

  if (GTK_IS_SPIN_BUTTON (widget))
    signal = "value-changed";
  else if (GTK_IS_TOGGLE_BUTTON (widget))
    signal = "toggled";
  g_signal_connect_swapped (widget, signal, changed, user_data);
}

/* The value */

gchar *
setting_widget_get_value (GtkWidget *widget, const FvSettingInfo *info)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  g_auto (GStrv) words = NULL;
  gint index;

  if (GTK_IS_SPIN_BUTTON (widget))
    return g_strdup (
        g_ascii_formatd (number, sizeof number, "%.15g",
                         gtk_spin_button_get_value (GTK_SPIN_BUTTON (widget))));

  if (GTK_IS_TOGGLE_BUTTON (widget))
    index = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (widget));
  else
    index = gtk_combo_box_get_active (GTK_COMBO_BOX (widget));
  words = g_strsplit (info->values, "|", -1);
  return g_strdup (words[index]);
}

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
  g_auto (GStrv) words = g_strsplit (info->values, "|", -1);
  gint index = 0;

  while (words[index] && strcmp (words[index], value) != 0)
    index++;
  return index;
}

void
setting_widget_show_value (GtkWidget *widget, const FvSettingInfo *info,
                           const gchar *value)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    {
      GtkSpinButton *button = GTK_SPIN_BUTTON (widget);
      gdouble number = g_ascii_strtod (value, NULL);

      gtk_spin_button_set_digits (button, MAX (count_digits (number), info->digits));
      gtk_spin_button_set_value (button, number);
    }
  else if (GTK_IS_TOGGLE_BUTTON (widget))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget),
                                  find_word (info, value) == 1);
  else
    gtk_combo_box_set_active (GTK_COMBO_BOX (widget), find_word (info, value));
}

/* Takes over what was typed but not confirmed. */
void
setting_widget_finish (GtkWidget *widget)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    gtk_spin_button_update (GTK_SPIN_BUTTON (widget));
}
