/** Words of what was decided when a message came in; loaded only for a message that has something of it. */
export interface ArrivalWords {
  readonly inJunk: string
  /** By sign of the spam filter. */
  readonly signs: Readonly<Record<string, string>>
  readonly otherSign: string
  /** By rule that held a file. */
  readonly held: Readonly<Record<string, string>>
  readonly malware: (name: string) => string
  readonly fileHeld: (file: string, why: string) => string
  readonly noName: string
  readonly askOfficer: string
  /** Above a message that looks like fraud. */
  readonly fraud: { readonly title: string, readonly why: string, readonly off: string, readonly honest: string }
  readonly trackers: (count: number) => string
  /** Leaving a mailing list. */
  readonly unsubscribe: {
    readonly fromList: string
    readonly leave: string
    /** Follows the button's word for who does not see the screen. */
    readonly from: (to: string) => string
    /** Before the click: the mail that will go out in the reader's name. */
    readonly sends: (address: string, subject: string) => string
    /** The same, when the sender's server does not do it. */
    readonly sendsElse: (address: string, subject: string) => string
    readonly done: (host: string) => string
    readonly mailed: (address: string) => string
    readonly failed: string
  }
}

const nl: ArrivalWords = {
  inJunk: 'Dit staat in Ongewenst, omdat:',
  signs: {
    words: 'de tekst lijkt op reclame of oplichting',
    phishing: 'het bericht vraagt om gegevens, zoals bij oplichting',
    'link-mismatch': 'een link gaat ergens anders heen dan er staat',
    'link-hidden': 'een link verbergt waar hij heen gaat',
    'link-raw-address': 'een link wijst naar een computer zonder naam',
    'link-look-alike': 'een link lijkt op een bekend adres, maar is een ander',
    'reply-elsewhere': 'uw antwoord gaat naar een ander adres dan dat van de afzender',
    'sender-unproved': 'de afzender is niet te controleren',
    'brand-unproved': 'het bericht noemt een bekend bedrijf, maar komt daar niet vandaan',
    'hidden-text': 'er staat verborgen tekst in',
    'you-learned': 'u zette zulke berichten eerder bij Ongewenst',
    rspamd: 'het spamfilter van uw organisatie wees het aan',
    'sender-network': 'van dit netwerk kwam eerder ongewenste post',
    'like-trapped': 'hetzelfde bericht ging naar adressen die niemand gebruikt',
  },
  otherSign: 'het spamfilter wees het aan',
  held: {
    'dangerous-type': 'dit soort bestand kan uw computer beschadigen',
    'double-extension': 'de naam verbergt wat voor bestand het is',
    macros: 'er zit een programma in dit document',
    'html-smuggling': 'deze webpagina maakt zelf een verborgen bestand',
    'script-link': 'er staat een link in die een programma start',
    'encrypted-archive': 'wij kunnen niet in dit afgesloten bestand kijken',
    'unclear-form': 'mailprogramma’s lezen dit bericht verschillend, dus wij konden het niet goed controleren',
    'not-scanned': 'wij konden het niet op virussen controleren',
  },
  malware: (name) => `er zit een virus in (${name})`,
  fileHeld: (file, why) => `De bijlage “${file}” is tegengehouden: ${why}.`,
  noName: 'naamloos bestand',
  askOfficer: 'Hebt u dit bestand nodig? Vraag het aan de beheerder van uw organisatie.',
  fraud: {
    title: 'Pas op: dit lijkt op oplichting', why: 'Wij denken dat, omdat:',
    off: 'Wij zetten de links en plaatjes uit. Vul nergens uw gegevens in en betaal niets.', honest: 'Dit bericht klopt wel',
  },
  trackers: (count) => count === 1 ? '1 volgpixel tegengehouden.' : `${count} volgpixels tegengehouden.`,
  unsubscribe: {
    fromList: 'Dit bericht komt van een mailinglijst.', leave: 'Meld mij af', from: (to) => ` bij ${to}`,
    sends: (address, subject) => `Wij sturen dan namens u een mail aan ${address} met als onderwerp ‘${subject}’.`,
    sendsElse: (address, subject) => `Lukt dat niet, dan sturen wij namens u een mail aan ${address} met als onderwerp ‘${subject}’.`,
    done: (host) => `U bent afgemeld bij ${host}. Er kan nog een bericht onderweg zijn.`,
    mailed: (address) => `Wij stuurden een mail naar ${address} om u af te melden.`,
    failed: 'Afmelden lukt nu niet. Probeer het later, of gebruik de link in het bericht.',
  },
}

const en: ArrivalWords = {
  inJunk: 'This is in Junk, because:',
  signs: {
    words: 'the text looks like advertising or fraud',
    phishing: 'the message asks for data, as fraud does',
    'link-mismatch': 'a link goes elsewhere than it says',
    'link-hidden': 'a link hides where it goes',
    'link-raw-address': 'a link points at a computer without a name',
    'link-look-alike': 'a link looks like a known address, but is another one',
    'reply-elsewhere': 'your answer goes to another address than the sender\'s',
    'sender-unproved': 'the sender cannot be checked',
    'brand-unproved': 'the message names a well-known company, but does not come from it',
    'hidden-text': 'it holds hidden text',
    'you-learned': 'you put such messages into Junk before',
    rspamd: 'the spam filter of your organisation pointed it out',
    'sender-network': 'unwanted mail came from this network before',
    'like-trapped': 'the same message went to addresses that nobody uses',
  },
  otherSign: 'the spam filter pointed it out',
  held: {
    'dangerous-type': 'this kind of file can harm your computer',
    'double-extension': 'the name hides what kind of file it is',
    macros: 'there is a program in this document',
    'html-smuggling': 'this web page makes a hidden file by itself',
    'script-link': 'it holds a link that starts a program',
    'encrypted-archive': 'we cannot look into this locked file',
    'unclear-form': 'mail programs read this message differently, so we could not check it well',
    'not-scanned': 'we could not check it for viruses',
  },
  malware: (name) => `there is a virus in it (${name})`,
  fileHeld: (file, why) => `The attachment “${file}” was held back: ${why}.`,
  noName: 'file without a name',
  askOfficer: 'Do you need this file? Ask the administrator of your organisation.',
  fraud: {
    title: 'Be careful: this looks like fraud', why: 'We think so, because:',
    off: 'We turn links and pictures off. Do not fill in your details anywhere and do not pay.', honest: 'This message is honest',
  },
  trackers: (count) => count === 1 ? '1 tracking pixel stopped.' : `${count} tracking pixels stopped.`,
  unsubscribe: {
    fromList: 'This message comes from a mailing list.', leave: 'Unsubscribe me', from: (to) => ` from ${to}`,
    sends: (address, subject) => `We then send a mail in your name to ${address} with the subject ‘${subject}’.`,
    sendsElse: (address, subject) => `If that does not work, we send a mail in your name to ${address} with the subject ‘${subject}’.`,
    done: (host) => `You have left the list of ${host}. One more message may be on its way.`,
    mailed: (address) => `We sent a mail to ${address} to unsubscribe you.`,
    failed: 'Unsubscribing does not work now. Try again later, or use the link in the message.',
  },
}

export const arrivalWords: Readonly<Record<'nl' | 'en', ArrivalWords>> = { nl, en }
