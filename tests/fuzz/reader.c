/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the readers of weights: the input is a file, which is opened
 * and loaded as far as block1_conv2, and what stands behind the convolutions. Which
 * reader it reaches, the seeds decide. */

#define _POSIX_C_SOURCE 200809L

#include "featvis.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes);

static gchar *path; /* a file with a name: the HDF5 library opens no other */

static void
remove_file (void)
{
  g_unlink (path);
}

static int
get_file (void)
{
  static int file = -1;

  if (file < 0)
    {
      file = g_file_open_tmp ("featvis-fuzz-XXXXXX", &path, NULL);
      atexit (remove_file);
    }
  return file;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  int file = get_file ();
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvClassifier) classifier = NULL;

  if (ftruncate (file, 0) != 0 || pwrite (file, bytes, n_bytes, 0) != (gssize)n_bytes)
    return -1;
  weights = fv_weights_open (path, NULL);
  if (weights != NULL)
    {
      network = fv_weights_load (weights, "block1_conv2", NULL);
      classifier = fv_weights_load_classifier (weights, NULL);
    }
  return 0;
}
