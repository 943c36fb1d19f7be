/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A slider beside the number of a setting that is a ratio: each step along it multiplies
 * by as much, so that the half is as far from 1 as the double. */

#include "setting-slider.h"
#include "dialog/base/dialog-widgets.h"

#include <math.h>

#define STEP 0.05 /* of the logarithm, which is one of 10 */

static void
slider_moved (GtkRange *slider, GtkSpinButton *button)
{
  gdouble digits = pow (10.0, gtk_spin_button_get_digits (button));

  gtk_spin_button_set_value (
      button, round (pow (10.0, gtk_range_get_value (slider)) * digits) / digits);
}

/* A number that comes from elsewhere stays as it is. */
static void
number_changed (GtkSpinButton *button, GtkRange *slider)
{
  g_signal_handlers_block_by_func (slider, (gpointer)slider_moved, button);
  gtk_range_set_value (slider, log10 (gtk_spin_button_get_value (button)));
  g_signal_handlers_unblock_by_func (slider, (gpointer)slider_moved, button);
}

/* Returns a box with a slider and the setting's widget; or that widget itself, where it
 * is no ratio. */
GtkWidget *
setting_slider_add (GtkWidget *widget, const FvSettingInfo *info)
{
  GtkWidget *box, *slider;

  if (info->values || info->minimum <= 0.0 || info->digits == 0)
    return widget;

  box = gtk_hbox_new (FALSE, 6);
  slider = gtk_hscale_new_with_range (log10 (info->minimum), log10 (info->maximum), STEP);
  gtk_scale_set_draw_value (GTK_SCALE (slider), FALSE);
  gtk_widget_set_tooltip_text (slider, info->blurb);
  dialog_set_name (slider, info->blurb);
  gtk_box_pack_start (GTK_BOX (box), slider, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), widget, FALSE, FALSE, 0);
  g_signal_connect (slider, "value-changed", G_CALLBACK (slider_moved), widget);
  g_signal_connect (widget, "value-changed", G_CALLBACK (number_changed), slider);
  return box;
}
