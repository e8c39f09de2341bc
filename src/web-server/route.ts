import type { AccountRole } from '../accounts/types.ts'
import type { Guest } from '../portal/guest-access.ts'
import type { SignedIn, WebRequest } from './request.ts'

/** Who may come in: anyone, a guest who gave his second factor, whoever is signed in, or only these roles. */
export type Access = 'anyone' | 'guest' | 'signed-in' | readonly AccountRole[]

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path in the notation of hono; `:id` is a parameter. */
  readonly path: string
}

/** A route for a guest of the portal. */
export interface GuestRoute extends RouteBase {
  readonly access: 'guest'
  answer(request: WebRequest, guest: Guest): Promise<Response>
}

/** One route, declared. The server registers what stands in the table and nothing else. */
export type Route =
  | RouteBase & { readonly access: 'anyone', answer(request: WebRequest): Promise<Response> }
  | GuestRoute
  | RouteBase & {
    readonly access: Exclude<Access, 'anyone' | 'guest'>
    /** `clients` also lets mail clients in, with an app password (HTTP Basic, RFC 7617). */
    readonly by: 'cookie' | 'clients'
    answer(request: WebRequest, user: SignedIn): Promise<Response>
  }

/** Who may manage accounts; an owner may do whatever an administrator may. */
export const administrators: readonly AccountRole[] = ['owner', 'administrator']
/** Who may read the ledger. */
export const ledgerReaders: readonly AccountRole[] = ['owner', 'privacy-officer']
/** Who may read and change the policy, and see what was decided by it. */
export const policyOfficers: readonly AccountRole[] = ['owner', 'privacy-officer']
/** Who may see how the service is. */
export const healthReaders: readonly AccountRole[] = ['owner', 'administrator', 'privacy-officer']
/** Who may see breaches and their drafts. */
export const breachReaders: readonly AccountRole[] = ['owner', 'privacy-officer']
