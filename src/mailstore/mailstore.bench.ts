import { noFlags } from './flags.ts'
import { bytes, inboxOf, openHouse, type House, type TestAccount } from './mailstore.testing.ts'
import type { AccountMail } from './types.ts'

/**
 * Appending, delivering and absorbing mail of about 50 KiB; records and bodies of a full mailbox. Encryption on, every
 * write synced. `ZEGEL_BENCH_MESSAGES` says how many (2,000).
 */

const count = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 2000)

/** Sizes spread log-normally around 30 KiB; text in quoted-printable and an attachment in base64. */
function message(index: number): Uint8Array {
  const spread = Math.sin(index * 12.9898) * 43758.5453
  const unit = spread - Math.floor(spread)
  const size = Math.min(2_000_000, Math.round(30_000 * Math.exp(2 * (unit - 0.5) * 1.6)))
  const line = 'Tijdens het overleg is besproken hoe de nieuwe afspraken worden vastgelegd en gedeeld.=20\n'
  const text = line.repeat(Math.ceil(Math.min(size * 0.3, 6000) / line.length))
  const attached = `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3'.slice(0, 76)}\n`
  const reply = index % 4 === 0 ? '' : `In-Reply-To: <${index - index % 4}@bench.test>\n`
  return bytes(`From: Sender ${index % 50} <s${index % 50}@example.org>\nTo: d@bench.test\nSubject: Overleg ${Math.floor(index / 4)}\n`
    + `Message-ID: <${index}@bench.test>\n${reply}Date: Fri, 20 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\n`
    + `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n`
    + `Content-Transfer-Encoding: quoted-printable\n\n${text}\n--b\nContent-Type: application/pdf; name=stuk.pdf\n`
    + `Content-Transfer-Encoding: base64\n\n${attached.repeat(Math.ceil(size * 0.7 / attached.length))}\n--b--\n`)
}

async function measure(what: string, things: number, work: () => Promise<unknown>): Promise<void> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const figures = {
    perSecond: Math.round(things / ms * 1000), ms: Math.round(ms), cpuMs: Math.round((user + system) / 1000),
  }
  process.stdout.write(`${JSON.stringify({ what, ...figures })}\n`)
}

async function side(callers: number, work: (index: number) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: callers }, async (_, caller) => {
    for (let index = caller; index < count; index += callers) await work(index)
  }))
}

async function fillOne(own: AccountMail, raws: readonly Uint8Array[]): Promise<void> {
  const mailbox = await inboxOf(own)
  const append = (index: number): Promise<unknown> => own.append({
    mailbox, raw: raws[index] ?? new Uint8Array(), flags: noFlags, receivedAt: index, truth: null,
  })
  for (const callers of [1, 4]) await measure(`append, ${callers} callers`, count, () => side(callers, append))
}

async function readOne(house: House, own: AccountMail): Promise<void> {
  await measure('fold', count * 2, () => house.mailstore.tidy(own.account))
  const view = await own.view(await inboxOf(own))
  if (typeof view === 'string') return
  const messages = view.entries.map((entry) => entry.message)
  for (const time of ['first', 'cached']) await measure(`records, ${time}`, messages.length, () => own.records(messages))
  for (const callers of [1, 4]) {
    await measure(`bodies, ${callers} callers`, count, () => side(callers, (index) => own.body(messages[index] ?? 0)))
  }
}

async function deliverAll(house: House, owners: readonly TestAccount[], raws: readonly Uint8Array[]): Promise<void> {
  const deliver = (index: number): Promise<unknown> =>
    house.deliver(owners[index % owners.length] as TestAccount, raws[index] ?? new Uint8Array())
  await measure('deliver, 8 closed accounts, 10 callers', count, () => side(10, deliver))
  const opened = await Promise.all(owners.map((owner) => house.mailstore.open(owner.open(house).account)))
  await measure('absorb', count, async () => {
    for (const own of opened) await own.absorbed()
  })
  await measure('deliver, 8 open accounts, 10 callers', count, () => side(10, deliver))
}

const house = await openHouse()
try {
  const raws = Array.from({ length: count }, (_, index) => message(index))
  const own = await house.mailstore.open((await house.account({ account: 1 })).open(house).account)
  await fillOne(own, raws)
  await readOne(house, own)
  const owners = await Promise.all(Array.from({ length: 8 }, (_, index) => house.account({ account: 10 + index })))
  await deliverAll(house, owners, raws)
} finally {
  await house.close()
}
