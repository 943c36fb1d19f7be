/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dialog shows of an objective's text, and the text of what is chosen there: a
 * text that says more stays one. */

#include "parameters/picks.h"
#include "parameters/target.h"

static const FvLayer layers[] = {
  { .name = "12", .n_filters = 4 },
  { .name = "conv2d/BiasAdd:0", .n_filters = 8 },
  { .name = "inception_4c", .n_filters = 8 },
  { .name = "inception_4c/output", .n_filters = 512 },
  { .name = "add-1", .n_filters = 16 },
};

/* Picks */

static void
check_picks (const gchar *text, const gchar *expected)
{
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = picks_parse (text, NULL, 0, picks);
  g_autofree gchar *objective = picks_to_objective (picks, n_picks, "+");

  g_assert_cmpstr (objective, ==, expected);
}

static void
test_picks (void)
{
  check_picks ("block3_conv1:5", "block3_conv1:5");
  check_picks (" block3_conv1 : 5 * 0.50 + block3_conv2:10*-10 ",
               "block3_conv1:5*0.5+block3_conv2:10*-10");
  check_picks ("a:5*1+b:6*10+c:7*0", "a:5+b:6*10");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7", "a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7");
  check_picks ("block3_conv1:5 - block3_conv1:4", "block3_conv1:5+block3_conv1:4*-1");
  check_picks ("-a:5 - b:4*0.5", "a:5*-1+b:4*-0.5");
  check_picks ("0.5*a:5 - 2 * b:4 * 2", "");
  check_picks ("0.5*a:5 + 2 * b:4 * 2", "a:5*0.5+b:4*4");
  check_picks ("12:3", "12:3");
}

static void
test_no_picks (void)
{
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7+a:8", "");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7+", "");
  check_picks ("block3_conv1", "");
  check_picks ("block3_conv1:5 + block3_conv2", "");
  check_picks ("block3_conv1@strong:8", "");
  check_picks ("block3_conv1:5*100", "");
  check_picks ("block3_conv1:5*nan", "");
  check_picks ("block3_conv1:5-9", "");
  check_picks ("block3_conv1:-5", "");
  check_picks ("block3_conv1:5 block3_conv1:6", "");
  check_picks ("a:5 -", "");
  check_picks ("a:5*", "");
  check_picks (":5", "");
  check_picks ("", "");
}

static void
check_description (const gchar *text, const gchar *layer, const gchar *expected)
{
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = picks_parse (text, layers, G_N_ELEMENTS (layers), picks);
  g_autofree gchar *description = picks_describe (picks, n_picks, layer);

  g_assert_cmpstr (description, ==, expected);
}

static void
test_description (void)
{
  check_description ("12:8", "12", "8");
  check_description ("12:8 + 12:10*0.5", "12", "8 + 10 × 0.5");
  check_description ("12:8 + 12:10*0.5", "", "12: 8 + 10 × 0.5");
  check_description ("add-1:8*2 - add-1:10*0.25", "add-1", "8 × 2 − 10 × 0.25");
  check_description ("-12:8 + add-1:1 + add-1:2", "12", "−8 + add-1: 1 + 2");
  check_description ("inception_4c/output:5 + inception_4c:1 - conv2d/BiasAdd:0:7", "",
                     "inception_4c/output: 5 + inception_4c: 1 − conv2d/BiasAdd:0: 7");
  check_description ("inception_4b:5", "", "");
}

/* Targets */

static void
check_target (const gchar *text, TargetKind kind, const gchar *expected)
{
  Target target = { 0 };
  g_autofree gchar *objective = NULL;

  target_parse (&target, text, layers, G_N_ELEMENTS (layers));
  objective = target_to_objective (&target);
  g_assert_cmpint (target.kind, ==, kind);
  g_assert_cmpstr (objective, ==, expected);
}

static void
test_targets (void)
{
  check_target ("12", TARGET_LAYER, "12");
  check_target (" inception_4c/output ", TARGET_LAYER, "inception_4c/output");
  check_target ("conv2d/BiasAdd:0", TARGET_LAYER, "conv2d/BiasAdd:0");
  check_target ("conv2d/BiasAdd:0:0", TARGET_FILTERS, "conv2d/BiasAdd:0:0");
  check_target ("add-1:3-12:1", TARGET_TEXT, NULL);
  check_target ("add-1:3 - inception_4c:1", TARGET_FILTERS,
                "add-1:3 + inception_4c:1*-1");
  check_target ("inception_4c/output@strong:512", TARGET_STRONG,
                "inception_4c/output@strong:512");
  check_target ("12 @ weak : 4", TARGET_WEAK, "12@weak:4");
  check_target ("add-1@average:1", TARGET_AVERAGE, "add-1@average:1");
}

static void
test_texts (void)
{
  check_target ("", TARGET_TEXT, NULL);
  check_target ("block3_conv3", TARGET_TEXT, NULL);
  check_target ("12@weak:5", TARGET_TEXT, NULL);
  check_target ("12@weak:0", TARGET_TEXT, NULL);
  check_target ("12@weakest:1", TARGET_TEXT, NULL);
  check_target ("12@weak:4*0.5", TARGET_TEXT, NULL);
  check_target ("12*0.5", TARGET_TEXT, NULL);
  check_target ("12 + add-1", TARGET_TEXT, NULL);
  check_target ("12:1 + add-1", TARGET_TEXT, NULL);
  check_target ("add-1:1-3", TARGET_TEXT, NULL);
}

/* In a network whose last layer has a filter for each of ImageNet's classes */
static void
check_class (const gchar *text, TargetKind kind, const gchar *expected)
{
  static const FvLayer classes[] = {
    { .name = "conv", .n_filters = 1000, .is_rectified = TRUE },
    { .name = "loss3/classifier", .n_filters = 1000, .kind = "dense" },
  };
  Target target = { 0 };
  g_autofree gchar *objective = NULL;

  target_parse (&target, text, classes, G_N_ELEMENTS (classes));
  objective = target_to_objective (&target);
  g_assert_cmpint (target.kind, ==, kind);
  g_assert_cmpstr (objective, ==, expected);
}

static void
test_classes (void)
{
  check_class ("predictions:281", TARGET_CLASS, "predictions:281");
  check_class (" predictions : 0 ", TARGET_CLASS, "predictions:0");
  check_class ("loss3/classifier:281", TARGET_CLASS, "predictions:281");
  check_class ("predictions:281*0.5", TARGET_FILTERS, "loss3/classifier:281*0.5");
  check_class ("predictions:281 + conv:3", TARGET_FILTERS,
               "loss3/classifier:281 + conv:3");
  check_class ("conv:281", TARGET_FILTERS, "conv:281");
  check_class ("predictions:1000", TARGET_FILTERS, "loss3/classifier:1000");
  check_class ("predictions:tabby", TARGET_TEXT, NULL);
  check_target ("predictions:1", TARGET_TEXT, NULL);
}

/* What was chosen before is there when its kind comes back. */
static void
test_memory (void)
{
  Target target = { 0 };
  g_autofree gchar *objective = NULL;

  target_parse (&target, "add-1@strong:5", layers, G_N_ELEMENTS (layers));
  target_parse (&target, "12:1 + 12:2", layers, G_N_ELEMENTS (layers));
  target_parse (&target, "nothing", layers, G_N_ELEMENTS (layers));
  g_assert_cmpint (target.kind, ==, TARGET_TEXT);
  target.kind = TARGET_FILTERS;
  objective = target_to_objective (&target);
  g_assert_cmpstr (objective, ==, "12:1 + 12:2");
  target.kind = TARGET_WEAK;
  g_free (objective);
  objective = target_to_objective (&target);
  g_assert_cmpstr (objective, ==, "add-1@weak:5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picks/parsed", test_picks);
  g_test_add_func ("/picks/none", test_no_picks);
  g_test_add_func ("/picks/described", test_description);
  g_test_add_func ("/target/kinds", test_targets);
  g_test_add_func ("/target/classes", test_classes);
  g_test_add_func ("/target/texts", test_texts);
  g_test_add_func ("/target/memory", test_memory);
  return g_test_run ();
}
