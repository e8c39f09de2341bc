import type { IncomingMail, Receiving } from '../delivery/types.ts'
import { acceptedReply, type MessageReply } from './outcomes.ts'

/**
 * Keeps a message for its recipients and says for each what became of it (RFC 2033 §4.2). All together at first, which is
 * one transaction; when that cannot be, each alone, so that one full mailbox does not hold up the others.
 */
export async function keepForEach(receiving: Receiving, mail: IncomingMail): Promise<readonly MessageReply[]> {
  const [first] = mail.rcptTo
  const alone = mail.rcptTo.length < 2 || first === undefined
  // What is handed over is gone when it is kept, and must still be there when it is not.
  const together = acceptedReply(await receiving.accept(alone ? mail : { ...mail, raw: mail.raw.slice() }))
  if (alone || together.reply === 'kept') return mail.rcptTo.map(() => together)
  const each: MessageReply[] = []
  for (const to of mail.rcptTo) {
    each.push(acceptedReply(await receiving.accept({ ...mail, rcptTo: [to], raw: mail.raw.slice() })))
  }
  return each
}
