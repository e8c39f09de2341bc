import { blobId, isId } from '../../jmap/ids.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { emptyObject } from '../../jmap/json.ts'
import { BLOB } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { readUpload } from '../data-source.ts'
import { attempt } from '../set.ts'

/** Makes blobs in a method call: small ones without another request, large ones out of parts of what is there. */
export const blobUpload: Method = {
  name: 'Blob/upload',
  capability: BLOB,
  rfc: ['RFC 9404 §4.1'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const create = args.objectsOrNull('create')
    args.end()
    if (create === null || ![...create.keys()].every(isId)) {
      throw new MethodFailure('invalidArguments', '"create" must map creation ids to objects')
    }
    if (create.size > context.limits.maxObjectsInSet) {
      throw new MethodFailure('requestTooLarge', `at most ${context.limits.maxObjectsInSet} blobs`)
    }
    const created = emptyObject<unknown>()
    const notCreated = emptyObject<unknown>()
    for (const [creation, object] of create) {
      const result = await attempt(async () => {
        const { bytes, type } = await readUpload(object, context)
        const { id, sizeBytes } = await context.mail.upload({ bytes, type })
        return { id: blobId({ of: 'upload', id }), type, size: sizeBytes }
      })
      if ('failed' in result) notCreated[creation] = result.failed
      else {
        created[creation] = result.value
        context.createdIds.set(creation, result.value.id)
      }
    }
    return {
      response: {
        accountId, created: Object.keys(created).length === 0 ? null : created,
        notCreated: Object.keys(notCreated).length === 0 ? null : notCreated,
      },
    }
  },
}
