/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis bench: how long one loss and gradient take. */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

#include "network.h"
#include "pass.h"

#define ENOUGH_SECONDS 3.0
#define LEAST_RUNS     3

typedef struct
{
  gchar *weights;
  gchar *layer;
  gchar *size;
  FvSettingOptions settings;
} FvBenchOptions;

static const gchar *const setting_names[] = { "threads", NULL };

static gboolean
parse (FvBenchOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer,
      N_ ("Target layer; block5_conv1 when not given"), "LAYER" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_ ("Size of the input; 412x412 when not given"), "WxH" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Measures the best time of one loss and gradient, in seconds."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, setting_names);
  return fv_command_parse (context, argc, argv, error);
}

/* Multiplications and additions of direct convolution, forward and back to the input */
static gdouble
count_operations (const FvNetwork *network, const gchar *layer, gint width, gint height)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint target = fv_architecture_find (architecture, layer);
  gdouble operations = 0.0;

  for (gint node = 0; node <= target; node++)
    {
      const FvConvolution *convolution = fv_network_get_convolution (network, node);
      gint stride = fv_architecture_get_stride (architecture, node);

      if (convolution != NULL)
        operations += 2.0 * 2.0 * 9.0 * convolution->n_inputs * convolution->n_filters *
                      (width / stride) * (height / stride);
    }
  return operations;
}

static gboolean
measure (FvPass *pass, const FvImage *input, gdouble *best, GError **error)
{
  g_autoptr (FvImage) gradient = fv_image_copy (input, error);
  gdouble total = 0.0, loss;

  if (gradient == NULL)
    return FALSE;
  *best = G_MAXDOUBLE;
  for (gint run = 0; run < LEAST_RUNS || total < ENOUGH_SECONDS; run++)
    {
      gint64 begin = g_get_monotonic_time ();
      gdouble seconds;

      if (!fv_pass_run (pass, input, FALSE, gradient, &loss, NULL, error))
        return FALSE;
      seconds = (g_get_monotonic_time () - begin) / 1e6;
      total += seconds;
      *best = MIN (*best, seconds);
    }
  return TRUE;
}

/* One line: a layer, a direction, its share of all threads' time, and what of that was
 * spent on transforms and on products, in percent */
static void
print_share (const gchar *layer, const gchar *direction, const FvTimes *times,
             gint64 total)
{
  gint64 all = times->spent[FV_TIME_ALL];
  gint64 transforms = times->spent[FV_TIME_INPUT] + times->spent[FV_TIME_OUTPUT];

  if (all > 0)
    g_print ("share %s %s %.1f input %.0f product %.0f output %.0f\n", layer, direction,
             100.0 * all / total, 100.0 * times->spent[FV_TIME_INPUT] / all,
             100.0 * (all - transforms) / all,
             100.0 * times->spent[FV_TIME_OUTPUT] / all);
}

static void
print_shares (const FvNetwork *network, const FvPlan *plan)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint64 total = 0;

  for (gint i = 0; i < plan->n_stages; i++)
    for (FvDirection direction = 0; direction < FV_N_DIRECTIONS; direction++)
      total += plan->stages[i].times[direction].spent[FV_TIME_ALL];
  for (gint i = 0; i < plan->n_stages; i++)
    {
      const FvStage *stage = &plan->stages[i];
      const gchar *layer = architecture->nodes[stage->node].layer;

      print_share (layer, "forward", &stage->times[FV_FORWARD], total);
      print_share (layer, "backward", &stage->times[FV_BACKWARD], total);
    }
}

static void
print_results (const FvNetwork *network, const FvObjective *objective,
               const FvImage *input, gdouble seconds)
{
  gdouble operations =
      count_operations (network, objective->layer, input->width, input->height);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_print ("layer %s\nsize %dx%d\n", objective->layer, input->width, input->height);
  g_print ("seconds %s\n", g_ascii_formatd (number, sizeof number, "%.6f", seconds));
  g_print ("nominal-gflops %s\n",
           g_ascii_formatd (number, sizeof number, "%.1f", operations / seconds / 1e9));
  g_print ("peak-memory-mib %ld\n", usage.ru_maxrss / 1024);
}

static gboolean
run (const FvBenchOptions *options, GError **error)
{
  const gchar *layer = options->layer ? options->layer : "block5_conv1";
  FvAscent size = { .width = 412, .height = 412 };
  FvObjective objective = { layer, 0, 0, FV_RELU_AFTER };
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) input = NULL;
  g_autoptr (FvPass) pass = NULL;
  FvSettings settings;
  FvPassManner manner;
  gdouble seconds;

  fv_settings_init (&settings, fv_recipe_get (0), FV_START_NOISE);
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_parse_size (options->size, &size, error) ||
      (weights = fv_weights_find (options->weights, error)) == NULL ||
      (network = fv_weights_load (weights, layer, error)) == NULL ||
      !fv_pass_check (network, &objective, size.width, size.height, error) ||
      !fv_pass_choose (network, &objective, size.width, size.height, settings.threads,
                       fv_network_get_memory (network), settings.memory, &manner,
                       error) ||
      (input = fv_image_new_noise (size.width, size.height, 0, -128.0, 256.0, error)) ==
          NULL ||
      (pass = fv_pass_new (network, &objective, manner, size.width, size.height,
                           settings.threads, error)) == NULL ||
      !measure (pass, input, &seconds, error))
    return FALSE;
  print_results (network, &objective, input, seconds);
  print_shares (network, fv_pass_get_plan (pass));
  return TRUE;
}

/**
 * fv_command_bench:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_bench (gint argc, gchar **argv)
{
  FvBenchOptions options = { NULL };
  GError *error = NULL;
  gboolean success = parse (&options, argc, argv, &error) && run (&options, &error);

  g_free (options.weights);
  g_free (options.layer);
  g_free (options.size);
  fv_setting_options_clear (&options.settings);
  return success ? FV_EXIT_SUCCESS : fv_command_fail (error);
}
