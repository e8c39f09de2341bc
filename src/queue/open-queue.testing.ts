/** A queue on a real database whose deliveries the test decides. */
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { randomOctets } from '../base/random.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openBlobs } from '../storage/blobs/open.ts'
import { openStore } from '../storage/open.ts'
import { finish } from './ending-scripts.ts'
import { createQueue, type OutgoingMail, type Queue } from './queue.ts'
import { createQueueSecrets } from './secrets.ts'
import type { Deliver } from './worker.ts'

/** The account whose mail it is. */
export const ref = { tenant: 1, account: 7 }

/** A queue on a real database; `again` is another process over the same files. */
export async function openQueue({ folder, url, concurrency = 4, deliver }: {
  readonly folder: string, readonly url?: string, readonly concurrency?: number,
  /** Instead of delivering everything at once. */
  readonly deliver?: Deliver,
}) {
  let now = Date.UTC(2026, 10, 21)
  const clock = { now: () => now }
  const root = mkdtempSync(join(folder, 'home-'))
  const serviceKey = temporaryServiceKey()
  const store = await openStore({ url: url ?? `sqlite:${join(root, 'zegel.db')}`, log: silentLog, clock })
  const blobs = await openBlobs(`file:${join(root, 'blobs')}`)
  const secrets = createQueueSecrets({ serviceKey, bodyCipher, randomBytes: randomOctets })
  const delivered: string[] = []
  const returned: string[] = []
  const late: string[] = []
  let giveBackFails = false
  const again = (): Queue => {
    const queue = createQueue({
      store, blobs, serviceKey, bodyCipher, clock, log: silentLog, expiryHours: 48, concurrency,
      windowMax: 4, delayNoticeMinutes: 60, delayNotice: (tried) => {
        late.push(...tried.map(({ due, attempt }) => `${due.recipient.address} ${attempt.reply}`))
        return Promise.resolve(undefined)
      },
      groupOf: ({ recipient }) => recipient.address,
      deliver: deliver ?? ended((address) => delivered.push(address)),
      giveBack: async (tried, raw) => {
        if (giveBackFails) throw new Error('nothing can be written now')
        await ended((address) => returned.push(address))({ due: tried.map(({ due }) => due), raw })
      },
    })
    return queue
  }
  const ended = (tell: (address: string) => void): Deliver => async ({ due }) => {
    const done = due.map(({ tenant, outgoing, number, recipient }) => {
      tell(recipient.address)
      return {
        tenant, outgoing, number, state: 'delivered' as const, at: now,
        reply: secrets.sealReply({ tenant, account: ref.account, outgoing }, number, 'ok'),
      }
    })
    for (const blob of await store.write(finish, { done, records: [], notices: [] })) await blobs.delete(blob)
  }
  return {
    store, blobs, secrets, delivered, returned, late, again, clock,
    later: (ms: number) => { now += ms },
    failGiveBack: (fails: boolean) => { giveBackFails = fails },
    close: () => store.close(),
  }
}

/** A small mail to one address. */
export function mailTo(address: string, more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    ...ref, leavesAt: 0, raw: new TextEncoder().encode('Subject: x\r\n\r\nx\r\n'),
    envelope: {
      mailFrom: 'noor@zorg.example', messageId: null, isProtected: false, isNotice: false, utf8: false, language: 'nl',
    },
    recipients: [{ address, route: 'ordinary' }], ...more,
  }
}

/** Longest wait of a test for one change. */
const UNTIL_MS = 60_000

/** Until the first recipient of a mail is in this state. */
export async function untilState(queue: Queue, id: string, state: string): Promise<void> {
  for (const end = performance.now() + UNTIL_MS; performance.now() < end;) {
    const [mail] = await queue.list({ ...ref, ids: [id] })
    if (mail?.recipients[0]?.state === state) return
  }
  assert.fail(`${id} never became ${state}`)
}
