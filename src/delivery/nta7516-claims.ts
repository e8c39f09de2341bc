/**
 * Mail that says to come under NTA 7516: the receiving table with the facts of one message. A claim that does not hold leaves
 * no header behind; one that holds goes into the ledger. A header alone is never believed.
 */
import type { Clock } from '../base/clock.ts'
import { findNta7516 } from '../dns/nta7516.ts'
import { inNetworks } from '../dns/public-address.ts'
import type { Resolver } from '../dns/types.ts'
import { isSameOrganisation } from '../mail-auth/dmarc.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import type { OuterHeader } from '../message/rewrite.ts'
import { decideReceive } from '../nta7516/decisions.ts'
import type { ProfileState } from '../nta7516/profile.ts'
import type { ReceivingSession } from './types.ts'

/** What was found of one claim. */
export interface Claim {
  /** The field to be removed; undefined when it may stay. */
  readonly strips: string | undefined
  /** The profile that it came under; undefined when the claim does not hold. */
  readonly profile?: string
  /** For the ledger. */
  readonly facts: { readonly nta7516: string, readonly nta7516Failed?: string }
}

export interface Nta7516Claims {
  /** Undefined for mail that claims nothing, and always while the profile is off. */
  look(mail: { readonly header: OuterHeader, readonly check: AuthCheck, readonly session: Pick<ReceivingSession, 'tls' | 'ip'> }):
  Promise<Claim | undefined>
}

export function createNta7516Claims({ state, resolver, clock }: {
  readonly state: ProfileState, readonly resolver: Pick<Resolver, 'txt'>, readonly clock: Clock,
}): Nta7516Claims {
  if (state.kind === 'off') return { look: () => Promise.resolve(undefined) }
  const { id, header: own, tlsMin, dmarcMin, networks } = state.profile
  const isInside = inNetworks(networks)
  return {
    async look({ header, check, session }) {
      const fields = header.fields.filter(({ name }) => name.toLowerCase() === own.name.toLowerCase())
      const { author } = check
      if (fields.length === 0 || author === undefined) return undefined
      const isOurs = (domain: string | null): boolean => domain !== null && isSameOrganisation(domain, author.domain)
      const { found } = await findNta7516(resolver, author.domain, clock.now())
      const decision = decideReceive({
        gap: null, headers: fields.length, isValueRight: fields.every(({ value }) => value.trim() === own.value),
        tls: session.tls?.protocol ?? null, tlsMin, spf: check.spf.result === 'pass' && isOurs(check.spf.domain),
        dkim: check.dkim.some(({ result, domain }) => result === 'pass' && isOurs(domain)),
        dmarc: check.dmarc.result === 'pass' ? 'pass' : 'other', dmarcPolicy: check.dmarc.policy, dmarcMin, record: found,
        isAllowedPlace: networks.length === 0 || isInside(session.ip),
      })
      if (decision.mark === 'received-safely') return { strips: undefined, profile: id, facts: { nta7516: id } }
      return { strips: own.name, facts: { nta7516: 'claim-failed', nta7516Failed: decision.failed.join(' ') } }
    },
  }
}
