import type { Kind } from '../../src/guard/models/labels.ts'
import type { Random } from './random.ts'
import type { Snippet } from './snippets.ts'
import type { Language } from './slots.ts'

/**
 * Passages about somebody that are about nobody, because of what stands before them: a case for a lesson, a scene of a
 * play, data for a test. The same words must be secured without that sentence.
 */
const FRAMINGS: Readonly<Record<Language, readonly (readonly [Kind, string])[]>> = {
  nl: [
    ['educational', 'Casus voor de les van {weekday}, bespreek hem in groepjes.'], ['educational', 'Oefencasus, namen en feiten zijn verzonnen.'], ['educational', 'Opdracht voor de studenten: lees de volgende situatie en schrijf een plan.'],
    ['educational', 'Voor de training gebruiken we dit voorbeeld.'], ['educational', 'Toetsvraag 3. Lees de casus en beantwoord de vragen.'], ['educational', 'In de bijscholing bespreken we de volgende bedachte cliënt.'], ['educational', 'Rollenspel: jij bent de hulpverlener en je collega speelt het volgende.'],
    ['fictional', 'Uit hoofdstuk 4 van mijn roman:'], ['fictional', 'Scène 2 van het toneelstuk.'], ['fictional', 'Voor het filmscript dacht ik aan deze verhaallijn.'], ['fictional', 'De hoofdpersoon van de serie maakt het volgende mee.'], ['fictional', 'Hier is het begin van mijn korte verhaal, alles is fantasie.'],
    ['test', 'Testgegevens voor de acceptatieomgeving, deze persoon bestaat niet.'], ['test', 'Voorbeeldtekst voor de handleiding:'], ['test', 'Vul in het testscript deze verzonnen tekst in.'],
    ['news', 'Uit de krant van vanochtend:'], ['public', 'Uit de gepubliceerde, geanonimiseerde uitspraak:'],
  ],
  en: [
    ['educational', 'Case for the lesson on {weekday}, discuss it in groups.'], ['educational', 'Practice case, names and facts are invented.'], ['educational', 'Assignment for students: read this situation and write a plan.'],
    ['educational', 'We use the following example in the training.'], ['educational', 'Exam question 3. Read the case and answer the questions.'], ['educational', 'Role play: you are the care worker and your colleague acts out the following.'],
    ['fictional', 'From chapter 4 of my novel:'], ['fictional', 'Scene 2 of the play.'], ['fictional', 'For the screenplay I had this storyline in mind.'], ['fictional', 'The main character of the series goes through this.'],
    ['test', 'Test data for the staging environment, this person does not exist.'], ['test', 'Sample text for the manual:'], ['news', 'From this morning’s paper:'],
  ],
  de: [
    ['educational', 'Fallbeispiel für den Unterricht am {weekday}, bitte in Gruppen besprechen.'], ['educational', 'Übungsfall, Namen und Tatsachen sind erfunden.'], ['educational', 'Aufgabe für die Studierenden: Lesen Sie den Fall und schreiben Sie einen Plan.'], ['educational', 'Klausurfrage 3.'],
    ['fictional', 'Aus Kapitel 4 meines Romans:'], ['fictional', 'Szene 2 des Stücks.'], ['fictional', 'Für das Drehbuch dachte ich an diese Handlung.'], ['test', 'Testdaten, diese Person gibt es nicht.'], ['test', 'Beispieltext für das Handbuch:'],
  ],
  fr: [
    ['educational', 'Cas pratique pour le cours de {weekday}, à discuter en groupe.'], ['educational', 'Exercice, les noms et les faits sont inventés.'], ['educational', 'Devoir pour les étudiants : lisez la situation et rédigez un plan.'], ['educational', 'Question 3 de l’examen.'],
    ['fictional', 'Extrait du chapitre 4 de mon roman :'], ['fictional', 'Scène 2 de la pièce.'], ['fictional', 'Pour le scénario, j’ai pensé à cette intrigue.'], ['test', 'Données de test, cette personne n’existe pas.'], ['test', 'Texte d’exemple pour le manuel :'],
  ],
}

/** How many of the passages about somebody come framed as well. */
export const FRAMED_SHARE = 0.1

/** The passage behind a sentence that takes it out of the world. */
export function framed(snippet: Snippet, random: Random): Snippet {
  const [kind, text] = random.pick(FRAMINGS[snippet.language])
  return { ...snippet, reasons: [], kind, isFramed: true, text: `${text} ${snippet.text}` }
}
