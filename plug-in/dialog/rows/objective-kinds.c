/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kinds of objectives among which a dream's is chosen. */

#include "objective-kinds.h"
#include "class-button.h"
#include "gimp/combo.h"

#include <glib/gi18n-lib.h>

/* Why a class cannot be chosen, where that is so, stands below what a choice does. */
static void
show_help (GtkWidget *combo, const FvLayer *classes)
{
  const gchar *help = _ ("What is to grow in the photo");
  g_autofree gchar *text =
      classes ? g_strdup (help)
              : g_strdup_printf ("%s\n%s", help, class_button_get_help (classes));

  gtk_widget_set_tooltip_text (combo, text);
}

/* Offers the kinds that there are for the dialog's weights, and chooses one of them. */
void
objective_kinds_show (GtkWidget *combo, const Dialog *dialog, gint kind)
{
  const FvLayer *classes = class_button_find_layer (dialog);

  combo_clear (combo);
  combo_append (combo, TARGET_LAYER, _ ("A whole layer"));
  combo_append (combo, TARGET_FILTERS, _ ("One filter or a mixture"));
  if (classes)
    combo_append (combo, TARGET_CLASS, _ ("A class, such as a kind of animal"));
  combo_append (combo, TARGET_STRONG, _ ("What the photo excites most"));
  combo_append (combo, TARGET_WEAK, _ ("What the photo excites least"));
  combo_append (combo, TARGET_AVERAGE, _ ("What the photo excites moderately"));
  combo_append (combo, TARGET_GUIDE, _ ("A whole layer, towards a guide"));
  combo_append (combo, TARGET_TEXT, _ ("Written as text"));
  combo_set (combo, kind);
  show_help (combo, classes);
}
