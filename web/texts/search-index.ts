import { lang } from '../ui/texts.svelte.ts'
import { plural } from './plural.ts'

/** Words of the search list of the own mail; they travel with the settings only. */
export interface SearchIndexWords {
  readonly title: string
  readonly lead: string
  readonly name: string
  readonly whole: (count: number, shown: string) => string
  readonly running: (done: string, all: string) => string
  readonly renew: string
  readonly sure: string
  readonly leave: string
  readonly renewed: string
}

const nl: SearchIndexWords = {
  title: 'Zoeken in uw post',
  lead: 'Wij houden een lijst bij van de woorden in uw post. Daarmee vindt u snel wat u zoekt.',
  name: 'Zoeklijst',
  whole: (count, shown) => plural('nl', count, 'klopt, 1 bericht', `klopt, ${shown} berichten`),
  running: (done, all) => `bezig: ${done} van ${all} berichten`,
  renew: 'Maak de zoeklijst opnieuw',
  sure: 'Vindt u een bericht niet terug, terwijl het er wel is? Maak de lijst dan opnieuw. Uw post verandert niet.',
  leave: 'U kunt gewoon verder werken en blijven zoeken. Zoeken kan nu langer duren. Logt u uit? Dan gaan wij verder als u weer inlogt.',
  renewed: 'De zoeklijst is bijgewerkt.',
}

const en: SearchIndexWords = {
  title: 'Searching your mail',
  lead: 'We keep a list of the words in your mail. It lets you find things fast.',
  name: 'Search list',
  whole: (count, shown) => plural('en', count, 'complete, 1 message', `complete, ${shown} messages`),
  running: (done, all) => `busy: ${done} of ${all} messages`,
  renew: 'Make the search list again',
  sure: 'Can you not find a message that is there? Then make the list again. Your mail does not change.',
  leave: 'You can go on with your work and keep searching. Searching may take longer now. Do you sign out? Then we go on when you sign in again.',
  renewed: 'The search list is up to date.',
}

/** In the language of the page. */
export const searchIndexWords = (): SearchIndexWords => lang() === 'en' ? en : nl
