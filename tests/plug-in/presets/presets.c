/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Presets and options as texts, without GIMP. */

#include "parameters/options.h"
#include "presets/built-in-presets.h"
#include "presets/preset-file.h"
#include "presets/preset-options.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILTER  "plug-in-visualize-vgg16-filter"
#define DREAM   "plug-in-vgg16-dream"
#define TEXTURE "plug-in-vgg16-texture"
#define STYLE   "plug-in-vgg16-style"

/* A file's name in a new folder. */
static gchar *
new_file (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("presets-XXXXXX", NULL);

  return g_build_filename (folder, "presets", NULL);
}

/* Removes the folder with all that is in it. */
static void
remove_folder (const gchar *file)
{
  g_autofree gchar *folder = g_path_get_dirname (file);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree gchar *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
save (const gchar *name, const gchar *procedure, const gchar *recipe,
      const gchar *options, const gchar *file)
{
  g_autoptr (Preset) preset = preset_new (name);
  g_autoptr (GError) error = NULL;

  preset->values[0] = g_strdup (recipe);
  preset->values[1] = g_strdup (options);
  g_assert_true (presets_save (preset, procedure, file, &error));
  g_assert_no_error (error);
}

static GPtrArray *
load (const gchar *procedure, const gchar *file)
{
  GPtrArray *presets = preset_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (presets_load (presets, procedure, file, &error));
  g_assert_no_error (error);
  return presets;
}

static void
assert_preset (const GPtrArray *presets, guint index, const gchar *name,
               const gchar *recipe, const gchar *options)
{
  const Preset *preset = presets->pdata[index];

  g_assert_cmpstr (preset->name, ==, name);
  g_assert_cmpstr (preset->values[0], ==, recipe);
  g_assert_cmpstr (preset->values[1], ==, options);
  g_assert_false (preset->is_built_in);
}

static void
test_save (void)
{
  g_autofree gchar *file = new_file ();
  g_autoptr (GPtrArray) none = load (FILTER, file);
  g_autoptr (GPtrArray) two = NULL, replaced = NULL, one = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  save ("Mine", FILTER, "keras", "steps=3 smooth=1.5", file);
  save ("Other", FILTER, "book", "", file);
  two = load (FILTER, file);
  g_assert_cmpuint (two->len, ==, 2);
  assert_preset (two, 0, "Mine", "keras", "steps=3 smooth=1.5");
  assert_preset (two, 1, "Other", "book", "");

  save ("Other", FILTER, "lucid", "steps=4", file);
  replaced = load (FILTER, file);
  g_assert_cmpuint (replaced->len, ==, 2);
  assert_preset (replaced, 1, "Other", "lucid", "steps=4");

  g_assert_true (presets_delete ("Mine", FILTER, file, NULL));
  one = load (FILTER, file);
  g_assert_cmpuint (one->len, ==, 1);
  assert_preset (one, 0, "Other", "lucid", "steps=4");
  remove_folder (file);
}

static void
test_procedures (void)
{
  g_autofree gchar *file = new_file ();
  g_autoptr (GPtrArray) filter = NULL, dream = NULL, left = NULL;

  save ("Mine", FILTER, "keras", "steps=3", file);
  save ("Mine", DREAM, "block1_conv1", "deepdream", file);
  filter = load (FILTER, file);
  g_assert_cmpuint (filter->len, ==, 1);
  assert_preset (filter, 0, "Mine", "keras", "steps=3");
  dream = load (DREAM, file);
  g_assert_cmpuint (dream->len, ==, 1);
  assert_preset (dream, 0, "Mine", "block1_conv1", "deepdream");

  g_assert_true (presets_delete ("Mine", FILTER, file, NULL));
  left = load (DREAM, file);
  g_assert_cmpuint (left->len, ==, 1);
  remove_folder (file);
}

static void
test_names (void)
{
  static const gchar *const names[] = {
    "[in] brackets",       "a=b # c; d", "100 %41 %",
    "질감 テクスチャ “ü”", "\\n\t\x01",  "a  b",
  };
  g_autofree gchar *file = new_file ();
  g_autoptr (GPtrArray) presets = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    save (names[i], FILTER, "keras", " steps=3;\n\\ü ", file);
  presets = load (FILTER, file);
  g_assert_cmpuint (presets->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < presets->len; i++)
    assert_preset (presets, i, names[i], "keras", " steps=3;\n\\ü ");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (presets_delete (names[i], FILTER, file, NULL));
  g_ptr_array_unref (presets);
  presets = load (FILTER, file);
  g_assert_cmpuint (presets->len, ==, 0);
  remove_folder (file);
}

static void
assert_refused (const gchar *name, const gchar *file)
{
  g_autoptr (Preset) preset = preset_new (name);
  g_autoptr (GError) error = NULL;

  g_assert_false (presets_save (preset, FILTER, file, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_SETTING);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_refused_names (void)
{
  g_autofree gchar *file = new_file ();

  assert_refused ("Seamless tile", file);
  assert_refused ("", file);
  save ("Painted", FILTER, "keras", "", file); /* of the other procedure */
  remove_folder (file);
}

/* What the file holds. */
static gchar *
read_all (const gchar *file, const gchar *suffix)
{
  g_autofree gchar *path = g_strconcat (file, suffix, NULL);
  gchar *text;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
assert_damaged (const gchar *file, guint n_presets)
{
  g_autoptr (GPtrArray) presets = preset_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (presets_load (presets, FILTER, file, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
  g_assert_cmpuint (presets->len, ==, n_presets);
}

/* A damaged file is kept, each time anew. */
static void
test_damaged (void)
{
  g_autofree gchar *file = new_file ();
  g_autofree gchar *text = NULL, *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) presets = NULL;

  g_assert_true (g_file_set_contents (file, "no key file", -1, NULL));
  assert_damaged (file, 0);
  g_assert_false (presets_delete ("Mine", FILTER, file, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
  text = read_all (file, "");
  g_assert_cmpstr (text, ==, "no key file");

  save ("Mine", FILTER, "keras", "steps=3", file);
  first = read_all (file, ".damaged-1");
  g_assert_cmpstr (first, ==, "no key file");
  g_assert_true (g_file_set_contents (file, "[again", -1, NULL));
  save ("Mine", FILTER, "keras", "steps=3", file);
  second = read_all (file, ".damaged-2");
  g_assert_cmpstr (second, ==, "[again");
  presets = load (FILTER, file);
  g_assert_cmpuint (presets->len, ==, 1);
  remove_folder (file);
}

/* One damaged preset leaves the others as they are. */
static void
test_damaged_value (void)
{
  g_autofree gchar *file = new_file ();
  g_autoptr (GPtrArray) presets = NULL;

  g_assert_true (g_file_set_contents (file,
                                      "[" FILTER " A]\nrecipe=\\x\n"
                                      "[" FILTER " B]\nrecipe=book\nnothing=1\n"
                                      "[" FILTER "]\nrecipe=book\n[else]\na=b\n",
                                      -1, NULL));
  assert_damaged (file, 1);
  save ("A", FILTER, "keras", "", file);
  presets = load (FILTER, file);
  g_assert_cmpuint (presets->len, ==, 2);
  remove_folder (file);
}

static void
test_unwritable (void)
{
  g_autofree gchar *file = new_file ();
  g_autofree gchar *inside = g_build_filename (file, "no", "such", "folder", NULL);
  g_autoptr (Preset) preset = preset_new ("Mine");
  g_autoptr (GError) error = NULL;

  g_assert_false (presets_save (preset, FILTER, inside, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
  remove_folder (file);
}

/* Every preset that is built in is one that the library understands. */
static void
test_built_in (void)
{
  static const gchar *const procedures[] = { FILTER, DREAM };
  gint n_networks = 0;

  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) presets = presets_new_built_in (procedures[i]);

      g_assert_cmpuint (presets->len, >=, 5);
      for (guint j = 0; j < presets->len; j++)
        {
          const Preset *preset = presets->pdata[j];
          const FvRecipe *recipe = fv_recipe_find (preset->values[i], NULL);
          const gchar *options = preset->values[i == 0 ? 1 : 3];
          FvSettings settings;

          g_assert_nonnull (recipe);
          g_assert_nonnull (preset->help);
          fv_settings_init (&settings, i == 0 ? FV_TASK_ASCENT : FV_TASK_DREAM, recipe,
                            FV_START_NOISE);
          g_assert_true (fv_settings_parse (&settings, options, NULL));
          if (i == 1 && preset->values[4])
            g_assert_nonnull (fv_source_find_network (preset->values[4]));
          n_networks += i == 1 && preset->values[4];
        }
    }
  g_assert_cmpint (n_networks, ==, 1);
  g_assert_null (presets_get_arguments ("plug-in-vgg16-heatmap"));
}

/* Those of textures and styles have the recipe that there is for these. */
static void
test_built_in_without_recipes (void)
{
  static const struct
  {
    const gchar *procedure;
    FvTask task;
    gint options; /* which of the values they are */
  } cases[] = { { TEXTURE, FV_TASK_TEXTURE, 0 }, { STYLE, FV_TASK_STYLE, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) presets = presets_new_built_in (cases[i].procedure);

      g_assert_cmpuint (presets->len, >=, 5);
      for (guint j = 0; j < presets->len; j++)
        {
          const Preset *preset = presets->pdata[j];
          FvSettings settings;

          g_assert_nonnull (preset->help);
          fv_settings_init (&settings, cases[i].task, fv_recipe_get_usual (cases[i].task),
                            FV_START_NOISE);
          g_assert_true (
              fv_settings_parse (&settings, preset->values[cases[i].options], NULL));
        }
    }
}

/* A file for the guide is no more a preset's than the guide is. */
static void
test_guide_file (void)
{
  g_autofree gchar *stripped =
      presets_strip_options ("steps=3 guide-file=/a.png seamless=xy guide=5");
  g_autofree gchar *merged = presets_merge_options ("steps=9", "guide-file=/a.png");

  g_assert_cmpstr (stripped, ==, "steps=3 seamless=xy");
  g_assert_cmpstr (merged, ==, "steps=9 guide-file=/a.png");
}

/* Options */

static void
test_take (void)
{
  g_autofree gchar *rest = NULL, *none_rest = NULL;
  g_autofree gchar *value = options_take (" a=1\tb=2 a=3  ab=4 ", "a", &rest);
  g_autofree gchar *none = options_take ("ab=1 a", "a", &none_rest);

  g_assert_cmpstr (value, ==, "3");
  g_assert_cmpstr (rest, ==, "b=2 ab=4");
  g_assert_null (none);
  g_assert_cmpstr (none_rest, ==, "ab=1 a");
}

static void
test_put (void)
{
  g_autofree gchar *first = options_put ("", "a", "1");
  g_autofree gchar *more = options_put ("b=2", "a", "1");
  g_autofree gchar *other = options_put ("a=1 b=2 a=3", "a", "4");
  g_autofree gchar *less = options_put ("a=1 b=2 a=3", "a", NULL);

  g_assert_cmpstr (first, ==, "a=1");
  g_assert_cmpstr (more, ==, "b=2 a=1");
  g_assert_cmpstr (other, ==, "b=2 a=4");
  g_assert_cmpstr (less, ==, "b=2");
}

/* What a preset leaves as it is */
static void
test_others (void)
{
  g_autofree gchar *stripped =
      presets_strip_options ("objective=block1_conv1:2 steps=3 threads=1 guide=5");
  g_autofree gchar *merged =
      presets_merge_options ("smooth=1 threads=7", "steps=3 guide=5 threads=1");
  const FvRecipe *recipe = fv_recipe_get (0);

  g_assert_cmpstr (stripped, ==, "steps=3");
  g_assert_cmpstr (merged, ==, "smooth=1 guide=5 threads=1");
  g_assert_true (presets_have_same_options ("steps=3 smooth=1 threads=2",
                                            "smooth=1.0 steps=9 steps=3", FV_TASK_ASCENT,
                                            recipe));
  g_assert_true (presets_have_same_options ("scales=9", "", FV_TASK_ASCENT, recipe));
  g_assert_false (presets_have_same_options ("scales=8", "", FV_TASK_ASCENT, recipe));
  g_assert_false (presets_have_same_options ("x", "x", FV_TASK_ASCENT, recipe));
}

/* Who keeps such files elsewhere has links to them. */
static void
test_link (void)
{
  g_autofree gchar *file = new_file ();
  g_autofree gchar *target = g_strconcat (file, ".kept", NULL);
  g_autoptr (GFile) link = g_file_new_for_path (file);
  g_autoptr (GPtrArray) presets = NULL;

  save ("first", DREAM, "deepdream", "", target);
  g_assert_true (g_file_make_symbolic_link (link, target, NULL, NULL));
  save ("second", DREAM, "deepdream", "", file);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_SYMLINK));
  presets = load (DREAM, target);
  g_assert_cmpuint (presets->len, ==, 2);
  remove_folder (file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presets/save", test_save);
  g_test_add_func ("/presets/procedures", test_procedures);
  g_test_add_func ("/presets/names", test_names);
  g_test_add_func ("/presets/refused-names", test_refused_names);
  g_test_add_func ("/presets/damaged", test_damaged);
  g_test_add_func ("/presets/damaged-value", test_damaged_value);
  g_test_add_func ("/presets/unwritable", test_unwritable);
  g_test_add_func ("/presets/link", test_link);
  g_test_add_func ("/presets/built-in", test_built_in);
  g_test_add_func ("/presets/built-in-without-recipes", test_built_in_without_recipes);
  g_test_add_func ("/presets/guide-file", test_guide_file);
  g_test_add_func ("/presets/other-options", test_others);
  g_test_add_func ("/options/take", test_take);
  g_test_add_func ("/options/put", test_put);
  return g_test_run ();
}
