import { notices } from '../../ui/notices.svelte.ts'
import { place } from '../../ui/route.svelte.ts'
import { t } from '../../ui/texts.svelte.ts'
import type { SetAnswer } from '../jmap.ts'
import type { Mail } from '../mail.svelte.ts'

/** Taking back what was just sent: the server holds it for a while, this page shows how long. */

interface Sent {
  readonly submission: string
  readonly email: string
  readonly subject: string
  readonly leavesAt: number
  readonly secured: boolean
}

/** Shows the strip with "Haal terug" until the message leaves. */
export function holdBack(mail: Mail, sent: Sent): void {
  const startedAt = Date.now()
  if (sent.leavesAt - startedAt < 500) {
    notices.say(t().done.sent)
    return
  }
  notices.hold({ ...sent, startedAt, takeBack: () => { void takeBack(mail, sent) } })
}

/** Cancels the submission, puts the message back among the drafts and opens it. */
async function takeBack(mail: Mail, sent: Sent): Promise<void> {
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
    if (sent.leavesAt > Date.now()) holdBack(mail, sent)
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
