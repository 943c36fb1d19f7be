/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedures as a table, and what all of them have in common: run modes, last
 * values, return values and errors by GIMP's rules.
 *
 * A procedure more is one entry more. Its parameters are a structure of plain data
 * that begins with its version, so that it can be kept between runs. */

#include "procedure.h"
#include "arguments.h"
#include "dialog.h"
#include "parameters.h"
#include "record.h"
#include "render.h"

#include <string.h>

#include <featvis.h>

#include <glib/gi18n-lib.h>

#define N_COMMON_ARGUMENTS 3
#define N_RETURN_VALUES    4

typedef struct
{
  const gchar *name;
  const gchar *label;
  const gchar *blurb;
  const gchar *help;
  const gchar *image_types;
  const Argument *arguments;
  gint n_arguments;
  gsize size;
  gint32 version;
  gboolean (*ask) (gint32 image, gint32 drawable, gpointer parameters, GError **error);
  gboolean (*run) (GimpRunMode run_mode, gint32 image, gint32 drawable,
                   gconstpointer parameters, Outcome *outcome, GError **error);
} Procedure;

static const Procedure procedures[] = {
  { .name = FILTER_PROCEDURE,
    .label = N_ ("Visualize _VGG16 Filter…"),
    .blurb = N_ ("Show the pattern that a filter of a VGG16 network responds to"),
    .help = "Starts from gray noise or from the drawable, and changes it step by step "
            "so that the mean activation of one filter of the network rises (gradient "
            "ascent in input space). The result is a new layer or a new image, called "
            "after the network, layer, filter and seed; its parasite "
            "\"" RECORD_NAME "\" holds all that is needed to make it again. Within "
            "a selection only the drawable's part in its bounding box is used, and the "
            "selection becomes the new layer's transparency. Start: 0 is gray noise, 1 "
            "the drawable. Output: 0 is a new layer, 1 a new image. Width and height "
            "are those of the noise. The weights are looked for in the file given, "
            "$FEATVIS_WEIGHTS, the user's data folder, and the caches of Keras, PyTorch "
            "and Hugging Face. Returns the image and the layer that were made, and the "
            "loss: the filter's mean activation at the last step. Indexed images have "
            "to be converted to RGB before.",
    .image_types = "RGB*, GRAY*",
    .arguments = parameters_arguments,
    .n_arguments = PARAMETERS_N_ARGUMENTS,
    .size = sizeof (Parameters),
    .version = PARAMETERS_VERSION,
    .ask = dialog_ask,
    .run = render_filter },
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
  static const GimpParamDef returns[] = {
    { GIMP_PDB_IMAGE, (gchar *)"image", (gchar *)"The image that has the new layer" },
    { GIMP_PDB_LAYER, (gchar *)"layer", (gchar *)"The new layer" },
    { GIMP_PDB_FLOAT, (gchar *)"loss", (gchar *)"The filter's mean activation" },
  };
  gint n_params = N_COMMON_ARGUMENTS + procedure->n_arguments;
  GimpParamDef *params = g_new0 (GimpParamDef, n_params);

  memcpy (params, common, sizeof common);
  arguments_get_params (procedure->arguments, procedure->n_arguments,
                        params + N_COMMON_ARGUMENTS);

  gimp_install_procedure (procedure->name, procedure->blurb, procedure->help,
                          "The featvis authors", "The featvis authors, GPL-3.0-or-later",
                          "2026", procedure->label, procedure->image_types, GIMP_PLUGIN,
                          n_params, G_N_ELEMENTS (returns), params, returns);
  gimp_plugin_menu_register (procedure->name, "<Image>/Filters/Neural");

  arguments_free_params (params + N_COMMON_ARGUMENTS, procedure->n_arguments);
  g_free (params);
}

/* Makes all procedures known to GIMP, with their menu entries. */
void
procedure_install_all (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (procedures); i++)
    install (&procedures[i]);
}

static const Procedure *
find (const gchar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (procedures); i++)
    if (strcmp (procedures[i].name, name) == 0)
      return &procedures[i];

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

/* Fills the parameters by the rules of the run mode. FALSE without an error means
 * that the user cancelled. */
static gboolean
get_parameters (const Procedure *procedure, const GimpParam *params, gpointer parameters,
                GError **error)
{
  GimpRunMode run_mode = params[0].data.d_int32;

  *(gint32 *)parameters = procedure->version;
  arguments_set_defaults (procedure->arguments, procedure->n_arguments, parameters);

  if (run_mode == GIMP_RUN_NONINTERACTIVE)
    return arguments_set_values (procedure->arguments, procedure->n_arguments,
                                 params + N_COMMON_ARGUMENTS, parameters, error);

  get_last_values (procedure, parameters);
  if (run_mode == GIMP_RUN_INTERACTIVE)
    return procedure->ask (params[1].data.d_image, params[2].data.d_drawable, parameters,
                           error);
  return TRUE;
}

static GimpPDBStatusType
call (const Procedure *procedure, const GimpParam *params, Outcome *outcome,
      GError **error)
{
  GimpRunMode run_mode = params[0].data.d_int32;
  gpointer parameters = g_malloc0 (procedure->size);
  GimpPDBStatusType status = GIMP_PDB_EXECUTION_ERROR;

  if (!get_parameters (procedure, params, parameters, error))
    {
      if (*error == NULL)
        status = GIMP_PDB_CANCEL;
    }
  else if (procedure->run (run_mode, params[1].data.d_image, params[2].data.d_drawable,
                           parameters, outcome, error))
    {
      status = GIMP_PDB_SUCCESS;
      gimp_set_data (procedure->name, parameters, procedure->size);
      if (run_mode != GIMP_RUN_NONINTERACTIVE)
        gimp_displays_flush ();
    }

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
  const Procedure *procedure = find (name);
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
      values[3].data.d_float = outcome.loss;
    }
  else if (error)
    {
      *n_return_vals = 2;
      values[1].type = GIMP_PDB_STRING;
      values[1].data.d_string = error->message;
    }
}
