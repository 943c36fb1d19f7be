/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same bytes on every machine with fused multiply-add: checksums of what each recipe,
 * each view and each operation makes, from small pictures and random weights, are those
 * in tests/golden/values/machines.txt, whatever the instruction set and the compiler.
 * Where they are to change,
 *
 *   test-core-machines --list >tests/golden/values/machines.txt
 *
 * writes them anew. */

#include <string.h>

#include "../helpers.h"
#include "../layers/operation_case.h"

#define DIVISOR 4
#define SEED    5

/* Checksums --------------------------------------------------------------------------
 */

/* As little-endian numbers of 32 bits; two zeros are one */
static void
add_floats (GChecksum *checksum, const gfloat *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      gfloat value = values[i] == 0.0f ? 0.0f : values[i];
      guint32 bits;

      memcpy (&bits, &value, sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_checksum_update (checksum, (const guchar *)&bits, sizeof bits);
    }
}

static void
add_number (GChecksum *checksum, gdouble value)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (text, sizeof text, value);
  g_checksum_update (checksum, (const guchar *)text, -1);
}

/* What one line of the file is about; adds what is made to the checksum */
typedef struct
{
  const gchar *name;
  void (*make) (gconstpointer data, GChecksum *checksum);
  gconstpointer data;
} Work;

static gchar *
find_checksum (const Work *work)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  work->make (work->data, checksum);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Ascents ---------------------------------------------------------------------------- */

typedef struct
{
  const gchar *name;
  FvTask task;
  const gchar *recipe; /* NULL for the task's own */
  const gchar *objective;
  const gchar *options;
  gboolean has_guide;
} AscentCase;

static const AscentCase ascents[] = {
  { "keras", FV_TASK_ASCENT, "keras", "block3_conv1:3", "scales=3 steps=4", FALSE },
  { "keras-average", FV_TASK_ASCENT, "keras", "block3_conv1:3",
    "scales=2 steps=3 pooling=average relu=before", FALSE },
  { "book", FV_TASK_ASCENT, "book", "block3_conv1:5", "steps=6 colors=faithful", FALSE },
  { "book-penalties", FV_TASK_ASCENT, "book", "block2_conv2:5",
    "steps=4 smooth=1.3 pyramid=yes variation=2 l2=1 alpha=importance", FALSE },
  { "deepdream", FV_TASK_ASCENT, "deepdream", "block3_conv1:1", "scales=2 steps=4",
    FALSE },
  { "lucid", FV_TASK_ASCENT, "lucid", "block3_conv1:7", "scales=2 steps=6", FALSE },
  { "lucid-direction", FV_TASK_ASCENT, "lucid",
    "block2_conv2:7@direction + 0.5*block2_conv2:9@direction", "scales=2 steps=4",
    FALSE },
  { "maco", FV_TASK_ASCENT, "maco", "block3_conv1:2", "scales=2 steps=8", FALSE },
  { "resnet", FV_TASK_ASCENT, "resnet", "block2_conv2:4", "steps=4 crop=5", FALSE },
  { "dream", FV_TASK_DREAM, "deepdream", "block3_conv1", "scales=2 steps=4", FALSE },
  { "dream-guide", FV_TASK_DREAM, "deepdream", "block3_conv1", "scales=2 steps=4", TRUE },
  { "dream-strong", FV_TASK_DREAM, "book", "block2_conv2@strong:4", "steps=4 smooth=0.8",
    FALSE },
  { "dream-lucid", FV_TASK_DREAM, "lucid", "block3_conv1:1", "scales=2 steps=4", FALSE },
  { "texture", FV_TASK_TEXTURE, NULL,
    "block1_conv2@style + block2_conv1@statistics + block3_conv1@style",
    "scales=2 steps=8", TRUE },
  { "style", FV_TASK_STYLE, NULL,
    "block1_conv2@style + block2_conv1@statistics + block3_conv1@content",
    "scales=2 steps=8", TRUE },
};

/* Pictures are smooth, so that there are forms at several scales. */
static FvImage *
make_smooth (gint width, gint height, guint64 seed)
{
  g_autoptr (FvImage) noise =
      fv_image_new_noise (width / 6, height / 6, seed, 0.0, 255.0, NULL);

  return fv_image_resize (noise, width, height, NULL);
}

static void
add_result (GChecksum *checksum, const FvResult *result)
{
  gsize n = fv_image_get_n_values (result->picture);

  add_floats (checksum, result->picture->data, n);
  g_checksum_update (checksum, result->bytes, n);
  add_number (checksum, result->loss);
  if (result->importance != NULL)
    add_floats (checksum, result->importance, n / 3);
}

/* @guide: of a dream; what else has one compares it at each scale */
static FvTerms *
set_objective (FvAscent *ascent, const FvNetwork *network, const gchar *text,
               const FvImage *guide)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  GError *error = NULL;
  FvTerms *terms = fv_terms_parse (text, layers, n_layers, &error);

  g_assert_no_error (error);
  fv_terms_resolve (terms, network, ascent->image, guide, 1, 0, &error);
  g_assert_no_error (error);
  ascent->layer = fv_terms_get_deepest_layer (terms);
  ascent->terms = fv_terms_get (terms, &ascent->n_terms);
  return terms;
}

static void
make_ascent (gconstpointer data, GChecksum *checksum)
{
  const AscentCase *test = data;
  gboolean is_dream = test->task == FV_TASK_DREAM;
  gboolean has_photo = is_dream || test->task == FV_TASK_STYLE;
  FvStart start = has_photo ? FV_START_IMAGE : FV_START_NOISE;
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", DIVISOR);
  g_autoptr (FvImage) photo = make_smooth (61, 47, 8), guide = make_smooth (70, 50, 3);
  g_autoptr (FvTerms) terms = NULL;
  const FvRecipe *recipe = test->recipe != NULL ? fv_recipe_find (test->recipe, NULL)
                                                : fv_recipe_get_usual (test->task);
  g_auto (FvResult) result = { NULL };
  GError *error = NULL;
  FvAscent ascent = {
    .start = start,
    .image = has_photo ? photo : NULL,
    .guide = test->has_guide && !is_dream ? guide : NULL,
    .width = 61,
    .height = 47,
    .seed = SEED,
  };

  fv_settings_init (&ascent.settings, test->task, recipe, start);
  fv_settings_parse (&ascent.settings, test->options, &error);
  g_assert_no_error (error);
  terms = set_objective (&ascent, network, test->objective,
                         is_dream && test->has_guide ? guide : NULL);
  fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error);
  g_assert_no_error (error);
  add_result (checksum, &result);
}

/* Views ------------------------------------------------------------------------------ */

static gboolean
add_activation (const FvActivation *activation, gpointer data,
                G_GNUC_UNUSED GError **error)
{
  add_floats (data, activation->values,
              (gsize)activation->width * activation->height * activation->n_channels);
  return TRUE;
}

static void
make_activations (gconstpointer data, GChecksum *checksum)
{
  const gchar *const *layers = data;
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, layers[1], DIVISOR);
  g_autoptr (FvImage) photo = make_smooth (75, 62, 8);
  FvSettings settings;
  GError *error = NULL;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  fv_activations_compute (network, photo, layers, &settings, add_activation, NULL,
                          checksum, NULL, &error);
  g_assert_no_error (error);
}

/* With what is drawn of it over the picture */
static void
make_heatmap (G_GNUC_UNUSED gconstpointer data, GChecksum *checksum)
{
  const gint n_outputs[FV_N_DENSE] = { 24, 20, 12 };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block5_conv3", 16);
  g_autoptr (FvClassifier) classifier = make_classifier (512 / 16, n_outputs);
  g_autoptr (FvImage) photo = make_smooth (224, 224, 8);
  g_autoptr (FvHeatmap) heatmap = NULL, large = NULL;
  fv_autofree guint8 *bytes = NULL;
  FvClassScore best[FV_N_BEST_CLASSES];
  FvSettings settings;
  gdouble probability;
  GError *error = NULL;

  fv_settings_init (&settings, FV_TASK_HEATMAP, fv_recipe_get (0), FV_START_IMAGE);
  heatmap = fv_heatmap_new_class (network, classifier, NULL, -1, photo, &settings, best,
                                  &probability, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  add_floats (checksum, heatmap->data, heatmap->width * heatmap->height);
  add_number (checksum, probability);
  large = fv_heatmap_resize (heatmap, photo->width, photo->height, NULL);
  bytes = fv_heatmap_draw (large, &settings, photo, &error);
  g_assert_no_error (error);
  g_checksum_update (checksum, bytes, fv_image_get_n_values (photo));
}

static void
make_zoom (G_GNUC_UNUSED gconstpointer data, GChecksum *checksum)
{
  g_autoptr (FvImage) photo = make_smooth (75, 62, 8);
  g_autoptr (FvImage) zoomed = fv_image_zoom (photo, 1.1, 7.0, NULL);

  add_floats (checksum, zoomed->data, fv_image_get_n_values (zoomed));
}

/* Operations -------------------------------------------------------------------------
 */

static void
add_map (GChecksum *checksum, const FvMap *map)
{
  add_floats (checksum, map->data, fv_map_get_n_values (map));
}

static void
make_operation (gconstpointer data, GChecksum *checksum)
{
  OperationSetting setting;
  g_autoptr (FvWorkers) workers = NULL;

  operation_set_up (&setting, data);
  workers = operation_new_workers (&setting, 1);
  operation_run (&setting, workers);
  add_map (checksum, &setting.output);
  for (gint i = 0; i < setting.test->n_inputs; i++)
    add_map (checksum, setting.input_gradients + i);
  fv_operation_clear (&setting.operation);
  operation_tear_down (&setting);
}

/* ------------------------------------------------------------------------------------ */

static GArray *
list_work (void)
{
  static const gchar *const early[] = { "block1_conv1", "block2_conv2", NULL };
  static const gchar *const late[] = { "block3_conv3", "block5_conv3", NULL };
  const Work views[] = { { "activations-early", make_activations, early },
                         { "activations-late", make_activations, late },
                         { "heatmap", make_heatmap, NULL },
                         { "zoom", make_zoom, NULL } };
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Work));

  for (guint i = 0; i < G_N_ELEMENTS (ascents); i++)
    {
      Work work = { ascents[i].name, make_ascent, ascents + i };

      g_array_append_val (list, work);
    }
  g_array_append_vals (list, views, G_N_ELEMENTS (views));
  for (guint i = 0; i < n_operation_cases; i++)
    {
      Work work = { operation_cases[i].name, make_operation, operation_cases + i };

      g_array_append_val (list, work);
    }
  return list;
}

static const gchar *
get_kind (const Work *work)
{
  return work->make == make_operation ? "operation" : "picture";
}

/* Whether products and sums are rounded at once; every other processor than those of x86
 * that this is built for does so. */
static gboolean
has_fused_multiply_add (void)
{
#ifdef FV_HAVE_X86_KERNELS
  return !g_str_equal (fv_instruction_set_get_name (), "baseline");
#else
  return TRUE;
#endif
}

static void
test_work (gconstpointer data)
{
  const Work *work = data;
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *checksum = NULL, *line = NULL;

  if (!has_fused_multiply_add ())
    {
      g_test_skip ("the instructions have no fused multiply-add");
      return;
    }
  lines = read_golden_lines ("machines.txt");
  checksum = find_checksum (work);
  line = g_strdup_printf ("%s/%s %s", get_kind (work), work->name, checksum);
  if (!g_strv_contains ((const gchar *const *)lines, line))
    {
      g_test_message ("%s is not in the file", line);
      g_test_fail ();
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) list = list_work ();
  gboolean lists = argc == 2 && g_str_equal (argv[1], "--list");

  if (!lists)
    g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const Work *work = &g_array_index (list, Work, i);
      g_autofree gchar *checksum = lists ? find_checksum (work) : NULL;
      g_autofree gchar *path =
          g_strdup_printf ("/machines/%s/%s", get_kind (work), work->name);

      if (lists)
        g_print ("%s/%s %s\n", get_kind (work), work->name, checksum);
      else
        g_test_add_data_func (path, work, test_work);
    }
  return lists ? 0 : g_test_run ();
}
