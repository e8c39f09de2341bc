/**
 * What the commands about the queue ask of a house: over all of its organisations, or one of them by what was named.
 */
import type { House } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import { domainTyped, type DeskDestination, type DeskMail, type DeskSelection } from '../queue/desk.ts'
import { OPEN_STATES, type Cursor, type DeskAction, type QueueCounts } from '../queue/desk-scripts.ts'

/** Which mails, as somebody types it. Nothing named means all. */
export interface QueueWanted {
  readonly ids: readonly string[]
  /** Address of an account. */
  readonly from: string
  readonly domain: string
  readonly state: string
}

/** Where a walk over all organisations stands. */
export interface QueuePlace {
  readonly part: number
  readonly after: Cursor | null
}

export interface QueueOperations {
  'queue.list': {
    readonly args: { readonly wanted: QueueWanted, readonly place: QueuePlace }
    readonly result: { readonly mails: readonly DeskMail[], readonly place: QueuePlace | null }
  }
  'queue.counts': { readonly args: object, readonly result: QueueCounts }
  'queue.destinations': { readonly args: object, readonly result: readonly DeskDestination[] }
  'queue.show': { readonly args: { readonly id: string }, readonly result: DeskMail }
  'queue.change': {
    readonly args: {
      readonly wanted: QueueWanted, readonly action: DeskAction | 'delete', readonly tell: boolean,
        readonly place: QueuePlace,
    }
    readonly result: { readonly mails: number, readonly recipients: number, readonly place: QueuePlace | null }
  }
}

/** Who did it, in the ledger. */
const BY = 'command line'

export const queueOperations: { readonly [K in keyof QueueOperations]:
  (house: House, args: QueueOperations[K]['args']) => Promise<QueueOperations[K]['result']> } = {
  'queue.list': async ({ queueDesk, ...house }, { wanted, place }) => {
    const selections = await selectionsOf(house, wanted)
    const selection = selections[place.part]
    if (selection === undefined) return { mails: [], place: null }
    const { mails, cursor } = await queueDesk.list(selection, place.after)
    return { mails, place: nextPlace(selections, place, cursor) }
  },
  'queue.counts': ({ queueDesk }) => queueDesk.counts(),
  'queue.destinations': ({ queueDesk }) => queueDesk.destinations(),
  'queue.show': async ({ queueDesk, tenants }, { id }) => {
    for (const { id: tenant } of await tenants.list()) {
      const found = await queueDesk.show({ tenant, id, by: BY })
      if (found !== undefined) return found
    }
    throw new Refusal('no such mail', `${id} is not in the queue`)
  },
  'queue.change': async ({ queueDesk, ...house }, { wanted, action, tell, place }) => {
    const selections = await selectionsOf(house, wanted)
    const selection = selections[place.part]
    if (selection === undefined) return { mails: 0, recipients: 0, place: null }
    const { mails, recipients, cursor } = await queueDesk.change({
      selection, action, by: BY, after: place.after, tell,
    })
    return { mails, recipients, place: nextPlace(selections, place, cursor) }
  },
}

function nextPlace(selections: readonly DeskSelection[], { part }: QueuePlace,
  cursor: Cursor | null): QueuePlace | null {
  if (cursor !== null) return { part, after: cursor }
  return part + 1 < selections.length ? { part: part + 1, after: null } : null
}

/** One selection for each organisation or each mail named; an account has its own organisation. */
async function selectionsOf(
  { tenants, accounts }: Pick<House, 'tenants' | 'accounts'>, { ids, from, domain, state }: QueueWanted,
): Promise<readonly DeskSelection[]> {
  const known = OPEN_STATES.find((one) => one === state)
  if (state !== '' && known === undefined) throw new Refusal('usage',
    `--state must be one of: ${OPEN_STATES.join(', ')}`)
  const more = { ...(known === undefined ? {} : { state: known }), ...(domain === '' ? {}
    : { domain: domainTyped(domain) }) }
  if (from !== '') {
    const account = await accounts.findRecipient(from)
    if (account === undefined) throw new Refusal('no such account', `${from} is no account here`)
    return [{ tenant: account.tenant, account: account.account, ...more }]
  }
  const all = (await tenants.list()).map(({ id }) => id)
  if (ids.length === 0) return all.map((tenant) => ({ tenant, ...more }))
  return ids.flatMap((id) => all.map((tenant) => ({ tenant, id, ...more })))
}
