import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { minute } from '../base/sizes.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { RewrapPass } from '../keys/rewrap.ts'
import type { Store } from '../storage/store.ts'
import { namePlace } from './folders.ts'
import { LIST_MAX } from './limits.ts'
import type { Mailstore } from './mailstore.ts'
import { openPage, pagePlace } from './records.ts'
import { loadAccount } from './scripts/load.ts'
import { readPages, recordPlaces } from './scripts/pages.ts'
import { nextMessages } from './scripts/search.ts'
import { dropFormerReferences, rewrapFigures, rewrapNames, rewrapPages, type RewrappedPage } from './scripts/rewrap.ts'
import { threadReferences } from './threads.ts'

/** Messages whose list records are brought over in one writing turn. */
export const MESSAGES_AT_ONCE = 128
/** How long the second copy of a sent mail is still expected; see `scripts/sent-copy.ts`. */
const SENT_COPY_AWAITED_MS = 10 * minute

interface Parts {
  readonly store: Store
  readonly mailstore: Mailstore
  readonly clock: Clock
}

/** How the mail of an account comes under a new data key, in this order. */
export function mailPasses(parts: Parts): readonly RewrapPass[] {
  const { store, clock } = parts
  const figures = ({ tenant, account }: AccountRef) => store.read(rewrapFigures, { tenant, account })
  return [
    {
      // Before the key that it was sealed to is gone, everything that waits takes its place.
      name: 'sealed-mail',
      count: () => Promise.resolve(0),
      async next(open) {
        await (await parts.mailstore.open(open)).absorbed()
        return { rows: 0, after: null }
      },
    },
    {
      name: 'mailbox-names',
      count: async (account) => Number((await figures(account)).names),
      next: (open) => nextNames(store, open),
    },
    {
      name: 'list-pages',
      count: async (account) => Number((await figures(account)).messages),
      next: (open, after) => nextPages(store, open, after),
    },
    {
      name: 'threads',
      count: async (account) => Number((await figures(account)).references),
      async next({ tenant, account, keyVersion }) {
        const sentBefore = clock.now() - SENT_COPY_AWAITED_MS
        const rows = await store.write(dropFormerReferences, { tenant, account, keyVersion, sentBefore })
        return { rows, after: rows < LIST_MAX ? null : 'more' }
      },
    },
  ]
}

async function nextNames(store: Store, open: OpenAccount): Promise<{ readonly rows: number, readonly after: null }> {
  const { tenant, account, keyVersion } = open
  const loaded = await store.read(loadAccount, { tenant, account })
  const mailboxes = loaded.mailboxes.flatMap(({ mailbox, token: before, name }) => {
    const plain = unlessCurrent(open, namePlace(open, before), name)
    if (plain === undefined) return []
    const token = open.token('mailbox-name', plain)
    return [{ mailbox, before, token, name: open.encrypt(namePlace(open, token), new TextEncoder().encode(plain)) }]
  })
  const keywords = loaded.keywords.flatMap(({ keyword, name }) => {
    const place = { tenant, account, kind: 'keyword', id: String(keyword) }
    const plain = unlessCurrent(open, place, name)
    if (plain === undefined) return []
    return [{
      keyword, token: open.token('keyword', plain.toLowerCase()), name: open.encrypt(place,
        new TextEncoder().encode(plain)),
    }]
  })
  if (mailboxes.length + keywords.length > 0) await store.write(rewrapNames, { tenant, account, keyVersion, mailboxes,
    keywords })
  return { rows: loaded.mailboxes.length, after: null }
}

/** The text in a box that is under a key of before; undefined when it is under the newest, or nobody can open it. */
function unlessCurrent(open: OpenAccount, place: Parameters<OpenAccount['rewrap']>[0],
  box: Uint8Array): string | undefined {
  return unlessBroken(() => open.rewrap(place, box) === undefined ? undefined
    : new TextDecoder().decode(open.decrypt(place, box)))
}

/** What was changed past the service stays as it is: it opens under no key, and must not stop the others. */
function unlessBroken<T>(work: () => T | undefined): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrong-key') return undefined
    throw error
  }
}

/** `after` is the last message that was brought over and, behind a slash, the last one there was at the beginning. */
async function nextPages(store: Store, open: OpenAccount, after: string): Promise<{ readonly rows: number,
  readonly after: string | null }> {
  const { tenant, account, keyVersion } = open
  const [from = 0, last = Number((await store.read(rewrapFigures, { tenant, account })).last ?? 0)] = after === ''
    ? [] : after.split('/').map(Number)
  const next = await store.read(nextMessages, { tenant, account, after: from, limit: MESSAGES_AT_ONCE })
  const messages = next.filter((message) => message <= last)
  if (messages.length === 0) return { rows: 0, after: null }
  const places = await store.read(recordPlaces, { tenant, account, messages })
  const rows = await store.read(readPages, { tenant, account, pages: [...new Set(places.map(({ page }) => page))] })
  const wanted = new Set(messages)
  const pages: RewrappedPage[] = []
  const references: ({ readonly message: number } & ReturnType<typeof threadReferences>)[] = []
  let seen = 0
  for (const row of rows) {
    const records = unlessBroken(() => openPage(open, row))
    // A page that nobody can open any more: its messages are counted, or the work would never pass them.
    if (records === undefined) continue
    pages.push({ page: row.page, before: row.sealed, sealed: open.rewrap(pagePlace(open, row.page),
      row.sealed) ?? null })
    for (const { message, summary } of records) {
      if (!wanted.has(message)) continue
      seen += 1
      references.push({ message, ...threadReferences(open, summary) })
    }
  }
  await store.write(rewrapPages, { tenant, account, keyVersion, pages, messages: references })
  const isFolded = rows.length < new Set(places.map(({ page }) => page)).size
  // Some pages were folded into others between the reads: the same messages once more.
  if (isFolded) return { rows: 0, after: `${from}/${last}` }
  const reached = messages.at(-1) ?? last
  return { rows: seen, after: reached >= last ? null : `${reached}/${last}` }
}
