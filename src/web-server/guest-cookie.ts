import type { WebRequest } from './request.ts'
import { cookieNamed } from './cookie.ts'

/** Only the guest's own addresses get it. Over https the prefix keeps other hosts from planting one (RFC 6265bis §4.1.3). */
const nameOf = (secure: boolean): string => secure ? '__Secure-zegel-guest' : 'zegel-guest'
const PATH = '/api/guest'

export function readGuestCookie(request: WebRequest): string | undefined {
  return cookieNamed(request, nameOf(request.secure))
}

/** Without an age: it goes when the browser closes, and the service ends it when nothing happens for half an hour. */
export function setGuestCookie({ secure }: WebRequest, value: string): string {
  return `${nameOf(secure)}=${value}; Path=${PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

export function clearGuestCookie({ secure }: WebRequest): string {
  return `${nameOf(secure)}=; Path=${PATH}; Max-Age=0; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
