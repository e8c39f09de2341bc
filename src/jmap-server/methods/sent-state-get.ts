import { utcDate } from '../../jmap/dates.ts'
import { messageOf } from '../../jmap/ids.ts'
import { PROTECTION } from '../../jmap/session.ts'
import { readAccount, realId, type Method } from '../context.ts'
import { protectionObject } from '../protection.ts'
import { submissionId } from '../submissions.ts'

/** What became of emails that this account sent, found by their Message-ID: also those of a mail program. */
export const sentStateGet: Method = {
  name: 'SentState/get',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §8'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const ids = args.idsOrNull('emailIds', context.limits.maxObjectsInGet) ?? []
    args.end()
    const { account, submission } = context
    const messages = ids.map((id) => ({ id, message: messageOf(realId(context, id) ?? id) }))
    const there = messages.flatMap(({ message }) => message === undefined ? [] : [message])
    const records = await context.mail.records(there)
    const messageIds = new Map(there.map((message, index) => [message, records[index]?.summary.messageId ?? null]))
    const wanted = [...messageIds.values()].filter((one) => one !== null)
    const states = wanted.length === 0 ? [] : await submission.sentAs(account, wanted)
    const list = messages.flatMap(({ id, message }) => {
      const messageId = message === undefined ? null : messageIds.get(message) ?? null
      if (messageId === null) return []
      const submissions = states.filter((state) => state.messageId === messageId).map((state) => ({
        id: submissionId(state.id), sendAt: utcDate(state.leavesAt), undoStatus: state.undo,
        protection: protectionObject(state, account.language),
      }))
      return [{ emailId: id, submissions }]
    })
    return { response: { accountId, list, notFound: ids.filter((id) => !list.some(({ emailId }) => emailId === id)) } }
  },
}
