/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ARGUMENTS_H
#define PLUG_IN_ARGUMENTS_H

#include <featvis.h>

#include <libgimp/gimp.h>

typedef enum
{
  ARGUMENT_NUMBER,
  ARGUMENT_TEXT,
  ARGUMENT_RECIPE,
  ARGUMENT_OPTIONS
} ArgumentKind;

/* One argument of a procedure, and where its value lies in the procedure's
 * structure of parameters. */
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
  const gchar *text; /* default of a text */
} Argument;

void arguments_get_params (const Argument *arguments, gint n_arguments,
                           GimpParamDef *params);
void arguments_free_params (GimpParamDef *params, gint n_arguments);
void arguments_set_defaults (const Argument *arguments, gint n_arguments,
                             gpointer parameters);
gboolean arguments_set_values (const Argument *arguments, gint n_arguments,
                               const GimpParam *params, gpointer parameters,
                               GError **error);
gchar *arguments_describe_options (FvTask task, const gchar *separator);

#endif /* PLUG_IN_ARGUMENTS_H */
