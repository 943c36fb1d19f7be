/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_STATE_H
#define PLUG_IN_DIALOG_STATE_H

#include "procedure/procedure.h"
#include "work/background.h"

#include <gtk/gtk.h>

/* Responses of a dialog beside GTK's */
#define DIALOG_RESPONSE_RESET 1
#define DIALOG_RESPONSE_KEEP  2

typedef struct _Dialog Dialog;
typedef struct _DialogRow DialogRow;

/* A frame of the dialog. */
typedef struct
{
  const gchar *title; /* not yet translated */
  GtkTable *table;
  gint n_lines;
  GtkWidget *note; /* why some of it does not matter */
} DialogSection;

/* What a kind of argument needs; all but the first two may be NULL.
 *
 * make: adds the row's widgets to its section.
 * show: sets them to the parameter's value.
 * finish: takes over what was typed but not confirmed.
 * changed: takes notice of a change of any parameter.
 * check: whether what is written can be used; it is called where there are weights, and
 *   its error is told below the row, if that has a place for it.
 * wait: begins or ends to wait for work; without it, the row is insensitive meanwhile. */
typedef struct
{
  void (*make) (DialogRow *row);
  void (*show) (DialogRow *row);
  void (*finish) (DialogRow *row);
  void (*changed) (DialogRow *row);
  gboolean (*check) (const DialogRow *row, GError **error);
  void (*wait) (DialogRow *row, gboolean waits);
} DialogRowKind;

/* One argument's row of the dialog. */
struct _DialogRow
{
  Dialog *dialog;
  const Argument *argument;
  const DialogRowKind *kind;
  DialogSection *section;
  gint line;         /* of the section's table */
  GtkWidget *label;  /* at its left */
  GtkWidget *box;    /* all of it but the label */
  GtkWidget *widget; /* that has the value */
  GtkWidget *hint;   /* text beside it, or NULL */

  /* What is wrong with it, in a line of its own, or NULL */
  gint problem_line;
  GtkWidget *problem_box;
  GtkWidget *problem;

  GtkWidget *expander; /* of options */
  gboolean opened;     /* by the user, just now */
  GtkWidget *answer;   /* below a class */
  guint32 seed;
  GtkWidget *renew;        /* beside a seed */
  GtkWidget *randomize;    /* the same */
  GtkWidget *choose_class; /* beside a filter */
  GtkWidget *mixture;      /* of a filter: in its place, where several are mixed */
  GtkWidget *end_mixture;  /* a button */
  gint guide_line;         /* of an objective: where its guide goes */
  struct _ObjectiveRow *objective;
  struct _GuideRow *guide;
};

/* What a dialog has beside the rows, such as a page, a bar, or the preview. Its functions
 * are called in the main thread; all but the first two may be NULL.
 *
 * is_for: whether a procedure's dialog has it.
 * add: makes its widgets, and adds them to their place in the dialog.
 * changed: takes notice of a change of any parameter, after dialog_changed(); it may come
 *   often. @problem tells why the parameters cannot be used, or is NULL.
 * close: ends what it does. The widgets are still there.
 * finish: takes over what was typed but not confirmed. */
typedef struct
{
  gboolean (*is_for) (const Procedure *procedure);
  void (*add) (Dialog *dialog);
  void (*changed) (Dialog *dialog, const GError *problem);
  void (*close) (Dialog *dialog);
  void (*finish) (Dialog *dialog);
} DialogPanel;

/* The dialog's state. The parameters are what counts: each widget writes its value
 * there when the user changes it, and dialog_changed() shows what follows. */
struct _Dialog
{
  const Procedure *procedure;
  Job *job;
  gpointer parameters;
  gpointer accepted;       /* those of the run: with the seed that is shown */
  gboolean showing;        /* the widgets are being set, not changed by the user */
  gint n_weights_changes;  /* how often they were looked for */
  GError *weights_problem; /* why there are none, or NULL */
  Background *background;  /* works beside the dialog */

  GtkWidget *window;
  GtkWidget *head;         /* a box above all */
  GtkWidget *side;         /* a box at the left, of the preview */
  GtkWidget *column;       /* all that waits while there is work */
  GtkWidget *notes;        /* a box for what is to be known before OK */
  GtkNotebook *pages;      /* the rows are on the first one */
  GtkWidget *filters_page; /* on which filters are chosen, or NULL */
  GtkWidget *filters_grid;
  GtkSizeGroup *labels;   /* all of one width */
  GtkWidget *message_box; /* why OK is insensitive */
  GtkWidget *message;
  GtkWidget *weights_line; /* which weights were found */

  guint fitting; /* waits to give the window its size */
  gint wanted_width;
  gint wanted_height;
  GHashTable *widths; /* all that were wanted so far */
  GHashTable *heights;

  DialogSection *sections;
  gint n_sections;
  DialogRow *rows;   /* one for each argument */
  GPtrArray *panels; /* of DialogPanel: those that the procedure's dialog has */

  /* What the panels need, each its own */
  struct _WeightsBar *weights_bar;
  struct _PresetsBar *presets_bar;
  struct _Preview *preview;
  struct _Advice *advice;
  struct _Browser *browser;
  struct _SettingsPage *settings_page;
  struct _CostLine *cost_line;
  struct _GrayNote *gray_note;
  struct _UnusualNote *unusual_note;
};

DialogRow *dialog_find_row (const Dialog *dialog, ArgumentKind kind);
guint64 dialog_get_seed (const Dialog *dialog);
const Proof *dialog_get_proof (const Dialog *dialog);

#endif /* PLUG_IN_DIALOG_STATE_H */
