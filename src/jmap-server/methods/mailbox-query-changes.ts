import { MethodFailure } from '../../jmap/errors.ts'
import { mailboxId, stateString } from '../../jmap/ids.ts'
import { CHANGES_MAX } from '../../jmap/limits.ts'
import { MAIL } from '../../jmap/session.ts'
import { cannotCalculate, knownState } from '../changes.ts'
import { readAccount, type Method } from '../context.ts'
import { mailboxObjects } from '../mailbox-object.ts'
import { readMailboxQuery } from './mailbox-query.ts'

/**
 * New counts change no query. Anything else may move others too (a parent that is renamed takes its children along), and
 * mailboxes are few: then all are named as removed, and the results now as added, which RFC 8620 §5.6 allows.
 */
export const mailboxQueryChanges: Method = {
  name: 'Mailbox/queryChanges',
  capability: MAIL,
  rfc: ['RFC 8621 §2.4', 'RFC 8620 §5.6'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const find = readMailboxQuery(args)
    const since = args.string('sinceQueryState')
    const maxChanges = args.integerOrNull('maxChanges', { min: 1 })
    args.idOrNull('upToId')
    const calculateTotal = args.boolean('calculateTotal', false)
    args.end()
    const changes = await context.mail.mailboxChanges(await knownState(since, context), CHANGES_MAX)
    if (changes === 'cannot calculate' || changes.hasMore) throw cannotCalculate()
    const objects = mailboxObjects(await context.mail.mailboxes())
    const results = find(objects)
    const { created, destroyed, onlyCounts } = changes
    const isStill = onlyCounts && created.length + destroyed.length === 0
    const removed = isStill ? [] : [...new Set([...objects.keys(), ...destroyed.map(mailboxId)])]
    const added = isStill ? [] : results.map((id, index) => ({ id, index }))
    if (maxChanges !== null && removed.length + added.length > maxChanges) {
      throw new MethodFailure('tooManyChanges', 'more changed than maxChanges; ask the query again')
    }
    return {
      response: {
        accountId, oldQueryState: since, newQueryState: stateString(changes.newState), removed,
        added,
        ...(calculateTotal ? { total: results.length } : {}),
      },
    }
  },
}
