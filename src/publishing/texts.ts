/** Why each record is published, and what to do about one that is not as it should be: nl (B1) and en. */
import type { PublishedKind } from './records.ts'
import type { PublishedState } from './look.ts'

export type PublishingLanguage = 'nl' | 'en'

export interface PublishingTexts {
  readonly why: Readonly<Record<PublishedKind, string>>
  readonly states: Readonly<Record<PublishedState, string>>
  readonly todo: Readonly<Record<Exclude<PublishedState, 'good'>, string>>
}

export const publishingTexts: Readonly<Record<PublishingLanguage, PublishingTexts>> = {
  nl: {
    why: {
      'mx': 'Zegt andere servers waar de mail van dit domein heen moet.',
      'spf': 'Zegt welke servers namens dit domein mailen. Zonder dit komt uw mail vaker in de spam.',
      'spf-host': 'Hetzelfde voor de naam van de server zelf, voor berichten zonder afzender.',
      'dkim': 'De publieke sleutel waarmee anderen de handtekening onder uw mail controleren.',
      'dmarc': 'Zegt wat anderen doen met mail die doet alsof hij van u komt: weigeren.',
      'mta-sts': 'Zegt dat dit domein alleen beveiligd vervoer wil, voor servers die geen DANE doen.',
      'mta-sts-host': 'De plek waar andere servers die afspraak ophalen. Het certificaat moet deze naam bevatten.',
      'tls-rpt': 'Zegt waar anderen melden dat beveiligd vervoer niet lukte.',
      'tlsa': 'Bewijst met DNSSEC welk certificaat echt van uw server is (DANE). Zet bij een nieuwe sleutel eerst de nieuwe regel erbij, wacht twee dagen, en wissel dan pas.',
      'caa': 'Zegt wie certificaten voor dit domein mag uitgeven. Een ander weigert dan.',
      'nta7516': 'Zegt dat dit domein mail volgens NTA 7516 ontvangt, van wanneer tot wanneer. Alleen geldig met DNSSEC. Het is geen certificaat.',
      'autoconfig': 'Hiermee stelt Thunderbird een account vanzelf in.',
      'autodiscover': 'Hiermee stelt Outlook een account vanzelf in.',
      'srv': 'Zegt mailprogramma\'s bij welke server en poort zij moeten zijn.',
      'security-txt': 'Zegt waar iemand een lek in uw beveiliging kan melden.',
      'wkd': 'De plek voor publieke OpenPGP-sleutels van uw mensen. Er staan nog geen sleutels.',
      'wkd-host': 'De naam waaronder anderen publieke OpenPGP-sleutels zoeken.',
      'null-mx': 'Zegt dat dit domein geen mail ontvangt.',
      'no-mail-spf': 'Zegt dat niemand namens dit domein mailt.',
      'no-mail-dmarc': 'Zegt anderen alle mail uit naam van dit domein te weigeren.',
    },
    states: { good: 'goed', missing: 'ontbreekt', different: 'anders', unproved: 'zonder DNSSEC', unknown: 'niet te zien' },
    todo: {
      missing: 'Zet deze regel in de DNS.', different: 'Verander de regel in de DNS in wat hier staat.',
      unproved: 'Zet DNSSEC aan voor dit domein: zonder DNSSEC telt deze regel niet.', unknown: 'De DNS gaf geen antwoord. Probeer het later opnieuw.',
    },
  },
  en: {
    why: {
      'mx': 'Tells other servers where mail of this domain goes.',
      'spf': 'Tells which servers send mail for this domain. Without it your mail ends in spam more often.',
      'spf-host': 'The same for the name of the server itself, for messages without a sender.',
      'dkim': 'The public key with which others check the signature under your mail.',
      'dmarc': 'Tells others what to do with mail that pretends to be yours: refuse it.',
      'mta-sts': 'Says that this domain wants secured transport only, for servers that do not do DANE.',
      'mta-sts-host': 'Where other servers fetch that agreement. The certificate must hold this name.',
      'tls-rpt': 'Tells where others report that secured transport did not work.',
      'tlsa': 'Proves by DNSSEC which certificate is really your server\'s (DANE). With a new key add its line first, wait two days, and change over only then.',
      'caa': 'Tells who may issue certificates for this domain. Others then refuse.',
      'nta7516': 'Says that this domain takes mail under NTA 7516, from when until when. Counts only with DNSSEC. It is no certificate.',
      'autoconfig': 'Lets Thunderbird set up an account by itself.',
      'autodiscover': 'Lets Outlook set up an account by itself.',
      'srv': 'Tells mail programs which server and port to use.',
      'security-txt': 'Tells where somebody can report a hole in your security.',
      'wkd': 'The place for public OpenPGP keys of your people. There are no keys yet.',
      'wkd-host': 'The name under which others look for public OpenPGP keys.',
      'null-mx': 'Says that this domain takes no mail.',
      'no-mail-spf': 'Says that nobody mails for this domain.',
      'no-mail-dmarc': 'Tells others to refuse all mail in the name of this domain.',
    },
    states: { good: 'good', missing: 'missing', different: 'different', unproved: 'without DNSSEC', unknown: 'not to be seen' },
    todo: {
      missing: 'Add this line to the DNS.', different: 'Change the line in the DNS into what stands here.',
      unproved: 'Turn on DNSSEC for this domain: without it this line does not count.', unknown: 'The DNS gave no answer. Try again later.',
    },
  },
}
