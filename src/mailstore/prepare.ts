import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { randomOctets } from '../base/random.ts'
import { toBase64Url } from '../base/bytes.ts'
import type { AccountRef, Keyring, OpenAccount, Sealer } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { parseMessage } from '../message/parse.ts'
import type { ParsedMessage } from '../message/types.ts'
import type { Bodies } from './bodies.ts'
import { encodePage } from './page.ts'
import { makeRecord } from './record.ts'
import { pagePlace } from './records.ts'
import type { AppendScriptArgs, PreparedAbsorbed, PreparedSealed } from './scripts/append.ts'
import type { NewPage } from './scripts/insert.ts'
import { threadReferences } from './threads.ts'
import type { Arrived, LookAtArrival, Role, SenderTruth } from './types.ts'

/** Everything that costs time and needs keys, done before the write script; the script then only inserts. */

/** A message for one local recipient. */
export interface MailToKeep {
  readonly account: AccountRef & { readonly sealingPublic: Uint8Array, readonly keyVersion?: number }
  /** As it is to be kept, with trace headers, CRLF line ends. */
  readonly raw: Uint8Array
  /** Acceptance, ms: INTERNALDATE. */
  readonly receivedAt: number
  readonly returnPath: string
  readonly truth: SenderTruth | null
  /** Where it goes; the inbox when the account has no mailbox of that role. */
  readonly role: Role
  /** System flags it begins with (`flagBits`); none when absent. */
  readonly bits?: number
  /** `raw` taken apart, where somebody did that already. */
  readonly parsed?: ParsedMessage | undefined
}

/** What is sealed to a closed account: the body's key and how the mail came in. */
export interface SealedHeadContent {
  readonly v: 1
  readonly body: string
  readonly key: string
  readonly receivedAt: number
  readonly returnPath: string
  readonly truth: SenderTruth | null
  readonly role: string
  readonly bits: number
}

export interface PrepareParts {
  readonly bodies: Bodies
  readonly keyring: Keyring
  readonly sealer: Sealer
  readonly clock: Clock
  readonly pageNumber: () => number
  readonly lookAtArrival: LookAtArrival
  readonly log: Log
}

/** The judgement of an open account; when that fails the mail stays as it was judged before. */
export async function lookedAt(parts: Pick<PrepareParts, 'lookAtArrival' | 'log'>, open: OpenAccount,
  arrived: Arrived): Promise<Arrived> {
  try {
    return await parts.lookAtArrival(open, arrived)
  } catch (error) {
    parts.log.error('mailstore.arrival-failed', error)
    return arrived
  }
}

/** For a closed account: body under a fresh key, that key sealed to the account. */
export async function prepareSealed(parts: PrepareParts, mail: MailToKeep): Promise<PreparedSealed> {
  const { tenant, account } = mail.account
  const body = await parts.bodies.prepare(mail.account, mail.raw)
  const content: SealedHeadContent = {
    v: 1, body: body.row.id, key: toBase64Url(body.key), receivedAt: mail.receivedAt, returnPath: mail.returnPath,
    truth: mail.truth, role: mail.role, bits: mail.bits ?? 0,
  }
  const head = parts.sealer.seal(mail.account, randomId(), new TextEncoder().encode(JSON.stringify(content)))
  return {
    form: 'sealed', tenant, account, id: head.id, body: body.row, receivedAt: mail.receivedAt,
      sizeBytes: mail.raw.length,
    encapsulation: head.encapsulation, box: head.box, mac: head.mac, keyVersion: mail.account.keyVersion ?? 1,
  }
}

/** For an open account: as `append` would keep it, to be stored by the caller's transaction. */
export async function prepareAbsorbed(
  parts: PrepareParts, open: OpenAccount, mail: MailToKeep,
): Promise<PreparedAbsorbed> {
  const parsed = mail.parsed ?? parseMessage(mail.raw)
  const { truth, role } = await lookedAt(parts, open, { ...mail, parsed })
  const prepared = await prepareMessage(parts, { open, raw: mail.raw, parsed, receivedAt: mail.receivedAt, truth })
  return { form: 'absorbed', ...prepared, role, bits: mail.bits ?? 0 }
}

/** Body, list page of one record and thread references of a message for an open account. */
export async function prepareMessage(parts: Omit<PrepareParts, 'sealer' | 'keyring' | 'lookAtArrival' | 'log'>,
  { open, raw, parsed = parseMessage(raw), receivedAt, truth }: {
  readonly open: OpenAccount, readonly raw: Uint8Array, readonly parsed?: ParsedMessage, readonly receivedAt: number,
  readonly truth: SenderTruth | null,
}): Promise<Omit<AppendScriptArgs, 'targets'>> {
  const { tenant, account } = open
  const body = await parts.bodies.prepare(open, raw, { isReadSoon: true })
  const sections = makeRecord({ raw, parsed, body: body.row.id, bodyKey: body.key, truth })
  return {
    tenant, account, body: body.row, page: sealPage(open, parts.pageNumber(), 0, [{ offset: 0, sections }]),
    content: { body: body.row.id, sizeBytes: raw.length, receivedAt, ...threadReferences(open, parsed) },
    savedAt: parts.clock.now(),
  }
}

/** Encrypts records as one page. */
export function sealPage(
  open: OpenAccount, page: number, firstMessage: number, records: Parameters<typeof encodePage>[1],
): NewPage {
  return {
    page, records: records.length, keyVersion: open.keyVersion, sealed: open.encrypt(pagePlace(open, page),
      encodePage(firstMessage, records)),
  }
}

/**
 * Gives page numbers: the time in 2^-10 ms with ten random bits, rising. Two nodes that take the same for one account
 * in the same millisecond make the second write fail and be tried again; nothing is overwritten.
 */
export function pageNumbers(clock: Clock): () => number {
  let last = 0
  return () => {
    const [high = 0, low = 0] = randomOctets(2)
    last = Math.max(last + 1, clock.now() * 1024 + (high * 256 + low) % 1024)
    return last
  }
}
