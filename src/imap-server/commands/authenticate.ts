import { SCRAM_MECHANISMS } from '../../accounts/scram-exchange.ts'
import { isSameName } from '../../accounts/sign-in-name.ts'
import { asciiText, utf8Text } from '../../imap/bytes.ts'
import { command, type Context, type Result } from '../command.ts'

/**
 * Signs in with SASL: PLAIN, and SCRAM-SHA-256 for app passwords, bound to the channel or not; also with the first answer
 * in the command. RFC 9051 §6.2.2, RFC 4616, SASL-IR RFC 4959, SCRAM RFC 5802 and RFC 7677
 */
export const authenticate = command({
  name: 'AUTHENTICATE',
  states: ['connected'],
  rfc: ['RFC 9051 §6.2.2', 'RFC 4616', 'RFC 4959', 'RFC 5802', 'RFC 7677'],
  capabilities: ['SASL-IR'],
  parse(args) {
    args.sp()
    const mechanism = args.word('a mechanism')
    const initial = args.skip(32) ? args.run((octet) => octet > 32 && octet < 127) : null
    if (initial === '') args.expected('an initial response or "="')
    return { mechanism, initial }
  },
  async run({ mechanism, initial }, context) {
    const scram = SCRAM_MECHANISMS.find((name) => name === mechanism)
    if (mechanism !== 'PLAIN' && scram === undefined) {
      return { status: 'NO', code: 'CANNOT', text: 'PLAIN and SCRAM-SHA-256 are known here' }
    }
    if (!context.session.passwordsTaken) return { status: 'NO', code: 'PRIVACYREQUIRED', text: 'use STARTTLS first' }
    const answer = initial === null ? await askFor(context) : initial === '=' ? '' : initial
    if (answer === 'closed' || answer === '*') return cancelled(answer)
    const result = scram === undefined ? await plain(answer, context) : await byScram(scram, answer, context)
    return result.status === 'OK' ? { ...result, code: `CAPABILITY ${context.capabilities()}` } : result
  },
})

const forAnother: Result = { status: 'NO', code: 'AUTHORIZATIONFAILED', text: 'acting for another is not possible' }

async function plain(answer: string, context: Context): Promise<Result> {
  const secret = readPlain(answer)
  if (!secret) return { status: 'BAD', text: 'that is not an answer of PLAIN' }
  if (secret.authorisation !== '' && !isSameName(secret.authorisation, secret.address)) return forAnother
  return await context.signIn(secret)
}

/** Two messages each way; the client answers our last one with nothing, for IMAP has no room for it elsewhere. */
async function byScram(
  mechanism: typeof SCRAM_MECHANISMS[number], initial: string, context: Context,
): Promise<Result> {
  const { services, session, channel } = context
  const exchange = services.accounts.scram({ mechanism, door: 'imap', ip: session.ip, bind: channel })
  const malformed: Result = { status: 'BAD', text: `that is not an answer of ${mechanism}` }
  const first = await exchange.first(readText(initial) ?? '')
  if (first.outcome !== 'answer') return first.outcome === 'acts-for-another' ? forAnother : malformed
  const proof = await askFor(context, first.message)
  if (proof === 'closed' || proof === '*') return cancelled(proof)
  const end = await exchange.final(readText(proof) ?? '')
  if (end.outcome === 'malformed') return malformed
  if (end.outcome !== 'open') return await context.admit(end)
  const last = await askFor(context, end.message)
  if (last !== '') return last === 'closed' || last === '*' ? cancelled(last) : malformed
  return await context.admit(end.signIn)
}

function cancelled(answer: 'closed' | '*'): Result {
  return { status: 'BAD', text: 'cancelled', ...(answer === 'closed' ? { then: 'close' } as const : {}) }
}

async function askFor(context: Context, message = ''): Promise<string> {
  const line = await context.ask(new TextEncoder().encode(message).toBase64())
  return typeof line === 'string' ? 'closed' : asciiText(line)
}

/** message = [authzid] NUL authcid NUL passwd. RFC 4616 §2 */
function readPlain(base64: string): { readonly authorisation: string, readonly address: string,
  readonly password: string } | undefined {
  const [authorisation, address, password, ...more] = readText(base64)?.split('\0') ?? []
  if (authorisation === undefined || !address || !password || more.length > 0) return undefined
  return { authorisation, address, password }
}

function readText(base64: string): string | undefined {
  try {
    return utf8Text(Uint8Array.fromBase64(base64, { lastChunkHandling: 'strict' })) ?? undefined
  } catch {
    return undefined
  }
}
