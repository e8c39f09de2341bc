/**
 * What reputation costs a mail: of a network that is known well, of a new one whose answers are there, and the count
 * of what is sent.
 */
import { bench, run } from 'mitata'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub } from '../dns/stub.testing.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { createDnsLists } from './dns-lists.ts'
import { createHistory } from './history.ts'
import { marksOfText } from './likeness-marks.ts'
import { createOutbound } from './outbound.ts'
import { createArrivals } from './reputation.ts'
import { createTraps } from './traps.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-bench-reputation-'))
const store = await openStore({ url: `sqlite:${join(folder, 'a.db')}`, log: silentLog })
const dns = await createDnsStub()
const common = { clock: systemClock, log: silentLog }
const history = createHistory({ store, ...common })
const resolver = createResolver({ servers: [dns.server], validating: false, clock: systemClock })
const traps = createTraps({ addresses: ['val@zorg.example'], store, serviceKey: temporaryServiceKey(), ...common })
const arrivals = createArrivals({
  history, traps, resolver, greylist: undefined, greylistAt: 3, refuseAt: 8, exempt: ['127.0.0.0/8'], ...common,
  lists: createDnsLists({ lists: [], resolverOf: () => resolver, ...common }),
  isOurName: () => Promise.resolve(false), isPartner: () => Promise.resolve(false),
})
for (let count = 0; count < 50; count++) history.note('192.0.2.0/24', 'accepted')
const words = 'Beste relatie, dit is een brief van een kantoor aan een ander kantoor over de planning van volgende week. '.repeat(40)
const raw = new TextEncoder().encode(`From: a@b.example\r\n\r\n${words}\r\n`)
const mail = (ip: string): Parameters<typeof arrivals.judgeMail>[0] => ({
  ip, helo: 'mx.sender.example', mailFrom: 'a@b.example', recipients: ['c@zorg.example'], tenants: [1], authorDomain: 'b.example',
  isProved: false, isTrapped: false, raw,
})
const outbound = createOutbound({
  store, ...common, limits: {
    minute: { recipients: 1e9, fresh: 1e9 }, hour: { recipients: 1e9, fresh: 1e9, bounced: 1e9, spam: 1e9 },
    day: { recipients: 1e9, fresh: 1e9 },
  },
})
await arrivals.judgeMail(mail('198.51.100.1'))

bench('known network: RCPT and mail', async () => {
  await arrivals.refuses({ ip: '192.0.2.9', helo: 'mx.sender.example', address: 'c@zorg.example' })
  await arrivals.judgeMail(mail('192.0.2.9'))
  arrivals.note('192.0.2.9', 'accepted')
})
bench('new network, answers there: RCPT and mail', async () => {
  await arrivals.refuses({ ip: '198.51.100.1', helo: 'mx.sender.example', address: 'c@zorg.example' })
  await arrivals.judgeMail(mail('198.51.100.1'))
})
bench('marks of a text of 4 KB', () => marksOfText(words))
bench('count of one sent mail', () => outbound.count({ tenant: 1, account: 1 }, { recipients: 1, fresh: 1 }))
await run()
await history.write()
await store.close()
await dns.close()
rmSync(folder, { recursive: true, force: true })
