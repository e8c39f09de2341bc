import { fields } from '../search/fields.ts'
import type { FieldText } from '../search/builder.ts'
import { searchedAddresses, searchedFields, searchedParts, searchedText } from '../message/searched-text.ts'
import type { RecordSummary } from './types.ts'

/** Marks messages of which only the beginning was indexed; no text holds this character in a word. */
export const PARTIAL_WORD = '\u0001'

/** Every text of a message with the fields it is searched by. What a scan looks at, and nothing else. */
export function* searchedMessage(summary: RecordSummary, raw: Uint8Array): Generator<FieldText> {
  yield { text: searchedText(summary.subject), fields: fields.subject }
  for (const [field, groups] of [[fields.from, summary.from], [fields.to, summary.to], [fields.cc,
    [...summary.cc, ...summary.bcc]]] as const) {
    for (const text of searchedAddresses(groups)) yield { text, fields: field }
  }
  for (const { name, value } of searchedFields(raw.subarray(0, summary.headerEnd))) yield { text: `${name}: ${value}`, fields: fields.header }
  for (const { text, isText, isReadable, isFileName } of searchedParts(summary.structure, raw)) {
    yield { text, fields: (isText ? fields.text : 0) | (isReadable ? fields.readable : 0) | (isFileName
      ? fields.fileName : 0) }
  }
}
