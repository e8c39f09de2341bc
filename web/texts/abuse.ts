import { lang } from '../ui/texts.svelte.ts'

export type StopReason = 'too-many' | 'too-many-new' | 'bounces' | 'spam'

/** Words of the page about abuse, and of what the owner of a stopped account sees; they travel with these only. */
export interface AbuseWords {
  readonly title: string
  readonly lead: string
  readonly stops: string
  readonly noStops: string
  readonly account: string
  readonly at: string
  readonly why: string
  readonly state: string
  readonly reasons: Readonly<Record<StopReason, string>>
  readonly sent: (recipients: number, fresh: number) => string
  readonly release: string
  readonly sureRelease: string
  readonly releaseHelp: string
  readonly released: string
  readonly releasedBy: (who: string) => string
  readonly ownAccount: string
  readonly complaints: string
  readonly noComplaints: string
  readonly complaintsHelp: string
  readonly reporter: string
  readonly kind: string
  readonly kinds: Readonly<Record<string, string>>
  readonly unknown: string
  readonly lists: string
  readonly noLists: string
  readonly list: string
  readonly listStates: Readonly<Record<'untested' | 'good' | 'off', string>>
  readonly faults: Readonly<Record<string, string>>
  readonly grey: string
  readonly greyHelp: string
  readonly noGrey: string
  readonly domain: string
  readonly network: string
  readonly greyStates: Readonly<Record<'waiting' | 'passed', string>>
  readonly networks: string
  readonly networksHelp: string
  readonly noNetworks: string
  readonly counts: (counts: { readonly accepted: number, readonly junk: number, readonly refused: number, readonly trapped: number }) => string
  readonly own: {
    readonly title: string, readonly what: string, readonly kept: string, readonly notYou: string, readonly wasYou: string,
    readonly code: string, readonly codeHint: string, readonly goOn: string, readonly ask: string, readonly wrong: string, readonly done: string,
  }
}

const nl: AbuseWords = {
  title: 'Misbruik',
  lead: 'Wie stuurt hier ongewenste mail naartoe, en is een account van uw organisatie gestolen?',
  stops: 'Verzenden gestopt', noStops: 'Geen enkel account is gestopt.',
  account: 'Account', at: 'Wanneer', why: 'Waarom', state: 'Stand',
  reasons: {
    'too-many': 'veel mail naar buiten in korte tijd', 'too-many-new': 'mail naar veel onbekenden in korte tijd',
    bounces: 'veel mail kwam terug', spam: 'mail die op oplichting of reclame lijkt',
  },
  sent: (recipients, fresh) => `${recipients} ontvangers in een uur, ${fresh} nieuw`,
  release: 'Zet weer aan', sureRelease: 'Zet u het verzenden weer aan?',
  releaseHelp: 'Mail die wacht, gaat dan weg. Bel eerst de gebruiker: was hij of zij het zelf? Zo niet, laat dan eerst een nieuw wachtwoord kiezen.',
  released: 'Het verzenden staat weer aan.', releasedBy: (who) => `weer aangezet door ${who}`,
  ownAccount: 'Dit is uw eigen account. Iemand anders moet ernaar kijken.',
  complaints: 'Klachten van andere maildiensten', noComplaints: 'Er zijn geen klachten.',
  complaintsHelp: 'Een ontvanger noemde mail van uw organisatie ongewenst. Iedereen kan zo’n klacht maken: vraag het eerst na.',
  reporter: 'Gemeld door', kind: 'Soort',
  kinds: { abuse: 'ongewenst', fraud: 'oplichting', virus: 'virus', 'not-spam': 'toch gewenst', 'auth-failure': 'afzender klopt niet', other: 'anders' },
  unknown: 'onbekend',
  lists: 'Lijsten over afzenders', noLists: 'Er worden geen lijsten gevraagd.', list: 'Lijst',
  listStates: { untested: 'nog niet getest', good: 'werkt', off: 'uitgezet' },
  faults: {
    silent: 'geeft geen antwoord', 'lists-nothing': 'kent het eigen testadres niet', 'lists-everything': 'noemt iedereen slecht',
    'answers-outside': 'is geen lijst meer', 'refuses-us': 'weigert ons',
  },
  grey: 'Servers die het opnieuw moesten proberen', greyHelp: 'Twijfelachtige servers moeten het nog eens proberen. Gewone servers doen dat vanzelf.',
  noGrey: 'Geen server hoefde het opnieuw te proberen.', domain: 'Domein', network: 'Netwerk',
  greyStates: { waiting: 'nog niet terug', passed: 'kwam terug' },
  networks: 'Netwerken met een slechte naam', networksHelp: 'Dit zag deze server zelf. Na 2 weken telt het nog maar half mee.',
  noNetworks: 'Geen netwerk heeft hier een slechte naam.',
  counts: ({ accepted, junk, refused, trapped }) => `${accepted} goed, ${junk} ongewenst, ${refused} geweigerd, ${trapped} in een val`,
  own: {
    title: 'Uw account kan nu geen e-mail versturen',
    what: 'Misschien gebruikt iemand anders uw account. Wij zagen:',
    kept: 'Mail die klaarstond, wacht. Er raakt niets kwijt. Mail ontvangen gaat gewoon door.',
    notYou: 'Was u dit niet? Kies meteen een nieuw wachtwoord bij Instellingen en bel uw beheerder.',
    wasYou: 'Was u dit zelf? Geef de code uit uw app. Dan staat het verzenden weer aan.',
    code: 'Code uit uw app', codeHint: 'Zes cijfers', goOn: 'Zet verzenden weer aan',
    ask: 'Was u dit zelf? Vraag uw beheerder om het verzenden weer aan te zetten.',
    wrong: 'Deze code klopt niet. Wacht op de volgende en probeer het opnieuw.', done: 'Het verzenden staat weer aan.',
  },
}

const en: AbuseWords = {
  title: 'Abuse',
  lead: 'Who sends unwanted mail here, and was an account of your organisation stolen?',
  stops: 'Sending stopped', noStops: 'No account is stopped.',
  account: 'Account', at: 'When', why: 'Why', state: 'State',
  reasons: {
    'too-many': 'much mail to the outside in a short time', 'too-many-new': 'mail to many strangers in a short time',
    bounces: 'much mail came back', spam: 'mail that looks like fraud or advertising',
  },
  sent: (recipients, fresh) => `${recipients} recipients in an hour, ${fresh} new`,
  release: 'Turn on again', sureRelease: 'Do you turn sending on again?',
  releaseHelp: 'Mail that waits will leave. Call the user first: was it really them? If not, have them choose a new password first.',
  released: 'Sending is on again.', releasedBy: (who) => `turned on again by ${who}`,
  ownAccount: 'This is your own account. Somebody else must look at it.',
  complaints: 'Complaints of other mail services', noComplaints: 'There are no complaints.',
  complaintsHelp: 'A recipient called mail of your organisation unwanted. Anybody can write such a complaint: ask first.',
  reporter: 'Reported by', kind: 'Kind',
  kinds: { abuse: 'unwanted', fraud: 'fraud', virus: 'virus', 'not-spam': 'wanted after all', 'auth-failure': 'sender is not right', other: 'other' },
  unknown: 'unknown',
  lists: 'Lists about senders', noLists: 'No lists are asked.', list: 'List',
  listStates: { untested: 'not tested yet', good: 'works', off: 'turned off' },
  faults: {
    silent: 'gives no answer', 'lists-nothing': 'does not know its own test entry', 'lists-everything': 'calls everybody bad',
    'answers-outside': 'is no list any more', 'refuses-us': 'refuses us',
  },
  grey: 'Had to come again', greyHelp: 'Doubtful servers must try once more. Ordinary servers do that by themselves.',
  noGrey: 'Nobody had to come again.', domain: 'Domain', network: 'Network',
  greyStates: { waiting: 'not back yet', passed: 'came back' },
  networks: 'Networks with a bad name', networksHelp: 'This server saw it itself. It fades: after two weeks it counts half.',
  noNetworks: 'No network has a bad name here.',
  counts: ({ accepted, junk, refused, trapped }) => `${accepted} good, ${junk} unwanted, ${refused} refused, ${trapped} in a trap`,
  own: {
    title: 'Your account cannot send mail now',
    what: 'Somebody else may be using your account. We saw:',
    kept: 'Mail that was to go is waiting. Nothing is lost. You still receive mail.',
    notYou: 'Was this not you? Choose a new password in Settings now and call your administrator.',
    wasYou: 'Was it you? Give the code from your app. Then sending is on again.',
    code: 'Code from your app', codeHint: 'Six digits', goOn: 'Turn sending on again',
    ask: 'Was it you? Ask your administrator to turn sending on again.',
    wrong: 'This code is not right. Wait for the next one and try again.', done: 'Sending is on again.',
  },
}

export const abuseWords = (): AbuseWords => lang() === 'nl' ? nl : en
