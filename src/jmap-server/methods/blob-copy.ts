import { CORE } from '../../jmap/session.ts'
import type { Method } from '../context.ts'
import { noOtherAccount } from '../one-account.ts'

/** Copies blobs between accounts; there is only one. */
export const blobCopy: Method = {
  name: 'Blob/copy',
  capability: CORE,
  rfc: ['RFC 8620 §6.3'],
  async run(args, context) {
    throw noOtherAccount(args, context)
  },
}
