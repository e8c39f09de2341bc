import { utf8Text } from '../../imap/bytes.ts'
import { command } from '../command.ts'

/** Signs in with address and password; only inside TLS. RFC 9051 §6.2.3 */
export const login = command({
  name: 'LOGIN',
  states: ['connected'],
  rfc: ['RFC 9051 §6.2.3'],
  parse(args) {
    args.sp()
    const address = args.astringText('an address')
    args.sp()
    const password = utf8Text(args.astring('a password')) ?? args.expected('a password in UTF-8 before')
    return { address, password }
  },
  async run(secret, { signIn, capabilities }) {
    const result = await signIn(secret)
    return result.status === 'OK' ? { ...result, code: `CAPABILITY ${capabilities()}` } : result
  },
})
