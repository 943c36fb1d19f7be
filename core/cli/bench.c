/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis bench: how long one loss and gradient take. */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

#include "layers/kernels/kernels.h"
#include "network/network.h"
#include "pass/pass.h"

#define ENOUGH_SECONDS 3.0
#define LEAST_RUNS     3

typedef struct
{
  gchar *weights;
  gchar *layer;
  gchar *size;
  gboolean concurrent;
  FvSettingOptions settings;
} FvBenchOptions;

/* What is measured */
typedef struct
{
  const FvNetwork *network;
  FvObjective objective;
  FvImage *input;
  FvPassManner manner;
  gint threads;
} FvBench;

static const gchar *const setting_names[] = { "threads", "memory", NULL };

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
    { "concurrent", 0, 0, G_OPTION_ARG_NONE, &options->concurrent,
      N_ ("Each thread computes gradients of its own; the time is that per gradient"),
      NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Measures the best time of one loss and gradient, in seconds."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, FV_TASK_ASCENT, setting_names);
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

static FvPass *
new_pass (const FvBench *bench, GError **error)
{
  return fv_pass_new (bench->network, &bench->objective, bench->manner,
                      bench->input->width, bench->input->height, error);
}

/* Runs until it was long enough: the best time, and how many runs there were */
static gboolean
run_pass (FvPass *pass, const FvImage *input, gint *n_runs, gdouble *best, GError **error)
{
  g_autoptr (FvImage) gradient = fv_image_copy (input, error);
  gdouble total = 0.0, loss;

  if (gradient == NULL)
    return FALSE;
  *best = G_MAXDOUBLE;
  for (*n_runs = 0; *n_runs < LEAST_RUNS || total < ENOUGH_SECONDS; ++*n_runs)
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

/* The work of one of several threads, each of which has a pass of its own */
typedef struct
{
  const FvBench *bench;
  FvPass *pass;
  gint n_runs;
  GError *error;
} FvBenchThread;

static gpointer
run_thread (gpointer data)
{
  FvBenchThread *thread = data;
  gdouble best;

  run_pass (thread->pass, thread->bench->input, &thread->n_runs, &best, &thread->error);
  return NULL;
}

/* The first thread is the one that calls. */
static gboolean
measure_concurrent (const FvBench *bench, FvBenchThread *threads, gint n_threads,
                    gdouble *seconds, GError **error)
{
  g_autofree GThread **others = g_new0 (GThread *, n_threads);
  gint64 begin;
  gint n_runs = 0;

  for (gint i = 0; i < n_threads; i++)
    {
      threads[i].bench = bench;
      threads[i].pass = new_pass (bench, error);
      if (threads[i].pass == NULL)
        return FALSE;
    }
  begin = g_get_monotonic_time ();
  for (gint i = 1; i < n_threads; i++)
    others[i] = g_thread_new ("featvis bench", run_thread, &threads[i]);
  run_thread (&threads[0]);
  for (gint i = 1; i < n_threads; i++)
    g_thread_join (others[i]);
  for (gint i = 0; i < n_threads; i++)
    {
      if (threads[i].error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&threads[i].error));
          return FALSE;
        }
      n_runs += threads[i].n_runs;
    }
  *seconds = (g_get_monotonic_time () - begin) / 1e6 / n_runs;
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

/* The stages of a plan, then those of its taps */
static const FvStage *
get_stage (const FvPlan *plan, gint i)
{
  return i < plan->n_stages ? &plan->stages[i] : &plan->taps[i - plan->n_stages].stage;
}

static void
print_shares (const FvNetwork *network, const FvPlan *plan)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint n_stages = plan->n_stages + plan->n_taps;
  gint64 total = 0;

  for (gint i = 0; i < n_stages; i++)
    for (FvDirection direction = 0; direction < FV_N_DIRECTIONS; direction++)
      total += get_stage (plan, i)->times[direction].spent[FV_TIME_ALL];
  for (gint i = 0; i < n_stages; i++)
    {
      const FvStage *stage = get_stage (plan, i);
      const gchar *layer = architecture->nodes[stage->node].layer;

      print_share (layer, "forward", &stage->times[FV_FORWARD], total);
      print_share (layer, "backward", &stage->times[FV_BACKWARD], total);
    }
}

static void
print_results (const FvBench *bench, gdouble seconds)
{
  const FvImage *input = bench->input;
  gdouble operations = count_operations (bench->network, bench->objective.layer,
                                         input->width, input->height);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  g_print ("layer %s\nsize %dx%d\n", bench->objective.layer, input->width, input->height);
  g_print ("seconds %s\n", g_ascii_formatd (number, sizeof number, "%.6f", seconds));
  g_print ("nominal-gflops %s\n",
           g_ascii_formatd (number, sizeof number, "%.1f", operations / seconds / 1e9));
  g_print ("peak-memory-mib %ld\n", usage.ru_maxrss / 1024);
  g_print ("instruction-set %s\nkernels %s\n", fv_kernels_get ()->name,
           bench->manner.kind == FV_PASS_FAST ? "kept" : "transformed each time");
}

/* Weights, and for each of @n_passes at once, the input and the gradient */
static guint64
get_memory_beside (const FvBench *bench, gint n_passes)
{
  return fv_network_get_memory (bench->network) +
         (guint64)(n_passes + 1) * fv_image_get_n_values (bench->input) * sizeof (gfloat);
}

static gboolean
measure (FvBench *bench, gint memory, gdouble *seconds, GError **error)
{
  g_autoptr (FvPass) pass = NULL;
  gint n_runs;

  if (!fv_pass_choose (bench->network, &bench->objective, bench->input->width,
                       bench->input->height, bench->threads, get_memory_beside (bench, 1),
                       0, memory, &bench->manner, error))
    return FALSE;
  pass = new_pass (bench, error);
  if (pass == NULL || !run_pass (pass, bench->input, &n_runs, seconds, error))
    return FALSE;
  print_results (bench, *seconds);
  print_shares (bench->network, fv_pass_get_plan (pass));
  return TRUE;
}

static gboolean
measure_threads (FvBench *bench, gint memory, gdouble *seconds, GError **error)
{
  gint n_threads = fv_workers_get_n_threads (bench->threads);
  g_autofree FvBenchThread *threads = g_new0 (FvBenchThread, n_threads);
  gboolean success;

  bench->threads = 1;
  success = fv_pass_choose (bench->network, &bench->objective, bench->input->width,
                            bench->input->height, 1, get_memory_beside (bench, n_threads),
                            0, memory, &bench->manner, error) &&
            measure_concurrent (bench, threads, n_threads, seconds, error);
  for (gint i = 0; i < n_threads; i++)
    fv_pass_free (threads[i].pass);
  if (success)
    print_results (bench, *seconds);
  return success;
}

static gboolean
run (const FvBenchOptions *options, GError **error)
{
  const gchar *layer = options->layer ? options->layer : "block5_conv1";
  FvAscent size = { .width = 412, .height = 412 };
  FvBench bench = { .objective = { layer, 0, 0, FV_RELU_AFTER } };
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) input = NULL;
  FvSettings settings;
  gdouble seconds;

  fv_settings_init (&settings, FV_TASK_ASCENT, fv_recipe_get (0), FV_START_NOISE);
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_parse_size (options->size, &size, error) ||
      (weights = fv_weights_find (options->weights, error)) == NULL ||
      (network = fv_weights_load (weights, layer, error)) == NULL ||
      !fv_pass_check (network, &bench.objective, size.width, size.height, error) ||
      (input = fv_image_new_noise (size.width, size.height, 0, -128.0, 256.0, error)) ==
          NULL)
    return FALSE;
  bench.network = network;
  bench.input = input;
  bench.threads = settings.threads;
  return options->concurrent ? measure_threads (&bench, settings.memory, &seconds, error)
                             : measure (&bench, settings.memory, &seconds, error);
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
