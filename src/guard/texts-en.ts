import { filesEn, hiddenContentTexts, otherInFile } from './texts-files.ts'
import type { Texts } from './texts.ts'

const first = (list: readonly string[]): string => list[0] ?? ''
const domain = (addresses: readonly string[]): string => first(addresses).split('@').at(-1) ?? ''

/** English. */
export const textsEn: Texts = {
  things: {
    BSN: 'a citizen service number', IBAN: 'a bank account number', CARD: 'a card number', DOB: 'a date of birth', PHONE: 'a phone number', EMAIL: 'an email address', ADDRESS: 'an address',
    CREDENTIAL: 'a password', PASSWORD: 'a password or code', API_KEY: 'a key', PRIVATE_KEY: 'a private key', HEALTH: 'somebody’s health', MEDICATION: 'somebody’s medicines',
    DOSSIER: 'a case file', BUSINESS: 'something not public yet', FINANCIAL: 'somebody’s money matters', CRIMINAL: 'a criminal matter', SPECIAL: 'somebody’s belief, sexuality or origin',
    CHILD: 'concerns about a child', LEGAL: 'a personal matter', PASSPORT: 'a passport or ID number', MRZ: 'a passport', PLATE: 'a licence plate', CLIENT_NUMBER: 'a client number',
    RIJKSREGISTER: 'a Belgian national number', NIR: 'a French national number', STEUER_ID: 'a German tax number', KVNR: 'a German health number', RVNR: 'a German pension number', NHS: 'an NHS number', NINO: 'a National Insurance number',
    EHIC: 'a European health card number', V_NUMBER: 'an alien number', EDUCATION_NUMBER: 'an education number', ID_CARD: 'an ID card number', DRIVING_LICENCE: 'a driving licence number',
    IP: 'an internet address', AGB: 'a care provider code', BIG: 'a health register number', UZOVI: 'a health insurer code', KVK: 'a trade register number', RSIN: 'a legal entity number', VAT_ID: 'a VAT number',
    PERSONAL: 'something personal about somebody', PERSON: 'a name',
  },
  reasons: {
    'national-id': { short: 'a personal number', sentence: 'Anyone with this number can pose as this person.', wayOut: 'Remove the number if the reader does not need it.', ground: 'UAVG article 46, GDPR article 87' },
    health: { short: 'somebody’s health', sentence: 'You are writing about the health of somebody who can be recognised.', wayOut: 'Leave out who it is, or send secured.', ground: 'GDPR article 9, NTA 7516' },
    financial: { short: 'somebody’s money matters', sentence: 'You are writing about a person’s money or account.', wayOut: 'Leave out the amount or the name, or send secured.', ground: 'GDPR articles 5 and 32' },
    'personal-data': { short: 'personal data', sentence: 'Together these details point at one person.', wayOut: 'Leave out what the reader does not need.', ground: 'GDPR articles 5 and 32' },
    dossier: { short: 'a case file', sentence: 'This looks like a person’s file.', wayOut: 'Send only the page that is needed.', ground: 'GDPR articles 5 and 32' },
    credentials: { short: 'a password or code', sentence: 'Anyone who reads this mail can use it to get in.', wayOut: 'Give it by phone, or send secured.', ground: 'GDPR article 32' },
    'confidential-business': { short: 'something not public yet', sentence: 'This information is not meant for everybody yet.', wayOut: 'Wait until it is public, or send secured.', ground: 'Trade Secrets Directive (EU) 2016/943 article 2' },
    criminal: { short: 'a criminal matter', sentence: 'You are writing about a person and an offence.', wayOut: 'Leave out who it is, or send secured.', ground: 'GDPR article 10' },
    'special-category': { short: 'somebody’s belief, sexuality or origin', sentence: 'You may share this only with a good reason.', wayOut: 'Leave it out, or send secured.', ground: 'GDPR article 9' },
    children: { short: 'concerns about a child', sentence: 'You are writing about a child who needs protection.', wayOut: 'Leave out who it is, or send secured.', ground: 'GDPR recital 38' },
  },
  heading: (things, inside) => inside ? `You are mailing ${things.join('')} to a colleague.` : `You are mailing ${things.join('')} to somebody outside.`,
  stop: 'This mail cannot go yet.',
  files: filesEn,
  nothing: 'No sensitive data found.',
  doubt: {
    heading: (thing) => `This looks like ${thing}.`,
    sentence: 'We are not sure. See for yourself whether it must be secured.',
  },
  stillProtected: 'This conversation is protected and stays protected.',
  and: ' and ',
  warnings: {
    'greeting-mismatch': { heading: () => 'The greeting does not fit the recipient.', sentence: ({ suggestion }) => suggestion === undefined ? 'You greet one person and mail another.' : `Do you mean ${suggestion}?` },
    'forgotten-attachment': { heading: () => 'You mention an attachment, but there is none.', sentence: () => 'Add the file, or change the text.' },
    'attachment-mismatch': {
      heading: ({ files }) => `${first(files) || 'An attachment'} may belong to somebody else.`,
      sentence: ({ rules }) => otherInFile(rules, {
        number: 'This file holds another number than your mail.', name: 'This file holds another name than your mail.', fileName: 'The name of the file does not fit your text.',
      }),
    },
    'lookalike-address': { heading: ({ recipients }) => `${first(recipients)} looks like an address you know.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Check every letter.' : `Do you mean ${suggestion}?` },
    'autocomplete-namesake': { heading: () => 'You know two people with this name.', sentence: ({ suggestion }) => suggestion === undefined ? 'Choose who you mean.' : `Do you mean ${suggestion}?` },
    'internal-only-to-external': { heading: () => 'This text is for internal use.', sentence: ({ recipients }) => `${first(recipients)} does not work here.` },
    'many-external-visible': { heading: ({ count }) => `${count} people see each other’s address.`, sentence: () => 'Put the addresses in Bcc.' },
    'first-time-outside': { heading: ({ recipients }) => `This is your first mail to ${first(recipients)}.`, sentence: () => 'Is the address right?' },
    'outsider-added-to-protected-thread': { heading: ({ recipients }) => `${first(recipients)} was not in this protected conversation.`, sentence: () => 'They will be able to read everything below.' },
    'unread-attachment': { heading: ({ files }) => `We could not read ${first(files) || 'an attachment'}.`, sentence: () => 'Check yourself whether it holds sensitive data.' },
    'no-second-factor': { heading: () => 'You sign in with a password only.', sentence: () => 'With a code app we know for sure that it is you.' },
    'unknown-network': { heading: () => 'You work on a network we do not know.', sentence: () => 'Make sure nobody can look over your shoulder.' },
    'need-to-know': { heading: () => 'Does your colleague need this information?', sentence: () => 'Send it only to people who work with this person.' },
    'unusual-recipient': { heading: ({ recipients }) => `${first(recipients)} may not belong in this mail.`, sentence: ({ suggestion }) => suggestion === undefined ? 'You do not usually mail these people together.' : `Do you mean ${suggestion}?` },
    impersonator: { heading: ({ recipients }) => `${first(recipients)} uses the name of somebody you know.`, sentence: ({ suggestion }) => suggestion === undefined ? 'The address is another one. Call first.' : `You know this name from ${suggestion}.` },
    'forgotten-recipient': { heading: ({ suggestion }) => suggestion === undefined ? 'You name somebody who does not get this mail.' : `You name ${suggestion}, who does not get this mail.`, sentence: () => 'Add the address, or change the text.' },
    'private-address': { heading: ({ recipients }) => `${first(recipients)} is a private address.`, sentence: ({ suggestion }) => suggestion === undefined ? 'Send business papers to an address at work.' : `Do you mean ${suggestion}?` },
    'suspicious-domain': { heading: ({ recipients, rules }) => rules.includes('domain-never-met') ? `Nobody here ever wrote to ${domain(recipients)}.` : rules.includes('domain-listed') ? `${first(recipients)} is on the list of suspicious addresses.` : `The address ${first(recipients)} is new.`, sentence: () => 'Check the address before you send.' },
    'several-clients': { heading: () => 'This mail is about more than one person.', sentence: () => 'Send each client only their own data.' },
    'hidden-content': hiddenContentTexts(filesEn),
    'other-client': {
      heading: ({ recipients }) => `${first(recipients)} never got mail about this person before.`,
      sentence: ({ suggestion }) => suggestion === undefined ? 'Check whether the number belongs to this recipient.'
        : `The number is in your mail with ${suggestion}. Do you mean that address?`,
    },
  },
  routes: {
    internal: (who) => `${who} gets the mail inside our organisation.`,
    ordinary: (who) => `${who} gets an ordinary mail.`,
    'verified-tls': (who) => `${who} gets the mail secured, in their own mailbox.`,
    nta7516: (who) => `${who} gets the mail under the care standard, in their own mailbox.`,
    openpgp: (who) => `Only ${who} can open the mail, with their own key.`,
    portal: (who) => `${who} gets a link and opens it with a code.`,
  },
  impossible: (who) => `The mail cannot reach ${who} safely right now.`,
  ability: {
    dane: 'The mail server proves who it is (DANE).', pinned: 'A fixed secured route was agreed with this partner.', 'mta-sts': 'The mail server promises secured transport (MTA-STS).',
    certificate: 'The mail server has a valid certificate.', none: 'Ordinary mail to this address is not safe enough.', unknown: 'We do not know yet what this mail server can do.',
  },
  nta: 'The organisation works under NTA 7516.',
  key: 'We have this person’s key.',
  age: (days) => days === 0 ? 'Checked today.' : days === 1 ? 'Checked yesterday.' : `Checked ${days} days ago.`,
  neverChecked: 'Not checked yet.',
  impaired: 'Part of the check does not work now. The rest does.',
  hold: (seconds) => seconds < 60 ? `The mail waits ${seconds} seconds. You can take it back.` : `The mail waits ${Math.round(seconds / 60)} ${seconds < 90 ? 'minute' : 'minutes'}. You can take it back.`,
  levels: { record: 'is only recorded', advise: 'gives a tip', protect: 'is sent secured', block: 'cannot go like this' },
  policy: {
    mode: { active: 'The guard is on.', shadow: 'The guard only watches and changes nothing.' },
    reason: (reason, level, routes) => `A mail with ${reason} ${level}${routes === '' ? '' : `: ${routes}`}.`,
    routeNames: { internal: 'inside the organisation', ordinary: 'as ordinary mail', 'verified-tls': 'directly over a checked connection', nta7516: 'under NTA 7516', openpgp: 'with a personal key', portal: 'with a link and a code' },
    override: (reasons) => `Whoever writes may still send it as ordinary mail: ${reasons}. The ledger then says so.`,
    noOverride: (reasons) => `Never as ordinary mail: ${reasons}.`,
    unread: { protect: 'An attachment that cannot be read goes secured.', advise: 'An attachment that cannot be read gives a tip.', record: 'An attachment that cannot be read is recorded.' },
    own: (name, shape) => `Your own number ${name} looks like ${shape}.`,
    then: ', otherwise ',
  },
}
