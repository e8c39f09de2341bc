import type { House } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { BAN_MINUTES_MAX, type Ban } from '../throttle/bans.ts'
import { RANGE_BITS_MIN } from '../throttle/range.ts'

/** Whoever may use the control socket or the home acts in this name in the ledger. */
const BY = 'command line'

/** A house that does not serve has not read its list yet; one that does reads what another node wrote. */
export async function listBans({ bans }: House): Promise<readonly Ban[]> {
  await bans.load()
  return bans.list()
}

/** Throws `Refusal` in words for what is no network or no time. */
export async function addBan(
  { bans }: House,
  { network, minutes, note }: { readonly network: string, readonly minutes: number, readonly note: string },
): Promise<Ban> {
  await bans.load()
  const added = await bans.add({ network: String(network), minutes, note: String(note), by: BY })
  if (typeof added !== 'string') return added.ban
  throw new Refusal(added.replaceAll(' ', '-'), {
    'not a network': `${network} is no network; give an address, or address/bits of at least /${RANGE_BITS_MIN.ipv4} (IPv6: /${RANGE_BITS_MIN.ipv6})`,
    'own machine': `${network} is this machine itself`,
    'time not valid': `--minutes must be a whole number from 1 to ${BAN_MINUTES_MAX}`,
  }[added])
}

/** Throws `Refusal` when nothing was shut out there. */
export async function liftBan(
  { bans }: House, { network }: { readonly network: string },
): Promise<{ readonly network: string }> {
  await bans.load()
  if (await bans.lift({ network: String(network), by: BY }) === 'not banned') {
    throw new Refusal('not-banned', `${network} is not shut out; ./zegel ban list says who is`)
  }
  return { network }
}
