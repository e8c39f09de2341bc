/**
 * The media type by the first bytes, whatever the server said (WHATWG MIME Sniffing §6.1). SVG is no picture here: it is
 * a document that can load and run things.
 */
export function imageType(bytes: Uint8Array): string | undefined {
  const starts = (...expected: readonly number[]): boolean => expected.every((byte, at) => bytes[at] === byte)
  const ascii = (at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length))
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return 'image/gif'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 4) === 'WEBP') return 'image/webp'
  if (ascii(4, 4) === 'ftyp' && ['avif', 'avis'].includes(ascii(8, 4))) return 'image/avif'
  if (ascii(0, 2) === 'BM' && bytes.length > 14) return 'image/bmp'
  return undefined
}
