import type { IncomingMail, Receiving } from '../delivery/types.ts'
import { acceptedReply, type MessageReply } from './outcomes.ts'

/**
 * Keeps a message for its recipients and says for each what became of it (RFC 2033 §4.2). It is handed over once: what is
 * said of the message is said to all, only what is about one mailbox to that one.
 */
export async function keepForEach(receiving: Receiving, mail: IncomingMail): Promise<readonly MessageReply[]> {
  const accepted = await receiving.accept(mail.rcptTo.length < 2 ? mail : { ...mail, isEachAlone: true })
  const failed = accepted.outcome === 'kept' ? accepted.failed : undefined
  return mail.rcptTo.map(({ address }) => acceptedReply(failed?.get(address) ?? accepted))
}
