import type { Clock } from '../base/clock.ts'
import type { AnswerKind, Resolver } from '../dns/types.ts'
import { isDnsName, keyName, tagsOf, type HeaderFacts } from './header-facts.ts'
import { mailAuthLibrary } from './library.ts'
import { lookupOf } from './lookups.ts'
import { SIGNATURES_MAX, type ArcResult, type DkimCheck, type DkimResult } from './types.ts'

/** DKIM and ARC of one message with the texts for Authentication-Results. */
export interface SignatureOutcome {
  readonly dkim: readonly DkimCheck[]
  readonly arc: ArcResult
  readonly info: readonly string[]
}

/**
 * DKIM (RFC 6376, RFC 8463) and ARC (RFC 8617) by `mailauth`. The keys are asked for first: a message whose signatures
 * have none is not hashed at all, so that a stranger cannot make us work for a signature nobody could verify. A
 * signature that leaves part of the body out (l=), that leaves the subject out, or under which a field stands twice of
 * which readers show one, proves nothing of what is read and counts as `policy` (RFC 6376 §8.2, §8.15).
 */
export async function checkSignatures({ raw, facts, resolver, clock }: {
  readonly raw: Uint8Array, readonly facts: HeaderFacts, readonly resolver: Resolver, readonly clock: Clock,
}): Promise<SignatureOutcome> {
  const named = facts.signatures.slice(0, SIGNATURES_MAX).map(keyName)
  const seals = facts.seals.slice(0, SIGNATURES_MAX).map(keyName)
  if (named.length === 0 && seals.length === 0) return { dkim: [], arc: facts.hasArc ? 'fail' : 'none', info: ['dkim=none'] }
  const kinds = await Promise.all([...named, ...seals].map((name) => keyKind(name, resolver)))
  if (!kinds.includes('answer')) {
    const dkim = named.map((name, index): DkimCheck => ({
      result: isTemporary(kinds[index]) ? 'temperror' : 'permerror', domain: name?.domain ?? '', selector: name?.selector ?? '',
    }))
    return { dkim, arc: facts.hasArc ? 'fail' : 'none', info: dkim.length === 0 ? ['dkim=none'] : dkim.map(withoutKey) }
  }
  const { dkimVerify, arc } = await mailAuthLibrary()
  const options = {
    resolver: lookupOf(resolver) as never, curTime: new Date(clock.now()), minBitLength: 1024, strict: true,
  }
  const verified = await dkimVerify(bufferOf(onlyFirstSignatures(raw, facts)), options)
  const chain = facts.hasArc && verified.arc !== undefined ? await arc(verified.arc as never, options) : undefined
  const weak = weakSignatures(facts)
  const rows = verified.results.filter(({ signingDomain }) => isDnsName(signingDomain?.toLowerCase() ?? ''))
  const covers = coveringUnsubscribe(facts)
  const dkim = rows.map((row): DkimCheck => {
    const result = resultOf(row.status.result, (row.status.underSized ?? 0) > 0 || weak(row.signature ?? ''))
    return {
      result, domain: row.signingDomain?.toLowerCase() ?? '', selector: row.selector ?? '',
      ...result === 'pass' && covers(row.signature ?? '') ? { coversUnsubscribe: true } : {},
    }
  })
  const info = rows.map((row, index) => dkim[index]?.result === 'policy' ? row.info.replace(/^dkim=\w+/, 'dkim=policy') : row.info)
  if (chain?.info !== undefined) info.push(chain.info)
  return { dkim, arc: chain === undefined && facts.hasArc ? 'fail' : arcResultOf(chain?.status.result), info: info.length === 0 ? ['dkim=none'] : info }
}

async function keyKind(name: ReturnType<typeof keyName>, resolver: Resolver): Promise<AnswerKind> {
  if (name === undefined) return 'nxdomain'
  return (await resolver.txt(`${name.selector}._domainkey.${name.domain}`)).kind
}

function isTemporary(kind: AnswerKind | undefined): boolean {
  return kind === 'servfail' || kind === 'timeout'
}

function withoutKey({ result, domain, selector }: DkimCheck): string {
  return `dkim=${result} (no key)${domain === '' ? '' : ` header.d=${domain} header.s=${selector}`}`
}

/** The message with no more signature fields than are looked at; the later ones are cut out. */
function onlyFirstSignatures(raw: Uint8Array, { signatures, extraSignatures }: HeaderFacts): Uint8Array {
  if (signatures.length <= SIGNATURES_MAX) return raw
  const parts: Uint8Array[] = []
  let at = 0
  for (const { start, end } of extraSignatures) {
    parts.push(raw.subarray(at, start))
    at = end
  }
  parts.push(raw.subarray(at))
  return Buffer.concat(parts)
}

function bufferOf(raw: Uint8Array): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
}

const results: ReadonlySet<string> = new Set<DkimResult>(['none', 'pass', 'fail', 'policy', 'neutral', 'temperror', 'permerror'])

function resultOf(word: string, isWeak: boolean): DkimResult {
  if (word === 'pass' && isWeak) return 'policy'
  return results.has(word) ? word as DkimResult : 'permerror'
}

/** Whether the signature with this `b=` leaves open what a reader sees. */
function weakSignatures({ signatures, repeated, hasSubject }: HeaderFacts): (signature: string) => boolean {
  if (repeated.length > 0) return () => true
  if (!hasSubject) return () => false
  const signed = signedFields(signatures)
  return (signature) => !signed(signature).includes('subject')
}

/** Whether the signature with this `b=` covers both fields of RFC 8058. */
function coveringUnsubscribe({ signatures }: HeaderFacts): (signature: string) => boolean {
  const signed = signedFields(signatures)
  return (signature) => ['list-unsubscribe', 'list-unsubscribe-post'].every((field) => signed(signature).includes(field))
}

/** Names of the fields that the signature with this `b=` covers, lower case. */
function signedFields(signatures: readonly string[]): (signature: string) => readonly string[] {
  const signed = new Map(signatures.map(tagsOf).map((tags) => [tags.get('b') ?? '', tags.get('h')?.toLowerCase().split(':') ?? []]))
  return (signature) => signed.get(signature.replace(/\s+/g, '')) ?? []
}

function arcResultOf(word: string | undefined): ArcResult {
  return word === 'pass' || word === 'none' || word === undefined ? word ?? 'none' : 'fail'
}
