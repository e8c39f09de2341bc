/**
 * What the workload says while it runs: who there is, what it is about to ask and what was acknowledged. Each mark
 * is one write to a file that is traced like everything else, so its place among the operations is exact. From the
 * marks before a crash follows what must be there after it.
 */
import { createHash } from 'node:crypto'
import type { Person } from '../../test/service.ts'

/** `joost` is whose account closes. */
export type Who = 'marieke' | 'sanne' | 'joost'

/** One thing asked for one message; the next for the same message is asked only after the answer. */
export type Step =
  | { readonly do: 'put', readonly who: Who, readonly box: string, readonly flags: readonly string[] }
  | { readonly do: 'flags', readonly flags: readonly string[] }
  | { readonly do: 'move', readonly box: string }
  | { readonly do: 'remove' }
  /** The account gets a new key, or closes for good. */
  | { readonly do: 'rotate' | 'close', readonly who: Who }
  /** Over submission: with a Sent copy, and in the queue until it is in the mailbox of `sanne`, or at a guest's portal. */
  | { readonly do: 'submit', readonly to: 'sanne' | 'guest' }

export type Mark =
  | { readonly say: 'people', readonly people: Readonly<Record<Who, Person>> }
  /** Everything before is settled; crashes come after. */
  | { readonly say: 'baseline' }
  | { readonly say: 'begin', readonly id: string, readonly step: Step }
  | { readonly say: 'done', readonly id: string }

/** Marks of one write, which may hold several. */
export function marksIn(text: string): Mark[] {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Mark)
}

/** Where a message may be found: `who box flags`, or `nowhere`. */
export type Place = string

export const NOWHERE: Place = 'nowhere'

export function placeOf(who: Who, box: string, flags: readonly string[]): Place {
  return `${who} ${box} ${[...flags].sort().join(' ')}`.trimEnd()
}

interface Told {
  place: { who: Who, box: string, flags: readonly string[] } | undefined
  pending: Step | undefined
}

/** What must and what may be there after a crash. */
export class Expected {
  readonly #told = new Map<string, Told>()
  /** By id: who gets it, and whether handing in was acknowledged. */
  readonly submitted = new Map<string, { readonly to: 'sanne' | 'guest', isAcknowledged: boolean }>()
  /** Keys and closings asked for: whether the answer came. */
  readonly asked = new Map<'rotate' | 'close', { isAcknowledged: boolean }>()
  /** Mail taken over SMTP: acknowledged, and acknowledged or under way. */
  received = { least: 0, most: 0 }

  take(mark: Mark): void {
    if (mark.say === 'begin') this.#begin(mark.id, mark.step)
    if (mark.say === 'done') this.#done(mark.id)
  }

  /** Ids with every place each may be in now: one, or two while an answer is awaited. */
  places(): ReadonlyMap<string, ReadonlySet<Place>> {
    return new Map([...this.#told].map(([id, { place, pending }]) => {
      const next = pending === undefined ? place : after(place, pending)
      return [id, new Set([place, next].map((one) => one === undefined ? NOWHERE : placeOf(
        one.who, one.box, one.flags,
      )))]
    }))
  }

  #begin(id: string, step: Step): void {
    if (step.do === 'rotate' || step.do === 'close') {
      this.asked.set(step.do, { isAcknowledged: this.asked.get(step.do)?.isAcknowledged ?? false })
      return
    }
    if (step.do === 'submit') {
      this.submitted.set(id, { to: step.to, isAcknowledged: false })
      return
    }
    const told = this.#told.get(id) ?? { place: undefined, pending: undefined }
    told.pending = step
    this.#told.set(id, told)
    if (id.startsWith('smtp')) this.received.most += step.do === 'put' ? 1 : 0
  }

  #done(id: string): void {
    if (id === 'rotate' || id === 'close') this.asked.set(id, { isAcknowledged: true })
    const submitted = this.submitted.get(id)
    if (submitted !== undefined) submitted.isAcknowledged = true
    const told = this.#told.get(id)
    if (told?.pending === undefined) return
    if (id.startsWith('smtp') && told.pending.do === 'put') this.received.least += 1
    told.place = after(told.place, told.pending)
    told.pending = undefined
  }
}

function after(place: Told['place'], step: Step): Told['place'] {
  switch (step.do) {
    case 'put':
      return { who: step.who, box: step.box, flags: step.flags }
    case 'flags':
      return place === undefined ? undefined : { ...place, flags: step.flags }
    case 'move':
      return place === undefined ? undefined : { ...place, box: step.box }
    default:
      return undefined
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A message that carries its id and a digest of its body; `word<id>` stands in its text, for a search. */
export function message({ id, from, to, sizeBytes }: {
  readonly id: string, readonly from: string, readonly to: string, readonly sizeBytes: number,
}): string {
  const body = `word${id}\r\n${`${id} `.repeat(8)}\r\n`.padEnd(sizeBytes, 'regel na regel na regel na regel na regel\r\n').trimEnd()
  return `From: <${from}>\r\nTo: <${to}>\r\nSubject: ${id}\r\nMessage-ID: <${id}@client.example>\r\n`
    + `Date: Mon, 1 Jun 2026 10:00:00 +0200\r\nX-Sum: ${digest(`${body}\r\n`)}\r\n\r\n${body}\r\n`
}

/** The id of a message that came back, and whether its text is whole. */
export function readMessage(raw: Uint8Array): { readonly id: string, readonly isWhole: boolean } {
  const text = Buffer.from(raw).toString('latin1')
  const id = /^Subject: (\S+)/m.exec(text)?.[1] ?? ''
  const sum = /^X-Sum: (\S+)/m.exec(text)?.[1]
  return { id, isWhole: sum === digest(text.slice(text.indexOf('\r\n\r\n') + 4)) }
}
