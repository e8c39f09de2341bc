import { emailObject } from '../../jmap/email-object.ts'
import { bytesNeeded, readWanted } from '../../jmap/email-wanted.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { messageOf, stateString } from '../../jmap/ids.ts'
import { MAIL, PROTECTION, TRUTH } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { withProtection } from '../email-protection.ts'
import { readEmails } from '../email-source.ts'
import { readIds } from '../get.ts'
import { noteUse } from '../noted-use.ts'
import { takeRoom } from '../response-room.ts'

/**
 * Listing properties come from the decrypted list records; the message itself is read only for what needs its
 * bytes.
 */
export const emailGet: Method = {
  name: 'Email/get',
  capability: MAIL,
  rfc: ['RFC 8621 §4.2', 'RFC 8621 §4.1'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const ids = readIds(args, context)
    const truth = context.using.has(TRUTH)
    const knowsGuard = context.using.has(PROTECTION)
    const wanted = readWanted(args, [...(truth ? ['senderTruth'] : []), ...(knowsGuard ? ['protection'] : [])])
    args.end()
    if (ids === null) throw new MethodFailure('requestTooLarge', 'name the emails that are wanted')
    const state = stateString(await context.mail.state())
    const notFound: string[] = []
    const messages: { readonly id: string, readonly message: number }[] = []
    for (const id of ids) {
      const message = messageOf(id)
      if (message === undefined) notFound.push(id)
      else messages.push({ id, message })
    }
    const bytes = bytesNeeded(wanted)
    const list: unknown[] = []
    // With bytes one by one, without them all at once: either way memory holds one body at most.
    const batches = bytes === 'none' ? [messages] : messages.map((one) => [one])
    for (const batch of batches) {
      const plain = await readEmails(context.mail, batch.map(({ message }) => message), { bytes, truth: truth
        || knowsGuard })
      const facts = wanted.properties.includes('protection') ? await withProtection(plain, context) : plain
      for (const [index, { id }] of batch.entries()) {
        const one = facts[index]
        if (one === undefined) notFound.push(id)
        else list.push(takeRoom(emailObject(one, wanted), context))
      }
    }
    if (bytes === 'whole') await noteUse(context, 'read', messages.map(({ message }) => message))
    return { response: { accountId, state, list, notFound } }
  },
}
