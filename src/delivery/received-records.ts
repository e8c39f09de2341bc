/** The ledger's record of a mail that came in. */
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { AuthCheck } from '../mail-auth/mail-auth.ts'
import type { Held } from './held-files.ts'
import type { Judgement } from './judgement.ts'
import type { Claim } from './nta7516-claims.ts'
import type { IncomingMail, Target } from './types.ts'

/** What is known of a mail when it is kept; `sizeBytes` as it came. */
export interface Received {
  readonly mail: IncomingMail
  readonly check: AuthCheck
  readonly judgement: Judgement
  readonly targets: readonly Target[]
  readonly at: number
  readonly id: string
  readonly sizeBytes: number
  readonly held: Held | undefined
  readonly claim: Claim | undefined
}

/** For each organisation that got it, one `mail.received`: who wrote to whom stands in its personal half. */
export function receivedRecords(
  ledger: Pick<Ledger, 'prepare'>, { mail, check, judgement, targets, at, id, sizeBytes, held, claim }: Received,
): PreparedRecord[] {
  return [...Map.groupBy(targets, ({ account }) => account.tenant)].map(([tenant, own]) => ledger.prepare({
    tenant, at, kind: 'mail.received',
    facts: {
      id, place: judgement.place, verdict: judgement.truth.verdict, reason: judgement.truth.reason,
      spf: check.spf.result, dkim: check.dkim.some(({ result }) => result === 'pass') ? 'pass' : 'none',
      dmarc: check.dmarc.result, tls: mail.session.tls?.protocol ?? 'none', recipients: own.length, sizeBytes,
      ...held === undefined ? {} : { held: held.why, heldFiles: held.files.length }, ...claim?.facts,
    },
    personal: { from: mail.mailFrom, ip: mail.session.ip, to: own.map(({ address }) => address).join(' ').slice(0,
      2000) },
  }))
}
