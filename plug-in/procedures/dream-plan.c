/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dream's parameters mean to the library, and what is told about it; and what of
 * that is the same for a style. */

#include "dream-private.h"
#include "guide-option.h"
#include "gimp/record.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Options */

static gboolean
parse_options (const Job *job, AscentPlan *plan, GError **error)
{
  const DreamParameters *parameters = job->parameters;
  g_autofree gchar *rest = NULL;

  return guide_option_take (parameters->options, plan, &rest, error) &&
         fv_settings_parse (&plan->ascent.settings, rest, error) &&
         guide_option_measure (plan, job->run_mode, error);
}

/* Whether more than one picture comes of it. */
gboolean
dream_plan_is_series (const AscentPlan *plan)
{
  return plan->ascent.settings.frames > 1 || plan->ascent.settings.every > 0;
}

static gboolean
check_series (const AscentPlan *plan, DreamOutput output, GError **error)
{
  const FvSettings *settings = &plan->ascent.settings;

  if (settings->frames > 1 && settings->every > 0)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("A series is of frames or of steps. Leave frames or every "
                              "out."));
      return FALSE;
    }

  if (dream_plan_is_series (plan) && output == DREAM_OUTPUT_DRAWABLE)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("A series does not fit into one layer. Choose a new layer "
                              "or a new image as output."));
      return FALSE;
    }

  return TRUE;
}

/* The plan */

/* Before the options */
void
dream_plan_begin (const Job *job, FvTask task, const FvRecipe *recipe, AscentPlan *plan)
{
  const DreamParameters *parameters = job->parameters;
  const Source *source = &job->source;

  *plan = (AscentPlan){
    .ascent = { .start = FV_START_IMAGE,
                .image = &source->extent,
                .width = source->extent.width,
                .height = source->extent.height,
                .seed = parameters->seed },
    .is_masked = TRUE,
  };
  if (recipe)
    fv_settings_init (&plan->ascent.settings, task, recipe, FV_START_IMAGE);
  guide_option_set (plan, parameters->guide, parameters->guide_file);
}

/* Checks what has its settings, its objective and its guide. */
gboolean
dream_plan_end (const Job *job, AscentPlan *plan, GError **error)
{
  const DreamParameters *parameters = job->parameters;
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);

  return fv_ascent_check (layers, n_layers, &plan->ascent, error) &&
         check_series (plan, parameters->output, error) &&
         (parameters->output != DREAM_OUTPUT_DRAWABLE ||
          source_check_writable (&job->source, error));
}

/* All that can be known before the work begins. */
static gboolean
plan_dream (const Job *job, AscentPlan *plan, GError **error)
{
  const DreamParameters *parameters = job->parameters;
  const FvRecipe *recipe = fv_recipe_find (parameters->recipe, error);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (job->weights, &n_layers);

  dream_plan_begin (job, FV_TASK_DREAM, recipe, plan);
  if (!recipe || !source_check_region (&job->source, error) ||
      !parse_options (job, plan, error))
    return FALSE;

  plan->ascent.settings.strength = parameters->strength;
  return ascent_plan_set_objective (plan, parameters->objective, layers, n_layers,
                                    error) &&
         dream_plan_end (job, plan, error);
}

/* The filters that are chosen for a dream */

gint
dream_get_picks (const Job *job, Pick *picks)
{
  const DreamParameters *parameters = job->parameters;
  gint n_layers;
  const FvLayer *layers = job_get_layers (job, &n_layers);

  return picks_parse (parameters->objective, layers, n_layers, picks);
}

/* A guide drives whole layers, and is none of filters. */
gboolean
dream_set_picks (gpointer data, const Pick *picks, gint n_picks)
{
  DreamParameters *parameters = data;
  g_autofree gchar *objective = picks_to_objective (picks, n_picks, " + ");

  if (!objective[0] || strlen (objective) > sizeof parameters->objective / PICKS_ROOM)
    return FALSE;
  g_strlcpy (parameters->objective, objective, sizeof parameters->objective);
  parameters->guide = 0;
  parameters->guide_file[0] = '\0';
  return TRUE;
}

/* What is told about it */

static gchar *
make_name (const Dream *dream)
{
  const AscentPlan *plan = &dream->plan;

  return g_strdup_printf (_ ("%s %s dream, seed %d"),
                          fv_weights_get_title (dream->job->weights), plan->objective,
                          (gint)plan->ascent.seed);
}

/* The seed is the one that was used, even where the parameters left it open. */
static void
record (const Dream *dream, GString *record)
{
  const AscentPlan *plan = &dream->plan;
  const DreamParameters *parameters = dream->parameters;

  record_add_text (record, "objective", parameters->objective);
  record_add_text (record, "recipe", parameters->recipe);
  record_add_real (record, "strength", parameters->strength);
  record_add_integer (record, "seed", plan->ascent.seed);
  record_add_settings (record, &plan->ascent.settings, NULL);
}

const DreamKind dream_kind = { "plug-in-vgg16-dream", plan_dream, make_name, record };

gchar *
dream_make_name (const Dream *dream)
{
  g_autofree gchar *name = dream->kind->make_name (dream);

  if (!dream->stopped || dream->plan.ascent.settings.frames > 1)
    return g_steal_pointer (&name);
  return g_strdup_printf (_ ("%s, stopped after step %d"), name, dream->n_steps);
}

gchar *
dream_make_record (const Dream *dream)
{
  GString *text = record_begin (dream->kind->procedure, dream->job->weights);

  dream->kind->record (dream, text);
  record_add_integer (text, "output", dream->parameters->output);
  record_add_guide (text, dream->plan.guide, dream->plan.guide_file);
  record_add_region (text, &dream->job->source);
  if (dream->stopped)
    record_add_integer (text, "stopped-after-step", dream->n_steps);
  record_add_waking (text, &dream->waking, dream->plan.ascent.seed);
  record_add_real (text, "loss", dream->loss);
  return g_string_free (text, FALSE);
}
