import { readScript, sql, writeScript } from '../../storage/script.ts'
import type { Owner } from './rows.ts'

/** Change numbers a second that a new epoch leaves room for. */
const CHANGES_A_SECOND = 2 ** 20
/** Change numbers that may have been given in the time that was lost, when the clock cannot tell. */
const CHANGES_LOST = 2 ** 32
/** Messages and mailboxes that may have been numbered in the time that was lost. */
const MESSAGES_LOST = 2 ** 20
const MAILBOXES_LOST = 1000

export interface EpochArgs extends Owner { readonly nowSeconds: number }

/**
 * The account was put back from a copy: what clients were told after that copy was made is not so any more. Change numbers
 * jump to where no earlier life of the account ever was, also not one that began with the same copy, and what changed before
 * is forgotten: every JMAP state of before is one that cannot be calculated from (RFC 8620 §5.2), and HIGHESTMODSEQ never
 * goes back (RFC 7162 §3.1.2.1). Every mailbox has another UIDVALIDITY (RFC 9051 §2.3.1.1); ids of Emails, Threads and
 * mailboxes that came in the lost time are not given again.
 */
export const turnEpoch = writeScript('mailstore.turn-epoch', import.meta.url, function* (tx, args: EpochArgs) {
  const { tenant, account, nowSeconds } = args
  yield* tx.lockAccount(args)
  const known = yield* tx.maybe<{ number: number }>(sql`select change_number as number from account
    where tenant = ${tenant} and id = ${account}`)
  if (known === undefined) return
  const number = Math.max(known.number + CHANGES_LOST, nowSeconds * CHANGES_A_SECOND)
  yield* tx.run(sql`update account set change_number = ${number}, next_message = next_message + ${MESSAGES_LOST},
    next_mailbox = next_mailbox + ${MAILBOXES_LOST} where tenant = ${tenant} and id = ${account}`)
  const mail = yield* tx.maybe<{ last: number }>(sql`update mail_account set changes_floor = ${number}
    where tenant = ${tenant} and account = ${account} returning last_uid_validity as last`)
  if (mail === undefined) return
  const mailboxes = yield* tx.all<{ mailbox: number }>(sql`select mailbox from mailbox where tenant = ${tenant}
    and account = ${account} and destroyed_modseq is null order by mailbox`)
  const first = Math.max(mail.last + 1, nowSeconds)
  for (const [index, { mailbox }] of mailboxes.entries()) {
    yield* tx.run(sql`update mailbox set uid_validity = ${first + index}, highest_modseq = ${number}, modseq = ${number}
      where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox}`)
  }
  yield* tx.run(sql`update mail_account set last_uid_validity = ${first + mailboxes.length}
    where tenant = ${tenant} and account = ${account}`)
})

export interface NextAccountsArgs extends Owner { readonly limit: number }

/** Accounts of all tenants behind this one, in order. */
export const nextAccounts = readScript('mailstore.next-accounts', import.meta.url, function* (
  tx, { tenant, account, limit }: NextAccountsArgs,
) {
  return yield* tx.all<Owner>(sql`select tenant, id as account from account where tenant > ${tenant}
    or (tenant = ${tenant} and id > ${account}) order by tenant, id limit ${limit}`)
})
