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
  /** Over submission: with a Sent copy, and in the queue until it is in the mailbox of `sanne`, at a guest's portal, or outside. */
  | { readonly do: 'submit', readonly to: Addressee }
  /** The password is another from now on. */
  | { readonly do: 'password', readonly who: Who, readonly next: string }

export type Addressee = 'sanne' | 'guest' | 'outside'

/** What a client was told of a mailbox: none of it goes back. */
export interface Seen { readonly uidValidity: number, readonly uidNext: number, readonly modseq: number }

/** Where a client found a message. */
export interface Spot { readonly who: Who, readonly box: string, readonly flags: readonly string[] }

export type Mark =
  | { readonly say: 'people', readonly people: Readonly<Record<Who, Person>> }
  /** Everything before is settled; crashes come after. */
  | { readonly say: 'baseline' }
  | { readonly say: 'begin', readonly id: string, readonly step: Step }
  /** `uid`: the UID that the answer named. */
  | { readonly say: 'done', readonly id: string, readonly uid?: number }
  /** A client that follows mailbox `box` of `marieke` was told this. */
  | { readonly say: 'seen', readonly box: string, readonly figures: Seen }
  /** A JMAP client has followed all changes: these Emails there are at this state. */
  | { readonly say: 'cache', readonly state: string, readonly ids: readonly string[] }
  /** The service was killed, and did nothing since. */
  | { readonly say: 'killed' }
  /** After a kill: where clients find everything of these two now. From then on that is what there is. */
  | { readonly say: 'found', readonly places: Readonly<Record<string, Spot>> }

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
  readonly place: Spot | undefined
  readonly pending: Step | undefined
  /** Where it stands in its mailbox, when an answer said so. */
  readonly uid: number | undefined
}

type Asked = 'rotate' | 'close' | 'password'

/** What must and what may be there after a crash. */
export class Expected {
  readonly #told: Map<string, Told>
  /** By id: who gets it, and whether handing in was acknowledged. */
  readonly submitted: Map<string, { readonly to: Addressee, readonly isAcknowledged: boolean }>
  /** Keys, closings and passwords asked for: whether the answer came. */
  readonly asked: Map<Asked, { readonly isAcknowledged: boolean }>
  readonly seen: Map<string, Seen>
  cache: Extract<Mark, { readonly say: 'cache' }> | undefined
  /** Mail taken over SMTP: acknowledged, and acknowledged or under way. */
  received = { least: 0, most: 0 }
  #password = ''

  constructor(of?: Expected) {
    this.#told = new Map(of === undefined ? [] : of.#told)
    this.submitted = new Map(of?.submitted)
    this.asked = new Map(of?.asked)
    this.seen = new Map(of?.seen)
    this.cache = of?.cache
    if (of === undefined) return
    this.#password = of.#password
    this.received = { ...of.received }
  }

  take(mark: Mark): void {
    if (mark.say === 'begin') this.#begin(mark.id, mark.step)
    if (mark.say === 'done') this.#done(mark.id, mark.uid)
    if (mark.say === 'seen') this.seen.set(mark.box, mark.figures)
    if (mark.say === 'cache') this.cache = mark
    if (mark.say === 'found') this.#found(mark.places)
  }

  /** The password that was asked for last. */
  get nextPassword(): string {
    return this.#password
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

  /** The UID that a client knows for it; undefined when none was named, or while it may be moving. */
  uidOf(id: string): number | undefined {
    const told = this.#told.get(id)
    return told?.pending === undefined || told.pending.do === 'flags' ? told?.uid : undefined
  }

  #begin(id: string, step: Step): void {
    if (step.do === 'rotate' || step.do === 'close' || step.do === 'password') {
      this.asked.set(step.do, { isAcknowledged: this.asked.get(step.do)?.isAcknowledged ?? false })
      if (step.do === 'password') this.#password = step.next
      return
    }
    if (step.do === 'submit') {
      this.submitted.set(id, { to: step.to, isAcknowledged: false })
      return
    }
    const told = this.#told.get(id) ?? { place: undefined, uid: undefined }
    this.#told.set(id, { ...told, pending: step })
    if (isOverSmtp(id)) this.received.most += step.do === 'put' ? 1 : 0
  }

  #done(id: string, uid: number | undefined): void {
    if (id === 'rotate' || id === 'close' || id === 'password') this.asked.set(id, { isAcknowledged: true })
    const submitted = this.submitted.get(id)
    if (submitted !== undefined) this.submitted.set(id, { ...submitted, isAcknowledged: true })
    const told = this.#told.get(id)
    if (told?.pending === undefined) return
    if (isOverSmtp(id) && told.pending.do === 'put') this.received.least += 1
    this.#told.set(id, {
      place: after(told.place, told.pending), pending: undefined, uid: told.pending.do === 'flags' ? told.uid : uid,
    })
  }

  #found(places: Readonly<Record<string, Spot>>): void {
    for (const [id, { place, pending, uid }] of this.#told) {
      const isJoosts = place?.who === 'joost' || (pending?.do === 'put' && pending.who === 'joost')
      if (isJoosts) continue
      const spot = places[id]
      this.#told.set(id, { place: spot, pending: undefined, uid: spot?.box === place?.box ? uid : undefined })
    }
  }
}

const isOverSmtp = (id: string): boolean => id.startsWith('smtp') || id.startsWith('held')

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
