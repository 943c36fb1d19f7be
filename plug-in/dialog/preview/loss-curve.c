/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The curve of the loss, which grows to the right with each step; thin lines part the
 * scales. */

#include "loss-curve.h"
#include "gimp/host/toolkit.h"

#define MARGIN 3.0 /* pixels between the curve and the area's edges */

struct _LossCurve
{
  GtkWidget *area;
  gint width;
  gint height;
  gdouble *losses;
  gint n_losses;
  gint *scales; /* how many steps each has */
  gint n_scales;
  gint n_total; /* steps of all scales */
};

static gdouble
get_x (const LossCurve *curve, gint step)
{
  gint last = MAX (curve->n_total - 1, 1);

  return MARGIN + (curve->width - 2 * MARGIN) * step / last;
}

static void
draw_scales (const LossCurve *curve, cairo_t *cairo)
{
  gint step = 0;

  for (gint i = 0; i < curve->n_scales - 1; i++)
    {
      gdouble x = (gint)get_x (curve, step += curve->scales[i]) + 0.5;

      cairo_move_to (cairo, x, 0);
      cairo_line_to (cairo, x, curve->height);
    }
  cairo_stroke (cairo);
}

static void
draw_losses (const LossCurve *curve, cairo_t *cairo)
{
  gdouble lowest = curve->losses[0];
  gdouble highest = curve->losses[0];

  for (gint i = 0; i < curve->n_losses; i++)
    {
      lowest = MIN (lowest, curve->losses[i]);
      highest = MAX (highest, curve->losses[i]);
    }

  for (gint i = 0; i < curve->n_losses; i++)
    {
      gdouble share =
          highest > lowest ? (curve->losses[i] - lowest) / (highest - lowest) : 0.5;

      cairo_line_to (cairo, get_x (curve, i),
                     curve->height - MARGIN - share * (curve->height - 2 * MARGIN));
    }
  cairo_stroke (cairo);
}

static gboolean
draw (LossCurve *curve, gpointer event)
{
  cairo_t *cairo = toolkit_begin_drawing (curve->area, event);

  toolkit_set_color (cairo, curve->area, TOOLKIT_TEXT_BACKGROUND);
  cairo_paint (cairo);
  cairo_set_line_width (cairo, 1.0);
  toolkit_set_color (cairo, curve->area, TOOLKIT_LINE);
  draw_scales (curve, cairo);
  cairo_set_line_width (cairo, 1.5);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  toolkit_set_color (cairo, curve->area, TOOLKIT_TEXT);
  if (curve->n_losses > 0)
    draw_losses (curve, cairo);
  cairo_destroy (cairo);
  return TRUE;
}

LossCurve *
loss_curve_new (gint width, gint height)
{
  LossCurve *curve = g_new0 (LossCurve, 1);

  curve->area = gtk_drawing_area_new ();
  curve->width = width;
  curve->height = height;
  gtk_widget_set_size_request (curve->area, width, height);
  g_signal_connect_swapped (curve->area, toolkit_get_draw_signal (), G_CALLBACK (draw),
                            curve);
  return curve;
}

void
loss_curve_free (LossCurve *curve)
{
  g_signal_handlers_disconnect_by_data (curve->area, curve);
  g_free (curve->losses);
  g_free (curve->scales);
  g_free (curve);
}

GtkWidget *
loss_curve_get_widget (const LossCurve *curve)
{
  return curve->area;
}

/* Shows losses; so many steps are to come at each scale. Both belong to the curve then.
 */
void
loss_curve_set (LossCurve *curve, gdouble *losses, gint n_losses, gint *scales,
                gint n_scales)
{
  g_free (curve->losses);
  g_free (curve->scales);
  curve->losses = losses;
  curve->n_losses = n_losses;
  curve->scales = scales;
  curve->n_scales = n_scales;
  curve->n_total = 0;
  for (gint i = 0; i < n_scales; i++)
    curve->n_total += scales[i];
  curve->n_total = MAX (curve->n_total, n_losses);
  gtk_widget_queue_draw (curve->area);
}
