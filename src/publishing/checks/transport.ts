/** TLS of the mail servers, their certificates, CAA and DANE. Levels are those of NCSC-NL, version 2025-05. */
import { fitsDane } from '../../smtp-client/dane.ts'
import { findTlsa } from '../../dns/tlsa.ts'
import type { CaaRecord, Resolver } from '../../dns/types.ts'
import type { TlsAudit } from '../../smtp-client/tls-audit.ts'
import { keyLevel } from '../../tls/levels.ts'
import { good, none, notice, unseen, worst, wrong, type Checked, type CheckId } from './kinds.ts'
import type { CheckParts, Gathered, MailServer } from './gathered.ts'

/** Checks that one conversation with a server answers. */
export type AuditedId = Extract<CheckId, 'starttls' | 'tls-version' | 'tls-ciphers' | 'tls-cipher-order' | 'tls-key-exchange' | 'tls-key-hash'
  | 'tls-compression' | 'tls-secure-renegotiation' | 'tls-client-renegotiation' | 'tls-early-data' | 'tls-extended-secret'
  | 'certificate-key' | 'certificate-signature' | 'certificate-trust' | 'certificate-host'>

/** From one server's audit. */
export function audited(host: string, audit: TlsAudit | undefined): Readonly<Record<AuditedId, Checked>> {
  const isThere = audit !== undefined && audit.isReached
  const ask = (answer: (seen: TlsAudit) => Checked): Checked => !isThere ? unseen('unreachable', host) : !audit.hasTls ? wrong(host) : answer(audit)
  const not = (value: boolean | undefined): Checked => value === undefined ? unseen('not-shown', host) : value ? wrong(host) : good(host)
  const levels = (bad: readonly string[], old: readonly string[]): Checked => bad.length > 0 ? wrong(`${host}: ${bad.join(' ')}`)
    : old.length > 0 ? notice(`${host}: ${old.join(' ')}`) : good(host)
  return {
    'starttls': ask(() => good(host)),
    'tls-version': ask(({ versions }) => {
      const bad = versions.filter((version) => version !== 'TLSv1.3' && version !== 'TLSv1.2')
      return bad.length > 0 ? wrong(`${host}: ${bad.join(' ')}`) : good(`${host}: ${versions.join(' ')}`)
    }),
    'tls-ciphers': ask(({ insufficientSuites, phaseOutSuites }) => levels(insufficientSuites, phaseOutSuites)),
    // Its order matters only where suites are offered that should go (internet.nl).
    'tls-cipher-order': ask(({ insufficientSuites, phaseOutSuites }) => insufficientSuites.length + phaseOutSuites.length === 0 ? good(host) : notice(host)),
    'tls-key-exchange': ask(({ insufficientGroups, phaseOutGroups }) => levels(insufficientGroups, phaseOutGroups)),
    'tls-key-hash': ask(({ keyHash }) => keyHash === undefined ? unseen('not-shown', host) : keyHash === 'good' ? good(host) : keyHash === 'phase-out' ? notice(host) : wrong(host)),
    'tls-compression': ask(({ compression }) => not(compression)),
    'tls-secure-renegotiation': ask(({ secureRenegotiation }) => not(secureRenegotiation === undefined ? undefined : !secureRenegotiation)),
    'tls-client-renegotiation': ask(({ clientRenegotiation }) => not(clientRenegotiation)),
    'tls-early-data': ask(({ zeroRtt }) => not(zeroRtt)),
    'tls-extended-secret': ask(({ extendedMasterSecret }) => not(extendedMasterSecret === undefined ? undefined : !extendedMasterSecret)),
    'certificate-key': ask(({ chain }) => worst(chain.slice(0, 1).map(({ publicKey }) => {
      const level = keyLevel(publicKey)
      return level === 'insufficient' ? wrong(host) : level === 'phase-out' ? notice(host) : good(host)
    }))),
    'certificate-signature': ask(({ chain }) => worst(chain.slice(0, 1).map(({ signatureAlgorithm }) => {
      const name = signatureAlgorithm ?? ''
      return name === '' ? unseen('not-shown', host) : /md5|sha-?1(?!\d)/i.test(name) ? wrong(`${host}: ${name}`) : /224/.test(name) ? notice(`${host}: ${name}`) : good(`${host}: ${name}`)
    }))),
    'certificate-trust': ask(({ trust }) => trust === 'trusted' ? good(host) : notice(host)),
    'certificate-host': ask(({ chain }) => chain[0]?.checkHost(host) === undefined ? notice(host) : good(host)),
  }
}

/** The CAA records in force for a host: its own or those of the nearest name above (RFC 8659 §3). */
export async function caaCheck(resolver: Pick<Resolver, 'caa'>, host: string): Promise<Checked> {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const answer = await resolver.caa(name)
    if (answer.kind === 'servfail' || answer.kind === 'timeout') return unseen('dns-silent', name)
    if (answer.records.length > 0) return answer.records.some(({ tag }) => tag === 'issue') ? good(...answer.records.map(caaText)) : wrong(name)
  }
  return wrong(host)
}

const caaText = ({ isCritical, tag, value }: CaaRecord): string => `${isCritical ? 128 : 0} ${tag} "${value}"`

/**
 * TLSA records of each server: whether there are, whether the certificate fits one, and whether a change is prepared.
 */
export async function daneChecks(parts: CheckParts, { proof, servers, domain }: Pick<Gathered, 'proof' | 'servers' | 'domain'>):
Promise<Readonly<Record<'dane' | 'dane-valid' | 'dane-rollover', Checked>>> {
  if (proof.state !== 'proved') return { 'dane': unseen('no-validation'), 'dane-valid': unseen('no-validation'), 'dane-rollover': unseen('no-validation') }
  const all = await Promise.all(servers.map((server) => daneOf(parts, server, domain)))
  return {
    'dane': worst(all.map(({ exists }) => exists)), 'dane-valid': worst(all.map(({ valid }) => valid)), 'dane-rollover': worst(all.map(({ rollover }) => rollover)),
  }
}

async function daneOf({ resolver, port, now }: CheckParts, { host, audit }: MailServer, domain: string): Promise<Readonly<Record<'exists' | 'valid' | 'rollover', Checked>>> {
  const found = await findTlsa({ resolver, bases: [host], port })
  const name = `_${port}._tcp.${host}`
  if (found.kind === 'later') return { exists: unseen('dns-silent', name), valid: unseen('dns-silent', name), rollover: none }
  if (found.kind === 'none') return { exists: wrong(name), valid: none, rollover: none }
  if (found.kind === 'unusable') return { exists: good(name), valid: wrong(name), rollover: none }
  const { records } = found
  const fits = audit === undefined || audit.chain.length === 0 ? unseen('unreachable', host)
    : fitsDane({ chain: audit.chain, records, names: [host, domain], now: now() }) ? good(name) : wrong(name)
  return { exists: good(name), valid: fits, rollover: records.length >= 2 ? good(name) : notice(name) }
}
