/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an ascent takes stays within the lowest limit that is not refused. Each case is a
 * process of its own, whose peak is measured. */

#include <sys/resource.h>

#include "../helpers.h"

#define LAYER "block3_conv1"
#define SIDE  1000

#define LEAST_MIB 50 /* by far too little */

typedef struct
{
  const gchar *options;
  gboolean has_mask;
  gboolean has_guide;
} Case;

static const Case cases[] = {
  { "threads=1", FALSE, FALSE },
  { "threads=3", FALSE, FALSE },
  { "seamless=xy smooth=2 pyramid=yes", FALSE, FALSE },
  { "l2=0.1 pyramid=yes keep-colors=yes", TRUE, FALSE },
  { "scales=1", FALSE, TRUE },
};

static FvTerms *
make_terms (const FvNetwork *network, const FvImage *photo, gboolean has_guide)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvTerms *terms = fv_terms_parse (LAYER, layers, n_layers, NULL);
  GError *error = NULL;

  fv_terms_resolve (terms, network, photo, has_guide ? photo : NULL, 1, 0, &error);
  g_assert_no_error (error);
  return terms;
}

static gdouble
get_peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

/* Makes an ascent with the lowest limit that is not refused. */
static void
ascend_within_least (const FvNetwork *network, FvAscent *ascent)
{
  g_autoptr (GError) error = NULL;
  FvResult result;

  for (ascent->settings.memory = LEAST_MIB;
       !fv_ascend (network, ascent, NULL, NULL, NULL, &result, &error);
       ascent->settings.memory++)
    {
      g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
      g_clear_error (&error);
    }
  g_printerr ("%.1f MiB of %d\n", get_peak_mib (), ascent->settings.memory);
  g_assert_cmpint (ascent->settings.memory, >, LEAST_MIB);
  g_assert_cmpfloat (get_peak_mib (), <=, ascent->settings.memory);
  fv_result_clear (&result);
}

/* A dream of a photo of one megapixel */
static void
dream (const Case *item)
{
  g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);
  g_autoptr (FvNetwork) network = fv_weights_load (weights, LAYER, NULL);
  g_autoptr (FvImage) photo = fv_image_new_noise (SIDE, SIDE, 1, 0.0, 255.0, NULL);
  g_autoptr (FvTerms) terms = make_terms (network, photo, item->has_guide);
  g_autofree gfloat *mask = item->has_mask ? g_new0 (gfloat, SIDE * SIDE) : NULL;
  FvAscent ascent = { .layer = LAYER, .start = FV_START_IMAGE, .image = photo };

  ascent.mask = mask;
  ascent.terms = fv_terms_get (terms, &ascent.n_terms);
  fv_settings_init (&ascent.settings, FV_TASK_DREAM, fv_recipe_find ("deepdream", NULL),
                    FV_START_IMAGE);
  g_assert_true (fv_settings_parse (&ascent.settings, item->options, NULL));
  ascent.settings.steps = 1;
  ascend_within_least (network, &ascent);
}

/* As reading a picture does: once so large a block was freed, the C library keeps others
 * of its size in the heap. */
static void
read_picture (void)
{
  volatile gchar *block = g_malloc (3 * SIDE * SIDE);

  block[0] = 0;
  g_free ((gpointer)block);
}

static void
test_within (gconstpointer data)
{
  if (g_test_subprocess ())
    {
      read_picture ();
      dream (data);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/memory-limit/%s%s", cases[i].options,
                                                cases[i].has_guide ? " and a guide" : "");

      g_test_add_data_func (path, &cases[i], test_within);
    }
  return g_test_run ();
}
