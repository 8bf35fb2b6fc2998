import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../top.ts";

// Draws the icons of all systems from the two SVG files: `node build/package/drawIcons.ts`, with Debian's librsvg2-bin.
// The results are in the repository, so that a package needs no drawing program.

const resources = join(top, "build/resources");

/** Up to this many pixels a side, the drawing with fewer parts is used. */
const largestSmall = 32;

/** Sides in pixels of the PNG files: the sizes that the icon theme hicolor has on Linux. */
const themeSides = [16, 24, 32, 48, 64, 128, 256, 512];

/** Side in pixels of the largest image, for macOS. */
const largest = 1024;

/** Types in an ICNS file by side: https://en.wikipedia.org/wiki/Apple_Icon_Image_format. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ["icp4", 16],
  ["icp5", 32],
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
];

const icoSides = [16, 24, 32, 48, 64, 128, 256];

mkdirSync(join(resources, "icons"), { recursive: true });
const images = new Map([...themeSides, largest].map((side) => [side, draw(side)]));
for (const side of themeSides) {
  writeFileSync(join(resources, "icons", `${side}x${side}.png`), image(side));
}
writeFileSync(join(resources, "icon.ico"), formatIco(icoSides));
writeFileSync(join(resources, "icon.icns"), formatIcns());

function draw(side: number): Buffer {
  const drawing = side <= largestSmall ? "icon-small.svg" : "icon.svg";
  return execFileSync("rsvg-convert", [`--width=${side}`, join(resources, drawing)]);
}

function image(side: number): Buffer {
  const found = images.get(side);
  if (found === undefined) {
    throw new Error(`No image of ${side} pixels.`);
  }
  return found;
}

/** An ICO file with PNG images: a header, a directory entry for each image, the images. */
function formatIco(wanted: readonly number[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(wanted.length, 4);
  let offset = header.length + 16 * wanted.length;
  const entries = wanted.map((side) => {
    const entry = Buffer.alloc(16);
    // 0 stands for 256.
    entry.writeUInt8(side % 256, 0);
    entry.writeUInt8(side % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(image(side).length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += image(side).length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...wanted.map(image)]);
}

/** An ICNS file: a header, then type, length and PNG of each image. */
function formatIcns(): Buffer {
  const parts = icnsTypes.map(([type, side]) => chunk(type, image(side)));
  return chunk("icns", Buffer.concat(parts));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
