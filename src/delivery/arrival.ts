/** What only the owner's own data can tell of a mail from outside: looked at when his account is open. */
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import { headerFields, outerHeader } from '../message/rewrite.ts'
import { soleAuthor } from '../mail-auth/sole-author.ts'
import type { Author } from '../mail-auth/types.ts'
import type { Arrived, LookAtArrival, SenderTruth } from '../mailstore/types.ts'
import type { Arrivals } from '../reputation/reputation.ts'
import type { SpamWeights } from '../spam/model.ts'
import type { Proof } from '../spam/signs.ts'
import { judgeMessage } from '../spam/spam.ts'
import type { Teaching } from '../spam/teaching.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { posing } from './judgement.ts'
import { contactPeople, likeContact, type KnownPeople } from './likeness.ts'

/** Accounts whose contacts are kept ready, and for how long. */
export const CONTACTS_READY_MAX = 500
export const CONTACTS_READY_MS = 5 * minute

export interface ArrivalParts {
  /** Whom the account wrote to, as it is remembered; nothing is counted anew. */
  readonly contactsOf: (open: OpenAccount) => Promise<readonly { readonly address: string,
    readonly name: string | null }[]>
  /** Weights of the spam filter; nothing is filtered without them. */
  readonly spam: SpamWeights | undefined
  /** What each reader taught the filter. */
  readonly teaching?: Pick<Teaching, 'scorer'>
  /** Hears what turned out to be Junk. */
  readonly arrivals?: Pick<Arrivals, 'turnedOut'> | undefined
  readonly clock: Clock
}

/**
 * Compares the author with the owner's contacts: who is made to look like one of them is said to be, or goes to Junk.
 * What
 * is left for the inbox goes through the spam filter, unless somebody wrote it to whom the owner writes.
 */
export function createArrival({ contactsOf, spam, teaching, arrivals, clock }: ArrivalParts): LookAtArrival {
  const ready = new BoundedMap<string, KnownPeople>({
    max: CONTACTS_READY_MAX, ageMs: CONTACTS_READY_MS, now: () => clock.now(),
  })

  async function contacts(open: OpenAccount): Promise<KnownPeople> {
    const found = ready.get(keyOf(open))
    if (found !== undefined) return found
    const people = contactPeople(await contactsOf(open))
    ready.set(keyOf(open), people)
    return people
  }

  return async (open, came) => {
    const { rspamd, ...seen } = came.truth ?? {}
    const arrived = rspamd === undefined ? came : { ...came, truth: seen as SenderTruth }
    const { truth, raw, parsed } = arrived
    if (truth === null || !JUDGED.has(truth.verdict)) return arrived
    const author = soleAuthor(parsed === undefined ? headerFields(raw) : outerHeader(parsed, raw), raw)
    const people = await contacts(open)
    const compared = author === undefined ? arrived : comparedWith(arrived, truth, author, people)
    const isKnown = truth.verdict === 'verified' && author !== undefined && people.addresses.has(author.email.toLowerCase())
    if (spam === undefined || isKnown || compared.role !== 'inbox') return compared
    const found = filtered(compared, spam, { personal: await teaching?.scorer(open), beside: rspamd })
    if (found.role === 'junk' && truth.standing !== undefined) arrivals?.turnedOut(truth.standing, 'junk')
    return found
  }
}

const JUDGED: ReadonlySet<string> = new Set(['verified', 'unverifiable', 'failed'])

function comparedWith(arrived: Arrived, truth: SenderTruth, author: Author, contacts: KnownPeople): Arrived {
  if (truth.as !== undefined || contacts.addresses.size === 0) return arrived
  const likeness = likeContact(author, contacts)
  if (likeness === undefined) return arrived
  if (truth.verdict === 'verified' && !likeness.isCertain) {
    return { ...arrived, truth: { ...truth, reason: likeness.kind, as: likeness.as } }
  }
  const role = arrived.role === 'inbox' ? 'junk' : arrived.role
  return { ...arrived, truth: { ...truth, ...posing(likeness) }, role }
}

/** What is judged as spam goes to Junk, with the reasons for its reader. */
function filtered(
  arrived: Arrived, weights: SpamWeights, { personal, beside }: {
    readonly personal: ((places: Uint32Array) => number) | undefined, readonly beside: SenderTruth['rspamd'],
  },
): Arrived {
  const { truth, raw, parsed } = arrived
  if (truth === null) return arrived
  const { isSpam, isPhishing, signs } = judgeMessage(raw, weights, {
    proof: proofOfTruth(truth), isAsked: true, standing: truth.standing?.points ?? 0, beside, parsed,
    ...personal === undefined ? {} : { personal },
  })
  return isSpam ? { ...arrived, role: 'junk', truth: { ...truth, junk: signs, ...isPhishing ? { fraud: true } : {} } } : arrived
}

/** What was found of the sender at the door; what nobody could ask about says nothing. */
function proofOfTruth({ verdict }: SenderTruth): Proof | undefined {
  if (verdict === 'verified') return { spf: 'pass', dkim: 'pass', dmarc: 'pass' }
  return verdict === 'failed' ? { spf: 'none', dkim: 'none', dmarc: 'fail' } : undefined
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
