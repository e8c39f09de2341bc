import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createKeyring } from '../keys/keyring.ts'
import { createSealer } from '../keys/sealer.ts'
import { silentLog } from '../log/log.ts'
import { noEmails, type EmailCounts } from './email-counts.ts'
import { openMailstore } from './mailstore.ts'
import { append, mail, openHouse, type House, type HouseOptions } from './mailstore.testing.ts'
import type { AccountMail, EmailMeta } from './types.ts'

/**
 * The counts of JMAP mailboxes (RFC 8621 §2) while random things happen to threads, copies, drafts and the trash: after
 * every step they are what the sentences of the RFC give, also in a process that counted nothing before, and every mailbox
 * whose counts changed is told as changed.
 */

const roles = ['inbox', 'archive', 'trash'] as const

const box = fc.nat({ max: 2 })
const pick = fc.nat({ max: 30 })
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), box, pick, bits: fc.constantFrom(0, 0, 1, 16, 17) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('flag' as const), box, pick, bits: fc.constantFrom(0, 1, 16, 17, 8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('copy' as const, 'move' as const), box, to: box, pick }) },
  fc.record({ do: fc.constantFrom('destroy' as const, 'expunge' as const), box, pick }),
  fc.record({ do: fc.constant('patch' as const), box, to: box, pick }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** RFC 8621 §2, sentence by sentence, over all Emails there are. */
function counted(emails: readonly EmailMeta[], mailbox: number, trash: number): EmailCounts {
  const isIn = (email: EmailMeta, one: number): boolean => email.places.some((place) => place.mailbox === one)
  const isUnread = (email: EmailMeta): boolean =>
    !email.places.every(({ flags }) => (flags.bits & 1) !== 0)
      && !email.places.some(({ flags }) => (flags.bits & 16) !== 0)
  const here = emails.filter((email) => isIn(email, mailbox))
  const threads = new Set(here.map(({ thread }) => thread))
  // "Emails that are only in the trash are ignored when calculating the unreadThreads count of other Mailboxes", and
  // "Emails that are not in the trash are ignored when calculating the unreadThreads count for the trash Mailbox".
  const counting = emails.filter((email) => mailbox === trash
    ? isIn(email, trash) : email.places.some((place) => place.mailbox !== trash))
  const unread = new Set(counting.filter(isUnread).map(({ thread }) => thread))
  return {
    totalEmails: here.length, unreadEmails: here.filter(isUnread).length, totalThreads: threads.size,
    unreadThreads: [...threads].filter((thread) => unread.has(thread)).length,
  }
}

async function shownCounts(own: AccountMail): Promise<ReadonlyMap<number, EmailCounts>> {
  return new Map((await own.mailboxes()).map(({ id, totalEmails, unreadEmails, totalThreads, unreadThreads }) =>
    [id, { totalEmails, unreadEmails, totalThreads, unreadThreads }]))
}

async function allEmails(own: AccountMail): Promise<readonly EmailMeta[]> {
  const ids = await own.query({ filter: {}, sort: [], collapseThreads: false })
  return (await own.emails(ids)).filter((email) => email !== undefined)
}

async function act(own: AccountMail, boxes: readonly number[], one: Step, at: number): Promise<void> {
  const mailbox = boxes[one.box] ?? 0
  if (one.do === 'expunge') {
    await own.expunge({ mailbox })
    return
  }
  if (one.do === 'append') {
    // Answers to one of a few earlier mails, or to none: threads of several.
    const references = one.pick < at ? [`${one.pick}@x`] : []
    await append(own, mail({ subject: 'S', id: `${at}@x`, references }), { mailbox, flags: { bits: one.bits, keywords: [] } })
    return
  }
  const view = await own.view(mailbox)
  assert.ok(typeof view !== 'string')
  const entry = view.entries[one.pick % Math.max(1, view.entries.length)]
  view.close()
  if (entry === undefined) return
  const uids = [entry.uid]
  if (one.do === 'flag') await own.storeFlags({ mailbox, uids, mode: 'replace', flags: { bits: one.bits, keywords: [] } })
  else if (one.do === 'destroy') await own.destroyEmails([entry.message])
  else if (one.do === 'patch') {
    await own.patchEmails([{ message: entry.message, mailboxes: { add: [boxes[one.to] ?? 0], remove: [mailbox] } }])
  } else if (one.do === 'copy' || one.do === 'move') await own[one.do]({ from: mailbox, uids, to: boxes[one.to] ?? 0 })
}

/** How many random runs, and from which seed: more by hand. */
const numRuns = Number(process.env['ZEGEL_MODEL_RUNS'] ?? 10)
const seed = Number(process.env['ZEGEL_MODEL_SEED'] ?? 11)

export function countsContract(engine: string, options: () => HouseOptions): void {
  test(`${engine}: counts of mailboxes are those of RFC 8621 §2, whatever happens`, async () => {
    const house = await openHouse(options())
    let account = 7000
    try {
      await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), (steps) =>
        follow(house, ++account, steps)), { numRuns, seed })
    } finally {
      await house.close()
    }
  })

  test(`${engine}: the example of the RFC: unread in the trash, read in the inbox`, async () => {
    const house = await openHouse(options())
    try {
      const own = await house.mailstore.open((await house.account({ account: 6999 })).open(house).account)
      const [inbox = 0, , trash = 0] = await boxesOf(own)
      await append(own, mail({ id: 'a@x' }), { mailbox: inbox, flags: { bits: 1, keywords: [] } })
      const { uid } = await append(own, mail({ id: 'b@x', references: ['a@x'] }), { mailbox: trash })
      const unreadThreads = async (): Promise<readonly unknown[]> => {
        const counts = await shownCounts(own)
        return [counts.get(inbox)?.unreadThreads, counts.get(trash)?.unreadThreads]
      }
      assert.deepEqual(await unreadThreads(), [0, 1])
      await own.move({ from: trash, uids: [uid], to: inbox })
      assert.deepEqual(await unreadThreads(), [1, 0])
    } finally {
      await house.close()
    }
  })
}

async function boxesOf(own: AccountMail): Promise<readonly number[]> {
  const infos = await own.mailboxes()
  return roles.map((role) => infos.find((one) => one.role === role)?.id ?? 0)
}

async function follow(house: House, number: number, steps: readonly Step[]): Promise<void> {
  const owner = await house.account({ account: number })
  const { account, close } = owner.open(house)
  const own = await house.mailstore.open(account)
  const boxes = await boxesOf(own)
  let before = await shownCounts(own)
  let state = await own.state()
  for (const [at, one] of steps.entries()) {
    await act(own, boxes, one, at)
    const now = await shownCounts(own)
    const emails = await allEmails(own)
    const why = `after step ${at}, ${JSON.stringify(one)}`
    for (const [id, counts] of now) assert.deepEqual(counts, counted(emails, id, boxes[2] ?? 0), `${id} ${why}`)
    const changes = await own.mailboxChanges(state, 100)
    assert.ok(changes !== 'cannot calculate')
    for (const [id, counts] of now) {
      const differs = JSON.stringify(counts) !== JSON.stringify(before.get(id) ?? noEmails)
      assert.ok(!differs || changes.updated.includes(id), `${id} counts differently and is not told, ${why}`)
    }
    before = now
    state = changes.newState
  }
  const keyring = createKeyring()
  const sealer = createSealer({ serviceKey: house.serviceKey, clock: house.clock })
  const fresh = openMailstore({
    store: house.store, blobs: house.blobs, keyring, bodyCipher, clock: house.clock, log: silentLog, sealer,
  })
  assert.deepEqual(await shownCounts(await fresh.open(owner.open({ keyring }).account)), before)
  fresh.close()
  sealer.close()
  keyring.close()
  close()
}
