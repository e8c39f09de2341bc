/** What the server says of a sent email (docs/jmap-protection.md §7 and §8), and what can still be done. Pure. */

export type RecipientState =
  | 'waiting' | 'held' | 'trying' | 'delivered' | 'failed' | 'recalled'
  | 'factor-needed' | 'unread' | 'read' | 'answered' | 'refused' | 'locked' | 'expired'

export interface SentRecipient {
  readonly route: 'internal' | 'ordinary' | 'verified-tls' | 'nta7516' | 'openpgp' | 'portal'
  readonly state: RecipientState
  /** The whole sentence, in the language of the account. */
  readonly text: string
  readonly factor: { readonly kind: 'sms' | 'agreed-code', readonly hint: string | null } | null
  readonly readAt: string | null
  readonly expiresAt: string | null
  readonly recalledAt: string | null
  readonly finishedAt: string | null
  readonly portal: {
    readonly id: string
    readonly noticedAt: string | null
    readonly notice: 'waiting' | 'delivered' | 'failed' | null
    readonly repliedAt: string | null
  } | null
}

export interface SentSubmission {
  readonly id: string
  readonly sendAt: string
  readonly undoStatus: 'pending' | 'final' | 'canceled'
  readonly protection: { readonly recipients: Readonly<Record<string, SentRecipient>> } | null
}

/** Recipients shown before the sender asks for all. */
export const recipientsShownMax = 5

const open: ReadonlySet<RecipientState> = new Set(['factor-needed', 'unread', 'read', 'answered', 'locked'])
const stoppable: ReadonlySet<RecipientState> = new Set([...open, 'waiting', 'held', 'trying'])
/** What is green: it goes or went secured, and nothing is wrong. */
const calm: ReadonlySet<RecipientState> = new Set(['waiting', 'trying', 'delivered', 'unread', 'read', 'answered'])
const needsHelp: ReadonlySet<RecipientState> = new Set(['held', 'failed', 'factor-needed', 'locked', 'refused', 'expired'])

/** A new link can be sent, or another way to show who it is. */
export const canRenew = ({ state, portal }: SentRecipient): boolean => portal !== null && open.has(state)

/** Something of this mail can still be taken back. */
export const canRecall = (recipients: readonly SentRecipient[]): boolean => recipients.some(({ state }) => stoppable.has(state))

/** Travels or travelled secured, and is in order. */
export const isSecured = ({ route, state }: SentRecipient): boolean => route !== 'ordinary' && route !== 'internal' && calm.has(state)

/** The sender should look: it stopped, or waits for something. */
export const wantsAttention = ({ state, portal }: SentRecipient): boolean =>
  needsHelp.has(state) || (state === 'unread' && portal?.notice === 'failed')

/** How the whole mail went, by its strongest way; undefined while that says nothing. */
export function wayOf(recipients: readonly SentRecipient[]): 'secured' | 'plain' | 'internal' | undefined {
  if (recipients.length === 0) return undefined
  if (recipients.every(({ route }) => route === 'internal')) return 'internal'
  // One plain copy is enough to not say that the mail was secured.
  return recipients.some(({ route }) => route === 'ordinary') ? 'plain' : 'secured'
}

/** Nothing has left yet: it waits for its moment or for its sender. */
export const isStillHere = (recipients: readonly SentRecipient[]): boolean =>
  recipients.every(({ state }) => state === 'waiting' || state === 'held' || state === 'trying')

/** When the sentence came true, ms; null where no moment belongs to it. */
export function momentOf({ state, readAt, recalledAt, finishedAt, expiresAt, portal }: SentRecipient): number | null {
  const text = state === 'read' ? readAt
    : state === 'answered' ? portal?.repliedAt ?? readAt
      : state === 'unread' ? portal?.noticedAt ?? null
        : state === 'recalled' ? recalledAt ?? finishedAt
          : state === 'expired' ? expiresAt
            : state === 'delivered' || state === 'failed' ? finishedAt : null
  return text === null ? null : Date.parse(text)
}

/** Nobody can read it and nobody will answer: every recipient sent it away, or it was taken back. */
export const isOver = (recipients: readonly SentRecipient[]): boolean =>
  recipients.length > 0 && recipients.every(({ state }) => state === 'refused' || state === 'recalled')
