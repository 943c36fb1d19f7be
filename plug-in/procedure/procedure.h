/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PROCEDURE_H
#define PLUG_IN_PROCEDURE_H

#include "gimp/destination.h"
#include "gimp/place.h"
#include "parameters/arguments.h"
#include "parameters/picks.h"
#include "parameters/run-mode.h"
#include "work/ascent-plan.h"
#include "work/look.h"
#include "work/work.h"

typedef struct _Procedure Procedure;

/* One call of a procedure. */
typedef struct
{
  RunMode run_mode;
  Source source;
  FvWeights *weights;       /* that were found, or NULL */
  gconstpointer parameters; /* the procedure's structure */
  WorkView *view;           /* where a person sees the work, or NULL if nobody does */

  /* The procedure of that name, or NULL: a procedure may run another one. */
  const Procedure *(*find_procedure) (const gchar *name);
} Job;

/* The layers of its weights; NULL, and 0 of them, without any. */
static inline const FvLayer *
job_get_layers (const Job *job, gint *n_layers)
{
  *n_layers = 0;
  return job->weights ? fv_weights_get_layers (job->weights, n_layers) : NULL;
}

/* One procedure. Its parameters are a structure of plain data that begins with its
 * version, so that it can be kept between runs. Texts that GIMP shows in the user's
 * language are marked as translatable. */
struct _Procedure
{
  const gchar *name;
  const gchar *label; /* (translatable): of the menu entry */
  const gchar *title; /* (translatable): of the dialog */
  const gchar *blurb; /* (translatable) */
  const gchar *help;
  const gchar *value_name; /* the number that is returned */
  const gchar *value_blurb;
  const Argument *arguments;
  gint n_arguments;
  gint n_extra_rows; /* of the dialog alone, behind the arguments */
  gsize size;
  gint32 version;

  /* Of the dialog, all of them (nullable): its first section, where that is not the first
   * argument's; settings of its options that are on the first page, and the section that
   * they end. */
  const gchar *first_section;
  const gchar *const *main_settings;
  const gchar *settings_section;

  /* Whether the job can be done, as far as that is known beforehand. NULL where that is
   * whether there is a plan. */
  gboolean (*check) (const Job *job, GError **error);

  /* What is ascended, to be cleared with ascent_plan_clear(). NULL for a procedure that
   * makes no ascent of its own, and so has no preview. */
  gboolean (*plan) (const Job *job, AscentPlan *plan, GError **error);

  /* How the photo is looked at, or which sheet is made, to be cleared with look_clear()
   * in any case. NULL for a procedure whose preview tells what it costs. */
  gboolean (*get_look) (const Job *job, Look *look, GError **error);

  /* Whether the argument matters beside the other ones; why not, if that needs to be
   * told. NULL if all arguments do. */
  gboolean (*uses) (const Job *job, const Argument *argument, const gchar **why_not);

  /* Changes the parameters for weights that have just been found, before they are shown.
   * NULL if there is nothing to change. */
  void (*adapt) (const FvWeights *weights, gpointer parameters);

  /* Reads the photo whose classes the dialog is to tell, and how to look at it. NULL
   * without an argument for a class. */
  gboolean (*read_photo) (const Job *job, FvSettings *settings, FvImage **photo,
                          GError **error);

  /* Tells the filters that are to grow, at most PICKS_MAXIMUM; returns 0 if something
   * else is. NULL for a procedure that is not about filters. */
  gint (*get_picks) (const Job *job, Pick *picks);

  /* Lets these filters grow instead. FALSE, with nothing changed, if the parameters have
   * no room for them, or none counts for anything. */
  gboolean (*set_picks) (gpointer parameters, const Pick *picks, gint n_picks);

  /* Whether the drawable's pixels matter. NULL if they always do. */
  gboolean (*reads_drawable) (gconstpointer parameters);

  /* Where the result goes. FALSE if the parameters do not tell. NULL if it always is a
   * new image in colors. */
  gboolean (*get_destination) (const Job *job, Destination *destination);

  /* Does the job. FALSE without an error means that the user stopped it. */
  gboolean (*run) (const Job *job, Outcome *outcome, GError **error);
};

void procedure_set_defaults (const Procedure *procedure, gpointer parameters);
gint procedure_count_rows (const Procedure *procedure);
gboolean procedure_check_source (const Procedure *procedure, Job *job, GError **error);
FvWeights *procedure_find_weights (const Procedure *procedure, gconstpointer parameters,
                                   GError **error);
gboolean procedure_check (const Procedure *procedure, const Job *job, GError **error);
gboolean procedure_do (const Procedure *procedure, Job *job, Outcome *outcome,
                       GError **error);

#endif /* PLUG_IN_PROCEDURE_H */
