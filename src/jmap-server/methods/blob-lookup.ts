import { MethodFailure } from '../../jmap/errors.ts'
import { blobPlace, emailId, mailboxId, threadId } from '../../jmap/ids.ts'
import { BLOB, blobTypeNames } from '../../jmap/session.ts'
import { readBlob } from '../blobs.ts'
import { readAccount, type Context, type Method } from '../context.ts'
import { readIds } from '../get.ts'
import { BLOBS_READ_MAX } from './blob-get.ts'

/** Which email, thread and mailboxes a blob is in. An upload is in none until something is made of it. */
export const blobLookup: Method = {
  name: 'Blob/lookup',
  capability: BLOB,
  rfc: ['RFC 9404 §4.3'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const typeNames = args.stringsOrNull('typeNames', 100)
    const ids = readIds(args, context)
    args.end()
    if (ids === null || typeNames === null) {
      throw new MethodFailure('invalidArguments', '"ids" and "typeNames" must be arrays')
    }
    if (ids.length > BLOBS_READ_MAX) throw new MethodFailure('requestTooLarge', `at most ${BLOBS_READ_MAX} blobs`)
    if (!typeNames.every((name) => blobTypeNames.some((known) => known === name))) {
      throw new MethodFailure('unknownDataType', 'a type that has no blobs here')
    }
    const list: unknown[] = []
    const notFound: string[] = []
    for (const id of ids) {
      const found = await whereIs(id, context)
      if (found === undefined) notFound.push(id)
      else list.push({ id, matchedIds: Object.fromEntries(typeNames.map((name) => [name, found[name] ?? []])) })
    }
    return { response: { accountId, list, notFound } }
  },
}

async function whereIs(id: string, context: Context): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
  const place = blobPlace(id)
  if (place === undefined || await readBlob(context.mail, id) === undefined) return undefined
  if (place.of === 'upload') return {}
  const [meta] = await context.mail.emails([place.message])
  if (meta === undefined) return undefined
  return {
    Email: [emailId(meta.message)], Thread: [threadId(meta.thread)],
    Mailbox: [...new Set(meta.places.map(({ mailbox }) => mailboxId(mailbox)))],
  }
}
