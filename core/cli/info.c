/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis weights info: what is in a weights file. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/command.h"

typedef struct
{
  gchar **files;
  gchar *convention;
} FvInfoOptions;

static gboolean
parse (FvInfoOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    FV_CONVENTION_OPTION (&options->convention),
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Tells the format of a weights file, which network it "
                                   "is of, whose training, and what layers it holds."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!fv_command_parse (context, argc, argv, error))
    return FALSE;
  if (options->files != NULL && g_strv_length (options->files) == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _ ("Name one file: “featvis weights info FILE”."));
  return FALSE;
}

static void
print_details (const FvWeightsDetails *details)
{
  g_autofree gchar *type = fv_text_escape (details->type);

  g_print (_ ("training %s\n"), details->training ? details->training : _ ("unknown"));
  g_print (_ ("release  %s\n"),
           details->release ? details->release : _ ("none that is known"));
  g_print (_ ("input    %s\n"), fv_convention_get_blurb (details->convention));
  g_print (_ ("         (%s)\n"), details->reason);
  g_print (_ ("mean     B %g, G %g, R %g\n"), (gdouble)details->mean[0],
           (gdouble)details->mean[1], (gdouble)details->mean[2]);
  g_print (_ ("dtype    %s\n"), type);
  g_print (_ ("sha256   %s\n"), details->sha256);
}

/* Names come from the file. */
static void
print_layer (const FvLayer *layer)
{
  g_autofree gchar *name = fv_text_escape (layer->name);
  g_autofree gchar *field = layer->receptive_field > 0
                                ? g_strdup_printf ("%d", layer->receptive_field)
                                : g_strdup (_ ("all"));

  g_print (ngettext ("layer    %s, %d filter, %s, stride %d, receptive field %s\n",
                     "layer    %s, %d filters, %s, stride %d, receptive field %s\n",
                     layer->n_filters),
           name, layer->n_filters, g_dgettext (GETTEXT_PACKAGE, layer->kind),
           layer->stride, field);
}

static void
print_layers (const FvWeights *weights, const FvWeightsDetails *details)
{
  g_autofree gchar *unknown = fv_text_escape (details->unknown);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);

  for (gint i = 0; i < n_layers; i++)
    print_layer (&layers[i]);
  if (details->unknown != NULL)
    g_print (_ ("unknown  %s\n"), unknown);
}

/* The classifier of a VGG is no part of its list of layers. */
static void
print_classes (const FvWeights *weights)
{
  gint n_layers;
  g_autofree FvLayer *published =
      fv_layers_list (fv_weights_get_network (weights), &n_layers);

  if (published != NULL)
    g_print (fv_weights_have_classifier (weights)
                 ? _ ("classes  known: fc1, fc2 and predictions are there\n")
                 : _ ("classes  unknown: fc1, fc2 and predictions are not all there\n"));
}

static gboolean
run (const FvInfoOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights =
      fv_command_find_weights (options->files[0], options->convention, error);
  g_auto (FvWeightsDetails) details = { 0 };
  g_autofree gchar *file = NULL;
  g_autofree gchar *network = NULL;

  if (weights == NULL || !fv_weights_examine (weights, &details, error))
    return FALSE;
  file = fv_text_escape (fv_weights_get_file (weights));
  g_print (_ ("file     %s\n"), file);
  g_print (_ ("format   %s\n"), fv_weights_get_format (weights));
  network = fv_text_escape (fv_weights_get_network (weights));
  g_print (_ ("network  %s\n"), network);
  print_details (&details);
  print_layers (weights, &details);
  print_classes (weights);
  return TRUE;
}

static void
options_clear (FvInfoOptions *options)
{
  g_strfreev (options->files);
  g_free (options->convention);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvInfoOptions, options_clear)

/**
 * fv_command_info:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_info (gint argc, gchar **argv)
{
  g_auto (FvInfoOptions) options = { NULL };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
