import { emailId, messageOf, stateString } from '../../jmap/ids.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { CHANGES_MAX } from '../../jmap/limits.ts'
import { MAIL } from '../../jmap/session.ts'
import { cannotCalculate, knownState } from '../changes.ts'
import { readAccount, type Context, type Method } from '../context.ts'
import { canFollow, emailResults, readEmailsWanted } from '../email-results.ts'

/**
 * Which emails left or entered the results. Every email of every thread that changed is named as removed, and those
 * that are in the results now as added: more than strictly needed, never less (RFC 8620 §5.6 allows it), and right for
 * collapsed threads too, where a change of one email shows another one of its thread.
 */
export const emailQueryChanges: Method = {
  name: 'Email/queryChanges',
  capability: MAIL,
  rfc: ['RFC 8621 §4.5', 'RFC 8620 §5.6'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const wanted = readEmailsWanted(args, context)
    const since = args.string('sinceQueryState')
    const maxChanges = args.integerOrNull('maxChanges', { min: 1 })
    const upToId = args.idOrNull('upToId')
    const calculateTotal = args.boolean('calculateTotal', false)
    args.end()
    if (!canFollow(wanted)) throw cannotCalculate()
    const oldState = await knownState(since, context)
    const newState = await context.mail.state()
    const touched = await touchedSince(oldState, context)
    const results = await emailResults(wanted, context)
    const added: { readonly id: string, readonly index: number }[] = []
    for (const [index, message] of results.entries()) {
      if (touched.has(message)) added.push({ id: emailId(message), index })
    }
    // `upToId` only spares the client work when nothing before it can move: for sorts by fixed properties.
    const end = upToId === null ? -1 : results.indexOf(messageOf(upToId) ?? -1)
    const fixedSort = wanted.sort.every(({ by }) => by !== 'hasKeyword') && !wanted.collapseThreads
    const kept = end >= 0 && fixedSort ? added.filter(({ index }) => index <= end) : added
    if (maxChanges !== null && touched.size + kept.length > maxChanges) {
      throw new MethodFailure('tooManyChanges', 'more changed than maxChanges; ask the query again')
    }
    return {
      response: {
        accountId, oldQueryState: since, newQueryState: stateString(newState),
        removed: [...touched].map(emailId), added: kept,
        ...(calculateTotal ? { total: results.length } : {}),
      },
    }
  },
}

/** Emails that changed, with all others of their threads, and those that are gone. */
async function touchedSince(since: number, context: Context): Promise<ReadonlySet<number>> {
  const [emails, threads] = await Promise.all([
    context.mail.emailChanges(since, CHANGES_MAX), context.mail.threadChanges(since, CHANGES_MAX),
  ])
  if (emails === 'cannot calculate' || threads === 'cannot calculate' || emails.hasMore || threads.hasMore) {
    throw cannotCalculate()
  }
  const metas = await context.mail.emails([...emails.created, ...emails.updated])
  const own = metas.filter((meta) => meta !== undefined).map(({ thread }) => thread)
  const members = await context.mail.threads([...new Set([...own, ...threads.created, ...threads.updated])])
  return new Set([...emails.created, ...emails.updated, ...emails.destroyed, ...members.flat()])
}
