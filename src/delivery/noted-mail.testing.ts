import type { Account, Accounts } from '../accounts/types.ts'
import { systemClock } from '../base/clock.ts'
import type { LedgerEvent } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { SenderTruth } from '../mailstore/types.ts'
import type { Store } from '../storage/store.ts'
import { createMailUse, type MailUse } from './mail-use.ts'
import { keepMail } from './scripts.ts'

/** What a ledger is told about use, kept for looking at. */
export interface NotedUse {
  readonly use: MailUse
  /** Writes all that waits; gives `kind uids` of each line, secured mail with how, and forgets them. */
  told(): Promise<readonly string[]>
}

/** Use that is noted into a list. */
export function openNotedUse(): NotedUse {
  const lines: LedgerEvent[] = []
  const ledger = { record: async (event: LedgerEvent) => void lines.push(event) }
  const use = createMailUse({ ledger, scope: 'all', clock: systemClock, log: silentLog })
  return {
    use,
    async told() {
      await use.write({ isLast: true })
      return lines.splice(0).map(({ kind, facts }) => [kind, facts['uids'], ...'secured' in facts ? [facts['secured']] : []].join(' '))
    },
  }
}

const SECURED: SenderTruth = { verdict: 'verified', domain: 'lab.example', reason: 'dmarc-pass', nta7516: 'nta7516-1' }

/** Keeps a mail as delivery does, as one that came secured. */
export async function receive(
  { store, mailstore, accounts }: {
    readonly store: Store, readonly mailstore: Mailstore, readonly accounts: Pick<Accounts, 'findRecipient'>,
  }, address: string, raw: Uint8Array,
): Promise<void> {
  const account: Account | undefined = await accounts.findRecipient(address)
  if (account === undefined) throw new Error(`nobody is ${address}`)
  const copy = await mailstore.prepare({
    account, raw, receivedAt: systemClock.now(), returnPath: 'wie@lab.example', truth: SECURED, role: 'inbox',
  })
  await store.write(keepMail, { copies: [copy], records: [], finished: [] })
}
