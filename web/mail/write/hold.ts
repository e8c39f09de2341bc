import { notices } from '../../ui/notices.svelte.ts'
import { place } from '../../ui/route.svelte.ts'
import { t } from '../../ui/texts.svelte.ts'
import type { GetAnswer, SetAnswer } from '../jmap.ts'
import type { Mail } from '../mail.svelte.ts'

/**
 * Taking back what was just sent. The server holds it, whether this page has a line or not; the page shows how long, and asks
 * the server how it stands when the line comes back.
 */

/** A message that the server took in. */
export interface Handed {
  readonly submission: string
  readonly email: string
  /** When it leaves; undefined when it has left. */
  readonly leavesAt: number | undefined
  /** Every copy of it that leaves the house goes secured. */
  readonly secured: boolean
}

type Sent = Handed & { readonly subject: string }

/** A rest that is too short to show. */
export const heldLeastMs = 500
/** Pause before the server is asked again how it stands, after the line came back and was gone again. */
export const checkAgainMs = 2_000

let stopWatching: () => void = () => undefined
/** The line was gone since the message was taken in: only the server knows how it stands. */
let mustAsk = false

/** Shows the strip with "Haal terug" until the message leaves. */
export function holdBack(mail: Mail, sent: Sent): void {
  stopWatching()
  const startedAt = Date.now()
  const { leavesAt } = sent
  if (leavesAt === undefined || leavesAt - startedAt < heldLeastMs) {
    notices.release()
    notices.say(t().done.sent)
    return
  }
  notices.hold({ ...sent, leavesAt, startedAt, takeBack: () => { void takeBack(mail, sent) }, over: () => over() })
  mustAsk = !notices.online
  const gone = (): void => { mustAsk = true }
  const back = (): void => { void check(mail, sent) }
  addEventListener('offline', gone)
  addEventListener('online', back)
  stopWatching = () => {
    removeEventListener('offline', gone)
    removeEventListener('online', back)
  }
}

/** The time is over. Without a line nobody knows that it left, only that the server was going to send it. */
function over(): void {
  if (mustAsk) return
  stopWatching()
  notices.release()
  notices.say(t().done.sent)
}

/** The line is back: asks the server how the message stands. */
async function check(mail: Mail, sent: Sent): Promise<void> {
  if (notices.held?.submission !== sent.submission) return
  try {
    const { list: [now] } = await mail.jmap.one<GetAnswer<{ readonly sendAt: string, readonly undoStatus: string }>>('EmailSubmission/get', {
      ids: [sent.submission], properties: ['sendAt', 'undoStatus'],
    })
    if (notices.held?.submission !== sent.submission) return
    if (now?.undoStatus === 'pending') holdBack(mail, { ...sent, leavesAt: Date.parse(now.sendAt) })
    else {
      stopWatching()
      notices.release()
      notices.say(now?.undoStatus === 'canceled' ? t().done.recalled : t().hold.left)
    }
  } catch {
    if (notices.online) setTimeout(() => { void check(mail, sent) }, checkAgainMs)
  }
}

/** Cancels the submission, puts the message back among the drafts and opens it. */
async function takeBack(mail: Mail, sent: Sent): Promise<void> {
  stopWatching()
  notices.release()
  const drafts = mail.byRole('drafts')?.id ?? ''
  const sentBox = mail.byRole('sent')?.id ?? ''
  try {
    const answer = await mail.jmap.one<SetAnswer>('EmailSubmission/set', {
      update: { [sent.submission]: { undoStatus: 'canceled' } },
      onSuccessUpdateEmail: {
        [sent.submission]: { [`mailboxIds/${sentBox}`]: null, [`mailboxIds/${drafts}`]: true, 'keywords/$draft': true },
      },
    })
    if (answer.notUpdated?.[sent.submission] !== undefined) {
      notices.say(await withdrawn(mail, sent.submission) ?? t().done.tooLate)
      return
    }
  } catch {
    // Not known whether it was stopped: the strip comes back while there is time to try again.
    if ((sent.leavesAt ?? 0) > Date.now()) holdBack(mail, sent)
    else notices.say(t().done.tooLate)
    return
  }
  void mail.sync()
  notices.say(t().done.recalled)
  place.go({ page: 'write', how: 'draft', email: sent.email })
}

/** It has left already: withdraws what can be (an unread link), and gives the server's sentence of what that did. */
async function withdrawn(mail: Mail, submission: string): Promise<string | undefined> {
  if (!mail.jmap.hasProtection) return undefined
  try {
    const answer = await mail.jmap.one<{ readonly recalled: Readonly<Record<string, { readonly sentence: string } | undefined>> | null }>(
      'EmailSubmission/recall', { ids: [submission] })
    return answer.recalled?.[submission]?.sentence
  } catch {
    return undefined
  }
}
