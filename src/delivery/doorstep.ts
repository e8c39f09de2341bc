/**
 * What happens at the door before mail is looked at as mail: clients that nothing is taken from, addresses that are traps,
 * and addresses for complaints of other providers. The way in behind it sees none of that.
 */
import { randomId } from '../base/ids.ts'
import type { Clock } from '../base/clock.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Arrivals } from '../reputation/reputation.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { Accepted, IncomingMail, Receiving } from './types.ts'

/** Takes complaints that came by mail (RFC 5965). */
export interface Complaints {
  /** Whether an address is only for complaints; nobody has it. */
  isFor(address: string): boolean
  /** False when it is no complaint. */
  take(mail: IncomingMail): Promise<boolean>
}

export interface DoorstepParts {
  readonly receiving: Receiving
  readonly arrivals: Arrivals
  readonly complaints: Complaints
  readonly tenants: Pick<Tenants, 'byDomain'>
  readonly ledger: Pick<Ledger, 'record'>
  readonly clock: Clock
}

/** The way in with its doorstep. */
export function withDoorstep({ receiving, arrivals, complaints, tenants, ledger, clock }: DoorstepParts): Receiving {
  /** Nothing of it is kept; the sender hears what he hears for any other address. */
  async function caught(mail: IncomingMail, traps: readonly string[]): Promise<void> {
    await arrivals.caught({ ip: mail.session.ip, raw: mail.raw })
    const owners = new Set<number>()
    for (const address of traps) {
      const domain = await tenants.byDomain(domainOf(address))
      if (domain !== undefined) owners.add(domain.tenant)
    }
    for (const tenant of owners) {
      await ledger.record({
        tenant, at: clock.now(), kind: 'mail.trapped', facts: { sizeBytes: mail.raw.length },
        personal: { from: mail.mailFrom, ip: mail.session.ip },
      })
    }
  }

  async function accept(mail: IncomingMail): Promise<Accepted> {
    const traps = mail.rcptTo.filter(({ address }) => arrivals.isTrap(address))
    const rest = mail.rcptTo.filter(({ address }) => !arrivals.isTrap(address))
    const people = rest.filter(({ address }) => !complaints.isFor(address))
    if (traps.length > 0) await caught(mail, traps.map(({ address }) => address))
    if (people.length < rest.length && !await complaints.take(mail) && people.length === 0 && traps.length === 0) {
      return { outcome: 'refused', reason: 'malformed', text: 'only feedback reports (RFC 5965) are taken at this address' }
    }
    if (people.length === 0) return { outcome: 'kept', id: randomId() }
    const isTrapped = traps.length > 0
    return receiving.accept({ ...mail, rcptTo: people, ...isTrapped ? { isTrapped } : {} })
  }

  return {
    meet: (ip) => arrivals.meet(ip),
    async recipient({ address, session }) {
      const refused = await arrivals.refuses({ ip: session.ip, helo: session.helo, address })
      if (refused !== undefined) return { refused }
      if (arrivals.isTrap(address) || complaints.isFor(address)) return 'ok'
      const answer = await receiving.recipient({ address, session })
      if (answer === 'unknown') arrivals.note(session.ip, 'unknown')
      return answer
    },
    async accept(mail) {
      const nothingSpecial = mail.rcptTo.every(({ address }) => !arrivals.isTrap(address) && !complaints.isFor(address))
      return nothingSpecial ? receiving.accept(mail) : accept(mail)
    },
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
