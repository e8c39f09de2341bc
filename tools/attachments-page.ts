import { CFB_ENTRIES_MAX, STREAM_BYTES_MAX } from '../src/extract/cfb.ts'
import { extractLimits } from '../src/extract/extract.ts'
import { MBOX_MAILS_MAX, NESTED_FILES_MAX } from '../src/extract/mail.ts'
import { ocrLimits } from '../src/extract/ocr.ts'
import { PDF_OBJECTS_MAX, PDF_STREAM_BYTES_MAX } from '../src/extract/pdf-streams.ts'
import { PDF_PAGES_MAX } from '../src/extract/pdf.ts'
import { PIXELS_MAX } from '../src/extract/picture.ts'
import { FILES_MAX, NESTED_MAX, PICTURES_MAX, TEXT_LENGTH_MAX, UNPACKED_BYTES_MAX } from '../src/extract/reading.ts'
import { RTF_DEPTH_MAX } from '../src/extract/rtf.ts'
import { SHARED_TEXTS_MAX } from '../src/extract/xlsx.ts'
import { XML_DEPTH_MAX } from '../src/extract/xml.ts'
import { ENTRIES_MAX, ENTRY_BYTES_MAX } from '../src/extract/zip.ts'

const MiB = 1024 * 1024
const mib = (bytes: number): string => `${bytes / MiB} MiB`
const count = (value: number): string => value.toLocaleString('en')
const seconds = (ms: number): string => `${ms / 1000} s`

const limits: readonly (readonly [what: string, limit: string])[] = [
  ['A file', mib(extractLimits.fileBytesMax)],
  ['Time of one file', `${seconds(extractLimits.softCpuMs)} of processor time, then what there is; killed after ${seconds(extractLimits.fileMs)}`],
  ['Memory of a child', `${mib(extractLimits.childBytes)} of address space, of which Node itself takes some 700`],
  ['Processor time of a child', `${extractLimits.childCpuSeconds} s, ${extractLimits.filesPerChild} files`],
  ['Text of one file', `${count(TEXT_LENGTH_MAX)} characters`],
  ['Unpacked, everything inside included', mib(UNPACKED_BYTES_MAX)],
  ['Files inside files', `${NESTED_MAX} deep, ${count(FILES_MAX)} in all, ${NESTED_FILES_MAX} of one mail, ${count(MBOX_MAILS_MAX)} mails of an mbox`],
  ['ZIP', `${count(ENTRIES_MAX)} entries, ${mib(ENTRY_BYTES_MAX)} each`],
  ['XML', `${count(XML_DEPTH_MAX)} elements deep; a DTD is read as text, nothing is expanded or fetched`],
  ['Spreadsheet', `${count(SHARED_TEXTS_MAX)} shared texts`],
  ['PDF', `${count(PDF_PAGES_MAX)} pages, ${count(PDF_OBJECTS_MAX)} objects, ${mib(PDF_STREAM_BYTES_MAX)} of one stream that is no picture`],
  ['RTF', `${count(RTF_DEPTH_MAX)} groups deep`],
  ['Compound file', `${count(CFB_ENTRIES_MAX)} entries, ${mib(STREAM_BYTES_MAX)} of one stream`],
  ['Pictures read by tesseract', `${PICTURES_MAX} of one file, ${count(PIXELS_MAX)} pixels and ${seconds(ocrLimits.pictureMs)} each, ${seconds(extractLimits.picturesMs)} together`],
]

/** docs/reference/attachments.md: formats by hand, limits from where they are declared. */
export function attachmentsPage(): string {
  return `# What is read of attachments

A file is what its bytes say it is, never what its name or declared type says; a file that is several things at once (a
picture with an archive behind it) is read as each. Reading happens in child processes without file system, network,
environment, JIT or WebAssembly, under limits of time and memory. What cannot be read is named as \`encrypted\`, \`unknown-format\`, \`over-limit\` or
\`broken\`, with the text until there, and treated as the policy says: never as clean.

| Format | What is read | Noted |
|---|---|---|
| PDF | text layer by page, form fields, notes, links to addresses, title and author, attached files; pages without text by tesseract (JPEG, fax, packed rows, JPEG 2000; not JBIG2) | \`annotations\` \`form-fields\` \`metadata-author\` \`embedded-files\` \`read-by-ocr\` |
| Word (docx and kin, doc) | body, headers, footers, notes, boxes, comments, insertions and deletions, hidden text, properties, embedded files | \`tracked-changes\` \`comments\` \`hidden-text\` \`metadata-author\` \`macros\` |
| Excel (xlsx and kin, xls) | every sheet, row by row with tabs, dates and leading noughts as shown; comments, names, caches of pivot tables, texts no cell shows | \`hidden-sheet\` \`hidden-rows\` \`hidden-columns\` \`comments\` |
| PowerPoint (pptx and kin, ppt) | slides, notes, comments | \`hidden-slide\` \`speaker-notes\` \`comments\` |
| OpenDocument (odt, ods, odp) | text, sheets, slides, changes, comments, properties | as above |
| RTF | text in every code page, comments, embedded files; HTML that Outlook wrapped | \`comments\` \`tracked-changes\` \`hidden-text\` |
| Mail (eml, mbox, Outlook msg, winmail.dat) | subject, people, text, attachments, mails inside | |
| HTML, XML, JSON, CSV, text, iCalendar, vCard | all of it; charset by mark, declaration or shape | |
| ZIP, gzip, tar | every file inside | |
| PNG, JPEG, TIFF, GIF, BMP, WebP, JPEG 2000, PNM | words, by tesseract (Debian \`tesseract-ocr\`, \`tesseract-ocr-nld\`); without it \`unknown-format\` | \`metadata-location\` \`read-by-ocr\` |

Not read, and said so: encrypted files of every kind, RAR, 7z, xlsb, drawings in EMF and WMF (\`pictures-not-read\`), Word before 97.

## Limits

| What | At most |
|---|---|
${limits.map(([what, limit]) => `| ${what} | ${limit} |`).join('\n')}

\`./zegel guard scan FILE.eml\` shows what is read of the attachments of one mail, and what the guard makes of it.
`
}
