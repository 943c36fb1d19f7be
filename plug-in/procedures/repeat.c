/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedure that runs another one again, with the arguments that a layer's record
 * tells, on the same or on another image. */

#include "repeat.h"
#include "repeat-private.h"
#include "gimp/items.h"
#include "gimp/record.h"
#include "parameters/options.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define REPEAT_PROCEDURE "plug-in-vgg16-repeat"
#define VERSION          1

/* What the user sets. GIMP keeps these bytes for the session: a change of the
 * structure needs a new VERSION. */
typedef struct
{
  gint32 version;
  gint32 layer; /* that has the record; 0 for the drawable */
  gchar options[1024];
} Parameters;

#define FIELD(field) ARGUMENT_FIELD (Parameters, field)

static const Argument arguments[] = {
  { "layer", "Layer with the record, of any open image; 0 for the drawable",
    ARGUMENT_RECORD, FIELD (layer), 0, G_MAXINT32, 0, .section = N_ ("Run again"),
    .label = N_ ("_Layer:"), .help = N_ ("What was made with the settings to be used") },
  { "options",
    "What is to differ from the record, as \"key=value key=value …\": arguments of its "
    "procedure, or keys of its options",
    ARGUMENT_TEXT, FIELD (options), .text = "", .section = N_ ("Run again"),
    .label = N_ ("Chan_ges:"),
    .help = N_ ("What is to differ, such as “seed=7 steps=20”") },
};

/* What the record tells */

static void
repeat_clear (Repeat *repeat)
{
  g_clear_pointer (&repeat->record, g_hash_table_unref);
  g_free (repeat->parameters);
}

static const gchar *
get_value (const Repeat *repeat, const gchar *key, GError **error)
{
  const gchar *value = g_hash_table_lookup (repeat->record, key);

  if (!value)
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("The layer’s record is damaged: it lacks “%s”. Make the picture anew "
                    "from Filters › Neural."),
                 key);
  return value;
}

/* Whether a version, such as "0.1.0", is above this program's. FALSE in *is_version if
 * it is none. */
static gboolean
is_newer (const gchar *version, gboolean *is_version)
{
  gint theirs[3] = { 0 }, ours[3] = { 0 };

  *is_version = sscanf (version, "%d.%d.%d", &theirs[0], &theirs[1], &theirs[2]) == 3;
  sscanf (FV_VERSION, "%d.%d.%d", &ours[0], &ours[1], &ours[2]);
  for (gint i = 0; *is_version && i < 3; i++)
    if (theirs[i] != ours[i])
      return theirs[i] > ours[i];
  return FALSE;
}

static gboolean
check_version (const Repeat *repeat, GError **error)
{
  const gchar *version = get_value (repeat, "version", error);
  gboolean is_version;

  if (!version)
    return FALSE;

  if (is_newer (version, &is_version))
    g_set_error (
        error, FV_ERROR, FV_ERROR_SETTING,
        _ ("The layer was made by version %s, and this is %s. Update the plug-in "
           "to run it again."),
        version, FV_VERSION);
  else if (!is_version)
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("The layer’s record is damaged: “%s” is no version. Make the picture "
                    "anew from Filters › Neural."),
                 version);
  else
    return TRUE;
  return FALSE;
}

static gboolean
find_procedure (Repeat *repeat, const Job *job, GError **error)
{
  const gchar *name = get_value (repeat, "procedure", error);

  if (!name)
    return FALSE;

  repeat->procedure = job->find_procedure (name);
  if (repeat->procedure && repeat->procedure != &repeat_procedure)
    return TRUE;

  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("The layer’s record names the procedure “%s”, which cannot be run "
                  "again. Make the picture anew from Filters › Neural."),
               name);
  return FALSE;
}

/* Changes */

static gboolean
is_argument (const Procedure *procedure, const gchar *name)
{
  for (gint i = 0; i < procedure->n_arguments; i++)
    if (strcmp (procedure->arguments[i].name, name) == 0)
      return procedure->arguments[i].kind != ARGUMENT_OPTIONS;
  return FALSE;
}

/* Arguments replace those of the record; what is none is left to the options, of which
 * the last one of a key counts. */
static void
apply_changes (Repeat *repeat, const gchar *changes, GString *options)
{
  g_auto (GStrv) words = g_strsplit_set (changes, " \t\r\n", -1);

  for (gint i = 0; words[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);

      if (g_strv_length (parts) == 2 && is_argument (repeat->procedure, parts[0]))
        g_hash_table_insert (repeat->record, g_strdup (parts[0]), g_strdup (parts[1]));
      else if (words[i][0])
        g_string_append_printf (options, " %s", words[i]);
    }
}

/* Parameters */

static gboolean
set_parameters (Repeat *repeat, GError **error)
{
  const Procedure *procedure = repeat->procedure;

  repeat->parameters = g_malloc0 (procedure->size);
  procedure_set_defaults (procedure, repeat->parameters);
  for (gint i = 0; i < procedure->n_arguments; i++)
    {
      const Argument *argument = &procedure->arguments[i];
      const gchar *value = get_value (repeat, argument->name, error);

      if (!value || !arguments_set_from_text (argument, value, repeat->parameters, error))
        return FALSE;
    }
  return repeat_set_guide_file (repeat, error);
}

static gboolean
set_options (Repeat *repeat, gint32 image, const gchar *changes, GError **error)
{
  const gchar *recorded = get_value (repeat, "options", error);
  g_autoptr (GString) options = g_string_new (recorded);

  if (!recorded || !repeat_add_guide (repeat, image, changes, options, error))
    return FALSE;
  apply_changes (repeat, changes, options);
  g_hash_table_insert (repeat->record, g_strdup ("options"), g_strdup (options->str));
  return TRUE;
}

/* Where to run it */

static gboolean
find_target (Repeat *repeat, const Source *source, gint32 layer, GError **error)
{
  const Procedure *procedure = repeat->procedure;

  repeat->drawable = source->drawable;
  if (layer != source->drawable ||
      (procedure->reads_drawable && !procedure->reads_drawable (repeat->parameters)))
    return TRUE;

  repeat->drawable = item_find_layer_below (source->image, layer);
  if (repeat->drawable != -1)
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("There is no layer below to start from. Make the layer to "
                          "start from the current one, and choose the layer with the "
                          "record in the dialog."));
  return FALSE;
}

/* A person chose it from those that there were when the dialog opened. */
static gboolean
check_layer (gint32 layer, RunMode run_mode, GError **error)
{
  if (item_exists (layer))
    return TRUE;

  if (layer < 0) /* the dialog's list of layers is empty */
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("No layer of an open image has a record. Make a picture from "
                            "Filters › Neural first."));
  else if (run_mode == RUN_BY_DIALOG)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("The layer with the record was deleted while the dialog was "
                            "open. Choose another one."));
  else
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("There is no layer with the ID %d. Choose one of an open image."),
                 layer);
  return FALSE;
}

static gboolean
repeat_init (Repeat *repeat, const Job *job, GError **error)
{
  const Parameters *parameters = job->parameters;
  gint32 layer = parameters->layer != 0 ? parameters->layer : job->source.drawable;

  memset (repeat, 0, sizeof *repeat);
  if (!check_layer (layer, job->run_mode, error))
    return FALSE;

  repeat->record = record_read (layer, error);
  return repeat->record && check_version (repeat, error) &&
         find_procedure (repeat, job, error) &&
         set_options (repeat, job->source.image, parameters->options, error) &&
         set_parameters (repeat, error) &&
         find_target (repeat, &job->source, layer, error);
}

/* The procedure */

static gboolean
check (const Job *job, GError **error)
{
  Repeat repeat;
  gboolean success = repeat_init (&repeat, job, error);

  repeat_clear (&repeat);
  return success;
}

/* The job of the procedure that is run. */
static Job
make_job (const Repeat *repeat, const Job *job)
{
  Job again = *job;

  again.parameters = repeat->parameters;
  source_init (&again.source, job->source.image, repeat->drawable);
  return again;
}

static gboolean
get_destination (const Job *job, Destination *destination)
{
  Repeat repeat;
  gboolean success =
      repeat_init (&repeat, job, NULL) && repeat.procedure->get_destination;

  if (success)
    {
      Job again = make_job (&repeat, job);

      success = repeat.procedure->get_destination (&again, destination);
    }

  repeat_clear (&repeat);
  return success;
}

static gboolean
run (const Job *job, Outcome *outcome, GError **error)
{
  Repeat repeat;
  gboolean success = repeat_init (&repeat, job, error);

  if (success)
    {
      Job again = make_job (&repeat, job);

      success = procedure_do (repeat.procedure, &again, outcome, error);
    }

  repeat_clear (&repeat);
  return success;
}

const Procedure repeat_procedure = {
  .name = REPEAT_PROCEDURE,
  .label = N_ ("_Run Again From Layer…"),
  .title = N_ ("Run Again From Layer"),
  .blurb = N_ ("Make a picture again from the record that a layer carries"),
  .help =
      "Runs the procedure that made a layer again, with the arguments that the "
      "layer's parasite \"" RECORD_NAME "\" tells: seed, weights file and all "
      "options. What started from noise comes out the same to the last bit. What "
      "started from a photo is run on the drawable; if that is the layer with the "
      "record itself, on the layer below it. The selection is the image's own, "
      "not the recorded one. A guide is looked for by its name in the open images, or "
      "read from its file. "
      "Options replace arguments and options of the record, as in \"seed=7 "
      "steps=20 output=1\". Returns what the procedure does.",
  .value_name = "value",
  .value_blurb = "The number that the procedure returns, such as its loss",
  .arguments = arguments,
  .n_arguments = G_N_ELEMENTS (arguments),
  .size = sizeof (Parameters),
  .version = VERSION,
  .check = check,
  .get_destination = get_destination,
  .run = run,
};
