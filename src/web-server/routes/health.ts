import { json } from '../request.ts'
import { healthReaders, type Route } from '../route.ts'

export const healthRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/admin/health', access: healthReaders, by: 'cookie',
    async answer({ parts }) {
      return json(await parts.health())
    },
  },
  {
    // For whoever watches from outside: one word, nothing that helps an attacker.
    method: 'GET', path: '/healthz', access: 'anyone',
    async answer({ parts }) {
      const ok = await parts.alive()
      return json({ ok }, ok ? 200 : 503)
    },
  },
]
