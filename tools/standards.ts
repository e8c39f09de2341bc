/**
 * The standards of docs/rfc.md: what each is about and which test shows it. `npm run docs` adds the commands that declare
 * it and the folders whose code names it, and stops when a command declares a standard that has no test here or a test
 * is gone.
 */
export interface Standard {
  readonly rfc: number
  readonly title: string
  /** Test files, from the root. */
  readonly shownBy: readonly string[]
}

const imap = (name: string): string => `src/imap-server/${name}.test.ts`

export const standards: readonly Standard[] = [
  { rfc: 2177, title: 'IMAP IDLE', shownBy: [imap('selected'), imap('views')] },
  { rfc: 2342, title: 'IMAP NAMESPACE', shownBy: [imap('mailboxes')] },
  { rfc: 2971, title: 'IMAP ID', shownBy: [imap('mailboxes')] },
  { rfc: 3348, title: 'IMAP CHILDREN', shownBy: [imap('mailboxes')] },
  { rfc: 3501, title: 'IMAP4rev1', shownBy: [imap('selected'), imap('fetch'), imap('search'), imap('imapflow')] },
  { rfc: 3502, title: 'IMAP MULTIAPPEND', shownBy: [imap('several-messages')] },
  { rfc: 3516, title: 'IMAP BINARY', shownBy: [imap('fetch'), imap('append'), imap('hostile-extensions')] },
  { rfc: 3691, title: 'IMAP UNSELECT', shownBy: [imap('selected')] },
  { rfc: 4315, title: 'IMAP UIDPLUS', shownBy: [imap('append'), imap('selected')] },
  { rfc: 5802, title: 'SASL SCRAM', shownBy: [imap('scram'), 'src/accounts/scram.test.ts', 'src/smtp-server/sign-in.test.ts'] },
  { rfc: 7677, title: 'SASL SCRAM-SHA-256 and SCRAM-SHA-256-PLUS', shownBy: [imap('scram'), 'src/accounts/scram.test.ts'] },
  { rfc: 4616, title: 'SASL PLAIN', shownBy: [imap('sign-in'), 'src/smtp-server/sign-in.test.ts'] },
  { rfc: 4731, title: 'IMAP ESEARCH', shownBy: [imap('search')] },
  { rfc: 4959, title: 'IMAP SASL-IR', shownBy: [imap('sign-in')] },
  { rfc: 4978, title: 'IMAP COMPRESS=DEFLATE', shownBy: [imap('compress'), imap('hostile-extensions')] },
  { rfc: 5032, title: 'IMAP WITHIN', shownBy: [imap('search')] },
  { rfc: 5161, title: 'IMAP ENABLE', shownBy: [imap('qresync'), imap('mailboxes')] },
  { rfc: 5182, title: 'IMAP SEARCHRES', shownBy: [imap('search')] },
  { rfc: 5256, title: 'IMAP SORT, THREAD=ORDEREDSUBJECT, THREAD=REFERENCES', shownBy: [imap('sort-thread')] },
  { rfc: 5258, title: 'IMAP LIST-EXTENDED', shownBy: [imap('mailboxes'), imap('dialogues')] },
  { rfc: 5267, title: 'IMAP ESORT, CONTEXT=SEARCH, CONTEXT=SORT', shownBy: [imap('sort-thread'), imap('context')] },
  { rfc: 5465, title: 'IMAP NOTIFY', shownBy: [imap('notify'), imap('dialogues')] },
  { rfc: 5819, title: 'IMAP LIST-STATUS', shownBy: [imap('mailboxes'), imap('dialogues')] },
  { rfc: 5957, title: 'IMAP SORT=DISPLAY', shownBy: [imap('sort-thread')] },
  { rfc: 6154, title: 'IMAP SPECIAL-USE, CREATE-SPECIAL-USE', shownBy: [imap('mailboxes'), imap('dialogues')] },
  { rfc: 6851, title: 'IMAP MOVE', shownBy: [imap('selected')] },
  { rfc: 6855, title: 'IMAP UTF8=ACCEPT', shownBy: [imap('append'), imap('mailboxes'), imap('hostile-names')] },
  { rfc: 7162, title: 'IMAP CONDSTORE, QRESYNC', shownBy: [imap('qresync'), imap('selected')] },
  { rfc: 7888, title: 'IMAP LITERAL+', shownBy: ['src/imap/framer.test.ts', imap('hostile')] },
  { rfc: 7889, title: 'IMAP APPENDLIMIT', shownBy: [imap('mailboxes'), imap('hostile')] },
  { rfc: 8438, title: 'IMAP STATUS=SIZE', shownBy: [imap('mailboxes')] },
  { rfc: 8474, title: 'IMAP OBJECTID', shownBy: [imap('search'), imap('fetch'), imap('dialogues')] },
  { rfc: 8508, title: 'IMAP REPLACE', shownBy: [imap('several-messages')] },
  { rfc: 8514, title: 'IMAP SAVEDATE', shownBy: [imap('search'), imap('fetch'), imap('dialogues')] },
  { rfc: 8970, title: 'IMAP PREVIEW', shownBy: [imap('fetch'), imap('dialogues')] },
  { rfc: 9051, title: 'IMAP4rev2', shownBy: [imap('selected'), imap('fetch'), imap('search'), imap('mailboxes')] },
  { rfc: 9208, title: 'IMAP QUOTA=RES-STORAGE', shownBy: [imap('several-messages')] },
  { rfc: 9394, title: 'IMAP PARTIAL', shownBy: [imap('sort-thread'), imap('qresync'), imap('hostile-extensions')] },
  { rfc: 9585, title: 'IMAP INPROGRESS', shownBy: [imap('sort-thread')] },
  { rfc: 9586, title: 'IMAP UIDONLY', shownBy: [imap('qresync'), imap('hostile-extensions')] },

  { rfc: 2045, title: 'MIME: bodies', shownBy: ['src/message/parse.test.ts', 'src/message/build.test.ts'] },
  { rfc: 2047, title: 'MIME: words in headers', shownBy: ['src/message/text.test.ts', 'src/message/parse.test.ts'] },
  { rfc: 2231, title: 'MIME: parameters', shownBy: ['src/message/parse.test.ts'] },
  { rfc: 3030, title: 'SMTP CHUNKING', shownBy: ['src/smtp-server/receiving.test.ts', 'src/smtp/grammar.test.ts'] },
  { rfc: 3207, title: 'SMTP STARTTLS', shownBy: ['src/smtp-server/receiving.test.ts', 'src/smtp-client/client.test.ts'] },
  { rfc: 3461, title: 'SMTP DSN', shownBy: ['src/queue/queue.test.ts', 'src/smtp/grammar.test.ts'] },
  { rfc: 4954, title: 'SMTP AUTH', shownBy: ['src/smtp-server/sign-in.test.ts'] },
  { rfc: 5321, title: 'SMTP', shownBy: ['src/smtp-server/receiving.test.ts', 'src/smtp/grammar.test.ts', 'test/mail.test.ts'] },
  { rfc: 5322, title: 'Internet message format', shownBy: ['src/message/parse.test.ts', 'src/address/list.test.ts'] },
  { rfc: 6376, title: 'DKIM', shownBy: ['src/mail-auth/mail-auth.test.ts'] },
  { rfc: 6531, title: 'SMTPUTF8', shownBy: ['src/address/address.test.ts', 'src/smtp/grammar.test.ts'] },
  { rfc: 6698, title: 'DANE TLSA', shownBy: ['src/dns/dane.test.ts', 'src/smtp-client/dane.test.ts'] },
  { rfc: 7208, title: 'SPF', shownBy: ['src/mail-auth/mail-auth.test.ts'] },
  { rfc: 7489, title: 'DMARC', shownBy: ['src/mail-auth/mail-auth.test.ts', 'src/delivery/judgement.test.ts'] },
  { rfc: 7672, title: 'DANE for SMTP', shownBy: ['src/smtp-client/dane.test.ts'] },
  { rfc: 8461, title: 'MTA-STS', shownBy: ['src/smtp-client/mta-sts.test.ts'] },
  { rfc: 8617, title: 'ARC', shownBy: ['src/mail-auth/mail-auth.test.ts'] },
  { rfc: 8030, title: 'Web push: sending', shownBy: ['src/web-server/push.test.ts'] },
  { rfc: 8291, title: 'Web push: encryption', shownBy: ['src/crypto/web-push.test.ts', 'src/web-server/push.test.ts'] },
  { rfc: 8620, title: 'JMAP', shownBy: ['src/jmap/jmap.test.ts', 'src/web-server/push.test.ts', 'src/mailstore/model.test.ts'] },
  { rfc: 8621, title: 'JMAP for mail', shownBy: ['src/jmap/jmap.test.ts', 'src/mailstore/mailstore.test.ts'] },
  { rfc: 9404, title: 'JMAP Blob', shownBy: ['src/web-server/jmap-storage.test.ts'] },
  { rfc: 9425, title: 'JMAP Quota', shownBy: ['src/web-server/jmap-storage.test.ts'] },
  { rfc: 9162, title: 'Certificate transparency: the tree of the ledger', shownBy: ['src/ledger/merkle.test.ts'] },
]
