import { Problem } from '../problem.ts'
import { json } from '../request.ts'
import { ledgerReaders, type Route } from '../route.ts'

/** Records that one answer holds at most. */
export const LEDGER_PAGE_MAX = 200

/** The ledger of the own organisation, for the privacy officer and the owner. It holds no content of mail. */
export const ledgerRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/ledger', access: ledgerReaders, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const before = whole(http.req.query('before'), 'before')
      const limit = Math.min(whole(http.req.query('limit'), 'limit') ?? 50, LEDGER_PAGE_MAX)
      const kind = http.req.query('kind')
      if (kind !== undefined && !/^[a-z0-9.-]{1,100}$/.test(kind)) {
        throw new Problem(400, 'not-valid', { field: 'kind' })
      }
      const entries = await parts.ledger.list({
        tenant: account.tenant, limit,
        ...(before === undefined ? {} : { before }), ...(kind === undefined ? {} : { kind }),
      })
      const last = entries.at(-1)
      return json({ entries, next: entries.length < limit ? null : last?.sequence ?? null })
    },
  },
  {
    method: 'GET', path: '/api/ledger/verify', access: ledgerReaders, by: 'cookie',
    async answer({ parts }, { account }) {
      return json(await parts.ledger.verify(account.tenant))
    },
  },
  {
    method: 'GET', path: '/api/ledger/export', access: ledgerReaders, by: 'cookie',
    async answer({ parts }, { account }) {
      const encoder = new TextEncoder()
      const pieces = parts.ledger.export({ tenant: account.tenant })[Symbol.asyncIterator]()
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await pieces.next()
          if (done === true) controller.close()
          else controller.enqueue(encoder.encode(`${value}\n`))
        },
        async cancel() {
          await pieces.return?.()
        },
      })
      return new Response(body, {
        headers: {
          'content-type': 'application/x-ndjson', 'content-disposition': 'attachment; filename="ledger.jsonl"',
        },
      })
    },
  },
]

function whole(text: string | undefined, field: string): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new Problem(400, 'not-valid', { field })
  return Number(text)
}
