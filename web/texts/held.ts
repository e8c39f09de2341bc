import { lang } from '../ui/texts.svelte.ts'

/** Words of the page with mail that waits for an answer of its sender; both languages, same keys. */
const nl = {
  title: 'Dit wacht op u',
  lead: 'Deze berichten zijn nog niet weg. Kijk ernaar en kies.',
  none: 'Er wacht niets op u.',
  to: (who: string) => `Aan ${who}`,
  noSubject: '(geen onderwerp)',
  release: 'Verstuur',
  correct: 'Verbeter',
  discard: 'Gooi weg',
  released: 'Verstuurd.',
  corrected: 'Uw bericht staat bij Concepten.',
  discarded: 'Weggegooid. Er is niets verstuurd.',
  factorMissing: 'Vul eerst in hoe de ontvanger de code krijgt.',
  refused: 'Dit kan zo niet weg. Verbeter het bericht.',
}

const en: typeof nl = {
  title: 'This waits for you',
  lead: 'These messages have not left yet. Look at them and choose.',
  none: 'Nothing waits for you.',
  to: (who) => `To ${who}`,
  noSubject: '(no subject)',
  release: 'Send',
  correct: 'Correct it',
  discard: 'Throw away',
  released: 'Sent.',
  corrected: 'Your message is in Drafts.',
  discarded: 'Thrown away. Nothing was sent.',
  factorMissing: 'First say how the recipient gets the code.',
  refused: 'This cannot leave as it is. Correct the message.',
}

export const heldTexts = (): typeof nl => lang() === 'nl' ? nl : en
