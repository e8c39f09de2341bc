/** Who lives in the demonstration and what they wrote. All of it is made up; addresses end in `.example`. */
import type { AccountRole } from '../accounts/types.ts'

export interface DemoPerson {
  readonly address: string
  readonly name: string
  readonly password: string
  readonly roles: readonly AccountRole[]
  readonly does: string
}

export interface DemoOrganisation {
  /** Folder of its home and first part of its `*.localhost` name. */
  readonly key: 'linde' | 'hoogwoude'
  readonly name: string
  readonly domain: string
  readonly portBase: number
  readonly people: readonly DemoPerson[]
}

export const organisations: readonly DemoOrganisation[] = [
  {
    key: 'linde', name: 'Zorggroep De Linde', domain: 'delinde.example', portBase: 2000,
    people: [
      { address: 'marieke@delinde.example', name: 'Marieke Hofstra', password: 'stille-kastanje-laan', roles: ['user'], does: 'wijkverpleegkundige' },
      { address: 'sanne@delinde.example', name: 'Sanne Kuiper', password: 'groene-fiets-brug', roles: ['user'], does: 'wijkverpleegkundige' },
      { address: 'ruud@delinde.example', name: 'Ruud de Wit', password: 'warme-winter-trui', roles: ['owner', 'administrator'], does: 'beheerder' },
      { address: 'ingrid@delinde.example', name: 'Ingrid Smeets', password: 'heldere-ochtend-dauw', roles: ['privacy-officer'], does: 'functionaris gegevensbescherming' },
    ],
  },
  {
    key: 'hoogwoude', name: 'Gemeente Hoogwoude', domain: 'hoogwoude.example', portBase: 3000,
    people: [
      { address: 'karin@hoogwoude.example', name: 'Karin de Boer', password: 'rustige-haven-kade', roles: ['owner', 'administrator'], does: 'Wmo-consulent' },
    ],
  },
]

/** Where the made-up outside world listens. */
export const OUTSIDE_PORTS = { http: 2190, smtp: 2191 } as const

export interface DemoMail {
  /** Key of this mail, so that others can answer it. */
  readonly key: string
  readonly answers?: string
  readonly from: { readonly name: string, readonly email: string }
  readonly to: readonly { readonly name: string, readonly email: string }[]
  readonly subject: string
  readonly daysAgo: number
  /** Hours and minutes, local to the reader. */
  readonly at: readonly [hour: number, minute: number]
  readonly text: string
  readonly html?: string
  readonly attachment?: { readonly name: string, readonly type: string, readonly text: string }
  readonly isRead: boolean
  readonly folder?: 'sent' | 'archive'
  /** Domain that was checked when it came in; null when it could not be. */
  readonly checkedDomain: string | null
}

const marieke = { name: 'Marieke Hofstra', email: 'marieke@delinde.example' }
const sanne = { name: 'Sanne Kuiper', email: 'sanne@delinde.example' }
const ruud = { name: 'Ruud de Wit', email: 'ruud@delinde.example' }
const tom = { name: 'Tom Aarts', email: 't.aarts@fysio-zuidwijk.example' }
const karin = { name: 'Karin de Boer', email: 'karin@hoogwoude.example' }
const apotheek = { name: 'Apotheek Kerkplein', email: 'balie@apotheek-kerkplein.example' }
const anja = { name: 'Anja Bakker', email: 'anja.bakker@post.example' }

/** What lies in Marieke's mailbox when the demonstration starts. */
export const mailOfMarieke: readonly DemoMail[] = [
  {
    key: 'looplan-vraag', from: marieke, to: [tom], subject: 'Oefenplan mevrouw Visser', daysAgo: 2, at: [15, 10],
    text: 'Dag Tom,\n\nKunt u een plan maken voor het lopen met de rollator?\n\nGroet,\nMarieke Hofstra', isRead: true,
    folder: 'sent', checkedDomain: null,
  },
  {
    key: 'looplan-ja', answers: 'looplan-vraag', from: tom, to: [marieke], subject: 'Re: Oefenplan mevrouw Visser',
    daysAgo: 1, at: [9, 2], text: 'Dat kan. Ik ga vanmiddag bij haar langs.\n\nTom', isRead: true,
    checkedDomain: 'fysio-zuidwijk.example',
  },
  {
    key: 'looplan', answers: 'looplan-ja', from: tom, to: [marieke, sanne], subject: 'Re: Oefenplan mevrouw Visser',
    daysAgo: 0, at: [8, 42], isRead: false, checkedDomain: 'fysio-zuidwijk.example',
    text: 'Dag Marieke,\n\nHet plan is klaar. Ik stuur het mee. Mevrouw Visser oefent twee keer per week, op dinsdag en vrijdag. '
      + 'Na vier weken kijk ik of zij zonder hulp naar de winkel kan.\n\nLet u op haar bloeddruk? Zij voelde zich na het oefenen slap.'
      + '\n\nGroet,\nTom Aarts\nFysiotherapie Zuidwijk',
    attachment: { name: 'oefenplan.txt', type: 'text/plain', text: 'Week 1: dinsdag en vrijdag, 10 minuten lopen.\nWeek 2: 15 minuten.\n' },
  },
  {
    key: 'huisbezoek', from: karin, to: [marieke], subject: 'Huisbezoek donderdag', daysAgo: 0, at: [7, 58], isRead: false,
    text: 'Dag Marieke,\n\nKunt u donderdag om half elf? Dan ga ik mee naar het huisbezoek.\n\nGroet,\nKarin de Boer\nGemeente Hoogwoude',
    checkedDomain: 'hoogwoude.example',
  },
  {
    key: 'uitje', from: ruud, to: [marieke, sanne], subject: 'Uitje op vrijdag', daysAgo: 0, at: [7, 50], isRead: false,
    text: 'Beste collega’s,\n\nVrijdag gaan wij samen wandelen in het bos. Geef voor maandag door of u meegaat.\n\nRuud',
    checkedDomain: null,
  },
  {
    key: 'nieuwsbrief', from: { name: 'Vakblad Wijkzorg', email: 'nieuws@vakblad-wijkzorg.example' }, to: [marieke],
    subject: 'Nieuws voor de wijk', daysAgo: 1, at: [16, 20], isRead: false, checkedDomain: 'vakblad-wijkzorg.example',
    text: 'Nieuws voor de wijk. Lees over valpreventie en over de nieuwe app voor roosters.',
    html: '<html><body style="font-family:sans-serif"><h1 style="color:#0b5b66">Nieuws voor de wijk</h1>'
      + '<p><img src="https://beeld.vakblad-wijkzorg.example/kop.png" alt="Twee mensen in een tuin" width="600"></p>'
      + '<p>Lees deze week over <b>valpreventie</b> en over de nieuwe app voor roosters.</p>'
      + '<p><a href="https://vakblad-wijkzorg.example/lezen">Lees verder</a></p></body></html>',
  },
  {
    key: 'anja', from: anja, to: [marieke], subject: 'Vraag over mijn moeder', daysAgo: 1, at: [14, 5], isRead: false,
    text: 'Beste mevrouw Hofstra,\n\nIk las uw folder en wil graag weten of u ook in het weekend komt.\n\nMet vriendelijke groet,\nAnja Bakker',
    checkedDomain: null,
  },
  {
    key: 'recept', from: apotheek, to: [marieke], subject: 'Herhaalrecept: vraag', daysAgo: 3, at: [11, 37], isRead: true,
    text: 'Goedemorgen,\n\nKlopt de dosering van 2 keer per dag?\n\nApotheek Kerkplein', checkedDomain: 'apotheek-kerkplein.example',
  },
  {
    key: 'rooster', from: sanne, to: [marieke], subject: 'Rooster volgende week', daysAgo: 5, at: [12, 15], isRead: true,
    text: 'Hoi Marieke,\n\nIk ruil graag de dinsdag met iemand. Kun jij?\n\nSanne', checkedDomain: null,
  },
  {
    key: 'rooster-ja', answers: 'rooster', from: marieke, to: [sanne], subject: 'Re: Rooster volgende week', daysAgo: 5, at: [12, 40],
    text: 'Dat is goed. Dan werk jij donderdag.\n\nMarieke', isRead: true, folder: 'sent', checkedDomain: null,
  },
  {
    key: 'folder', from: { name: 'Bibliotheek Zuidwijk', email: 'info@bieb-zuidwijk.example' }, to: [marieke],
    subject: 'Folder voor de koffietafel', daysAgo: 12, at: [10, 0], isRead: true, folder: 'archive',
    text: 'Beste mensen,\n\nHierbij onze folder. U mag hem uitdelen.\n\nBibliotheek Zuidwijk', checkedDomain: 'bieb-zuidwijk.example',
  },
]

/** What the hostile sender says over SMTP when the demonstration starts, in the name of a colleague. */
export const spoof = {
  mailFrom: 'service@snelle-post.example',
  from: { name: 'Ruud de Wit', email: 'ruud@delinde.example' },
  to: marieke,
  subject: 'Uw wachtwoord verloopt vandaag',
  text: 'Beste collega,\n\nUw wachtwoord verloopt vandaag. Klik op https://inloggen.snelle-post.example en vul het opnieuw in.\n\nRuud',
} as const
