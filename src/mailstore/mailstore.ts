import type { Clock } from '../base/clock.ts'
import { second } from '../base/sizes.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import type { AccountRef, BodyCipher, Keyring, OpenAccount, Sealer } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Change } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { SetAside } from './absorb.ts'
import { AccountState, type MailParts } from './account.ts'
import { Bodies } from './bodies.ts'
import { defaultLimits, type MailstoreLimits } from './limits.ts'
import type { ExtractText } from '../extract/types.ts'
import { IndexThread } from './index-thread.ts'
import { IndexingGate } from './indexing-gate.ts'
import { OpenMail } from './open-mail.ts'
import { PageCache } from './page-cache.ts'
import { pageNumbers, prepareAbsorbed, prepareSealed, type MailToKeep } from './prepare.ts'
import type { PreparedMail } from './scripts/append.ts'
import { MAIL_TOPIC, SEALED_TOPIC } from './scripts/rows.ts'
import { sweep, type Swept } from './sweep.ts'
import { SegmentCache } from './segment-cache.ts'
import type { AccountMail, LookAtArrival } from './types.ts'

/**
 * The mailstore: where mail is kept for its owner and nobody else.
 *
 * Promises: what was acknowledged is on disk; a message that arrives while its account is closed is sealed to the account
 * and takes its place in a mailbox, exactly once, when the account is open; subjects, addresses, texts, file names,
 * mailbox names and keywords are nowhere in the clear (database, write-ahead log, blobs); everything that IMAP and JMAP
 * show of one account comes from one object, so a flag set over one is seen over the other at once; deleted is deleted
 * with body, record, key and file.
 *
 * Fails: `Temporary` when the disk or the database is away, and then nothing is half done; `Refusal('closed')` when the
 * account was closed meanwhile; `Refusal('wrong-key')` when ciphertext was changed or moved. Sealed mail that somebody
 * planted or broke is set aside and stops nothing else.
 *
 * Standards: RFC 9051 (mailboxes, UIDs, flags), RFC 7162 (MODSEQ), RFC 6851 (MOVE), RFC 8474 (ids), RFC 8620 and RFC 8621
 * (states, changes, threads).
 */
export interface MailstoreParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly keyring: Keyring
  readonly sealer: Sealer
  readonly bodyCipher: BodyCipher
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<MailstoreLimits>
  /** Judges mail from outside once more when its account is open; as it came when absent. */
  readonly lookAtArrival?: LookAtArrival
  /** Opens attached files so that their text is searched; when absent only their names are. */
  readonly readFile?: ExtractText
  /** Told of sealed mail that was set aside (planted, broken), for the ledger. */
  readonly onSetAside?: (what: SetAside) => void
}

export interface Mailstore {
  /** The mailbox of an open account: one shared object while the account is open. */
  open(account: OpenAccount): Promise<AccountMail>
  /**
   * Makes one message ready for one local recipient, in the form its account can take now (open: absorbed, closed:
   * sealed). The caller keeps it with `insertPrepared` (`scripts/append.ts`) inside its own transaction.
   */
  prepare(mail: MailToKeep): Promise<PreparedMail>
  /** Takes back what was prepared and not kept. What was kept after all stays. */
  discard(prepared: PreparedMail): Promise<void>
  /** Removes uploads that are over and files without a row; to be called at start and every hour. */
  sweep(): Promise<Swept>
  /** Folds and cleans the list pages of an open account and brings its search index up to date, now instead of soon. */
  tidy(account: AccountRef): Promise<void>
  /** Forgets everything decrypted and stops listening. */
  close(): void
}

/** How often it is looked whether accounts were closed, and whether idle views are too many. */
export const UPKEEP_MS = 5 * second

export function openMailstore(parts: MailstoreParts): Mailstore {
  return new OpenMailstore(parts)
}

interface Opened {
  readonly state: AccountState
  readonly mail: OpenMail
  readonly ready: Promise<void>
}

class OpenMailstore implements Mailstore {
  readonly #keyring: Keyring
  readonly #sealer: Sealer
  readonly #parts: MailParts
  readonly #accounts = new Map<string, Opened>()
  readonly #stops: readonly (() => void)[]
  #upkeep: NodeJS.Timeout | undefined

  constructor({
    store, blobs, keyring, sealer, bodyCipher, clock, log, limits, lookAtArrival, onSetAside, readFile,
  }: MailstoreParts) {
    const all = { ...defaultLimits, ...limits }
    this.#keyring = keyring
    this.#sealer = sealer
    this.#parts = {
      store, blobs, cipher: bodyCipher, clock, log, limits: all, cache: new PageCache(all.pageCacheBytes),
      segments: new SegmentCache(all.indexCacheBytes), gate: new IndexingGate(), thread: new IndexThread(),
      readFile, filesGate: new IndexingGate(),
      bodies: new Bodies({ store, blobs, cipher: bodyCipher, clock, inlineBytesMax: all.inlineBytesMax }),
      pageNumber: pageNumbers(clock), onSetAside: onSetAside ?? (() => undefined),
      lookAtArrival: lookAtArrival ?? (async (_, arrived) => arrived),
    }
    this.#stops = [
      store.onChange((change) => this.#hear(change)),
      keyring.onOpen((account) => this.#absorbSoon(account)),
    ]
  }

  async open(account: OpenAccount): Promise<AccountMail> {
    const { mail, ready } = this.#opened(account)
    await ready
    return mail
  }

  async prepare(mail: MailToKeep): Promise<PreparedMail> {
    const parts = { ...this.#parts, keyring: this.#keyring, sealer: this.#sealer }
    const open = this.#keyring.current(mail.account)
    if (open === undefined) return prepareSealed(parts, mail)
    try {
      // It needs an inbox before mail can go into it.
      await this.#opened(open).ready
      return await prepareAbsorbed(parts, open, mail)
    } catch (error) {
      // Closed in this very moment: then it is mail for a closed account.
      if (error instanceof Refusal && error.reason === 'closed') return prepareSealed(parts, mail)
      throw error
    }
  }

  async discard(prepared: PreparedMail): Promise<void> {
    await this.#parts.bodies.discard(prepared, prepared.body)
  }

  sweep(): Promise<Swept> {
    return sweep(this.#parts)
  }

  async tidy(account: AccountRef): Promise<void> {
    const opened = this.#accounts.get(keyOf(account))
    await opened?.state.tidying.run()
    await opened?.state.indexing.run()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    clearInterval(this.#upkeep)
    for (const { state } of this.#accounts.values()) state.close()
    this.#parts.thread.close()
    this.#accounts.clear()
  }

  #opened(account: OpenAccount): Opened {
    const key = keyOf(account)
    const known = this.#accounts.get(key)
    if (known !== undefined) {
      if (!isOpen(known.state.open)) known.state.reopen(account)
      return known
    }
    const state = new AccountState(this.#parts, account)
    const ready = state.load()
    const opened = { state, mail: new OpenMail(state), ready }
    this.#accounts.set(key, opened)
    ready.catch(() => {
      if (this.#accounts.get(key) === opened) this.#accounts.delete(key)
    })
    this.#upkeep ??= setInterval(() => this.#keepUp(), UPKEEP_MS).unref()
    return opened
  }

  #hear(change: Change): void {
    if (change.topic === MAIL_TOPIC) {
      this.#accounts.get(keyOf(change))?.state.take(change)
    } else if (change.topic === SEALED_TOPIC) {
      const account = this.#keyring.current(change)
      if (account !== undefined) this.#absorbSoon(account)
    }
  }

  /** Mail that waited for this account takes its place, without anybody waiting for it. */
  #absorbSoon(account: OpenAccount): void {
    const { state, ready } = this.#opened(account)
    ready.then(() => state.absorbed()).catch((error: unknown) => {
      const expected = error instanceof Temporary || (error instanceof Refusal && error.reason === 'closed')
      if (!expected) this.#parts.log.error('sealed mail could not be absorbed', error)
    })
  }

  /** Forgets accounts that were closed, and idle views when they are too many. */
  #keepUp(): void {
    let idle = 0
    for (const [key, { state }] of this.#accounts) {
      if (isOpen(state.open)) {
        idle += state.views.idleEntries
        if (idle > this.#parts.limits.idleEntriesMax) state.views.dropIdle()
      } else {
        state.close()
        this.#accounts.delete(key)
      }
    }
    if (this.#accounts.size > 0) return
    clearInterval(this.#upkeep)
    this.#upkeep = undefined
  }
}

/** An open account can make tokens; one that was closed refuses everything. */
function isOpen(account: OpenAccount): boolean {
  try {
    account.token('probe', '')
    return true
  } catch {
    return false
  }
}

function keyOf({ tenant, account }: AccountRef): string {
  return `${tenant}/${account}`
}
