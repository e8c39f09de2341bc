import { command, SIGNED_IN } from '../command.ts'

/**
 * Compresses both directions from the next octet on. What the client sent behind the command without waiting would be
 * read the wrong way, so it ends the connection. TLS below never compresses (Node has it switched off). RFC 4978 §3
 */
export const compress = command({
  name: 'COMPRESS',
  states: SIGNED_IN,
  rfc: ['RFC 4978 §3'],
  capabilities: ['COMPRESS=DEFLATE'],
  parse(args) {
    args.sp()
    return args.word('a mechanism')
  },
  run(mechanism, { session, pipelined }) {
    if (mechanism !== 'DEFLATE') return { status: 'BAD', text: 'only DEFLATE is known here' }
    if (session.compressed) return { status: 'NO', code: 'COMPRESSIONACTIVE', text: 'compressed already' }
    if (pipelined) return { status: 'BAD', text: 'nothing may follow COMPRESS', then: 'close' }
    return { status: 'OK', text: 'compressed from here', then: 'start compression' }
  },
})
