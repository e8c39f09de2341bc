import type { EmailFacts } from '../jmap/email-object.ts'
import { isObject } from '../jmap/json.ts'
import type { Context } from './context.ts'
import { emailProtection } from './protection.ts'

/** Adds `Email.protection`: whether a message was secured, or belongs to a secured conversation. One question for all. */
export async function withProtection(
  facts: readonly (EmailFacts | undefined)[], { submission, account }: Pick<Context, 'submission' | 'account'>,
): Promise<readonly (EmailFacts | undefined)[]> {
  const there = facts.filter((one) => one !== undefined)
  const found = new Map((await submission.protectionOf(account, there.map(({ summary }) => summary))).map(
    (one, index) => [there[index], one],
  ))
  return facts.map((one) => one === undefined
    ? undefined
    : { ...one, extra: { ...one.extra, protection: emailProtection(found.get(one), guestFactorOf(one.extra['senderTruth'])) } })
}

/** A guest of the portal: the judgement of the sender names the factor, as `portal-sms`. */
function guestFactorOf(truth: unknown): string | null {
  if (!isObject(truth) || truth['verdict'] !== 'guest') return null
  return typeof truth['reason'] === 'string' ? truth['reason'].replace(/^portal-/, '') : 'unknown'
}
