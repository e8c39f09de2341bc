import { present } from '../base/assert.ts'
import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { Temporary } from '../base/errors.ts'
import type { OpenAccount, Place } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { Store } from '../storage/store.ts'
import { normalPath, parentsOf, standardMailboxes } from './names.ts'
import {
  createMailboxes, deleteMailbox, renameMailboxes, setUpMailboxes, subscribeMailbox, type FoldersChanged,
  type NewMailbox,
} from './scripts/mailboxes.ts'
import type { MailboxCounts, MailboxRow } from './scripts/rows.ts'
import type { MailboxProblem, Role } from './types.ts'

/** A mailbox as this process knows it. */
export interface Folder extends MailboxCounts {
  readonly path: string
  readonly role: Role | null
  readonly subscribed: boolean
  readonly modseq: number
  readonly createdModseq: number
}

/** Another client changed the list between planning and writing: plan again, this often. */
const ATTEMPTS_MAX = 5

export interface FolderParts {
  readonly store: Store
  readonly clock: Clock
  readonly mailboxesMax: number
  readonly account: () => OpenAccount
  /** Reads the list again from the database, when it changed as far as this process knows, or always. */
  readonly reload: (options?: { readonly always?: boolean }) => Promise<void>
}

/**
 * The mailboxes of one account. Names are encrypted, each bound to the keyed digest of its path, which is unique; so the
 * list is planned here, where names can be read, and written by a script that checks nobody changed it meanwhile.
 */
export class Folders {
  readonly #parts: FolderParts
  #folders = new Map<number, Folder>()
  readonly #names = new Map<string, string>()
  #version = 0

  constructor(parts: FolderParts) {
    this.#parts = parts
  }

  load(rows: readonly MailboxRow[], version: number): void {
    const account = this.#parts.account()
    const before = this.#folders
    this.#folders = new Map(rows.map((row) => {
      const known = before.get(row.mailbox)
      // A change may have been told before this snapshot was read.
      const newest = known !== undefined && known.highestModseq > row.highestModseq ? known : row
      return [row.mailbox, {
        ...pickCounts(newest), path: this.#path(account, row), role: row.role as Role | null,
        subscribed: row.subscribed === 1,
        modseq: row.modseq, createdModseq: row.createdModseq,
      }]
    }))
    this.#version = version
  }

  get all(): readonly Folder[] {
    return [...this.#folders.values()]
  }

  get(mailbox: number): Folder | undefined {
    return this.#folders.get(mailbox)
  }

  ofRole(role: Role): Folder | undefined {
    return this.all.find((folder) => folder.role === role)
  }

  /** Takes in the counts after a change. */
  count(counts: MailboxCounts): void {
    const folder = this.#folders.get(counts.mailbox)
    if (folder !== undefined && counts.highestModseq >= folder.highestModseq) {
      this.#folders.set(counts.mailbox, { ...folder, ...counts })
    }
  }

  /** The mailboxes of an account that has none. */
  setUp(): Promise<void> {
    return underNewestKey(() => this.#setUp())
  }

  async #setUp(): Promise<void> {
    const { store } = this.#parts
    const { tenant, account, keyVersion } = this.#parts.account()
    const mailboxes = standardMailboxes.map(({ path, role }) => this.#named(path, role))
    await store.write(setUpMailboxes, { tenant, account, keyVersion, mailboxes, nowSeconds: this.#nowSeconds() })
  }

  async create({ path, role }: { readonly path: string, readonly role?: Role }): Promise<Folder | MailboxProblem> {
    const normal = normalPath(path)
    if ('problem' in normal) return normal.problem
    const outcome = await this.#planned(async (guard) => {
      if (this.#byPath(normal.path) !== undefined) return 'exists'
      if (role !== undefined && this.ofRole(role) !== undefined) return 'exists'
      const missing = parentsOf(normal.path).filter((parent) => this.#byPath(parent) === undefined)
      if (this.#folders.size + missing.length + 1 > this.#parts.mailboxesMax) return 'too many'
      const mailboxes = [...missing.map((parent) => this.#named(parent, null)), this.#named(normal.path, role ?? null)]
      return this.#parts.store.write(createMailboxes, { ...guard, mailboxes, nowSeconds: this.#nowSeconds() })
    })
    return typeof outcome === 'string' ? outcome : this.#written(outcome.mailboxes.at(-1))
  }

  /** Renames a mailbox and everything below it. RFC 9051 §6.3.6 */
  async rename(
    { mailbox, path }: { readonly mailbox: number, readonly path: string },
  ): Promise<Folder | MailboxProblem> {
    const normal = normalPath(path)
    if ('problem' in normal) return normal.problem
    const outcome = await this.#planned(async (guard) => {
      const folder = this.#folders.get(mailbox)
      if (folder === undefined) return 'no such mailbox'
      if (folder.role === 'inbox') return 'inbox stays'
      if (folder.path === normal.path) return { change: 0, mailboxes: [mailbox] }
      if (this.#byPath(normal.path) !== undefined) return 'exists'
      // Below itself it would hang in the air.
      if (normal.path.startsWith(`${folder.path}/`)) return 'name not allowed'
      const renamed = [folder, ...this.#below(folder)]
      const paths = renamed.map((one) => normal.path + one.path.slice(folder.path.length))
      for (const one of paths) {
        const checked = normalPath(one)
        if ('problem' in checked) return checked.problem
        if (this.#byPath(one) !== undefined && !renamed.includes(this.#byPath(one) as Folder)) return 'exists'
      }
      const missing = parentsOf(normal.path).filter((parent) => this.#byPath(parent) === undefined)
      if (this.#folders.size + missing.length > this.#parts.mailboxesMax) return 'too many'
      return this.#parts.store.write(renameMailboxes, {
        ...guard, nowSeconds: this.#nowSeconds(), created: missing.map((parent) => this.#named(parent, null)),
        renamed: renamed.map((one, index) => {
          const { name, token } = this.#named(paths[index] ?? '', null)
          return { mailbox: one.mailbox, name, token }
        }),
      })
    })
    return typeof outcome === 'string' ? outcome : this.#written(mailbox)
  }

  /** Removes an empty mailbox. */
  async delete(mailbox: number): Promise<'deleted' | 'not empty' | MailboxProblem> {
    const outcome = await this.#planned(async (guard) => {
      const problem = this.cannotDelete(mailbox)
      return problem ?? this.#parts.store.write(deleteMailbox, { ...guard, mailbox })
    })
    return typeof outcome === 'string' ? outcome : 'deleted'
  }

  /** Why a mailbox must stay, whatever is in it. */
  cannotDelete(mailbox: number): MailboxProblem | undefined {
    const folder = this.#folders.get(mailbox)
    if (folder === undefined) return 'no such mailbox'
    if (folder.role === 'inbox') return 'inbox stays'
    return this.#below(folder).length > 0 ? 'has children' : undefined
  }

  async subscribe({ mailbox, subscribed }: { readonly mailbox: number, readonly subscribed: boolean }): Promise<void> {
    const { tenant, account } = this.#parts.account()
    await this.#parts.store.write(subscribeMailbox, { tenant, account, mailbox, subscribed: subscribed ? 1 : 0 })
    await this.#parts.reload()
  }

  /** Plans with the list as it is, writes, and plans again when it was changed meanwhile. */
  async #planned<Outcome extends FoldersChanged | 'not empty' | 'changed meanwhile' | MailboxProblem>(
    plan: (guard: { tenant: number, account: number, version: number, keyVersion: number }) => Promise<Outcome>,
  ): Promise<Exclude<Outcome, 'changed meanwhile'>> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      await this.#parts.reload({ always: attempt > 0 })
      const outcome = await underNewestKey(() => {
        const { tenant, account, keyVersion } = this.#parts.account()
        return plan({ tenant, account, keyVersion, version: this.#version })
      })
      if (outcome === 'changed meanwhile') continue
      if (typeof outcome !== 'string') await this.#parts.reload()
      return outcome as Exclude<Outcome, 'changed meanwhile'>
    }
    throw new Temporary('busy', 'the mailboxes of this account are being changed by somebody else')
  }

  #written(mailbox: number | undefined): Folder {
    return present(this.#folders.get(mailbox ?? 0), 'a mailbox that was just written')
  }

  #byPath(path: string): Folder | undefined {
    return this.all.find((folder) => folder.path === path)
  }

  #below({ path }: Folder): Folder[] {
    return this.all.filter((folder) => folder.path.startsWith(`${path}/`))
  }

  #named(path: string, role: Role | null): NewMailbox {
    const account = this.#parts.account()
    const token = account.token('mailbox-name', path)
    return { name: account.encrypt(namePlace(account, token), new TextEncoder().encode(path)), token, role }
  }

  #path(account: OpenAccount, { name, token }: MailboxRow): string {
    const key = toBase64Url(token)
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const path = new TextDecoder().decode(account.decrypt(namePlace(account, token), name))
    this.#names.set(key, path)
    return path
  }

  #nowSeconds(): number {
    return Math.floor(this.#parts.clock.now() / 1000)
  }
}

function pickCounts(
  { mailbox, uidValidity, uidNext, total, unseen, sizeBytes, highestModseq }: MailboxCounts,
): MailboxCounts {
  return { mailbox, uidValidity, uidNext, total, unseen, sizeBytes, highestModseq }
}

/** Where the name of a mailbox belongs: bound to the keyed digest of its path. */
export function namePlace({ tenant, account }: OpenAccount, token: Uint8Array): Place {
  return { tenant, account, kind: 'mailbox-name', id: toBase64Url(token) }
}
