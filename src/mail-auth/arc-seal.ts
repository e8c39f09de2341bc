/**
 * Seals mail that is passed on (ARC, RFC 8617 §5.1): what we found out when it came in, our signature over it as it
 * leaves, and a seal over all sets so far, so that the next server can believe the first checks although forwarding
 * broke SPF. Nothing in Zegel forwards mail yet; whatever will, calls this last, after its changes.
 */
import { createHash, createPrivateKey } from 'node:crypto'
import { headerFields } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import type { DkimKey } from './dkim-keys.ts'
import { bytesOf, fold, foldBase64, relaxedBody, relaxedValue, signBytes, signedFields } from './dkim-sign.ts'

/** Sets that one mail may carry (RFC 8617 §4.2.1). */
export const ARC_SETS_MAX = 50

const PARTS = ['arc-authentication-results', 'arc-message-signature', 'arc-seal'] as const

interface ArcSet {
  /** Canonical lines by their lower-case name. */
  readonly lines: ReadonlyMap<string, string>
}

/**
 * The message with one more set in front; unchanged when its chain cannot go on: it was sealed as failed before, its
 * sets do not make a chain, or it has `ARC_SETS_MAX` of them (RFC 8617 §5.1.2).
 */
export function sealArc(raw: Uint8Array, { key, at, results, chain }: {
  /** RSA: receivers know nothing else for ARC. */
  readonly key: DkimKey,
  /** ms */
  readonly at: number,
  /** Our Authentication-Results, with our name first and without the field name. */
  readonly results: string,
  /** What the chain so far was found to be when the mail came in. */
  readonly chain: 'none' | 'pass' | 'fail',
}): Uint8Array {
  const { fields, bodyStart } = headerFields(raw)
  const sets = setsOf(raw, fields)
  if (sets === undefined || sets.length >= ARC_SETS_MAX || isEnded(sets)) return raw
  const instance = sets.length + 1
  const state = instance === 1 ? 'none' : chain === 'pass' ? 'pass' : 'fail'
  const secret = createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' })
  const of = `a=${key.algorithm}; d=${key.domain}; s=${key.selector}; t=${Math.floor(at / 1000)}`
  const aar = ` i=${instance}; ${results}`
  const { names, text } = signedFields(raw, fields, 'dkim-signature')
  const bodyHash = createHash('sha256').update(relaxedBody(raw.subarray(bodyStart))).digest('base64')
  const ams = ` ${fold(`i=${instance}; ${of}; c=relaxed/relaxed; h=${names.join(':')}; bh=${bodyHash}`)};\r\n\tb=`
  const signedAms = ams + foldBase64(signBytes(key.algorithm, secret,
    Buffer.from(`${text}arc-message-signature:${relaxedValue(ams)}`, 'latin1')).toString('base64'))
  const seal = ` ${fold(`i=${instance}; ${of}; cv=${state}`)};\r\n\tb=`
  const before = state === 'fail' ? [] : sets.flatMap(({ lines }) => PARTS.map((name) => lines.get(name) ?? ''))
  const sealed = [...before, line('arc-authentication-results', aar), line('arc-message-signature', signedAms),
    line('arc-seal', seal)].join('\r\n')
  const signedSeal = seal + foldBase64(
    signBytes(key.algorithm, secret, Buffer.from(sealed, 'latin1')).toString('base64'),
  )
  const head = `ARC-Seal:${signedSeal}\r\nARC-Message-Signature:${signedAms}\r\nARC-Authentication-Results:${aar}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), raw])
}

const line = (name: string, value: string): string => `${name}:${relaxedValue(value)}`

/** The sets in order; undefined when they are not 1 to n with each part once. */
function setsOf(raw: Uint8Array, fields: readonly HeaderField[]): readonly ArcSet[] | undefined {
  const found: Map<string, string>[] = []
  for (const field of fields) {
    const name = PARTS.find((one) => one === field.name.toLowerCase())
    if (name === undefined) continue
    const value = bytesOf(raw, field)
    const instance = Number(
      /^[ \t\r\n]{0,20}i[ \t]{0,5}=[ \t]{0,5}(\d{1,2})[ \t]{0,5};/.exec(value.slice(0, 100))?.[1] ?? 0,
    )
    if (instance < 1 || instance > ARC_SETS_MAX) return undefined
    const set = found[instance - 1] ??= new Map<string, string>()
    if (set.has(name)) return undefined
    set.set(name, line(name, value))
  }
  const sets = Array.from(found, (lines) => lines)
  return sets.every((lines) => lines?.size === PARTS.length) ? sets.map((lines) => ({ lines })) : undefined
}

/** The newest seal says that the chain had failed: nothing is added to it. */
function isEnded(sets: readonly ArcSet[]): boolean {
  return /[;:][ \t]*cv[ \t]*=[ \t]*fail/.test(sets.at(-1)?.lines.get('arc-seal')?.slice(0, 1000) ?? '')
}
