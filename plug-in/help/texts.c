/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the help tells beside the settings: for each page, what it is for, how to use it,
 * and what is good to know. */

#include "texts.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define USE  N_ ("What it is for")
#define WAY  N_ ("How to use it")
#define TIPS N_ ("Tips")
#define END                                                                              \
  {                                                                                      \
    NULL                                                                                 \
  }

/* clang-format off */
#define TEXTS(...) ((const gchar *const[]){ __VA_ARGS__, NULL })
/* clang-format on */

static const HelpSection filter_sections[] = {
  { USE,
    TEXTS (
        N_ ("A network such as VGG16 has learned to tell what is in photos. It has many "
            "filters, and each of them responds to something: to a color, to stripes, to "
            "scales, to eyes. This makes a picture to which one filter responds as "
            "strongly as possible."),
        N_ ("It begins with gray noise, or with the current layer, and changes it step "
            "by step so that the filter responds more and more.")) },
  { WAY,
    TEXTS (
        N_ ("Choose a layer, a filter and a style. The preview shows a draft, which "
            "begins anew "
            "after each change. OK makes the picture itself, and shows it as it grows."),
        N_ ("“Stop and Keep” takes the picture as it is at that moment. Cancel, or "
            "closing the window, leaves the image as it was."),
        N_ ("If the image is closed while the picture is made, the picture will be in a "
            "new image; the preview tells it at once."),
        N_ ("The result is a new layer or a new image, whose name tells layer, filter "
            "and seed. One undo removes a layer. Its settings are stored with it, so "
            "that “Run Again From Layer” can make it again.")) },
  { TIPS,
    TEXTS (
        N_ ("Look at several filters before you change anything else: no setting makes "
            "as much of a difference. The page “All Filters” shows those of a layer, by "
            "number, best first, or by what your photo excites most."),
        N_ ("Blocks 1 and 2 give colors, stripes and fine weaves, block 3 textures, "
            "blocks 4 and 5 forms and parts of things. The deeper the layer, the larger "
            "the picture has to be for its forms, and the longer it takes."),
        N_ ("A filter that does not respond to gray noise at all is woken by itself: by "
            "the gradient that the network’s ReLUs block, then by other noise. For one "
            "that stays stuck, try the option relu=before, or start from the current "
            "layer."),
        N_ ("The option seamless=xy makes a tile that can be put beside itself without a "
            "seam, as for a pattern or a background. The button “2 × 2” below the "
            "preview shows four of them."),
        N_ ("Settings of the last call come back. What is far from the style then, such "
            "as many more steps, is told below the preview."),
        N_ ("The options padding=reflect jitter=8 take away the weak gray border."),
        N_ ("“Quick draft” lets the small sample network make the drafts, many times "
            "faster. Its filters are other ones: use it to try sizes and options, not to "
            "choose a filter."),
        N_ ("Several filters can be mixed: on the page “All Filters”, hold Ctrl and "
            "click "
            "them, and give each a weight. Scripts write the option "
            "objective=block3_conv1:5*0.5+block3_conv1:7, which takes half as much of "
            "filter 5 as of filter 7."),
        N_ ("The page “Main” shows a mixture in the place of the filter, as in "
            "“8 + 10 × 0.5”. A click on it leads back to the pictures, and the button "
            "beside it ends it. Until then it is kept, from one picture to the next."),
        N_ ("Where the network has the 1000 classes of ImageNet, as GoogLeNet has, the "
            "button beside the filter leads to a list of their names: type “tabby”, or "
            "any words, and choose one. It is the filter of that number of the layer "
            "that gives the scores of classes. The recipe “maco” suits classes best."),
        N_ ("If you start from the current layer, what is selected is used, and the "
            "selection becomes the new layer’s transparency.")),
    TRUE },
  { N_ ("True and faithful colors"),
    TEXTS (
        N_ ("With colors=faithful, the recipes “keras” and “book” do what their "
            "published scripts do when they run, in everything that shows. The network "
            "then sees red as blue, and blue as red."),
        N_ ("The script of “keras” means to give the picture its range again after each "
            "change of scale, but does not: each scale begins near black, and its "
            "pattern is made anew. With true colors the range is kept, and the pattern "
            "of one scale grows into that of the next."),
        N_ ("The scripts of “book” know no stuck filters: with colors=faithful, what "
            "such a filter shows is the noise that it began with.")),
    FALSE, "colors.jpg",
    N_ ("By the recipe “keras”: true colors above, faithful ones below") },
  END
};

static const HelpSection sheet_sections[] = {
  { USE,
    TEXTS (N_ ("This makes the pictures of many filters of a layer and puts them side by "
               "side into a new image: an overview in which to find a filter that you "
               "like. The open image is not looked at.")) },
  { WAY,
    TEXTS (
        N_ ("Choose a layer, and write which filters you want to see. If you write none, "
            "the recipe decides: “keras” makes all of them and shows the best, “book” "
            "the first 64 in their order."),
        N_ ("A sheet of a whole layer takes a while. “Stop and Keep” makes an image of "
            "the pictures that are finished."),
        N_ ("With a layer for each filter, the name of each layer tells the filter. Take "
            "that number to “Visualize VGG16 Filter” for a large picture.")) },
  { TIPS,
    TEXTS (
        N_ ("For a quick look, choose a size of 64 pixels and the recipe “book”."),
        N_ ("The option labels=yes writes below each picture which filter it shows."),
        N_ ("With the option order=index the filters stay in the order of their numbers; "
            "one that cannot be woken leaves a black cell. With the recipe “book” and "
            "colors=faithful, none is woken, and stuck ones show their noise."),
        N_ ("Small pictures have no room for the forms of blocks 4 and 5; there, take "
            "at least 200 pixels.")),
    TRUE },
  END
};

static const HelpSection activations_sections[] = {
  { USE,
    TEXTS (N_ ("This shows what a photo excites in the network: the map of each channel "
               "of a layer is bright where its filter responds to the photo. Early "
               "layers find edges and colors, deeper ones less and less that looks like "
               "the photo, as they tell what is there rather than how it looks.")) },
  { WAY,
    TEXTS (
        N_ ("Open a photo and write the layers that you want to see; if you write none, "
            "the first eight are shown. The result is a new image with a layer for each "
            "layer of the network; below each map is the number of its channel."),
        N_ ("The output “New image with a layer for each channel” looks the same, but "
            "each map is a layer of its own. Alt and a click of the middle mouse button "
            "on a map make its layer the current one, whose name tells the channel."),
        N_ ("To look at one channel, write one layer and the channel’s number. Its map "
            "can lie over the photo as a layer, or become a channel or the "
            "selection."),
        N_ ("For the figures of a network of your own, write “first:8” for its first "
            "eight layers, and the options columns=16 size=150x150: 16 maps to a row, as "
            "the book has it, at the size that the network was trained on.")) },
  { TIPS,
    TEXTS (
        N_ ("As the selection, the map of one channel masks what a filter sees: select "
            "an animal’s fur, or the edges of a building, and go on with any of GIMP’s "
            "tools."),
        N_ ("The image has a hidden layer that plots how many channels of each layer are "
            "dead: they are zero everywhere in this photo."),
        N_ ("Only the part of the photo within the selection is looked at.")),
    TRUE },
  END
};

static const HelpSection heatmap_sections[] = {
  { USE,
    TEXTS (N_ ("This colors the photo by where a filter responds to it. With a file of "
               "the whole network it also tells what is in the photo, by the names of "
               "1000 classes, and where it sees that (Grad-CAM).")) },
  { WAY,
    TEXTS (
        N_ ("For a filter, choose a layer and the filter’s number. For a class, leave "
            "the filter at −1 and the layer at the last one; “Classify” lists the best "
            "classes of the photo, and the class −1 is the best of them."),
        N_ ("Classes need a weights file of a whole network: of GoogLeNet, of a model of "
            "your own, or of the whole VGG16 or VGG19, of about 550 MB, as Keras, "
            "torchvision or Caffe have it. The VGG16 that the dialog downloads, and the "
            "sample network, know none.")) },
  { TIPS,
    TEXTS (
        N_ ("The result’s name tells what was found, and how sure the network is."),
        N_ ("As the selection, a heat map is a soft mask of what was found. With “Dream” "
            "after it, only that part of the photo changes."),
        N_ ("The option opacity says how much the colors cover the photo, and map=gray "
            "makes the map black to white.")),
    TRUE },
  END
};

static const HelpSection dream_sections[] = {
  { USE,
    TEXTS (N_ ("This changes a photo so that what a part of the network sees in it "
               "grows: where a layer sees a bit of fur, an eye or a swirl, more of it "
               "appears (DeepDream).")) },
  { WAY,
    TEXTS (
        N_ ("The objective says what is to grow: choose a whole layer, with or without a "
            "guide; one filter or a mixture, by their pictures; or as many filters as "
            "you like of those that the photo excites most, least or moderately."),
        N_ ("Where the network has the classes of ImageNet, one of them can grow: choose "
            "“A class”, and look for its name in the list."),
        N_ ("For all else, choose “Written as text”. Names of layers are completed as "
            "you type: block3_conv3 is a whole layer, block3_conv3:17 one filter of it, "
            "block3_conv3:5-9 the mean of five, block3_conv3@strong:8 the eight filters "
            "that the photo excites most. These can be added and weighted, as in "
            "block3_conv1:5*0.5 + block4_conv3."),
        N_ ("The preview shows the photo as it changes. The slider below it, and "
            "“Unchanged”, compare it with the photo as it was; zoom in to try a part of "
            "it at its full size."),
        N_ ("The selection limits the change, with soft edges where it has them. "
            "Outside of it every pixel stays as it was, and transparency is kept. “Stop "
            "and Keep” takes what there is; one undo takes it back.")) },
  { TIPS,
    TEXTS (
        N_ ("Early layers draw lines and swirls, like a brush; deep ones put forms and "
            "creatures into the photo."),
        N_ ("For a soft effect, choose a soft style or a lower strength; for a deep one, "
            "more steps."),
        N_ ("The option keep-colors=yes changes only light and dark, which suits "
            "portraits and skies."),
        N_ ("A guide is a layer of any open image, or a picture file, towards whose "
            "features the photo changes. It works with whole layers of the network."),
        N_ ("The options frames=20 zoom=1.05 make a series of layers that zooms in, to "
            "be "
            "exported as an animation; every=10 keeps the states in between."),
        N_ ("A filter that the photo does not excite has to be woken first, which "
            "changes the photo without its help: choose what the photo excites most "
            "instead.")),
    TRUE },
  END
};

static const HelpSection texture_sections[] = {
  { USE,
    TEXTS (N_ ("This makes more of what is selected, such as bark, pebbles or cloth: a "
               "texture of any size that the network takes for the same material "
               "(Gatys, Ecker and Bethge, 2015).")) },
  { WAY,
    TEXTS (
        N_ ("Select a patch that shows the material and nothing else, evenly lit. "
            "Whatever form the selection has, the largest rectangle within it is the "
            "example; without a selection, the whole layer. Another layer, of any open "
            "image, or a picture file can be chosen instead."),
        N_ ("Choose the size, and whether the texture is to be a tile: “Seamless” along "
            "both ways makes one that can be put beside itself without a seam. The "
            "button “2 × 2” below the preview shows four of them."),
        N_ ("“Coarseness” makes everything in the texture larger than in the example, or "
            "smaller. The preview shows the whole texture, made smaller together with "
            "its example; OK makes the texture itself. “Stop and Keep” takes what there "
            "is; one undo takes it back.")) },
  { TIPS,
    TEXTS (
        N_ ("The patch should show each form of the material several times; 100 to 300 "
            "pixels are a good width for most."),
        N_ ("“Style” sets the manner at once, such as a seamless tile or a quick look, "
            "and keeps settings of your own."),
        N_ ("Another seed gives another texture of the same example."),
        N_ ("Regular patterns, such as bricks, come out irregular: the network compares "
            "what there is, not where. More scales help with large forms, as in the "
            "option scales=6."),
        N_ ("With the option match-colors=no, colors may drift away from those of the "
            "example.")),
    TRUE },
  END
};

static const HelpSection style_sections[] = {
  { USE,
    TEXTS (N_ ("This changes a photo such that it looks made in the manner of another "
               "picture: in its strokes, colors and patterns, while what the photo shows "
               "stays where it is (Gatys, Ecker and Bethge, 2016).")) },
  { WAY,
    TEXTS (
        N_ ("Open the photo, and choose the painting, drawing or pattern whose manner it "
            "is to get, as “Manner of”: a picture file, or a layer of any open image. It "
            "is the current layer that changes."),
        N_ ("“Strength” says how much the style counts beside the photo. “Size of "
            "strokes” makes the style larger or smaller before it is looked at. With "
            "“Keep colors” the photo keeps its colors, and only light and dark change."),
        N_ ("The selection limits the change, with soft edges where it has them. Outside "
            "of it every pixel stays as it was, and transparency is kept. “Stop and "
            "Keep” takes what there is; one undo takes it back.")) },
  { TIPS,
    TEXTS (
        N_ ("Styles with clear strokes and few colors come through best. A photo of a "
            "material, such as a wall or fabric, is a style, too."),
        N_ ("Try settings on a part of the photo: zoom in within the preview, and only "
            "that part is drafted, at its full size."),
        N_ ("A large photo takes long: make it smaller first, or select a part.")),
    TRUE },
  END
};

static const HelpSection repeat_sections[] = {
  { USE, TEXTS (N_ (
             "Every result of this plug-in carries a record of how it was made: weights, "
             "layer, filter, seed and all options. This makes it again, on this or on "
             "another image.")) },
  { WAY,
    TEXTS (
        N_ ("Choose the layer with the record. It may be in any open image; GIMP’s own "
            "format, XCF, keeps records when an image is saved."),
        N_ ("Under Changes, write what is to differ, as in “seed=7 steps=20”: arguments "
            "of "
            "the procedure that made the layer, or keys of its options.")) },
  { TIPS,
    TEXTS (
        N_ ("What began with noise comes out the same to the last bit. What began "
            "with a photo is made of the current layer; if that is the result itself, "
            "of the layer below it."),
        N_ ("To carry a look from one photo to the next, open both, make the new photo "
            "current, and choose the first one’s result.")),
    TRUE },
  END
};

static const HelpSection layers_sections[] = {
  { N_ ("From colors to creatures"),
    TEXTS (
        N_ ("VGG16 has 13 convolution layers in five blocks. A filter of the first one "
            "sees 3 × 3 pixels, enough for a color or an edge. Each further layer is "
            "made "
            "of what the one before it found, and sees more of the picture at once."),
        N_ ("Each strip shows four filters, from gray noise by the recipe “keras”. "
            "Blocks 1 "
            "and 2 are VGG16’s, and block 3 is of VGG19, which is alike but for some "
            "layers "
            "more. Blocks 4 and 5 are of the sample network that is built in: with "
            "VGG16’s "
            "weights, their pictures are richer."),
        N_ ("Other networks have the layers, and the names, that their files tell. In "
            "GoogLeNet, inception_3a to inception_5b follow each other: eyes and animals "
            "are at inception_4c/output, and each filter of loss3/classifier is a class, "
            "such as 281 for a tabby cat.")) },
  END
};

static const HelpSection index_sections[] = {
  { N_ ("To begin with"),
    TEXTS (
        N_ ("Open an image and choose Filters › Neural › Visualize VGG16 Filter. Press "
            "OK: "
            "a new layer shows what one filter responds to. Then choose another layer or "
            "filter. For a photo, choose Dream."),
        N_ ("RGB and gray images of any precision work. A layer of a gray image has no "
            "colors, nor has its preview: choose a new image as output for colors. An "
            "indexed image has to be converted first, by Image › Mode › RGB.")) },
  { N_ ("Weights and the sample network"),
    TEXTS (
        N_ ("The weights are what a network has learned. A small sample network is built "
            "in, so that everything can be tried at once. It is not VGG16: it is smaller "
            "and faster, and its pictures are plainer."),
        N_ ("The button “Download VGG16” gets those of VGG16 (59 MB). A "
            "file that you have already is found in the caches of Keras, PyTorch and "
            "Hugging Face, or can be chosen in the dialog. A line in the dialog tells "
            "what is used."),
        N_ ("Other networks work as well: VGG19, GoogLeNet, ResNet50V2, and any "
            "convolutional network in a file of Caffe, a whole model of Keras, or "
            "ONNX.")) },
  { N_ ("If something goes wrong"),
    TEXTS (
        N_ ("If OK cannot be pressed, a line in the dialog tells why, and what to do."),
        N_ ("If it takes too long: choose a smaller size, a layer nearer to the "
            "beginning, "
            "fewer steps, or the sample network, by writing “sample” as the weights "
            "file."),
        N_ ("The Cancel of GIMP’s own progress bar ends the plug-in at once, and nothing "
            "is kept. “Stop and Keep” in the dialog keeps what there is.")),
    TRUE },
  END
};

static const struct
{
  const gchar *page;
  const HelpSection *sections;
} pages[] = {
  { "plug-in-visualize-vgg16-filter", filter_sections },
  { "plug-in-vgg16-filter-sheet", sheet_sections },
  { "plug-in-vgg16-activations", activations_sections },
  { "plug-in-vgg16-heatmap", heatmap_sections },
  { "plug-in-vgg16-dream", dream_sections },
  { "plug-in-vgg16-texture", texture_sections },
  { "plug-in-vgg16-style", style_sections },
  { "plug-in-vgg16-repeat", repeat_sections },
  { "layers", layers_sections },
  { "index", index_sections },
};

/* The texts of a page, which end with one without a title. Each page has some. */
const HelpSection *
help_texts_find (const gchar *page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (strcmp (pages[i].page, page) == 0)
      return pages[i].sections;

  g_error ("The help has no texts for the page “%s”", page);
}
