import type { Jmap } from '../jmap.ts'
import type { KnownRecipient } from './judged.ts'
import type { SenderContext } from './local-judge.ts'
import { domainOf } from './recipients.ts'

/**
 * What the guard in this browser knows besides the draft: asked of the server once for each draft, and about recipients as they
 * come. Without a line the last answers count; what the server's own domains can do has its age with it.
 */

/** Recipients that are asked about, one of every domain first (docs/jmap-protection.md §1, `maxAbilities`). */
export const abilitiesMax = 500
/** What is known of a recipient is asked again after this time. */
export const abilityFreshMs = 5 * 60_000

/** The sender's last context: a draft that is opened without a line begins with it. */
let lastContext: { readonly account: string, readonly context: SenderContext } | undefined

/** Reads what holds for every draft of this sender; undefined when that cannot be had and never was. */
export async function senderContext(jmap: Jmap): Promise<SenderContext | undefined> {
  try {
    const context = await jmap.one<SenderContext>('GuardContext/get', {})
    lastContext = { account: jmap.account, context }
  } catch {
    // Offline, or a server that is busy: what was true for the last draft is a good guess.
  }
  return lastContext?.account === jmap.account ? lastContext.context : undefined
}

/** What is known of recipients. Of one account; lives as long as a draft. */
export class Abilities {
  readonly #jmap: Jmap
  readonly #known = new Map<string, { readonly one: KnownRecipient, readonly at: number }>()

  constructor(jmap: Jmap) {
    this.#jmap = jmap
  }

  get known(): readonly KnownRecipient[] {
    return [...this.#known.values()].map(({ one }) => one)
  }

  /** Asks about those that are new or asked about too long ago; true when something was learnt. */
  async learn(addresses: readonly string[], now: number): Promise<boolean> {
    const wanted = oneOfEachDomainFirst(addresses.map((one) => one.toLowerCase())).slice(0, abilitiesMax)
      .filter((address) => now - (this.#known.get(address)?.at ?? -Infinity) > abilityFreshMs)
    if (wanted.length === 0) return false
    try {
      const { list } = await this.#jmap.one<{ readonly list: readonly KnownRecipient[] }>('RecipientAbility/get', { addresses: wanted })
      for (const one of list) this.#known.set(one.address.toLowerCase(), { one, at: now })
      return list.length > 0
    } catch {
      return false
    }
  }

  /** What the server told together with a judgement. */
  take(people: readonly KnownRecipient[], now: number): void {
    for (const one of people) this.#known.set(one.address.toLowerCase(), { one, at: now })
  }
}

/** Each address once; what another server can do is worth more than a second colleague of the same one. */
export function oneOfEachDomainFirst(addresses: readonly string[]): readonly string[] {
  const domains = new Set<string>()
  const first: string[] = []
  const others: string[] = []
  for (const address of new Set(addresses)) {
    const domain = domainOf(address)
    if (domains.has(domain)) others.push(address)
    else {
      domains.add(domain)
      first.push(address)
    }
  }
  return [...first, ...others]
}
