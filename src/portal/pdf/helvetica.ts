/** Widths of the two standard fonts that we write with, in thousandths of the size (Adobe metrics of the 14 fonts). */

export type Face = 'regular' | 'bold'

/** From the space to the tilde. */
const ASCII: Readonly<Record<Face, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
}
/** From 0x80 on, in both faces where they agree; zero: as wide as its base letter. */
const HIGH: readonly number[] = [
  556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350, 350, 278, 278, 500, 500,
  350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667, 278, 333, 556, 556, 556, 556, 280, 556, 333, 737,
  370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834,
  611, 0, 0, 0, 0, 0, 0, 1000, 0, 0, 0, 0, 0, 278, 278, 278, 278, 722, 0, 0, 0, 0, 0, 0, 584, 778, 0, 0, 0, 0,
  0, 667, 611, 0, 0, 0, 0, 0, 0, 889, 0, 0, 0, 0, 0, 278, 278, 278, 278, 611, 0, 0, 0, 0, 0, 0, 584, 611, 0,
  0, 0, 0, 0, 611, 0,
]

/** How wide one byte of a line is. */
export function widthOf(byte: number, face: Face): number {
  if (byte < 0x80) return ASCII[face][byte - 0x20] ?? 0
  const width = HIGH[byte - 0x80] ?? 0
  if (width > 0) return width
  const base = String.fromCharCode(byte).normalize('NFD').charCodeAt(0)
  return ASCII[face][base - 0x20] ?? 556
}

/** How wide a line is at this size, in points. */
export function lineWidth(bytes: Uint8Array, { face, size }: { readonly face: Face, readonly size: number }): number {
  let width = 0
  for (const byte of bytes) width += widthOf(byte, face)
  return width * size / 1000
}
