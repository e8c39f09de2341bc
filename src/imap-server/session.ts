import { present } from '../base/assert.ts'
import { randomId } from '../base/ids.ts'
import type { Account } from '../accounts/types.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { Notifications } from './notifications.ts'
import type { Selected, TellStyle } from './selected.ts'

/** What a client can switch on with ENABLE (RFC 5161); CONDSTORE also by using it (RFC 7162 §3.1). */
export type Enabled = 'IMAP4REV2' | 'UTF8=ACCEPT' | 'CONDSTORE' | 'QRESYNC' | 'UIDONLY'

/** RFC 9051 §3: not authenticated, authenticated, selected. Logout is the connection's end. */
export type Stage = 'connected' | 'authenticated' | 'selected'

/** Where one connection stands. Only the command that runs and the connection change it. */
export class Session {
  /** Tells this connection from others in the ledger. */
  readonly id = randomId()
  readonly ip: string
  secure: boolean
  /** COMPRESS DEFLATE is on. RFC 4978 */
  compressed = false
  readonly plaintextLogin: boolean
  readonly enabled = new Set<Enabled>()
  triesFailed = 0
  #signedIn: { readonly account: Account, readonly mail: AccountMail } | null = null
  #selected: Selected | null = null
  #notifications: Notifications | null = null

  constructor(args: { readonly ip: string, readonly secure: boolean, readonly plaintextLogin: boolean }) {
    this.ip = args.ip
    this.secure = args.secure
    this.plaintextLogin = args.plaintextLogin
  }

  get stage(): Stage {
    if (!this.#signedIn) return 'connected'
    return this.#selected ? 'selected' : 'authenticated'
  }

  /** May a password be sent now? RFC 9051 §11.1 */
  get passwordsTaken(): boolean {
    return this.secure || this.plaintextLogin
  }

  /** Mailbox names and strings are UTF-8. RFC 9051 §6.3.1, RFC 6855 §3 */
  get utf8(): boolean {
    return this.enabled.has('UTF8=ACCEPT') || this.enabled.has('IMAP4REV2')
  }

  get rev2(): boolean {
    return this.enabled.has('IMAP4REV2')
  }

  get condstore(): boolean {
    return this.enabled.has('CONDSTORE')
  }

  get qresync(): boolean {
    return this.enabled.has('QRESYNC')
  }

  /** Message numbers are not used in this session. RFC 9586 */
  get uidOnly(): boolean {
    return this.enabled.has('UIDONLY')
  }

  /** How changes are told to this client. */
  get style(): TellStyle {
    const { rev2, condstore, qresync, uidOnly } = this
    return { rev2, condstore, vanished: qresync || uidOnly, uidOnly }
  }

  signIn(account: Account, mail: AccountMail): void {
    this.#signedIn = { account, mail }
  }

  get account(): Account {
    return present(this.#signedIn, 'the signed-in account').account
  }

  get mail(): AccountMail {
    return present(this.#signedIn, 'the signed-in account').mail
  }

  get selected(): Selected {
    return present(this.#selected, 'the selected mailbox')
  }

  select(selected: Selected): void {
    this.unselect()
    this.#selected = selected
  }

  /** What NOTIFY asked for takes the place of what it asked before; null: nothing. RFC 5465 §3.1 */
  notify(notifications: Notifications | null): void {
    this.#notifications?.close()
    this.#notifications = notifications
  }

  get notifications(): Notifications | null {
    return this.#notifications
  }

  /** True when a mailbox was selected. */
  unselect(): boolean {
    const before = this.#selected
    this.#selected = null
    before?.close()
    return before !== null
  }
}
