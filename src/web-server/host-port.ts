import { assert } from '../base/assert.ts'

/** Takes `host:port` apart; IPv6 addresses stand in brackets. The configuration checked the form already. */
export function readHostPort(hostPort: string): { readonly host: string, readonly port: number } {
  const colon = hostPort.lastIndexOf(':')
  const port = Number(hostPort.slice(colon + 1))
  assert(colon > 0 && Number.isInteger(port) && port >= 0 && port < 65536, 'host:port')
  return { host: hostPort.slice(0, colon).replace(/^\[|\]$/g, ''), port }
}
