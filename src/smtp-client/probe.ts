/** Looks whether a server gives verified TLS, without handing it anything. */
import type { ClientTls } from '../tls/client-tls.ts'
import { openSession } from './open-session.ts'
import { HOPS_MAX, smtpClientLimits, type NextHop } from './types.ts'

/** How long each step of a look may take. */
export const PROBE_STEP_MS = 5_000

/**
 * `verified` when a server of the list takes TLS with a certificate for one of the names; `not-verified` when one talks and
 * does not; `unreachable` when none talks. Only EHLO and STARTTLS are said.
 */
export async function probeTls({ hops, names, hostname, tls, stepMs = PROBE_STEP_MS }: {
  readonly hops: readonly NextHop[], readonly names: readonly string[], readonly hostname: string,
  readonly tls: ClientTls, readonly stepMs?: number,
}): Promise<'verified' | 'not-verified' | 'unreachable'> {
  const limits = { ...smtpClientLimits, connectMs: stepMs, greetingMs: stepMs, commandMs: stepMs }
  for (const hop of hops.slice(0, HOPS_MAX)) {
    const session = await openSession({ hop, protection: { need: 'verified', names }, hostname, tls, limits })
    if ('dialogue' in session) {
      session.dialogue.quit()
      return 'verified'
    }
    // The first server that talks is the one that delivery would use.
    if (session.at === 'tls' || session.at === 'hello') return 'not-verified'
  }
  return 'unreachable'
}
