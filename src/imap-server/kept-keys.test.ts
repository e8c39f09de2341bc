import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heapBytes } from '../base/heap.testing.ts'
import { keptBytes } from '../mailstore/kept-bytes.ts'
import { SUMMARY_IDS_MAX, summariseHeader, type HeaderSummary } from '../message/summary.ts'
import { headerKey, SORT_KEY_MAX } from './sort-messages.ts'
import { threadKeys } from './thread-messages.ts'

const MESSAGES = 1200
/** What one message may leave in memory for THREAD: hashes of a hundred identifiers, and little else. */
const THREAD_KEY_BYTES_MAX = 2048

/** What the keys of hostile headers take, counted and in truth. */
function weigh(
  headers: (message: number) => string, read: (header: HeaderSummary) => unknown,
): { readonly counted: number, readonly taken: number } {
  const encoder = new TextEncoder()
  const before = heapBytes()
  const keys = new Map<number, unknown>()
  for (let message = 1; message <= MESSAGES; message++) {
    keys.set(message, read(summariseHeader(encoder.encode(headers(message)))))
  }
  const taken = heapBytes() - before
  let counted = 0
  for (const key of keys.values()) counted += keptBytes(key)
  return { counted, taken }
}

test('THREAD keeps little of sixty thousand characters of References, and counts what it keeps', () => {
  const { counted, taken } = weigh((message) => {
    const ids = Array.from({ length: SUMMARY_IDS_MAX }, (_, at) => `<${'i'.repeat(580)}${message}.${at}@kwaad.test>`)
    return `Message-ID: <${message}@kwaad.test>\r\nSubject: ${'s'.repeat(1900)}${message}\r\nReferences: ${ids.join('\r\n ')}\r\n`
  }, threadKeys.read)
  assert.ok(counted > taken / 2 && counted < taken * 2, `${counted} counted, ${taken} taken`)
  assert.ok(counted > MESSAGES * SUMMARY_IDS_MAX * 12, 'all identifiers are there')
  assert.ok(counted < MESSAGES * THREAD_KEY_BYTES_MAX, String(counted))
})

test('SORT counts what it keeps of long subjects, and cuts those that grow', () => {
  const subjects: Readonly<Record<string, (message: number) => string>> = {
    'letters that are capitals already': (message) => `${'S'.repeat(1900)}${message}`,
    'letters of two bytes': (message) => `=?utf-8?B?${Buffer.from(`${'ж'.repeat(800)}${message}`).toString('base64')}?=`,
    // One character that becomes eighteen.
    'letters that grow': (message) => `=?utf-8?B?${Buffer.from(`${'\ufdfa'.repeat(600)}${message}`).toString('base64')}?=`,
  }
  for (const [kind, subjectOf] of Object.entries(subjects)) {
    const { counted, taken } = weigh((message) => `Subject: ${subjectOf(message)}\r\n`, (header) => headerKey('SUBJECT', header))
    assert.ok(counted > taken / 2 && counted < taken * 2, `${kind}: ${counted} counted, ${taken} taken`)
    assert.ok(counted < MESSAGES * (SORT_KEY_MAX * 2 + 100), `${kind}: ${counted}`)
  }
})
