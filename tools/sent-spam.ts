/**
 * Measures `SENT_SPAM_SCORE`: how many honest mails, as our own people hand them in, and how much spam, as a thief would send
 * it from their account, reach a score. FOLDER holds `spam/*.jsonl` (`{"id","label","text"}`), and where it is there
 * `enron/mails.jsonl` (letters of office workers) and `presend/cases.jsonl`. Neither of these two taught the weights, the
 * phishing mails did not either; the rest of spam did.
 *
 * node tools/run.mjs tools/sent-spam.ts FOLDER
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SENT_SPAM_SCORE } from '../src/reputation-wiring.ts'
import { judgeMessage, loadSpamWeights } from '../src/spam/spam.ts'
import { dressed, honest, saidBy, type Said } from './spam/dress.ts'
import { Random } from './train/random.ts'
import { readSnippets } from './train/snippets.ts'

/** A thief writes under the name of the account that he stole. */
const OURS = 'Noor Jansen <noor@zorg.example>'
const SCORES = [0, 1, 2, 3, 4, 5, 6, 8]

const folder = process.argv[2]
const weights = await loadSpamWeights()
if (folder === undefined || weights === undefined) {
  console.error(folder === undefined ? 'usage: sent-spam FOLDER' : 'the weights of the spam filter are missing')
  process.exit(2)
}
const known = weights

type Row = Readonly<Record<string, unknown>>
const rows = (name: string): readonly Row[] => !existsSync(join(folder, name)) ? []
  : readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row)
const text = (value: unknown): string => typeof value === 'string' ? value : ''

/** As a mail program hands it in: what others wrote on the way is not there yet. */
const scoreOf = (said: Said): number => judgeMessage(dressed({ ...said, from: OURS }), known).score

function tell(what: string, scores: readonly number[]): void {
  if (scores.length === 0) return
  const shares = SCORES.map((least) => {
    const count = scores.filter((score) => score >= least).length
    return `${String(count).padStart(5)} ${(100 * count / scores.length).toFixed(2).padStart(6)}%`
  })
  console.log(`${what.padEnd(34)} ${String(scores.length).padStart(5)}  ${shares.join('  ')}`)
}

console.log(`${'reach a score of'.padEnd(40)}  ${SCORES.map((score) => String(score).padStart(13)).join('  ')}`)
const random = new Random(7)
tell('honest: own passages', readSnippets().map((snippet) => scoreOf(honest(snippet, random))))
tell('honest: office cases', rows('presend/cases.jsonl').map((row) => scoreOf(saidOf(row, 'body'))))
const letters = rows('enron/mails.jsonl')
tell('honest: letters of Enron people', letters.filter(({ from }) => /@enron\.com$/i.test(text(from))).map((row) => scoreOf(saidOf(row, 'text'))))
for (const name of globSync('*.jsonl', { cwd: join(folder, 'spam') }).toSorted()) {
  for (const [label, some] of Map.groupBy(rows(join('spam', name)), (row) => text(row['label']))) {
    const said = some.flatMap((row) => saidBy(Buffer.from(text(row['text']))) ?? [])
    tell(`${name.replace('.jsonl', '').slice(0, 20)}: ${label}, as ours`, said.map(scoreOf))
    tell(`${name.replace('.jsonl', '').slice(0, 20)}: ${label}, as it came`, some.map((row) => judgeMessage(Buffer.from(text(row['text'])), known).score))
  }
}
console.log(`\nIn use: ${SENT_SPAM_SCORE}.`)

function saidOf(row: Row, body: string): Said {
  return { from: OURS, to: 'iemand@elders.example', subject: text(row['subject']), text: text(row[body]), isReply: /^re:/i.test(text(row['subject'])) }
}
