/** The destination of a recipient: what shares servers, and so fails and recovers together. */
import type { QueuedRecipient, Route } from './types.ts'

/** Ways that end in this house; each is a destination of its own, never paused. */
export const OWN_ROUTES: ReadonlySet<Route> = new Set(['internal', 'portal'])

/** The name under which a recipient's destination is known: one of our own places, or the domain in lower case. */
export function destinationName({ address, route }: Pick<QueuedRecipient, 'address' | 'route'>): string {
  return OWN_ROUTES.has(route) ? route : domainOf(address)
}

/** The part behind the last `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
