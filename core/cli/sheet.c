/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis sheet: the pictures of many filters, side by side in one.
 *
 * Every sheet is put together from a work folder, whether that was filled at once, with
 * interruptions, or by several processes: so it has the same bytes. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "pictures/picture.h"
#include "shared/ascent-options.h"
#include "shared/terminal.h"
#include "shared/waking.h"
#include "sheet/sheet-stitch.h"
#include "system/process.h"

typedef struct
{
  FvAscentOptions ascent;
  gchar *filters;
  gchar *output;
  gchar *folder;
  gchar *join;
  gchar *shard;
  gboolean resume;
} FvSheetOptions;

typedef struct
{
  const FvSheetOptions *options;
  const FvWeights *weights;
  FvAscent ascent;
  FvShard shard;
  FvSheetFolder *folder;
  gint n_done;
  gint n_wanted;
  gint64 begin;
} FvSheetRun;

/* Command line ---------------------------------------------------------------------- */

static gboolean
parse_shard (const gchar *text, FvShard *shard, GError **error)
{
  gint number;
  gchar end;

  *shard = (FvShard){ 0, 1 };
  if (text == NULL)
    return TRUE;
  if (sscanf (text, "%6d/%6d%c", &number, &shard->n, &end) == 2 && number >= 1 &&
      number <= shard->n)
    {
      shard->index = number - 1;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--shard cannot be “%s”. Write I/N for the I-th of N parts, such as "
                  "1/4."),
               text);
  return FALSE;
}

static gboolean
refuse (const gchar *option, const gchar *other, gboolean given, GError **error)
{
  if (given)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("The options %s and %s do not go together. Leave one of them out."),
                 option, other);
  return !given;
}

/* What a joined sheet shows is decided by its folder. */
static gboolean
check_join (const FvSheetOptions *options, GError **error)
{
  const FvAscentOptions *ascent = &options->ascent;

  return refuse ("--join", "--layer", ascent->layer != NULL, error) &&
         refuse ("--join", "--filters", options->filters != NULL, error) &&
         refuse ("--join", "--weights", ascent->weights != NULL, error) &&
         refuse ("--join", "--convention", ascent->convention != NULL, error) &&
         refuse ("--join", "--recipe", ascent->recipe != NULL, error) &&
         refuse ("--join", "--start", ascent->start != NULL, error) &&
         refuse ("--join", "--size", ascent->size != NULL, error) &&
         refuse ("--join", "--seed", ascent->seed != NULL, error) &&
         refuse ("--join", "--folder", options->folder != NULL, error) &&
         refuse ("--join", "--shard", options->shard != NULL, error) &&
         refuse ("--join", "--resume", options->resume, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

static gboolean
check_options (const FvSheetOptions *options, GError **error)
{
  if (options->join != NULL)
    return check_join (options, error);
  if (!fv_command_require ("--layer", options->ascent.layer != NULL, error))
    return FALSE;
  if (options->shard != NULL)
    return refuse ("--shard", "--output", options->output != NULL, error) &&
           fv_command_require ("--folder", options->folder != NULL, error);
  return fv_command_require ("--output", options->output != NULL, error);
}

static gboolean
parse (FvSheetOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    FV_LAYER_OPTION (&options->ascent.layer),
    { "filters", 0, 0, G_OPTION_ARG_STRING, &options->filters,
      N_ ("Its filters, such as 0-63 or 3,5,9-12; those of the recipe’s sheet when not "
          "given"),
      "A-B" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture, as its name says: png, jpg, tiff or bmp; “-” for "
          "the standard output"),
      "FILE.png" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &options->folder,
      N_ ("Where to keep finished cells; without it, in FILE.png.cells until the sheet "
          "is "
          "done"),
      "FOLDER" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options->resume,
      N_ ("Go on with the work in the folder"), NULL },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &options->shard,
      N_ ("Only fill the folder, with the I-th of every N filters"), "I/N" },
    { "join", 0, 0, G_OPTION_ARG_FILENAME, &options->join,
      N_ ("Only put the cells of a folder together"), "FOLDER" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Makes the pictures that many filters of a layer respond to most, side "
                  "by side in one."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_ascent_options_add (&options->ascent, context, FV_TASK_SHEET);
  return fv_command_parse (context, argc, argv, error) && check_options (options, error);
}

/* A part of a sheet has none. */
static gboolean
check_output (const FvSheetOptions *options, GError **error)
{
  return options->output == NULL ||
         fv_command_check_picture (options->output, NULL, NULL, error);
}

/* Joining --------------------------------------------------------------------------- */

static gboolean
join (const FvSheetOptions *options, GError **error)
{
  g_autoptr (FvSheetFolder) folder = NULL;
  FvSettings settings;
  gdouble loss;

  if (!check_output (options, error) ||
      (folder = fv_sheet_folder_open (options->join, error)) == NULL ||
      !fv_sheet_job_init_settings (folder->job, &settings, error) ||
      !fv_setting_options_apply (&options->ascent.settings, &settings, error) ||
      !fv_sheet_job_check_settings (folder->job, &settings, error) ||
      !fv_sheet_stitch (folder, &settings, options->output, &loss, error))
    return FALSE;
  fv_command_print_loss (loss);
  return TRUE;
}

/* Making cells ------------------------------------------------------------------------
 */

static void
print_progress (const FvSheetRun *run)
{
  gint64 spent = g_get_monotonic_time () - run->begin;
  gint left = spent / run->n_done * (run->n_wanted - run->n_done) / G_USEC_PER_SEC;
  g_autofree gchar *text =
      g_strdup_printf (_ ("%d of %d cells, %d:%02d:%02d left"), run->n_done,
                       run->n_wanted, left / 3600, left / 60 % 60, left % 60);

  fv_terminal_show_progress ("%s", text);
}

static gboolean
on_cell (FvCell *cell, gpointer data, GError **error)
{
  FvSheetRun *run = data;
  FvAscent ascent = run->ascent;
  g_autofree gchar *base = NULL, *waking = NULL, *record = NULL;
  gboolean success;

  ascent.filter = cell->filter;
  base = fv_ascent_options_make_record (&run->options->ascent, &ascent, run->weights);
  waking = fv_waking_make_record (&cell->waking, ascent.seed);
  record = g_strconcat (base, waking, NULL);
  success = fv_sheet_folder_add (run->folder, cell, record, error);
  fv_cell_clear (cell);
  run->n_done++;
  if (success && fv_system_is_terminal (stderr))
    print_progress (run);
  return success;
}

static gboolean
make_cells (FvSheetRun *run, const FvNetwork *network, GError **error)
{
  g_autofree gint *filters = fv_sheet_folder_list (run->folder, run->shard,
                                                   FV_CELL_CHANGED, TRUE, &run->n_wanted);
  gboolean success;

  run->begin = g_get_monotonic_time ();
  success = fv_sheet_render (network, &run->ascent, filters, run->n_wanted, on_cell, run,
                             NULL, error);
  if (fv_system_is_terminal (stderr))
    fv_terminal_clear_progress ();
  return success;
}

static void
finish_shard (const FvSheetRun *run)
{
  g_autofree gchar *description = fv_weights_describe (run->weights);
  gint n_behind = run->folder->job->n_filters - run->shard.index;
  gint n_cells = MAX (n_behind + run->shard.n - 1, 0) / run->shard.n;

  fv_sheet_print_cells (run->folder, run->shard, n_cells,
                        run->ascent.settings.order == FV_SHEET_INDEX);
  g_printerr ("%s\n", description);
}

static gboolean
finish (const FvSheetRun *run, GError **error)
{
  gdouble loss;

  if (run->options->shard != NULL)
    {
      finish_shard (run);
      return TRUE;
    }
  if (!fv_sheet_stitch (run->folder, &run->ascent.settings, run->options->output, &loss,
                        error))
    return FALSE;
  fv_command_report (run->weights, loss);
  return TRUE;
}

/* Beside the picture; what is no file has none beside it. */
static gchar *
name_folder (const FvSheetOptions *options)
{
  if (options->folder != NULL)
    return g_strdup (options->folder);
  return g_strconcat (fv_output_is_regular (options->output) ? options->output
                                                             : "featvis-sheet",
                      ".cells", NULL);
}

/* A folder that nobody named is there as long as it is of use. */
static gboolean
run_in_folder (FvSheetRun *run, const FvSheetJob *job, const FvNetwork *network,
               GError **error)
{
  const FvSheetOptions *options = run->options;
  g_autofree gchar *path = name_folder (options);
  gboolean success;

  run->folder = fv_sheet_folder_begin (path, job, run->shard, options->resume, error);
  if (run->folder == NULL)
    return FALSE;
  success = make_cells (run, network, error) && finish (run, error);
  if (options->folder == NULL && (success || !fv_sheet_folder_has_pictures (run->folder)))
    fv_sheet_folder_remove (run->folder);
  fv_sheet_folder_free (run->folder);
  return success;
}

/* Hours of work should not end with a sheet that is too large. */
static gboolean
check_sheet (const FvSheetJob *job, const FvSettings *settings, GError **error)
{
  g_autofree FvCell *cells = g_new0 (FvCell, job->n_filters);
  g_auto (FvSheet) sheet = { 0 };

  for (gint i = 0; i < job->n_filters; i++)
    cells[i] =
        (FvCell){ .filter = job->filters[i], .width = job->width, .height = job->height };
  return fv_sheet_arrange (&sheet, cells, job->n_filters, settings, error);
}

/* Everything that can be found out before the weights are loaded */
static FvSheetJob *
make_job (FvSheetRun *run, GError **error)
{
  const FvSheetOptions *options = run->options;
  gint n_layers, n_filters;
  const FvLayer *layers = fv_weights_get_layers (run->weights, &n_layers);
  const FvLayer *layer;
  g_autofree gint *filters = NULL;
  g_autoptr (FvSheetJob) job = NULL;

  if (!fv_ascent_check (layers, n_layers, &run->ascent, error))
    return NULL;
  layer = fv_layer_find (layers, n_layers, run->ascent.layer);
  if (!fv_filters_parse (options->filters, layer, run->ascent.settings.recipe, &filters,
                         &n_filters, error) ||
      (job = fv_sheet_job_new (&options->ascent, &run->ascent, run->weights, filters,
                               n_filters, error)) == NULL ||
      (options->shard == NULL && !check_sheet (job, &run->ascent.settings, error)))
    return NULL;
  return g_steal_pointer (&job);
}

static gboolean
make (const FvSheetOptions *options, GError **error)
{
  FvSheetRun run = { .options = options };
  g_autoptr (FvPicture) start = NULL;
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvSheetJob) job = NULL;

  if (!parse_shard (options->shard, &run.shard, error) ||
      !fv_ascent_options_apply (&options->ascent, FV_TASK_SHEET, &run.ascent, error) ||
      !check_output (options, error) ||
      !fv_ascent_options_read_start (&options->ascent, &run.ascent, &start, error) ||
      (weights = fv_command_find_weights (options->ascent.weights,
                                          options->ascent.convention, error)) == NULL)
    return FALSE;
  run.ascent.layer = fv_command_find_layer (weights, run.ascent.layer);
  run.ascent.image = start != NULL ? start->image : NULL;
  run.weights = weights;
  return (job = make_job (&run, error)) != NULL &&
         (network = fv_weights_load (weights, run.ascent.layer, error)) != NULL &&
         run_in_folder (&run, job, network, error);
}

static void
options_clear (FvSheetOptions *options)
{
  fv_ascent_options_clear (&options->ascent);
  g_free (options->filters);
  g_free (options->output);
  g_free (options->folder);
  g_free (options->join);
  g_free (options->shard);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvSheetOptions, options_clear)

/**
 * fv_command_sheet:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_sheet (gint argc, gchar **argv)
{
  g_auto (FvSheetOptions) options = { 0 };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) &&
                 (options.join != NULL ? join (&options, &error)
                                       : make (&options, &error))
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
