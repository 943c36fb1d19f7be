/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Terms about the style of a guide, by Gram matrices and by statistics, how far a picture
 * differs from others, and the content of a photo: their gradients against float64
 * PyTorch, whatever the number of threads and the rows at once. */

#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "pass/pass.h"
#include "picture/norms.h"

#define DIVISOR      4
#define PICTURE_SEED 3000
#define GUIDE_WIDTH  40
#define GUIDE_HEIGHT 33

/* tests/golden/make_styles_golden.py, make_statistics_golden.py,
 * make_diversity_golden.py: what files are called by them, the guide's size, and what is
 * meant by style */
typedef struct
{
  const gchar *table;
  const gchar *name;
  gint guide_width;
  gint guide_height;
  FvTermKind style;
} Script;

static const Script scripts[] = {
  { "styles", "style", GUIDE_WIDTH, GUIDE_HEIGHT, FV_TERM_STYLE },
  { "statistics", "statistics", 15, 12, FV_TERM_STYLE },
  { "diversity", "diversity", GUIDE_WIDTH, GUIDE_HEIGHT, FV_TERM_DIVERSITY },
};

/* A line of a script's table */
typedef struct
{
  const Script *script;
  gchar *line;
} GoldenCase;

#define GRADIENT_ERROR 1e-5
#define LOSS_ERROR     1e-5

static void
golden_case_free (gpointer data)
{
  GoldenCase *golden = data;

  g_free (golden->line);
  g_free (golden);
}

/* An objective's terms with guides of their own */
typedef struct
{
  FvTerms *written;
  GPtrArray *guides;
  GArray *terms; /* of FvTerm */
} Made;

static void
made_clear (Made *made)
{
  fv_terms_free (made->written);
  g_ptr_array_unref (made->guides);
  g_array_unref (made->terms);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Made, made_clear)

typedef FvGuide *(*GuideFunc) (const FvNetwork *network, const gchar *layer,
                               const FvImage *picture, gint threads, gint memory,
                               GError **error);

static GuideFunc
get_guide_func (const FvTerm *term)
{
  if (term->kind == FV_TERM_STYLE)
    return fv_guide_new_style;
  if (term->kind == FV_TERM_STATISTICS)
    return fv_guide_new_statistics;
  return term->kind == FV_TERM_CONTENT ? fv_guide_new_content : NULL;
}

/* @script: (nullable): whose guides are wanted; else they are as large as the input */
static FvGuide *
make_guide (const FvNetwork *network, const FvTerm *term, const Script *script,
            gint width, gint height)
{
  gboolean is_content = term->kind == FV_TERM_CONTENT;
  g_autoptr (FvImage) picture = fv_image_new_noise (
      is_content ? width : script->guide_width,
      is_content ? height : script->guide_height, PICTURE_SEED, 0.0, 255.0, NULL);
  GError *error = NULL;
  FvGuide *guide = get_guide_func (term) (network, term->layer, picture, 2, 0, &error);

  g_assert_no_error (error);
  return guide;
}

static void
make_terms (Made *made, const FvNetwork *network, const gchar *text, const Script *script,
            gint width, gint height)
{
  gint n_layers, n_terms;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvTerm *terms;
  GError *error = NULL;

  made->written = fv_terms_parse (text, layers, n_layers, &error);
  g_assert_no_error (error);
  fv_terms_resolve (made->written, network, NULL, NULL, 0, 0, &error);
  g_assert_no_error (error);
  made->guides = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_guide_free);
  made->terms = g_array_new (FALSE, FALSE, sizeof (FvTerm));
  terms = fv_terms_get (made->written, &n_terms);
  g_array_append_vals (made->terms, terms, n_terms);
  for (gint i = 0; i < n_terms; i++)
    {
      FvTerm *term = &g_array_index (made->terms, FvTerm, i);

      if (get_guide_func (term) == NULL)
        continue;
      term->guide = make_guide (network, term, script, width, height);
      g_ptr_array_add (made->guides, (gpointer)term->guide);
      if (term->kind == FV_TERM_STYLE)
        term->kind = script->style;
    }
}

static void
run_pass (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
          const FvImage *input, FvImage *gradient, gdouble *loss)
{
  GError *error = NULL;
  g_autoptr (FvPass) pass =
      fv_pass_new (network, &(const FvPassTarget){ .objective = objective }, manner,
                   input->width, input->height, &error);

  g_assert_no_error (error);
  fv_pass_run (pass, input, FALSE, gradient, loss, NULL, &error);
  g_assert_no_error (error);
}

static void
test_golden (gconstpointer data)
{
  const GoldenCase *golden = data;
  g_auto (GStrv) fields = g_strsplit (golden->line, ",", 6);
  gint width = atoi (fields[1]), height = atoi (fields[2]);
  g_autoptr (FvNetwork) network =
      make_golden_network (golden->script->table, "block3_conv2", DIVISOR);
  g_autoptr (FvImage) input = make_input (width, height);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected =
      read_golden ("%s-%s.npy", golden->script->name, fields[0]);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .border = atoi (fields[3]) };
  gdouble loss, expected_loss = g_ascii_strtod (fields[4], NULL), difference;
  GError *error = NULL;

  make_terms (&made, network, fields[5], golden->script, width, height);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  fv_gradient (network, &objective, input, 2, NULL, gradient, &loss, &error);
  g_assert_no_error (error);
  difference =
      get_relative_error (gradient->data, expected->data, fv_image_get_n_values (input));
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss, LOSS_ERROR * fabs (expected_loss));
}

/* Before the ReLU, a layer is computed by its tap; behind it, its map is copied. What the
 * rows have a place for, and in how many threads, is nothing to the result. */
static void
assert_same_bytes (FvRelu relu, const Script *script)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (37, 317);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .relu = relu, .border = 1 };
  const FvPassManner all_at_once = { FV_PASS_FAST, 64 };
  gdouble loss, other_loss;

  make_terms (&made, network,
              "block1_conv2@style + block3_conv1@content + block2_pool@style*2 + "
              "block3_conv1@style + block2_conv1@statistics*0.5 + block2_pool@statistics",
              script, 37, 317);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  run_pass (network, &objective, all_at_once, input, gradient, &loss);
  for (FvPassKind kind = FV_PASS_FAST; kind <= FV_PASS_LEAN; kind++)
    for (gint threads = 1; threads <= 3; threads++)
      {
        run_pass (network, &objective, (FvPassManner){ kind, threads }, input, other,
                  &other_loss);
        g_assert_true (loss == other_loss);
        g_assert_cmpmem (gradient->data, fv_image_get_n_values (input) * 4, other->data,
                         fv_image_get_n_values (input) * 4);
      }
}

static void
test_same_bytes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      assert_same_bytes (FV_RELU_AFTER, &scripts[i]);
      assert_same_bytes (FV_RELU_BEFORE, &scripts[i]);
    }
}

/* The photo and the guide themselves are the summit. */
static void
assert_summit (const gchar *objective_text)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", DIVISOR);
  g_autoptr (FvImage) photo =
      fv_image_new_noise (GUIDE_WIDTH, GUIDE_HEIGHT, PICTURE_SEED, 0.0, 255.0, NULL);
  g_autoptr (FvImage) gradient = fv_image_copy (photo, NULL);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .border = 0 };
  gfloat mean[3];
  gdouble loss;

  make_terms (&made, network, objective_text, &scripts[0], GUIDE_WIDTH, GUIDE_HEIGHT);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  fv_network_get_mean (network, mean);
  for (gsize i = 0; i < fv_image_get_n_values (photo); i += 3)
    {
      gfloat red = photo->data[i];

      photo->data[i] = photo->data[i + 2] - mean[0];
      photo->data[i + 1] -= mean[1];
      photo->data[i + 2] = red - mean[2];
    }
  g_assert_true (
      fv_gradient (network, &objective, photo, 1, NULL, gradient, &loss, NULL));
  g_assert_cmpfloat (loss, <=, 0.0);
  g_assert_cmpfloat (loss, >, -1e-10);
}

static void
test_summit (void)
{
  assert_summit ("block2_conv2@style + block2_conv1@content");
  assert_summit ("block2_conv2@statistics + block1_pool@statistics");
}

/* Two guides at a layer are as far together as each by itself. */
static void
test_two_guides (void)
{
  static const Script other = { NULL, NULL, 31, 26, FV_TERM_STYLE };
  const gchar *text = "block2_conv1@statistics";
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", DIVISOR);
  g_autoptr (FvImage) input = make_input (23, 19);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_auto (Made) one = { NULL };
  g_auto (Made) two = { NULL };
  FvTerm terms[2];
  gdouble losses[3];

  make_terms (&one, network, text, &scripts[0], 23, 19);
  make_terms (&two, network, text, &other, 23, 19);
  terms[0] = g_array_index (one.terms, FvTerm, 0);
  terms[1] = g_array_index (two.terms, FvTerm, 0);
  for (gint i = 0; i < 3; i++)
    g_assert_true (fv_gradient (
        network, &(const FvObjective){ .terms = &terms[i % 2], .n_terms = i < 2 ? 1 : 2 },
        input, 1, NULL, gradient, &losses[i], NULL));
  g_assert_cmpfloat_with_epsilon (losses[2], losses[0] + losses[1], -1e-6 * losses[2]);
}

static gdouble
get_filter_and_diversity (const FvNetwork *network, const FvGuide *guide, gint filter,
                          const FvImage *input, FvImage *gradient)
{
  const FvTerm terms[] = { { FV_TERM_FILTER, "block2_conv1", filter, 1.0, NULL },
                           { FV_TERM_DIVERSITY, "block2_conv1", 0, 1.0, guide } };
  gdouble loss;

  g_assert_true (fv_gradient (network,
                              &(const FvObjective){ .terms = terms, .n_terms = 2 }, input,
                              1, NULL, gradient, &loss, NULL));
  return loss;
}

/* A filter that does not respond has to be woken first, by a gradient that is zero. */
static void
test_asleep (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", DIVISOR);
  g_autoptr (FvImage) input = fv_image_new_noise (8, 8, 1, 0.0, 0.0, NULL);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  const FvTerm style = { FV_TERM_STYLE, "block2_conv1", 0, 1.0, NULL };
  g_autoptr (FvGuide) guide =
      make_guide (network, &style, &scripts[0], GUIDE_WIDTH, GUIDE_HEIGHT);
  gint n_layers, n_asleep = 0, n_filters;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  n_filters = fv_layer_find (layers, n_layers, "block2_conv1")->n_filters;
  for (gint filter = 0; filter < n_filters; filter++)
    {
      gboolean is_asleep;
      gdouble loss, together;

      fv_gradient (network,
                   &(const FvObjective){ .layer = "block2_conv1", .filter = filter },
                   input, 1, NULL, gradient, &loss, NULL);
      is_asleep = loss == 0.0;
      n_asleep += is_asleep;
      together = get_filter_and_diversity (network, guide, filter, input, gradient);
      g_assert_true (is_asleep ? together == 0.0 : together < loss);
      g_assert_true (is_asleep == !!fv_image_is_zero (gradient));
    }
  g_assert_cmpint (n_asleep, >, 0);
  g_assert_cmpint (n_asleep, <, n_filters);
}

static void
add_golden_cases (const Script *script)
{
  g_autofree gchar *table = g_strdup_printf ("%s.csv", script->table);
  g_auto (GStrv) lines = read_golden_lines (table);

  for (gint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", 2);
      g_autofree gchar *path =
          g_strdup_printf ("/styles/golden/%s/%s", script->name, fields[0]);
      GoldenCase *golden = g_new (GoldenCase, 1);

      *golden = (GoldenCase){ script, g_strdup (lines[i]) };
      g_test_add_data_func_full (path, golden, test_golden, golden_case_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    add_golden_cases (&scripts[i]);
  g_test_add_func ("/styles/same-bytes", test_same_bytes);
  g_test_add_func ("/styles/summit", test_summit);
  g_test_add_func ("/styles/two-guides", test_two_guides);
  g_test_add_func ("/styles/asleep", test_asleep);
  return g_test_run ();
}
