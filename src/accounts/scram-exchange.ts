import { toBase64Url } from '../base/bytes.ts'
import { equalConstantTime, randomBytes } from '../crypto/hash.ts'
import { canBind, type BindChannel } from '../tls/channel-binding.ts'
import { iterations } from './scram.ts'
import { readClientFinal, readClientFirst, serverFirst, type ClientFirst } from './scram-messages.ts'
import { isSameName } from './sign-in-name.ts'
import type { SignIn } from './types.ts'

/** Names of the mechanism, with and without a binding to the channel. RFC 7677 §3 */
export const SCRAM_MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'] as const
export type ScramMechanism = typeof SCRAM_MECHANISMS[number]

/** How the last message of the client ended: `message` is what the client must hear before it is told the outcome. */
export type ScramOutcome =
  | { readonly outcome: 'open', readonly message: string, readonly signIn: SignIn & { readonly outcome: 'open' } }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'too-many-tries', readonly retryAfterMs: number }
  | { readonly outcome: 'malformed' }

/** One sign-in by SCRAM: two messages of the client, each answered, in this order and once. */
export interface ScramExchange {
  /** Answers client-first-message; never tells whether the name exists. */
  first(message: string): Promise<
    { readonly outcome: 'answer', readonly message: string } | { readonly outcome: 'malformed' | 'acts-for-another' }>
  /** Checks client-final-message and opens the account. */
  final(message: string): Promise<ScramOutcome>
}

/** What an exchange asks of the desk. */
export interface ScramDesk {
  /** The name with its domain. */
  readonly withDomain: (name: string) => Promise<string>
  /** The same for every name. */
  readonly salt: Uint8Array
  readonly tryProof: (args: {
    readonly name: string, readonly proof: Uint8Array, readonly authMessage: string,
  }) => Promise<{ readonly signIn: SignIn, readonly serverSignature?: Uint8Array }>
}

interface Begun {
  readonly first: ClientFirst
  readonly name: string
  readonly nonce: string
  readonly answer: string
  readonly binding: Uint8Array
}

/** Begins one; `bind` is the channel it comes through. */
export function scramExchange({ mechanism, bind, desk, makeNonce = () => toBase64Url(randomBytes(24)) }: {
  readonly mechanism: ScramMechanism, readonly bind: BindChannel, readonly desk: ScramDesk,
  readonly makeNonce?: () => string,
}): ScramExchange {
  let begun: Begun | undefined
  return {
    async first(message) {
      const first = readClientFirst(message)
      const binding = first === undefined ? undefined : bindingOf(first, mechanism, bind)
      if (first === undefined || binding === undefined) return { outcome: 'malformed' }
      if (first.authorisation !== '' && !isSameName(first.authorisation, first.name)) return { outcome: 'acts-for-another' }
      const name = await desk.withDomain(first.name)
      const nonce = first.nonce + makeNonce()
      const answer = serverFirst({ nonce, salt: desk.salt, iterations })
      begun = { first, name, nonce, answer, binding }
      return { outcome: 'answer', message: answer }
    },
    async final(message) {
      const known = begun
      begun = undefined
      const final = readClientFinal(message)
      if (known === undefined || final === undefined || final.nonce !== known.nonce) return { outcome: 'malformed' }
      // Who sits between client and us cannot give both sides the same channel.
      if (!equalConstantTime(final.binding, known.binding)) return { outcome: 'refused' }
      const authMessage = `${known.first.bare},${known.answer},${final.withoutProof}`
      const { signIn, serverSignature } = await desk.tryProof({ name: known.name, proof: final.proof, authMessage })
      if (signIn.outcome === 'too-many-tries') return signIn
      if (signIn.outcome !== 'open' || serverSignature === undefined) return { outcome: 'refused' }
      return { outcome: 'open', message: `v=${serverSignature.toBase64()}`, signIn }
    },
  }
}

/**
 * What `c=` must hold, or undefined when the client and the mechanism do not go together: `-PLUS` is for bound clients
 * only, and a client that believes we cannot bind was lied to, for we say so whenever there is TLS. RFC 5802 §6
 */
function bindingOf(
  { binding, gs2Header }: ClientFirst, mechanism: ScramMechanism, bind: BindChannel,
): Uint8Array | undefined {
  const header = new TextEncoder().encode(gs2Header)
  const bound = mechanism === 'SCRAM-SHA-256-PLUS'
  if (binding.kind !== 'bound') {
    const lied = binding.kind === 'unknown-to-server' && canBind(bind)
    return bound || lied ? undefined : header
  }
  const channel = bound ? bind(binding.type) : undefined
  if (channel === undefined) return undefined
  const whole = new Uint8Array(header.length + channel.length)
  whole.set(header)
  whole.set(channel, header.length)
  return whole
}
