/**
 * Whose turn it is. For every destination (a domain; our own places are two more) this knows in memory when something
 * of it is due, how many connections it bears, and until when it is left alone because it could not be reached. It
 * knows destinations, never mails: a million waiting mails are as many entries as there are domains.
 *
 * Promises: a destination that cannot be reached is tried once after each pause, not once per mail; a destination gets
 * more connections while all goes well and half as many when it says that it is busy; destinations of one lane take
 * turns; no lane waits for ever (`laneOrder`). Pure: no clock, no I/O.
 */
import { hour, minute } from '../base/sizes.ts'
import { laneOrder, laneShare, LANES } from './lane.ts'

/** Pauses after a try in which no server of the destination could be talked to; the last one repeats. */
export const PAUSES_MS = [1 * minute, 5 * minute, 15 * minute, 30 * minute, 1 * hour] as const
/** Connections that a destination gets before anything is known of it. */
export const WINDOW_START = 2
/** Destinations in memory; what is beyond is found by the next scan once there is room. */
export const DESTINATIONS_MAX = 100_000

const FORGET_EVERY = 1000

/** What a try taught of its destination. `busy`: it asked for less; with one connection left that is a pause too. */
export type DestinationNews =
  | { readonly kind: 'reached' }
  | { readonly kind: 'busy', readonly reply: string }
  | { readonly kind: 'unreachable', readonly reply: string }

/** A claim to make: what is due of one destination in one lane, of at most so many mails. */
export interface Wish {
  readonly destination: string
  readonly lane: number
  readonly mails: number
}

interface Line<Job> {
  /** When the first of what waits is due; Infinity when nothing is known to wait. */
  dueAt: number
  /** Claimed and not begun. */
  readonly jobs: Job[]
  isReady: boolean
  isAsked: boolean
  /** The moment for which it stands in the heap. */
  heapAt: number
}

interface Standing<Job> {
  readonly destination: string
  readonly isOwn: boolean
  readonly lines: readonly Line<Job>[]
  running: number
  window: number
  failures: number
  blockedUntil: number
}

/** A destination as it stands, for those who look. */
export interface StandingShown {
  readonly destination: string
  readonly running: number
  readonly window: number
  readonly failures: number
  readonly blockedUntil: number
}

export interface Standings<Job> {
  /** Something of it waits from then on. False when there is no room to remember it. */
  due(destination: string, lane: number, at: number): boolean
  /** The next job that may begin now, counted as running; undefined when none may before `wishes` are answered. */
  begin(now: number): { readonly job: Job, readonly destination: string, readonly lane: number } | undefined
  /** What to claim now. Each wish is answered by `claimed`. */
  wishes(now: number, max: number): readonly Wish[]
  /** What a claim gave, and when the first of the rest is due. */
  claimed(wish: Wish, jobs: readonly Job[], nextDue: number | null): void
  /** A job ended. Gives the standing when it changed in a way that must be kept: a pause began or ended. */
  ended(place: { readonly destination: string, readonly lane: number }, news: DestinationNews,
    now: number): StandingShown | undefined
  /** A pause that is known from before; 0 ends it. */
  pause(destination: string, blockedUntil: number, failures: number): void
  /** Takes what was claimed and not begun of a destination, or of all; it counts as due again. */
  takeBack(destination?: string): readonly Job[]
  /** When the next line ripens; Infinity when none does. What is ripe and has no room waits for a job to end. */
  nextAt(): number
  shown(destination: string): StandingShown | undefined
  readonly size: number
}

/**
 * Standings of a worker with so many connections. `own`: destinations in this house, which have as many of their own.
 */
export function createStandings<Job>({ concurrency, windowMax, own }: {
  readonly concurrency: number, readonly windowMax: number, readonly own: ReadonlySet<string>,
}): Standings<Job> {
  const all = new Map<string, Standing<Job>>()
  /**
   * Lines with something to claim, and lines with jobs that may begin, in order of their turn; first our own places.
   */
  const ready = [LANES.map((): Standing<Job>[] => []), LANES.map((): Standing<Job>[] => [])]
  const startable = [LANES.map((): Standing<Job>[] => []), LANES.map((): Standing<Job>[] => [])]
  const heap = new Heap<{ readonly at: number, readonly standing: Standing<Job>, readonly lane: number }>()
  const running = { own: 0, outside: LANES.map(() => 0) }
  let turn = 0
  let turnedAway = 0

  const queueOf = (queues: readonly (readonly Standing<Job>[][])[], { isOwn }: Pick<Standing<Job>, 'isOwn'>,
    lane: number): Standing<Job>[] =>
    queues[isOwn ? 0 : 1]?.[lane] ?? []
  const lineOf = (standing: Standing<Job>, lane: number): Line<Job> => {
    const line = standing.lines[lane]
    if (line === undefined) throw new Error(`there is no lane ${lane}`)
    return line
  }

  function standingOf(destination: string): Standing<Job> | undefined {
    const known = all.get(destination)
    if (known !== undefined) return known
    // Looking at all of them for each stranger would cost more than it gives.
    if (all.size >= DESTINATIONS_MAX && turnedAway++ % FORGET_EVERY === 0) forgetIdle()
    if (all.size >= DESTINATIONS_MAX) return undefined
    const isOwn = own.has(destination)
    const standing: Standing<Job> = {
      destination, isOwn, running: 0, failures: 0, blockedUntil: 0,
      window: isOwn ? concurrency : Math.min(WINDOW_START, windowMax),
      lines: LANES.map(() => ({ dueAt: Infinity, jobs: [], isReady: false, isAsked: false, heapAt: Infinity })),
    }
    all.set(destination, standing)
    return standing
  }

  /** Nothing of it waits and nothing is known against it: it can be met again as a stranger. */
  function forgetIdle(): void {
    for (const [destination, { lines, running: now, failures }] of all) {
      const isIdle = now === 0 && failures === 0
        && lines.every(({ dueAt, jobs, isAsked }) => dueAt === Infinity && jobs.length === 0 && !isAsked)
      if (isIdle) all.delete(destination)
    }
  }

  /** Puts a line where it will be found: among the ready ones, or in the heap until its time. */
  function place(standing: Standing<Job>, lane: number, now: number): void {
    const line = lineOf(standing, lane)
    if (line.isAsked || line.isReady || line.jobs.length > 0 || line.dueAt === Infinity) return
    const at = Math.max(line.dueAt, standing.blockedUntil)
    if (at <= now) {
      line.isReady = true
      queueOf(ready, standing, lane).push(standing)
    } else if (at < line.heapAt) {
      line.heapAt = at
      heap.push({ at, standing, lane })
    }
  }

  function ripen(now: number): void {
    for (let top = heap.peek(); top !== undefined && top.at <= now; top = heap.peek()) {
      heap.pop()
      const line = lineOf(top.standing, top.lane)
      if (line.heapAt === top.at) line.heapAt = Infinity
      place(top.standing, top.lane, now)
    }
  }

  /** A paused destination gets one try when its pause is over. */
  const room = ({ window, failures, running: now }: Standing<Job>): number => (failures > 0 ? 1
    : Math.floor(window)) - now
  const hasSlot = (isOwn: boolean, lane: number): boolean => {
    if (isOwn) return running.own < concurrency
    const used = running.outside.reduce((sum, count) => sum + count, 0)
    const ofLane = lane === 2 ? running.outside[2] ?? 0 : used
    return used < concurrency && (lane === 0 || ofLane < laneShare(lane, concurrency))
  }

  const isAskable = (one: Standing<Job>, lane: number, now: number): boolean =>
    one.blockedUntil <= now && lineOf(one, lane).dueAt <= now && room(one) > 0

  /** The first of a queue that passes; those before it that cannot now go to the back, once round at most. */
  function firstFit(queue: Standing<Job>[], fits: (standing: Standing<Job>) =>
    'yes' | 'later' | 'drop'): Standing<Job> | undefined {
    for (let tries = queue.length; tries > 0; tries -= 1) {
      const standing = queue.shift()
      if (standing === undefined) return undefined
      const verdict = fits(standing)
      if (verdict === 'yes') return standing
      if (verdict === 'later') queue.push(standing)
    }
    return undefined
  }

  return {
    get size() {
      return all.size
    },
    due(destination, lane, at) {
      const standing = standingOf(destination)
      if (standing === undefined) return false
      const line = lineOf(standing, lane)
      line.dueAt = Math.min(line.dueAt, at)
      // Not known to be due yet as far as this goes: the worker's clock decides in `wishes`.
      place(standing, lane, -Infinity)
      return true
    },
    begin(now) {
      ripen(now)
      for (const [lane, isOwn] of order(turn)) {
        if (!hasSlot(isOwn, lane)) continue
        const standing = firstFit(queueOf(startable, { isOwn }, lane), (one) =>
          lineOf(one, lane).jobs.length === 0 ? 'drop' : room(one) > 0 && one.blockedUntil <= now ? 'yes' : 'later')
        // What comes first in this turn has to be claimed before anything behind it begins.
        if (standing === undefined && queueOf(ready, { isOwn }, lane).some((one) => isAskable(one, lane,
          now))) return undefined
        if (standing === undefined) continue
        const line = lineOf(standing, lane)
        const job = line.jobs.shift()
        if (line.jobs.length > 0) queueOf(startable, standing, lane).push(standing)
        else place(standing, lane, now)
        if (job === undefined) continue
        turn += 1
        standing.running += 1
        if (isOwn) running.own += 1
        else running.outside[lane] = (running.outside[lane] ?? 0) + 1
        return { job, destination: standing.destination, lane }
      }
      return undefined
    },
    wishes(now, max) {
      ripen(now)
      const found: Wish[] = []
      for (const [lane, isOwn] of order(turn)) {
        while (found.length < max && hasSlot(isOwn, lane)) {
          const standing = firstFit(queueOf(ready, { isOwn }, lane), (one) => {
            const line = lineOf(one, lane)
            if (one.blockedUntil <= now && line.dueAt <= now) return room(one) > 0 ? 'yes' : 'later'
            line.isReady = false
            place(one, lane, now)
            return 'drop'
          })
          if (standing === undefined) break
          const line = lineOf(standing, lane)
          line.isReady = false
          line.isAsked = true
          // What comes in while the claim is under way counts anew.
          line.dueAt = Infinity
          found.push({ destination: standing.destination, lane, mails: Math.max(1, room(standing)) })
        }
      }
      return found
    },
    claimed({ destination, lane }, jobs, nextDue) {
      const standing = standingOf(destination)
      if (standing === undefined) return
      const line = lineOf(standing, lane)
      line.isAsked = false
      line.dueAt = Math.min(line.dueAt, nextDue ?? Infinity)
      line.jobs.push(...jobs)
      if (line.jobs.length > 0) queueOf(startable, standing, lane).push(standing)
      else place(standing, lane, -Infinity)
    },
    ended({ destination, lane }, news, now) {
      const standing = all.get(destination)
      if (standing === undefined) return undefined
      standing.running -= 1
      if (standing.isOwn) {
        running.own -= 1
        return undefined
      }
      running.outside[lane] = (running.outside[lane] ?? 0) - 1
      return learn(standing, news, { now, windowMax }) ? shownOf(standing) : undefined
    },
    pause(destination, blockedUntil, failures) {
      const standing = standingOf(destination)
      if (standing === undefined || standing.isOwn) return
      standing.blockedUntil = blockedUntil
      standing.failures = failures
      for (const lane of LANES.keys()) {
        lineOf(standing, lane).heapAt = Infinity
        place(standing, lane, -Infinity)
      }
    },
    takeBack(destination) {
      const standings = destination === undefined ? [...all.values()] : [all.get(destination) ?? []].flat()
      return standings.flatMap((standing) => standing.lines.flatMap((line, lane) => {
        const jobs = line.jobs.splice(0)
        if (jobs.length === 0) return []
        line.dueAt = 0
        place(standing, lane, -Infinity)
        return jobs
      }))
    },
    nextAt: () => heap.peek()?.at ?? Infinity,
    shown(destination) {
      const standing = all.get(destination)
      return standing === undefined ? undefined : shownOf(standing)
    },
  }
}

/** Lane after lane, in each our own places before the others. */
function order(turn: number): readonly (readonly [lane: number, isOwn: boolean])[] {
  return laneOrder(turn).flatMap((lane) => [[lane, true], [lane, false]] as const)
}

/** True when a pause began or ended. */
function learn(
  standing: Pick<Standing<unknown>, 'window' | 'failures' | 'blockedUntil'>, news: DestinationNews,
  { now, windowMax }: { readonly now: number, readonly windowMax: number },
): boolean {
  if (news.kind === 'busy' && standing.window > 1) {
    standing.window = Math.max(1, Math.floor(standing.window / 2))
    return false
  }
  if (news.kind === 'reached') {
    const wasPaused = standing.failures > 0
    standing.failures = 0
    standing.blockedUntil = 0
    standing.window = wasPaused ? 1 : Math.min(windowMax, standing.window + 1)
    return wasPaused
  }
  // Tries that were under way together are one piece of news.
  if (standing.blockedUntil > now) return false
  standing.failures += 1
  standing.window = 1
  standing.blockedUntil = now + (PAUSES_MS[Math.min(standing.failures, PAUSES_MS.length) - 1] ?? PAUSES_MS[0])
  return true
}

function shownOf({ destination, running, window, failures, blockedUntil }: StandingShown): StandingShown {
  return { destination, running, window, failures, blockedUntil }
}

/** The smallest `at` first. */
class Heap<Item extends { readonly at: number }> {
  readonly #items: Item[] = []

  peek(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = items[parent]
      if (above === undefined || above.at <= item.at) break
      items[at] = above
      at = parent
    }
    items[at] = item
  }

  pop(): void {
    const items = this.#items
    const last = items.pop()
    if (last === undefined || items.length === 0) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [one, two] = [items[left], items[left + 1]]
      if (one === undefined) break
      const child = two !== undefined && two.at < one.at ? left + 1 : left
      const below = items[child]
      if (below === undefined || below.at >= last.at) break
      items[at] = below
      at = child
    }
    items[at] = last
  }
}
