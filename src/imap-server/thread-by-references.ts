import type { Pace } from './pace.ts'
import { sortPaced } from './paced-sort.ts'
import { bySentDate, parentsLast, threadSubject, type ThreadedMessage, type ThreadNode } from './thread-node.ts'

/** Most identifiers that one THREAD=REFERENCES knows, of messages here and not here. Past it: NO [LIMIT]. */
export const THREAD_IDS_MAX = 1_000_000

/** Steps between two looks at the clock. */
const STEPS = 256

/** A place while links are made. */
interface Place {
  readonly message: ThreadedMessage | null
  readonly order: number
  children: Place[]
  parent: Place | null
  /** Towards the root of its tree, with shortcuts: whether a link would close a circle is found in a few steps. */
  up: Place
}

/**
 * Threads by Message-ID and References, then by subject. RFC 5256 §3: REFERENCES; steps are numbered as there. Work is
 * about linear in messages and references, however deep or circular they are; the event loop gets its turn.
 */
export async function threadByReferences(
  messages: readonly ThreadedMessage[], pace: Pace,
): Promise<readonly ThreadNode[] | 'too many'> {
  const places = await link(messages, pace)
  if (places === 'too many') return places
  const roots = await prune(places.filter(({ parent }) => parent === null), pace)
  await sortBelow(roots, pace)
  const joined = await joinBySubject(await sortPaced(roots, bySentDate, pace), pace)
  await sortBelow(joined, pace)
  return await sortPaced(joined, bySentDate, pace)
}

/** Step 1: every message and every message that is named, each below its parent. */
async function link(messages: readonly ThreadedMessage[], pace: Pace): Promise<readonly Place[] | 'too many'> {
  const byId = new Map<string, Place>()
  const places: Place[] = []
  const own: Place[] = []
  for (const [order, message] of messages.entries()) {
    const place = newPlace(message, order)
    places.push(place)
    own.push(place)
    // A second message with the same identifier stands for itself alone.
    if (message.id !== null && !byId.has(message.id)) byId.set(message.id, place)
  }
  const placeOf = (id: string): Place => {
    const known = byId.get(id)
    if (known) return known
    const dummy = newPlace(null, -1)
    byId.set(id, dummy)
    places.push(dummy)
    return dummy
  }
  // 1.B first: what a message says of its own parent outweighs what others say of it.
  for (const [at, place] of own.entries()) {
    const parent = place.message?.references.at(-1)
    if (parent !== undefined) adopt(placeOf(parent), place)
    if (byId.size > THREAD_IDS_MAX) return 'too many'
    if (at % STEPS === 0) await pace.breathe()
  }
  // 1.A: what references say of each other, where nothing is known yet.
  for (const [order, { message }] of own.entries()) {
    const references = message?.references ?? []
    for (let at = 1; at < references.length; at++) {
      const child = placeOf(references[at] ?? '')
      const parent = placeOf(references[at - 1] ?? '')
      // A message that names no parent loses one that was given to it before its own turn, as step 1.B says.
      const isOver = child.message !== null && (child.message.references.length > 0 || child.order >= order)
      if (!isOver) adopt(parent, child)
    }
    if (byId.size > THREAD_IDS_MAX) return 'too many'
    if (order % STEPS === 0) await pace.breathe()
  }
  return places
}

function newPlace(message: ThreadedMessage | null, order: number): Place {
  const place = { message, order, children: [], parent: null } as unknown as Place
  place.up = place
  return place
}

/** Links unless the child has a parent already or is the parent's own ancestor. */
function adopt(parent: Place, child: Place): void {
  if (child.parent !== null || rootOf(parent) === child) return
  child.parent = parent
  child.up = parent
  parent.children.push(child)
}

function rootOf(place: Place): Place {
  let at = place
  while (at.up !== at) {
    at.up = at.up.up
    at = at.up
  }
  return at
}

/** Step 3: dummies without children go; those with some give them to their parent, at the root only a single one. */
async function prune(roots: readonly Place[], pace: Pace): Promise<ThreadNode[]> {
  let steps = 0
  for (const place of parentsLast(roots) as Generator<Place>) {
    if (++steps % STEPS === 0) await pace.breathe()
    if (place.children.every((child) => child.message !== null)) continue
    place.children = place.children.flatMap((child) => child.message ? [child] : child.children)
  }
  return roots.flatMap((root) => root.message || root.children.length > 1 ? [root] : root.children)
}

async function sortBelow(roots: readonly ThreadNode[], pace: Pace): Promise<void> {
  let steps = 0
  for (const node of parentsLast(roots)) {
    if (node.children.length > 1) {
      const sorted = await sortPaced(node.children, bySentDate, pace)
      for (const [at, child] of sorted.entries()) node.children[at] = child
    }
    if (++steps % STEPS === 0) await pace.breathe()
  }
}

/** Step 5: threads with the same subject become one. */
async function joinBySubject(roots: readonly ThreadNode[], pace: Pace): Promise<ThreadNode[]> {
  const table = new Map<string, ThreadNode>()
  for (const root of roots) {
    const { subject, isReply } = threadSubject(root)
    if (subject === '') continue
    const known = table.get(subject)
    const isBetter = known && (known.message !== null && root.message === null
      || known.message !== null && threadSubject(known).isReply && !isReply)
    if (!known || isBetter) table.set(subject, root)
  }
  const joined = new Set(roots)
  let steps = 0
  for (const root of roots) {
    if (++steps % STEPS === 0) await pace.breathe()
    const { subject, isReply } = threadSubject(root)
    const known = table.get(subject)
    if (subject === '' || !known || known === root) continue
    joined.delete(root)
    if (known.message === null && root.message === null) for (const child of root.children) known.children.push(child)
    else if (known.message === null || isReply && !threadSubject(known).isReply) known.children.push(root)
    else {
      const dummy: ThreadNode = { message: null, children: [known, root] }
      joined.delete(known)
      joined.add(dummy)
      table.set(subject, dummy)
    }
  }
  return [...joined]
}
