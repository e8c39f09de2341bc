import type { Account } from '../accounts/types.ts'
import { withoutOwnDrafts, type MailUse, type Use, type User, type UsedEntry } from '../delivery/mail-use.ts'
import { removeMailboxNoted } from '../delivery/removed-mailbox.ts'
import { blobPlace } from '../jmap/ids.ts'
import type { AccountMail } from '../mailstore/types.ts'
import { mailPrograms } from './push-subscriptions.ts'

/** Who asks, as far as the ledger wants to know. */
export interface Asking {
  readonly account: Account
  readonly mail: AccountMail
  readonly ip: string
  /** The session that asks, or the mail programs of the account together. */
  readonly credentials: string
  readonly use?: MailUse | undefined
}

/** Notes what was done with these messages; own drafts are nobody's received mail. */
export async function noteUse(asking: Asking, use: Use, messages: readonly number[]): Promise<void> {
  if (asking.use === undefined || messages.length === 0) return
  await noteAt(asking, use, await placesBefore(asking, messages))
}

/** Where messages stand now: to be asked before they are destroyed. */
export async function placesBefore({ use, mail }: Asking, messages: readonly number[]): Promise<readonly UsedEntry[]> {
  if (use === undefined || messages.length === 0) return []
  const metas = await mail.emails(messages)
  return await withoutOwnDrafts(mail, metas.flatMap((meta) => {
    const [place] = meta?.places ?? []
    return meta === undefined || place === undefined ? [] : [{ ...place, message: meta.message }]
  }))
}

/** The same for messages whose places are known. */
export async function noteAt(asking: Asking, use: Use, entries: readonly UsedEntry[]): Promise<void> {
  await asking.use?.note(use, userOf(asking), asking.mail, entries)
}

/** Removes a mailbox, with what is in it when asked for, and notes that. */
export async function removeMailbox(
  asking: Asking, wish: { readonly mailbox: number, readonly removeEmails: boolean },
): ReturnType<AccountMail['deleteMailbox']> {
  return await removeMailboxNoted(asking.mail, wish, { use: asking.use, user: userOf(asking) })
}

function userOf({ account, ip, credentials }: Asking): User {
  return {
    tenant: account.tenant, account: account.account, address: account.address, ip, session: credentials,
    door: credentials === mailPrograms(account) ? 'jmap' : 'web',
  }
}

/** Notes that the bytes behind a blob id were given out, when they are a message or a part of one. */
export async function noteBlob(asking: Asking, id: string): Promise<void> {
  const place = blobPlace(id)
  if (place !== undefined && place.of !== 'upload') await noteUse(asking, 'read', [place.message])
}
