// Makes the images of the documents small: an image of a page has few colours, and a palette of 256 shows them.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 256;
const FREQUENT = 128;

/** The same image with a palette of 256 colours; of the others each is the nearest of these. @param png of 8 bits a channel, as Chromium writes it */
export function shrinkPng(png) {
  const { width, height, pixels } = readPng(png);
  const colours = Uint32Array.from({ length: width * height }, (_, i) => colourAt(pixels, i));
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf(counts);
  const indices = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (const [i, colour] of colours.entries())
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = indices.get(colour);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 3, 0, 0, 0], 8);
  const parts = [
    chunk('IHDR', size),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** The most frequent colours, and of the rare ones those that are least like them: a green tick is small and must stay green. */
function paletteOf(counts) {
  const sorted = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  const palette = sorted.slice(0, FREQUENT);
  const rare = sorted.slice(FREQUENT).map((colour) => ({ colour, apart: apartFrom(palette, colour) }));
  while (palette.length < COLOURS && rare.length > 0) {
    rare.sort((one, other) => other.apart - one.apart);
    const { colour } = rare.shift();
    palette.push(colour);
    for (const one of rare) one.apart = Math.min(one.apart, distance(colour, one.colour));
  }
  return palette;
}

function colourAt({ data, channels }, i) {
  const at = i * channels;
  return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
}

const channelsOf = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

function distance(one, other) {
  const [a, b] = [channelsOf(one), channelsOf(other)];
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

const apartFrom = (palette, colour) => palette.reduce((least, one) => Math.min(least, distance(one, colour)), 1e9);

function nearest(palette, colour) {
  const apart = palette.map((one) => distance(one, colour));
  return apart.indexOf(Math.min(...apart));
}

function readPng(png) {
  const header = { width: png.readUInt32BE(16), height: png.readUInt32BE(20), depth: png[24], type: png[25] };
  const channels = { 2: 3, 6: 4 }[header.type];
  if (header.depth !== 8 || channels === undefined) throw new Error('The image is none that Chromium writes.');
  const parts = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(parts));
  return { ...header, pixels: { channels, data: unfilter(rows, header.width * channels, channels) } };
}

/** Undoes the filters of the rows, as https://www.w3.org/TR/png-3/#9Filters has them. */
function unfilter(rows, stride, channels) {
  const data = Buffer.alloc((rows.length / (stride + 1)) * stride);
  for (let y = 0; y * (stride + 1) < rows.length; y++) {
    const filter = rows[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? data[at - channels] : 0;
      const up = y > 0 ? data[at - stride] : 0;
      const corner = x >= channels && y > 0 ? data[at - stride - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      data[at] = rows[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return data;
}

function paeth(left, up, corner) {
  const base = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(base - one));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type, data) {
  const part = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  part.writeUInt32BE(data.length, 0);
  part.writeUInt32BE(crc(part.subarray(4, -4)), part.length - 4);
  return part;
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
