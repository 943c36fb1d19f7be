/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all procedures have in common: default parameters, weights, and the order in which
 * a job is checked and done. */

#include "procedure.h"

/* How many rows the dialog has. */
gint
procedure_count_rows (const Procedure *procedure)
{
  return procedure->n_arguments + procedure->n_extra_rows;
}

void
procedure_set_defaults (const Procedure *procedure, gpointer parameters)
{
  *(gint32 *)parameters = procedure->version;
  arguments_set_defaults (procedure->arguments, procedure_count_rows (procedure),
                          parameters);
}

static const Argument *
find_weights_argument (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_WEIGHTS);
}

/* The weights that the parameters name, or that are found without a name. */
FvWeights *
procedure_find_weights (const Procedure *procedure, gconstpointer parameters,
                        GError **error)
{
  const Argument *argument = find_weights_argument (procedure);
  const gchar *file = (const gchar *)parameters + argument->offset;

  return fv_weights_find (file[0] ? file : NULL, error);
}

/* Looks at the job's source, which may have changed since, and checks that it will do.
 * What is made from nothing needs no image that is still there. */
gboolean
procedure_check_source (const Procedure *procedure, Job *job, GError **error)
{
  Source *source = &job->source;
  gboolean reads =
      !procedure->reads_drawable || procedure->reads_drawable (job->parameters);

  source_look (source);
  if (source->is_open && !source_check (source, error))
    return FALSE;
  return !reads || source_check_drawable (source, error);
}

/* Whether a job that has its source and weights can be done, as far as that is known. */
gboolean
procedure_check (const Procedure *procedure, const Job *job, GError **error)
{
  AscentPlan plan = { 0 };
  gboolean success;

  if (procedure->check)
    return procedure->check (job, error);

  success = procedure->plan (job, &plan, error);
  ascent_plan_clear (&plan);
  return success;
}

/* Does a job that has its source and its parameters. Everything that can be known to fail
 * is checked before the work begins. */
gboolean
procedure_do (const Procedure *procedure, Job *job, Outcome *outcome, GError **error)
{
  gboolean success = procedure_check_source (procedure, job, error);

  if (success && find_weights_argument (procedure))
    {
      job->weights = procedure_find_weights (procedure, job->parameters, error);
      success = job->weights != NULL;
    }

  success = success && procedure_check (procedure, job, error) &&
            procedure->run (job, outcome, error);
  g_clear_pointer (&job->weights, fv_weights_free);
  return success;
}
