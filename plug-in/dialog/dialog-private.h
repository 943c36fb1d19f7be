/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_PRIVATE_H
#define PLUG_IN_DIALOG_PRIVATE_H

#include "dialog.h"
#include "work/background.h"

#include <libgimp/gimpui.h>

#define DIALOG_BORDER 12

/* Responses of a dialog beside GTK's */
#define DIALOG_RESPONSE_RESET 1
#define DIALOG_RESPONSE_KEEP  2

typedef struct _DialogRow DialogRow;

/* A frame of the dialog. */
typedef struct
{
  const gchar *title; /* not yet translated */
  GtkTable *table;
  gint n_lines;
  GtkWidget *note; /* why some of it does not matter */
} DialogSection;

/* What a kind of argument needs: make adds the row's widgets to its section, show sets
 * them to the parameter's value, and finish, which may be NULL, takes over what was typed
 * but not confirmed. */
typedef struct
{
  void (*make) (DialogRow *row);
  void (*show) (DialogRow *row);
  void (*finish) (DialogRow *row);
} DialogRowKind;

/* One argument's part of the dialog. */
struct _DialogRow
{
  Dialog *dialog;
  const Argument *argument;
  const DialogRowKind *kind;
  DialogSection *section;
  GtkWidget *box;    /* all of it but the label */
  GtkWidget *widget; /* that has the value */
  GtkWidget *hint;   /* text beside it, or NULL */

  GtkWidget *expander; /* of options */
  gboolean opened;     /* by the user, just now */
  GtkWidget *answer;   /* below a class */
  guint32 seed;
  gboolean random_seed;
};

/* A part of the dialog beside the rows. Its functions are called in the main thread.
 *
 * is_for: whether a procedure's dialog has it.
 * add: makes its widgets, and adds them to their place in the dialog.
 * show: shows the parameters, which all may have changed.
 * changed: takes notice of a change of any parameter, after dialog_changed(); it may come
 *   often. @problem tells why the parameters cannot be used, or is NULL.
 * close: ends what it does. The widgets are still there.
 * finish: takes over what was typed but not confirmed. */
typedef struct
{
  gboolean (*is_for) (const Procedure *procedure);
  void (*add) (Dialog *dialog);
  void (*show) (Dialog *dialog);
  void (*changed) (Dialog *dialog, const GError *problem);
  void (*close) (Dialog *dialog);
  void (*finish) (Dialog *dialog);
} DialogPart;

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
  GtkWidget *head;   /* a box above all */
  GtkWidget *column; /* all that waits while there is work */
  struct _Preview *preview;
  struct _Advice *advice;
  struct _CostLine *cost_line;
  struct _Details *details;
  struct _Presets *presets;
  struct _Browser *browser;
  GtkWidget *side;      /* a box at the left, of the preview */
  GtkNotebook *pages;   /* the rows are on the first one */
  GtkSizeGroup *labels; /* all of one width */
  DialogSection *sections;
  gint n_sections;
  DialogRow *rows;        /* one for each argument */
  GtkWidget *message_box; /* why OK is insensitive */
  GtkWidget *message;
  GtkWidget *weights_line;
  struct _WeightsBar *weights_bar;
};

void dialog_changed (Dialog *dialog);
void dialog_show (Dialog *dialog);
void dialog_show_rows (Dialog *dialog, const ArgumentKind *kinds, gint n_kinds);
void dialog_show_problem (Dialog *dialog, const GError *problem);
guint64 dialog_get_seed (const Dialog *dialog);
DialogRow *dialog_find_row (const Dialog *dialog, ArgumentKind kind);

/* Parts of which dialogs are made */
void dialog_init_gtk (void);
GtkWidget *dialog_add_box (GtkWidget *window);
GtkTable *dialog_add_frame (GtkWidget *box, const gchar *title);
void dialog_set_name (GtkWidget *widget, const gchar *name);
void dialog_label_by (GtkWidget *widget, GtkWidget *label);
GtkWidget *dialog_make_icon_button (const gchar *icon, GtkIconSize size,
                                    const gchar *help);
GtkWidget *dialog_make_text (void);
GtkWidget *dialog_add_note (GtkWidget *box);
GtkWidget *dialog_add_message (GtkWidget *box, GtkWidget **label);
gchar *dialog_describe_seconds (gdouble seconds);

/* Parts */
extern const DialogPart dialog_preview_part;
extern const DialogPart dialog_advice_part;
extern const DialogPart dialog_weights_bar_part;
extern const DialogPart dialog_details_part;
extern const DialogPart dialog_presets_part;
extern const DialogPart dialog_browser_part;
extern const DialogPart dialog_cost_part;

void dialog_advise_stuck (Dialog *dialog);
GtkWidget *dialog_add_page (Dialog *dialog, const gchar *label);

/* Rows */
void dialog_row_attach (DialogRow *row, GtkWidget *widget, GtkWidget *box);
void dialog_row_attach_wide (DialogRow *row, GtkWidget *widget);
gdouble *dialog_row_get_real (const DialogRow *row);
gint32 *dialog_row_get_number (const DialogRow *row);
void dialog_row_set_number (DialogRow *row, gint32 number);
gchar *dialog_row_get_text (const DialogRow *row);
void dialog_row_set_text (DialogRow *row, const gchar *text);
void dialog_row_show_text (DialogRow *row, const gchar *text);

extern const DialogRowKind dialog_number_row;
extern const DialogRowKind dialog_choice_row;
extern const DialogRowKind dialog_size_row;
extern const DialogRowKind dialog_seed_row;
extern const DialogRowKind dialog_guide_row;
extern const DialogRowKind dialog_record_row;
extern const DialogRowKind dialog_real_row;
extern const DialogRowKind dialog_filter_row;
extern const DialogRowKind dialog_class_row;
extern const DialogRowKind dialog_text_row;
extern const DialogRowKind dialog_layer_row;
extern const DialogRowKind dialog_recipe_row;
extern const DialogRowKind dialog_weights_row;
extern const DialogRowKind dialog_options_row;

gboolean dialog_options_have_room (const DialogRow *row, const gchar *options);
void dialog_layer_fill (const Dialog *dialog, GtkWidget *combo);
void dialog_layer_show_filters (DialogRow *filter_row);
void dialog_weights_show (Dialog *dialog);
void dialog_weights_update (Dialog *dialog);
void dialog_weights_set_file (Dialog *dialog, const gchar *file);
void dialog_weights_choose (Dialog *dialog);

gboolean dialog_fetch_ask (GtkWidget *parent);

#endif /* PLUG_IN_DIALOG_PRIVATE_H */
