/**
 * Queued mail for people outside that goes by the portal: the message kept, the recipient ended, the notice queued,
 * at once.
 */
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { parseMessage } from '../message/parse.ts'
import type { ParsedMessage } from '../message/types.ts'
import type { Portal, PreparedGuestMail } from '../portal/portal.ts'
import { insertPortalMessage, type NewPortalMessage } from '../portal/scripts/insert.ts'
import type { Outcomes } from '../queue/outcomes.ts'
import { finishRecipient, type Finished } from '../queue/ending-scripts.ts'
import { insertOutgoing, type PreparedOutgoing } from '../queue/scripts.ts'
import type { QueueSecrets } from '../queue/secrets.ts'
import type { Attempt, DueRecipient } from '../queue/types.ts'
import type { Deliver } from '../queue/worker.ts'
import { writeScript, type Script } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'

interface KeepForGuest {
  readonly finished: Finished
  readonly message: NewPortalMessage
  readonly mail: PreparedOutgoing
  /** To the sender, when that was asked for (NOTIFY=SUCCESS). */
  readonly notice?: PreparedOutgoing
  readonly records: readonly PreparedRecord[]
}

/** All or nothing. `Refusal('ended-already')`: somebody else ended this recipient. */
export const keepForGuest = writeScript('delivery.to-portal', import.meta.url, function* (
  tx, { finished, message, mail, notice, records }: KeepForGuest,
): Script<string | null> {
  yield* tx.lockAccount({ tenant: message.tenant, account: message.account })
  const { wasTrying, blob } = yield* finishRecipient(tx, finished)
  if (!wasTrying) throw new Refusal('ended-already', 'a recipient of the queue was ended by somebody else')
  yield* insertPortalMessage(tx, message)
  yield* insertOutgoing(tx, mail)
  if (notice !== undefined) yield* insertOutgoing(tx, notice)
  for (const record of records) yield* appendRecord(record)
  return blob
})

const REPLY = '2.0.0 kept for the recipient on the secure page'
const kept: Extract<Attempt, { outcome: 'delivered' }> = {
  outcome: 'delivered', reply: REPLY, reached: { route: 'portal', protocol: null, cipher: null, verified: true, peer: null },
}

/** The try for recipients of one mail whose route is `portal`. */
export function createPortalDelivery({ portal, accounts, store, queueBlobs, secrets, outcomes, clock, log }: {
  readonly portal: Pick<Portal, 'prepare' | 'discard'>, readonly accounts: Pick<Accounts, 'byRef'>, readonly store: Store,
  readonly queueBlobs: BlobStore, readonly secrets: QueueSecrets, readonly outcomes: Outcomes, readonly clock: Clock,
  readonly log: Log,
}): Deliver {
  /** Prepared once more when the sender got a new key meanwhile: waiting for the next try would take minutes. */
  function keep(due: DueRecipient, raw: Uint8Array, senderName: string, parsed: ParsedMessage): Promise<void> {
    return underNewestKey(() => keepOnce(due, raw, senderName, parsed))
  }

  async function keepOnce(due: DueRecipient, raw: Uint8Array, senderName: string,
    parsed: ParsedMessage): Promise<void> {
    const { tenant, account, outgoing, number, envelope, recipient } = due
    const wish = recipient.portal ?? {}
    const prepared = await portal.prepare({
      tenant, account, outgoing, recipientNumber: number, raw,
      sender: senderOf(parsed, envelope.mailFrom, senderName),
      recipient: {
        address: recipient.address, name: wish.name ?? nameIn(parsed, recipient.address),
        language: wish.language ?? null,
      },
      ...(envelope.protection === undefined ? {} : { reasons: envelope.protection.reasons }),
      ...(wish.factor === undefined ? {} : { factor: wish.factor }),
      ...(wish.expiresAt === undefined ? {} : { expiresAt: wish.expiresAt }),
    })
    try {
      const notice = await outcomes.keptNotice([{ due, attempt: kept }], raw, 'page')
      const blob = await store.write(keepForGuest, argsOf(prepared, {
        tenant, outgoing, number, state: 'delivered', at: clock.now(), reply: secrets.sealReply(due, number, REPLY),
      }, notice))
      if (blob !== null) await queueBlobs.delete(blob)
    } catch (error) {
      await portal.discard(prepared)
      throw error
    }
    log.info('portal.kept', { outgoing, factor: prepared.message.factor })
  }

  return async ({ due, raw }) => {
    const parsed = parseMessage(raw)
    for (const one of due) {
      try {
        const sender = await accounts.byRef(one)
        await (sender === undefined
          ? outcomes.write([{ due: one, attempt: { outcome: 'failed', status: '5.1.8', reply: '5.1.8 the account of the sender is gone' } }], raw)
          : keep(one, raw, sender.name, parsed))
      } catch (error) {
        if (error instanceof Refusal && error.reason === 'ended-already') continue
        if (!(error instanceof Temporary)) throw error
        await outcomes.write([{ due: one, attempt: { outcome: 'try-later', status: '4.3.0', reply: '4.3.0 could not be kept for now' } }], raw)
      }
    }
  }
}

function argsOf(
  { message, mail, record }: PreparedGuestMail, finished: Finished, notice: PreparedOutgoing | undefined,
): KeepForGuest {
  return { finished, message, mail, records: [record], ...notice === undefined ? {} : { notice } }
}

/** The author as the mail says it; submission saw to it that it is one of the sender's own addresses. */
function senderOf(
  parsed: ParsedMessage, mailFrom: string, name: string,
): { readonly name: string, readonly address: string } {
  const author = parsed.from[0]?.addresses[0]
  return { name: name === '' ? author?.name ?? '' : name, address: author?.email ?? mailFrom }
}

/** The name that the sender used for a recipient, when it stands in To or Cc. */
function nameIn(parsed: ParsedMessage, address: string): string | null {
  const wanted = address.toLowerCase()
  for (const { addresses } of [...parsed.to, ...parsed.cc]) {
    for (const { email, name } of addresses) if (email.toLowerCase() === wanted && name !== null && name !== '') return name
  }
  return null
}
