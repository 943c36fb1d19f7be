/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * featvis: pictures of what a filter of a convolutional network responds to, made by
 * gradient ascent in input space. The network is a graph of nodes: that of VGG16, VGG19
 * or ResNet50V2, which are known, or what a file of Caffe, Keras or ONNX tells.
 *
 * Data flows one way: a weights file becomes an #FvNetwork, a network and a
 * start become a picture.
 *
 *   FvWeights *weights = fv_weights_find (NULL, &error);
 *   FvNetwork *network = fv_weights_load (weights, "block3_conv1", &error);
 *   FvAscent ascent = { .layer = "block3_conv1", .filter = 0, .seed = 42 };
 *   fv_settings_init (&ascent.settings, FV_TASK_ASCENT, fv_recipe_get (0),
 *                     FV_START_NOISE);
 *   fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error);
 *
 * Strings that an error carries are translated sentences, in UTF-8, that say
 * what to do next. Call bindtextdomain() for the domain "featvis" to get them
 * in the user's language.
 *
 * Errors are for what users choose: names, numbers, sizes, files. What only a program can
 * get wrong is told by g_critical(), and the function then returns %FALSE, %NULL or 0
 * without an error: %NULL where an argument is not (nullable), an image or a map without
 * data, an enumeration's value that there is not, a number of things that there are not.
 */

#ifndef FEATVIS_H
#define FEATVIS_H

#include <gio/gio.h>

G_BEGIN_DECLS

#ifndef FV_API
#define FV_API __attribute__ ((visibility ("default"))) extern
#endif

/* Errors --------------------------------------------------------------------- */

/**
 * FV_ERROR:
 *
 * The domain of the library's errors.
 */
#define FV_ERROR (fv_error_quark ())

/**
 * FvError:
 * @FV_ERROR_SETTING: a setting, or another number or text that was given, is unknown,
 *   malformed or out of its range
 * @FV_ERROR_LAYER: the layer does not exist, or the weights do not hold it
 * @FV_ERROR_FILTER: the layer has no such filter
 * @FV_ERROR_SIZE: an image is too small (or too large) for what is asked of it
 * @FV_ERROR_FILE: a file cannot be read or written
 * @FV_ERROR_WEIGHTS: a weights file is damaged, or of a kind that is not known
 * @FV_ERROR_MEMORY: there is not enough memory
 * @FV_ERROR_STUCK: the filter does not respond to the start, so that its
 *   gradient is zero and no ascent is possible
 * @FV_ERROR_CANCELLED: the caller stopped the work
 * @FV_ERROR_NETWORK: a server cannot be reached, or has not got what is asked for
 *
 * The codes of #FV_ERROR: why something cannot be done.
 */
typedef enum
{
  FV_ERROR_SETTING,
  FV_ERROR_LAYER,
  FV_ERROR_FILTER,
  FV_ERROR_SIZE,
  FV_ERROR_FILE,
  FV_ERROR_WEIGHTS,
  FV_ERROR_MEMORY,
  FV_ERROR_STUCK,
  FV_ERROR_CANCELLED,
  FV_ERROR_NETWORK
} FvError;

FV_API GQuark fv_error_quark (void);

/* Memory --------------------------------------------------------------------- */

FV_API gpointer fv_memory_new (gsize n_values, gsize value_size, GError **error);
FV_API void fv_memory_free (gpointer memory);
FV_API gboolean fv_memory_check (guint64 bytes, gint limit_mib, GError **error);

static inline void
fv_memory_free_at (gpointer variable)
{
  fv_memory_free (*(gpointer *)variable);
}

/**
 * fv_autofree:
 *
 * What g_autofree is to g_free(), for fv_memory_free().
 */
#define fv_autofree _GLIB_CLEANUP (fv_memory_free_at)

/* Files that are written ------------------------------------------------------- */

/**
 * FvOutputFile:
 * @file: its name; "-" for the standard output
 * @bytes: (array length=n_bytes): all that it is to hold
 * @n_bytes: their number
 *
 * A file as it is to be.
 */
typedef struct
{
  const gchar *file;
  gconstpointer bytes;
  gsize n_bytes;
} FvOutputFile;

FV_API gboolean fv_output_check (const gchar *file, GError **error);
FV_API gboolean fv_output_is_standard (const gchar *file);
FV_API gboolean fv_output_is_regular (const gchar *file);
FV_API gboolean fv_output_put (const gchar *file, gconstpointer bytes, gsize n_bytes,
                               GError **error);
FV_API gboolean fv_output_put_all (const FvOutputFile *files, gint n_files,
                                   GError **error);
FV_API void fv_output_remove (const gchar *file);

/* Images --------------------------------------------------------------------- */

/**
 * FvImage:
 * @width: number of columns
 * @height: number of rows
 * @data: height × width × 3 values, row by row, the three channels of a position
 *   side by side
 *
 * Three float channels per position. Which channels, and in what range, depends
 * on the use: a “picture” is R, G, B in 0…255; an “input tensor” is what the
 * network sees: B, G, R in 0…255 minus the network's mean.
 */
typedef struct
{
  gint width;
  gint height;
  gfloat *data;
} FvImage;

FV_API gboolean fv_size_check (gint64 width, gint64 height, GError **error);
FV_API FvImage *fv_image_new (gint width, gint height, GError **error);
FV_API FvImage *fv_image_copy (const FvImage *image, GError **error);
FV_API void fv_image_free (FvImage *image);
FV_API gsize fv_image_get_n_values (const FvImage *image);
FV_API FvImage *fv_image_new_from_bytes (const guint8 *bytes, gint width, gint height,
                                         GError **error);
FV_API guint8 *fv_image_to_bytes (const FvImage *image, GError **error);
FV_API FvImage *fv_image_new_noise (gint width, gint height, guint64 seed, gdouble low,
                                    gdouble range, GError **error);
FV_API FvImage *fv_image_resize (const FvImage *image, gint width, gint height,
                                 GError **error);
FV_API gboolean fv_image_fill_hidden (FvImage *image, const gfloat *alpha);
FV_API FvImage *fv_image_zoom (const FvImage *image, gdouble zoom, gdouble degrees,
                               GError **error);

FV_API FvImage *fv_npy_read (const gchar *file, GError **error);
FV_API gboolean fv_npy_write (const gchar *file, const FvImage *image, GError **error);

FV_API guint8 *fv_bytes_new (gint width, gint height, GError **error);
FV_API gboolean fv_lettering_draw (const gchar *text, guint8 *bytes, gsize row_size,
                                   gint width, gint height, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvImage, fv_image_free)

/* Networks and their weights ------------------------------------------------- */

/**
 * FvNetwork:
 *
 * A network with its weights, from the input to some layer. It does not change
 * once it is loaded, so that several threads may use one.
 */
typedef struct _FvNetwork FvNetwork;

/**
 * FvLayer:
 * @name: the name that its file gives it; Keras' for a VGG's, such as "block3_conv1"
 * @n_filters: how many filters, or channels, it has; they are numbered from 0
 * @stride: columns (and rows) of the input from one position of its map to the next
 * @receptive_field: columns (and rows) of the input that one position of its map sees; 0
 *   for all of them
 * @smallest_width: columns that an input needs for its map to have a position
 * @smallest_height: rows that it needs
 * @kind: what it does: "convolution", "max pooling", "dense"; to be
 *   translated in the domain "featvis"
 * @is_rectified: whether it ends with a ReLU
 *
 * A layer of a network: its name, and the geometry of its map.
 */
typedef struct
{
  const gchar *name;
  gint n_filters;
  gint stride;
  gint receptive_field;
  gint smallest_width;
  gint smallest_height;
  const gchar *kind;
  gboolean is_rectified;
} FvLayer;

FV_API FvLayer *fv_layers_list (const gchar *network, gint *n_layers);
FV_API const FvLayer *fv_layer_find (const FvLayer *layers, gint n_layers,
                                     const gchar *name);
FV_API const FvLayer *fv_layers_find_classes (const FvLayer *layers, gint n_layers);
FV_API const gchar *fv_layer_get_class_name (const FvLayer *layer, gint class_index);
FV_API void fv_network_free (FvNetwork *network);
FV_API const gchar *fv_network_get_name (const FvNetwork *network);
FV_API const gchar *fv_network_get_origin (const FvNetwork *network);
FV_API const FvLayer *fv_network_get_layers (const FvNetwork *network, gint *n_layers);
FV_API void fv_network_get_mean (const FvNetwork *network, gfloat mean[3]);
FV_API gchar *fv_network_get_checksum (const FvNetwork *network, const gchar *layer,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvNetwork, fv_network_free)

/**
 * FvConvention:
 * @FV_CONVENTION_UNKNOWN: not given, or not known yet
 * @FV_CONVENTION_KERAS: B, G, R in 0…255 minus the ImageNet mean: Keras, Caffe,
 *   jcjohnson
 * @FV_CONVENTION_TORCHVISION: R, G, B in 0…1 minus the mean, over the standard
 *   deviation: torchvision, timm
 * @FV_CONVENTION_FROSSARD: R, G, B in 0…255 minus the ImageNet mean: frossard,
 *   TensorFlow-Slim
 * @FV_CONVENTION_AMDEGROOT: R, G, B in 0…255 minus a rounded mean: amdegroot
 * @FV_CONVENTION_TF: R, G, B in -1…1: Keras' ResNet50V2, MobileNet, Inception, Xception
 * @FV_CONVENTION_UNIT: R, G, B in 0…1: many models of one's own
 * @FV_CONVENTION_RAW: R, G, B in 0…255: networks that scale their input themselves
 *
 * The input that stored weights were trained on. An #FvNetwork always takes B, G, R
 * in 0…255 minus its mean: order and scale are folded into its beginning. A network of
 * gray pictures sees their luma.
 */
typedef enum
{
  FV_CONVENTION_UNKNOWN,
  FV_CONVENTION_KERAS,
  FV_CONVENTION_TORCHVISION,
  FV_CONVENTION_FROSSARD,
  FV_CONVENTION_AMDEGROOT,
  FV_CONVENTION_TF,
  FV_CONVENTION_UNIT,
  FV_CONVENTION_RAW
} FvConvention;

FV_API const gchar *fv_convention_get_name (FvConvention convention);
FV_API const gchar *fv_convention_get_blurb (FvConvention convention);
FV_API FvConvention fv_convention_find (const gchar *name, GError **error);

/**
 * FvWeights:
 *
 * Weights that were found but not loaded: which network they are of, which
 * layers they hold, and where they come from.
 */
typedef struct _FvWeights FvWeights;

/**
 * FV_SAMPLE:
 *
 * In place of a weights file's path: the network that is built in.
 */
#define FV_SAMPLE "sample"

/**
 * FvWeightsPlace:
 * @description: where was looked, for people: "user's data folder"
 * @path: the file or folder
 * @file: (nullable): the weights file found there
 * @network: (nullable): of which network it is; see fv_weights_get_title()
 * @problem: (nullable): why what was found there cannot be used
 *
 * A place where weights were looked for.
 */
typedef struct
{
  gchar *description;
  gchar *path;
  gchar *file;
  gchar *network;
  gchar *problem;
} FvWeightsPlace;

FV_API gchar *fv_path_expand (const gchar *path);
FV_API gchar *fv_text_escape (const gchar *text);
FV_API FvWeights *fv_weights_find (const gchar *file, GError **error);
FV_API FvWeights *fv_weights_open (const gchar *file, GError **error);
FV_API void fv_weights_free (FvWeights *weights);
FV_API const gchar *fv_weights_get_file (const FvWeights *weights);
FV_API const gchar *fv_weights_get_format (const FvWeights *weights);
FV_API const gchar *fv_weights_get_network (const FvWeights *weights);
FV_API const FvLayer *fv_weights_get_layers (const FvWeights *weights, gint *n_layers);
FV_API const FvLayer *fv_weights_get_last_layer (const FvWeights *weights);
FV_API gchar **fv_weights_list_maps (const FvWeights *weights);
FV_API gboolean fv_weights_check_maps (const FvWeights *weights,
                                       const gchar *const *layers, GError **error);
FV_API const gchar *fv_weights_get_title (const FvWeights *weights);
FV_API gchar *fv_weights_describe (const FvWeights *weights);
FV_API FvNetwork *fv_weights_load (const FvWeights *weights, const gchar *layer,
                                   GError **error);
FV_API FvNetwork *fv_weights_load_layers (const FvWeights *weights,
                                          const gchar *const *layers, GError **error);
FV_API void fv_weights_set_convention (FvWeights *weights, FvConvention convention);
FV_API FvConvention fv_weights_get_convention (const FvWeights *weights, GError **error);
FV_API GPtrArray *fv_weights_list_places (const gchar *file);

/**
 * FvPrecision:
 * @FV_PRECISION_SINGLE: 32 bits
 * @FV_PRECISION_HALF: 16 bits
 *
 * How exactly the numbers of a file are stored.
 */
typedef enum
{
  FV_PRECISION_SINGLE,
  FV_PRECISION_HALF
} FvPrecision;

FV_API gboolean fv_weights_convert (const FvWeights *weights, const gchar *file,
                                    FvPrecision precision, gboolean with_classifier,
                                    GError **error);

/**
 * FvWeightsDetails:
 * @type: how the file calls the type of its numbers: "F32"
 * @convention: the input that the weights were trained on
 * @reason: how that is known, in the user's language
 * @mean: what is subtracted from B, G, R in 0…255
 * @training: (nullable): whose training it was: "Oxford" or "torchvision"
 * @release: (nullable): the published file that it is
 * @sha256: the file's checksum in hexadecimal digits
 * @unknown: (nullable): which operation of the network is not known, or which weights are
 *   not there, in a sentence: what depends on that cannot be used
 *
 * What only a closer look at a weights file tells.
 */
typedef struct
{
  gchar *type;
  FvConvention convention;
  const gchar *reason;
  gfloat mean[3];
  const gchar *training;
  const gchar *release;
  gchar *sha256;
  gchar *unknown;
} FvWeightsDetails;

FV_API gboolean fv_weights_examine (const FvWeights *weights, FvWeightsDetails *details,
                                    GError **error);
FV_API void fv_weights_details_clear (FvWeightsDetails *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWeights, fv_weights_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvWeightsDetails, fv_weights_details_clear)

/* Fetching weights ------------------------------------------------------------- */

/**
 * FvSource:
 * @name: what it is called in commands: "keras"
 * @network: the network that its weights are of, as commands call it: "vgg16"
 * @title: the same, as people call it: "VGG16"
 * @label: what it is called in a dialog, to be translated; see fv_source_get_label()
 * @licence: the licence of the weights
 * @url: the address, beginning with https:// or http://
 * @file: name that the file gets in the user's data folder, without a folder
 * @size: its size in bytes, 0 when it is not known
 * @is_beginning: whether only the first @size bytes of what is at @url are wanted
 * @checksum: the file's MD5, SHA-1 or SHA-256 in hexadecimal digits
 *
 * A weights file on a server.
 */
typedef struct
{
  const gchar *name;
  const gchar *network;
  const gchar *title;
  const gchar *label;
  const gchar *licence;
  const gchar *url;
  const gchar *file;
  guint64 size;
  gboolean is_beginning;
  const gchar *checksum;
} FvSource;

FV_API const FvSource *fv_source_get (gint index);
FV_API const FvSource *fv_source_find (const gchar *name, GError **error);
FV_API const FvSource *fv_source_find_network (const gchar *network);
FV_API const gchar *fv_source_get_label (const FvSource *source);

/**
 * FvFetchFunc:
 * @n_bytes: how much is there, with what an earlier fetch left
 * @n_total: the size of the complete file, 0 while it is not known
 * @user_data: what #FvFetch says
 *
 * Told several times a second how far a fetch is, in the thread that fetches.
 */
typedef void (*FvFetchFunc) (guint64 n_bytes, guint64 n_total, gpointer user_data);

/**
 * FvFetch:
 * @source: (nullable): what to fetch; %NULL for the first of VGG16's that can be had
 * @timeout: after how many seconds with less than 4 kB each a connection is given up, 0
 *   for 30
 * @progress: (nullable): told how far it is
 * @user_data: handed to @progress
 *
 * What is to be fetched, and how.
 */
typedef struct
{
  const FvSource *source;
  gint timeout;
  FvFetchFunc progress;
  gpointer user_data;
} FvFetch;

FV_API gchar *fv_weights_get_folder (void);
FV_API gchar *fv_weights_find_fetched (const FvSource *source, GCancellable *cancellable);
FV_API gchar *fv_weights_fetch (const FvFetch *fetch, GCancellable *cancellable,
                                GError **error);

/* Objectives and their gradients ----------------------------------------------- */

/**
 * FvRelu:
 * @FV_RELU_AFTER: the filter's activation is measured after its ReLU, as all
 *   recipes do
 * @FV_RELU_BEFORE: it is measured before the target's ReLU, and where a ReLU on
 *   the way back would make the whole gradient zero, the redirected rule lets it
 *   pass; this wakes filters that are stuck at 0
 *
 * Where the activation of a filter is measured.
 */
typedef enum
{
  FV_RELU_AFTER,
  FV_RELU_BEFORE
} FvRelu;

/**
 * FvGuide:
 *
 * What a layer sees in a guide picture: its features there, which of them are excited
 * together, or how they are spread.
 */
typedef struct _FvGuide FvGuide;

FV_API FvGuide *fv_guide_new (const FvNetwork *network, const gchar *layer,
                              const FvImage *picture, gint threads, gint memory,
                              GError **error);
FV_API FvGuide *fv_guide_new_style (const FvNetwork *network, const gchar *layer,
                                    const FvImage *picture, gint threads, gint memory,
                                    GError **error);
FV_API FvGuide *fv_guide_new_statistics (const FvNetwork *network, const gchar *layer,
                                         const FvImage *picture, gint threads,
                                         gint memory, GError **error);
FV_API FvGuide *fv_guide_new_content (const FvNetwork *network, const gchar *layer,
                                      const FvImage *picture, gint threads, gint memory,
                                      GError **error);
FV_API void fv_guide_free (FvGuide *guide);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvGuide, fv_guide_free)

/**
 * FvPooling:
 * @FV_POOLING_MAX: the largest value of each window, as the networks were trained
 * @FV_POOLING_AVERAGE: the mean, which makes smoother pictures
 *
 * How a network's poolings are computed.
 */
typedef enum
{
  FV_POOLING_MAX,
  FV_POOLING_AVERAGE
} FvPooling;

/**
 * FvTermKind:
 * @FV_TERM_FILTER: the mean of one filter's activation over the positions of its map
 * @FV_TERM_LAYER: the mean of the squares of all activations of a layer, as in Google's
 *   DeepDream
 * @FV_TERM_GUIDE: the mean over the positions, and channels, of the scalar product of a
 *   layer's activations with those of the guide's position that they match best, as in
 *   Google's guided DeepDream
 * @FV_TERM_STYLE: minus the squared distance of the Gram matrices of a layer's features,
 *   means over the positions, in the picture and in the guide, over the square of the
 *   guide's (after L. A. Gatys et al.: "Texture Synthesis Using Convolutional Neural
 *   Networks", 2015)
 * @FV_TERM_CONTENT: minus the squared distance of a layer's features to those that it has
 *   in a photo of the same size, over the sum of the squares of these (after L. A. Gatys
 *   et al.: "Image Style Transfer Using Convolutional Neural Networks", 2016)
 * @FV_TERM_DIRECTION: all terms of this kind at a layer make one direction, of which each
 *   is a component, its weight along its filter; measured is the mean over the positions
 *   of the scalar product of the activations with the direction, times the square of the
 *   cosine between both, which is at least 0.1: as direction() of the Lucid library with
 *   a cossim_pow of 2
 * @FV_TERM_STATISTICS: minus the mean squared distance of how a layer's features are
 *   spread over the positions, in the picture and in the guide, along as many fixed
 *   random directions as there are channels, the n-th along each to the n-th of the
 *   guide, over the mean square of the guide's (after E. Heitz et al.: "A Sliced
 *   Wasserstein Loss for Neural Texture Synthesis", 2021)
 * @FV_TERM_DIVERSITY: minus the cosine similarity of the Gram matrices of a layer's
 *   features in the picture and in another one, as that of the Lucid library; while no
 *   filter of the layer responds that another term is about, it is left out (after
 *   C. Olah, A. Mordvintsev and L. Schubert: "Feature Visualization", 2017)
 *
 * What a term of an objective measures.
 */
typedef enum
{
  FV_TERM_FILTER,
  FV_TERM_LAYER,
  FV_TERM_GUIDE,
  FV_TERM_STYLE,
  FV_TERM_CONTENT,
  FV_TERM_DIRECTION,
  FV_TERM_STATISTICS,
  FV_TERM_DIVERSITY
} FvTermKind;

/**
 * FvTerm:
 * @kind: what is measured
 * @layer: at which layer
 * @filter: which of its filters, from 0, if it is about one
 * @weight: what it is multiplied by; negative to minimise it
 * @guide: (nullable): the guide's features at @layer, if it is about them
 *
 * One summand of an objective.
 */
typedef struct
{
  FvTermKind kind;
  const gchar *layer;
  gint filter;
  gdouble weight;
  const FvGuide *guide;
} FvTerm;

/**
 * FvTerms:
 *
 * An objective's terms, from a text.
 */
typedef struct _FvTerms FvTerms;

FV_API FvTerms *fv_terms_parse (const gchar *text, const FvLayer *layers, gint n_layers,
                                GError **error);
FV_API void fv_terms_free (FvTerms *terms);
FV_API const gchar *fv_terms_get_deepest_layer (const FvTerms *terms);
FV_API gchar **fv_terms_list_layers (const FvTerms *terms);
FV_API gboolean fv_terms_need_photo (const FvTerms *terms);
FV_API FvNetwork *fv_weights_load_terms (const FvWeights *weights, const FvTerms *terms,
                                         GError **error);
FV_API gboolean fv_terms_resolve (FvTerms *terms, const FvNetwork *network,
                                  const FvImage *photo, const FvImage *guide,
                                  gint threads, gint memory, GError **error);
FV_API const FvTerm *fv_terms_get (const FvTerms *terms, gint *n_terms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvTerms, fv_terms_free)

/**
 * FvRegion:
 * @x: first column
 * @y: first row
 * @width: number of columns
 * @height: number of rows
 *
 * Part of an input, in pixels.
 */
typedef struct
{
  gint x;
  gint y;
  gint width;
  gint height;
} FvRegion;

/**
 * FvObjective:
 * @layer: the target layer
 * @filter: which of its filters, from 0
 * @border: how many positions at each edge of its map are left out of the mean
 * @relu: after or before the target's ReLU
 * @terms: (nullable) (array length=n_terms): what is summed up; %NULL for the mean of
 *   @filter of @layer alone
 * @n_terms: how many terms there are
 * @pooling: how the network pools on the way to the target
 * @region: the part of the input whose positions count, its left and upper edge at
 *   multiples of the layers' strides; all zero for the whole input
 *
 * What is maximised.
 */
typedef struct
{
  const gchar *layer;
  gint filter;
  gint border;
  FvRelu relu;
  const FvTerm *terms;
  gint n_terms;
  FvPooling pooling;
  FvRegion region;
} FvObjective;

/**
 * FvEstimate:
 * @work: multiplications, each with its addition, of all forward and backward passes, as
 *   if all convolutions were direct
 * @memory: most bytes that the process takes, with the network
 *
 * What a gradient, an ascent, a heat map or activations will take: the time is about
 * @work over what the machine does of it in a second, which a small picture tells.
 */
typedef struct
{
  gdouble work;
  guint64 memory;
} FvEstimate;

/**
 * FvGradient:
 *
 * Loss and gradient of one objective, prepared for inputs of one size, to be computed
 * again and again. One thread at a time may use it; several threads may use one each, of
 * one network.
 */
typedef struct _FvGradient FvGradient;

/**
 * FvLayerTime:
 * @layer: a convolution's name
 * @is_backward: whether it is about the way back
 * @all: how long all threads together worked on it, in microseconds
 * @input: how long of that they transformed its input
 * @output: how long of that they transformed its output, with bias, ReLU and pooling
 *
 * What one layer took in one direction.
 */
typedef struct
{
  const gchar *layer;
  gboolean is_backward;
  gint64 all;
  gint64 input;
  gint64 output;
} FvLayerTime;

FV_API FvGradient *fv_gradient_new (const FvNetwork *network,
                                    const FvObjective *objective, gint width, gint height,
                                    gint threads, gint memory, GError **error);
FV_API void fv_gradient_free (FvGradient *prepared);
FV_API gboolean fv_gradient_run (FvGradient *prepared, const FvImage *input,
                                 GCancellable *cancellable, FvImage *gradient,
                                 gdouble *loss, GError **error);
FV_API void fv_gradient_get_estimate (const FvGradient *prepared, FvEstimate *estimate);
FV_API gboolean fv_gradient_keeps_kernels (const FvGradient *prepared);
FV_API FvLayerTime *fv_gradient_list_times (const FvGradient *prepared, gint *n_times);
FV_API const gchar *fv_instruction_set_get_name (void);
FV_API gboolean fv_gradient (const FvNetwork *network, const FvObjective *objective,
                             const FvImage *input, gint threads,
                             GCancellable *cancellable, FvImage *gradient, gdouble *loss,
                             GError **error);
FV_API gboolean fv_objective_check (const FvLayer *layers, gint n_layers,
                                    const FvObjective *objective, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvGradient, fv_gradient_free)

/* Settings and recipes --------------------------------------------------------- */

/**
 * FvStart:
 * @FV_START_NOISE: gray noise
 * @FV_START_IMAGE: a picture: R, G, B in 0…255
 * @FV_START_TENSOR: an input tensor for the first scale, exactly what the network
 *   sees
 *
 * What an ascent begins at.
 */
typedef enum
{
  FV_START_NOISE,
  FV_START_IMAGE,
  FV_START_TENSOR
} FvStart;

/**
 * FvColors:
 * @FV_COLORS_TRUE: a picture's channels reach the network in its own order, and
 *   come back from it in the picture's
 * @FV_COLORS_FAITHFUL: as the published scripts do: the raw tensor is fed to the
 *   network, and shown as R, G, B, unless the script has the true order itself; and what
 *   else the script of the recipe does when it runs: see @has_true_colors,
 *   @decodes_in_place and @faithful_stuck of #FvRecipe; a filter that does not respond is
 *   not woken then: see fv_ascend()
 *
 * In which order the channels of a picture reach a network.
 */
typedef enum
{
  FV_COLORS_TRUE,
  FV_COLORS_FAITHFUL
} FvColors;

/**
 * FvTask:
 * @FV_TASK_ASCENT: the picture of one filter
 * @FV_TASK_SHEET: those of many filters in one picture
 * @FV_TASK_ACTIVATIONS: what a photo excites in the network, channel by channel
 * @FV_TASK_HEATMAP: where in a photo a filter or a class sees itself
 * @FV_TASK_DREAM: a photo changed towards an objective
 * @FV_TASK_TEXTURE: more of what an example shows
 * @FV_TASK_STYLE: a photo in the manner of a painting
 *
 * What settings are for: each task has some of them.
 */
typedef enum
{
  FV_TASK_ASCENT,
  FV_TASK_SHEET,
  FV_TASK_ACTIVATIONS,
  FV_TASK_HEATMAP,
  FV_TASK_DREAM,
  FV_TASK_TEXTURE,
  FV_TASK_STYLE
} FvTask;

/**
 * FvSheetOrder:
 * @FV_SHEET_BEST: by loss, the highest first; stuck filters are left out
 * @FV_SHEET_INDEX: by number; stuck filters leave their cells black; but see #FvStuck
 *
 * The order of the cells of a sheet.
 */
typedef enum
{
  FV_SHEET_BEST,
  FV_SHEET_INDEX
} FvSheetOrder;

/**
 * FvSheetFill:
 * @FV_SHEET_ROWS: cells follow each other from left to right
 * @FV_SHEET_COLUMNS: cells follow each other from top to bottom
 *
 * In which direction the cells of a sheet follow each other.
 */
typedef enum
{
  FV_SHEET_ROWS,
  FV_SHEET_COLUMNS
} FvSheetFill;

/**
 * FvColormap:
 * @FV_COLORMAP_VIRIDIS: that of matplotlib: dark blue, green, yellow
 * @FV_COLORMAP_GRAY: black to white
 *
 * The colours of maps and heat maps.
 */
typedef enum
{
  FV_COLORMAP_VIRIDIS,
  FV_COLORMAP_GRAY
} FvColormap;

/**
 * FvPadding:
 * @FV_PADDING_ZERO: a constant, which is 0 unless another is given
 * @FV_PADDING_REFLECT: the image reflected, its edge not repeated: "reflect" of NumPy
 * @FV_PADDING_CIRCULAR: the other side of the image: "wrap" of NumPy
 *
 * What lies beyond the edges of an image, along one axis.
 */
typedef enum
{
  FV_PADDING_ZERO,
  FV_PADDING_REFLECT,
  FV_PADDING_CIRCULAR
} FvPadding;

/**
 * FvSeamless:
 * @FV_SEAMLESS_NO: the picture ends at its edges
 * @FV_SEAMLESS_X: it continues from its right edge to its left one
 * @FV_SEAMLESS_Y: it continues from its lower edge to its upper one
 * @FV_SEAMLESS_XY: both
 *
 * Along which axes a picture can be put beside itself without a seam.
 */
typedef enum
{
  FV_SEAMLESS_NO,
  FV_SEAMLESS_X,
  FV_SEAMLESS_Y,
  FV_SEAMLESS_XY
} FvSeamless;

/**
 * FvAlpha:
 * @FV_ALPHA_NO: it is opaque, or has its start picture's transparency
 * @FV_ALPHA_IMPORTANCE: the less a pixel mattered, the more transparent it is: the sum of
 *   the absolute values of its gradients over all steps, of which the largest fifth is
 *   opaque (T. Fel et al., 2023)
 *
 * The transparency of a picture.
 */
typedef enum
{
  FV_ALPHA_NO,
  FV_ALPHA_IMPORTANCE
} FvAlpha;

/**
 * FvNorm:
 * @FV_NORM_RMS: root mean square
 * @FV_NORM_MEAN: mean of the absolute values
 * @FV_NORM_L2: square root of the sum of squares
 *
 * What a gradient is divided by.
 */
typedef enum
{
  FV_NORM_RMS,
  FV_NORM_MEAN,
  FV_NORM_L2
} FvNorm;

/**
 * FvStuck:
 * @FV_STUCK_LOSS_OR_GRADIENT: a filter whose activation after ReLU is 1e-7 or less, or
 *   whose gradient is zero
 * @FV_STUCK_LOSS: a filter whose activation after ReLU is 1e-7 or less; one that is
 *   measured before it, or has none, whose gradient is zero
 * @FV_STUCK_NEVER: none: where there is no gradient, the picture stays as it is, and the
 *   ascent goes on
 *
 * Which filters are taken for stuck at a step, so that the ascent fails.
 */
typedef enum
{
  FV_STUCK_LOSS_OR_GRADIENT,
  FV_STUCK_LOSS,
  FV_STUCK_NEVER
} FvStuck;

/**
 * FvRecipe:
 * @name: what it is called in commands: "keras"
 * @label: what it is called in a dialog, to be translated; see fv_recipe_get_label()
 * @size: width and height of the picture when none are given
 * @noise_low: lowest value of the noise start
 * @noise_range: width of the noise's uniform distribution
 * @steps: steps of ascent at each scale
 * @step_size: what the normalised gradient is multiplied by
 * @picture_step_size: the same for an ascent from a picture; 0 if it is no other
 * @scales: number of scales
 * @scale_factor: ratio of one scale's size to the one before
 * @upscale_last: whether the last scale too is one factor below the picture's
 *   size, and is resized to it without further ascent
 * @has_true_colors: whether its script feeds and shows the channels in their true order,
 *   so that %FV_COLORS_FAITHFUL is that order, too
 * @decodes_in_place: whether its script decodes the picture in place between two scales,
 *   so that each but the first begins at 0…1; done with %FV_COLORS_FAITHFUL
 * @faithful_stuck: which filters its script gives up; heeded with %FV_COLORS_FAITHFUL,
 *   where one filter is the objective
 * @gradient_epsilon: added to the gradient's norm before dividing by it
 * @least_gradient: a gradient of a smaller norm is divided by this instead
 * @border: see #FvObjective
 * @crop: pixels that are cut off at each edge of the decoded picture
 * @contrast: standard deviation of the decoded picture, where 1 is the whole range
 * @contrast_epsilon: added to the standard deviation before dividing by it
 * @norm: what the gradient is divided by
 * @jitter: by how many pixels at most the picture is rolled each way before a step
 * @padding: what the network sees beyond the picture's edges
 * @relu: see #FvObjective
 * @seamless: along which axes a picture from noise continues at its other edge
 * @is_spectral: whether what is ascended is the picture's spectrum, as the Lucid library
 *   has it, instead of its pixels
 * @is_quasi_newton: whether the pixels ascend by L-BFGS, which learns from earlier steps
 *   how long the next one is to be, instead of by steps of one length
 * @steps_factor: ratio of one scale's steps to those of the scale before; 0 for as many
 * @least_side: no scale's shorter side is smaller than this, unless the picture's is; 0
 *   for any size
 * @match_colors: see #FvSettings
 * @keeps_magnitudes: whether only the spectrum's phases ascend, on parts of the picture,
 *   and its magnitudes stay those of photos, or of the start picture
 * @sheet_size: width and height of a sheet's cell, before anything is cut off, when none
 *   are given
 * @sheet_filters: how many filters a sheet shows when none are given, 0 for all
 * @sheet_order: order of a sheet's cells
 * @sheet_columns: cells side by side, 0 for as many as make it square
 * @sheet_fill: how a sheet is filled
 *
 * The values of a published script.
 */
typedef struct
{
  const gchar *name;
  const gchar *label;
  gint size;
  gdouble noise_low;
  gdouble noise_range;
  gint steps;
  gdouble step_size;
  gdouble picture_step_size;
  gint scales;
  gdouble scale_factor;
  gboolean upscale_last;
  gboolean has_true_colors;
  gboolean decodes_in_place;
  FvStuck faithful_stuck;
  gdouble gradient_epsilon;
  gdouble least_gradient;
  gint border;
  gint crop;
  gdouble contrast;
  gdouble contrast_epsilon;
  FvNorm norm;
  gint jitter;
  FvPadding padding;
  FvRelu relu;
  FvSeamless seamless;
  gboolean is_spectral;
  gboolean is_quasi_newton;
  gdouble steps_factor;
  gint least_side;
  gint match_colors;
  gboolean keeps_magnitudes;
  gint sheet_size;
  gint sheet_filters;
  FvSheetOrder sheet_order;
  gint sheet_columns;
  FvSheetFill sheet_fill;
} FvRecipe;

FV_API const FvRecipe *fv_recipe_get (gint index);
FV_API const FvRecipe *fv_recipe_get_usual (FvTask task);
FV_API gchar *fv_task_write_objective (FvTask task, const FvLayer *layers, gint n_layers,
                                       GError **error);
FV_API gchar *fv_recipe_list (const gchar *separator);
FV_API const FvRecipe *fv_recipe_find (const gchar *name, GError **error);
FV_API const gchar *fv_recipe_get_label (const FvRecipe *recipe);

/**
 * FvSettings:
 * @task: what they are for
 * @recipe: where the defaults come from
 * @steps: steps at the coarsest scale; see fv_ascent_count_steps()
 * @step_size: see #FvRecipe
 * @scales: see #FvRecipe
 * @scale_factor: see #FvRecipe
 * @contrast: see #FvRecipe; 0 keeps the values as they are, and only clips them
 * @border: see #FvObjective
 * @crop: how many pixels are cut off at each edge of the finished picture; 0 for an
 *   ascent from a picture
 * @colors: order of the channels
 * @relu: see #FvObjective
 * @pooling: see #FvObjective
 * @norm: see #FvRecipe
 * @jitter: see #FvRecipe
 * @padding: see #FvRecipe
 * @seamless: along which axes the picture continues at its other edge
 * @alpha: what the result's transparency is made from
 * @smooth: deviation, in pixels, of the cascade of Gaussian filters by which the gradient
 *   is smoothed; 0 for none
 * @pyramid: whether each band of the gradient's Laplacian pyramid gets the same strength
 * @variation: weight of the picture's total variation, which is kept small
 * @l2: weight of the squared distance to the start picture, or to gray, which is kept
 *   small
 * @strength: how much of the change a start picture keeps, 0…1
 * @keep_colors: whether a start picture keeps its colours, and only its luma changes
 * @style_strength: how much terms about styles count beside terms about contents: from 0,
 *   not at all, to 1, alone
 * @guide_scale: by how much a guide is enlarged before its style is looked at
 * @match_colors: whether the finished picture gets the distribution of the guide's
 *   colours
 * @frames: how many pictures there are in a series, each the dream of the last one
 *   enlarged
 * @zoom: by how much each is enlarged
 * @rotate: by how many degrees each is turned to the left
 * @every: after every so many steps, the picture so far is kept, too; 0 for never
 * @best: how many cells of a sheet are kept, 0 for as many as its shape holds
 * @order: order of a sheet's cells
 * @columns: cells or maps side by side; 0 for as many as make a sheet square
 * @margin: pixels between the cells of a sheet
 * @fill: how a sheet is filled
 * @labels: whether text tells which cell or layer is which
 * @numbers: whether each map has its number below it
 * @map: colours of maps
 * @longest_side: pixels of a photo's longer side that the network sees, 0 for all, or for
 *   as many as suit
 * @width: columns of a photo that the network sees, whatever its proportions; 0 to follow
 *   from @height, or from @longest_side where that is 0, too
 * @height: rows of a photo that the network sees, likewise
 * @opacity: of a heat map over its photo, 0…1
 * @threads: number of threads, 0 for one per processor; no result depends on it
 * @memory: most memory to use, in MiB, 0 for what the machine has
 *
 * All that can be set about a task beside its target, start and size.
 */
typedef struct
{
  FvTask task;
  const FvRecipe *recipe;
  gint steps;
  gdouble step_size;
  gint scales;
  gdouble scale_factor;
  gdouble contrast;
  gint border;
  gint crop;
  FvColors colors;
  FvRelu relu;
  FvPooling pooling;
  FvNorm norm;
  gint jitter;
  FvPadding padding;
  FvSeamless seamless;
  FvAlpha alpha;
  gdouble smooth;
  gint pyramid;
  gdouble variation;
  gdouble l2;
  gdouble strength;
  gint keep_colors;
  gdouble style_strength;
  gdouble guide_scale;
  gint match_colors;
  gint frames;
  gdouble zoom;
  gdouble rotate;
  gint every;
  gint best;
  FvSheetOrder order;
  gint columns;
  gint margin;
  FvSheetFill fill;
  gint labels;
  gint numbers;
  FvColormap map;
  gint longest_side;
  gint width;
  gint height;
  gdouble opacity;
  gint threads;
  gint memory;
} FvSettings;

/**
 * FvSettingInfo:
 * @name: the key in an options string, and the long option of the command
 * @label: what it is called in a dialog, in the user's language, without a colon
 * @blurb: what it sets, in the user's language
 * @values: (nullable): the words it takes, separated by "|"; %NULL for a number
 * @minimum: lowest number
 * @maximum: highest number
 * @digits: digits after the decimal point that make sense; 0 for a whole number
 * @tasks: bit t is set if task t has it
 *
 * What is known about one field of #FvSettings. Command line, options string, dialogs
 * and documentation are all made from these.
 */
typedef struct
{
  const gchar *name;
  const gchar *label;
  const gchar *blurb;
  const gchar *values;
  gdouble minimum;
  gdouble maximum;
  gint digits;
  guint tasks;
} FvSettingInfo;

FV_API gboolean fv_setting_get_info (gint index, FvSettingInfo *info);
FV_API gchar **fv_setting_get_value_labels (gint index);
FV_API void fv_settings_init (FvSettings *settings, FvTask task, const FvRecipe *recipe,
                              FvStart start);
FV_API gboolean fv_settings_set (FvSettings *settings, const gchar *name,
                                 const gchar *value, GError **error);
FV_API gchar *fv_settings_get (const FvSettings *settings, const gchar *name);
FV_API gboolean fv_settings_parse (FvSettings *settings, const gchar *options,
                                   GError **error);
FV_API gchar *fv_settings_to_string (const FvSettings *settings);

/* Ascent ----------------------------------------------------------------------- */

/**
 * FvAscent:
 * @layer: the target layer, or the deepest of them
 * @filter: which of its filters, from 0
 * @terms: (nullable) (array length=n_terms): what is maximised, if it is not that filter
 *   alone
 * @n_terms: how many terms there are
 * @start: what the ascent begins at
 * @image: (nullable): the picture or tensor to start from
 * @width: width of the result before its edges are cut off, 0 for the recipe's (in a
 *   sheet, that of its cells) or the image's
 * @height: height of it, 0 for the recipe's or the image's
 * @guide: (nullable): the picture that terms about styles compare with: R, G, B in 0…255,
 *   of any size. It is made smaller together with the picture from scale to scale; their
 *   own guides are not looked at. Those of terms about contents never are: their photo is
 *   the start picture.
 * @mask: (nullable): height × width values in 0…1: how much of the change a start picture
 *   keeps at each pixel; where it is 0, the picture stays as it was
 * @seed: seed of the noise, and of all other chance
 * @settings: everything else
 * @stop: (nullable): when it is cancelled, the ascent ends, within the time of one layer,
 *   with the picture of the last step that was made
 * @others: (nullable) (array length=n_others): pictures that terms about diversity
 *   compare with: R, G, B in 0…255, of any size; at each scale they are looked at in its
 *   size. Each such term is the mean over these pictures; its own guide is not looked at.
 * @n_others: how many pictures there are
 *
 * One ascent. With %FV_START_IMAGE the result has the image's size.
 */
typedef struct
{
  const gchar *layer;
  gint filter;
  const FvTerm *terms;
  gint n_terms;
  FvStart start;
  const FvImage *image;
  gint width;
  gint height;
  const FvImage *guide;
  const gfloat *mask;
  guint64 seed;
  FvSettings settings;
  GCancellable *stop;
  const FvImage *const *others;
  gint n_others;
} FvAscent;

/**
 * FvProgressFunc:
 * @fraction: how much of the work is done, 0…1
 * @user_data: what was given to the function that works
 *
 * Called every few rows of each layer, in the thread that called that function.
 */
typedef void (*FvProgressFunc) (gdouble fraction, gpointer user_data);

/**
 * FvWaking:
 * @n_steps: how many steps were made beside those that are told of, to wake a filter that
 *   did not respond; see fv_ascend()
 * @seed: what the ascent began with: its own seed, or another whose noise woke the filter
 *
 * How an ascent that would have been stuck went on.
 */
typedef struct
{
  gint n_steps;
  guint64 seed;
} FvWaking;

/**
 * FvAscentPlan:
 *
 * What the library makes a picture by. Nothing of it is public.
 */
typedef struct _FvAscentPlan FvAscentPlan;

/**
 * FvStep:
 * @scale: the scale's number, from 1
 * @n_scales: how many there are
 * @step: the step's number within the scale, from 1
 * @n_steps: how many there are at this scale
 * @width: width at this scale
 * @height: height at this scale
 * @fraction: how much of the whole work is done, 0…1
 * @loss: the objective's value before this step moved the picture
 * @seconds: how long this step took
 * @waking: how a filter was woken so far
 * @tensor: the picture so far, as the network sees it; see fv_step_decode()
 * @ascent: the ascent
 * @plan: what the library makes the picture by
 *
 * A step of an ascent that was just made.
 */
typedef struct
{
  gint scale;
  gint n_scales;
  gint step;
  gint n_steps;
  gint width;
  gint height;
  gdouble fraction;
  gdouble loss;
  gdouble seconds;
  FvWaking waking;
  const FvImage *tensor;
  const FvAscent *ascent;
  const FvAscentPlan *plan;
} FvStep;

/**
 * FvStepFunc:
 * @step: the step that was just made
 * @user_data: what was given to fv_ascend()
 *
 * Called after each step, in the thread that called fv_ascend().
 *
 * Returns: %FALSE to cancel the ascent
 */
typedef gboolean (*FvStepFunc) (const FvStep *step, gpointer user_data);

/**
 * FvResult:
 * @picture: R, G, B in 0…255, not rounded: for images of high precision
 * @bytes: height × width × 3, R, G, B, rounded as the recipe does
 * @importance: (nullable): height × width values in 0…1: how much each pixel mattered,
 *   where the settings ask for it; see #FvAlpha
 * @loss: the objective's value at the last step
 * @n_steps: how many steps were made, at all scales
 * @waking: how a filter was woken that did not respond
 * @is_stopped: whether that is fewer than were asked for; see @stop of #FvAscent
 *
 * What an ascent made, to be cleared with fv_result_clear().
 */
typedef struct
{
  FvImage *picture;
  guint8 *bytes;
  gfloat *importance;
  gdouble loss;
  gint n_steps;
  FvWaking waking;
  gboolean is_stopped;
} FvResult;

FV_API gboolean fv_ascend (const FvNetwork *network, const FvAscent *ascent,
                           FvStepFunc step_func, gpointer user_data,
                           GCancellable *cancellable, FvResult *result, GError **error);
FV_API gboolean fv_ascent_check (const FvLayer *layers, gint n_layers,
                                 const FvAscent *ascent, GError **error);
FV_API gboolean fv_ascent_estimate (const FvNetwork *network, const FvAscent *ascent,
                                    FvEstimate *estimate, GError **error);
FV_API gdouble *fv_ascent_list_work (const FvNetwork *network, const FvAscent *ascent,
                                     gint *n_scales, GError **error);
FV_API gint fv_ascent_count_steps (const FvAscent *ascent, gint scale);
FV_API void fv_ascent_get_size (const FvAscent *ascent, gint *width, gint *height);
FV_API gboolean fv_ascent_get_smallest_size (const FvLayer *layers, gint n_layers,
                                             const FvAscent *ascent, gint *width,
                                             gint *height, GError **error);
FV_API FvImage *fv_step_decode (const FvStep *step, GError **error);
FV_API guint8 *fv_step_draw (const FvStep *step, gint longest_side, gint *width,
                             gint *height, GError **error);
FV_API void fv_result_clear (FvResult *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvResult, fv_result_clear)

/* Sheets ----------------------------------------------------------------------- */

/**
 * FvCell:
 * @filter: the filter that it shows
 * @width: number of columns
 * @height: number of rows
 * @is_stuck: whether the filter did not respond, so that there is no picture
 * @bytes: (nullable): height × width × 3, R, G, B; %NULL where the filter is stuck, or
 *   while the picture is somewhere else
 * @loss: the objective's value at the last step; 0 where the filter is stuck
 * @waking: how the filter was woken, if it did not respond
 *
 * One picture of a sheet.
 */
typedef struct
{
  gint filter;
  gint width;
  gint height;
  gboolean is_stuck;
  guint8 *bytes;
  gdouble loss;
  FvWaking waking;
} FvCell;

/**
 * FvCellFunc:
 * @cell: (transfer full): a cell that was just finished, to be cleared with
 *   fv_cell_clear()
 * @user_data: what was given to fv_sheet_render()
 * @error: why the work cannot go on
 *
 * Called once for each cell, in whatever order they are finished, one call at a time,
 * from several threads.
 *
 * Returns: %FALSE with @error set to stop
 */
typedef gboolean (*FvCellFunc) (FvCell *cell, gpointer user_data, GError **error);

/**
 * FvSheetPlace:
 * @cell: index of a cell
 * @x: its left edge in the sheet
 * @y: its upper edge
 *
 * The place of one cell in a sheet.
 */
typedef struct
{
  gint cell;
  gint x;
  gint y;
} FvSheetPlace;

/**
 * FvSheet:
 * @width: number of columns
 * @height: number of rows
 * @label_height: rows of the text below each cell, 0 without
 * @n_places: how many cells it shows
 * @places: (array length=n_places): these, from first to last
 *
 * Where each cell lies.
 */
typedef struct
{
  gint width;
  gint height;
  gint label_height;
  gint n_places;
  FvSheetPlace *places;
} FvSheet;

FV_API gboolean fv_filters_parse (const gchar *text, const FvLayer *layer,
                                  const FvRecipe *recipe, gint **filters, gint *n_filters,
                                  GError **error);
FV_API gchar *fv_filters_to_string (const gint *filters, gint n_filters);
FV_API gboolean fv_sheet_render (const FvNetwork *network, const FvAscent *ascent,
                                 const gint *filters, gint n_filters,
                                 FvCellFunc cell_func, gpointer user_data,
                                 GCancellable *cancellable, GError **error);
FV_API gint fv_sheet_count_kept (const FvSettings *settings, gint n_candidates);
FV_API gint fv_sheet_count_columns (const FvSettings *settings, gint n_cells);
FV_API gboolean fv_sheet_arrange (FvSheet *sheet, const FvCell *cells, gint n_cells,
                                  const FvSettings *settings, GError **error);
FV_API guint8 *fv_sheet_draw (const FvSheet *sheet, const FvCell *cells, GError **error);
FV_API guint8 *fv_sheet_new_black (const FvSheet *sheet, GError **error);
FV_API gboolean fv_sheet_draw_cell (const FvSheet *sheet, guint8 *bytes, gint place,
                                    const FvCell *cell, GError **error);
FV_API void fv_sheet_clear (FvSheet *sheet);
FV_API void fv_cell_clear (FvCell *cell);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvSheet, fv_sheet_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvCell, fv_cell_clear)

/* Activations ------------------------------------------------------------------ */

/**
 * FvActivation:
 * @layer: a convolution's or a pooling's name: "block1_conv1", "block1_pool"
 * @width: number of columns of its maps
 * @height: number of rows
 * @n_channels: number of maps
 * @values: height × width × n_channels, after ReLU, the channels of a position side by
 *   side
 *
 * What a layer gives for a picture.
 */
typedef struct
{
  const gchar *layer;
  gint width;
  gint height;
  gint n_channels;
  const gfloat *values;
} FvActivation;

/**
 * FvActivationFunc:
 * @activation: a layer's maps, valid during the call
 * @user_data: what was given to fv_activations_compute()
 * @error: why the work cannot go on
 *
 * Called for each of the layers asked for, from the input on.
 *
 * Returns: %FALSE with @error set to stop
 */
typedef gboolean (*FvActivationFunc) (const FvActivation *activation, gpointer user_data,
                                      GError **error);

FV_API gchar **fv_activations_parse_layers (const gchar *const *maps, const gchar *text);
FV_API gboolean fv_activations_compute (const FvNetwork *network, const FvImage *picture,
                                        const gchar *const *layers,
                                        const FvSettings *settings, FvActivationFunc func,
                                        FvProgressFunc progress, gpointer user_data,
                                        GCancellable *cancellable, GError **error);
FV_API gboolean fv_activations_estimate (const FvNetwork *network,
                                         const gchar *const *layers, gint width,
                                         gint height, const FvSettings *settings,
                                         FvEstimate *estimate, GError **error);
FV_API gint fv_activation_count_dead (const FvActivation *activation);
FV_API guint8 *fv_activation_draw (const FvActivation *activation,
                                   const FvSettings *settings, gint *width, gint *height,
                                   GError **error);

/**
 * FvDeadChannels:
 * @layer: a layer's name
 * @n_dead: how many of its channels are zero everywhere
 * @n_channels: how many it has
 *
 * How many channels of a layer nothing in a picture excites.
 */
typedef struct
{
  const gchar *layer;
  gint n_dead;
  gint n_channels;
} FvDeadChannels;

FV_API guint8 *fv_dead_channels_draw (const FvDeadChannels *layers, gint n_layers,
                                      gint *width, gint *height, GError **error);

/* Classes ----------------------------------------------------------------------- */

/**
 * FvClassifier:
 *
 * The part of VGG16 or VGG19 behind the last pooling: fc1, fc2 and predictions.
 */
typedef struct _FvClassifier FvClassifier;

FV_API gboolean fv_weights_have_classifier (const FvWeights *weights);
FV_API FvClassifier *fv_weights_load_classifier (const FvWeights *weights,
                                                 GError **error);
FV_API void fv_classifier_free (FvClassifier *classifier);
FV_API const gchar *fv_classifier_get_layer (const FvClassifier *classifier);
FV_API gint fv_classifier_get_n_classes (const FvClassifier *classifier);
FV_API gboolean fv_classifier_has_class_names (const FvClassifier *classifier);
FV_API gchar *fv_classifier_get_class_name (const FvClassifier *classifier,
                                            gint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvClassifier, fv_classifier_free)

/* Heat maps ---------------------------------------------------------------------- */

/**
 * FvHeatmap:
 * @width: number of columns
 * @height: number of rows
 * @data: height × width values, row by row, 0 where nothing is seen, the more the more
 *
 * Where in a picture something is seen.
 */
typedef struct
{
  gint width;
  gint height;
  gfloat *data;
} FvHeatmap;

/**
 * FV_N_BEST_CLASSES:
 *
 * How many of the most probable classes fv_heatmap_new_class() tells.
 */
#define FV_N_BEST_CLASSES 5

/**
 * FvClassScore:
 * @class_index: a class, from 0; -1 when there are not so many
 * @probability: 0…1
 *
 * How probable a class is.
 */
typedef struct
{
  gint class_index;
  gdouble probability;
} FvClassScore;

FV_API FvHeatmap *fv_heatmap_new_filter (const FvNetwork *network, const gchar *layer,
                                         gint filter, const FvImage *picture,
                                         const FvSettings *settings,
                                         FvProgressFunc progress, gpointer user_data,
                                         GCancellable *cancellable, GError **error);
FV_API FvHeatmap *fv_heatmap_new_channel (const FvActivation *activation, gint channel,
                                          GError **error);
FV_API FvHeatmap *
fv_heatmap_new_class (const FvNetwork *network, const FvClassifier *classifier,
                      const gchar *layer, gint class_index, const FvImage *picture,
                      const FvSettings *settings, FvClassScore best[FV_N_BEST_CLASSES],
                      gdouble *probability, FvProgressFunc progress, gpointer user_data,
                      GCancellable *cancellable, GError **error);
FV_API gboolean fv_heatmap_estimate_filter (const FvNetwork *network, const gchar *layer,
                                            gint filter, gint width, gint height,
                                            const FvSettings *settings,
                                            FvEstimate *estimate, GError **error);
FV_API gboolean fv_heatmap_estimate_class (const FvNetwork *network,
                                           const FvClassifier *classifier,
                                           const gchar *layer, gint width, gint height,
                                           const FvSettings *settings,
                                           FvEstimate *estimate, GError **error);
FV_API void fv_heatmap_free (FvHeatmap *heatmap);
FV_API FvHeatmap *fv_heatmap_resize (const FvHeatmap *heatmap, gint width, gint height,
                                     GError **error);
FV_API guint8 *fv_heatmap_draw (const FvHeatmap *heatmap, const FvSettings *settings,
                                const FvImage *picture, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvHeatmap, fv_heatmap_free)

G_END_DECLS

#endif /* FEATVIS_H */
