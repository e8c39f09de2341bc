import { lang } from '../ui/texts.svelte.ts'
import { plural } from './plural.ts'

/** Words of keys and of closing an account; they travel with the settings and the accounts page only. */
export interface KeyWords {
  readonly title: string
  readonly lead: string
  readonly name: string
  readonly version: (number: number) => string
  readonly never: string
  readonly ended: (date: string) => string
  readonly asked: string
  readonly running: (done: string, all: string) => string
  readonly renew: string
  readonly formLead: string
  readonly formHelp: string
  readonly honest: string
  readonly apps: string
  readonly devices: string
  readonly password: string
  readonly begun: string
  readonly passwordFirst: string
  readonly keyOf: (who: string) => string
  readonly forWhom: (who: string) => string
  readonly wanted: (who: string) => string
  readonly closing: {
    readonly title: string
    readonly lead: (days: number) => string
    readonly how: string
    readonly start: string
    readonly sure: string
    readonly set: (date: string) => string
    readonly byOther: string
    readonly undo: string
    readonly undone: string
    readonly lastOwner: string
    readonly already: string
    readonly late: string
    readonly closeFor: (who: string) => string
    readonly list: string
    readonly listLead: string
    readonly person: string
    readonly state: string
    readonly actions: string
    readonly on: (date: string) => string
    readonly erasing: string
    readonly closed: (date: string) => string
    readonly receipt: string
    readonly keep: string
  }
}

const nl: KeyWords = {
  title: 'Sleutel van uw post',
  lead: 'Uw post ligt op slot met een eigen sleutel. Niemand anders heeft die sleutel.',
  name: 'Sleutel', version: (number) => `sleutel ${number}`, never: 'nog nooit vervangen', ended: (date) => `vervangen op ${date}`,
  asked: 'wordt vervangen zodra de eigenaar inlogt',
  running: (done, all) => `bezig: ${done} van ${all}`,
  renew: 'Vervang de sleutel',
  formLead: 'Is een apparaat kwijt of een wachtwoord uitgelekt? Kies wat een ander kan hebben.',
  formHelp: 'Wat u kiest, werkt daarna niet meer. De rest blijft werken. U kunt gewoon doorgaan.',
  honest: 'Had een ander ook een kopie van de opslag? Dan kon hij uw oude post lezen.',
  apps: 'App-wachtwoorden', devices: 'Apparaten', password: 'Uw wachtwoord',
  begun: 'Uw post krijgt nu een nieuwe sleutel.',
  passwordFirst: 'Kies eerst een nieuw wachtwoord. Vervang daarna de sleutel.',
  keyOf: (who) => `Sleutel van ${who}`, forWhom: (who) => `Nieuwe sleutel voor ${who}`,
  wanted: (who) => `${who} krijgt een nieuwe sleutel bij het inloggen.`,
  closing: {
    title: 'Account sluiten',
    lead: (days) => `Na ${plural('nl', days, '1 dag', `${days} dagen`)} wissen wij al uw post. Tot die dag kunt u zich bedenken.`,
    how: 'Wij wissen eerst de sleutels. Daarna kan niemand de post nog lezen, ook niet uit een kopie.',
    start: 'Sluit mijn account', sure: 'Sluit mijn account',
    set: (date) => `Uw account sluit op ${date}. Tot die dag werkt alles.`,
    byOther: 'Uw beheerder heeft dit gevraagd.',
    undo: 'Houd mijn account', undone: 'Het account blijft bestaan.',
    lastOwner: 'Dit is de enige eigenaar. Maak eerst iemand anders eigenaar.',
    already: 'Dit account wordt al gesloten.',
    late: 'Dit kan niet meer. De sleutels zijn al gewist.',
    closeFor: (who) => `Sluit het account van ${who}`,
    list: 'Accounts die sluiten', listLead: 'Het bewijs van wissen kan iedereen controleren.',
    person: 'Persoon', state: 'Stand', actions: 'Acties',
    on: (date) => `sluit op ${date}`, erasing: 'wordt gewist', closed: (date) => `gesloten op ${date}`,
    receipt: 'Bewijs van wissen', keep: 'Laat bestaan',
  },
}

const en: KeyWords = {
  title: 'Key to your mail',
  lead: 'Your mail is locked with a key of its own. Nobody else has that key.',
  name: 'Key', version: (number) => `key ${number}`, never: 'never replaced', ended: (date) => `replaced on ${date}`,
  asked: 'is replaced when its owner signs in',
  running: (done, all) => `busy: ${done} of ${all}`,
  renew: 'Replace the key',
  formLead: 'Is a device lost, or did a password leak? Choose what somebody else may have.',
  formHelp: 'What you choose stops working. Everything else keeps working. You can go on with your work.',
  honest: 'Did somebody have a copy of the storage too? Then they could read your old mail.',
  apps: 'App passwords', devices: 'Devices', password: 'Your password',
  begun: 'Your mail is getting a new key now.',
  passwordFirst: 'Set a new password first. Then replace the key.',
  keyOf: (who) => `Key of ${who}`, forWhom: (who) => `New key for ${who}`,
  wanted: (who) => `${who} gets a new key at the next sign-in.`,
  closing: {
    title: 'Close account',
    lead: (days) => `After ${plural('en', days, '1 day', `${days} days`)} we erase all your mail. Until that day you can change your mind.`,
    how: 'We erase the keys first. After that nobody can read the mail, not even from a copy.',
    start: 'Close my account', sure: 'Close my account',
    set: (date) => `Your account closes on ${date}. Until that day everything works.`,
    byOther: 'Your administrator asked for this.',
    undo: 'Keep my account', undone: 'The account stays.',
    lastOwner: 'This is the only owner. Make somebody else an owner first.',
    already: 'This account is closing already.',
    late: 'This is not possible any more. The keys are erased already.',
    closeFor: (who) => `Close the account of ${who}`,
    list: 'Accounts that close', listLead: 'Anybody can check the receipt of erasure.',
    person: 'Person', state: 'State', actions: 'Actions',
    on: (date) => `closes on ${date}`, erasing: 'is being erased', closed: (date) => `closed on ${date}`,
    receipt: 'Receipt of erasure', keep: 'Keep',
  },
}

/** In the language of the page. */
export const k = (): KeyWords => lang() === 'en' ? en : nl
