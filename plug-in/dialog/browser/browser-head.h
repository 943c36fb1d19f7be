/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_HEAD_H
#define PLUG_IN_BROWSER_HEAD_H

#include "dialog/base/dialog-state.h"
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
  GtkWidget *layer_combo;
  GtkWidget *order_combo;
  GtkWidget *status;
  gboolean showing;       /* the widgets are being set, not used by the user */
  gint n_weights_changes; /* when the layers were shown */
  gchar *followed_layer;  /* that the parameters were about */

  /* The grid: a row of the store, which is a cell, for each filter */
  GtkWidget *grid;
  GtkListStore *store;
  GtkTreeIter *filters;
  gint n_filters;
  gint n_ready;
  gchar *layer;       /* that is shown */
  gchar *key;         /* what the grid was filled for */
  const Proof *proof; /* what becomes of colors then */
  GdkPixbuf *blank;
  Thumbnails *thumbnails; /* that are being made, or NULL */
  guint look;             /* at what is in view, waits to be done */
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

GtkWidget *browser_make_head (Browser *browser);
GtkWidget *browser_make_status (Browser *browser);
void browser_show_layers (Browser *browser);
void browser_follow_layer (Browser *browser);
void browser_set_status (const Browser *browser, const gchar *text);
BrowserOrder browser_get_order (const Browser *browser);
const gchar *browser_get_layer (const Browser *browser);

#endif /* PLUG_IN_BROWSER_HEAD_H */
