/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much memory this process can have: the least of what the machine has, of what its
 * control groups may take and of its own limits.
 *
 * A control group that takes more than its limit has a process killed, whoever took it.
 * So of a group's limit, what its other processes hold is not for this one; but files
 * that are only cached there are given back when memory is short, and do not count. Of
 * the machine's memory everything counts: what others hold there can be swapped. */

#include "memory-limit.h"

#include <string.h>

#include "system/memory.h"

#define NO_LIMIT FV_SYSTEM_NO_LIMIT

/* Address space that a process takes beside what it asks for: stacks of threads, and what
 * allocators reserve */
#define ADDRESS_RESERVE ((guint64)32 << 20)

/* Numbers in files ------------------------------------------------------------------ */

/* Returns: the number with which a file begins; @fallback if it is not there, or is "max"
 */
static guint64
read_number (const gchar *folder, const gchar *name, guint64 fallback)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_ascii_isdigit (text[0]))
    return fallback;
  return g_ascii_strtoull (text, NULL, 10);
}

/* Returns: the number behind @name in a text of lines "name number", or @fallback */
static guint64
find_number (const gchar *text, const gchar *name, guint64 fallback)
{
  gsize length = strlen (name);

  for (const gchar *line = text; line != NULL; line = strchr (line, '\n'))
    {
      line += *line == '\n';
      if (strncmp (line, name, length) == 0 && line[length] == ' ')
        return g_ascii_strtoull (line + length, NULL, 10);
    }
  return fallback;
}

/* Control groups -------------------------------------------------------------------- */

/* What the two versions of control groups call the same things. In the first, one group
 * knows the limits of all groups above it, even if they cannot be seen from here. */
typedef struct
{
  const gchar *file_system;
  const gchar *usage;
  const gchar *limits[3];
  const gchar *above[2]; /* in memory.stat */
  const gchar *cached[2];
} GroupVersion;

static const GroupVersion versions[] = {
  { "cgroup",
    "memory.usage_in_bytes",
    { "memory.limit_in_bytes", "memory.memsw.limit_in_bytes" },
    { "hierarchical_memory_limit", "hierarchical_memsw_limit" },
    { "total_inactive_file", "total_active_file" } },
  { "cgroup2",
    "memory.current",
    { "memory.max", "memory.high" },
    { NULL },
    { "inactive_file", "active_file" } },
};

static guint64
get_limit_of_group (const GroupVersion *version, const gchar *folder, guint64 own)
{
  g_autofree gchar *path = g_build_filename (folder, "memory.stat", NULL);
  g_autofree gchar *statistics = NULL;
  guint64 others = read_number (folder, version->usage, 0);
  guint64 not_others = own, least = NO_LIMIT;

  (void)g_file_get_contents (path, &statistics, NULL, NULL);
  for (gsize i = 0; version->limits[i] != NULL; i++)
    least = MIN (least, read_number (folder, version->limits[i], NO_LIMIT));
  for (gsize i = 0; i < 2 && version->above[i] != NULL; i++)
    least = MIN (least, find_number (statistics, version->above[i], NO_LIMIT));
  for (gsize i = 0; i < 2; i++)
    not_others += find_number (statistics, version->cached[i], 0);
  others -= MIN (others, not_others);
  return least == NO_LIMIT ? NO_LIMIT : least - MIN (least, others);
}

/* The least limit of a group and all groups above it, as far as @mount_point */
static guint64
get_limit_of_levels (const GroupVersion *version, const gchar *mount_point,
                     const gchar *path, guint64 own)
{
  g_autofree gchar *folder = g_build_filename (mount_point, path, NULL);
  guint64 least = NO_LIMIT;

  for (gsize length = strlen (folder); length >= strlen (mount_point);)
    {
      folder[length] = '\0';
      least = MIN (least, get_limit_of_group (version, folder, own));
      while (length > 0 && folder[--length] != '/')
        continue;
    }
  return least;
}

/* Returns: (nullable): the group of the process in a list of lines "number:controllers:
 *   path": that of the memory's controller; in the second version, of none */
static gchar *
find_group (const GroupVersion *version, gchar **lines)
{
  gboolean is_first = version == &versions[0];

  for (; *lines != NULL; lines++)
    {
      g_auto (GStrv) fields = g_strsplit (*lines, ":", 3);
      g_auto (GStrv) controllers = NULL;

      if (g_strv_length (fields) < 3)
        continue;
      controllers = g_strsplit (fields[1], ",", -1);
      if (is_first ? g_strv_contains ((const gchar *const *)controllers, "memory")
                   : g_str_equal (fields[0], "0") && fields[1][0] == '\0')
        return g_strdup (fields[2]);
    }
  return NULL;
}

/* The path of a group below where a part of the tree is mounted, whose root is the group
 * @mounted; where the group is not in that part, as in some containers, the mounted group
 * is all that can be known. */
static const gchar *
get_path_below (const gchar *group, const gchar *mounted)
{
  gsize length = g_str_equal (mounted, "/") ? 0 : strlen (mounted);

  if (strncmp (group, mounted, length) == 0 &&
      (group[length] == '/' || group[length] == '\0'))
    return strstr (group + length, "..") == NULL ? group + length : "";
  return "";
}

/* The limit by one line of mountinfo: "id parent device root mount-point options … -
 * file-system source options" */
static guint64
get_limit_by_mount (const gchar *line, const gchar *root, gchar **groups, guint64 own)
{
  g_auto (GStrv) fields = g_strsplit (line, " ", -1);
  const gchar *rest = strstr (line, " - ");
  guint64 least = NO_LIMIT;

  if (rest == NULL || g_strv_length (fields) < 6)
    return NO_LIMIT;
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree gchar *begin = g_strdup_printf (" - %s ", versions[i].file_system);
      g_autofree gchar *group = find_group (&versions[i], groups);
      g_autofree gchar *mounted = g_strcompress (fields[3]);
      g_autofree gchar *place = g_strcompress (fields[4]);
      g_autofree gchar *mount_point = g_strconcat (root, place, NULL);

      if (g_str_has_prefix (rest, begin) && group != NULL)
        least = MIN (least, get_limit_of_levels (&versions[i], mount_point,
                                                 get_path_below (group, mounted), own));
    }
  return least;
}

/**
 * fv_memory_limit_get_of_groups:
 * @root: where /proc and /sys are looked for: "" but in tests
 * @own: what the process has in memory already, in bytes
 *
 * Returns: the most bytes that this process can have in its control groups, of both
 *   versions and at all levels; %G_MAXUINT64 if they have no limit
 */
guint64
fv_memory_limit_get_of_groups (const gchar *root, guint64 own)
{
  g_autofree gchar *groups_path = g_strconcat (root, "/proc/self/cgroup", NULL);
  g_autofree gchar *mounts_path = g_strconcat (root, "/proc/self/mountinfo", NULL);
  g_autofree gchar *groups_text = NULL;
  g_autofree gchar *mounts_text = NULL;
  g_auto (GStrv) groups = NULL;
  g_auto (GStrv) mounts = NULL;
  guint64 least = NO_LIMIT;

  if (!g_file_get_contents (groups_path, &groups_text, NULL, NULL) ||
      !g_file_get_contents (mounts_path, &mounts_text, NULL, NULL))
    return NO_LIMIT;
  groups = g_strsplit (groups_text, "\n", -1);
  mounts = g_strsplit (mounts_text, "\n", -1);
  for (gsize i = 0; mounts[i] != NULL; i++)
    if (strstr (mounts[i], " - cgroup") != NULL)
      least = MIN (least, get_limit_by_mount (mounts[i], root, groups, own));
  return least;
}

/* The process ------------------------------------------------------------------------ */

/* In bytes */
typedef struct
{
  guint64 mapped;
  guint64 resident;
  guint64 own;  /* of these, what is in no file */
  guint64 data; /* of the mapped, what can be written and is its own */
} ProcessSize;

static ProcessSize
get_process_size (void)
{
  ProcessSize size = { 0 };
  g_autofree gchar *text = NULL;
  g_auto (GStrv) fields = NULL;
  guint64 pages[6] = { 0 };
  guint64 page_size = fv_system_get_page_size ();

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return size;
  fields = g_strsplit (text, " ", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (pages) && fields[i] != NULL; i++)
    pages[i] = g_ascii_strtoull (fields[i], NULL, 10);
  size.mapped = pages[0] * page_size;
  size.resident = pages[1] * page_size;
  size.own = (pages[1] - MIN (pages[1], pages[2])) * page_size;
  size.data = pages[5] * page_size;
  return size;
}

/* A limit counts what is reserved, used or not: @counted by now, and of it only @used is
 * what work is told to need. */
static guint64
get_limit_of_process (FvSystemLimit limit, guint64 counted, guint64 used)
{
  guint64 most = fv_system_get_limit (limit);
  guint64 unused = counted - MIN (counted, used) + ADDRESS_RESERVE;

  return most == NO_LIMIT ? NO_LIMIT : most - MIN (most, unused);
}

/**
 * fv_memory_limit_get:
 *
 * Returns: the most bytes that this process can have in memory, with what it has already
 */
guint64
fv_memory_limit_get (void)
{
  ProcessSize size = get_process_size ();
  guint64 least = fv_system_get_memory ();

  least = MIN (least, fv_memory_limit_get_of_groups ("", size.own));
  least =
      MIN (least, get_limit_of_process (FV_SYSTEM_ADDRESSES, size.mapped, size.resident));
  return MIN (least, get_limit_of_process (FV_SYSTEM_DATA, size.data, size.own));
}
