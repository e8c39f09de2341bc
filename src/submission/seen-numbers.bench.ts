/**
 * What it costs to ask with whom the numbers in a draft stood in earlier mail, in a mailbox of `ZEGEL_BENCH_MESSAGES` sent mails
 * (20,000) that is indexed. First: nothing of the index is in memory.
 */
import { casePolicy, plainDraft } from '../guard/cases.ts'
import { silentLog } from '../log/log.ts'
import { noFlags } from '../mailstore/flags.ts'
import { openHouse } from '../mailstore/mailstore.testing.ts'
import { createSeenNumbers } from './seen-numbers.ts'

const count = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 20_000)
const AT_ONCE = 500
const people = 400

/** Nine digits that pass the eleven test, another one for each person. */
function bsnOf(person: number): string {
  for (let first = 10_000_000 + person * 97; ; first += 1) {
    const digits = String(first)
    const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (9 - at), 0) % 11
    if (sum < 10) return digits + String(sum)
  }
}

const raw = (index: number): Uint8Array => {
  const person = index * 7919 % people
  return new TextEncoder().encode(`From: me@zorg.example\r\nTo: client${person}@post${person % 90}.example\r\nSubject: uw zaak ${index}\r\n`
    + `Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${index}@zorg.example>\r\n\r\nGeachte cliënt,\r\n\r\n${index % 3 === 0 ? `Uw BSN is ${bsnOf(person)}. ` : ''}`
    + `Wij spreken elkaar op dag ${index % 28} om ${index % 12} uur, kamer ${index % 300}, telefoon 06${10_000_000 + index % 8000}.\r\n\r\nMet vriendelijke groet\r\n`)
}

const house = await openHouse()
const account = await house.account()
const { account: open, close } = account.open(house)
const mail = await house.mailstore.open(open)
const sent = (await mail.mailboxFigures()).find(({ role }) => role === 'sent')
for (let at = 0; at < count; at += AT_ONCE) {
  const messages = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, index) =>
    ({ raw: raw(at + index), flags: noFlags, receivedAt: at + index }))
  await mail.appendAll({ mailbox: sent?.id ?? 0, messages })
}
await mail.reindex()
const numbers = createSeenNumbers({ mailstore: house.mailstore, clock: house.clock, log: silentLog })
const ask = async (person: number): Promise<number> => {
  const began = performance.now()
  const other = (person + 1) % people
  await numbers.of(open, {
    draft: plainDraft({ from: 'me@zorg.example', body: `Uw BSN is ${bsnOf(person)}.`, recipients: [{ address: `client${other}@post${other % 90}.example`, name: null, field: 'to' }] }),
    policy: casePolicy, self: new Set(['me@zorg.example']), isOutside: () => true,
  })
  return performance.now() - began
}
const first = await ask(0)
const times: number[] = []
for (let person = 1; person <= 40; person += 1) times.push(await ask(person))
times.sort((a, b) => a - b)
const round = (ms: number): number => Math.round(ms * 10) / 10
process.stdout.write(`${JSON.stringify({ what: `asking ${count} sent mails after a number and a recipient, ms`, first: round(first), p50: round(times[20] ?? 0), p95: round(times[37] ?? 0) })}\n`)
close()
await house.close()
