/** Words of what the guard found and did, as the ledger and the officer's pages show them. */
export const guardWordsNl = {
  reasons: {
    'national-id': 'persoonsnummer', health: 'gezondheid', financial: 'geldzaken', 'personal-data': 'persoonlijke gegevens', dossier: 'dossier',
    credentials: 'wachtwoord of code', 'confidential-business': 'niet openbaar', criminal: 'strafbaar feit',
    'special-category': 'geloof, geaardheid of afkomst', children: 'zorgen over een kind',
  },
  levels: { record: 'alleen genoteerd', advise: 'tip gegeven', protect: 'beveiligd', block: 'tegengehouden' },
  routes: {
    internal: 'blijft in huis', ordinary: 'gewone mail', 'verified-tls': 'gecontroleerde verbinding', nta7516: 'NTA 7516', openpgp: 'eigen sleutel',
    portal: 'link en code',
  },
  warnings: {
    'greeting-mismatch': 'aanhef past niet', 'forgotten-attachment': 'bijlage vergeten', 'attachment-mismatch': 'bijlage van een ander',
    'lookalike-address': 'adres lijkt op een ander', 'autocomplete-namesake': 'naamgenoot', 'internal-only-to-external': 'interne tekst',
    'many-external-visible': 'adressen zichtbaar', 'first-time-outside': 'eerste keer', 'outsider-added-to-protected-thread': 'nieuwe lezer in gesprek',
    'unread-attachment': 'bijlage niet te lezen', 'no-second-factor': 'geen tweede stap', 'unknown-network': 'onbekend netwerk',
    'need-to-know': 'nodig voor collega?', 'unusual-recipient': 'hoort niet in deze groep', impersonator: 'naam van een bekende',
    'forgotten-recipient': 'ontvanger vergeten', 'private-address': 'privéadres', 'suspicious-domain': 'verdacht domein',
    'several-clients': 'meer cliënten in één mail', 'hidden-content': 'verborgen in bijlage',
    'other-client': 'nummer van een ander',
  },
  outcomes: { queued: 'verstuurd', held: 'wacht op afzender', refused: 'geweigerd', released: 'vrijgegeven' },
  doors: { web: 'webmail', jmap: 'webmail', submission: 'mailprogramma', imap: 'mailprogramma' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** The same words in another language. */
type Words = { readonly [Room in keyof typeof guardWordsNl]: { readonly [Key in keyof (typeof guardWordsNl)[Room]]: string } }

export const guardWordsEn: Words = {
  reasons: {
    'national-id': 'personal number', health: 'health', financial: 'money matters', 'personal-data': 'personal data', dossier: 'case file',
    credentials: 'password or code', 'confidential-business': 'not public', criminal: 'criminal matter',
    'special-category': 'belief, sexuality or origin', children: 'concern about a child',
  },
  levels: { record: 'only noted', advise: 'tip given', protect: 'secured', block: 'stopped' },
  routes: {
    internal: 'stays inside', ordinary: 'ordinary mail', 'verified-tls': 'verified connection', nta7516: 'NTA 7516', openpgp: 'own key', portal: 'link and code',
  },
  warnings: {
    'greeting-mismatch': 'greeting does not fit', 'forgotten-attachment': 'attachment forgotten', 'attachment-mismatch': 'somebody else’s attachment',
    'lookalike-address': 'address resembles another', 'autocomplete-namesake': 'namesake', 'internal-only-to-external': 'internal text',
    'many-external-visible': 'addresses visible', 'first-time-outside': 'first time', 'outsider-added-to-protected-thread': 'new reader in conversation',
    'unread-attachment': 'attachment not readable', 'no-second-factor': 'no second step', 'unknown-network': 'unknown network',
    'need-to-know': 'needed by colleague?', 'unusual-recipient': 'unusual in this group', impersonator: 'name of a contact',
    'forgotten-recipient': 'recipient forgotten', 'private-address': 'private address', 'suspicious-domain': 'suspicious domain',
    'several-clients': 'several clients in one mail', 'hidden-content': 'hidden in attachment',
    'other-client': 'number of another',
  },
  outcomes: { queued: 'sent', held: 'waits for sender', refused: 'refused', released: 'released' },
  doors: { web: 'webmail', jmap: 'webmail', submission: 'mail program', imap: 'mail program' },
}
