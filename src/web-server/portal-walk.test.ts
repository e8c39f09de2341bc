import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, minute } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { anja, openPortalLab, type PortalLab } from './portal.testing.ts'
import type { Client } from './web-server.testing.ts'

/** Steps of one walk, and walks with their seeds. */
const STEPS = 60
const SEEDS = [1, 2, 3, 4, 5, 6]

interface Walk {
  readonly lab: PortalLab
  readonly random: (below: number) => number
  readonly outgoing: string
  readonly message: string
  /** All links there were, newest last. */
  readonly links: string[]
  readonly guests: Client[]
  readonly answered: Set<string>
  ended: string | null
}

const post = (client: Client, path: string, body: unknown) => client.ask('POST', `/api/guest/${path}`, { body })
const newest = ({ links }: Walk): string => links.at(-1) ?? assert.fail()

/** What a guest, a stranger, the sender and the clock may do, in any order. */
const deeds: Readonly<Record<string, (walk: Walk) => Promise<void>>> = {
  async begin(walk) { await post(walk.lab.visitor(), 'begin', { link: newest(walk) }) },
  async enter(walk) {
    const client = walk.lab.visitor()
    walk.lab.clock.at += 20 * minute
    await post(client, 'begin', { link: newest(walk) })
    const [sms] = walk.lab.localSms.messages()
    const { status } = await post(client, 'code', { link: newest(walk), code: /\d{6}/.exec(sms?.text ?? '')?.[0] ?? '000000' })
    if (status === 200) walk.guests.push(client)
  },
  async guess(walk) { await post(walk.lab.visitor(), 'code', { link: newest(walk), code: 'abcdef' }) },
  async read(walk) { await walk.guests.at(-1)?.ask('GET', '/api/guest/message') },
  async answer(walk) {
    const key = `sleutel-${walk.random(4)}`
    const sent = await walk.guests.at(-1)?.ask('POST', '/api/guest/reply', { body: { text: 'ja', uploads: [], key } })
    if (sent?.status === 200) walk.answered.add(key)
  },
  async upload(walk) {
    const guest = walk.guests.at(-1)
    const begun = await guest?.ask('POST', '/api/guest/upload', { body: { name: 'a', type: 'text/plain', sizeBytes: 200_000 } })
    if (begun?.status !== 201) return
    const body = Buffer.alloc(150_000, 1)
    await guest?.ask('POST', `/api/guest/upload/${begun.json.id}?offset=0`, { body, type: 'text/plain' })
  },
  async resend({ lab, message, links }) {
    const { outcome } = await lab.portal.resend({ open: lab.open, message })
    await lab.settled()
    if (outcome === 'renewed') links.push(lab.linkFor(anja.address))
  },
  async extend({ lab, message, random }) { await lab.portal.extend({ ...lab.sender, message,
    expiresAt: lab.clock.at + random(20) * day }) },
  async wait({ lab, random }) { lab.clock.at += random(40) * minute },
  async sleep({ lab, random }) {
    lab.clock.at += random(3) * day
    await lab.portal.sweep()
  },
  async recall(walk) { if (walk.random(25) === 0) await walk.lab.portal.recall({ ...walk.lab.sender,
    outgoing: walk.outgoing }) },
  async notMe(walk) { if (walk.random(25) === 0) await post(walk.lab.visitor(), 'not-me', { link: newest(walk) }) },
}

async function check(walk: Walk): Promise<void> {
  const { lab, links, guests, answered } = walk
  const rows = await lab.store.all<Record<string, unknown>>(sql`select * from portal_message`)
  const [row] = rows
  assert.equal(rows.length, 1)
  assert.ok(Number(row?.['tries']) <= 5)
  if (walk.ended !== null) assert.equal(row?.['state'], walk.ended, 'what ended stays as it ended')
  // Looking changes nothing, and an old link is nobody's.
  lab.clock.at += minute
  for (const old of links.slice(0, -1)) assert.equal((await post(lab.visitor(), 'look', { link: old })).status, 404)
  assert.equal((await post(lab.visitor(), 'look', { link: newest(walk) })).status, 200)
  assert.deepEqual(await lab.store.all(sql`select * from portal_message`), rows)
  const replies = (await lab.inbox()).filter(({ truth }) => truth === 'portal-sms')
  assert.equal(replies.length, answered.size)
  const final = ['expired', 'recalled', 'refused'].includes(String(row?.['state']))
  if (!final && row?.['state'] !== 'locked') return
  for (const guest of guests.slice(-2)) assert.equal((await guest.ask('GET', '/api/guest/message')).status, 401)
  assert.deepEqual(await lab.store.all(sql`select id from portal_session`), [])
  if (!final) return
  walk.ended = String(row?.['state'])
  for (const name of ['body', 'body_blob', 'link_wrap', 'short_code_wrap', 'sealed_box', 'factor_box', 'code_digest']) {
    assert.equal(row?.[name], null, name)
  }
  assert.deepEqual(await Array.fromAsync(lab.portalBlobs.list()), [])
}

const seen = new Set<string>()

for (const seed of SEEDS) {
  test(`whatever people do in whatever order, walk ${seed}`, async () => {
    const lab = await openPortalLab()
    try {
      let state = seed * 2_654_435_761 % 2 ** 31
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31
        return Math.floor(state / 2 ** 31 * below)
      }
      const outgoing = await lab.send({ message: { text: 'x'.repeat(150_000) } })
      const [first] = await lab.portal.stateFor({ ...lab.sender, outgoing })
      const walk: Walk = {
        lab, random, outgoing, message: first?.message ?? '', links: [lab.linkFor(anja.address)], guests: [], answered: new Set(), ended: null,
      }
      const names = Object.keys(deeds)
      const done: string[] = []
      for (let step = 0; step < STEPS; step++) {
        const name = names[random(names.length)] ?? 'read'
        done.push(name)
        try {
          await deeds[name]?.(walk)
          await check(walk)
        } catch (error) {
          throw new Error(`after ${done.join(' ')}`, { cause: error })
        }
      }
      seen.add(walk.ended ?? 'open')
      if (walk.guests.length > 1) seen.add('entered')
      if (walk.answered.size > 0) seen.add('answered')
      if (walk.links.length > 1) seen.add('renewed')
    } finally {
      await lab.close()
    }
  })
}

test('the walks came somewhere', () => {
  for (const what of ['entered', 'answered', 'renewed']) assert.ok(seen.has(what), `${what}: ${[...seen].join(' ')}`)
  assert.ok(['expired', 'recalled', 'refused'].some((end) => seen.has(end)), [...seen].join(' '))
})
