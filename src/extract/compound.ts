/** What a compound file is: a mail of Outlook, an encrypted office file, or a document of Office 97 to 2003. */
import { openCompoundFile, type CfbEntry } from './cfb.ts'
import { readDoc } from './doc.ts'
import { isMsg, readMsg } from './msg.ts'
import { readPpt } from './ppt.ts'
import { Unreadable, type Reading } from './reading.ts'
import { readXls } from './xls.ts'

/** Files inside the file that are opened: objects that were dragged into a document. */
export const OBJECTS_MAX = 200

/** Reads it, whatever it is of these. Throws `Unreadable` for what it is not. */
export async function readCompound(bytes: Uint8Array, reading: Reading): Promise<void> {
  const file = openCompoundFile(bytes)
  const { root } = file
  if (stream(root, 'EncryptedPackage') !== undefined) throw new Unreadable('encrypted')
  if (isMsg(root)) await readMsg(root, reading)
  else if (!await readDocument(root, reading)) throw new Unreadable('unknown-format')
  if (file.isBroken) reading.miss('broken')
}

async function readDocument(root: CfbEntry, reading: Reading): Promise<boolean> {
  const word = stream(root, 'WordDocument')
  const excel = stream(root, 'Workbook') ?? stream(root, 'Book')
  const powerpoint = stream(root, 'PowerPoint Document')
  if (word !== undefined) readDoc(bytesOf(word, reading), { zero: read(root, '0Table', reading), one: read(root, '1Table', reading) }, reading)
  if (excel !== undefined) readXls(bytesOf(excel, reading), reading)
  if (powerpoint !== undefined) readPpt(bytesOf(powerpoint, reading), read(root, 'Current User', reading), reading)
  const isKnown = word !== undefined || excel !== undefined || powerpoint !== undefined
  if (isKnown) {
    readSummary(root, reading)
    if (root.children.some(({ name }) => /^(macros|_vba_project_cur)$/i.test(name))) reading.note('macros')
  }
  return await readObjects(root, reading) || isKnown
}

/** Packages and whole files that stand in storages of their own. */
async function readObjects(root: CfbEntry, reading: Reading): Promise<boolean> {
  let count = 0
  const todo: CfbEntry[] = [root]
  while (todo.length > 0) {
    const one = todo.pop()
    for (const child of one?.children ?? []) {
      if (child.kind === 'storage') todo.push(child)
      const isPackage = child.kind === 'stream' && (child.name === 'Package' || child.name === '\u0001Ole10Native' || child.name === 'CONTENTS')
      if (!isPackage) continue
      count += 1
      if (count > OBJECTS_MAX) {
        reading.miss('over-limit')
        return true
      }
      reading.note('embedded-files')
      const bytes = bytesOf(child, reading)
      await reading.inside(child.name === '\u0001Ole10Native' ? nativeFile(bytes) : { name: '', type: '', bytes })
    }
  }
  return count > 0
}

/** [MS-OLEDS] §2.3.6 and what Packager puts there: label, path, path, length, the file. */
function nativeFile(bytes: Uint8Array): { name: string, type: string, bytes: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 6
  const text = (): string => {
    const end = bytes.indexOf(0, at)
    const from = at
    at = end < 0 ? bytes.length : end + 1
    return new TextDecoder('windows-1252').decode(bytes.subarray(from, at - 1))
  }
  const name = text()
  text()
  at += 8
  text()
  const length = at + 4 <= bytes.length ? view.getUint32(at, true) : 0
  const inner = bytes.subarray(at + 4, at + 4 + length)
  return inner.length === length && length > 0 ? { name, type: '', bytes: inner } : { name: '', type: '', bytes }
}

/** Texts of the summary streams ([MS-OLEPS]): title, subject, author, keywords, comments. */
function readSummary(root: CfbEntry, reading: Reading): void {
  const lines: string[] = []
  for (const name of ['\u0005SummaryInformation', '\u0005DocumentSummaryInformation']) {
    const bytes = read(root, name, reading)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (bytes.length < 48) continue
    const set = view.getUint32(44, true)
    const count = set + 8 <= bytes.length ? Math.min(view.getUint32(set + 4, true), 200) : 0
    for (let index = 0; index < count && set + 16 + index * 8 <= bytes.length; index += 1) {
      const [id, at] = [view.getUint32(set + 8 + index * 8, true), set + view.getUint32(set + 12 + index * 8, true)]
      if (at + 8 > bytes.length || view.getUint32(at, true) !== 30) continue
      const text = new TextDecoder('windows-1252').decode(bytes.subarray(at + 8, at + 8 + Math.min(view.getUint32(at + 4, true), 10_000))).replace(/\0[\s\S]*$/, '')
      if (text.trim() === '' || id === 7 || id === 18) continue
      if (name.includes('\u0005Summary') && (id === 4 || id === 8)) reading.note('metadata-author', text)
      lines.push(text)
    }
  }
  if (lines.length === 0) return
  reading.place('properties', '')
  reading.add(`${lines.join('\n')}\n`)
}

const stream = (storage: CfbEntry, name: string): CfbEntry | undefined =>
  storage.children.find((child) => child.kind === 'stream' && child.name.toLowerCase() === name.toLowerCase())

function read(storage: CfbEntry, name: string, reading: Reading): Uint8Array {
  const found = stream(storage, name)
  return found === undefined ? new Uint8Array() : bytesOf(found, reading)
}

function bytesOf(entry: CfbEntry, reading: Reading): Uint8Array {
  const bytes = entry.read()
  reading.spend(bytes.length)
  return bytes
}
