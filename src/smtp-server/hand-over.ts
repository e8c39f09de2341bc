/** What a connection asks of the flow behind it: is this recipient ours, and here is a message. */
import type { Account } from '../accounts/types.ts'
import type { ReceivingSession } from '../delivery/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { RECEIVED_FIELDS_MAX } from '../smtp/limits.ts'
import { countReceived } from '../smtp/received.ts'
import type { Envelope, RecipientVerdict } from '../smtp/session.ts'
import { networkOf } from '../throttle/network.ts'
import type { Listener } from './listener.ts'
import { keepForEach } from './lmtp.ts'
import { acceptedReply, errorReply, submittedReply, type MessageReply } from './outcomes.ts'

/** Who signed in on a connection. */
export interface SignedIn {
  readonly account: Account
  readonly open: OpenAccount
}

export interface HandOver {
  readonly envelope: Envelope
  readonly raw: Uint8Array
  readonly session: ReceivingSession
  readonly signedIn: SignedIn | undefined
}

/** Hands the whole message to the flow behind; its answer comes after the commit. Never throws. */
export async function handOver(
  listener: Listener, { envelope, raw, session, signedIn }: HandOver,
): Promise<MessageReply & { readonly each?: readonly MessageReply[] }> {
  const { receiving, submission, log } = listener
  if (countReceived(raw, RECEIVED_FIELDS_MAX) > RECEIVED_FIELDS_MAX) return { reply: 'loop' }
  const rcptTo = envelope.to.map((to) => ({ ...to, address: withDomain(listener, to.address) }))
  try {
    if (listener.kind === 'smtp') {
      if (receiving === undefined) return { reply: 'try-later' }
      return acceptedReply(await receiving.accept({ mailFrom: envelope.from, rcptTo, raw, session }))
    }
    if (listener.kind === 'lmtp') {
      if (receiving === undefined) return { reply: 'try-later' }
      const each = await keepForEach(receiving, { mailFrom: envelope.from, rcptTo, raw, session })
      return { ...each.find(({ reply }) => reply === 'kept') ?? each[0] ?? { reply: 'try-later' }, each }
    }
    if (submission === undefined || signedIn === undefined) return { reply: 'try-later' }
    const { envelopeId, ret, requireTls } = envelope.parameters
    return submittedReply(await submission.submit({
      ...signedIn, mailFrom: envelope.from, rcptTo, raw, door: 'submission', ip: session.ip,
      ...envelopeId === undefined ? {} : { envelopeId }, ...ret === undefined ? {} : { ret }, ...requireTls === true
        ? { requireTls } : {},
    }))
  } catch (error) {
    const { bug, ...answer } = errorReply(error)
    if (bug) log.error('smtp.message-failed', error, { listener: listener.kind })
    return answer
  }
}

/** Whether mail for this address is taken here. A submission takes every address: routes are decided later. */
export async function askRecipient(listener: Listener, { asked, from, session }: {
  readonly asked: string, readonly from: string, readonly session: ReceivingSession,
}): Promise<RecipientVerdict> {
  if (listener.kind !== 'smtp' && listener.kind !== 'lmtp') return 'ok'
  if (listener.receiving === undefined) return 'not-local'
  try {
    const address = withDomain(listener, asked)
    const verdict = await listener.receiving.recipient({ address, session })
    return verdict === 'ok' && isTooMuch(listener, { address, from, ip: session.ip }) ? 'too-much' : verdict
  } catch (error) {
    if (errorReply(error).bug) listener.log.error('smtp.recipient-failed', error)
    return 'temporary'
  }
}

/**
 * No network fills one mailbox, or brings all the mail of a domain, without a pause. Counted for each network: a bomb from
 * one must not keep out what another brings.
 */
function isTooMuch({ throttle, isExempt }: Listener, { address, from, ip }: {
  readonly address: string, readonly from: string, readonly ip: string,
}): boolean {
  if (isExempt(ip)) return false
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  const network = networkOf(ip)
  return !throttle.take('mail-recipient', `${address.toLowerCase()}|${network}`).allowed
    || !throttle.take('mail-domain', `${domain}|${network}`).allowed
}

/** `<postmaster>` needs no domain (RFC 5321 §4.5.1). */
function withDomain({ postmasterDomain }: Listener, address: string): string {
  return address === 'postmaster' ? `postmaster@${postmasterDomain}` : address
}
