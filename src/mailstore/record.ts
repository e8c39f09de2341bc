import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { present } from '../base/assert.ts'
import { headersForListing, slimFields, summariseBody, summariseHeader, type HeaderSummary } from '../message/summary.ts'
import { bodyStructureWire, envelopeWire } from '../message/wire.ts'
import type { ParsedMessage } from '../message/types.ts'
import { linesOfFields } from './header-lines.ts'
import { packPart, unpackPart, type PackedPart } from './structure.ts'
import type { ListRecord, RecordSummary, SenderTruth } from './types.ts'

/**
 * A list record: what FETCH and Email/get give without opening the body. Four sections behind each other: ENVELOPE wire,
 * BODYSTRUCTURE wire, listed header lines, and a small JSON with the rest. The decoded addresses, subject and identifiers
 * are not stored: they are read from the header lines when somebody asks, so that ten thousand records fit in the cache.
 */
export interface RecordSections {
  readonly envelope: Uint8Array
  readonly bodyStructure: Uint8Array
  readonly headers: Uint8Array
  readonly rest: Uint8Array
}

interface Rest {
  /** Body id and key. */
  readonly b: string
  readonly k: string
  readonly p: string
  readonly a: 0 | 1
  readonly t: readonly [SenderTruth['verdict'], string | null, string, Omit<SenderTruth, 'verdict' | 'domain' | 'reason'>?] | 0
  readonly h: number
  readonly s: PackedPart
  /** The whole summary, only when the header lines were too many to keep. */
  readonly f?: HeaderSummary
}

const encoder = new TextEncoder()
/** How `a: 1` stands in the JSON, behind the preview. */
const ATTACHED = Buffer.from('","a":1,')
const decoder = new TextDecoder()
const empty = new Uint8Array(0)

/** Makes the sections of a parsed message. */
export function makeRecord({ raw, parsed, body, bodyKey, truth }: {
  readonly raw: Uint8Array, readonly parsed: ParsedMessage, readonly body: string, readonly bodyKey: Uint8Array,
  readonly truth: SenderTruth | null,
}): RecordSections {
  const summary = summariseBody(parsed, raw)
  const headers = headersForListing(parsed, raw)
  const rest: Rest = {
    b: body, k: toBase64Url(bodyKey), p: summary.preview, a: summary.hasAttachment ? 1 : 0,
    t: truth === null ? 0 : packTruth(truth),
    h: summary.headerEnd, s: packPart(summary.structure),
    ...(headers.length === 0 && parsed.headers.length > 0 ? { f: slimFields(parsed) } : {}),
  }
  return {
    envelope: envelopeWire(parsed), bodyStructure: bodyStructureWire(parsed.root, { extended: true }), headers,
    rest: encoder.encode(JSON.stringify(rest)),
  }
}

/** What most mail does not have takes no room. */
function packTruth({ verdict, domain, reason, ...more }: SenderTruth): Exclude<Rest['t'], 0> {
  return Object.keys(more).length === 0 ? [verdict, domain, reason] : [verdict, domain, reason, more]
}

/** A record in a decrypted page: its sections are views on the page, the JSON is read when first asked for. */
export class StoredRecord implements ListRecord {
  readonly message: number
  readonly envelope: Uint8Array
  readonly bodyStructure: Uint8Array
  readonly headers: Uint8Array
  readonly #rest: Uint8Array
  #parsed: Rest | undefined
  #summary: RecordSummary | undefined

  constructor(message: number, { envelope, bodyStructure, headers, rest }: RecordSections) {
    this.message = message
    this.envelope = envelope
    this.bodyStructure = bodyStructure
    this.headers = headers
    this.#rest = rest
  }

  get sections(): RecordSections {
    const { envelope, bodyStructure, headers } = this
    return { envelope, bodyStructure, headers, rest: this.#rest }
  }

  /** What its summary is read from, apart from the page that it is a view on: for another thread. */
  get alone(): RecordSections {
    return { envelope: empty, bodyStructure: empty, headers: this.headers.slice(), rest: this.#rest.slice() }
  }

  get bodyId(): string {
    return this.#read().b
  }

  get bodyKey(): Uint8Array {
    return present(fromBase64Url(this.#read().k), 'the body key of a record')
  }

  /** The summary's word on it, without reading the rest of the JSON: a search asks a hundred thousand records. */
  get hasAttachment(): boolean {
    // Inside a text of the JSON every quote stands behind a backslash, so this can only be the field itself.
    if (this.#parsed !== undefined) return this.#parsed.a === 1
    return Buffer.from(this.#rest.buffer, this.#rest.byteOffset, this.#rest.length).includes(ATTACHED)
  }

  /** The lines of some fields alone, as they were written; empty where the record has none of them. */
  linesOf(only: ReadonlySet<string>): Uint8Array {
    return linesOfFields(this.headers, only)
  }

  /** What the header says, of some fields alone: what sorting needs of a hundred thousand records. */
  header(only: ReadonlySet<string>): HeaderSummary {
    return this.#summary ?? (this.headers.length === 0 ? this.summary : summariseHeader(this.linesOf(only), only))
  }

  get summary(): RecordSummary {
    this.#summary ??= this.#summarise()
    return this.#summary
  }

  #read(): Rest {
    this.#parsed ??= JSON.parse(decoder.decode(this.#rest)) as Rest
    return this.#parsed
  }

  #summarise(): RecordSummary {
    const { b, p, a, t, h, s, f } = this.#read()
    return {
      ...f ?? summariseHeader(this.headers), body: b, preview: p, hasAttachment: a === 1, structure: unpackPart(s),
      headerEnd: h,
      truth: t === 0 ? null : { verdict: t[0], domain: t[1], reason: t[2], ...t[3] },
    }
  }
}
