/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the HDF5 library reads a file that is already open, perhaps one that lies within
 * another: it opens nothing by a name. Where a file was cut, zeros stand for what is
 * missing, as the library opens no file that is shorter than it says. */

#include "hdf5-driver.h"

#include <string.h>

#include "system/file.h"

/* Of the file, for the library. It begins with a slash, since the library asks the system
 * for the folder of any other name, which this process may not. */
#define NAME "/weights"

/* What the library hands on to the driver */
typedef struct
{
  gint descriptor;
  FvHdf5File file;
} Source;

/* public: what the library knows of an open file; it must come first */
typedef struct
{
  H5FD_t public;
  Source source;
  haddr_t end;
} Driver;

/* A dataset may say that its values are in another file: there is none. */
static H5FD_t *
open_source (const char *name, unsigned flags, hid_t access, haddr_t most)
{
  const Source *source = H5Pget_driver_info (access);
  Driver *driver;

  (void)most;
  if (source == NULL || strcmp (name, NAME) != 0 || (flags & H5F_ACC_RDWR))
    return NULL;
  driver = g_new0 (Driver, 1);
  driver->source = *source;
  return &driver->public;
}

static herr_t
close_source (H5FD_t *file)
{
  g_free (file);
  return 0;
}

static haddr_t
get_end (const H5FD_t *file, H5FD_mem_t type)
{
  (void)type;
  return ((const Driver *)file)->end;
}

static herr_t
set_end (H5FD_t *file, H5FD_mem_t type, haddr_t end)
{
  (void)type;
  ((Driver *)file)->end = end;
  return 0;
}

static haddr_t
get_size (const H5FD_t *file, H5FD_mem_t type)
{
  const FvHdf5File *info = &((const Driver *)file)->source.file;

  (void)type;
  return MAX (info->size, info->full_size);
}

static herr_t
read_bytes (H5FD_t *file, H5FD_mem_t type, hid_t transfer, haddr_t address,
            size_t n_bytes, void *bytes)
{
  const Source *source = &((Driver *)file)->source;
  gsize n_there =
      (gsize)MIN (n_bytes, source->file.size - MIN (address, source->file.size));

  (void)type;
  (void)transfer;
  if (fv_system_read_at (source->descriptor, bytes, n_there,
                         source->file.begin + address) != (gssize)n_there)
    return -1;
  memset ((guint8 *)bytes + n_there, 0, n_bytes - n_there);
  return 0;
}

/* The library registers no driver that lacks it. */
static herr_t
refuse_to_write (H5FD_t *file, H5FD_mem_t type, hid_t transfer, haddr_t address,
                 size_t n_bytes, const void *bytes)
{
  (void)file;
  (void)type;
  (void)transfer;
  (void)address;
  (void)n_bytes;
  (void)bytes;
  return -1;
}

static const H5FD_class_t driver_class = {
#if H5_VERSION_GE(1, 14, 0)
  .version = H5FD_CLASS_VERSION,
  .value = H5_VFD_RESERVED + 1,
#endif
  .name = "featvis",
  .maxaddr = G_MAXINT64,
  .fc_degree = H5F_CLOSE_STRONG,
  .fapl_size = sizeof (Source),
  .open = open_source,
  .close = close_source,
  .get_eoa = get_end,
  .set_eoa = set_end,
  .get_eof = get_size,
  .read = read_bytes,
  .write = refuse_to_write,
  .fl_map = H5FD_FLMAP_DICHOTOMY,
};

/**
 * fv_hdf5_driver_prepare:
 *
 * Readies the HDF5 library, which then says nothing on its own, loads no plug-ins, and
 * knows no links to other files.
 */
void
fv_hdf5_driver_prepare (void)
{
  H5open ();
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state (0);
  H5Lunregister (H5L_TYPE_EXTERNAL);
}

/**
 * fv_hdf5_driver_open:
 * @descriptor: what is open for reading; it is not closed with the file
 * @file: where the file lies in it
 *
 * Returns: the file, to be closed by H5Fclose(); negative if it is none
 */
hid_t
fv_hdf5_driver_open (gint descriptor, const FvHdf5File *file)
{
  const Source source = { descriptor, *file };
  hid_t driver = H5FDregister (&driver_class);
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);
  hid_t opened = H5Pset_driver (access, driver, &source) >= 0
                     ? H5Fopen (NAME, H5F_ACC_RDONLY, access)
                     : -1;

  H5Pclose (access);
  H5FDunregister (driver);
  return opened;
}
