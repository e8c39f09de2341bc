import type { Arguments } from '../../jmap/arguments.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { isId, stateString } from '../../jmap/ids.ts'
import { isObject } from '../../jmap/json.ts'
import { FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX, SORT_MAX } from '../../jmap/limits.ts'
import { cutWindow, readWindow } from '../../jmap/query-window.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { mailboxObjects } from '../mailbox-object.ts'

type Box = Readonly<Record<string, unknown>>

/** Sorts by sortOrder, then name, when no sort is given. */
export const mailboxQuery: Method = {
  name: 'Mailbox/query',
  capability: MAIL,
  rfc: ['RFC 8621 §2.3'],
  async run(args, context) {
    const account = readAccount(args, context)
    const find = readMailboxQuery(args)
    const window = readWindow(args)
    args.end()
    const queryState = stateString(await context.mail.state())
    const ids = find(mailboxObjects(await context.mail.mailboxes()))
    return { response: { accountId: account, queryState, canCalculateChanges: true, ...cutWindow(ids, window) } }
  },
}

/** Reads filter and sort; gives what finds the ids in their order. */
export function readMailboxQuery(args: Arguments): (objects: ReadonlyMap<string, Box>) => readonly string[] {
  const matches = readNode(args.objectOrNull('filter'), 1)
  const compare = readSort(args.arrayOrNull('sort', SORT_MAX))
  const asTree = args.boolean('sortAsTree', false)
  const filterAsTree = args.boolean('filterAsTree', false)
  return (objects) => {
    const kept = (box: Box): boolean => matches(box) && (!filterAsTree || ancestors(box, objects).every(matches))
    const sorted = [...objects.values()].filter(kept).sort(compare)
    return (asTree ? treeOrder(sorted, objects) : sorted).map((box) => String(box['id']))
  }
}

function ancestors(box: Box, objects: ReadonlyMap<string, Box>): readonly Box[] {
  const found: Box[] = []
  const above = (one: Box): Box | undefined => objects.get(String(one['parentId']))
  for (let parent = above(box); parent !== undefined; parent = above(parent)) found.push(parent)
  return found
}

/** Children right after their parent; a child whose parent was filtered away stands where its level begins. */
function treeOrder(sorted: readonly Box[], objects: ReadonlyMap<string, Box>): readonly Box[] {
  const present = new Set(sorted)
  const ordered: Box[] = []
  const add = (parent: unknown): void => {
    for (const box of sorted) {
      const above = objects.get(String(box['parentId']))
      const shownUnder = above !== undefined && present.has(above) ? above['id'] : null
      if (shownUnder !== parent) continue
      ordered.push(box)
      add(box['id'])
    }
  }
  add(null)
  return ordered
}

function readNode(filter: unknown, depth: number): (box: Box) => boolean {
  if (filter === null) return () => true
  if (!isObject(filter)) throw new MethodFailure('invalidArguments', 'filter must be an object')
  if (depth > FILTER_DEPTH_MAX) throw new MethodFailure('unsupportedFilter', 'the filter is too deep')
  if (!Object.hasOwn(filter, 'operator')) return readCondition(filter)
  const { operator, conditions } = filter
  if (!Array.isArray(conditions) || conditions.length > FILTER_CONDITIONS_MAX) {
    throw new MethodFailure('invalidArguments', 'conditions must be an array')
  }
  const inner = conditions.map((one) => readNode(one, depth + 1))
  switch (operator) {
    case 'AND': return (box) => inner.every((matches) => matches(box))
    case 'OR': return (box) => inner.some((matches) => matches(box))
    case 'NOT': return (box) => !inner.some((matches) => matches(box))
    default: throw new MethodFailure('invalidArguments', 'operator must be AND, OR or NOT')
  }
}

function readCondition(condition: Box): (box: Box) => boolean {
  const tests = Object.entries(condition).map(([name, value]): (box: Box) => boolean => {
    if (name === 'parentId' && (value === null || isId(value))) return (box) => box['parentId'] === value
    if (name === 'name' && typeof value === 'string') {
      const wanted = value.toLowerCase()
      return (box) => String(box['name']).toLowerCase().includes(wanted)
    }
    if (name === 'role' && (value === null || typeof value === 'string')) return (box) => box['role'] === value
    if (name === 'hasAnyRole' && typeof value === 'boolean') return (box) => (box['role'] !== null) === value
    if (name === 'isSubscribed' && typeof value === 'boolean') return (box) => box['isSubscribed'] === value
    throw new MethodFailure('unsupportedFilter', `condition not supported: ${name.slice(0, 100)}`)
  })
  return (box) => tests.every((matches) => matches(box))
}

function readSort(sort: readonly unknown[] | null): (a: Box, b: Box) => number {
  const comparators = sort === null || sort.length === 0 ? [{ property: 'sortOrder' }, { property: 'name' }] : sort
  const compares = comparators.map((one) => {
    if (!isObject(one)) throw new MethodFailure('invalidArguments', 'each comparator must be an object')
    const { property, isAscending = true } = one
    if (property !== 'sortOrder' && property !== 'name') {
      throw new MethodFailure('unsupportedSort', 'property not supported in sort')
    }
    const sign = isAscending === false ? -1 : 1
    return (a: Box, b: Box): number => sign * (property === 'sortOrder'
      ? Number(a['sortOrder']) - Number(b['sortOrder'])
      : String(a['name']).localeCompare(String(b['name'])))
  })
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}
