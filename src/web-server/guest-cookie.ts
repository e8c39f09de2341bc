import type { WebRequest } from './request.ts'
import { COOKIE_MAX } from './cookie.ts'

/** Only the guest's own addresses get it. Over https the prefix keeps other hosts from planting one (RFC 6265bis §4.1.3). */
const nameOf = (secure: boolean): string => secure ? '__Secure-zegel-guest' : 'zegel-guest'
const PATH = '/api/guest'

export function readGuestCookie({ http, secure }: WebRequest): string | undefined {
  const name = nameOf(secure)
  for (const pair of (http.req.header('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) {
      const value = pair.slice(at + 1).trim()
      return value.length > 0 && value.length <= COOKIE_MAX ? value : undefined
    }
  }
  return undefined
}

/** Without an age: it goes when the browser closes, and the service ends it when nothing happens for half an hour. */
export function setGuestCookie({ secure }: WebRequest, value: string): string {
  return `${nameOf(secure)}=${value}; Path=${PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

export function clearGuestCookie({ secure }: WebRequest): string {
  return `${nameOf(secure)}=; Path=${PATH}; Max-Age=0; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}
