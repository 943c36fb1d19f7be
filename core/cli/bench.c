/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis bench: how long one loss and gradient take. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/command.h"
#include "system/process.h"

#define ENOUGH_SECONDS 3.0
#define MANY_SECONDS   10.0 /* in which fewer runs will do */
#define LEAST_RUNS     3
#define MOST_THREADS   16 /* at once, unless there are more processors */

typedef struct
{
  gchar *weights;
  gchar *layer;
  gchar *size;
  gboolean squares;
  gboolean concurrent;
  FvSettingOptions settings;
} FvBenchOptions;

/* What is measured: by the thread that calls, and by more that each have a gradient of
 * their own */
typedef struct
{
  const FvNetwork *network;
  FvObjective objective;
  FvImage *input;
  GPtrArray *gradients; /* of FvGradient */
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
    { "squares", 0, 0, G_OPTION_ARG_NONE, &options->squares,
      N_ ("The loss is the mean square of all activations, not the mean of a filter"),
      NULL },
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

/* Multiplications and additions as if all convolutions were direct, forward and back to
 * the input */
static gdouble
count_operations (const FvBench *bench)
{
  FvEstimate estimate;

  fv_gradient_get_estimate (g_ptr_array_index (bench->gradients, 0), &estimate);
  return 2.0 * estimate.work;
}

/* Runs until it was long enough: the best time, and how many runs there were */
static gboolean
run_gradient (FvGradient *prepared, const FvImage *input, gint *n_runs, gdouble *best,
              GError **error)
{
  g_autoptr (FvImage) gradient = fv_image_copy (input, error);
  gdouble total = 0.0, loss;

  if (gradient == NULL)
    return FALSE;
  *best = G_MAXDOUBLE;
  for (*n_runs = 0;
       total < ENOUGH_SECONDS || (*n_runs < LEAST_RUNS && total < MANY_SECONDS);
       ++*n_runs)
    {
      gint64 begin = g_get_monotonic_time ();
      gdouble seconds;

      if (!fv_gradient_run (prepared, input, NULL, gradient, &loss, error))
        return FALSE;
      seconds = (g_get_monotonic_time () - begin) / 1e6;
      total += seconds;
      *best = MIN (*best, seconds);
    }
  return TRUE;
}

/* The work of one of several threads */
typedef struct
{
  FvGradient *prepared;
  const FvImage *input;
  gint n_runs;
  GError *error;
} FvBenchThread;

static gpointer
run_thread (gpointer data)
{
  FvBenchThread *thread = data;
  gdouble best;

  run_gradient (thread->prepared, thread->input, &thread->n_runs, &best, &thread->error);
  return NULL;
}

/* The first thread is the one that calls. */
static gboolean
run_threads (FvBenchThread *threads, gint n_threads, gint *n_runs, GError **error)
{
  g_autofree GThread **others = g_new0 (GThread *, n_threads);
  gboolean success = TRUE;

  for (gint i = 1; i < n_threads; i++)
    others[i] = g_thread_new ("featvis bench", run_thread, &threads[i]);
  run_thread (&threads[0]);
  for (gint i = 1; i < n_threads; i++)
    g_thread_join (others[i]);
  *n_runs = 0;
  for (gint i = 0; i < n_threads; i++)
    {
      *n_runs += threads[i].n_runs;
      if (threads[i].error == NULL)
        continue;
      if (success)
        g_propagate_error (error, threads[i].error);
      else
        g_error_free (threads[i].error);
      success = FALSE;
    }
  return success;
}

static gboolean
measure_concurrent (const FvBench *bench, gdouble *seconds, GError **error)
{
  gint n_threads = (gint)bench->gradients->len, n_runs;
  g_autofree FvBenchThread *threads = g_new0 (FvBenchThread, n_threads);
  gint64 begin = g_get_monotonic_time ();

  for (gint i = 0; i < n_threads; i++)
    {
      threads[i].prepared = g_ptr_array_index (bench->gradients, i);
      threads[i].input = bench->input;
    }
  if (!run_threads (threads, n_threads, &n_runs, error))
    return FALSE;
  *seconds = (g_get_monotonic_time () - begin) / 1e6 / n_runs;
  return TRUE;
}

/* One line: a layer, a direction, its share of all threads' time, and what of that was
 * spent on transforms and on products, in percent */
static void
print_share (const FvLayerTime *time, gint64 total)
{
  if (time->all > 0)
    g_print ("share %s %s %.1f input %.0f product %.0f output %.0f\n", time->layer,
             time->is_backward ? "backward" : "forward", 100.0 * time->all / total,
             100.0 * time->input / time->all,
             100.0 * (time->all - time->input - time->output) / time->all,
             100.0 * time->output / time->all);
}

static void
print_shares (const FvGradient *prepared)
{
  gint n_times;
  g_autofree FvLayerTime *times = fv_gradient_list_times (prepared, &n_times);
  gint64 total = 0;

  for (gint i = 0; i < n_times; i++)
    total += times[i].all;
  for (gint i = 0; i < n_times; i++)
    print_share (&times[i], total);
}

static void
print_results (const FvBench *bench, gdouble seconds)
{
  const FvImage *input = bench->input;
  gboolean keeps = fv_gradient_keeps_kernels (g_ptr_array_index (bench->gradients, 0));
  gdouble operations = count_operations (bench);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  g_print ("layer %s\nsize %dx%d\n", bench->objective.layer, input->width, input->height);
  g_print ("seconds %s\n", g_ascii_formatd (number, sizeof number, "%.6f", seconds));
  g_print ("nominal-gflops %s\n",
           g_ascii_formatd (number, sizeof number, "%.1f", operations / seconds / 1e9));
  g_print ("peak-memory-mib %" G_GUINT64_FORMAT "\n", fv_system_get_peak_memory () >> 20);
  g_print ("instruction-set %s\nkernels %s\n", fv_instruction_set_get_name (),
           keeps ? "kept" : "transformed each time");
}

static gboolean
measure (const FvBench *bench, GError **error)
{
  FvGradient *first = g_ptr_array_index (bench->gradients, 0);
  gdouble seconds;
  gint n_runs;

  if (!run_gradient (first, bench->input, &n_runs, &seconds, error))
    return FALSE;
  print_results (bench, seconds);
  print_shares (first);
  return TRUE;
}

static gboolean
measure_threads (const FvBench *bench, GError **error)
{
  gdouble seconds;

  if (!measure_concurrent (bench, &seconds, error))
    return FALSE;
  print_results (bench, seconds);
  return TRUE;
}

static gint
count_threads (gint wanted)
{
  gint n_processors = (gint)g_get_num_processors ();

  return wanted > 0 ? MIN (wanted, MAX (n_processors, MOST_THREADS)) : n_processors;
}

/* One gradient with so many threads, or as many gradients with one thread each */
static gboolean
prepare (FvBench *bench, const FvAscent *size, const FvSettings *settings,
         gboolean concurrent, GError **error)
{
  gint n = concurrent ? count_threads (settings->threads) : 1;

  for (gint i = 0; i < n; i++)
    {
      FvGradient *prepared =
          fv_gradient_new (bench->network, &bench->objective, size->width, size->height,
                           concurrent ? 1 : settings->threads, settings->memory, error);

      if (prepared == NULL)
        return FALSE;
      g_ptr_array_add (bench->gradients, prepared);
    }
  return TRUE;
}

static gboolean
run (const FvBenchOptions *options, GError **error)
{
  const gchar *layer = options->layer ? options->layer : "block5_conv1";
  FvAscent size = { .width = 412, .height = 412 };
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) input = NULL;
  g_autoptr (GPtrArray) gradients =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_gradient_free);
  const FvTerm squares = { .kind = FV_TERM_LAYER, .layer = layer, .weight = 1.0 };
  FvBench bench = { .objective = { layer, 0, 0, FV_RELU_AFTER }, .gradients = gradients };
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ASCENT, fv_recipe_get (0), FV_START_NOISE);
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_parse_size (options->size, &size, error) ||
      (weights = fv_weights_find (options->weights, error)) == NULL ||
      (network = fv_weights_load (weights, layer, error)) == NULL)
    return FALSE;
  bench.network = network;
  if (options->squares)
    {
      bench.objective.terms = &squares;
      bench.objective.n_terms = 1;
    }
  if (!prepare (&bench, &size, &settings, options->concurrent, error) ||
      (input = fv_image_new_noise (size.width, size.height, 0, -128.0, 256.0, error)) ==
          NULL)
    return FALSE;
  bench.input = input;
  return options->concurrent ? measure_threads (&bench, error) : measure (&bench, error);
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
