import { Arguments } from './arguments.ts'
import { readNewEmail } from './email-create.ts'
import { readWanted } from './email-wanted.ts'
import { MethodFailure, SetFailure } from './errors.ts'
import { readFilter, readSort } from './filter.ts'
import { isObject } from './json.ts'
import { jmapLimits } from './limits.ts'
import { readPatch } from './patch.ts'
import { resolveReferences } from './references.ts'
import { parseRequest, type Invocation } from './request.ts'
import { capabilities } from './session.ts'

const seed = (calls: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify({ using: ['urn:ietf:params:jmap:mail'], methodCalls: calls }))

/** Every reader of JMAP arguments over any bytes: each takes them or throws one of the two failures, nothing else. */
export const fuzz = {
  name: 'jmap-request',
  seeds: [
    seed([['Email/query', { filter: { operator: 'AND', conditions: [{ text: 'a' }, { before: '2026-01-01T00:00:00Z' }] }, sort: [{ property: 'subject' }] }, 'a'],
      ['Email/get', { '#ids': { resultOf: 'a', name: 'Email/query', path: '/filter/conditions/*' }, properties: ['header:From:asAddresses'] }, 'b']]),
    seed([['Email/set', { create: { a: { mailboxIds: { F1: true }, from: [{ email: 'a@b' }], bodyStructure: { type: 'multipart/mixed', subParts: [] } } } }, 'a']]),
    seed([['Email/set', { update: { M1: { 'keywords/$seen': true, mailboxIds: { F1: true } } } }, 'a']]),
  ],
  run(input: Uint8Array): void {
    const read = parseRequest(new TextDecoder().decode(input), capabilities, jmapLimits)
    if ('problem' in read) return
    const before: Invocation[] = []
    for (const call of read.request.methodCalls) {
      expected(() => {
        const args = resolveReferences(call[1], before)
        expected(() => readFilter(args['filter']))
        expected(() => readSort(Array.isArray(args['sort']) ? args['sort'] : null))
        expected(() => readWanted(new Arguments(args), []))
        for (const part of [args['create'], args['update']]) {
          if (!isObject(part)) continue
          for (const one of Object.values(part)) {
            if (!isObject(one)) continue
            expected(() => readNewEmail(one))
            expected(() => readPatch(one))
          }
        }
      })
      before.push(call)
    }
  },
}

function expected(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof MethodFailure) && !(error instanceof SetFailure)) throw error
  }
}
