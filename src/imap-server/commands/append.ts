import { mailbox } from '../../imap/mailbox-name.ts'
import { formatSet } from '../../imap/sequence-set.ts'
import { command, SIGNED_IN, type Context, type Result } from '../command.ts'
import { findMailbox } from '../mailboxes.ts'
import { asKept, atMessage, newMessage, type NewMessage } from '../new-message.ts'

/** Most messages in one APPEND; their size together is that of the largest message. */
export const APPEND_MESSAGES_MAX = 1000

/**
 * Puts a message, or several all together, into a mailbox; the answer comes when they are on disk. Their size was judged
 * before their octets came. RFC 9051 §6.3.12; APPENDUID: RFC 4315 §3; literal8: RFC 3516; UTF8: RFC 6855 §4; APPENDLIMIT:
 * RFC 7889; several: RFC 3502
 */
export const append = command({
  name: 'APPEND',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.12', 'RFC 4315 §3', 'RFC 3516', 'RFC 6855 §4', 'RFC 7889', 'RFC 3502'],
  capabilities: ['UIDPLUS', 'MULTIAPPEND'],
  takesMessage: true,
  parse(args) {
    args.sp()
    const path = mailbox(args)
    const messages = [newMessage(args)]
    while (atMessage(args)) {
      if (messages.length >= APPEND_MESSAGES_MAX) args.expected(`at most ${APPEND_MESSAGES_MAX} messages`)
      messages.push(newMessage(args))
    }
    return { path, messages }
  },
  async run({ path, messages }, context) {
    const target = await findMailbox(context.session.mail, path)
    if (!target) return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    // An empty message takes the whole command back. RFC 3502 §6.3.11
    if (messages.some(({ raw }) => raw.length === 0)) return { status: 'NO', text: 'an empty message is not kept' }
    return await keep(target.id, messages, context)
  },
})

async function keep(
  mailboxId: number, messages: readonly NewMessage[], { session, services }: Context,
): Promise<Result> {
  const now = services.clock.now()
  const [first] = messages
  const appended = first && messages.length === 1
    ? await session.mail.append({ ...asKept(first, now), mailbox: mailboxId, truth: null })
    : await session.mail.appendAll({ mailbox: mailboxId, messages: messages.map((message) => asKept(message, now)) })
  if (typeof appended === 'string') return notKept(appended)
  const uids = 'uid' in appended ? [appended.uid] : appended.uids
  return { status: 'OK', code: `APPENDUID ${appended.uidValidity} ${formatSet(uids)}`, text: 'kept' }
}

/** Why a message was not kept. */
export function notKept(why: 'no such mailbox' | 'over quota'): Result {
  return why === 'over quota' ? { status: 'NO', code: 'OVERQUOTA', text: 'the account is full' }
    : { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
}
