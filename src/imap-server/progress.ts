import { asciiText, utf8Bytes } from '../imap/bytes.ts'
import { string } from '../imap/response.ts'
import type { Context } from './command.ts'

/**
 * Tells a waiting client how far its command is, now and then: so it knows that the connection lives. Gives what is to be
 * called with messages looked at, of how many. RFC 9585 §4
 */
export function createProgress({ tag, out, services }: Context): (done: number, total: number) => void {
  let last = performance.now()
  return (done, total) => {
    const now = performance.now()
    if (now - last < services.limits.progressMs) return
    last = now
    out.line(`* OK [INPROGRESS (${asciiText(string(utf8Bytes(tag)))} ${done} ${total})] working`)
    out.flush()
  }
}
