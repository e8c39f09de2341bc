/** Pictures of words for tests: digits and capitals of a small bitmap font, drawn large, as PGM or PNG. */
import { crc32, deflateSync } from 'node:zlib'

/** Seven rows of five dots each, as the bits of a number. */
const FONT: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14], '1': [4, 12, 4, 4, 4, 4, 14], '2': [14, 17, 1, 2, 4, 8, 31], '3': [31, 2, 4, 2, 1, 17, 14], '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14], '6': [6, 8, 16, 30, 17, 17, 14], '7': [31, 1, 2, 4, 8, 8, 8], '8': [14, 17, 17, 14, 17, 17, 14], '9': [14, 17, 17, 15, 1, 2, 12],
  'A': [14, 17, 17, 31, 17, 17, 17], 'B': [30, 17, 17, 30, 17, 17, 30], 'D': [30, 17, 17, 17, 17, 17, 30], 'E': [31, 16, 16, 30, 16, 16, 31], 'I': [14, 4, 4, 4, 4, 4, 14],
  'L': [16, 16, 16, 16, 16, 16, 31], 'N': [17, 25, 21, 19, 17, 17, 17], 'P': [30, 17, 17, 30, 16, 16, 16], 'S': [15, 16, 16, 14, 1, 1, 30], 'T': [31, 4, 4, 4, 4, 4, 4], ' ': [0, 0, 0, 0, 0, 0, 0],
}
const DOT = 6
const MARGIN = 60

/** Rows of pixels from black (0) to white. */
export interface Drawing { readonly width: number, readonly height: number, readonly gray: Uint8Array }

/** Lines of digits and some capitals. */
export function drawn(lines: readonly string[]): Drawing {
  const longest = Math.max(...lines.map((line) => line.length))
  const [width, height] = [longest * 6 * DOT + 2 * MARGIN, lines.length * 11 * DOT + 2 * MARGIN]
  const gray = new Uint8Array(width * height).fill(255)
  for (const [row, line] of lines.entries()) {
    for (const [column, char] of [...line].entries()) {
      for (const [y, bits] of (FONT[char] ?? []).entries()) {
        for (let x = 0; x < 5; x += 1) if ((bits >> (4 - x) & 1) === 1) dot(gray,
          { width, x: MARGIN + (column * 6 + x) * DOT, y: MARGIN + (row * 11 + y) * DOT })
      }
    }
  }
  return { width, height, gray }
}

function dot(gray: Uint8Array,
  { width, x, y }: { readonly width: number, readonly x: number, readonly y: number }): void {
  for (let step = 0; step < DOT; step += 1) gray.fill(0, (y + step) * width + x, (y + step) * width + x + DOT)
}

export function pgm({ width, height, gray }: Drawing): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), gray])
}

/** The rows with a filter byte each, as a PNG and the PNG predictor of a PDF have them. */
export function filteredRows({ width, height, gray }: Drawing): Buffer {
  return Buffer.concat(Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.of(0), gray.subarray(row * width, (row + 1) * width)])))
}

export function png(drawing: Drawing): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(drawing.width, 0)
  head.writeUInt32BE(drawing.height, 4)
  head[8] = 8
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(filteredRows(drawing))), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(body.length + 12)
  whole.writeUInt32BE(body.length, 0)
  whole.write(name, 4, 'latin1')
  body.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length)
  return whole
}
