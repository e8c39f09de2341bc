/** How fast text comes out of files of an office, through a locked-down child as in the service. One line a format. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MiB } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { compoundFile, outlookMail } from './cfb.testing.ts'
import { createExtractor } from './extract.ts'
import { doc, xls } from './legacy.testing.ts'
import { docx, openDocument, paragraph, pptx, xlsx } from './office.testing.ts'
import { pdf } from './pdf.testing.ts'
import { drawn, png } from './picture.testing.ts'
import { zip } from './zip.testing.ts'

const forMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 1000)
/** Words without order, so that what is packed stays of a size that files of people have. */
let state = 1
const word = (): string => {
  state = Math.imul(state, 1_103_515_245) + 12_345 >>> 0
  return (state >>> 4).toString(36)
}
const words = (count: number): string => Array.from({ length: count }, word).join(' ')
const lines = (count: number, length: number): string[] => Array.from({ length: count }, () => words(length))

/** Pictures of five megabytes together, which are there and are not decoded. */
function withPictures(file: Buffer): Buffer {
  const noise = Buffer.from(words(80_000))
  const picture = Buffer.concat([Buffer.from(`99 0 obj\n<</Subtype /Image /Width 1000 /Height 1000 /Filter /DCTDecode /Length ${noise.length}>>\nstream\n`), noise, Buffer.from('\nendstream\nendobj\n')])
  return Buffer.concat([file.subarray(0, 15), ...Array.from({ length: 9 }, () => picture), file.subarray(15)])
}

const files: Readonly<Record<string, Uint8Array>> = {
  'text 5 MB': Buffer.from(words(800_000)),
  'HTML 1 MB': Buffer.from(`<html>${lines(10_000, 16).map((line) => `<p>${line}</p>`).join('')}`),
  'PDF 5 MB, 150 pages and pictures': withPictures(pdf(Array.from({ length: 150 }, () => lines(45, 12)))),
  'DOCX 2 MB, 45,000 paragraphs': docx({ body: lines(45_000, 12).map((line) => paragraph(line)).join('') }),
  'XLSX 1 MB, 300,000 cells': xlsx({ sheets: [{ name: 'a', rows: Array.from({ length: 20_000 }, (_, row) => `<row r="${row + 1}">${Array.from({ length: 15 }, (_none, column) => `<c r="${'ABCDEFGHIJKLMNO'.charAt(column)}${row + 1}" t="s"><v>${(row * 15 + column) % 20_000}</v></c>`).join('')}</row>`).join('') }], texts: lines(20_000, 2) }),
  'PPTX, 200 slides': pptx(lines(200, 300).map((text) => ({ text, notes: text }))),
  'ODT, 20,000 paragraphs': openDocument({ body: `<office:text>${lines(20_000, 12).map((line) => `<text:p>${line}</text:p>`).join('')}</office:text>` }),
  'RTF 2 MB': Buffer.from(`{\\rtf1\\ansi ${lines(30_000, 10).join('\\par ')}}`),
  'MSG 2 MB': compoundFile(outlookMail({ subject: 'x', body: words(160_000) })),
  'DOC': doc(words(150).slice(0, 1000), words(150).slice(0, 1000)),
  'XLS, 200 texts': xls(lines(200, 3), [1, 2, 3]),
  'ZIP of 200 texts': zip(lines(200, 1000).map((content, index) => ({ name: `${index}.txt`, content }))),
}

const folder = mkdtempSync(join(tmpdir(), 'zegel-bench-'))
const extractor = createExtractor({ cacheFolder: folder, log: silentLog, limits: { children: 1 } })
try {
  for (const [what, bytes] of Object.entries(files)) {
    let [runs, ms, characters] = [0, 0, 0]
    // The first run loads the format's code.
    await extractor.extract({ name: 'a', type: '', bytes })
    while (ms < forMs) {
      const started = performance.now()
      const read = await extractor.extract({ name: 'a', type: '', bytes })
      ms += performance.now() - started
      runs += 1
      if (read.unread !== undefined) throw new Error(`${what}: ${read.unread}`)
      characters = 'text' in read ? read.text.length : 0
    }
    print({ what, fileMB: bytes.length / MiB, ms: ms / runs, 'MB/s': bytes.length / MiB / (ms / runs / 1000), 'text MB/s': characters / MiB / (ms / runs / 1000) })
  }
  const picture = png(drawn(['PATIENT', 'BSN 111222333']))
  const started = performance.now()
  const { notes } = await extractor.extract({ name: 'a.png', type: '', bytes: picture })
  print({ what: notes?.includes('read-by-ocr') === true ? 'a picture of two lines, read by tesseract' : 'no tesseract', ms: performance.now() - started })
} finally {
  extractor.close()
  rmSync(folder, { recursive: true, force: true })
}

function print(figures: Readonly<Record<string, string | number>>): void {
  const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toPrecision(3)) : value]))
  process.stdout.write(`${JSON.stringify(rounded)}\n`)
}
