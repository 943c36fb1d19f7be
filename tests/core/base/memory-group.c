/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much memory the process can have: trees of files as control groups have them, a
 * real control group where one can be made, and the process's own limits. */

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../helpers.h"
#include "base/memory-limit.h"
#include "base/memory.h"

#define MIB ((guint64)1 << 20)

/* Made trees --------------------------------------------------------------------------
 */

typedef struct
{
  const gchar *path;
  const gchar *content;
} File;

typedef struct
{
  const gchar *name;
  guint64 own;
  guint64 expected;
  File files[8];
} Case;

#define MOUNT_1(root, place)                                                             \
  "31 30 0:28 " root " " place " rw - cgroup cgroup rw,memory\n"
#define MOUNT_2(root, place) "40 30 0:37 " root " " place " rw - cgroup2 cgroup2 rw\n"

static const Case cases[] = {
  { "none", 0, G_MAXUINT64, { { NULL } } },
  { "not limited",
    0,
    G_MAXUINT64,
    { { "proc/self/cgroup", "0::/a\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/", "/sys/fs/cgroup") },
      { "sys/fs/cgroup/a/memory.max", "max\n" } } },
  { "version 1",
    0,
    700,
    { { "proc/self/cgroup", "9:cpu,memory:/a/b\n0::/\n" },
      { "proc/self/mountinfo", MOUNT_1 ("/", "/sys/fs/cgroup/memory") },
      { "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "700\n" },
      { "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n" } } },
  { "version 1, with swap",
    0,
    600,
    { { "proc/self/cgroup", "9:memory:/a\n" },
      { "proc/self/mountinfo", MOUNT_1 ("/", "/m") },
      { "m/a/memory.limit_in_bytes", "700\n" },
      { "m/a/memory.memsw.limit_in_bytes", "600\n" } } },
  { "version 1, above what is seen",
    0,
    300,
    { { "proc/self/cgroup", "9:memory:/\n" },
      { "proc/self/mountinfo", MOUNT_1 ("/", "/m") },
      { "m/memory.limit_in_bytes", "700\n" },
      { "m/memory.stat", "cache 1\nhierarchical_memory_limit 300\n" } } },
  { "version 2, highest level",
    0,
    400,
    { { "proc/self/cgroup", "0::/a/b/c\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/", "/sys/fs/cgroup") },
      { "sys/fs/cgroup/a/b/c/memory.max", "600\n" },
      { "sys/fs/cgroup/a/b/memory.max", "500\n" },
      { "sys/fs/cgroup/a/memory.max", "400\n" } } },
  { "version 2, high",
    0,
    250,
    { { "proc/self/cgroup", "0::/a\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/", "/m") },
      { "m/a/memory.max", "600\n" },
      { "m/a/memory.high", "250\n" } } },
  { "a part is mounted, at a place with a space",
    0,
    800,
    { { "proc/self/cgroup", "0::/docker/x/y\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/docker/x", "/a\\040place") },
      { "a place/y/memory.max", "800\n" },
      { "a place/docker/x/y/memory.max", "1\n" } } },
  { "the group is not in the mounted part",
    0,
    900,
    { { "proc/self/cgroup", "0::/../other\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/", "/m") },
      { "m/memory.max", "900\n" },
      { "other/memory.max", "1\n" } } },
  { "what others hold, but for cached files",
    100,
    1000 - (450 - 100 - 50),
    { { "proc/self/cgroup", "0::/a\n" },
      { "proc/self/mountinfo", MOUNT_2 ("/", "/m") },
      { "m/a/memory.max", "1000\n" },
      { "m/a/memory.current", "450\n" },
      { "m/a/memory.stat", "anon 1\ninactive_file 20\nactive_file 30\n" } } },
  { "both versions",
    0,
    500,
    { { "proc/self/cgroup", "9:memory:/a\n0::/b\n" },
      { "proc/self/mountinfo", MOUNT_1 ("/", "/1") MOUNT_2 ("/", "/2") },
      { "1/a/memory.limit_in_bytes", "500\n" },
      { "2/b/memory.max", "600\n" } } },
  { "damaged",
    0,
    G_MAXUINT64,
    { { "proc/self/cgroup", "0::\n9\n::\n" },
      { "proc/self/mountinfo", " - cgroup2 \n40 30 - cgroup\n\n" } } },
};

static void
write_file (const gchar *root, const File *file)
{
  g_autofree gchar *path = g_build_filename (root, file->path, NULL);
  g_autofree gchar *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, file->content, -1, NULL));
}

static void
test_tree (gconstpointer data)
{
  const Case *item = data;
  g_autofree gchar *root = g_dir_make_tmp ("featvis-XXXXXX", NULL);

  for (gint i = 0; item->files[i].path != NULL; i++)
    write_file (root, &item->files[i]);
  g_assert_cmpuint (fv_memory_limit_get_of_groups (root, item->own), ==, item->expected);
  remove_folder (root);
}

/* Real limits -------------------------------------------------------------------------
 */

/* This process may have @most bytes at most, and little of that is taken. */
static void
check_is_limited (guint64 most)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (fv_memory_limit_get (), <=, most);
  g_assert_cmpuint (fv_memory_limit_get (), >, most / 4);
  g_assert_true (fv_memory_check (most / 4, 0, NULL));
  g_assert_false (fv_memory_check (most + 1, 0, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
}

static void
limit_resource (gint resource, guint64 most)
{
  const struct rlimit limit = { most, most };

  g_assert_cmpint (setrlimit (resource, &limit), ==, 0);
}

static void
test_resource (gconstpointer data)
{
  gint resource = GPOINTER_TO_INT (data);

  if (g_test_subprocess ())
    {
      limit_resource (resource, 500 * MIB);
      check_is_limited (500 * MIB);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Where a group for memory can be made, and how its limit is called */
typedef struct
{
  const gchar *above;
  const gchar *limit;
} Place;

static const Place places[] = {
  { "/sys/fs/cgroup/memory", "memory.limit_in_bytes" },
  { "/sys/fs/cgroup", "memory.max" },
};

static gboolean
write_into (const gchar *folder, const gchar *name, guint64 value)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  FILE *file = g_fopen (path, "r+");
  gboolean success = file != NULL && fprintf (file, "%" G_GUINT64_FORMAT, value) > 0;

  return file != NULL && fclose (file) == 0 && success;
}

/* Returns: (nullable): a new group with that limit */
static gchar *
make_group (guint64 most)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree gchar *folder =
          g_strdup_printf ("%s/featvis-test-%d", places[i].above, getpid ());

      if (g_mkdir (folder, 0700) != 0)
        continue;
      if (write_into (folder, places[i].limit, most))
        return g_steal_pointer (&folder);
      g_rmdir (folder);
    }
  return NULL;
}

static void
test_group (void)
{
  const gchar *given = g_getenv ("FEATVIS_TEST_GROUP");
  g_autofree gchar *group = NULL;

  if (g_test_subprocess ())
    {
      g_assert_true (write_into (given, "cgroup.procs", getpid ()));
      check_is_limited (300 * MIB);
      return;
    }
  group = make_group (300 * MIB);
  if (group == NULL)
    {
      g_test_skip ("no control group for memory can be made here");
      return;
    }
  g_setenv ("FEATVIS_TEST_GROUP", group, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_rmdir (group);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *path = g_strconcat ("/memory-group/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_tree);
    }
  g_test_add_data_func ("/memory-group/address space", GINT_TO_POINTER (RLIMIT_AS),
                        test_resource);
  g_test_add_data_func ("/memory-group/data", GINT_TO_POINTER (RLIMIT_DATA),
                        test_resource);
  g_test_add_func ("/memory-group/real group", test_group);
  return g_test_run ();
}
