import type { AccountRole } from '../accounts/types.ts'
import type { SignedIn, WebRequest } from './request.ts'

/** Who may come in: anyone, whoever is signed in, or only these roles. */
export type Access = 'anyone' | 'signed-in' | readonly AccountRole[]

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path in the notation of hono; `:id` is a parameter. */
  readonly path: string
}

/** One route, declared. The server registers what stands in the table and nothing else. */
export type Route =
  | RouteBase & { readonly access: 'anyone', answer(request: WebRequest): Promise<Response> }
  | RouteBase & {
    readonly access: Exclude<Access, 'anyone'>
    /** `clients` also lets mail clients in, with an app password (HTTP Basic, RFC 7617). */
    readonly by: 'cookie' | 'clients'
    answer(request: WebRequest, user: SignedIn): Promise<Response>
  }

/** Who may manage accounts; an owner may do whatever an administrator may. */
export const administrators: readonly AccountRole[] = ['owner', 'administrator']
/** Who may read the ledger. */
export const ledgerReaders: readonly AccountRole[] = ['owner', 'privacy-officer']
/** Who may see how the service is. */
export const healthReaders: readonly AccountRole[] = ['owner', 'administrator', 'privacy-officer']
