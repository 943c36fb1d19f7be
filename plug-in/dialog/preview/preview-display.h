/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PREVIEW_DISPLAY_H
#define PLUG_IN_PREVIEW_DISPLAY_H

#include "loss-curve.h"
#include "picture-view.h"
#include "dialog/base/dialog-state.h"
#include "dialog/base/stop-question.h"
#include "procedure/place-watch.h"
#include "work/monitor.h"
#include "work/work.h"

#define PREVIEW_SIZE 300 /* pixels of the view's sides */

/* What a dialog has that shows a picture: a draft while the user sets it up, then the
 * whole picture as it grows. */
typedef struct _Preview
{
  WorkView work_view;
  Dialog *dialog;
  PictureView *view;
  LossCurve *curve;
  GtkWidget *photo_box; /* what only a photo needs */
  GtkWidget *before_button;
  GtkWidget *split_scale;
  GtkWidget *tiles_button; /* where the picture is seamless */
  GtkWidget *quick_button;
  GtkWidget *status;
  GtkWidget *estimate;
  GtkWidget *bar;
  GtkWidget *lost_box; /* why the picture will go elsewhere */
  GtkWidget *lost_text;
  gboolean showing; /* the widgets are being set, not used by the user */

  Monitor *monitor; /* of what is shown, or NULL */
  PictureRegion region;
  MonitorFrame frame; /* the last picture, in all its colors */
  PictureRegion frame_region;
  const Proof *proof;  /* what becomes of them */
  FvSeamless seamless; /* along which axes it continues at its other edge */
  guint timer;         /* looks at the monitor */
  guint delay;         /* until a draft begins */
  gchar *key;          /* what the last draft was of */
  Work *work;          /* that makes the whole picture, or NULL */
  PlaceWatch watch;
  StopQuestion stop_question;
} Preview;

void preview_set_status (Preview *preview, const gchar *text);
void preview_tell_preparing (Preview *preview);
void preview_set_monitor (Preview *preview, Monitor *monitor);
void preview_look (Preview *preview);
void preview_set_proof (Preview *preview, const Proof *proof);
void preview_show_nothing (Preview *preview);
void preview_show_tiles (Preview *preview);
void preview_show_size (Preview *preview, const FvAscent *ascent, gint longest_side);
FvImage *preview_show_photo (Preview *preview, gint *width, gint *height);

#endif /* PLUG_IN_PREVIEW_DISPLAY_H */
