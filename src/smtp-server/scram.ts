/** SCRAM in the AUTH dialogue: both sides' messages in base64 behind 334. RFC 4954 §4, RFC 5802, RFC 7677 */
import type { ScramMechanism } from '../accounts/scram-exchange.ts'
import type { BindChannel } from '../tls/channel-binding.ts'
import type { SignedIn } from './hand-over.ts'
import type { Listener } from './listener.ts'
import { errorReply } from './outcomes.ts'
import { decodeResponse } from './sign-in.ts'

/** What one response of the client brings: our next message (base64), the open account, or the end. */
export type Said =
  | { readonly kind: 'ask', readonly message: string }
  | { readonly kind: 'open', readonly signedIn: SignedIn }
  | { readonly kind: 'over', readonly outcome: 'refused' | 'try-later' | 'bad-base64' }

/** One sign-in under way. The last response of the client is empty: it has seen that we know its password too. */
export interface ScramDialogue {
  /** Takes the client's next response, in base64. Never throws for what a client sends. */
  say(response: string): Promise<Said>
}

/** Begins one for a listener that takes sign-ins. */
export function beginScram({ accounts, log }: Listener, { mechanism, ip, bind }: {
  readonly mechanism: ScramMechanism, readonly ip: string, readonly bind: BindChannel,
}): ScramDialogue {
  const exchange = accounts?.scram({ mechanism, door: 'submission', ip, bind })
  let stage: 'first' | 'final' | 'over' = 'first'
  let opened: SignedIn | undefined

  async function step(text: string): Promise<Said> {
    if (exchange === undefined) return { kind: 'over', outcome: 'refused' }
    if (opened !== undefined) return text === '' ? { kind: 'open', signedIn: opened } : malformed
    if (stage === 'first') {
      stage = 'final'
      const first = await exchange.first(text)
      return first.outcome === 'answer' ? ask(first.message) : malformed
    }
    stage = 'over'
    const end = await exchange.final(text)
    if (end.outcome === 'open') {
      opened = { account: end.signIn.account, open: end.signIn.open }
      return ask(end.message)
    }
    if (end.outcome === 'malformed') return malformed
    return { kind: 'over', outcome: end.outcome === 'too-many-tries' ? 'try-later' : 'refused' }
  }

  return {
    async say(response) {
      const text = response === '=' ? '' : decodeResponse(response)
      if (text === undefined) return malformed
      try {
        return await step(text)
      } catch (error) {
        if (errorReply(error).bug) log.error('smtp.sign-in-failed', error)
        return { kind: 'over', outcome: 'try-later' }
      }
    },
  }
}

const malformed: Said = { kind: 'over', outcome: 'bad-base64' }

function ask(message: string): Said {
  return { kind: 'ask', message: new TextEncoder().encode(message).toBase64() }
}
