import { asciiText, utf8Text } from '../../imap/bytes.ts'
import { command, type Context, type Result } from '../command.ts'

/** Signs in with SASL PLAIN, also with the answer in the command. RFC 9051 §6.2.2, RFC 4616, SASL-IR RFC 4959 */
export const authenticate = command({
  name: 'AUTHENTICATE',
  states: ['connected'],
  rfc: ['RFC 9051 §6.2.2', 'RFC 4616', 'RFC 4959'],
  capabilities: ['SASL-IR'],
  parse(args) {
    args.sp()
    const mechanism = args.word('a mechanism')
    const initial = args.skip(32) ? args.run((octet) => octet > 32 && octet < 127) : null
    if (initial === '') args.expected('an initial response or "="')
    return { mechanism, initial }
  },
  async run({ mechanism, initial }, context) {
    if (mechanism !== 'PLAIN') return { status: 'NO', code: 'CANNOT', text: 'only PLAIN is known here' }
    if (!context.session.passwordsTaken) return { status: 'NO', code: 'PRIVACYREQUIRED', text: 'use STARTTLS first' }
    const answer = initial ?? await askFor(context)
    if (answer === 'closed') return { status: 'BAD', text: 'cancelled', then: 'close' }
    if (answer === '*') return { status: 'BAD', text: 'cancelled' }
    const secret = readPlain(answer === '=' ? '' : answer)
    if (!secret) return { status: 'BAD', text: 'that is not an answer of PLAIN' }
    if (secret.authorisation !== '' && secret.authorisation !== secret.address) {
      return { status: 'NO', code: 'AUTHORIZATIONFAILED', text: 'acting for another is not possible' }
    }
    const result: Result = await context.signIn(secret)
    return result.status === 'OK' ? { ...result, code: `CAPABILITY ${context.capabilities()}` } : result
  },
})

async function askFor(context: Context): Promise<string> {
  const line = await context.ask('')
  return typeof line === 'string' ? 'closed' : asciiText(line)
}

/** message = [authzid] NUL authcid NUL passwd. RFC 4616 §2 */
function readPlain(base64: string): { readonly authorisation: string, readonly address: string,
  readonly password: string } | undefined {
  const text = utf8Text(decodeBase64(base64) ?? Uint8Array.of(0xff))
  const [authorisation, address, password, ...more] = text?.split('\0') ?? []
  if (authorisation === undefined || !address || !password || more.length > 0) return undefined
  return { authorisation, address, password }
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    return undefined
  }
}
