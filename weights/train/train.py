#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the sample network on the pictures that collect.py gathered.

    train.py WORKDIR [--batches N] [--resume]      train, fold, test, draw
    train.py WORKDIR --report [--file FILE]        test and draw a file again

The network has VGG16's layers and names at a quarter of the width.  Its task
is instance classification: which picture does this crop come from?  Nothing
but pictures is needed for that, no labels, and telling thousands of textures
apart takes edges, gratings, meshes and shapes.  What is peculiar here serves
the pictures that gradient ascent shall draw:

  * From about the middle on each batch is used twice, the second time moved
    a little along the gradient of its own loss.  A network trained so has
    gradients that show structure instead of high-frequency noise.
  * Filters of a layer that are alike are pulled apart, in their weights and
    in what they answer.
  * A little of the gray noise that gradient ascent starts from is in each
    batch; a filter that it leaves silent everywhere is pushed up, since a
    silent filter has no gradient to climb.
  * The last batches have larger crops, so that the deep layers see more than
    the padding around a small map.

Batch normalisation is only used in training and folded into the weights and
biases in the file.  Runs on the CPU; needs python3-torch, python3-numpy,
python3-pil.
"""

import argparse
import json
import math
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image, ImageDraw

BLOCKS = ((2, 16), (2, 32), (3, 64), (3, 128), (3, 128))
NAMES = ["block%d_conv%d" % (b + 1, c + 1)
         for b, (count, _) in enumerate(BLOCKS) for c in range(count)]
MEANS = torch.tensor((103.939, 116.779, 123.68)).view(1, 3, 1, 1)   # B, G, R

SEED = 1
BATCHES = 6000
# Until which share of the batches, the crops' side, how many, how many uses.
STAGES = ((0.6, 64, 64, 1), (0.78, 64, 64, 2), (1.0, 96, 32, 2))
NOISES = 3              # pictures of gray noise in each batch
PEAK, WARM_UP = 0.08, 400
MOMENTUM, DECAY, SMOOTHING = 0.9, 5e-4, 0.05
PUSH = 2.0              # RMS of a batch's second use's change, of 0..255
APART_WEIGHTS, APART_ANSWERS, WAKE = 0.02, 0.5, 0.05
EVERY = 8               # these three in every 8th batch, times 8
SMALLEST_CROP = 64      # pixels of a stored picture
ALIKE = 0.85            # pictures whose spectra correlate by more are alike
REPORT_LAYERS = ("block2_conv2", "block3_conv3", "block4_conv3",
                 "block5_conv1")


# --- pictures ---------------------------------------------------------------

class Pictures:
    """All pictures at three sizes in one array of R,G,B bytes."""

    LEVELS = 3

    def __init__(self, workdir):
        with open(os.path.join(workdir, "pictures.json")) as file:
            entries = json.load(file)["pictures"]
        data = np.fromfile(os.path.join(workdir, "pictures.bin"), np.uint8)
        self.count = len(entries)
        table = np.zeros((self.LEVELS, self.count, 3), np.int64)
        chunks, offset = [], 0
        for k, entry in enumerate(entries):
            h, w, start = entry["height"], entry["width"], entry["offset"]
            pixels = data[start:start + h * w * 3].reshape(h, w, 3)
            for level in range(self.LEVELS):
                h, w = pixels.shape[:2]
                table[level, k] = offset, h, w
                chunks.append(pixels.reshape(-1, 3))
                offset += h * w
                h, w = h // 2 * 2, w // 2 * 2
                pixels = pixels[:h, :w].reshape(h // 2, 2, w // 2, 2, 3)
                pixels = (pixels.mean((1, 3), dtype=np.float32)
                          + 0.5).astype(np.uint8)
        self.pixels = torch.from_numpy(np.concatenate(chunks))
        self.table = torch.from_numpy(table)

    def crops(self, which, side, gen):
        """Random crops of the pictures numbered `which`, B,G,R, 0..255."""
        n = len(which)

        def uniform(low, high):
            return torch.rand(n, generator=gen) * (high - low) + low

        def normal(sigma):
            return torch.randn(n, generator=gen) * sigma

        _, h0, w0 = self.table[0][which].unbind(1)
        short = torch.minimum(h0, w0).float() * 0.95
        size = SMALLEST_CROP * (short / SMALLEST_CROP) ** uniform(0, 1)
        aspect = uniform(-0.25, 0.25).exp()
        cw, ch = size * aspect, size / aspect
        angle = uniform(-0.4, 0.4) * (uniform(0, 1) < 0.5)
        mirror = 1 - 2 * (uniform(0, 1) < 0.5).float()
        upside = 1 - 2 * (uniform(0, 1) < 0.15).float()
        level = (size / side).log2().round().clamp(0, self.LEVELS - 1).long()

        # The crop's centre, so that the crop is inside if there is room.
        cos, sin = angle.cos(), angle.sin()
        half_w = (cw * cos.abs() + ch * sin.abs()) / 2
        half_h = (cw * sin.abs() + ch * cos.abs()) / 2
        room_x = (w0 / 2 - half_w).clamp(min=0)
        room_y = (h0 / 2 - half_h).clamp(min=0)
        cx = w0 / 2 + room_x * uniform(-1, 1)
        cy = h0 / 2 + room_y * uniform(-1, 1)

        # Where each pixel of the crop lies in the picture's chosen size.
        offset, h, w = self.table[level, which].unbind(1)
        scale = 0.5 ** level.float()
        grid = (torch.arange(side) + 0.5) / side - 0.5
        u = grid.view(1, 1, side) * (cw * mirror).view(n, 1, 1)
        v = grid.view(1, side, 1) * (ch * upside).view(n, 1, 1)
        cos, sin, cx, cy, scale = (t.view(n, 1, 1)
                                   for t in (cos, sin, cx, cy, scale))
        x = (cx + u * cos - v * sin) * scale - 0.5
        y = (cy + u * sin + v * cos) * scale - 0.5
        offset, h, w = (t.view(n, 1, 1) for t in (offset, h, w))
        x = reflect(x, w)
        y = reflect(y, h)

        # Bilinear.
        x0, y0 = x.long(), y.long()
        x1, y1 = torch.minimum(x0 + 1, w - 1), torch.minimum(y0 + 1, h - 1)
        fx, fy = (x - x0).unsqueeze(3), (y - y0).unsqueeze(3)

        def take(yy, xx):
            index = (offset + yy * w + xx).view(-1)
            return self.pixels[index].view(n, side, side, 3).float()

        top = torch.lerp(take(y0, x0), take(y0, x1), fx)
        bottom = torch.lerp(take(y1, x0), take(y1, x1), fx)
        crops = torch.lerp(top, bottom, fy).permute(0, 3, 1, 2).flip(1)

        # Contrast, brightness, colour and noise of their own for each.
        def each(t):
            return t.view(n, 1, 1, 1)

        gray = crops.mean(1, keepdim=True).expand_as(crops)
        crops = torch.where(each(uniform(0, 1) < 0.1), gray, crops)
        mean = crops.mean((1, 2, 3), keepdim=True)
        contrast = normal(0.25).exp()
        contrast = torch.where(uniform(0, 1) < 0.1, uniform(0.15, 0.6),
                               contrast)
        gains = (torch.randn(n, 3, 1, 1, generator=gen) * 0.08).exp()
        crops = ((crops - mean) * each(contrast) + mean) * gains
        crops = crops + each(normal(20))
        crops = crops + torch.randn(crops.shape, generator=gen) * each(
            normal(7))
        return crops.clamp(0, 255)


def reflect(x, size):
    """Coordinates beyond the edge turn back."""
    last = (size - 1).float()
    x = x.abs()
    return torch.minimum(torch.where(x > last, 2 * last - x, x).clamp(min=0),
                         last)


def noise(n, side, gen):
    """What gradient ascent starts from, and the same enlarged."""
    small = torch.rand(n, 3, side, side, generator=gen) * 20 + 118
    half = F.interpolate(small[:, :, :side // 2, :side // 2], (side, side),
                         mode="bilinear", align_corners=False)
    return torch.cat((small[:n - n // 3], half[:n // 3]))


# --- the network ------------------------------------------------------------

class Network(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.convs, self.norms, self.ends = nn.ModuleList(), nn.ModuleList(), []
        channels = 3
        for count, width in BLOCKS:
            for _ in range(count):
                self.convs.append(nn.Conv2d(channels, width, 3, padding=1,
                                            bias=False))
                self.norms.append(nn.BatchNorm2d(width))
                channels = width
            self.ends.append(len(self.convs) - 1)
        self.head = nn.Linear(channels, classes)
        for conv in self.convs:
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")

    def forward(self, x):
        """Logits, and each layer's normalised answers before ReLU."""
        answers = []
        for k, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            x = norm(conv(x))
            answers.append(x)
            x = F.relu(x)
            if k in self.ends[:-1]:
                x = F.max_pool2d(x, 2)
        return x, answers

    def folded(self):
        """Kernels (output, input, row, column) and biases without the norms."""
        result = []
        with torch.no_grad():
            for conv, norm in zip(self.convs, self.norms):
                gain = norm.weight / (norm.running_var + norm.eps).sqrt()
                result.append((
                    (conv.weight * gain.view(-1, 1, 1, 1)).float(),
                    (norm.bias - norm.running_mean * gain).float()))
        return result


def likeness_of_weights(network):
    """How much filters of a layer look alike."""
    loss = 0
    for conv in list(network.convs)[1:]:
        rows = F.normalize(conv.weight.flatten(1), dim=1)
        cosines = rows @ rows.t() - torch.eye(len(rows))
        loss = loss + F.relu(cosines.abs() - 0.1).pow(2).sum(1).mean()
    return loss


def likeness_of_answers(answers):
    """How much filters of a layer answer alike: squared correlations."""
    loss = 0
    for x in answers[3:]:
        x = x[:, :, ::max(1, x.shape[2] // 6), ::max(1, x.shape[3] // 6)]
        rows = x.transpose(0, 1).flatten(1)
        rows = F.normalize(rows - rows.mean(1, keepdim=True), dim=1)
        correlations = rows @ rows.t() - torch.eye(len(rows))
        loss = loss + correlations.pow(2).mean()
    return loss / len(answers[3:])


def silence(answers):
    """How far filters are from answering to noise anywhere."""
    return sum(F.relu(0.3 - x[-NOISES:].amax((2, 3))).mean()
               for x in answers[2:])


# --- the file ---------------------------------------------------------------

def save(path, layers, metadata):
    """Write float16 safetensors: kernels as row, column, input, output."""
    header, data = {"__metadata__": metadata}, b""
    for name, (kernel, bias) in zip(NAMES, layers):
        for part, tensor in (("kernel", kernel.permute(2, 3, 1, 0)),
                             ("bias", bias)):
            array = np.ascontiguousarray(tensor.numpy()).astype("<f2")
            assert np.isfinite(array).all(), name
            header["%s/%s" % (name, part)] = {
                "dtype": "F16", "shape": list(array.shape),
                "data_offsets": [len(data), len(data) + array.nbytes]}
            data += array.tobytes()
    text = json.dumps(header, ensure_ascii=True).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)
    os.replace(path + ".part", path)


def read(path):
    """The layers of such a file, as folded() gives them."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    layers = []
    for name in NAMES:
        pair = []
        for part in ("kernel", "bias"):
            entry = header["%s/%s" % (name, part)]
            start, end = entry["data_offsets"]
            pair.append(torch.from_numpy(np.frombuffer(
                data[start:end], "<f2").astype(np.float32).reshape(
                    entry["shape"])))
        layers.append((pair[0].permute(3, 2, 0, 1).contiguous(), pair[1]))
    return layers


def run(layers, x, last=None):
    """The answers after ReLU up to the layer `last`, as a list."""
    answers = []
    for name, (kernel, bias) in zip(NAMES, layers):
        if name.endswith("conv1") and answers:
            x = F.max_pool2d(x, 2)
        x = F.relu(F.conv2d(x, kernel, bias, padding=1))
        answers.append(x)
        if name == last:
            break
    return answers


# --- training ---------------------------------------------------------------

def train(workdir, out, batches, resume):
    torch.manual_seed(SEED)
    gen = torch.Generator().manual_seed(SEED)
    pictures = Pictures(workdir)
    network = Network(pictures.count).to(memory_format=torch.channels_last)
    decayed = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() == 1]
    optimizer = torch.optim.SGD(
        [{"params": decayed, "weight_decay": DECAY}, {"params": others}],
        lr=PEAK, momentum=MOMENTUM, nesterov=True)
    print(pictures.count, "pictures,", len(pictures.pixels) * 3 >> 20, "MiB,",
          batches, "batches", flush=True)
    state_path = os.path.join(workdir, "state.pt")
    start = 0
    if resume:
        state = torch.load(state_path)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        gen.set_state(state["gen"])
        start = state["batch"]

    order, sums = torch.empty(0, dtype=torch.long), np.zeros(6)
    for batch in range(start, batches):
        done = batch / batches
        side, count, uses = next(stage[1:] for stage in STAGES
                                 if done < stage[0])
        rate = PEAK * min((batch + 1) / WARM_UP, 1) * (
            0.5 + 0.5 * math.cos(math.pi * done))
        rate *= (count / STAGES[0][2]) ** 0.5
        for group in optimizer.param_groups:
            group["lr"] = rate

        if len(order) < count:
            order = torch.cat((order, torch.randperm(pictures.count,
                                                     generator=gen)))
        which, order = order[:count], order[count:]
        x = torch.cat((pictures.crops(which, side, gen),
                       noise(NOISES, side, gen))) - MEANS
        x = x.contiguous(memory_format=torch.channels_last)
        for use in range(uses):
            x.requires_grad_(use + 1 < uses)
            features, answers = network(x)
            logits = network.head(features[:count].mean((2, 3)))
            loss = F.cross_entropy(logits, which, label_smoothing=SMOOTHING)
            sums[use] += (logits.argmax(1) == which).float().mean().item()
            if use == 0:
                sums[2] += loss.item()
            if use == 0 and batch % EVERY == 0:
                terms = (likeness_of_weights(network),
                         likeness_of_answers(answers), silence(answers))
                sums[3:] += [EVERY * term.item() for term in terms]
                loss = loss + EVERY * (APART_WEIGHTS * terms[0]
                                       + APART_ANSWERS * terms[1]
                                       + WAKE * terms[2])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5)
            optimizer.step()
            if use + 1 < uses:
                slope = x.grad[:count]
                slope = slope / (slope.pow(2).mean((1, 2, 3), keepdim=True)
                                 .sqrt() + 1e-12)
                x = x.detach()
                x[:count] += PUSH * slope
        if (batch + 1) % 100 == 0:
            print("%6d  rate %.4f  right %.3f, pushed %.3f  loss %.3f  "
                  "alike %.3f %.4f  silent %.4f"
                  % ((batch + 1, rate) + tuple(sums / 100)), flush=True)
            sums[:] = 0
        if (batch + 1) % 500 == 0:
            save(os.path.join(out, "checkpoint.safetensors"), network.folded(),
                 {"network": "VGG16 sample network, a quarter of the width",
                  "title": "sample network, unfinished"})
            torch.save({"network": network.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "gen": gen.get_state(), "batch": batch + 1},
                       state_path + ".part")
            os.replace(state_path + ".part", state_path)

    metadata = {
        "network": "VGG16 sample network, a quarter of the width",
        "title": "sample network",
        "description": "VGG16's layers with 16, 32, 64, 128 and 128 filters. "
        "Input: B, G, R, 0..255, minus 103.939, 116.779, 123.68; zero "
        "padding.",
        "training": "Instance classification: which of %d pictures does a "
        "crop come from? Photographs and textures of Debian packages; %d "
        "batches of random crops, later ones used twice, the second time "
        "moved along the gradient of its loss; batch normalisation folded "
        "into weights and biases." % (pictures.count, batches),
        "license": "GPL-3.0-or-later",
    }
    save(os.path.join(out, "sample-network.safetensors"), network.folded(),
         metadata)
    torch.save(network.head.state_dict(), os.path.join(workdir, "head.pt"))
    torch.save(network.state_dict(), os.path.join(workdir, "network.pt"))


# --- tests ------------------------------------------------------------------

def accuracy(layers, head, pictures, side, crops):
    """Share of new crops whose picture the file and the head tell."""
    gen = torch.Generator().manual_seed(1000 + side)
    right1 = right5 = total = 0
    with torch.no_grad():
        while total < crops:
            which = torch.randint(pictures.count, (100,), generator=gen)
            x = pictures.crops(which, side, gen) - MEANS
            features = run(layers, x)[-1].mean((2, 3))
            best = F.linear(features, head["weight"], head["bias"]).topk(5)[1]
            hits = best == which.view(-1, 1)
            right1 += int(hits[:, 0].sum())
            right5 += int(hits.any(1).sum())
            total += len(which)
    return right1 / total, right5 / total


def ascend(layers, layer, filters, gen, first=96, scales=5, steps=15):
    """A picture for each filter: 15 steps at each of five sizes."""
    n = len(filters)
    index = torch.tensor(list(filters)).view(n, 1, 1, 1)
    x = torch.rand(n, 3, first, first, generator=gen) * 20 + 118
    silent = None
    for scale in range(scales):
        if scale:
            side = round(first * 1.2 ** scale)
            x = F.interpolate(x, (side, side), mode="bicubic",
                              align_corners=False)
        for _ in range(steps):
            x.requires_grad_(True)
            answers = run(layers, x - MEANS, layer)[-1]
            chosen = answers.gather(1, index.expand(
                n, 1, answers.shape[2], answers.shape[3]))
            slope, = torch.autograd.grad(chosen.mean((1, 2, 3)).sum(), x)
            rms = slope.pow(2).mean((1, 2, 3), keepdim=True).sqrt()
            if silent is None:
                silent = int((rms == 0).sum())
            x = (x + slope / (rms + 1e-7)).detach()
    mean = x.mean((1, 2, 3), keepdim=True)
    std = x.std((1, 2, 3), keepdim=True)
    x = ((x - mean) / (std + 1e-7) * 0.25 + 0.5).clamp(0, 1)
    return (x.flip(1).permute(0, 2, 3, 1) * 255).byte().numpy(), silent


def alike_pictures(pictures):
    """Pairs of pictures that are alike, wherever in them things lie.

    Compared is in what the spectra of brightness and of two colour
    differences deviate from those of the sheet's average picture.
    """
    rows = []
    for picture in pictures:
        red, green, blue = picture.astype(np.float32).transpose(2, 0, 1)
        window = np.outer(np.hanning(red.shape[0]), np.hanning(red.shape[1]))
        row = []
        for plane in (red + green + blue, red - green, blue - green):
            plane = (plane - plane.mean()) * window
            power = np.abs(np.fft.fftshift(np.fft.fft2(plane))) ** 2
            low = Image.fromarray(power.astype(np.float32)).resize(
                (25, 25), Image.BOX)
            row.append(np.log(np.asarray(low) + 1e4).ravel())
        rows.append(np.concatenate(row))
    rows = np.stack(rows)
    rows -= rows.mean(0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    likeness = np.triu(rows @ rows.T, 1)
    first, second = np.nonzero(likeness > ALIKE)
    return (["%d and %d" % pair for pair in zip(first, second)],
            len(rows) * (len(rows) - 1) // 2)


def draw(path, pictures, columns=8):
    side = pictures.shape[1]
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (side + 4) + 4, rows * (side + 4) + 4))
    for k, picture in enumerate(pictures):
        x, y = 4 + k % columns * (side + 4), 4 + k // columns * (side + 4)
        sheet.paste(Image.fromarray(picture), (x, y))
        ImageDraw.Draw(sheet).text((x + 2, y + 2), str(k), (255, 255, 255))
    sheet.save(path)


def report(workdir, out, file):
    layers = read(file)
    pictures = Pictures(workdir)
    print("%s: %d bytes" % (os.path.basename(file), os.path.getsize(file)))
    head_path = os.path.join(workdir, "head.pt")
    if os.path.exists(head_path):
        head = torch.load(head_path)
        for side in (64, 96, 128):
            print("crops of %d pixels: %.3f right, %.3f in the first five"
                  % ((side,) + accuracy(layers, head, pictures, side, 4000)),
                  flush=True)

    # A filter is dead if it answers 0 everywhere on 2000 crops, and silent if
    # it has no gradient on the noise that gradient ascent starts from.
    gen = torch.Generator().manual_seed(7)
    most = [torch.zeros(k.shape[0]) for k, _ in layers]
    share = [torch.zeros(k.shape[0]) for k, _ in layers]
    with torch.no_grad():
        for _ in range(20):
            which = torch.randint(pictures.count, (100,), generator=gen)
            x = pictures.crops(which, 96, gen) - MEANS
            for k, answers in enumerate(run(layers, x)):
                most[k] = torch.maximum(most[k], answers.amax((0, 2, 3)))
                share[k] += (answers > 0).float().mean((0, 2, 3)) / 20
        start = torch.rand(1, 3, 96, 96, generator=gen) * 20 + 118 - MEANS
        woken = [a.amax((0, 2, 3)) > 0 for a in run(layers, start)]
    for k, name in enumerate(NAMES):
        rows = F.normalize(layers[k][0].flatten(1), dim=1)
        cosines = rows @ rows.t() - torch.eye(len(rows))
        print("%s: %3d filters, %d dead, %d silent on noise, answer at %.2f of "
              "the places (%.3f to %.2f), largest cosine of two %.2f"
              % (name, len(most[k]), int((most[k] == 0).sum()),
                 int((~woken[k]).sum()), share[k].mean(), share[k].min(),
                 share[k].max(), cosines.max()), flush=True)
    for layer in REPORT_LAYERS:
        count = min(64, layers[NAMES.index(layer)][0].shape[0])
        result, silent = ascend(layers, layer, range(count), gen)
        alike, pairs = alike_pictures(result)
        print("%s: %d pictures, %d without a gradient, of %d pairs %d alike: %s"
              % (layer, count, silent, pairs, len(alike), ", ".join(alike)),
              flush=True)
        draw(os.path.join(out, "sheet-%s.png" % layer), result)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workdir")
    parser.add_argument("--out", default=None, help="default: WORKDIR/out")
    parser.add_argument("--batches", type=int, default=BATCHES)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--report", action="store_true", help="do not train")
    parser.add_argument("--file", default=None, help="what to report on")
    options = parser.parse_args()
    out = options.out or os.path.join(options.workdir, "out")
    os.makedirs(out, exist_ok=True)
    torch.set_num_threads(2)
    if not options.report:
        train(options.workdir, out, options.batches, options.resume)
    report(options.workdir, out, options.file or os.path.join(
        out, "sample-network.safetensors"))


if __name__ == "__main__":
    main()
