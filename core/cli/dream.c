/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis dream: a photo changed towards an objective. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/ascent-options.h"
#include "shared/terminal.h"
#include "shared/waking.h"
#include "system/process.h"

/* Of the numbers in a series' names of files */
#define N_DIGITS 4

typedef struct
{
  gchar **files;
  FvAscentOptions ascent;
  gchar *objective;
  gchar *guide;
  gchar *mask;
  gchar *output;
} FvDreamOptions;

/* A dream under way. Files that were written are removed if it fails. */
typedef struct
{
  const FvDreamOptions *options;
  FvAscent ascent;
  const FvNetwork *network;
  const FvPicture *source; /* the photo as it was */
  gchar *record;
  GPtrArray *written; /* names of files */
  gboolean on_terminal;
  gint frame;
  gint n_steps;
  FvWaking waking; /* of the last frame */
  GError *error;   /* of a step */
} FvDream;

/* Command line ---------------------------------------------------------------------- */

static gboolean
parse (FvDreamOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "objective", 0, 0, G_OPTION_ARG_STRING, &options->objective,
      N_ ("What is to grow: “block4_conv3” for a whole layer, “block4_conv3:17” for a "
          "filter, “block4_conv3:17@direction” for it and no other, “block4_conv3:5-9” "
          "for "
          "the mean of several, “predictions:tabby” for a class, “block4_conv3@strong:8” "
          "for the filters that the photo excites most (or weak, average), and sums of "
          "these, such as “0.5*block3_conv1:5 + block4_conv3”"),
      "TEXT" },
    { "guide", 0, 0, G_OPTION_ARG_FILENAME, &options->guide,
      N_ ("A picture towards whose features whole layers are driven, or whose style is "
          "aimed at: “block3_conv1@style”"),
      "IMAGE" },
    { "mask", 0, 0, G_OPTION_ARG_FILENAME, &options->mask,
      N_ ("A gray picture of the photo’s size: white where it is to change, black where "
          "it is to stay"),
      "IMAGE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture; of a series, the last one, and before it "
          "FILE-0001.png and so on"),
      "FILE.png" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      "PHOTO" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Changes a photo, step by step, such that what a part of the network "
                  "sees in it grows."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_ascent_options_add (&options->ascent, context, FV_TASK_DREAM);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require_photo (options->files, error) &&
         fv_command_require ("--objective", options->objective != NULL, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

/* Pictures -------------------------------------------------------------------------- */

static gboolean
check_mask_size (const gchar *file, const FvImage *mask, const FvImage *photo,
                 GError **error)
{
  g_autofree gchar *label = g_filename_display_name (file);

  if (mask->width == photo->width && mask->height == photo->height)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("The mask “%s” is %d×%d pixels, and the photo %d×%d. Give a mask of "
                  "the photo’s size."),
               label, mask->width, mask->height, photo->width, photo->height);
  return FALSE;
}

/* Factors of 0…1 from a gray picture, where transparent is as black */
static gfloat *
read_mask (const gchar *file, const FvImage *photo, GError **error)
{
  g_autoptr (FvPicture) picture = fv_picture_read (file, error);
  gsize n = (gsize)photo->width * photo->height;
  const gfloat *data;
  gfloat *mask;

  if (picture == NULL || !check_mask_size (file, picture->image, photo, error))
    return NULL;
  data = picture->image->data;
  mask = fv_memory_new (n, sizeof (gfloat), error);
  for (gsize i = 0; mask != NULL && i < n; i++)
    mask[i] = (data[3 * i] + data[3 * i + 1] + data[3 * i + 2]) / 765.0f *
              (picture->alpha != NULL ? picture->alpha[i] : 1.0f);
  return mask;
}

static gboolean
make_mask (const FvDreamOptions *options, const FvPicture *photo, gfloat **mask,
           GError **error)
{
  return (options->mask == NULL ||
          (*mask = read_mask (options->mask, photo->image, error)) != NULL) &&
         fv_picture_mask (photo, mask, error);
}

/* Takes @file */
static gboolean
write_picture (FvDream *dream, gchar *file, const guint8 *bytes, const FvWaking *waking,
               GError **error)
{
  g_autofree gchar *name = file;
  g_autofree gchar *woken = fv_waking_make_record (waking, dream->ascent.seed);
  g_autofree gchar *record = g_strconcat (dream->record, woken, NULL);
  const FvImage *photo = dream->ascent.image;

  if (!fv_picture_write (name, bytes, photo->width, photo->height, dream->source, record,
                         error))
    return FALSE;
  g_ptr_array_add (dream->written, g_steal_pointer (&name));
  return TRUE;
}

static gboolean
write_step (FvDream *dream, const FvStep *step, GError **error)
{
  g_autoptr (FvImage) picture = fv_step_decode (step, error);
  fv_autofree guint8 *bytes = picture != NULL ? fv_image_to_bytes (picture, error) : NULL;
  const gchar *output = dream->options->output;

  return bytes != NULL &&
         write_picture (dream, fv_picture_number_file (output, dream->n_steps, N_DIGITS),
                        bytes, &step->waking, error);
}

/* Work ------------------------------------------------------------------------------ */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  FvDream *dream = data;
  const FvSettings *settings = &dream->ascent.settings;

  dream->n_steps++;
  if (dream->on_terminal)
    fv_terminal_show_progress ("%d/%d %3.0f %%  %d×%d  loss %.6g", dream->frame,
                               settings->frames, step->fraction * 100, step->width,
                               step->height, step->loss);
  return settings->every == 0 || dream->n_steps % settings->every != 0 ||
         write_step (dream, step, &dream->error);
}

static gboolean
make_frame (FvDream *dream, FvResult *result, GError **error)
{
  if (fv_ascend (dream->network, &dream->ascent, on_step, dream, NULL, result, error))
    return TRUE;
  if (dream->error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&dream->error));
    }
  return FALSE;
}

/* Writes the frame that is done: of a series, by its number; the last by its own name. */
static gboolean
write_frame (FvDream *dream, const FvResult *result, GError **error)
{
  const gchar *output = dream->options->output;
  gint n_frames = dream->ascent.settings.frames;

  if (n_frames > 1 &&
      !write_picture (dream, fv_picture_number_file (output, dream->frame, N_DIGITS),
                      result->bytes, &result->waking, error))
    return FALSE;
  return dream->frame < n_frames ||
         write_picture (dream, g_strdup (output), result->bytes, &result->waking, error);
}

/* The photo of the next frame is the picture of this one, enlarged. */
static gboolean
make_frames (FvDream *dream, gdouble *loss, GError **error)
{
  const FvSettings *settings = &dream->ascent.settings;
  g_autoptr (FvImage) photo = NULL;

  for (dream->frame = 1; dream->frame <= settings->frames; dream->frame++)
    {
      g_auto (FvResult) result = { NULL };

      if (!make_frame (dream, &result, error) || !write_frame (dream, &result, error))
        return FALSE;
      *loss = result.loss;
      if (dream->frame == settings->frames)
        {
          dream->waking = result.waking;
          break;
        }
      g_clear_pointer (&photo, fv_image_free);
      photo = fv_image_zoom (result.picture, settings->zoom, settings->rotate, error);
      if (photo == NULL)
        return FALSE;
      dream->ascent.image = photo;
    }
  return TRUE;
}

static void
dream_clear (FvDream *dream)
{
  g_clear_pointer (&dream->written, g_ptr_array_unref);
  g_clear_pointer (&dream->record, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvDream, dream_clear)

static gboolean
run_dream (const FvDreamOptions *options, const FvAscent *ascent,
           const FvNetwork *network, const FvWeights *weights, const FvPicture *source,
           gdouble *loss, GError **error)
{
  g_autofree gchar *base =
      fv_ascent_options_make_record (&options->ascent, ascent, weights);
  g_auto (FvDream) dream = {
    .options = options,
    .ascent = *ascent,
    .network = network,
    .source = source,
    .written = g_ptr_array_new_with_free_func (g_free),
    .on_terminal = fv_system_is_terminal (stderr),
  };
  gboolean success;

  dream.record = g_strdup_printf ("%sphoto=%s\nobjective=%s\nguide=%s\nmask=%s\n", base,
                                  options->files[0], options->objective,
                                  options->guide ? options->guide : "",
                                  options->mask ? options->mask : "");
  success = make_frames (&dream, loss, error);
  if (dream.on_terminal)
    fv_terminal_clear_progress ();
  if (success)
    fv_waking_report (&dream.waking, ascent->seed);
  for (guint i = 0; !success && i < dream.written->len; i++)
    fv_output_remove (g_ptr_array_index (dream.written, i));
  return success;
}

static gboolean
check_series (const FvDreamOptions *options, const FvSettings *settings, GError **error)
{
  gboolean is_series = settings->frames > 1 || settings->every > 0;

  if (settings->frames > 1 && settings->every > 0)
    g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                 _ ("A series is of frames or of steps. Leave frames or every out."));
  else if (is_series && !fv_output_is_regular (options->output))
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("A series is of many files. Name a file for the last of them."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_output (const FvDreamOptions *options, const FvSettings *settings, GError **error)
{
  return fv_command_check_picture (options->output, NULL, NULL, error) &&
         check_series (options, settings, error);
}

static gboolean
compares_styles (const FvAscent *ascent)
{
  for (gint i = 0; i < ascent->n_terms; i++)
    if (ascent->terms[i].kind == FV_TERM_STYLE ||
        ascent->terms[i].kind == FV_TERM_STATISTICS)
      return TRUE;
  return FALSE;
}

/* The guide itself is kept only where its style is compared at each scale. */
static gboolean
resolve_terms (const FvDreamOptions *options, FvTerms *terms, const FvNetwork *network,
               FvImage **guide, FvAscent *ascent, GError **error)
{
  if (options->guide != NULL &&
      (*guide = fv_picture_read_image (options->guide, error)) == NULL)
    return FALSE;
  if (!fv_terms_resolve (terms, network, ascent->image, *guide, ascent->settings.threads,
                         ascent->settings.memory, error))
    return FALSE;
  ascent->terms = fv_terms_get (terms, &ascent->n_terms);
  if (!compares_styles (ascent))
    g_clear_pointer (guide, fv_image_free);
  ascent->guide = *guide;
  return TRUE;
}

static gboolean
run (const FvDreamOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvPicture) photo = NULL;
  g_autoptr (FvTerms) terms = NULL;
  g_autoptr (FvImage) guide = NULL;
  fv_autofree gfloat *mask = NULL;
  FvAscent ascent;
  const FvLayer *layers;
  gint n_layers;
  gdouble loss = 0.0;

  if (!fv_ascent_options_apply (&options->ascent, FV_TASK_DREAM, &ascent, error) ||
      !check_output (options, &ascent.settings, error) ||
      (photo = fv_picture_read (options->files[0], error)) == NULL ||
      !fv_picture_check_output (options->output, photo, error) ||
      (weights = fv_command_find_weights (options->ascent.weights,
                                          options->ascent.convention, error)) == NULL)
    return FALSE;
  layers = fv_weights_get_layers (weights, &n_layers);
  terms = fv_terms_parse (options->objective, layers, n_layers, error);
  if (terms == NULL)
    return FALSE;
  ascent.layer = fv_terms_get_deepest_layer (terms);
  ascent.image = photo->image;
  if ((network = fv_weights_load_terms (weights, terms, error)) == NULL ||
      !resolve_terms (options, terms, network, &guide, &ascent, error) ||
      !fv_ascent_check (layers, n_layers, &ascent, error) ||
      !make_mask (options, photo, &mask, error))
    return FALSE;
  ascent.mask = mask;
  if (!run_dream (options, &ascent, network, weights, photo, &loss, error))
    return FALSE;
  fv_command_report (weights, loss);
  return TRUE;
}

static void
options_clear (FvDreamOptions *options)
{
  g_strfreev (options->files);
  fv_ascent_options_clear (&options->ascent);
  g_free (options->objective);
  g_free (options->guide);
  g_free (options->mask);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvDreamOptions, options_clear)

/**
 * fv_command_dream:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_dream (gint argc, gchar **argv)
{
  g_auto (FvDreamOptions) options = { NULL };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
