import { encodeQR } from 'qr'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, textOf } from '../request.ts'
import type { Route } from '../route.ts'

/** Modules of quiet zone around the code (ISO/IEC 18004 asks for 4). */
export const QUIET_ZONE = 4

/** Setting up the second factor, and taking it away, both only with a right code. */
export const secondFactorRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/second-factor/begin', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { open }) {
      const { secret, uri } = await parts.accounts.beginSecondFactor(open)
      return json({ secret, uri, qr: qrPath(uri) })
    },
  },
  {
    method: 'POST', path: '/api/second-factor/confirm', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const code = textOf(await readJson(request), 'code', 20)
      if (await request.parts.accounts.confirmSecondFactor({ open, code }) === 'wrong code') throw new Problem(403, 'wrong-code')
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/second-factor/remove', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const code = textOf(await readJson(request), 'code', 20)
      if (await request.parts.accounts.removeSecondFactor({ open, code }) === 'wrong code') throw new Problem(403, 'wrong-code')
      return nothing()
    },
  },
]

/** The QR code as one SVG path over a square of `size` units; the page draws it dark on light. */
export function qrPath(text: string): { readonly size: number, readonly path: string } {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE })
  let path = ''
  for (const [y, row] of modules.entries()) {
    for (const [x, dark] of row.entries()) if (dark) path += `M${x} ${y}h1v1h-1z`
  }
  return { size: modules.length, path }
}
