/** Draws mcpb/icon.png: a cloud under a magnifying glass. Run by hand when the drawing changes. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

/** The drawing is in these units; the picture has SCALE pixels for each. */
const SIZE = 256;
const SCALE = 2;
/** Samples for each pixel in each direction, for soft edges. */
const SAMPLES = 4;
const ORANGE = [243, 128, 32];
const NIGHT = [24, 34, 52];
const WHITE = [255, 255, 255];

const within = (x, y, cx, cy, radius) => Math.hypot(x - cx, y - cy) <= radius;

function isTile(x, y) {
  const corner = 56;
  const dx = Math.max(corner - x, x - (SIZE - corner), 0);
  const dy = Math.max(corner - y, y - (SIZE - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

function isCloud(x, y) {
  const puffs = [
    [78, 142, 30],
    [116, 112, 42],
    [158, 128, 32],
  ];
  const isBase = x >= 78 && x <= 164 && y >= 130 && y <= 172;
  return (
    isBase || within(x, y, 164, 146, 26) || puffs.some(([cx, cy, radius]) => within(x, y, cx, cy, radius))
  );
}

/** Distance to the segment of the handle, whose ends are round. */
function isHandle(x, y, width) {
  const [x1, y1, x2, y2] = [184, 184, 214, 214];
  const along = Math.min(
    1,
    Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)),
  );
  return within(x, y, x1 + along * (x2 - x1), y1 + along * (y2 - y1), width);
}

function colourAt(x, y) {
  if (!isTile(x, y)) return undefined;
  const isInLens = within(x, y, 158, 158, 30);
  if (within(x, y, 158, 158, 40) || isHandle(x, y, 9)) {
    if (!isInLens) return WHITE;
    return isCloud(x, y) ? ORANGE : NIGHT;
  }
  if (within(x, y, 158, 158, 48) || isHandle(x, y, 16)) return NIGHT;
  return isCloud(x, y) ? ORANGE : NIGHT;
}

function pixelAt(column, row) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const x = (column + ((sample % SAMPLES) + 0.5) / SAMPLES) / SCALE;
    const y = (row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / SCALE;
    const colour = colourAt(x, y);
    if (colour === undefined) continue;
    for (const channel of [0, 1, 2]) sum[channel] += colour[channel];
    sum[3]++;
  }
  const [red, green, blue, seen] = sum;
  if (seen === 0) return [0, 0, 0, 0];
  return [red / seen, green / seen, blue / seen, (255 * seen) / SAMPLES ** 2].map(Math.round);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE * SCALE, 0);
header.writeUInt32BE(SIZE * SCALE, 4);
header.set([8, 6, 0, 0, 0], 8);
const rows = Array.from({ length: SIZE * SCALE }, (_, row) => [
  0,
  ...Array.from({ length: SIZE * SCALE }, (_pixel, column) => pixelAt(column, row)).flat(),
]);
writeFileSync(
  new URL('icon.png', import.meta.url),
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]),
);
