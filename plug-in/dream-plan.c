/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dream's parameters mean to the library, and what is told about it. */

#include "dream-private.h"
#include "record.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define GUIDE "guide="

/* Options */

static gboolean
parse_guide (const gchar *text, gint32 *guide, GError **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("Option guide cannot be “%s”. Give the ID of a drawable, or 0 for "
                      "none."),
                   text);
      return FALSE;
    }

  *guide = (gint32)number;
  return TRUE;
}

/* The guide is the plug-in's own option, as it is a drawable; the rest is left to the
 * library. */
static gboolean
parse_options (DreamPlan *plan, GError **error)
{
  gchar **words = g_strsplit_set (plan->parameters->options, " \t\r\n", -1);
  GString *rest = g_string_new (NULL);
  gboolean success = TRUE;

  for (gint i = 0; success && words[i]; i++)
    if (g_str_has_prefix (words[i], GUIDE))
      success = parse_guide (words[i] + strlen (GUIDE), &plan->guide, error);
    else
      g_string_append_printf (rest, "%s ", words[i]);

  success = success && fv_settings_parse (&plan->ascent.settings, rest->str, error);
  g_string_free (rest, TRUE);
  g_strfreev (words);
  return success;
}

static gboolean
check_guide (gint32 guide, GError **error)
{
  if (guide == 0 || (gimp_item_is_valid (guide) && gimp_item_is_drawable (guide)))
    return TRUE;

  g_set_error (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("There is no drawable with the ID %d for a guide. Choose one of an open "
         "image, or none."),
      guide);
  return FALSE;
}

static gboolean
check_series (const DreamPlan *plan, GError **error)
{
  const FvSettings *settings = &plan->ascent.settings;

  if (settings->frames > 1 && settings->every > 0)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("A series is of frames or of steps. Leave frames or every "
                              "out."));
      return FALSE;
    }

  if (dream_plan_is_series (plan) && plan->parameters->output == DREAM_OUTPUT_DRAWABLE)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("A series does not fit into one layer. Choose a new layer "
                              "or a new image as output."));
      return FALSE;
    }

  return TRUE;
}

/* The plan */

static gboolean
set_ascent (DreamPlan *plan, GError **error)
{
  const DreamParameters *parameters = plan->parameters;
  const FvRecipe *recipe = fv_recipe_find (parameters->recipe, error);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (plan->weights, &n_layers);

  if (!recipe || !source_check_region (plan->source, error))
    return FALSE;

  plan->ascent = (FvAscent){ .start = FV_START_IMAGE,
                             .image = &plan->source->extent,
                             .seed = parameters->seed };
  fv_settings_init (&plan->ascent.settings, FV_TASK_DREAM, recipe, FV_START_IMAGE);
  if (!parse_options (plan, error))
    return FALSE;

  plan->ascent.settings.strength = parameters->strength;
  plan->terms = fv_terms_parse (parameters->objective, layers, n_layers, error);
  if (!plan->terms)
    return FALSE;

  plan->ascent.layer = fv_terms_get_deepest_layer (plan->terms);
  return fv_ascent_check (layers, n_layers, &plan->ascent, error);
}

/* All that can be known before the work begins. The plan's texts belong to the job. */
gboolean
dream_plan_init (DreamPlan *plan, const Job *job, GError **error)
{
  const DreamParameters *parameters = job->parameters;

  memset (plan, 0, sizeof *plan);
  plan->parameters = parameters;
  plan->weights = job->weights;
  plan->source = &job->source;
  plan->guide = parameters->guide;
  return set_ascent (plan, error) && check_guide (plan->guide, error) &&
         check_series (plan, error) &&
         (parameters->output != DREAM_OUTPUT_DRAWABLE ||
          source_check_writable (plan->source, error));
}

void
dream_plan_clear (DreamPlan *plan)
{
  g_clear_pointer (&plan->terms, fv_terms_free);
}

/* Whether more than one picture comes of it. */
gboolean
dream_plan_is_series (const DreamPlan *plan)
{
  return plan->ascent.settings.frames > 1 || plan->ascent.settings.every > 0;
}

/* What is told about it */

gchar *
dream_make_name (const Dream *dream)
{
  const DreamPlan *plan = &dream->plan;
  gchar *name =
      g_strdup_printf (_ ("%s %s dream, seed %d"), fv_weights_get_title (plan->weights),
                       plan->parameters->objective, (gint)plan->ascent.seed);
  gchar *told;

  if (!dream->stopped || plan->ascent.settings.frames > 1)
    return name;

  told = g_strdup_printf (_ ("%s, stopped after step %d"), name, dream->n_steps);
  g_free (name);
  return told;
}

/* The seed is the one that was used, even where the parameters left it open. */
GimpParasite *
dream_make_record (const Dream *dream)
{
  const DreamPlan *plan = &dream->plan;
  const DreamParameters *parameters = plan->parameters;
  GString *record = record_begin (DREAM_PROCEDURE, plan->weights);
  gchar *guide = plan->guide != 0 && gimp_item_is_valid (plan->guide)
                     ? gimp_item_get_name (plan->guide)
                     : NULL;

  record_add_text (record, "objective", parameters->objective);
  record_add_text (record, "recipe", parameters->recipe);
  record_add_real (record, "strength", parameters->strength);
  record_add_integer (record, "seed", plan->ascent.seed);
  record_add_integer (record, "output", parameters->output);
  record_add_settings (record, &plan->ascent.settings);
  record_add_text (record, "guide", guide);
  record_add_region (record, plan->source);
  if (dream->stopped)
    record_add_integer (record, "stopped-after-step", dream->n_steps);
  record_add_real (record, "loss", dream->loss);
  g_free (guide);
  return record_end (record);
}
