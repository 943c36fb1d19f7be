# SPDX-License-Identifier: GPL-3.0-or-later

"""A photo, and right of it what becomes of it with one objective after the other, in one
PNG file, with GIMP 3:

    gimp-console -i --batch-interpreter python-fu-eval \\
      -b 'exec(open("plug-in/examples/gimp3/before-after-sheet.py").read())
    make_sheet("photo.jpg", ["block2_conv2", "block3_conv3@strong:4"], "sheet.png")' --quit

A last argument may hold options, such as "steps=20 keep-colors=yes". Arguments of the
procedure that are not set have their defaults."""

from gi.repository import Gegl, Gimp, Gio

MARGIN = 8  # pixels around each picture


def make_sheet(path, objectives, target, options=""):
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))
    if image.get_base_type() != Gimp.ImageBaseType.RGB:
        image.convert_rgb()
    photo = image.flatten()
    pictures = [photo] + [dream(image, photo, objective, options) for objective in objectives]
    put_side_by_side(image, pictures)
    Gimp.context_set_background(Gegl.Color.new("white"))
    image.flatten()
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(target), None)
    image.delete()


def dream(image, photo, objective, options):
    """The new layer"""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-vgg16-dream")
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", [photo])
    config.set_property("objective", objective)
    config.set_property("seed", 1)
    config.set_property("options", options)
    result = procedure.run(config)
    if result.index(0) != Gimp.PDBStatusType.SUCCESS:
        raise RuntimeError(Gimp.get_pdb().get_last_error())
    return result.index(2)  # after the status and the image


def put_side_by_side(image, pictures):
    width, height = image.get_width(), image.get_height()
    image.resize(MARGIN + len(pictures) * (width + MARGIN), height + 2 * MARGIN, 0, 0)
    for number, picture in enumerate(pictures):
        picture.set_offsets(MARGIN + number * (width + MARGIN), MARGIN)
