/** Formats that are text with little around it: XML of any kind, JSON, calendars, contact cards. */
import type { Reading } from './reading.ts'
import { attributeValues, readXml } from './xml.ts'

/** Values of a JSON file that are looked at; a larger one is read as it is written. */
export const JSON_VALUES_MAX = 1_000_000
/** Characters of a JSON file that are turned into values. */
export const JSON_LENGTH_MAX = 32 * 1024 * 1024

/** Element text, attribute values and asides,
  each end of an element a line. Nothing of a DTD is expanded: it is read as text. */
export function readLooseXml(xml: string, reading: Reading): void {
  readXml(xml, {
    open(_name, tag) {
      const values = attributeValues(tag)
      if (values.length > 0) reading.add(`${values.join('\n')}\n`)
    },
    text: (text) => reading.add(text),
    close: () => reading.add('\n'),
    aside: (text) => reading.add(`${text}\n`),
    check: () => reading.checkTime(),
  })
}

/** `name: value` lines, so that escapes hide nothing; what is no JSON is read as it is. */
export function jsonToText(text: string): string {
  if (text.length > JSON_LENGTH_MAX) return text
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  const lines: string[] = []
  const todo: (readonly [string, unknown])[] = [['', value]]
  for (let seen = 0; todo.length > 0 && seen < JSON_VALUES_MAX; seen += 1) {
    const [name, one] = todo.pop() ?? ['', null]
    if (typeof one === 'object' && one !== null) for (const [key, inner] of Object.entries(one).reverse()) todo.push([key, inner])
    else lines.push(`${name}: ${String(one)}`)
  }
  return todo.length > 0 ? text : lines.join('\n')
}

/** RFC 5545 §3.1, §3.3.11 and RFC 6350 §3.2: long lines are folded,
  commas and line ends escaped; vCard 2.1 quotes as mail does. */
export function unfoldCard(text: string): string {
  const unfolded = text.replace(/=\r?\n(?==)/g, '').replace(/\r?\n[ \t]/g, '')
  const plain = unfolded.replace(/^([^:\r\n]{1,200};ENCODING=QUOTED-PRINTABLE[^:\r\n]{0,200}:)(.*)$/gim,
    (_line, head: string, body: string) => head + unquoted(body))
  return plain.replace(/\\[nN]/g, '\n').replace(/\\([,;\\])/g, '$1')
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return new TextDecoder().decode(Buffer.from(bytes, 'latin1'))
}
