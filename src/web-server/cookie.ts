import type { WebRequest } from './request.ts'

/**
 * Browsers take a `__Host-` cookie only from https, for this host and `/`: no other host can plant one (RFC 6265bis
 * §4.1.3).
 */
export const cookieName = (secure: boolean): string => secure ? '__Host-zegel' : 'zegel'

/** Characters of a cookie that are looked at. */
export const COOKIE_MAX = 512

export function readCookie(request: WebRequest): string | undefined {
  return cookieNamed(request, cookieName(request.secure))
}

/** The value of the first cookie of that name; undefined when it is absent, empty or too long. */
export function cookieNamed({ http }: WebRequest, name: string): string | undefined {
  for (const pair of (http.req.header('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) {
      const value = pair.slice(at + 1).trim()
      return value.length > 0 && value.length <= COOKIE_MAX ? value : undefined
    }
  }
  return undefined
}

export function setCookie({ secure, parts }: WebRequest, value: string, expiresAt: number): string {
  const seconds = Math.max(0, Math.floor((expiresAt - parts.clock.now()) / 1000))
  return `${cookieName(secure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

export function clearCookie(request: WebRequest): string {
  return setCookie(request, '', 0)
}
