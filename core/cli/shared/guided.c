/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "guided.h"

#include <glib/gi18n-lib.h>

#include "terminal.h"
#include "system/process.h"

/* What is made, from what was read */
typedef struct
{
  FvPicture *photo; /* NULL for noise */
  FvImage *guide;
  gfloat *mask;
  gchar *objective;
  FvWeights *weights;
  FvTerms *terms;
  FvNetwork *network;
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->photo, fv_picture_free);
  g_clear_pointer (&work->guide, fv_image_free);
  g_clear_pointer (&work->mask, fv_memory_free);
  g_clear_pointer (&work->objective, g_free);
  g_clear_pointer (&work->weights, fv_weights_free);
  g_clear_pointer (&work->terms, fv_terms_free);
  g_clear_pointer (&work->network, fv_network_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/**
 * fv_guided_parse:
 * @options: zeroed, but for its task
 * @context: with the options that the task has alone
 * @argc: number of arguments
 * @argv: the arguments
 * @error: #GOptionError
 *
 * Returns: whether they were understood, and nothing that is needed is missing
 */
gboolean
fv_guided_parse (FvGuidedOptions *options, GOptionContext *context, gint argc,
                 gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "objective", 0, 0, G_OPTION_ARG_STRING, &options->objective,
      N_ ("What the picture is made by, such as “block1_conv1@style + "
          "block3_conv1@style”; layers that suit it when not given"),
      "TEXT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture, as its name says: png, jpg, tiff or bmp; “-” for "
          "the standard output"),
      "FILE.png" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      options->task == FV_TASK_TEXTURE ? "EXAMPLE" : "PHOTO" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_ascent_options_add (&options->ascent, context, options->task);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require_photo (options->files, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

/* Reading ---------------------------------------------------------------------------- */

static gboolean
read_pictures (const FvGuidedOptions *options, Work *work, FvAscent *ascent,
               GError **error)
{
  work->guide = fv_picture_read_image (options->guide, error);
  if (work->guide == NULL)
    return FALSE;
  ascent->guide = work->guide;
  if (options->photo == NULL)
    return TRUE;
  work->photo = fv_picture_read (options->photo, error);
  if (work->photo == NULL)
    return FALSE;
  ascent->image = work->photo->image;
  return fv_picture_check_output (options->output, work->photo, error);
}

static gboolean
read_weights (const FvGuidedOptions *options, Work *work, FvAscent *ascent,
              GError **error)
{
  const FvLayer *layers;
  gint n_layers;

  work->weights = fv_command_find_weights (options->ascent.weights,
                                           options->ascent.convention, error);
  if (work->weights == NULL)
    return FALSE;
  layers = fv_weights_get_layers (work->weights, &n_layers);
  work->objective =
      options->objective != NULL
          ? g_strdup (options->objective)
          : fv_task_write_objective (options->task, layers, n_layers, error);
  if (work->objective == NULL ||
      (work->terms = fv_terms_parse (work->objective, layers, n_layers, error)) == NULL)
    return FALSE;
  ascent->layer = fv_terms_get_deepest_layer (work->terms);
  work->network = fv_weights_load_terms (work->weights, work->terms, error);
  return work->network != NULL;
}

static gboolean
resolve_terms (Work *work, FvAscent *ascent, GError **error)
{
  if (!fv_terms_resolve (work->terms, work->network, ascent->image, NULL,
                         ascent->settings.threads, ascent->settings.memory, error))
    return FALSE;
  ascent->terms = fv_terms_get (work->terms, &ascent->n_terms);
  return TRUE;
}

/* What is transparent in a photo does not change, and stays so. */
static gboolean
read_mask (Work *work, FvAscent *ascent, GError **error)
{
  if (work->photo == NULL)
    return TRUE;
  if (!fv_picture_mask (work->photo, &work->mask, error))
    return FALSE;
  ascent->mask = work->mask;
  return TRUE;
}

/* Making ----------------------------------------------------------------------------- */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  const gboolean *on_terminal = data;

  if (*on_terminal)
    fv_terminal_show_progress ("%3.0f %%  %d×%d  loss %.6g", step->fraction * 100,
                               step->width, step->height, step->loss);
  return TRUE;
}

static gchar *
make_record (const FvGuidedOptions *options, const Work *work, const FvAscent *ascent)
{
  g_autofree gchar *base =
      fv_ascent_options_make_record (&options->ascent, ascent, work->weights);
  g_autofree gchar *photo =
      options->photo != NULL ? g_strdup_printf ("photo=%s\n", options->photo) : NULL;

  return g_strdup_printf ("%s%sobjective=%s\nguide=%s\n", base, photo ? photo : "",
                          work->objective, options->guide);
}

static gboolean
ascend_and_write (const FvGuidedOptions *options, const Work *work,
                  const FvAscent *ascent, gdouble *loss, GError **error)
{
  gboolean on_terminal = fv_system_is_terminal (stderr);
  g_autofree gchar *record = make_record (options, work, ascent);
  g_auto (FvResult) result = { NULL };
  gboolean success =
      fv_ascend (work->network, ascent, on_step, &on_terminal, NULL, &result, error);

  if (on_terminal)
    fv_terminal_clear_progress ();
  *loss = result.loss;
  return success &&
         fv_picture_write (options->output, result.bytes, result.picture->width,
                           result.picture->height, work->photo, record, error);
}

/**
 * fv_guided_run:
 * @options: options with a guide, and a photo where the task has one
 * @error: any #FvError, or #GOptionError
 *
 * Returns: whether the picture was made and written
 */
gboolean
fv_guided_run (const FvGuidedOptions *options, GError **error)
{
  g_auto (Work) work = { NULL };
  FvAscent ascent;
  gdouble loss = 0.0;

  if (!fv_ascent_options_apply (&options->ascent, options->task, &ascent, error) ||
      !fv_command_check_picture (options->output, NULL, NULL, error) ||
      !read_pictures (options, &work, &ascent, error) ||
      !read_weights (options, &work, &ascent, error) ||
      !resolve_terms (&work, &ascent, error) || !read_mask (&work, &ascent, error) ||
      !ascend_and_write (options, &work, &ascent, &loss, error))
    return FALSE;
  fv_command_report (work.weights, loss);
  return TRUE;
}

/**
 * fv_guided_options_clear:
 * @options: options
 */
void
fv_guided_options_clear (FvGuidedOptions *options)
{
  fv_ascent_options_clear (&options->ascent);
  g_strfreev (options->files);
  g_free (options->objective);
  g_free (options->photo);
  g_free (options->guide);
  g_free (options->output);
}
