import { REASONS } from './policy.ts'
import type { Policy, Reason, ReasonFound, RecipientDecision, RecipientKnowledge, Route } from './types.ts'

/** How each recipient's copy travels: the first route of the policy that carries every reason. Never weaker than decided. */

/** What is known of a recipient when nobody looked. */
export const unknownRecipient = (address: string): RecipientKnowledge => ({
  address, isInternal: false, ability: { verifiedTls: 'unknown', nta7516: 'unknown', checkedAt: null }, hasPinnedKey: false, hasVerifiedPhone: false, sentBefore: 0,
})

export interface Demand { readonly reasons: readonly Reason[], readonly policy: Policy }

/** The reasons as routes see them: a dossier with health goes as health. */
export function demandOf(found: readonly ReasonFound[], policy: Policy): Demand {
  const names = new Set(found.map(({ reason }) => reason))
  if (names.has('dossier') && names.has('health')) names.delete('dossier')
  return { reasons: REASONS.filter((reason) => names.has(reason)), policy }
}

/**
 * The route of one recipient. A route must stand in the list of every reason; of those that do, the earliest in the
 * strictest list (the shortest) is tried first.
 */
export function routeFor(recipient: RecipientKnowledge, { reasons, policy }: Demand): RecipientDecision {
  const { address } = recipient
  if (recipient.isInternal) return { address, route: 'internal', passedOver: [], isImpossible: false }
  if (reasons.length === 0) return { address, route: 'ordinary', passedOver: [], isImpossible: false }
  const lists = reasons.map((reason) => policy.routes[reason]).toSorted((a, b) => a.length - b.length)
  const passedOver: { route: Route, why: string }[] = []
  for (const route of lists[0] ?? []) {
    const why = lists.some((list) => !list.includes(route)) ? 'not-for-every-reason' : obstacle(route, recipient, reasons, policy)
    if (why === undefined) return { address, route, passedOver, isImpossible: false }
    passedOver.push({ route, why })
  }
  return { address, route: 'portal', passedOver, isImpossible: true }
}

/** Why a route cannot be taken to this recipient; undefined when it can. */
function obstacle(route: Route, { ability, hasPinnedKey }: RecipientKnowledge, reasons: readonly Reason[],
  policy: Policy): string | undefined {
  switch (route) {
    case 'verified-tls': {
      const proof = ability.verifiedTls
      if (proof === 'unknown') return 'tls:unknown'
      if (proof === 'none') return 'tls:none'
      return reasons.every((reason) => policy.tlsProofs[reason].includes(proof)) ? undefined : `tls:${proof}-not-enough`
    }
    case 'nta7516': return ability.nta7516 === true ? undefined : ability.nta7516 === 'unknown' ? 'nta7516:unknown' : 'nta7516:none'
    case 'openpgp': return hasPinnedKey ? undefined : 'openpgp:no-pinned-key'
    case 'portal': return undefined
    case 'ordinary': return undefined
    case 'internal': return 'internal:outside'
  }
}
