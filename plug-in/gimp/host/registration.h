/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_REGISTRATION_H
#define PLUG_IN_REGISTRATION_H

#include "parameters/arguments.h"
#include "parameters/run-mode.h"

#define REGISTRATION_MENU    "<Image>/Filters"
#define REGISTRATION_TYPES   "RGB*, GRAY*"
#define REGISTRATION_AUTHORS "The featvis authors"
#define REGISTRATION_LICENSE "The featvis authors, GPL-3.0-or-later"
#define REGISTRATION_DATE    "2026"

/* What GIMP is to know of a procedure. */
typedef struct
{
  const gchar *name;
  const gchar *label; /* (translatable): of the menu entry */
  const gchar *blurb; /* (translatable) */
  const gchar *help;
  const gchar *value_name; /* the number that is returned */
  const gchar *value_blurb;
  const Argument *arguments;
  gint n_arguments;
  gint n_extra_rows; /* of the dialog alone, behind the arguments */
} Registration;

/* What a procedure is called with. */
typedef struct
{
  RunMode run_mode;
  gint32 image;
  gint32 drawable;
  const ArgumentValue *values; /* one for each argument, of a script alone */
} Call;

/* What a procedure made. */
typedef struct
{
  gint32 image;
  gint32 layer;  /* -1 for none */
  gdouble value; /* what the procedure's value_name says */
} Outcome;

/* The procedures, which are counted from 0; get() returns FALSE beyond the last one, as
 * find() does without one of that name. Those of run() are named; FALSE without an error
 * if the user cancelled. */
typedef struct
{
  gboolean (*get) (gint number, Registration *registration);
  gboolean (*find) (const gchar *name, Registration *registration);
  gboolean (*run) (const gchar *name, const Call *call, Outcome *outcome, GError **error);
  const gchar *help_folder;
} Procedures;

RunMode registration_get_run_mode (gint run_mode);
int registration_main (const Procedures *procedures, int argc, char *argv[]);

#endif /* PLUG_IN_REGISTRATION_H */
