/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis render: the picture that a filter, or a mixture of them, responds to most. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/ascent-options.h"
#include "shared/terminal.h"
#include "shared/variants.h"
#include "shared/waking.h"
#include "system/process.h"

typedef struct
{
  FvAscentOptions ascent;
  FvVariantsOptions variants;
  gint filter;
  gchar *output;
  gchar *trace;
} FvRenderOptions;

typedef struct
{
  GString *trace;
  gboolean on_terminal;
} FvRenderProgress;

/* What pictures are made with, and what was written so far, which is removed if a later
 * one fails */
typedef struct
{
  const FvRenderOptions *options;
  FvPicture *start; /* NULL for noise */
  const FvNetwork *network;
  gchar *record; /* all but what is found out */
  GPtrArray *written;
} FvRender;

/* Command line ---------------------------------------------------------------------- */

/* A filter of a layer, or an objective */
static gboolean
require_target (const FvRenderOptions *options, GError **error)
{
  gboolean has_layer = options->ascent.layer != NULL;
  gboolean has_filter = options->filter != FV_NO_NUMBER;

  if (options->ascent.objective == NULL && (has_layer || has_filter))
    return fv_command_require ("--layer", has_layer, error) &&
           fv_command_require ("--filter", has_filter, error);
  if (options->ascent.objective != NULL && !has_layer && !has_filter)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("Say what is to grow in one way: by --layer and --filter, or by "
                  "--objective."));
  return FALSE;
}

static gboolean
parse (FvRenderOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    FV_LAYER_OPTION (&options->ascent.layer),
    { "filter", 0, 0, G_OPTION_ARG_INT, &options->filter, N_ ("Its filter, from 0"),
      "N" },
    { "objective", 0, 0, G_OPTION_ARG_STRING, &options->ascent.objective,
      N_ ("What is to grow, in place of a layer and a filter: sums such as "
          "“block3_conv1:5*0.5 + block4_conv3:17”; see “featvis dream --help”"),
      "TEXT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture, as its name says: png, jpg, tiff or bmp; “-” for "
          "the standard output"),
      "FILE.png" },
    { "variants", 0, 0, G_OPTION_ARG_INT, &options->variants.number,
      N_ ("Several pictures, 2 to 16, that differ from each other: FILE-1.png and so on"),
      "N" },
    { "diversity", 0, 0, G_OPTION_ARG_STRING, &options->variants.diversity,
      N_ ("How much they are to differ, where 1 weighs as much as all that the first one "
          "has of the objective; 1 when not given, 0 for other seeds alone"),
      "WEIGHT" },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace,
      N_ ("Where to write scale, step, width, height, loss and seconds of each step"),
      "FILE.csv" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Makes the picture that one filter, or a mixture of "
                                   "them, responds to most, by gradient ascent in "
                                   "input space."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_ascent_options_add (&options->ascent, context, FV_TASK_ASCENT);
  return fv_command_parse (context, argc, argv, error) &&
         require_target (options, error) &&
         fv_command_require ("--output", options->output != NULL, error) &&
         fv_variants_check (&options->variants, options->output, options->trace, error);
}

/* Work ------------------------------------------------------------------------------ */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  FvRenderProgress *progress = data;
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE], seconds[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (loss, sizeof loss, "%.9g", step->loss);
  g_ascii_formatd (seconds, sizeof seconds, "%.6f", step->seconds);
  g_string_append_printf (progress->trace, "%d,%d,%d,%d,%s,%s\n", step->scale, step->step,
                          step->width, step->height, loss, seconds);
  if (progress->on_terminal)
    fv_terminal_show_progress ("%3.0f %%  %d×%d  loss %.6g", step->fraction * 100,
                               step->width, step->height, step->loss);
  return TRUE;
}

/* @alpha: (nullable): of the start picture
 *
 * Returns: (transfer none): the importance, which is less where that is transparent */
static gfloat *
weigh_alpha (const FvResult *result, const gfloat *alpha)
{
  gsize n = (gsize)result->picture->width * result->picture->height;

  for (gsize i = 0; alpha != NULL && i < n; i++)
    result->importance[i] *= alpha[i];
  return result->importance;
}

/* Picture and trace are both there, or neither is. */
static gboolean
write_files (const FvRender *render, const gchar *output, const FvResult *result,
             const gchar *base, guint64 seed, const GString *trace, GError **error)
{
  const gchar *trace_file = render->options->trace;
  FvPicture *start = render->start;
  gint width = result->picture->width, height = result->picture->height;
  g_autofree gchar *waking = fv_waking_make_record (&result->waking, seed);
  g_autofree gchar *record = g_strconcat (base, waking, NULL);
  g_autofree gchar *contents = NULL;
  FvPicture source = { NULL };
  FvOutputFile files[2] = {
    { .file = output },
    { trace_file, trace->str, trace->len },
  };

  if (start != NULL && !fv_picture_resize_alpha (start, width, height, error))
    return FALSE;
  if (start != NULL)
    source = *start;
  if (result->importance != NULL)
    source.alpha = weigh_alpha (result, source.alpha);
  if (!fv_picture_encode (output, result->bytes, width, height, &source, record,
                          &contents, &files[0].n_bytes, error))
    return FALSE;
  files[0].bytes = contents;
  return fv_output_put_all (files, trace_file != NULL ? 2 : 1, error);
}

/* @variant: (nullable): lines for the record, where it is one of several */
static gboolean
ascend_and_write (const FvRender *render, const FvAscent *ascent, const gchar *output,
                  const gchar *variant, FvResult *result, GError **error)
{
  g_autoptr (GString) trace = g_string_new ("scale,step,width,height,loss,seconds\n");
  FvRenderProgress progress = { trace, fv_system_is_terminal (stderr) };
  g_autofree gchar *record = g_strconcat (render->record, variant, NULL);
  gboolean success =
      fv_ascend (render->network, ascent, on_step, &progress, NULL, result, error);

  if (progress.on_terminal)
    fv_terminal_clear_progress ();
  if (!success ||
      !write_files (render, output, result, record, ascent->seed, trace, error))
    return FALSE;
  fv_waking_report (&result->waking, ascent->seed);
  return TRUE;
}

static gboolean
make_variants (FvRender *render, const FvAscent *ascent, gdouble *loss, GError **error)
{
  g_autoptr (FvVariants) variants = fv_variants_new (&render->options->variants, ascent);
  gboolean is_last = FALSE;

  if (!fv_variants_check_memory (variants, render->network, error))
    return FALSE;
  while (!is_last)
    {
      g_autofree gchar *file = fv_variants_name_file (variants, render->options->output);
      g_autofree gchar *record = fv_variants_make_record (variants);
      g_auto (FvResult) result = { NULL };

      if (!ascend_and_write (render, fv_variants_get_ascent (variants), file, record,
                             &result, error))
        return FALSE;
      g_ptr_array_add (render->written, g_steal_pointer (&file));
      *loss = result.loss;
      is_last = !fv_variants_add (variants, &result);
    }
  return TRUE;
}

static gboolean
make_pictures (FvRender *render, const FvAscent *ascent, gdouble *loss, GError **error)
{
  g_auto (FvResult) result = { NULL };
  gboolean success;

  if (fv_variants_are_wanted (&render->options->variants))
    success = make_variants (render, ascent, loss, error);
  else
    {
      success = ascend_and_write (render, ascent, render->options->output, NULL, &result,
                                  error);
      *loss = result.loss;
    }
  for (guint i = 0; !success && i < render->written->len; i++)
    fv_output_remove (render->written->pdata[i]);
  return success;
}

static gboolean
render_and_write (const FvRenderOptions *options, const FvAscent *ascent,
                  FvPicture *start, const FvWeights *weights, const FvNetwork *network,
                  gdouble *loss, GError **error)
{
  g_autofree gchar *record =
      fv_ascent_options_make_record (&options->ascent, ascent, weights);
  g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  FvRender render = { options, start, network, record, written };

  return make_pictures (&render, ascent, loss, error);
}

/* Reads the objective, if there is one, as far as that can be before the weights are
 * loaded. */
static gboolean
choose_target (const FvRenderOptions *options, const FvWeights *weights, FvAscent *ascent,
               FvTerms **terms, GError **error)
{
  const FvLayer *layers;
  gint n_layers;

  layers = fv_weights_get_layers (weights, &n_layers);
  if (options->ascent.objective == NULL)
    {
      ascent->layer = fv_command_find_layer (weights, ascent->layer);
      ascent->filter = options->filter;
      return fv_ascent_check (layers, n_layers, ascent, error);
    }
  *terms = fv_terms_parse (options->ascent.objective, layers, n_layers, error);
  if (*terms == NULL)
    return FALSE;
  ascent->layer = fv_terms_get_deepest_layer (*terms);
  return TRUE;
}

static FvNetwork *
load_network (const FvWeights *weights, const FvAscent *ascent, const FvTerms *terms,
              GError **error)
{
  return terms != NULL ? fv_weights_load_terms (weights, terms, error)
                       : fv_weights_load (weights, ascent->layer, error);
}

static gboolean
resolve_terms (FvTerms *terms, const FvNetwork *network, FvAscent *ascent, GError **error)
{
  const FvImage *photo = ascent->start == FV_START_IMAGE ? ascent->image : NULL;

  if (terms == NULL)
    return TRUE;
  if (!fv_terms_resolve (terms, network, photo, NULL, ascent->settings.threads,
                         ascent->settings.memory, error))
    return FALSE;
  ascent->terms = fv_terms_get (terms, &ascent->n_terms);
  return TRUE;
}

/* What is transparent in the picture to start from does not change, and stays so. */
static gboolean
read_start (const FvRenderOptions *options, FvAscent *ascent, FvPicture **start,
            gfloat **mask, GError **error)
{
  if (!fv_ascent_options_read_start (&options->ascent, ascent, start, error))
    return FALSE;
  if (*start == NULL)
    return TRUE;
  ascent->image = (*start)->image;
  if (!fv_picture_check_output (options->output, *start, error) ||
      !fv_picture_mask (*start, mask, error))
    return FALSE;
  ascent->mask = *mask;
  return TRUE;
}

/* Before anything takes time */
static gboolean
check_alpha (const FvRenderOptions *options, const FvSettings *settings, GError **error)
{
  gfloat opaque = 1.0f;

  return settings->alpha == FV_ALPHA_NO ||
         fv_picture_check_output (options->output, &(FvPicture){ .alpha = &opaque },
                                  error);
}

static gboolean
run (const FvRenderOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvPicture) start = NULL;
  g_autoptr (FvTerms) terms = NULL;
  fv_autofree gfloat *mask = NULL;
  FvAscent ascent;
  gdouble loss;

  if (!fv_ascent_options_apply (&options->ascent, FV_TASK_ASCENT, &ascent, error) ||
      !fv_command_check_picture (options->output, "--trace", options->trace, error) ||
      !check_alpha (options, &ascent.settings, error) ||
      !read_start (options, &ascent, &start, &mask, error) ||
      (weights = fv_command_find_weights (options->ascent.weights,
                                          options->ascent.convention, error)) == NULL ||
      !choose_target (options, weights, &ascent, &terms, error) ||
      !fv_variants_check_layer (&options->variants, weights, ascent.layer, error) ||
      (network = load_network (weights, &ascent, terms, error)) == NULL ||
      !resolve_terms (terms, network, &ascent, error) ||
      !render_and_write (options, &ascent, start, weights, network, &loss, error))
    return FALSE;
  fv_command_report (weights, loss);
  return TRUE;
}

static void
options_clear (FvRenderOptions *options)
{
  fv_ascent_options_clear (&options->ascent);
  g_free (options->variants.diversity);
  g_free (options->output);
  g_free (options->trace);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvRenderOptions, options_clear)

/**
 * fv_command_render:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_render (gint argc, gchar **argv)
{
  g_auto (FvRenderOptions)
      options = { .variants.number = FV_NO_NUMBER, .filter = FV_NO_NUMBER };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
