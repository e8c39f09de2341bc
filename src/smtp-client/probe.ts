/** Looks whether a server gives verified TLS, without handing it anything. */
import type { ClientTls } from '../tls/client-tls.ts'
import { openSession } from './open-session.ts'
import { HOPS_MAX, smtpClientLimits, TLS_PROOFS, type NextHop, type Protection, type TlsProof } from './types.ts'

/** How long each step of a look may take. */
export const PROBE_STEP_MS = 5_000

/**
 * What the first server that talks proves under TLS, strongest first, or that it proves `none`; `unreachable` when none
 * talks. Only EHLO and STARTTLS are said.
 */
export async function probeTls({ hops, hostname, tls, stepMs = PROBE_STEP_MS, protection = { need: 'verified', proofs: TLS_PROOFS } }: {
  readonly hops: readonly NextHop[], readonly hostname: string, readonly tls: ClientTls, readonly stepMs?: number,
  readonly protection?: Protection,
}): Promise<TlsProof | 'none' | 'unreachable'> {
  const limits = { ...smtpClientLimits, connectMs: stepMs, greetingMs: stepMs, commandMs: stepMs }
  for (const hop of hops.slice(0, HOPS_MAX)) {
    const session = await openSession({ hop, protection, hostname, tls, limits })
    if ('dialogue' in session) {
      session.dialogue.quit()
      return session.dialogue.tls?.proofs[0] ?? 'none'
    }
    // The first server that talks is the one that delivery would use.
    if (session.at === 'tls' || session.at === 'hello') return 'none'
  }
  return 'unreachable'
}
