/**
 * What judging costs: microseconds a mail and MB/s of mail as it came, in time of the thread that judges, with and without the parsing
 * that absorbing has done already. Of made-up mails, and of mails given as a file of lines `{"text"}` or a folder of `.eml`:
 *
 * node src/spam/spam.bench.ts [FILE.jsonl | FOLDER] ...
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseMessage } from '../message/parse.ts'
import { judgeMessage } from './judge.ts'
import { loadSpamWeights } from './spam.ts'

const weights = await loadSpamWeights()
if (weights === undefined) throw new Error('the weights are missing')

const words = 'vergadering overzicht aanvraag please regards meeting bijlage factuur dossier gemeente verslag levering klant besluit rapport update invoice'.split(' ')
let state = 7
const next = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor(state / 2 ** 32 * below)
}
const prose = (length: number): string => {
  let text = ''
  while (text.length < length) text += `${words[next(words.length)] ?? ''}${next(9) === 0 ? '.\r\n' : ' '}`
  return text
}
const page = (length: number): string => `<!DOCTYPE html><html><head><style>td{padding:0}</style></head><body><table>${
  Array.from({ length: length / 200 }, () => `<tr><td style="padding:12px 24px;font-family:Arial;color:#333333">${prose(120)}</td></tr>`).join('\r\n')
}</table><a href="https://www.leverancier.test/u/${next(1e6)}">Uitschrijven</a></body></html>`
const head = (type: string): string => 'From: Anna Bakker <anna.bakker@gemeente.test>\r\nTo: <bram@zorg.test>\r\nSubject: Verslag van de vergadering\r\n'
  + `Date: Mon, 16 Nov 2026 10:00:00 +0100\r\nMessage-ID: <42.7@gemeente.test>\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n`
const file = (bytes: number): string => `--m\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(bytes / 78)}`
const both = (length: number): string => `--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${prose(length / 3)}\r\n`
  + `--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${page(length * 2 / 3)}\r\n--a--\r\n`

const mails = {
  'plain, 3 KiB': `${head('text/plain; charset=utf-8')}\r\n${prose(2700)}`,
  'text and page, 5 KiB': `${head('multipart/alternative; boundary=a')}\r\n${both(4500)}`,
  'text and page, 30 KiB': `${head('multipart/alternative; boundary=a')}\r\n${both(30_000)}`,
  'text, page and files, 50 KiB': `${head('multipart/mixed; boundary=m')}\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n${both(9000)}${file(40_000)}--m--\r\n`,
  'text and files, 5 MiB': `${head('multipart/mixed; boundary=m')}\r\n--m\r\n\r\n${prose(4000)}\r\n${file(5 * 2 ** 20)}--m--\r\n`,
  'one text of 5 MiB': `${head('text/plain; charset=utf-8')}\r\n${prose(5 * 2 ** 20)}`,
}

const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 600)
const RUN_MICROS = 100_000
function processorMicros(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/**
 * The best of several runs over all of them, for neighbours take turns and caches; each long enough for a clock of 4 ms.
 */
function microsAMail(raws: readonly Uint8Array[], work: (raw: Uint8Array, at: number) => void): number {
  let best = Infinity
  const end = processorMicros() + eachMs * 1000
  while (best === Infinity || processorMicros() < end) {
    const begun = processorMicros()
    let rounds = 0
    for (; processorMicros() - begun < RUN_MICROS; rounds++) for (const [at, raw] of raws.entries()) work(raw, at)
    best = Math.min(best, (processorMicros() - begun) / raws.length / rounds)
  }
  return best
}

function measure(what: string, raws: readonly Uint8Array[]): void {
  const parsed = raws.map((raw) => parseMessage(raw))
  const bytes = raws.reduce((sum, raw) => sum + raw.length, 0) / raws.length
  const judging = microsAMail(raws, (raw, at) => judgeMessage(raw, shipped, { parsed: parsed[at] }))
  const all = microsAMail(raws, (raw) => judgeMessage(raw, shipped))
  process.stdout.write(`${JSON.stringify({
    what, mails: raws.length, meanKiB: round(bytes / 1024), judgingMicros: round(judging),
    withParsingMicros: round(all), withParsingMBs: round(bytes / all), barMBs: 20,
  })}\n`)
}

const round = (figure: number): number => Math.round(figure * 10) / 10
const shipped = weights
for (const [name, text] of Object.entries(mails)) {
  measure(name, Array.from({ length: 20 }, () => new TextEncoder().encode(text)))
}
for (const path of process.argv.slice(2)) {
  measure(path.replace(/^.*\//, ''), statSync(path).isDirectory()
    ? readdirSync(path).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(path, name)))
    : readFileSync(path, 'utf8').trim().split('\n').map((line) => Buffer.from((JSON.parse(line) as { readonly text: string }).text)))
}
