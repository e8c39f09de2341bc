/** A mail program that stays in one mailbox, believes what it is told, and after an absence asks for what is new. */
import assert from 'node:assert/strict'
import { TestClient } from '../src/imap-server/client.testing.ts'
import { bitsIn, type Entry } from './wire-model-state.ts'

interface Told { uid: number | undefined, flags: number | undefined }

/** What it knew when it left. */
interface Known { readonly uidValidity: number, readonly modseq: number, readonly told: readonly Told[] }

export class Watcher {
  readonly #signIn: () => Promise<TestClient>
  #client: TestClient | undefined
  #told: Told[] = []
  #known: Known | undefined

  constructor(signIn: () => Promise<TestClient>) {
    this.#signIn = signIn
  }

  get isThere(): boolean {
    return this.#client !== undefined
  }

  /** Opens the mailbox, the first time or with what it knew. */
  async come(box: string): Promise<void> {
    if (this.#client !== undefined) return
    this.#client = await this.#signIn()
    await this.ask('ENABLE QRESYNC')
    const known = this.#known
    this.#told = known === undefined ? [] : known.told.map((one) => ({ ...one }))
    const answers = await this.ask(known === undefined ? `SELECT ${box}` : `SELECT ${box} (QRESYNC (${known.uidValidity} ${known.modseq}))`)
    if (known !== undefined) this.#comeUpToDate(answers)
  }

  async leave(box: string): Promise<void> {
    if (this.#client === undefined) return
    const answers = await this.ask(`STATUS ${box} (UIDVALIDITY HIGHESTMODSEQ)`)
    const line = answers.find((one) => one.startsWith('* STATUS')) ?? ''
    const figure = (word: string): number => Number(new RegExp(`${word} (\\d+)`).exec(line)?.[1])
    this.#known = { uidValidity: figure('UIDVALIDITY'), modseq: figure('HIGHESTMODSEQ'), told: this.#told }
    this.close()
  }

  close(): void {
    this.#client?.close()
    this.#client = undefined
  }

  async ask(text: string): Promise<readonly string[]> {
    const { untagged, tagged } = await this.command(text)
    assert.match(tagged, /^OK/, text)
    return untagged
  }

  async command(text: string): Promise<{ readonly untagged: readonly string[], readonly tagged: string }> {
    const answered = await (this.#client ?? assert.fail('it has left')).command(text)
    if (!text.startsWith('SELECT')) for (const line of answered.untagged) this.#hear(line)
    return answered
  }

  /** What it was told by now, against the truth; then everything asked anew. */
  async check(entries: ReadonlyMap<number, Entry>, after: string): Promise<void> {
    if (this.#client === undefined) return
    await this.ask('NOOP')
    const truth = [...entries]
    assert.equal(this.#told.length, truth.length, `messages told ${after}`)
    for (const [index, { uid, flags: said }] of this.#told.entries()) {
      const [realUid, real] = truth[index] ?? assert.fail()
      if (uid !== undefined) assert.equal(uid, realUid, `UID of ${index + 1} ${after}`)
      if (said !== undefined) assert.equal(said, real.flags, `flags told of UID ${realUid} ${after}`)
    }
    if (truth.length === 0) return
    const seen = await this.ask('FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
    const shown = seen.filter((line) => line.includes(' FETCH ')).map((line) =>
      [Number(/UID (\d+)/.exec(line)?.[1]), /Subject: (\S+)/.exec(line)?.[1], bitsIn(line)])
    assert.deepEqual(shown, truth.map(([uid, entry]) => [uid, entry.subject, entry.flags]), `FETCH ${after}`)
  }

  /** What went while it was away, what came or changed; all the rest is as it knew it. RFC 7162 §3.2.5 */
  #comeUpToDate(answers: readonly string[]): void {
    const exists = Number(/^\* (\d+) EXISTS/m.exec(answers.join('\n'))?.[1])
    for (const line of answers) if (line.includes('VANISHED')) this.#vanish(line)
    for (const line of answers) {
      const uid = Number(/^\* \d+ FETCH .*UID (\d+)/.exec(line)?.[1])
      if (Number.isNaN(uid)) continue
      const known = this.#told.find((one) => one.uid === uid)
      if (known === undefined) this.#told.push({ uid, flags: bitsIn(line) })
      else known.flags = bitsIn(line)
    }
    this.#told.sort((a, b) => (a.uid ?? Infinity) - (b.uid ?? Infinity))
    assert.equal(this.#told.length, exists, `what it knows after its absence: ${answers.join(' | ')}`)
  }

  #hear(line: string): void {
    if (line.startsWith('* VANISHED')) return this.#vanish(line)
    const [, number = '', word = ''] = /^\* (\d+) (\w+)/.exec(line) ?? []
    if (word === 'EXISTS') while (this.#told.length < Number(number)) this.#told.push({ uid: undefined, flags: undefined })
    assert.notEqual(word, 'EXPUNGE', 'after ENABLE QRESYNC everything that goes is VANISHED')
    const one = this.#told[Number(number) - 1]
    if (word !== 'FETCH' || one === undefined) return
    one.uid = Number(/UID (\d+)/.exec(line)?.[1] ?? one.uid) || undefined
    one.flags = bitsIn(line) ?? one.flags
  }

  #vanish(line: string): void {
    const set = /VANISHED (?:\(EARLIER\) )?([\d,:]+)/.exec(line)?.[1] ?? ''
    const ranges = set.split(',').map((range) => range.split(':').map(Number))
    const isIn = (uid: number | undefined): boolean => uid !== undefined
      && ranges.some(([first = 0, last = first]) => uid >= Math.min(first, last) && uid <= Math.max(first, last))
    this.#told = this.#told.filter(({ uid }) => !isIn(uid))
  }
}
