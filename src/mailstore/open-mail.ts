import { Temporary } from '../base/errors.ts'
import type { AccountRef } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { AccountState } from './account.ts'
import { keepMany, keepOne } from './appending.ts'
import { changedMailboxes, emailChanges, threadChanges } from './email-changes.ts'
import { noEmails, type EmailCounts } from './email-counts.ts'
import type { Folder } from './folders.ts'
import type { HeaderKeys } from './header-keys.ts'
import { BATCH_MAX } from './limits.ts'
import { query } from './query.ts'
import { appendMessages, replaceEntry } from './scripts/append-many.ts'
import { readMessages, threadMessages } from './scripts/changes.ts'
import { copyEntries, moveEntries, type CopiedRows } from './scripts/copy.ts'
import { destroyMessages, expungeEntries } from './scripts/expunge.ts'
import { changeFlags } from './scripts/flags.ts'
import { patchMessages, type MessagePatch } from './scripts/patch.ts'
import { readQuota } from './scripts/quota.ts'
import type { EntryRow } from './scripts/rows.ts'
import { readVanished } from './scripts/vanished.ts'
import type { LookUp, SearchedWhere } from './search-index.ts'
import type {
  AccountMail, Appended, AppendArgs, AppendedAll, Changes, Copied, EmailMeta, EmailPatch, EmailQuery, Entry,
  FlagMode, Flags, IndexProgress, ListRecord, MailboxFigures, MailboxInfo, MailboxProblem, MailboxView, NewMail,
  Role, StoreFlagsArgs,
} from './types.ts'
import { keepUpload, readUpload } from './uploads.ts'
import { uidSet } from './uid-set.ts'

/** `AccountMail` on the state of one open account. Thin: what costs thought is in the files it calls. */
export class OpenMail implements AccountMail {
  readonly account: AccountRef
  readonly #state: AccountState

  constructor(state: AccountState) {
    this.account = state.ref
    this.#state = state
  }

  async state(): Promise<number> {
    return this.#state.number
  }

  absorbed(): Promise<void> {
    return this.#state.absorbed()
  }

  onChange(listener: (change: { readonly state: number }) => void): () => void {
    return this.#state.onChange(listener)
  }

  async mailboxes(): Promise<readonly MailboxInfo[]> {
    await this.#state.reloadFolders()
    const counts = await this.#state.emailCounts()
    return this.#state.folders.all.map((folder) => info(folder, counts.get(folder.mailbox)))
  }

  async mailboxFigures(): Promise<readonly MailboxFigures[]> {
    await this.#state.reloadFolders()
    return this.#state.folders.all.map((folder) => info(folder))
  }

  async createMailbox(args: { readonly path: string, readonly role?: Role }): Promise<MailboxInfo | MailboxProblem> {
    const made = await this.#state.folders.create(args)
    return typeof made === 'string' ? made : info(made)
  }

  async renameMailbox(
    args: { readonly mailbox: number, readonly path: string },
  ): Promise<MailboxInfo | MailboxProblem> {
    const renamed = await this.#state.folders.rename(args)
    if (typeof renamed === 'string') return renamed
    return (await this.mailboxes()).find(({ id }) => id === args.mailbox) ?? 'no such mailbox'
  }

  async deleteMailbox({ mailbox, removeEmails, removed }: {
    readonly mailbox: number, readonly removeEmails: boolean, readonly removed?: (uids: readonly number[]) => void,
  }): Promise<'deleted' | MailboxProblem | 'has email'> {
    const { folders } = this.#state
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.#state.reloadFolders()
      const problem = folders.cannotDelete(mailbox)
      if (problem !== undefined) return problem
      if (removeEmails) await this.#expunge({ mailbox, uids: null, onlyDeleted: false, removed })
      const outcome = await folders.delete(mailbox)
      if (outcome !== 'not empty') return outcome
      if (!removeEmails) return 'has email'
    }
    throw new Temporary('busy', 'mail keeps coming into the mailbox that is to be deleted')
  }

  async subscribeMailbox(args: { readonly mailbox: number, readonly subscribed: boolean }): Promise<void> {
    await this.#state.folders.subscribe(args)
  }

  async view(mailbox: number): Promise<MailboxView | 'no such mailbox'> {
    await this.#state.views.settled()
    const view = await this.#state.views.get(mailbox)
    return view === undefined ? 'no such mailbox' : view.handle()
  }

  append(args: AppendArgs): Promise<Appended | 'no such mailbox' | 'over quota'> {
    return keepOne(this.#state, args)
  }

  async appendAll({ mailbox, messages }: { readonly mailbox: number, readonly messages: readonly NewMail[] }): Promise<
    AppendedAll | 'no such mailbox' | 'over quota'
  > {
    return keepMany(this.#state, { mailbox, messages },
      (prepared, handOver) => this.#state.parts.store.write(appendMessages, prepared, { handOver }))
  }

  async replace({ from, uid, mailbox, message }: {
    readonly from: number, readonly uid: number, readonly mailbox: number, readonly message: NewMail,
  }): Promise<AppendedAll | 'no such mailbox' | 'over quota' | 'gone'> {
    const replaced = { mailbox: from, uid }
    const outcome = await keepMany(this.#state, { mailbox, messages: [message] },
      (prepared, handOver) => this.#state.parts.store.write(replaceEntry, { ...prepared, replaced }, { handOver }))
    if (typeof outcome !== 'string') await this.#deleteBlobs(outcome.blobs)
    return outcome
  }

  async vanished({ mailbox, since }: { readonly mailbox: number, readonly since: number }): Promise<
    readonly number[] | 'forgotten'
  > {
    const { parts, ref } = this.#state
    const { floor, uids } = await parts.store.read(readVanished, { ...ref, mailbox, since })
    return since < floor ? 'forgotten' : uids
  }

  async quota(): Promise<{ readonly usedBytes: number, readonly limitBytes: number | null }> {
    const { usedBytes, quotaBytes } = await this.#state.parts.store.read(readQuota, this.#state.ref)
    return { usedBytes, limitBytes: quotaBytes === 0 ? null : quotaBytes }
  }

  async storeFlags({ mailbox, uids, mode, flags, unchangedSince }: StoreFlagsArgs): Promise<{
    readonly changed: readonly Entry[], readonly modified: readonly number[],
  }> {
    const { parts, ref, keywords } = this.#state
    const list = mode === 'remove' ? keywords.knownList(flags.keywords) : await keywords.list(flags.keywords)
    const { changed, modified } = await parts.store.write(changeFlags, {
      ...ref, mailbox, uids: uidSet(uids), mode, bits: flags.bits, keywords: list,
      unchangedSince: unchangedSince ?? null,
    })
    return { changed: changed.map((row) => this.#entry(row)), modified }
  }

  async copy(
    { from, uids, to }: { readonly from: number, readonly uids: readonly number[], readonly to: number },
  ): Promise<
    Copied | 'no such mailbox' | 'over quota'
  > {
    const { parts, ref } = this.#state
    const copied = await parts.store.write(
      copyEntries, { ...ref, from, uids: uidSet(uids), to, savedAt: parts.clock.now() },
    )
    return typeof copied === 'string' ? copied : copiedOf(copied)
  }

  async move(
    { from, uids, to }: { readonly from: number, readonly uids: readonly number[], readonly to: number },
  ): Promise<
    Copied | 'no such mailbox'
  > {
    const { parts, ref } = this.#state
    const moved = await parts.store.write(
      moveEntries, { ...ref, from, uids: uidSet(uids), to, savedAt: parts.clock.now() },
    )
    return typeof moved === 'string' ? moved : copiedOf(moved)
  }

  async expunge(
    { mailbox, uids }: { readonly mailbox: number, readonly uids?: readonly number[] },
  ): Promise<readonly number[]> {
    return this.#expunge({ mailbox, uids: uids ?? null, onlyDeleted: true })
  }

  async #expunge({ mailbox, uids, onlyDeleted, removed: hear }: {
    readonly mailbox: number, readonly uids: readonly number[] | null, readonly onlyDeleted: boolean,
    readonly removed?: ((uids: readonly number[]) => void) | undefined,
  }): Promise<readonly number[]> {
    const { parts, ref } = this.#state
    const gone: number[] = []
    for (let more = true; more;) {
      const removed = await parts.store.write(expungeEntries, {
        ...ref, mailbox, uids: uids === null ? null : uidSet(uids), onlyDeleted,
      })
      for (const uid of removed.uids) gone.push(uid)
      hear?.(removed.uids)
      await this.#deleteBlobs(removed.blobs)
      more = removed.more
    }
    return gone
  }

  async #deleteBlobs(blobs: readonly string[]): Promise<void> {
    for (const blob of blobs) {
      // The rows are gone; what stays of this is taken by the sweep.
      await this.#state.parts.blobs.delete(blob).catch((error: unknown) => {
        this.#state.parts.log.warn('a blob could not be deleted', { reason: error instanceof Temporary ? error.reason : 'error' })
      })
    }
  }

  records(messages: readonly number[]): Promise<readonly (ListRecord | undefined)[]> {
    return this.#state.records.get(messages)
  }

  async body(message: number): Promise<Uint8Array | undefined> {
    const [record] = await this.#state.records.get([message])
    if (record === undefined) return undefined
    return this.#state.parts.bodies.read(this.#state.ref, record.bodyId, record.bodyKey)
  }

  async bodyRange(message: number, start: number, end: number): Promise<Uint8Array | undefined> {
    const [record] = await this.#state.records.get([message])
    if (record === undefined) return undefined
    return this.#state.parts.bodies.readRange(this.#state.ref, record.bodyId, { key: record.bodyKey, start, end })
  }

  async emails(messages: readonly number[]): Promise<readonly (EmailMeta | undefined)[]> {
    const { parts, ref } = this.#state
    const rows = await parts.store.read(readMessages, { ...ref, messages })
    const known = rows.entries.every(({ keywords }) => this.#state.keywords.knows(keywords))
    if (!known) await this.#state.reloadFolders({ always: true })
    const places = Map.groupBy(rows.entries, ({ message }) => message)
    const found = new Map(rows.messages.map((row) => [row.message, {
      ...row, places: (places.get(row.message) ?? []).map(({ mailbox, uid, bits, keywords }) => ({
        mailbox, uid, flags: this.#state.keywords.flags(bits, keywords),
      })),
    }]))
    return messages.map((message) => found.get(message))
  }

  async threads(threads: readonly number[]): Promise<readonly (readonly number[])[]> {
    const { parts, ref } = this.#state
    const rows = await parts.store.read(threadMessages, { ...ref, threads })
    const byThread = Map.groupBy(rows, ({ thread }) => thread)
    return threads.map((thread) => (byThread.get(thread) ?? []).map(({ message }) => message))
  }

  query(args: EmailQuery): Promise<readonly number[]> {
    return query(this.#state, args)
  }

  lookUp(text: string, where: SearchedWhere): Promise<LookUp> {
    return this.#state.index.lookUp(text, where)
  }

  headerKeys<Key>(messages: readonly number[], wanted: HeaderKeys<Key>): Promise<ReadonlyMap<number, Key> | undefined> {
    return this.#state.headerKeys.get(messages, wanted)
  }

  async indexed(): Promise<IndexProgress> {
    const { live, waiting } = await this.#state.index.figures()
    return { indexed: live, waiting, isRebuilding: this.#state.indexing.isRebuilding }
  }

  async reindex(): Promise<void> {
    await this.#state.indexing.rebuild()
  }

  emailChanges(since: number, max: number): Promise<Changes<number> | 'cannot calculate'> {
    return emailChanges(this.#state.parts.store, this.#state.ref, { since, max })
  }

  mailboxChanges(since: number, max: number): Promise<Changes<number> & { readonly onlyCounts: boolean } | 'cannot calculate'> {
    return changedMailboxes(this.#state.parts.store, this.#state.ref, { since, max })
  }

  threadChanges(since: number, max: number): Promise<Changes<number> | 'cannot calculate'> {
    return threadChanges(this.#state.parts.store, this.#state.ref, { since, max })
  }

  async patchEmails(patches: readonly EmailPatch[]): Promise<readonly ('updated' | 'not found' | 'no such mailbox' | 'no mailbox left')[]> {
    const { parts, ref } = this.#state
    const outcomes: ('updated' | 'not found' | 'no such mailbox' | 'no mailbox left')[] = []
    for (let at = 0; at < patches.length; at += PATCHES_AT_ONCE) {
      const ready: MessagePatch[] = []
      for (const patch of patches.slice(at, at + PATCHES_AT_ONCE)) ready.push(await this.#patch(patch))
      const patched = await parts.store.write(patchMessages, { ...ref, patches: ready, savedAt: parts.clock.now() })
      outcomes.push(...patched.outcomes)
    }
    return outcomes
  }

  async #patch({ message, mailboxes, keywords }: EmailPatch): Promise<MessagePatch> {
    const change = async (mode: FlagMode, flags: Flags): Promise<MessagePatch['flags'][number]> => {
      const own = this.#state.keywords
      return { mode, bits: flags.bits, keywords: mode === 'remove' ? own.knownList(flags.keywords) : await own.list(flags.keywords) }
    }
    const flags = keywords === undefined ? []
      : 'set' in keywords ? [await change('replace', keywords.set)]
        : [await change('add', keywords.add), await change('remove', keywords.remove)]
    return { message, mailboxes: mailboxes ?? null, flags }
  }

  async destroyEmails(messages: readonly number[]): Promise<readonly ('destroyed' | 'not found')[]> {
    const { parts, ref } = this.#state
    const gone = new Set<number>()
    const wanted = [...new Set(messages)]
    for (let at = 0; at < wanted.length; at += BATCH_MAX) {
      const batch = wanted.slice(at, at + BATCH_MAX)
      const { destroyed, blobs } = await parts.store.write(destroyMessages, { ...ref, messages: batch })
      for (const message of destroyed) gone.add(message)
      await this.#deleteBlobs(blobs)
    }
    return messages.map((message) => gone.has(message) ? 'destroyed' : 'not found')
  }

  upload(
    args: { readonly bytes: Uint8Array, readonly type: string },
  ): Promise<{ readonly id: string, readonly sizeBytes: number }> {
    return underNewestKey(() => keepUpload(this.#state.parts, this.#state.open, args))
  }

  uploaded(id: string): Promise<{ readonly bytes: Uint8Array, readonly type: string } | undefined> {
    return readUpload(this.#state.parts, this.#state.open, id)
  }

  #entry({ uid, message, bits, keywords, modseq, savedAt, receivedAt, sizeBytes }: EntryRow): Entry {
    return { uid, message, flags: this.#state.keywords.flags(bits, keywords), modseq, savedAt, receivedAt, sizeBytes }
  }
}

/** Patches in one write script. */
const PATCHES_AT_ONCE = 200

function copiedOf({ uidValidity, from, to }: CopiedRows): Copied {
  return { uidValidity, from, to }
}

function info(folder: Folder, counts: EmailCounts = noEmails): MailboxInfo {
  const {
    mailbox, path, role, subscribed, uidValidity, uidNext, highestModseq, total, unseen, sizeBytes, createdModseq,
    modseq,
  } = folder
  return {
    id: mailbox, path, role, subscribed, uidValidity, uidNext, highestModseq, total, unseen,
    ...counts, sizeBytes, createdModseq, modseq,
  }
}
