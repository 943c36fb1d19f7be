/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ARGUMENTS_H
#define PLUG_IN_ARGUMENTS_H

#include <stddef.h>

#include <featvis.h>

typedef enum
{
  ARGUMENT_NUMBER,
  ARGUMENT_CHOICE, /* of the labels, the first of which is the minimum */
  ARGUMENT_FILTER, /* of the layer that another argument names */
  ARGUMENT_CLASS,
  ARGUMENT_WIDTH,  /* 0 for the image's */
  ARGUMENT_HEIGHT, /* shown beside the width */
  ARGUMENT_SEED,   /* 0 for a random one */
  ARGUMENT_GUIDE,  /* a drawable; 0 for none */
  ARGUMENT_RECORD, /* a layer with a record; 0 for the drawable */
  ARGUMENT_REAL,   /* a number that need not be whole */
  ARGUMENT_TEXT,
  ARGUMENT_GUIDE_FILE, /* a picture in the place of the guide; "" for none */
  ARGUMENT_OBJECTIVE,  /* a text */
  ARGUMENT_LAYERS,     /* several of the weights, as a text */
  ARGUMENT_FILTERS,    /* several of the layer that another argument names, as a text */
  ARGUMENT_LAYER, /* of the weights; "" to leave it open, where that is the default */
  ARGUMENT_RECIPE,
  ARGUMENT_WEIGHTS, /* a file; "" to look for one */
  ARGUMENT_OPTIONS
} ArgumentKind;

/* One argument of a procedure: what GIMP's procedure browser tells of it, where its
 * value lies in the procedure's structure of parameters, and its row of the dialog. */
typedef struct
{
  const gchar *name;
  const gchar *blurb;
  ArgumentKind kind;
  gsize offset;
  gsize size;   /* of a text's array */
  gint minimum; /* equal to maximum where the range depends on the network */
  gint maximum;
  gint number;       /* default of a number, or the FvTask of options */
  gdouble real;      /* default of a real number */
  const gchar *text; /* default of a text */

  const gchar *section;        /* (translatable): of the dialog */
  const gchar *label;          /* (translatable): with its mnemonic */
  const gchar *help;           /* (translatable) */
  const gchar *hint;           /* (translatable) (nullable): what special values mean */
  const gchar *const *choices; /* (translatable): ends with NULL */
} Argument;

/* What a layer's name may take, in bytes with the 0 at its end: files name some after the
 * whole path to it. */
#define ARGUMENT_LAYER_SIZE 256

/* What a script gives for an argument, by its kind. */
typedef union
{
  gint32 number;
  gdouble real;
  const gchar *text;
} ArgumentValue;

/* Where a field of a structure of parameters lies. */
#define ARGUMENT_FIELD(type, field)                                                      \
  .offset = offsetof (type, field), .size = sizeof ((type *)NULL)->field

gboolean arguments_is_integer (const Argument *argument);
const Argument *arguments_find (const Argument *arguments, gint n_arguments,
                                ArgumentKind kind);
gchar *arguments_describe (const Argument *argument);
void arguments_set_defaults (const Argument *arguments, gint n_arguments,
                             gpointer parameters);
gboolean arguments_set_values (const Argument *arguments, gint n_arguments,
                               const ArgumentValue *values, gpointer parameters,
                               GError **error);
gboolean arguments_set_from_text (const Argument *argument, const gchar *text,
                                  gpointer parameters, GError **error);
gchar *arguments_to_text (const Argument *argument, gconstpointer parameters);
gchar *arguments_describe_options (FvTask task, const gchar *separator);

#endif /* PLUG_IN_ARGUMENTS_H */
