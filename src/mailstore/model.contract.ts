import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createKeyring } from '../keys/keyring.ts'
import { createSealer } from '../keys/sealer.ts'
import { silentLog } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { openMailstore } from './mailstore.ts'
import { append, mail, openHouse, type House, type HouseOptions } from './mailstore.testing.ts'
import type { AccountMail, MailboxView } from './types.ts'

/**
 * Random clients act on one account; after every step the live views, the counts, what JMAP changes tell, a second process
 * that hears only change numbers, and at the end a fresh start all agree with a model of three dozen lines.
 */

interface ModelEntry {
  readonly message: number
  readonly bits: number
}

type Model = Map<number, Map<number, ModelEntry>>

type Action =
  | { readonly do: 'append', readonly box: number, readonly bits: number }
  | { readonly do: 'sealed', readonly box: number }
  | { readonly do: 'flag', readonly box: number, readonly pick: number, readonly mode: 'add' | 'remove' | 'replace', readonly bits: number }
  | { readonly do: 'copy', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'move', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'expunge', readonly box: number }
  | { readonly do: 'patch', readonly box: number, readonly to: number, readonly pick: number, readonly bits: number }
  | { readonly do: 'destroy', readonly box: number, readonly pick: number }
  | { readonly do: 'tidy' }

const box = fc.nat({ max: 2 })
const pick = fc.nat({ max: 15 })
const bits = fc.nat({ max: 15 })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), box, bits }) },
  fc.record({ do: fc.constant('sealed' as const), box }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flag' as const), box, pick, mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const), bits }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copy' as const), box, to: box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), box, to: box, pick }) },
  fc.record({ do: fc.constant('expunge' as const), box }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('patch' as const), box, to: box, pick, bits }) },
  fc.record({ do: fc.constant('destroy' as const), box, pick }),
  fc.record({ do: fc.constant('tidy' as const) }),
)

const roles = ['inbox', 'archive', 'trash'] as const

/** The numbers only, as another node hears them. */
function withoutDetail(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'onChange') {
        return (listener: Parameters<Store['onChange']>[0]) => target.onChange(({ tenant, account, topic, number }) => listener({ tenant, account, topic, number }))
      }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function viewsOf(own: AccountMail): Promise<MailboxView[]> {
  const boxes = await own.mailboxes()
  return Promise.all(roles.map(async (role) => {
    const view = await own.view(boxes.find((one) => one.role === role)?.id ?? 0)
    assert.ok(typeof view !== 'string')
    return view
  }))
}

function shown(views: readonly MailboxView[]): unknown {
  return views.map((view) => view.entries.map(({ uid, message, flags }) => [uid, message, flags.bits]))
}

function modelled(model: Model, views: readonly MailboxView[]): unknown {
  return views.map(
    ({ mailbox }) => [...model.get(mailbox) ?? []].map(([uid, { message, bits: set }]) => [uid, message, set]),
  )
}

/** What a JMAP client knows by following changes. */
class Follower {
  readonly emails = new Set<number>()
  readonly threads = new Set<number>()
  #state = 0
  #threadState = 0
  readonly #own: AccountMail

  constructor(own: AccountMail) {
    this.#own = own
  }

  async follow(): Promise<void> {
    for (let more = true; more;) {
      const changes = await this.#own.emailChanges(this.#state, 7)
      if (changes === 'cannot calculate') return
      for (const message of changes.created) this.emails.add(message)
      for (const message of changes.updated) assert.ok(this.emails.has(message), `${message} changed before it came`)
      for (const message of changes.destroyed) this.emails.delete(message)
      this.#state = changes.newState
      more = changes.hasMore
    }
    for (let more = true; more;) {
      const changes = await this.#own.threadChanges(this.#threadState, 5)
      if (changes === 'cannot calculate') return
      for (const thread of changes.created) this.threads.add(thread)
      for (const thread of changes.updated) assert.ok(this.threads.has(thread), `thread ${thread} changed before it came`)
      for (const thread of changes.destroyed) this.threads.delete(thread)
      this.#threadState = changes.newState
      more = changes.hasMore
    }
  }
}

class Run {
  readonly model: Model = new Map()
  readonly #house: House
  readonly #owner: Awaited<ReturnType<House['account']>>
  readonly #own: AccountMail
  readonly #views: readonly MailboxView[]
  #subject = 0

  constructor(house: House, owner: Awaited<ReturnType<House['account']>>, own: AccountMail, views: readonly MailboxView[]) {
    this.#house = house
    this.#owner = owner
    this.#own = own
    this.#views = views
    for (const { mailbox } of views) this.model.set(mailbox, new Map())
  }

  #box(index: number): { mailbox: number, entries: Map<number, ModelEntry> } {
    const mailbox = this.#views[index]?.mailbox ?? 0
    return { mailbox, entries: this.model.get(mailbox) ?? new Map() }
  }

  async act(step: Action): Promise<void> {
    const own = this.#own
    if (step.do === 'tidy') return this.#house.mailstore.tidy(own.account)
    const { mailbox, entries } = this.#box(step.box)
    const raw = mail({ subject: `s${this.#subject++}`, id: `i${this.#subject}@x` })
    if (step.do === 'append') {
      const made = await append(own, raw, { mailbox, flags: { bits: step.bits, keywords: [] } })
      entries.set(made.uid, { message: made.message, bits: step.bits })
    } else if (step.do === 'sealed') {
      await this.#house.deliverSealed(this.#owner, raw, { role: roles[step.box] ?? 'inbox' })
      await own.absorbed()
      const newest = this.#views[step.box]?.entries.at(-1)
      entries.set(newest?.uid ?? 0, { message: newest?.message ?? 0, bits: 0 })
    } else if (step.do === 'expunge') {
      const gone = await own.expunge({ mailbox })
      assert.deepEqual(gone, [...entries].filter(([, one]) => (one.bits & 8) !== 0).map(([uid]) => uid))
      for (const uid of gone) entries.delete(uid)
    } else {
      await this.#actOn(step, mailbox, entries)
    }
  }

  async #actOn(step: Exclude<Action, { do: 'append' | 'sealed' | 'expunge' | 'tidy' }>, mailbox: number, entries: Map<number, ModelEntry>): Promise<void> {
    const own = this.#own
    const uid = [...entries.keys()][step.pick % Math.max(1, entries.size)]
    const entry = uid === undefined ? undefined : entries.get(uid)
    if (uid === undefined || entry === undefined) return
    const everywhere = [...this.model.values()].flatMap((all) => [...all]
      .filter(([, one]) => one.message === entry.message).map(([at]) => [all, at] as const))
    if (step.do === 'flag') {
      await own.storeFlags({ mailbox, uids: [uid], mode: step.mode, flags: { bits: step.bits, keywords: [] } })
      const next = step.mode === 'replace' ? step.bits : step.mode === 'add' ? entry.bits | step.bits : entry.bits & ~step.bits
      entries.set(uid, { ...entry, bits: next })
    } else if (step.do === 'copy' || step.do === 'move') {
      const target = this.#box(step.to)
      const done = await own[step.do]({ from: mailbox, uids: [uid], to: target.mailbox })
      assert.ok(typeof done !== 'string')
      target.entries.set(done.to[0] ?? 0, entry)
      if (step.do === 'move') entries.delete(uid)
    } else if (step.do === 'destroy') {
      assert.deepEqual(await own.destroyEmails([entry.message]), ['destroyed'])
      for (const [all, at] of everywhere) all.delete(at)
    } else {
      const target = this.#box(step.to)
      const set = { bits: step.bits, keywords: [] }
      assert.deepEqual(await own.patchEmails([{ message: entry.message, mailboxes: { set: [target.mailbox] }, keywords: { set } }]), ['updated'])
      const stays = everywhere.filter(([all]) => all === target.entries)
      for (const [all, at] of everywhere) if (all !== target.entries) all.delete(at)
      for (const [all, at] of stays) all.set(at, { message: entry.message, bits: step.bits })
      const newest = this.#views[step.to]?.uidNext ?? 1
      if (stays.length === 0) target.entries.set(newest - 1, { message: entry.message, bits: step.bits })
    }
  }
}

async function checkCounts(own: AccountMail, model: Model): Promise<void> {
  for (const { id, total, unseen } of await own.mailboxes()) {
    const entries = [...model.get(id)?.values() ?? []]
    assert.deepEqual([total, unseen], [entries.length, entries.filter((one) => (one.bits & 1) === 0).length], `counts of ${id}`)
  }
}

/** How many random runs, and from which seed: more by hand. */
const numRuns = Number(process.env['ZEGEL_MODEL_RUNS'] ?? 12)
const seed = Number(process.env['ZEGEL_MODEL_SEED'] ?? 7)

export function mailstoreModel(engine: string, options: () => HouseOptions): void {
  test(`random clients on ${engine}: every view agrees with the model`, () => agree(options()))
}

async function agree(options: HouseOptions): Promise<void> {
  const house = await openHouse(options)
  let account = 5000
  try {
    await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 40 }), async (actions) => {
      const owner = await house.account({ account: ++account })
      const keyring = createKeyring()
      const far = openMailstore({
        store: withoutDetail(house.store), blobs: house.blobs, keyring, bodyCipher, clock: house.clock, log: silentLog,
        sealer: createSealer({ serviceKey: house.serviceKey, clock: house.clock }),
      })
      const { account: key, close } = owner.open(house)
      const own = await house.mailstore.open(key)
      const views = await viewsOf(own)
      const farOwn = await far.open(owner.open({ keyring }).account)
      const farViews = await viewsOf(farOwn)
      const run = new Run(house, owner, own, views)
      const follower = new Follower(own)
      for (const [index, step] of actions.entries()) {
        await run.act(step)
        assert.deepEqual(shown(views), modelled(run.model, views), `after ${JSON.stringify(step)}`)
        if (index % 9 === 0) await follower.follow()
      }
      await checkCounts(own, run.model)
      await follower.follow()
      const alive = new Set(
        [...run.model.values()].flatMap((entries) => [...entries.values()].map(({ message }) => message)),
      )
      assert.deepEqual([...follower.emails].toSorted((a, b) => a - b), [...alive].toSorted((a, b) => a - b))
      // Each message of these clients begins a thread of its own.
      assert.deepEqual([...follower.threads].toSorted((a, b) => a - b), [...alive].toSorted((a, b) => a - b))
      const records = await own.records([...alive])
      assert.ok(records.every((record) => record !== undefined))
      await caughtUp(farOwn, views, farViews)
      await checkCounts(farOwn, run.model)
      far.close()
      close()
      const fresh = openMailstore({
        store: house.store, blobs: house.blobs, keyring, bodyCipher, clock: house.clock, log: silentLog,
        sealer: createSealer({ serviceKey: house.serviceKey, clock: house.clock }),
      })
      assert.deepEqual(shown(await viewsOf(await fresh.open(owner.open({ keyring }).account))), shown(views))
      fresh.close()
      keyring.close()
    }), { numRuns, seed })
  } finally {
    await house.close()
  }
}

/** A busy machine may answer late; a node that has not caught up by then never will. */
const CATCH_UP_MS_MAX = 30_000

/** The other node reads when it hears a number; it agrees once its reads are answered. */
async function caughtUp(far: AccountMail, near: readonly MailboxView[], views: readonly MailboxView[]): Promise<void> {
  for (const end = performance.now() + CATCH_UP_MS_MAX; performance.now() < end;) {
    if (JSON.stringify(shown(views)) === JSON.stringify(shown(near))) return
    await far.threads([1])
  }
  assert.deepEqual(shown(views), shown(near))
}
