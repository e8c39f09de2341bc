/** Small valid PDF files for tests. */
import { deflateSync } from 'node:zlib'

/** A PDF of these objects; the first is the catalogue. Cross references are right. */
export function pdfOf(objects: readonly (string | { readonly dictionary: string, readonly stream: Uint8Array })[], trailer = ''): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const offsets: number[] = []
  let length = pieces[0]?.length ?? 0
  const push = (piece: Buffer): void => {
    pieces.push(piece)
    length += piece.length
  }
  for (const [index, object] of objects.entries()) {
    offsets.push(length)
    push(Buffer.from(`${index + 1} 0 obj\n`))
    if (typeof object === 'string') push(Buffer.from(object, 'latin1'))
    else push(Buffer.concat([Buffer.from(`<<${object.dictionary} /Length ${object.stream.length}>>\nstream\n`, 'latin1'), object.stream, Buffer.from('\nendstream')]))
    push(Buffer.from('\nendobj\n'))
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.concat([...pieces, Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${length}\n%%EOF\n`)])
}

/** Lines of text on pages; `extra` goes into the dictionary of every page. */
export function pdf(pages: readonly (readonly string[])[], { trailer = '', info = '', annotations = '' }: {
  readonly trailer?: string, readonly info?: string, readonly annotations?: string,
} = {}): Buffer {
  const first = 4
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ')
  return pdfOf([
    '<</Type /Catalog /Pages 2 0 R>>', `<</Type /Pages /Kids [${kids}] /Count ${pages.length}>>`, '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>',
    ...pages.flatMap((lines, index) => [
      `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents ${first + index * 2 + 1} 0 R${annotations === '' ? '' : ` /Annots [${annotations}]`}>>`,
      { dictionary: '/Filter /FlateDecode', stream: deflateSync(Buffer.from(`BT /F1 12 Tf 50 800 Td 16 TL ${lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join(' ')} ET`, 'latin1')) },
    ]),
  ], `${info === '' ? '' : `/Info <<${info}>>`} ${trailer}`)
}

/** One page that is one picture; `filter` and more stand in its dictionary. */
export function scannedPdf(picture: Uint8Array, dictionary: string): Buffer {
  return pdfOf([
    '<</Type /Catalog /Pages 2 0 R>>', '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</XObject <</I 5 0 R>>>> /Contents 4 0 R>>',
    { dictionary: '', stream: Buffer.from('q 595 0 0 842 0 0 cm /I Do Q') }, { dictionary: `/Type /XObject /Subtype /Image ${dictionary}`, stream: picture },
  ])
}
