/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LOSS_CURVE_H
#define PLUG_IN_LOSS_CURVE_H

#include <gtk/gtk.h>

/* The loss of each step of an ascent, as a line. */
typedef struct _LossCurve LossCurve;

LossCurve *loss_curve_new (gint width, gint height);
void loss_curve_free (LossCurve *curve);
GtkWidget *loss_curve_get_widget (const LossCurve *curve);
void loss_curve_set (LossCurve *curve, gdouble *losses, gint n_losses, gint *scales,
                     gint n_scales);

#endif /* PLUG_IN_LOSS_CURVE_H */
