/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call of a procedure, from the parameters by the rules of the run mode, and the
 * dialog that asks for them, to the work and where a person sees it. */

#include "call.h"
#include "dialog/dialog.h"
#include "dialog/work-window.h"
#include "gimp/host/last-values.h"
#include "gimp/host/session-data.h"
#include "gimp/session.h"
#include "procedures/table.h"
#include "work/pace.h"

#include <string.h>

/* Under which GIMP keeps it */
#define PACE_NAME "plug-in-vgg16-pace"

/* Those of this session's last successful run. Ones that another version of the plug-in
 * stored are left alone. */
static gboolean
recall_session_values (const Procedure *procedure, gpointer parameters)
{
  g_autofree gpointer stored = g_malloc0 (procedure->size);

  if (!session_recall (procedure->name, stored, procedure->size) ||
      *(const gint32 *)stored != procedure->version)
    return FALSE;

  memcpy (parameters, stored, procedure->size);
  return TRUE;
}

static LastValues
get_last_values (const Procedure *procedure)
{
  return (LastValues){ procedure->arguments, procedure_count_rows (procedure),
                       procedure->size };
}

/* Fills the parameters by the rules of the run mode. */
static gboolean
set_parameters (const Procedure *procedure, const Call *call, gpointer parameters,
                GError **error)
{
  const LastValues last = get_last_values (procedure);

  procedure_set_defaults (procedure, parameters);
  if (call->run_mode == RUN_BY_SCRIPT)
    return arguments_set_values (procedure->arguments, procedure->n_arguments,
                                 call->values, parameters, error);

  if (!recall_session_values (procedure, parameters))
    last_values_recall (&last, parameters);
  return TRUE;
}

/* A script may ask for the last values in a GIMP that has no screen. */
static gboolean
has_person (const Job *job)
{
  return job->run_mode != RUN_BY_SCRIPT && session_has_screen ();
}

/* Where no dialog shows the work, a window does. */
static gboolean
do_in_window (const Procedure *procedure, Job *job, Outcome *outcome, GError **error)
{
  WorkWindow window;

  if (has_person (job))
    job->view = work_window_init (&window, procedure, job);
  return procedure_do (procedure, job, outcome, error);
}

/* The dialog shows the work, or waits for it: what goes wrong is told there, and can be
 * changed. */
static gboolean
do_from_dialog (const Procedure *procedure, Dialog *dialog, const Job *job,
                Outcome *outcome)
{
  while (dialog_ask (dialog))
    {
      Job run = *job;
      WorkWindow window;
      g_autoptr (GError) problem = NULL;
      gboolean success;

      run.weights = NULL;
      run.view = dialog_begin_run (dialog);
      run.parameters = dialog_get_parameters (dialog);
      if (!run.view)
        run.view = work_window_init (&window, procedure, &run);
      success = procedure_do (procedure, &run, outcome, &problem);
      if (success || !problem)
        return success;

      dialog_tell (dialog, problem);
    }
  return FALSE;
}

/* Asks the user first. FALSE if the user cancelled. */
static gboolean
do_after_dialog (const Procedure *procedure, Job *job, gpointer parameters,
                 Outcome *outcome)
{
  Dialog *dialog = dialog_new (procedure, job, parameters);
  gboolean success = do_from_dialog (procedure, dialog, job, outcome);

  dialog_free (dialog);
  return success;
}

static gboolean
do_by_run_mode (const Procedure *procedure, const Call *call, gpointer parameters,
                Outcome *outcome, GError **error)
{
  Job job = { .run_mode = call->run_mode,
              .parameters = parameters,
              .find_procedure = procedure_find };

  if (!set_parameters (procedure, call, parameters, error))
    return FALSE;

  source_init (&job.source, call->image, call->drawable);
  if (!procedure_check_source (procedure, &job, error))
    return FALSE;

  if (job.run_mode == RUN_BY_DIALOG)
    return do_after_dialog (procedure, &job, parameters, outcome);
  return do_in_window (procedure, &job, outcome, error);
}

/* What earlier calls of this session learnt of the machine's pace. */
static void
recall_pace (void)
{
  g_autofree Pace *kept = g_new0 (Pace, 1);

  if (session_recall (PACE_NAME, kept, sizeof *kept))
    pace_set (pace_get_common (), kept);
}

static void
keep_pace (void)
{
  g_autofree Pace *kept = g_new0 (Pace, 1);

  pace_copy (pace_get_common (), kept);
  session_keep (PACE_NAME, kept, sizeof *kept);
}

/* FALSE without an error if the user cancelled. */
gboolean
call_run (const Procedure *procedure, const Call *call, Outcome *outcome, GError **error)
{
  const LastValues last = get_last_values (procedure);
  g_autofree gpointer parameters = g_malloc0 (procedure->size);
  gboolean success;

  recall_pace ();
  success = do_by_run_mode (procedure, call, parameters, outcome, error);
  keep_pace ();
  if (!success)
    return FALSE;

  session_keep (procedure->name, parameters, procedure->size);
  last_values_keep (&last, parameters);
  if (call->run_mode != RUN_BY_SCRIPT)
    session_update_displays ();
  return TRUE;
}
