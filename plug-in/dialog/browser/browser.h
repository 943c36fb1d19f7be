/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_BROWSER_H
#define PLUG_IN_DIALOG_BROWSER_H

#include "dialog/dialog-private.h"
#include "work/thumbnails.h"

typedef enum
{
  BROWSER_BY_NUMBER,
  BROWSER_BEST,
  BROWSER_EXCITED /* by the photo */
} BrowserOrder;

/* The page of a dialog on which filters are chosen by their pictures. */
typedef struct _Browser
{
  Dialog *dialog;
  GtkWidget *page;
  GtkWidget *layer_combo; /* NULL where a row of the dialog has the layer */
  GtkWidget *order_combo;
  GtkWidget *status;
  gboolean showing;       /* the widgets are being set, not used by the user */
  gint n_weights_changes; /* when the layers were shown */

  /* The grid: a row of the store for each filter */
  GtkWidget *grid;
  GtkListStore *store;
  GtkTreeIter *filters;
  gint n_filters;
  gint n_ready;
  gchar *layer; /* that is shown */
  gchar *key;   /* what the grid was filled for */
  GdkPixbuf *blank;
  Thumbnails *thumbnails; /* that are being made, or NULL */
  guint choice;           /* waits to be taken over */
  gboolean adds;          /* to the picks of other layers */

  /* The picks */
  GtkWidget *picks_window;
  GtkWidget *picks_table;
  GtkWidget *weights[PICKS_MAXIMUM]; /* spin buttons */
  Pick picks[PICKS_MAXIMUM];
  gint n_picks;
  gchar *objective; /* what the parameters' picks were when they were shown */
} Browser;

BrowserOrder browser_get_order (const Browser *browser);
const gchar *browser_get_layer (const Browser *browser);
void browser_set_status (const Browser *browser, const gchar *text);

/* The grid */
GtkWidget *browser_make_grid (Browser *browser);
void browser_update_grid (Browser *browser);
void browser_stop_grid (Browser *browser);
void browser_free_grid (Browser *browser);

/* What is chosen in it */
void browser_watch_selection (Browser *browser);
void browser_show_selection (Browser *browser);

/* The picks */
GtkWidget *browser_make_picks (Browser *browser);
void browser_take_picks (Browser *browser);
void browser_choose (Browser *browser, const Pick *picks, gint n_picks);
void browser_finish_picks (Browser *browser);

#endif /* PLUG_IN_DIALOG_BROWSER_H */
