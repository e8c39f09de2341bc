import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openAccountsHouse } from '../accounts/accounts.testing.ts'
import { createDelivery, type DeliveryParts } from '../delivery/delivery.ts'
import { createResolver } from '../dns/resolver.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createSealer } from '../keys/sealer.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog as log } from '../log/log.ts'
import { createMailAuth } from '../mail-auth/mail-auth.ts'
import { openMailstore } from '../mailstore/mailstore.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import { keepForEach } from './lmtp.ts'

/** Anna, Bert and Cor behind a real way in; mailboxes hold 20 kB. */
async function openHouse(t: TestContext, more: Partial<DeliveryParts> = {}) {
  const house = await openAccountsHouse({ quotaBytes: 20_000 })
  const { store, serviceKey, keyring, accounts, tenants, clock, folder } = house
  const blobs = await openFolderBlobs(join(folder, 'blobs'))
  const sealer = createSealer({ serviceKey, clock })
  const mailstore = openMailstore({ store, blobs, keyring, sealer, bodyCipher, clock, log })
  const ledger = createLedger({ store, serviceKey, headsFile: join(folder, 'heads.jsonl'), clock, log })
  const resolver = createResolver({ servers: [], validating: false, clock })
  const asked = { judged: 0, noted: [] as string[] }
  const delivery = createDelivery({
    store, blobs, accounts, tenants, mailstore, ledger, clock, log,
    mailAuth: createMailAuth({ resolver, hostname: 'mail.zonnehof.test', clock, log }),
    arrivals: {
      judgeMail() {
        asked.judged += 1
        return Promise.resolve({ standing: undefined, comeAgain: false, isLikeTrapped: false })
      },
      note: (_ip, seen) => void asked.noted.push(seen),
    },
    ...more,
  })
  t.after(async () => {
    resolver.close()
    mailstore.close()
    sealer.close()
    await house.close()
  })
  for (const name of ['anna', 'bert', 'cor']) await house.person(name)
  return {
    asked,
    async give(names: readonly string[], sizeBytes = 10) {
      const replies = await keepForEach(delivery, {
        mailFrom: 'jan@elders.test', rcptTo: names.map((name) => ({ address: `${name}@zonnehof.test` })),
        raw: Buffer.from(`From: jan@elders.test\r\nSubject: x\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(Math.ceil(sizeBytes / 72))}`),
        session: { ip: '192.0.2.7', helo: 'voor.test', hostname: 'mail.zonnehof.test', tls: null, utf8: false },
      })
      return replies.map(({ reply }) => reply)
    },
    kinds: async () => (await ledger.list({ tenant: house.tenant, limit: 50 })).map(({ kind }) => kind)
      .filter((kind) => /^(mail|malware)\./.test(kind)),
  }
}

test('LMTP: only a full mailbox is tried again later, and the message is judged once for all', async (t) => {
  const { give, asked, kinds } = await openHouse(t)
  assert.deepEqual(await give(['bert'], 15_000), ['kept'])
  assert.deepEqual(await give(['anna', 'bert', 'cor'], 10_000), ['kept', 'try-later', 'kept'])
  assert.deepEqual([asked.judged, asked.noted], [2, ['accepted', 'accepted']])
  assert.deepEqual(await kinds(), ['mail.received', 'mail.received', 'mail.received'])
  assert.deepEqual(await give(['bert', 'bert'], 10_000), ['try-later', 'try-later'])
})

test('LMTP: what is refused for its content is refused to all, and recorded once', async (t) => {
  const { give, asked, kinds } = await openHouse(t, {
    inspection: { inspect: () => Promise.resolve({ outcome: 'refuse', name: 'EICAR' }) },
  })
  assert.deepEqual(await give(['anna', 'bert', 'cor']), ['malware', 'malware', 'malware'])
  assert.deepEqual([asked.judged, asked.noted], [1, ['refused']])
  assert.deepEqual(await kinds(), ['malware.refused'])
})
