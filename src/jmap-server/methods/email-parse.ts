import { MethodFailure } from '../../jmap/errors.ts'
import { emailObject } from '../../jmap/email-object.ts'
import { readWanted } from '../../jmap/email-wanted.ts'
import { emptyObject } from '../../jmap/json.ts'
import { MAIL } from '../../jmap/session.ts'
import { bodyParts, hasAttachment } from '../../message/body-parts.ts'
import { parseMessage } from '../../message/parse.ts'
import { previewText } from '../../message/preview.ts'
import { readBlob } from '../blobs.ts'
import { readAccount, realId, type Method } from '../context.ts'
import { noteBlob } from '../noted-use.ts'
import { takeRoom } from '../response-room.ts'

/** Messages that one call parses; each is read whole. */
export const PARSED_MAX = 16

const DEFAULTS = [
  'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt',
  'hasAttachment', 'preview', 'bodyValues', 'textBody', 'htmlBody', 'attachments',
]

/** Reads messages that are no emails of the account, such as attached ones. Their parts have no blobs of their own. */
export const emailParse: Method = {
  name: 'Email/parse',
  capability: MAIL,
  rfc: ['RFC 8621 §4.9'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const blobIds = args.idsOrNull('blobIds', PARSED_MAX)
    const wanted = readWanted(args, [], DEFAULTS)
    args.end()
    if (blobIds === null) throw new MethodFailure('invalidArguments', '"blobIds" must be an array of ids')
    const parsed = emptyObject<unknown>()
    const notFound: string[] = []
    const notParsable: string[] = []
    for (const named of blobIds) {
      const id = realId(context, named)
      const blob = id === undefined ? undefined : await readBlob(context.mail, id)
      if (id === undefined || blob === undefined) {
        notFound.push(named)
        continue
      }
      await noteBlob(context, id)
      const message = parseMessage(blob.bytes)
      const { root } = message
      if (message.headers.length === 0) {
        notParsable.push(named)
        continue
      }
      parsed[named] = takeRoom(emailObject({
        id: null, blobId: id, threadId: null, mailboxIds: null, keywords: null, receivedAt: null,
        size: blob.bytes.length,
        summary: {
          ...message, sentAt: message.date, structure: root, hasAttachment: hasAttachment(root),
          preview: previewText(bodyParts(root), blob.bytes),
        },
        partBlob: () => null, raw: blob.bytes, headers: message.headers, extra: {},
      }, wanted), context)
    }
    return {
      response: {
        accountId, parsed: Object.keys(parsed).length === 0 ? null : parsed, notParsable: nullWhenEmpty(notParsable),
        notFound: nullWhenEmpty(notFound),
      },
    }
  },
}

const nullWhenEmpty = (ids: readonly string[]): readonly string[] | null => ids.length === 0 ? null : ids
