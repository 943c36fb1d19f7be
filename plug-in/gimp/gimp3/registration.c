/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plug-in's entry into GIMP 3: which procedures there are, with their arguments and
 * return values, and what GIMP calls when one of them is to run. */

#include "gimp/host/icon.h"
#include "gimp/host/registration.h"
#include "config.h"
#include "objects.h"

#include <float.h>

#include <glib/gi18n-lib.h>

G_DECLARE_FINAL_TYPE (FeatvisPlugIn, featvis_plug_in, FEATVIS, PLUG_IN, GimpPlugIn)

struct _FeatvisPlugIn
{
  GimpPlugIn parent_instance;
};

G_DEFINE_TYPE (FeatvisPlugIn, featvis_plug_in, GIMP_TYPE_PLUG_IN)

static const Procedures *procedures; /* those that there are */

int
registration_main (const Procedures *table, int argc, char *argv[])
{
  procedures = table;
  return gimp_main (featvis_plug_in_get_type (), argc, argv);
}

/* A call of one of them */

/* GIMP hands over all that are selected, and as many as a script likes. */
static gboolean
check_drawables (GimpDrawable **drawables, GError **error)
{
  gint n_drawables = 0;

  while (drawables && drawables[n_drawables])
    n_drawables++;
  if (n_drawables == 1)
    return TRUE;

  if (n_drawables == 0)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("No layer is selected. Select one in the layers dialog."));
  else
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("%d layers are selected, but one is worked on at a time. Select one "
                    "of them alone."),
                 n_drawables);
  return FALSE;
}

static GimpValueArray *
return_error (GimpProcedure *procedure, const GError *error)
{
  g_autofree gchar *message = NULL;

  if (!error)
    return gimp_procedure_new_return_values (procedure, GIMP_PDB_CANCEL, NULL);

  message = fv_text_escape (error->message); /* GIMP may write it to a terminal */
  return gimp_procedure_new_return_values (
      procedure, GIMP_PDB_EXECUTION_ERROR,
      g_error_new_literal (error->domain, error->code, message));
}

static GimpValueArray *
return_outcome (GimpProcedure *procedure, const Outcome *outcome)
{
  GimpValueArray *values =
      gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);

  g_value_set_object (gimp_value_array_index (values, 1),
                      gimp_image_get_by_id (outcome->image));
  g_value_set_object (gimp_value_array_index (values, 2), get_layer (outcome->layer));
  g_value_set_double (gimp_value_array_index (values, 3), outcome->value);
  return values;
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image,
     GimpDrawable **drawables, GimpProcedureConfig *config, gpointer data G_GNUC_UNUSED)
{
  const gchar *name = gimp_procedure_get_name (procedure);
  Registration registration;
  Call call = { registration_get_run_mode (run_mode), gimp_image_get_id (image), -1,
                NULL };
  Outcome outcome = { -1, -1, 0.0 };
  ArgumentValue *values;
  gboolean success;
  g_autoptr (GError) error = NULL;

  if (!procedures->find (name, &registration) || !check_drawables (drawables, &error))
    return return_error (procedure, error);

  values = config_get_values (config, registration.arguments, registration.n_arguments);
  call.values = values;
  call.drawable = get_id (drawables[0]);

  gegl_init (NULL, NULL);
  config_set_current (config);
  success = procedures->run (name, &call, &outcome, &error);
  config_set_current (NULL);

  config_free_values (values, registration.arguments, registration.n_arguments);
  return success ? return_outcome (procedure, &outcome) : return_error (procedure, error);
}

/* The procedures that there are */

static void
add_argument (GimpProcedure *procedure, const Argument *argument, gboolean is_auxiliary)
{
  g_autofree gchar *blurb = arguments_describe (argument);
  gboolean is_limited = argument->minimum != argument->maximum;
  gint minimum = is_limited ? argument->minimum : G_MININT;
  gint maximum = is_limited ? argument->maximum : G_MAXINT;

  if (arguments_is_integer (argument))
    (is_auxiliary ? gimp_procedure_add_int_aux_argument
                  : gimp_procedure_add_int_argument) (
        procedure, argument->name, argument->name, blurb, minimum, maximum,
        argument->number, G_PARAM_READWRITE);
  else if (argument->kind == ARGUMENT_REAL)
    (is_auxiliary ? gimp_procedure_add_double_aux_argument
                  : gimp_procedure_add_double_argument) (
        procedure, argument->name, argument->name, blurb, minimum, maximum,
        argument->real, G_PARAM_READWRITE);
  else
    (is_auxiliary
         ? gimp_procedure_add_string_aux_argument
         : gimp_procedure_add_string_argument) (procedure, argument->name, argument->name,
                                                blurb, argument->text, G_PARAM_READWRITE);
}

/* What only the dialog has is no argument, but is kept with the last values. */
static void
add_arguments (GimpProcedure *procedure, const Registration *registration)
{
  gint n_rows = registration->n_arguments + registration->n_extra_rows;

  for (gint i = 0; i < n_rows; i++)
    add_argument (procedure, &registration->arguments[i], i >= registration->n_arguments);
}

static void
add_return_values (GimpProcedure *procedure, const Registration *registration)
{
  gimp_procedure_add_image_return_value (procedure, "image", "Image",
                                         "The image that has the new layer", TRUE,
                                         G_PARAM_READWRITE);
  gimp_procedure_add_layer_return_value (procedure, "layer", "Layer", "The new layer",
                                         TRUE, G_PARAM_READWRITE);
  gimp_procedure_add_double_return_value (
      procedure, registration->value_name, registration->value_name,
      registration->value_blurb, -DBL_MAX, DBL_MAX, 0.0, G_PARAM_READWRITE);
}

/* GIMP wants texts in the user's language, of which it asks anew when that changes; the
 * submenu has no other name than in the path. */
static GimpProcedure *
create_procedure (GimpPlugIn *plug_in, const gchar *name)
{
  g_autofree gchar *menu = g_strconcat (REGISTRATION_MENU "/", _ ("N_eural"), NULL);
  g_autoptr (GdkPixbuf) icon = icon_load ();
  GimpProcedure *procedure;
  Registration registration;

  if (!procedures->find (name, &registration))
    return NULL;

  procedure = gimp_image_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run,
                                        NULL, NULL);
  gimp_procedure_set_image_types (procedure, REGISTRATION_TYPES);
  gimp_procedure_set_menu_label (procedure, _ (registration.label));
  gimp_procedure_add_menu_path (procedure, menu);
  if (icon)
    gimp_procedure_set_icon_pixbuf (procedure, icon);
  gimp_procedure_set_documentation (procedure, _ (registration.blurb), registration.help,
                                    name);
  gimp_procedure_set_attribution (procedure, REGISTRATION_AUTHORS, REGISTRATION_LICENSE,
                                  REGISTRATION_DATE);
  add_arguments (procedure, &registration);
  add_return_values (procedure, &registration);
  return procedure;
}

static GList *
query_procedures (GimpPlugIn *plug_in)
{
  g_autoptr (GFile) help = g_file_new_for_path (procedures->help_folder);
  GList *names = NULL;
  Registration registration;

  gimp_plug_in_set_help_domain (plug_in, GETTEXT_PACKAGE, help);
  for (gint i = 0; procedures->get (i, &registration); i++)
    names = g_list_append (names, g_strdup (registration.name));
  return names;
}

/* GIMP would look for translations below the plug-in's own folder alone; main() has told
 * where they are. */
static gboolean
set_i18n (GimpPlugIn *plug_in G_GNUC_UNUSED, const gchar *name G_GNUC_UNUSED,
          gchar **domain G_GNUC_UNUSED, gchar **folder G_GNUC_UNUSED)
{
  return FALSE;
}

static void
featvis_plug_in_class_init (FeatvisPlugInClass *class)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (class);

  plug_in_class->query_procedures = query_procedures;
  plug_in_class->create_procedure = create_procedure;
  plug_in_class->set_i18n = set_i18n;
}

static void
featvis_plug_in_init (FeatvisPlugIn *plug_in G_GNUC_UNUSED)
{
}
