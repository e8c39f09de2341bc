import { encodeQR } from 'qr'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, textOf } from '../request.ts'
import type { Route } from '../route.ts'

/** Setting up the second factor, and taking it away, both only with a right code. */
export const secondFactorRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/second-factor/begin', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { open }) {
      const { secret, uri } = await parts.accounts.beginSecondFactor(open)
      return json({ secret, uri, qr: qrModules(uri) })
    },
  },
  {
    method: 'POST', path: '/api/second-factor/confirm', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const code = textOf(await readJson(request), 'code', 20)
      if (await request.parts.accounts.confirmSecondFactor({ open, code }) === 'wrong code') {
        throw new Problem(403, 'wrong-code')
      }
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/second-factor/remove', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const code = textOf(await readJson(request), 'code', 20)
      if (await request.parts.accounts.removeSecondFactor({ open, code }) === 'wrong code') {
        throw new Problem(403, 'wrong-code')
      }
      return nothing()
    },
  },
]

/**
 * The QR code as rows of `1` (dark) and `0`, without the quiet zone, which the page draws (ISO/IEC 18004: 4
 * modules).
 */
export function qrModules(text: string): { readonly size: number, readonly modules: readonly string[] } {
  // The library draws at least one module of border, which is cut off again.
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 1 }).slice(1, -1).map((row) => row.slice(1, -1))
  return { size: modules.length, modules: modules.map((row) => row.map((dark) => dark ? '1' : '0').join('')) }
}
