/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedures as a table, and what all of them have in common: run modes, last
 * values, weights, return values and errors by GIMP's rules.
 *
 * A procedure more is a file of its own and a line here. */

#include "procedure.h"
#include "dialog/dialog.h"
#include "procedures/activations.h"
#include "procedures/dream.h"
#include "procedures/filter.h"
#include "procedures/heatmap.h"
#include "procedures/repeat.h"
#include "procedures/sheet.h"

#include <string.h>

#include <featvis.h>

#include <glib/gi18n-lib.h>

#define N_COMMON_ARGUMENTS 3
#define N_RETURN_VALUES    4
#define IMAGE_TYPES        "RGB*, GRAY*"

static const Procedure *const procedures[] = {
  &filter_procedure,  &sheet_procedure, &activations_procedure,
  &heatmap_procedure, &dream_procedure, &repeat_procedure,
};

static void
install (const Procedure *procedure)
{
  static const GimpParamDef common[N_COMMON_ARGUMENTS] = {
    { GIMP_PDB_INT32, (gchar *)"run-mode",
      (gchar *)"The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), "
               "RUN-WITH-LAST-VALS (2) }" },
    { GIMP_PDB_IMAGE, (gchar *)"image", (gchar *)"Input image (RGB or gray)" },
    { GIMP_PDB_DRAWABLE, (gchar *)"drawable", (gchar *)"Input drawable" },
  };
  const GimpParamDef returns[] = {
    { GIMP_PDB_IMAGE, (gchar *)"image", (gchar *)"The image that has the new layer" },
    { GIMP_PDB_LAYER, (gchar *)"layer", (gchar *)"The new layer" },
    { GIMP_PDB_FLOAT, (gchar *)procedure->value_name, (gchar *)procedure->value_blurb },
  };
  gint n_params = N_COMMON_ARGUMENTS + procedure->n_arguments;
  GimpParamDef *params = g_new0 (GimpParamDef, n_params);

  memcpy (params, common, sizeof common);
  arguments_get_params (procedure->arguments, procedure->n_arguments,
                        params + N_COMMON_ARGUMENTS);

  gimp_install_procedure (procedure->name, procedure->blurb, procedure->help,
                          "The featvis authors", "The featvis authors, GPL-3.0-or-later",
                          "2026", procedure->label, IMAGE_TYPES, GIMP_PLUGIN, n_params,
                          G_N_ELEMENTS (returns), params, returns);
  gimp_plugin_menu_register (procedure->name, "<Image>/Filters/Neural");

  arguments_free_params (params + N_COMMON_ARGUMENTS, procedure->n_arguments);
  g_free (params);
}

/* Makes all procedures known to GIMP, with their menu entries. */
void
procedure_install_all (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (procedures); i++)
    install (procedures[i]);
}

/* The procedure of that number, from 0, or NULL beyond the last one. */
const Procedure *
procedure_get (gint index)
{
  return index < (gint)G_N_ELEMENTS (procedures) ? procedures[index] : NULL;
}

/* The procedure of that name, or NULL. */
const Procedure *
procedure_find (const gchar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (procedures); i++)
    if (strcmp (procedures[i]->name, name) == 0)
      return procedures[i];

  return NULL;
}

/* The last values are those of this session's last successful run. Ones that
 * another version of the plug-in stored are left alone. */
static void
get_last_values (const Procedure *procedure, gpointer parameters)
{
  gpointer stored;

  if (gimp_get_data_size (procedure->name) != (gint)procedure->size)
    return;

  stored = g_malloc0 (procedure->size);
  if (gimp_get_data (procedure->name, stored) &&
      *(const gint32 *)stored == procedure->version)
    memcpy (parameters, stored, procedure->size);
  g_free (stored);
}

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

/* Fills the parameters by the rules of the run mode. */
static gboolean
set_parameters (const Procedure *procedure, const GimpParam *params, gpointer parameters,
                GError **error)
{
  procedure_set_defaults (procedure, parameters);

  if (params[0].data.d_int32 == GIMP_RUN_NONINTERACTIVE)
    return arguments_set_values (procedure->arguments, procedure->n_arguments,
                                 params + N_COMMON_ARGUMENTS, parameters, error);

  get_last_values (procedure, parameters);
  return TRUE;
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

  success =
      success && procedure->check (job, error) && procedure->run (job, outcome, error);
  g_clear_pointer (&job->weights, fv_weights_free);
  return success;
}

/* In a dialog that stays open: what goes wrong is told there, and can be changed. */
static gboolean
do_in_dialog (const Procedure *procedure, Dialog *dialog, const Job *job,
              Outcome *outcome)
{
  while (dialog_ask (dialog))
    {
      Job run = *job;
      GError *problem = NULL;
      gboolean success;

      run.weights = NULL;
      run.view = dialog_begin_run (dialog);
      run.parameters = dialog_get_parameters (dialog);
      success = procedure_do (procedure, &run, outcome, &problem);
      if (success || !problem)
        return success;

      dialog_tell (dialog, problem);
      g_error_free (problem);
    }
  return FALSE;
}

/* Asks the user first. FALSE without an error if the user cancelled. */
static gboolean
do_after_dialog (const Procedure *procedure, Job *job, gpointer parameters,
                 Outcome *outcome, GError **error)
{
  Dialog *dialog = dialog_new (procedure, job, parameters);
  gboolean is_accepted;

  if (dialog_can_show_run (dialog))
    {
      gboolean success = do_in_dialog (procedure, dialog, job, outcome);

      dialog_free (dialog);
      return success;
    }

  is_accepted = dialog_ask (dialog);
  dialog_free (dialog);
  return is_accepted && procedure_do (procedure, job, outcome, error);
}

static gboolean
do_by_run_mode (const Procedure *procedure, const GimpParam *params, gpointer parameters,
                Outcome *outcome, GError **error)
{
  Job job = { .run_mode = params[0].data.d_int32, .parameters = parameters };

  if (!set_parameters (procedure, params, parameters, error))
    return FALSE;

  source_init (&job.source, params[1].data.d_image, params[2].data.d_drawable);
  if (!procedure_check_source (procedure, &job, error))
    return FALSE;

  if (job.run_mode == GIMP_RUN_INTERACTIVE)
    return do_after_dialog (procedure, &job, parameters, outcome, error);
  return procedure_do (procedure, &job, outcome, error);
}

static GimpPDBStatusType
call (const Procedure *procedure, const GimpParam *params, Outcome *outcome,
      GError **error)
{
  gpointer parameters = g_malloc0 (procedure->size);
  GimpPDBStatusType status;

  if (do_by_run_mode (procedure, params, parameters, outcome, error))
    {
      status = GIMP_PDB_SUCCESS;
      gimp_set_data (procedure->name, parameters, procedure->size);
      if (params[0].data.d_int32 != GIMP_RUN_NONINTERACTIVE)
        gimp_displays_flush ();
    }
  else
    status = *error ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_CANCEL;

  g_free (parameters);
  return status;
}

/* From the menu, GIMP passes the common arguments alone. */
static gboolean
has_params (const Procedure *procedure, gint n_params, const GimpParam *params)
{
  if (n_params < N_COMMON_ARGUMENTS)
    return FALSE;

  return params[0].data.d_int32 != GIMP_RUN_NONINTERACTIVE ||
         n_params == N_COMMON_ARGUMENTS + procedure->n_arguments;
}

/* Runs the procedure of that name. The return values are static, as GIMP's rules
 * have it: status; then either what was made, or the error message. */
void
procedure_run (const gchar *name, gint n_params, const GimpParam *params,
               gint *n_return_vals, GimpParam **return_vals)
{
  static GimpParam values[N_RETURN_VALUES];
  static gchar *message = NULL; /* GIMP may write it to a terminal */
  const Procedure *procedure = procedure_find (name);
  Outcome outcome = { -1, -1, 0.0 };
  GError *error = NULL;

  *n_return_vals = 1;
  *return_vals = values;
  values[0].type = GIMP_PDB_STATUS;
  values[0].data.d_status = GIMP_PDB_CALLING_ERROR;

  if (!procedure || !has_params (procedure, n_params, params))
    return;

  values[0].data.d_status = call (procedure, params, &outcome, &error);
  if (values[0].data.d_status == GIMP_PDB_SUCCESS)
    {
      *n_return_vals = N_RETURN_VALUES;
      values[1].type = GIMP_PDB_IMAGE;
      values[1].data.d_image = outcome.image;
      values[2].type = GIMP_PDB_LAYER;
      values[2].data.d_layer = outcome.layer;
      values[3].type = GIMP_PDB_FLOAT;
      values[3].data.d_float = outcome.value;
    }
  else if (error)
    {
      *n_return_vals = 2;
      values[1].type = GIMP_PDB_STRING;
      g_free (message);
      message = fv_text_escape (error->message);
      values[1].data.d_string = message;
    }
}
