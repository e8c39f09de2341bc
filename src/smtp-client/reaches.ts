/** Whether a server can be reached at all, for checks of our own domains. */
import { connect, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { second } from '../base/sizes.ts'

/** How long one connection may take. */
export const REACH_MS = 5 * second

/** True when a connection came about; undefined when this machine has no IPv6 of its own to try it with. */
export function reaches({ address, port, withinMs = REACH_MS }: {
  readonly address: string, readonly port: number, readonly withinMs?: number,
}): Promise<boolean | undefined> {
  if (isIPv6(address) && address !== '::1' && !hasIpv6()) return Promise.resolve(undefined)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: address, port, timeout: withinMs })
  const end = (isReached: boolean): void => {
    socket.destroy()
    resolve(isReached)
  }
  socket.once('connect', () => end(true))
  socket.once('timeout', () => end(false))
  socket.once('error', () => end(false))
  return promise
}

/** An address that others can answer to: neither loopback nor link-local. */
function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).flat().some((one) =>
    one !== undefined && one.family === 'IPv6' && !one.internal && !one.address.startsWith('fe80'))
}
