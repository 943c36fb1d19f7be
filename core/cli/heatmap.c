/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis heatmap: where in a photo a filter fires, or a class is seen. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "pictures/picture.h"
#include "shared/command.h"

typedef struct
{
  gchar **files;
  gchar *weights;
  gchar *convention;
  gchar *layer;
  gint filter;
  gint class_index;
  gchar *size;
  gchar *output;
  FvSettingOptions settings;
} FvHeatmapOptions;

static gboolean
parse (FvHeatmapOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    FV_CONVENTION_OPTION (&options->convention),
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer,
      N_ ("Layer that is looked at; the last convolution when not given"), "LAYER" },
    { "filter", 0, 0, G_OPTION_ARG_INT, &options->filter,
      N_ ("Filter of the layer, from 0: where it fires"), "N" },
    { "class", 0, 0, G_OPTION_ARG_INT, &options->class_index,
      N_ ("Class, from 0: where it is seen; the best when neither it nor a filter is "
          "given"),
      "N" },
    FV_SEEN_SIZE_OPTION (&options->size),
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture, as its name says: png, jpg, tiff or bmp; “-” for "
          "the standard output"),
      "FILE.png" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      "PHOTO" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      _ ("Draws over a photo where a filter fires; or, with weights that have a "
         "classifier, where a class is seen (Grad-CAM), and prints the best classes."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, FV_TASK_HEATMAP, NULL);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require_photo (options->files, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

static gboolean
check (const FvHeatmapOptions *options, GError **error)
{
  if (options->filter != FV_NO_NUMBER && options->class_index != FV_NO_NUMBER)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _ ("A heat map is of a filter or of a class. Leave --filter or --class "
                    "out."));
  else if (options->class_index != FV_NO_NUMBER && options->class_index < 0)
    g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                 _ ("There is no class %d. Choose one from 0."), options->class_index);
  else
    return TRUE;
  return FALSE;
}

static void
print_best (const FvClassifier *classifier, const FvClassScore best[FV_N_BEST_CLASSES])
{
  for (gint i = 0; i < FV_N_BEST_CLASSES && best[i].class_index >= 0; i++)
    {
      g_autofree gchar *name =
          fv_classifier_get_class_name (classifier, best[i].class_index);
      gchar number[G_ASCII_DTOSTR_BUF_SIZE];

      g_print ("class %d %s %s\n", best[i].class_index,
               g_ascii_formatd (number, sizeof number, "%.6f", best[i].probability),
               name);
    }
}

static FvHeatmap *
see_filter (const FvHeatmapOptions *options, const FvSettings *settings,
            const FvWeights *weights, const FvImage *photo, GError **error)
{
  const gchar *layer =
      options->layer ? options->layer : fv_weights_get_last_layer (weights)->name;
  g_autoptr (FvNetwork) network = fv_weights_load (weights, layer, error);

  if (network == NULL)
    return NULL;
  return fv_heatmap_new_filter (network, layer, options->filter, photo, settings, NULL,
                                NULL, NULL, error);
}

static FvHeatmap *
see_class (const FvHeatmapOptions *options, const FvSettings *settings,
           const FvWeights *weights, const FvImage *photo, GError **error)
{
  g_autoptr (FvClassifier) classifier = fv_weights_load_classifier (weights, error);
  gint class_index = options->class_index == FV_NO_NUMBER ? -1 : options->class_index;
  g_autoptr (FvNetwork) network = NULL;
  const gchar *layer;
  FvClassScore best[FV_N_BEST_CLASSES];
  FvHeatmap *heatmap;

  if (classifier == NULL)
    return NULL;
  layer = fv_classifier_get_layer (classifier);
  network = fv_weights_load (
      weights, layer ? layer : fv_weights_get_last_layer (weights)->name, error);
  if (network == NULL)
    return NULL;
  heatmap = fv_heatmap_new_class (network, classifier, options->layer, class_index, photo,
                                  settings, best, NULL, NULL, NULL, NULL, error);
  if (heatmap != NULL)
    print_best (classifier, best);
  return heatmap;
}

static FvHeatmap *
see (const FvHeatmapOptions *options, const FvSettings *settings,
     const FvWeights *weights, const FvImage *photo, GError **error)
{
  return options->filter != FV_NO_NUMBER
             ? see_filter (options, settings, weights, photo, error)
             : see_class (options, settings, weights, photo, error);
}

static gchar *
make_record (const FvHeatmapOptions *options, const FvSettings *settings,
             const FvWeights *weights)
{
  g_autofree gchar *text = fv_settings_to_string (settings);

  return g_strdup_printf (
      "network=%s\nweights=%s\nconvention=%s\nphoto=%s\nlayer=%s\nfilter=%d\nclass=%d\n"
      "options=%s\n",
      fv_weights_get_title (weights), fv_weights_get_file (weights),
      options->convention ? options->convention : "", options->files[0],
      options->layer ? options->layer : "", MAX (options->filter, -1),
      MAX (options->class_index, -1), text);
}

static gboolean
draw_and_write (const FvHeatmapOptions *options, const FvSettings *settings,
                const FvWeights *weights, const FvHeatmap *heatmap,
                const FvPicture *photo, GError **error)
{
  gint width = photo->image->width, height = photo->image->height;
  g_autoptr (FvHeatmap) resized = fv_heatmap_resize (heatmap, width, height, error);
  g_autofree gchar *record = make_record (options, settings, weights);
  fv_autofree guint8 *bytes =
      resized != NULL ? fv_heatmap_draw (resized, settings, photo->image, error) : NULL;

  return bytes != NULL &&
         fv_picture_write (options->output, bytes, width, height, photo, record, error);
}

static gboolean
run (const FvHeatmapOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvPicture) photo = NULL;
  g_autoptr (FvHeatmap) heatmap = NULL;
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_HEATMAP, fv_recipe_get (0), FV_START_IMAGE);
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_set_seen_size (options->size, &settings, error) ||
      !check (options, error) ||
      !fv_command_check_picture (options->output, NULL, NULL, error) ||
      (weights = fv_command_find_weights (options->weights, options->convention,
                                          error)) == NULL ||
      (photo = fv_picture_read (options->files[0], error)) == NULL ||
      !fv_picture_check_output (options->output, photo, error) ||
      (heatmap = see (options, &settings, weights, photo->image, error)) == NULL ||
      !draw_and_write (options, &settings, weights, heatmap, photo, error))
    return FALSE;
  fv_command_report_weights (weights);
  return TRUE;
}

static void
options_clear (FvHeatmapOptions *options)
{
  g_strfreev (options->files);
  g_free (options->weights);
  g_free (options->convention);
  g_free (options->layer);
  g_free (options->size);
  g_free (options->output);
  fv_setting_options_clear (&options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvHeatmapOptions, options_clear)

/**
 * fv_command_heatmap:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_heatmap (gint argc, gchar **argv)
{
  g_auto (FvHeatmapOptions)
      options = { .filter = FV_NO_NUMBER, .class_index = FV_NO_NUMBER };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
