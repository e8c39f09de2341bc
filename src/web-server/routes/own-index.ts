import { Refusal, Temporary } from '../../base/errors.ts'
import type { IndexProgress } from '../../mailstore/types.ts'
import { json, type SignedIn, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'

/**
 * The search index of the own account: how far it is, and making it anew. Only the owner can: nobody else's session opens the
 * mail. It goes on when the page is left, waits while the account is closed, and goes on after that or after a restart.
 */
export const ownIndexRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/search-index', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { open }) {
      return json(shown(await (await parts.mailstore.open(open)).indexed()))
    },
  },
  {
    method: 'POST', path: '/api/search-index', access: 'signed-in', by: 'cookie',
    answer: rebuild,
  },
]

/** Begins it, or finds it begun. */
async function rebuild({ parts }: WebRequest, { open }: SignedIn): Promise<Response> {
  const mail = await parts.mailstore.open(open)
  mail.reindex().catch((error: unknown) => {
    // Somebody signed out, or the database was away: what is left is done later.
    if (error instanceof Temporary || (error instanceof Refusal && error.reason === 'closed')) return
    parts.log.error('search.index', error)
  })
  return json(shown(await mail.indexed()), 202)
}

function shown({ indexed, waiting, isRebuilding }: IndexProgress): Record<string, number | boolean> {
  return { indexed, waiting, isRebuilding }
}
