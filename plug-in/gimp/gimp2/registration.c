/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plug-in's entry into GIMP 2.10: which procedures there are, with their arguments
 * and return values, and what GIMP calls when one of them is to run. */

#include "gimp/host/icon.h"
#include "gimp/host/registration.h"

#include <string.h>

#include <gdk-pixbuf/gdk-pixdata.h>
#include <libgimp/gimp.h>

#include <glib/gi18n-lib.h>

#define N_COMMON_ARGUMENTS 3
#define N_RETURN_VALUES    4

static void query (void);
static void run (const gchar *name, gint n_params, const GimpParam *params,
                 gint *n_return_vals, GimpParam **return_vals);

const GimpPlugInInfo PLUG_IN_INFO = { NULL, NULL, query, run };

static const Procedures *procedures; /* those that there are */

int
registration_main (const Procedures *table, int argc, char *argv[])
{
  procedures = table;
  return gimp_main (&PLUG_IN_INFO, argc, argv);
}

/* The procedures that there are */

static GimpPDBArgType
get_type (const Argument *argument)
{
  if (arguments_is_integer (argument))
    return GIMP_PDB_INT32;
  return argument->kind == ARGUMENT_REAL ? GIMP_PDB_FLOAT : GIMP_PDB_STRING;
}

/* The descriptions are to be freed. */
static GimpParamDef *
new_params (const Registration *registration)
{
  static const GimpParamDef common[N_COMMON_ARGUMENTS] = {
    { GIMP_PDB_INT32, (gchar *)"run-mode",
      (gchar *)"The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1), "
               "RUN-WITH-LAST-VALS (2) }" },
    { GIMP_PDB_IMAGE, (gchar *)"image", (gchar *)"Input image (RGB or gray)" },
    { GIMP_PDB_DRAWABLE, (gchar *)"drawable", (gchar *)"Input drawable" },
  };
  GimpParamDef *params =
      g_new0 (GimpParamDef, N_COMMON_ARGUMENTS + registration->n_arguments);

  memcpy (params, common, sizeof common);
  for (gint i = 0; i < registration->n_arguments; i++)
    {
      const Argument *argument = &registration->arguments[i];

      params[N_COMMON_ARGUMENTS + i] =
          (GimpParamDef){ get_type (argument), (gchar *)argument->name,
                          arguments_describe (argument) };
    }
  return params;
}

static void
install (const Registration *registration)
{
  const GimpParamDef returns[] = {
    { GIMP_PDB_IMAGE, (gchar *)"image", (gchar *)"The image that has the new layer" },
    { GIMP_PDB_LAYER, (gchar *)"layer", (gchar *)"The new layer" },
    { GIMP_PDB_FLOAT, (gchar *)registration->value_name,
      (gchar *)registration->value_blurb },
  };
  gint n_params = N_COMMON_ARGUMENTS + registration->n_arguments;
  g_autofree GimpParamDef *params = new_params (registration);

  gimp_install_procedure (registration->name, registration->blurb, registration->help,
                          REGISTRATION_AUTHORS, REGISTRATION_LICENSE, REGISTRATION_DATE,
                          registration->label, REGISTRATION_TYPES, GIMP_PLUGIN, n_params,
                          G_N_ELEMENTS (returns), params, returns);
  gimp_plugin_menu_register (registration->name, REGISTRATION_MENU "/Neural");

  for (gint i = N_COMMON_ARGUMENTS; i < n_params; i++)
    g_free (params[i].description);
}

/* Returns: (nullable): the icon in the form that GIMP 2.10 takes, which GdkPixbuf has
 * given up since */
static guint8 *
load_icon (void)
{
  g_autoptr (GdkPixbuf) icon = icon_load ();
  GdkPixdata data;
  guint length;

  if (!icon)
    return NULL;
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gdk_pixdata_from_pixbuf (&data, icon, FALSE);
  return gdk_pixdata_serialize (&data, &length);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static void
query (void)
{
  g_autofree guint8 *icon = load_icon ();
  g_autofree gchar *help = g_filename_to_uri (procedures->help_folder, NULL, NULL);
  Registration registration;

  gimp_plugin_domain_register (GETTEXT_PACKAGE, FV_LOCALE_DIR);
  if (help)
    gimp_plugin_help_register (GETTEXT_PACKAGE, help);
  gimp_plugin_menu_branch_register (REGISTRATION_MENU, N_ ("N_eural"));
  for (gint i = 0; procedures->get (i, &registration); i++)
    {
      install (&registration);
      if (icon)
        gimp_plugin_icon_register (registration.name, GIMP_ICON_TYPE_INLINE_PIXBUF, icon);
    }
}

/* A call of one of them */

/* From the menu, GIMP passes the common arguments alone. */
static gboolean
has_params (const Registration *registration, gint n_params, const GimpParam *params)
{
  if (n_params < N_COMMON_ARGUMENTS)
    return FALSE;

  return registration_get_run_mode (params[0].data.d_int32) != RUN_BY_SCRIPT ||
         n_params == N_COMMON_ARGUMENTS + registration->n_arguments;
}

/* The arguments of a script, in the table's order. */
static ArgumentValue *
get_values (const Registration *registration, const GimpParam *params)
{
  ArgumentValue *values = g_new0 (ArgumentValue, registration->n_arguments);

  for (gint i = 0; i < registration->n_arguments; i++)
    {
      const Argument *argument = &registration->arguments[i];
      const GimpParamData *data = &params[N_COMMON_ARGUMENTS + i].data;

      if (arguments_is_integer (argument))
        values[i].number = data->d_int32;
      else if (argument->kind == ARGUMENT_REAL)
        values[i].real = data->d_float;
      else
        values[i].text = data->d_string ? data->d_string : "";
    }
  return values;
}

static GimpPDBStatusType
call (const Registration *registration, const GimpParam *params, Outcome *outcome,
      GError **error)
{
  RunMode run_mode = registration_get_run_mode (params[0].data.d_int32);
  g_autofree ArgumentValue *values =
      run_mode == RUN_BY_SCRIPT ? get_values (registration, params) : NULL;
  const Call given = { run_mode, params[1].data.d_image, params[2].data.d_drawable,
                       values };

  if (procedures->run (registration->name, &given, outcome, error))
    return GIMP_PDB_SUCCESS;
  return *error ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_CANCEL;
}

static void
return_outcome (const Outcome *outcome, GimpParam *values)
{
  values[1].type = GIMP_PDB_IMAGE;
  values[1].data.d_image = outcome->image;
  values[2].type = GIMP_PDB_LAYER;
  values[2].data.d_layer = outcome->layer;
  values[3].type = GIMP_PDB_FLOAT;
  values[3].data.d_float = outcome->value;
}

/* Runs the procedure of that name. The return values are static, as GIMP's rules
 * have it: status; then either what was made, or the error message. */
static void
run_procedure (const gchar *name, gint n_params, const GimpParam *params,
               gint *n_return_vals, GimpParam **return_vals)
{
  static GimpParam values[N_RETURN_VALUES];
  static gchar *message = NULL; /* GIMP may write it to a terminal */
  Registration registration;
  Outcome outcome = { -1, -1, 0.0 };
  g_autoptr (GError) error = NULL;

  *n_return_vals = 1;
  *return_vals = values;
  values[0].type = GIMP_PDB_STATUS;
  values[0].data.d_status = GIMP_PDB_CALLING_ERROR;

  if (!procedures->find (name, &registration) ||
      !has_params (&registration, n_params, params))
    return;

  values[0].data.d_status = call (&registration, params, &outcome, &error);
  if (values[0].data.d_status == GIMP_PDB_SUCCESS)
    {
      *n_return_vals = N_RETURN_VALUES;
      return_outcome (&outcome, values);
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

static void
run (const gchar *name, gint n_params, const GimpParam *params, gint *n_return_vals,
     GimpParam **return_vals)
{
  /* Without it, asking for a drawable's buffer crashes. */
  gegl_init (NULL, NULL);

  run_procedure (name, n_params, params, n_return_vals, return_vals);
}
