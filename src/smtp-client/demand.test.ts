import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demandOf, shortcoming } from './demand.ts'
import type { HopTrust, Protection, TlsProof } from './types.ts'

const tlsa: NonNullable<HopTrust['tlsa']> = { records: [{ usage: 3, selector: 1, matching: 1, certificate: Buffer.alloc(32) }], names: ['mx.test'] }
const by = (proof: 'pinned' | 'mta-sts' | 'certificate'): HopTrust => ({ certificate: { names: ['mx.test'], proof } })
const ordinary: Protection = { need: 'opportunistic' }
const needs = (...proofs: TlsProof[]): Protection => ({ need: 'verified', proofs })

/** In one word: what a connection must show. */
function asks(trust: HopTrust, protection: Protection): string {
  const demand = demandOf({ trust }, protection)
  if (demand.kind !== 'must') return demand.kind === 'no' ? `no, at ${demand.at}` : demand.kind
  return [...(demand.dane ? ['dane must fit'] : []), demand.oneOf === null ? 'any TLS' : demand.oneOf.join(' or ')].join(', ')
}

test('the table of docs/transport.md', () => {
  const table: readonly (readonly [HopTrust, Protection, string])[] = [
    [{}, ordinary, 'wish'], [{}, needs('dane', 'certificate'), 'no, at tls'],
    [by('certificate'), ordinary, 'wish'], [by('certificate'), needs('certificate'), 'certificate'], [by('certificate'), needs('mta-sts'), 'no, at tls'],
    [by('pinned'), needs('dane', 'pinned'), 'pinned'], [by('pinned'), needs('certificate'), 'certificate'], [by('pinned'), ordinary, 'wish'],
    [{ ...by('mta-sts'), isEnforced: true }, ordinary, 'mta-sts'], [{ ...by('mta-sts'), isEnforced: true }, needs('dane', 'mta-sts'), 'mta-sts'],
    [{ ...by('mta-sts'), isEnforced: true }, needs('dane', 'pinned'), 'no, at tls'],
    [{ ...by('certificate'), isOutsidePolicy: true }, ordinary, 'no, at tls'], [{ ...by('certificate'), isOutsidePolicy: true }, needs('certificate'), 'no, at tls'],
    [{ tlsa, ...by('certificate'), isOutsidePolicy: true }, ordinary, 'dane must fit, any TLS'],
    [{ tlsa, ...by('certificate') }, ordinary, 'dane must fit, any TLS'], [{ tlsa, ...by('certificate') }, needs('dane'), 'dane must fit, dane'],
    // DANE need not be enough for this mail, and still must not fail.
    [{ tlsa, ...by('certificate') }, needs('certificate'), 'dane must fit, certificate'],
    [{ tlsa }, needs('certificate'), 'no, at tls'], [{ tlsa }, needs(), 'no, at tls'],
    [{ hasUnusableTlsa: true, ...by('certificate') }, ordinary, 'any TLS'], [{ hasUnusableTlsa: true, ...by('certificate') }, needs('dane'), 'no, at tls'],
    [{ isTlsaUnknown: true, ...by('certificate') }, ordinary, 'no, at connect'], [{ isTlsaUnknown: true, ...by('certificate') }, needs('certificate'), 'no, at connect'],
    [{ tlsa }, { ...ordinary, ignoresPolicies: true }, 'wish'], [{ isTlsaUnknown: true }, { ...ordinary, ignoresPolicies: true }, 'wish'],
    [{ ...by('mta-sts'), isEnforced: true }, { ...ordinary, ignoresPolicies: true }, 'wish'],
  ]
  for (const [trust, protection, expected] of table) {
    assert.equal(asks(trust, protection), expected, JSON.stringify([trust, protection]))
  }
})

test('a failing DANE is not made good by anything else', () => {
  const demand = demandOf({ trust: { tlsa, ...by('mta-sts') } }, needs('dane', 'mta-sts', 'certificate'))
  assert.match(shortcoming(demand, ['mta-sts', 'certificate']) ?? '', /TLSA/)
  assert.equal(shortcoming(demand, ['dane']), undefined)
})
