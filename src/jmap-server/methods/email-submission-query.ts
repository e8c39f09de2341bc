import { MethodFailure } from '../../jmap/errors.ts'
import { readUtcDate } from '../../jmap/dates.ts'
import { isObject } from '../../jmap/json.ts'
import { SORT_MAX } from '../../jmap/limits.ts'
import { cutWindow, readWindow } from '../../jmap/query-window.ts'
import { SUBMISSION } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { readSubmissions, type SubmissionObject } from '../submissions.ts'

const ID_LISTS: Readonly<Record<string, string>> = { identityIds: 'identityId', emailIds: 'emailId', threadIds: 'threadId' }

/** One level of conditions; newest first unless sorted by `sentAt`, `emailId` or `threadId`. */
export const emailSubmissionQuery: Method = {
  name: 'EmailSubmission/query',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §7.3'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const matches = readConditions(args.objectOrNull('filter') ?? {})
    const compare = readSort(args.arrayOrNull('sort', SORT_MAX) ?? [])
    const window = readWindow(args)
    args.end()
    const { objects, digest } = await readSubmissions(context)
    const queryState = context.submissionStates.remember(context.open, digest)
    const ids = [...objects.values()].filter(matches).sort(compare).map(({ id }) => id)
    return { response: { accountId, queryState, canCalculateChanges: false, ...cutWindow(ids, window) } }
  },
}

function readConditions(filter: Readonly<Record<string, unknown>>): (object: SubmissionObject) => boolean {
  const tests = Object.entries(filter).map(([name, value]): (object: SubmissionObject) => boolean => {
    const list = Object.hasOwn(ID_LISTS, name) ? ID_LISTS[name] : undefined
    if (list !== undefined && Array.isArray(value)) {
      const wanted = new Set<unknown>(value)
      return (object) => wanted.has(object[list])
    }
    if (name === 'undoStatus' && typeof value === 'string') return (object) => object['undoStatus'] === value
    const ms = name === 'before' || name === 'after' ? readUtcDate(value) : undefined
    if (ms !== undefined) return (object) => (Date.parse(String(object['sendAt'])) < ms) === (name === 'before')
    throw new MethodFailure('unsupportedFilter', `condition not supported: ${name.slice(0, 100)}`)
  })
  return (object) => tests.every((test) => test(object))
}

function readSort(sort: readonly unknown[]): (a: SubmissionObject, b: SubmissionObject) => number {
  const comparators = sort.map((one) => {
    const property = isObject(one) ? { emailId: 'emailId', threadId: 'threadId', sentAt: 'sendAt' }[String(one['property'])] : undefined
    if (property === undefined) throw new MethodFailure('unsupportedSort', 'property not supported in sort')
    return { property, sign: isObject(one) && one['isAscending'] === false ? -1 : 1 }
  })
  return (a, b) => {
    for (const { property, sign } of comparators) {
      const [left, right] = [String(a[property]), String(b[property])]
      if (left !== right) return left < right ? -sign : sign
    }
    return 0
  }
}
